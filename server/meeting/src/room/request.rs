//! Requests: who may ask for what. A refusal is an answer.

use crate::fact::EndReason;
use crate::id::{ConnectionId, PersonId};
use crate::plan::Role;
use crate::protocol::{
    Command, FilmCommand, FloorCommand, PhotoCommand, Reason, RecordHealth, ServerMessage,
    SigningCommand,
};

use super::cues::is_crew;
use super::device::Place;
use super::{Effect, MediaCommand, Room};

enum Answer {
    Done,
    /// The engine gives it.
    Later,
}

impl Room {
    /// The answer, unless the engine will give it.
    pub(super) fn request(
        &mut self,
        connection: ConnectionId,
        id: u32,
        command: Command,
    ) -> Option<Effect> {
        let answer = self
            .check(connection, &command)
            .and_then(|person| self.perform((connection, id), person, command));
        let message = match answer {
            Ok(Answer::Done) => ServerMessage::Done { id, answer: None },
            Ok(Answer::Later) => return None,
            Err(reason) => ServerMessage::Rejected {
                id,
                reason,
                detail: None,
            },
        };
        Some(Effect::Send {
            to: connection,
            message,
        })
    }

    /// Who asks, if they may.
    fn check(&mut self, connection: ConnectionId, command: &Command) -> Result<PersonId, Reason> {
        let device = self
            .devices
            .connected(connection)
            .ok_or(Reason::NotAdmitted)?;
        let (person, place) = (device.person, device.place);
        let is_outside = device.outside.is_some();
        if (place == Place::Lobby || is_outside) && *command != Command::Leave {
            return Err(Reason::NotAdmitted);
        }
        if is_for_hosts(command) && self.roles.of(person) != Some(Role::Host) {
            return Err(Reason::NotAllowed);
        }
        if is_for_crew(command) && !self.roles.of(person).is_some_and(is_crew) {
            return Err(Reason::NotAllowed);
        }
        if is_of_the_main_room(command) && self.sides.of(person).is_some() {
            return Err(Reason::InSideRoom);
        }
        if is_of_the_session(command) && self.opened_at.is_none() {
            return Err(Reason::TooEarly);
        }
        if makes_a_fact(command) && self.record == RecordHealth::Behind {
            return Err(Reason::RecordingBehind);
        }
        if (is_word(command) || is_of_the_show(command))
            && !self.paces.may_speak(person, self.now.instant)
        {
            return Err(Reason::TooFast);
        }
        Ok(person)
    }

    fn perform(
        &mut self,
        (connection, id): (ConnectionId, u32),
        person: PersonId,
        command: Command,
    ) -> Result<Answer, Reason> {
        match command {
            Command::Offer { sdp, fresh } => {
                self.command(MediaCommand::Offer {
                    connection,
                    id,
                    sdp,
                    fresh,
                });
                return Ok(Answer::Later);
            }
            Command::SetMedia { microphone, camera } => {
                self.set_media(connection, microphone, camera)?;
            }
            Command::Share { on } => self.share(connection, on)?,
            Command::View(view) => self.want(connection, view)?,
            Command::Hand { raised } => self.hand(person, raised)?,
            Command::Chat { text } => self.write(person, &text)?,
            Command::Leave => self.leave(connection),
            Command::Admit { person: other } => {
                self.known(other)?;
                self.admit(other, Some(person));
            }
            Command::AdmitAll => self.admit_waiting(Some(person), |_| true),
            Command::Remove { person: other } => self.remove(other, person)?,
            Command::Mute { person: other } => self.mute(other, person)?,
            Command::StopShare { person: other } => self.stop_share(other, person)?,
            Command::SetRole {
                person: other,
                role,
            } => self.set_role(other, role, person)?,
            Command::LowerHand { person: other } => {
                self.known(other)?;
                self.lower_hand(other, person);
            }
            Command::StartItem { item } => self.start_item(item, person)?,
            Command::EndItem { item } => self.end_item(item, person)?,
            Command::SkipItem { item } => self.skip_item(item, person)?,
            Command::EndSession => self.end(Some(person), EndReason::ByHost),
            Command::MoveItem { item, before } => self.move_item(item, before, person)?,
            Command::ResizeItem { item, minutes } => self.resize_item(item, minutes, person)?,
            Command::RestoreItem { item } => self.restore_item(item, person)?,
            Command::CallCue { cue, fallback } => self.call_cue(cue, fallback, person)?,
            Command::DropCue { cue } => self.drop_cue(cue, person)?,
            Command::ResetCue { cue } => self.reset_cue(cue, person)?,
            Command::CallToStage {
                person: other,
                seconds,
            } => self.call_to_stage(other, seconds)?,
            Command::Ready => self.note_ready(person)?,
            Command::Floor(command) => self.perform_floor(command, person)?,
            Command::Vote(command) => self.vote(person, command)?,
            Command::Side(command) => self.perform_side(command, person)?,
            Command::AdmitDelegation { delegation } => {
                self.admit_delegation(delegation, person)?;
            }
            Command::Note(command) => self.note(person, command)?,
            Command::Stage(command) => self.direct(command, person)?,
            Command::Signing(command) => self.sign(person, command)?,
            Command::Photo(command) => self.photograph(command, person)?,
            Command::Film(command) => self.perform_film(command, person)?,
        }
        Ok(Answer::Done)
    }
}

fn is_for_hosts(command: &Command) -> bool {
    match command {
        Command::Offer { .. }
        | Command::SetMedia { .. }
        | Command::Share { .. }
        | Command::View(_)
        | Command::Hand { .. }
        | Command::Chat { .. }
        | Command::Leave
        | Command::CallCue { .. }
        | Command::DropCue { .. }
        | Command::ResetCue { .. }
        | Command::CallToStage { .. }
        | Command::Ready
        | Command::Note(_)
        | Command::Stage(_)
        | Command::Side(_) => false,
        Command::Admit { .. }
        | Command::AdmitAll
        | Command::Remove { .. }
        | Command::Mute { .. }
        | Command::StopShare { .. }
        | Command::SetRole { .. }
        | Command::LowerHand { .. }
        | Command::StartItem { .. }
        | Command::EndItem { .. }
        | Command::SkipItem { .. }
        | Command::EndSession
        | Command::MoveItem { .. }
        | Command::ResizeItem { .. }
        | Command::RestoreItem { .. }
        | Command::AdmitDelegation { .. } => true,
        Command::Floor(command) => command.is_for_hosts(),
        Command::Vote(command) => command.is_for_hosts(),
        Command::Signing(command) => command.is_for_hosts(),
        Command::Photo(command) => command.is_for_hosts(),
        Command::Film(command) => command.is_for_hosts(),
    }
}

/// What those who run the meeting may do beside the hosts.
fn is_for_crew(command: &Command) -> bool {
    if let Command::Side(command) = command {
        return command.is_for_crew();
    }
    if let Command::Film(command) = command {
        return command.is_for_crew();
    }
    matches!(
        command,
        Command::CallCue { .. }
            | Command::DropCue { .. }
            | Command::ResetCue { .. }
            | Command::CallToStage { .. }
            | Command::Note(_)
            | Command::Stage(_)
    )
}

/// What everybody may say and the journal keeps.
fn is_word(command: &Command) -> bool {
    let is_of_a_voter = matches!(command, Command::Vote(command) if !command.is_for_hosts());
    let signs = matches!(command, Command::Signing(command) if !command.is_for_hosts());
    is_of_a_voter
        || signs
        || matches!(
            command,
            Command::Hand { .. }
                | Command::Chat { .. }
                | Command::Floor(FloorCommand::Point { .. })
                | Command::Photo(PhotoCommand::Answer { .. })
        )
}

/// What can be done and undone without end, and is kept each time.
fn is_of_the_show(command: &Command) -> bool {
    matches!(
        command,
        Command::MoveItem { .. }
            | Command::ResizeItem { .. }
            | Command::RestoreItem { .. }
            | Command::CallCue { .. }
            | Command::DropCue { .. }
            | Command::ResetCue { .. }
            | Command::Note(_)
            | Command::Stage(_)
            | Command::Side(_)
            | Command::Signing(_)
            | Command::Photo(_)
            | Command::Film(FilmCommand::Show { .. } | FilmCommand::Stop)
    )
}

/// Words and hands are for the main room, and so are points of order and a screen.
fn is_of_the_main_room(command: &Command) -> bool {
    matches!(
        command,
        Command::Chat { .. }
            | Command::Hand { raised: true }
            | Command::Share { on: true }
            | Command::Floor(FloorCommand::Point { raised: true })
            | Command::Photo(_)
    )
}

/// A rehearsal starts no item and ends nothing: what was held cannot be taken back.
fn is_of_the_session(command: &Command) -> bool {
    if let Command::Floor(command) = command {
        return command.is_of_the_session();
    }
    matches!(
        command,
        Command::StartItem { .. }
            | Command::EndItem { .. }
            | Command::SkipItem { .. }
            | Command::EndSession
            | Command::MoveItem { .. }
            | Command::ResizeItem { .. }
            | Command::RestoreItem { .. }
            | Command::Vote(_)
            | Command::Note(_)
            | Command::Side(_)
            | Command::Signing(SigningCommand::Open { .. })
            | Command::Photo(_)
            | Command::Film(FilmCommand::Show { .. } | FilmCommand::Stop)
    )
}

/// Leaving is a fact too, but nobody is held back by a full disk.
fn makes_a_fact(command: &Command) -> bool {
    match command {
        Command::Offer { .. }
        | Command::SetMedia { .. }
        | Command::Share { .. }
        | Command::View(_)
        | Command::Mute { .. }
        | Command::StopShare { .. }
        | Command::Leave
        | Command::CallToStage { .. }
        | Command::Ready
        | Command::Film(FilmCommand::Fetched { .. }) => false,
        Command::Hand { .. }
        | Command::Chat { .. }
        | Command::Admit { .. }
        | Command::AdmitAll
        | Command::Remove { .. }
        | Command::SetRole { .. }
        | Command::LowerHand { .. }
        | Command::StartItem { .. }
        | Command::EndItem { .. }
        | Command::SkipItem { .. }
        | Command::EndSession
        | Command::MoveItem { .. }
        | Command::ResizeItem { .. }
        | Command::RestoreItem { .. }
        | Command::CallCue { .. }
        | Command::DropCue { .. }
        | Command::ResetCue { .. }
        | Command::Floor(_)
        | Command::Side(_)
        | Command::Vote(_)
        | Command::AdmitDelegation { .. }
        | Command::Note(_)
        | Command::Stage(_)
        | Command::Signing(_)
        | Command::Photo(_)
        | Command::Film(_) => true,
    }
}
