//! A client as a reader of `PROTOCOL.md` would write it: it knows only what it was sent.

use std::collections::BTreeMap;

use meeting::id::{CueId, ItemId, PersonId};
use meeting::plan::Role;
use meeting::protocol::{
    Change, CueState, CueView, FetchedView, Goodbye, ItemState, MediaState, NoteView, Outside,
    PersonView, PhotoView, Presence, Quality, Reason, ServerMessage, Snapshot, Welcome, You,
};

/// Lines of chat that a client keeps.
const CHAT: usize = 200;

#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) person: PersonId,
    pub(crate) device: String,
    pub(crate) epoch: u32,
    pub(crate) seq: u64,
    pub(crate) you: Option<You>,
    pub(crate) media: Option<MediaState>,
    /// `None` outside the meeting.
    pub(crate) view: Option<Snapshot>,
    /// A closed item runs, and is not for it.
    pub(crate) outside: Option<Outside>,
    pub(crate) muted_by: Option<PersonId>,
    pub(crate) share_stopped_by: Option<PersonId>,
    /// Of those whose quality was ever told.
    pub(crate) quality: BTreeMap<PersonId, (Quality, Quality)>,
    pub(crate) ended: bool,
    pub(crate) goodbye: Option<Goodbye>,
    /// Its WebSocket is open.
    pub(crate) connected: bool,
    pub(crate) answers: Vec<(u32, Result<(), Reason>)>,
    pub(crate) whole_views: u32,
}

impl Client {
    pub(crate) fn new(person: PersonId, device: &str) -> Self {
        Self {
            person,
            device: device.to_owned(),
            epoch: 0,
            seq: 0,
            you: None,
            media: None,
            view: None,
            outside: None,
            muted_by: None,
            share_stopped_by: None,
            quality: BTreeMap::new(),
            ended: false,
            goodbye: None,
            connected: true,
            answers: Vec::new(),
            whole_views: 0,
        }
    }

    pub(crate) fn is_inside(&self) -> bool {
        self.connected && (self.view.is_some() || self.outside.is_some())
    }

    pub(crate) fn role(&self) -> Option<Role> {
        self.you.map(|you| you.role)
    }

    pub(crate) fn view(&self) -> &Snapshot {
        self.view.as_ref().expect("inside the meeting")
    }

    pub(crate) fn person(&self, id: PersonId) -> Option<&PersonView> {
        self.view().people.iter().find(|person| person.id == id)
    }

    pub(crate) fn item(&self, id: ItemId) -> ItemState {
        let agenda = &self.view().agenda;
        agenda.iter().find(|item| item.id == id).unwrap().state
    }

    pub(crate) fn receive(&mut self, message: &ServerMessage) {
        assert!(self.connected, "a message to a closed socket: {message:?}");
        let wire = serde_json::to_string(message).unwrap();
        assert!(
            !wire.contains(crate::people::MAIL),
            "a mail address left: {wire}"
        );
        self.expect_nothing_of_a_closed_item(message);
        match message {
            ServerMessage::Welcome(welcome) => self.welcome(welcome),
            ServerMessage::Done { id, .. } => self.answers.push((*id, Ok(()))),
            ServerMessage::Rejected { id, reason, .. } => self.answers.push((*id, Err(*reason))),
            ServerMessage::Delta { seq, change } => {
                assert!(*seq > self.seq, "deltas out of order");
                self.seq = *seq;
                self.apply(change);
            }
            ServerMessage::Quality { people } => {
                for one in people {
                    self.quality.insert(one.person, (one.up, one.down));
                }
            }
            ServerMessage::Slots { .. }
            | ServerMessage::Layers { .. }
            | ServerMessage::Levels { .. }
            | ServerMessage::Pong { .. }
            | ServerMessage::Goodbye { .. } => panic!("not said by a room: {message:?}"),
        }
    }

    /// Outside, answers come, what is said of being outside, and the way back.
    fn expect_nothing_of_a_closed_item(&self, message: &ServerMessage) {
        let says_nothing = match message {
            ServerMessage::Done { answer, .. } => answer.is_none(),
            ServerMessage::Rejected { .. } => true,
            ServerMessage::Delta { change, .. } => {
                matches!(change, Change::Outside { .. })
                    || matches!(change, Change::Snapshot { you, .. } if you.presence == Presence::Here)
            }
            ServerMessage::Welcome(_)
            | ServerMessage::Slots { .. }
            | ServerMessage::Layers { .. }
            | ServerMessage::Quality { .. }
            | ServerMessage::Levels { .. }
            | ServerMessage::Pong { .. }
            | ServerMessage::Goodbye { .. } => false,
        };
        assert!(
            self.outside.is_none() || says_nothing,
            "outside: {message:?}"
        );
    }

    fn welcome(&mut self, welcome: &Welcome) {
        let continues = welcome.epoch == self.epoch && welcome.seq == self.seq;
        self.epoch = welcome.epoch;
        self.seq = welcome.seq;
        self.you = Some(welcome.you);
        self.media = Some(welcome.media);
        self.quality.clear();
        if welcome.you.presence == Presence::Outside {
            assert_eq!(welcome.snapshot, None, "nothing of a closed item");
            self.view = None;
        }
        match &welcome.snapshot {
            Some(snapshot) => self.see(snapshot),
            None => assert!(
                self.view.is_none() || continues,
                "nothing to continue from: {welcome:?}"
            ),
        }
    }

    fn see(&mut self, snapshot: &Snapshot) {
        if self.role() != Some(Role::Host) {
            assert!(snapshot.lobby.is_empty(), "the lobby is for hosts");
            assert!(snapshot.removed.is_empty(), "so are the removed");
        }
        self.whole_views += 1;
        self.outside = None;
        self.view = Some(snapshot.clone());
    }

    fn apply(&mut self, change: &Change) {
        if let Change::Snapshot { you, snapshot } = change {
            self.you = Some(*you);
            return self.see(snapshot);
        }
        if let Change::Outside { you, outside } = change {
            assert_eq!(you.presence, Presence::Outside);
            self.you = Some(*you);
            self.view = None;
            self.outside = Some(*outside);
            return;
        }
        let view = self.view.as_mut().expect("no delta to the absent");
        match change {
            Change::Snapshot { .. } | Change::Outside { .. } => unreachable!("seen above"),
            Change::You { you } => self.you = Some(*you),
            Change::Muted { by } => self.muted_by = Some(*by),
            Change::ShareStopped { by } => self.share_stopped_by = Some(*by),
            Change::Ended => self.ended = true,
            Change::Opened { at } => view.opened_at = Some(*at),
            Change::Person { person } => put(&mut view.people, person),
            Change::Gone { person } => view.people.retain(|one| one.id != *person),
            Change::Presence { person, presence } => {
                one(&mut view.people, *person).presence = *presence;
            }
            Change::Media {
                person,
                microphone,
                camera,
            } => {
                let one = one(&mut view.people, *person);
                (one.microphone, one.camera) = (*microphone, *camera);
            }
            Change::Lobby { person } => {
                assert_eq!(self.you.map(|you| you.role), Some(Role::Host));
                put(&mut view.lobby, person);
            }
            Change::LobbyGone { person } => view.lobby.retain(|one| one.id != *person),
            Change::Hands { hands } => view.hands.clone_from(hands),
            Change::Chat { line } => {
                view.chat.push(line.clone());
                let surplus = view.chat.len().saturating_sub(CHAT);
                view.chat.drain(..surplus);
            }
            Change::Item { item, state } => {
                let agenda = &mut view.agenda;
                agenda.iter_mut().find(|one| one.id == *item).unwrap().state = *state;
            }
            Change::Agenda { agenda } => view.agenda.clone_from(agenda),
            Change::Speaker { person } => view.speaker = *person,
            Change::Screen { person } => view.screen = *person,
            Change::Record { health } => view.record = *health,
            Change::Hall { hall } => view.hall.clone_from(hall),
            Change::Cues { cues } => run_sheet(view, self.you).clone_from(cues),
            Change::Cue { cue, state } => set_cue(run_sheet(view, self.you), *cue, *state),
            Change::StageCall { person, call } => {
                assert!(is_crew(self.you) || *person == self.person);
                view.stage_calls.retain(|one| one.person != *person);
                view.stage_calls.extend(call);
            }
            Change::Floor { floor } => view.floor.clone_from(floor),
            Change::Stage { stage } => view.stage.clone_from(stage),
            Change::Photo { photo } => put_photo(view, photo, self.you.map(|you| you.role)),
            Change::Vote { .. } | Change::Ballot { .. } | Change::Voters { .. } => {
                apply_to_votes(view, change);
            }
            Change::Removed { people } => {
                assert_eq!(self.you.map(|you| you.role), Some(Role::Host));
                view.removed.clone_from(people);
            }
            Change::Note { note } => put_note(view, note, self.you.map(|you| you.role)),
            Change::NoteGone { note } => view.notes.retain(|one| one.id != *note),
            Change::Sides { rooms } => view.sides.rooms.clone_from(rooms),
            Change::Away { people } => view.sides.away.clone_from(people),
            Change::Signing { signing } => crate::signing::put(&mut view.signings, signing),
            Change::SigningGone { signing } => view.signings.retain(|one| one.id != *signing),
            Change::Films { films } => view.films.films.clone_from(films),
            Change::Showing { showing } => view.films.showing = *showing,
            Change::Fetched { fetched } => put_fetched(view, *fetched, self.you),
        }
    }
}

fn run_sheet(view: &mut Snapshot, you: Option<You>) -> &mut Vec<CueView> {
    assert!(is_crew(you), "the run sheet is for those who run it");
    &mut view.cues
}

fn set_cue(cues: &mut [CueView], cue: CueId, state: CueState) {
    cues.iter_mut().find(|one| one.id == cue).unwrap().state = state;
}

fn put_fetched(view: &mut Snapshot, fetched: FetchedView, you: Option<You>) {
    assert!(is_crew(you), "who has what is for those who run it");
    let all = &mut view.films.fetched;
    all.retain(|one| (one.paper, one.person) != (fetched.paper, fetched.person));
    all.extend(Some(fetched).filter(|one| one.bytes > 0));
    all.sort_by_key(|one| (one.paper, one.person));
}

fn put_photo(view: &mut Snapshot, photo: &PhotoView, role: Option<Role>) {
    assert!(!is_public(role), "photos are for those who take part");
    view.photo = Some(Box::new(photo.clone()));
}

fn put_note(view: &mut Snapshot, note: &NoteView, role: Option<Role>) {
    let item = view.agenda.iter().find(|one| one.id == note.note.item);
    assert!(
        item.is_some_and(|item| item.open) || !is_public(role),
        "what is closed is not for the public"
    );
    view.notes.retain(|one| one.id != note.id);
    view.notes.push(note.clone());
    view.notes.sort_by_key(|one| one.id);
}

fn is_public(role: Option<Role>) -> bool {
    matches!(role, None | Some(Role::Press | Role::Observer))
}

fn apply_to_votes(view: &mut Snapshot, change: &Change) {
    if let Change::Vote { vote } = change {
        let votes = &mut view.votes.votes;
        match votes.iter_mut().find(|one| one.id == vote.id) {
            Some(known) => known.clone_from(vote),
            None => votes.push((**vote).clone()),
        }
    } else if let Change::Ballot {
        vote,
        person,
        choice,
    } = change
    {
        let mut votes = view.votes.votes.iter_mut();
        let vote = votes.find(|one| one.id == *vote).expect("a known vote");
        let mut voters = vote.voters.iter_mut();
        let voter = voters.find(|one| one.person == Some(*person));
        let voter = voter.expect("somebody who has a vote");
        (voter.voted, voter.choice, voter.passed) = (true, *choice, false);
    } else if let Change::Voters {
        delegations,
        people,
    } = change
    {
        view.votes.delegations.clone_from(delegations);
        view.votes.people.clone_from(people);
    }
}

fn is_crew(you: Option<You>) -> bool {
    matches!(you.map(|you| you.role), Some(Role::Host | Role::Technician))
}

fn one(people: &mut [PersonView], id: PersonId) -> &mut PersonView {
    let found = people.iter_mut().find(|person| person.id == id);
    found.expect("a change of somebody who is known")
}

fn put(people: &mut Vec<PersonView>, person: &PersonView) {
    match people.iter_mut().find(|one| one.id == person.id) {
        Some(known) => *known = person.clone(),
        None => people.push(person.clone()),
    }
}
