//! The room as a client sees it: the snapshot of its welcome, and every change since.

use std::collections::{BTreeMap, BTreeSet};

use meeting::id::{CueId, ItemId, PersonId};
use meeting::protocol::{
    Change, CueState, Goodbye, IceServer, ItemState, Level, MediaState, NoteView, Outside,
    PersonView, Presence, Resume, ServerMessage, SigningView, Slot, Snapshot, Welcome, You,
};

use crate::films;
use crate::votes;

/// The service broke the order of its own protocol.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Disorder {
    #[error("{0} was said before the welcome")]
    BeforeWelcome(&'static str),
    #[error("delta {given} came after {last}")]
    OutOfOrder { last: u64, given: u64 },
    #[error("the welcome continues a room of epoch {given}, we know epoch {known:?}")]
    OtherEpoch { known: Option<u32>, given: u32 },
    #[error("a change of {0} came without a snapshot to change")]
    NothingToChange(&'static str),
    #[error("{0:?} is not in the room")]
    NoSuchPerson(PersonId),
}

/// Everything one client knows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    pub you: Option<You>,
    pub epoch: u32,
    pub seq: u64,
    /// `None` in the lobby, and outside.
    pub room: Option<Snapshot>,
    /// A closed item runs, and is not for us.
    pub outside: Option<Outside>,
    /// What the last welcome said of the media connection.
    /// Relays, with credentials.
    pub ice_servers: Vec<IceServer>,
    pub media: Option<MediaState>,
    /// `mid` -> whose sound or picture arrives there.
    pub slots: BTreeMap<String, Option<PersonId>>,
    /// The slots whose picture stands still for lack of room.
    pub paused: BTreeSet<String>,
    /// Who makes sound, the loudest first.
    pub levels: Vec<Level>,
    /// Hosts who closed our microphone, in order.
    pub muted_by: Vec<PersonId>,
    /// How often the whole room was told, not just what changed.
    pub snapshots: u32,
    pub ended: bool,
    pub goodbye: Option<Goodbye>,
    /// Whether the WebSocket is open and welcomed.
    pub connected: bool,
}

impl Model {
    pub fn person(&self, id: PersonId) -> Option<&PersonView> {
        let room = self.room.as_ref()?;
        room.people.iter().find(|person| person.id == id)
    }

    /// Everybody in the meeting, by identity.
    pub fn people(&self) -> Vec<PersonId> {
        let people = self.room.iter().flat_map(|room| &room.people);
        let mut people: Vec<_> = people.map(|person| person.id).collect();
        people.sort();
        people
    }

    /// Whether we are in the meeting, neither at its door nor outside.
    pub fn inside(&self) -> bool {
        let here = |you: You| you.presence != Presence::Waiting;
        self.you.is_some_and(here) && self.room.is_some()
    }

    /// Where to resume from; `None` if there never was a welcome.
    pub fn resume(&self) -> Option<Resume> {
        self.you.map(|you| Resume {
            epoch: self.epoch,
            seq: self.seq,
            sends: you.sends,
        })
    }

    /// Takes in one message of the service; answers to requests change nothing.
    ///
    /// # Errors
    /// [`Disorder`] when it does not fit what was said before.
    pub fn apply(&mut self, message: ServerMessage) -> Result<(), Disorder> {
        match message {
            ServerMessage::Welcome(welcome) => return self.welcome(welcome),
            ServerMessage::Delta { seq, change } => return self.delta(seq, change),
            ServerMessage::Slots { slots } => self.map(slots),
            ServerMessage::Levels { levels } => self.levels = levels,
            ServerMessage::Goodbye { reason } => self.goodbye = Some(reason),
            ServerMessage::Done { .. }
            | ServerMessage::Rejected { .. }
            | ServerMessage::Layers { .. }
            | ServerMessage::Quality { .. }
            | ServerMessage::Pong { .. } => {}
        }
        Ok(())
    }

    fn welcome(&mut self, welcome: Welcome) -> Result<(), Disorder> {
        let out = [Presence::Waiting, Presence::Outside];
        let waiting = out.contains(&welcome.you.presence);
        self.snapshots += u32::from(welcome.snapshot.is_some());
        if welcome.snapshot.is_some() || waiting {
            self.room = welcome.snapshot.map(|snapshot| *snapshot);
            self.outside = None;
            self.seq = welcome.seq;
        } else if self.room.is_none() || self.epoch != welcome.epoch {
            return Err(Disorder::OtherEpoch {
                known: self.room.is_some().then_some(self.epoch),
                given: welcome.epoch,
            });
        }
        self.epoch = welcome.epoch;
        self.you = Some(welcome.you);
        self.media = Some(welcome.media);
        self.ice_servers = welcome.ice_servers;
        self.goodbye = None;
        self.connected = true;
        Ok(())
    }

    fn delta(&mut self, seq: u64, change: Change) -> Result<(), Disorder> {
        if self.you.is_none() {
            return Err(Disorder::BeforeWelcome("a delta"));
        }
        if seq <= self.seq {
            return Err(Disorder::OutOfOrder {
                last: self.seq,
                given: seq,
            });
        }
        self.seq = seq;
        self.change(change)?;
        self.follow_own_role();
        Ok(())
    }

    fn change(&mut self, change: Change) -> Result<(), Disorder> {
        match change {
            Change::Snapshot { you, snapshot } => {
                self.you = Some(you);
                self.room = Some(*snapshot);
                self.outside = None;
                self.snapshots += 1;
            }
            Change::You { you } => self.you = Some(you),
            Change::Muted { by } => self.muted_by.push(by),
            Change::Ended => self.ended = true,
            Change::Opened { at } => self.room_mut()?.opened_at = Some(at),
            Change::Person { person } => put(&mut self.room_mut()?.people, person),
            Change::Gone { person } => remove(&mut self.room_mut()?.people, person),
            Change::Presence { person, presence } => self.member(person)?.presence = presence,
            Change::Media {
                person,
                microphone,
                camera,
            } => {
                let view = self.member(person)?;
                view.microphone = microphone;
                view.camera = camera;
            }
            Change::Lobby { person } => put(&mut self.room_mut()?.lobby, person),
            Change::LobbyGone { person } => remove(&mut self.room_mut()?.lobby, person),
            Change::Hands { hands } => self.room_mut()?.hands = hands,
            Change::Chat { line } => self.room_mut()?.chat.push(line),
            Change::Item { item, state } => set_item(self.room_mut()?, item, state)?,
            Change::Agenda { agenda } => self.room_mut()?.agenda = agenda,
            Change::Speaker { person } => self.room_mut()?.speaker = person,
            Change::Screen { person } => self.room_mut()?.screen = person,
            Change::ShareStopped { .. } => {}
            Change::Record { health } => self.room_mut()?.record = health,
            Change::Hall { hall } => self.room_mut()?.hall = hall,
            Change::Cues { cues } => self.room_mut()?.cues = cues,
            Change::Cue { cue, state } => set_cue(self.room_mut()?, cue, state),
            Change::StageCall { person, call } => {
                let calls = &mut self.room_mut()?.stage_calls;
                calls.retain(|known| known.person != person);
                calls.extend(call);
            }
            Change::Floor { floor } => self.room_mut()?.floor = *floor,
            Change::Stage { stage } => self.room_mut()?.stage = *stage,
            Change::Photo { photo } => self.room_mut()?.photo = Some(photo),
            Change::Films { films } => self.room_mut()?.films.films = films,
            Change::Showing { showing } => self.room_mut()?.films.showing = showing,
            Change::Fetched { fetched } => films::note(&mut self.room_mut()?.films, fetched),
            // Votes.
            Change::Vote { vote } => votes::put(&mut self.room_mut()?.votes, *vote),
            Change::Ballot {
                vote,
                person,
                choice,
            } => votes::note(&mut self.room_mut()?.votes, vote, person, choice)
                .ok_or(Disorder::NothingToChange("vote"))?,
            Change::Voters {
                delegations,
                people,
            } => {
                let votes = &mut self.room_mut()?.votes;
                (votes.delegations, votes.people) = (delegations, people);
            }
            Change::Removed { people } => self.room_mut()?.removed = people,
            Change::Sides { rooms } => self.room_mut()?.sides.rooms = rooms,
            Change::Away { people } => self.room_mut()?.sides.away = people,
            Change::Outside { you, outside } => {
                self.you = Some(you);
                self.room = None;
                self.outside = Some(outside);
            }
            Change::Note { note } => put_note(&mut self.room_mut()?.notes, *note),
            Change::NoteGone { note } => self.room_mut()?.notes.retain(|one| one.id != note),
            Change::Signing { signing } => put_signing(&mut self.room_mut()?.signings, *signing),
            Change::SigningGone { signing } => {
                self.room_mut()?.signings.retain(|one| one.id != signing);
            }
        }
        Ok(())
    }

    fn room_mut(&mut self) -> Result<&mut Snapshot, Disorder> {
        let room = self.room.as_mut();
        room.ok_or(Disorder::NothingToChange("room"))
    }

    fn member(&mut self, id: PersonId) -> Result<&mut PersonView, Disorder> {
        let people = &mut self.room_mut()?.people;
        let person = people.iter_mut().find(|person| person.id == id);
        person.ok_or(Disorder::NoSuchPerson(id))
    }

    fn follow_own_role(&mut self) {
        let Some(you) = self.you else { return };
        let Some(view) = self.person(you.person) else {
            return;
        };
        self.you = Some(You {
            role: view.role,
            ..you
        });
    }

    fn map(&mut self, slots: Vec<Slot>) {
        for slot in slots {
            if slot.paused {
                self.paused.insert(slot.mid.clone());
            } else {
                self.paused.remove(&slot.mid);
            }
            self.slots.insert(slot.mid, slot.person);
        }
    }
}

fn put(views: &mut Vec<PersonView>, person: PersonView) {
    match views.iter_mut().find(|view| view.id == person.id) {
        Some(view) => *view = person,
        None => views.push(person),
    }
}

fn remove(views: &mut Vec<PersonView>, id: PersonId) {
    views.retain(|view| view.id != id);
}

fn set_item(room: &mut Snapshot, item: ItemId, state: ItemState) -> Result<(), Disorder> {
    let view = room.agenda.iter_mut().find(|view| view.id == item);
    view.ok_or(Disorder::NothingToChange("agenda item"))?.state = state;
    Ok(())
}

fn set_cue(room: &mut Snapshot, cue: CueId, state: CueState) {
    if let Some(known) = room.cues.iter_mut().find(|known| known.id == cue) {
        known.state = state;
    }
}

fn put_note(notes: &mut Vec<NoteView>, note: NoteView) {
    notes.retain(|one| one.id != note.id);
    notes.push(note);
    notes.sort_by_key(|one| one.id);
}

fn put_signing(signings: &mut Vec<SigningView>, signing: SigningView) {
    signings.retain(|one| one.id != signing.id);
    signings.push(signing);
    signings.sort_by_key(|one| one.id);
}

#[cfg(test)]
mod tests {
    use super::*;
    use meeting::id::SessionId;
    use meeting::plan::{Admission, Localized, Role};
    use meeting::protocol::{RecordHealth, VERSION};
    use meeting::time::Timestamp;

    fn alice() -> PersonId {
        PersonId::from_bits(1)
    }

    fn empty_room() -> Snapshot {
        Snapshot {
            session: SessionId::from_bits(9),
            title: Localized::of("en", "Forum"),
            starts_at: Timestamp(0),
            minutes: 60,
            zone: "Asia/Shanghai".to_owned(),
            languages: vec!["en".to_owned()],
            admission: Admission::Automatic,
            rehearsal: false,
            opened_at: None,
            delegations: Vec::new(),
            people: Vec::new(),
            lobby: Vec::new(),
            agenda: Vec::new(),
            hands: Vec::new(),
            chat: Vec::new(),
            speaker: None,
            screen: None,
            hall: None,
            cues: Vec::new(),
            stage_calls: Vec::new(),
            floor: meeting::protocol::FloorView::default(),
            removed: Vec::new(),
            sides: meeting::protocol::SidesView::default(),
            record: RecordHealth::Kept,
            votes: meeting::protocol::VotesView::default(),
            notes: Vec::new(),
            stage: meeting::protocol::StageView::default(),
            signings: Vec::new(),
            photo: None,
            films: meeting::protocol::FilmsView::default(),
        }
    }

    fn welcome(epoch: u32, seq: u64, snapshot: Option<Snapshot>) -> ServerMessage {
        ServerMessage::Welcome(Welcome {
            protocol: VERSION,
            epoch,
            seq,
            server_time: Timestamp(0),
            you: You {
                person: alice(),
                role: Role::Delegate,
                presence: Presence::Here,
                sends: true,
            },
            media: MediaState::Lost,
            snapshot: snapshot.map(Box::new),
            ice_servers: Vec::new(),
        })
    }

    fn hands(seq: u64, hands: &[PersonId]) -> ServerMessage {
        ServerMessage::Delta {
            seq,
            change: Change::Hands {
                hands: hands.to_vec(),
            },
        }
    }

    #[test]
    fn deltas_may_leave_gaps_but_never_go_back() {
        let mut model = Model::default();
        assert_eq!(
            model.apply(hands(1, &[])),
            Err(Disorder::BeforeWelcome("a delta"))
        );
        model.apply(welcome(0, 3, Some(empty_room()))).unwrap();
        model.apply(hands(7, &[alice()])).unwrap();
        assert_eq!(model.room.as_ref().unwrap().hands, [alice()]);
        assert_eq!(
            model.apply(hands(7, &[])),
            Err(Disorder::OutOfOrder { last: 7, given: 7 })
        );
    }

    #[test]
    fn a_resume_goes_on_from_where_it_was() {
        let mut model = Model::default();
        assert_eq!(model.resume(), None);
        model.apply(welcome(2, 3, Some(empty_room()))).unwrap();
        model.apply(hands(5, &[alice()])).unwrap();
        model.apply(welcome(2, 9, None)).unwrap();
        assert_eq!(
            model.resume(),
            Some(Resume {
                epoch: 2,
                seq: 5,
                sends: true
            })
        );
        model.apply(hands(6, &[])).unwrap();
        assert!(model.room.unwrap().hands.is_empty());
    }

    #[test]
    fn a_rebuilt_room_is_not_continued() {
        let mut model = Model::default();
        model.apply(welcome(2, 3, Some(empty_room()))).unwrap();
        let continued = model.apply(welcome(3, 3, None));
        assert!(matches!(continued, Err(Disorder::OtherEpoch { .. })));
    }

    #[test]
    fn nobody_can_change_who_is_not_there() {
        let mut model = Model::default();
        model.apply(welcome(0, 0, Some(empty_room()))).unwrap();
        let change = Change::Presence {
            person: alice(),
            presence: Presence::Here,
        };
        let absent = model.apply(ServerMessage::Delta { seq: 1, change });
        assert_eq!(absent, Err(Disorder::NoSuchPerson(alice())));
    }
}
