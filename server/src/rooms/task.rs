//! One task owns one room. Each turn: one input, the facts go to the journal, what the engine has
//! to do is told at once, everything else waits in [`Held`] until the facts are durable.

use std::collections::{BTreeMap, VecDeque};
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use meeting::id::{ConnectionId, SessionId};
use meeting::protocol::{Goodbye, ServerMessage};
use meeting::room::{Effect, Input, Room};
use meeting::time::Instant;
use meeting::wall::WallView;
use sfu::Event;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::sync::{oneshot, watch};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::Live;
use super::held::{Disowned, Held};
use super::media::{Answered, Heard, MediaDesk};
use super::message::Message;
use super::outbox::{Outbox, frame};
use crate::app::{now, reached};
use crate::store::{Journal, Turn};
use crate::streams::IceServers;

/// How a room came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The session has ended; its record can be filed.
    Finished,
    /// Nobody came for a while, and nothing was begun.
    Idle,
    /// The service stops.
    Shutdown,
    /// Another room holds this session now, or the store is closed: nothing is kept any more.
    Disowned,
}

/// Turns that may wait for the disk before nobody more is let in: comings and goings are all that
/// still makes facts then, and they are kept in memory.
const MOST_HELD: usize = 10_000;

/// A room that nobody is in and that was never opened is put away after this time.
const IDLE: Duration = Duration::from_secs(120);

pub(super) struct RoomTask {
    pub(super) session: SessionId,
    pub(super) epoch: u32,
    /// Of the plan that the room follows.
    pub(super) plan_version: i64,
    pub(super) room: Room,
    pub(super) journal: Journal,
    pub(super) media: MediaDesk,
    pub(super) ice_servers: IceServers,
    pub(super) events: UnboundedReceiver<Event>,
    pub(super) answers: UnboundedReceiver<Answered>,
    pub(super) shown: Publisher,
    pub(super) state: TaskState,
}

/// What can be seen of the room from outside.
#[derive(Debug, Default)]
pub(super) struct Publisher {
    pub(super) live: watch::Sender<Live>,
    pub(super) wall: watch::Sender<Option<Arc<WallView>>>,
}

/// What the task itself remembers between turns.
#[derive(Debug, Default)]
pub(super) struct TaskState {
    devices: BTreeMap<ConnectionId, Outbox>,
    held: Held,
    wake: Option<Instant>,
    finished: bool,
    /// Since when nobody has been here.
    empty_since: Option<Instant>,
    shutdown: VecDeque<oneshot::Sender<()>>,
    /// The room derives what nobody looks at any more.
    wall_is_unseen: bool,
}

impl TaskState {
    /// When the room is put away if nobody comes until then; `None` while somebody is still
    /// connected or something waits for the disk, whose end wakes the task anyway.
    fn idle_at(&self) -> Option<Instant> {
        let is_quiet = self.devices.is_empty() && self.held.is_empty();
        let since = self.empty_since.filter(|_| is_quiet)?;
        Some(since.plus(IDLE))
    }
}

/// What made the task wake up.
enum Woken {
    Message(Option<Message>),
    Event(Event),
    Answered(Answered),
    Heard,
    Disowned,
    Behind(bool),
    Due,
}

impl RoomTask {
    /// Lives until the session has ended, the room stood idle, or the service stops.
    pub(super) async fn run(&mut self, inbox: &mut mpsc::Receiver<Message>) -> Ending {
        let mut behind = self.journal.behind();
        // Effects of a rebuild.
        self.settle(now().instant);
        if *behind.borrow_and_update() {
            self.set_behind(true);
        }
        loop {
            match self.next(inbox, &mut behind).await {
                Woken::Message(Some(message)) => self.message(message),
                Woken::Message(None) => return Ending::Shutdown,
                Woken::Event(event) => self.event(event),
                Woken::Answered(answered) => {
                    if let Some((to, message)) = self.media.answered(answered) {
                        self.state
                            .held
                            .push(None, vec![Effect::Send { to, message }]);
                    }
                }
                Woken::Heard => {}
                Woken::Disowned => return Ending::Disowned,
                Woken::Behind(behind) => self.set_behind(behind),
                Woken::Due => {
                    self.state.wake = None;
                    self.turn(Input::Tick);
                }
            }
            if std::mem::take(&mut self.state.wall_is_unseen) {
                self.turn(Input::Wall { is_watched: false });
            }
            if self.release().is_err() {
                return Ending::Disowned;
            }
            if let Some(ending) = self.ending() {
                return ending;
            }
        }
    }

    async fn next(
        &mut self,
        inbox: &mut mpsc::Receiver<Message>,
        behind: &mut watch::Receiver<bool>,
    ) -> Woken {
        let wake = [self.state.wake, self.state.idle_at()];
        let wake = wake.into_iter().flatten().min();
        tokio::select! {
            message = inbox.recv() => Woken::Message(message),
            Some(event) = self.events.recv() => Woken::Event(event),
            Some(answered) = self.answers.recv() => Woken::Answered(answered),
            word = self.state.held.wait() => word.map_or(Woken::Disowned, |()| Woken::Heard),
            Ok(()) = behind.changed() => Woken::Behind(*behind.borrow_and_update()),
            () = due(wake) => Woken::Due,
        }
    }

    fn message(&mut self, message: Message) {
        match message {
            Message::Connect {
                connection,
                arrival,
                outbox,
            } => {
                if self.state.held.len() >= MOST_HELD {
                    return outbox.close(Goodbye::Full);
                }
                self.state.devices.insert(connection, outbox);
                self.turn(Input::Connect {
                    connection,
                    hello: arrival,
                });
            }
            Message::Request {
                connection,
                id,
                command,
            } => {
                self.turn(Input::Request {
                    connection,
                    id,
                    command,
                });
            }
            Message::Disconnect { connection } => {
                // A device that the room itself has closed says nothing new by going.
                if self.state.devices.remove(&connection).is_some() {
                    self.turn(Input::Disconnect { connection });
                }
            }
            Message::Plan { plan, version } => {
                if version > self.plan_version {
                    self.plan_version = version;
                    self.turn(Input::Plan(plan));
                }
            }
            Message::Revoke { person } => self.turn(Input::Revoke { person }),
            Message::Hall { marks } => self.turn(Input::Hall(marks)),
            Message::Precedence { order } => self.turn(Input::Precedence(order)),
            Message::Papers { papers } => self.turn(Input::Papers(papers)),
            Message::IsHost { connection, answer } => {
                // Whoever asked may have gone.
                let _ = answer.send(self.room.is_host(connection));
            }
            Message::Wall => self.turn(Input::Wall { is_watched: true }),
            Message::PhotoFile { photo, file } => self.turn(Input::PhotoFile { photo, file }),
            Message::Films { films } => self.turn(Input::Films(films)),
            Message::Shutdown(done) => {
                self.turn(Input::Shutdown);
                self.state.shutdown.push_back(done);
            }
        }
    }

    fn event(&mut self, event: Event) {
        match self.media.hear(event) {
            Heard::Report(report) => self.turn(Input::Media(report)),
            Heard::Tell(to, message) => self
                .state
                .held
                .push(None, vec![Effect::Send { to, message }]),
            Heard::TellRoom(side, message) => {
                let to = self.room.audience_in(side);
                self.state
                    .held
                    .push(None, vec![Effect::Broadcast { to, message }]);
            }
            Heard::Nothing => {}
        }
    }

    /// The journal cannot write, or can again.
    fn set_behind(&mut self, behind: bool) {
        self.state.held.set_behind(behind);
        self.turn(Input::RecordBehind(behind));
    }

    fn turn(&mut self, input: Input) {
        let now = now();
        self.room.handle(input, now);
        self.settle(now.instant);
    }

    /// Takes the effects of one turn: facts to the journal, commands to the engine, the rest held.
    fn settle(&mut self, now: Instant) {
        let mut facts = Vec::new();
        let mut effects = Vec::new();
        let mut missed = Vec::new();
        while let Some(effect) = self.room.poll_effect() {
            match effect {
                Effect::Keep(fact) => facts.push(fact),
                Effect::Media(command) => {
                    missed.extend(self.media.carry_out(command));
                }
                Effect::WakeAt(at) => {
                    self.state.wake = Some(self.state.wake.map_or(at, |wake| wake.min(at)));
                }
                Effect::Send { .. }
                | Effect::Broadcast { .. }
                | Effect::Close { .. }
                | Effect::Finished
                | Effect::Wall(_) => {
                    effects.push(effect);
                }
            }
        }
        // After the welcome.
        let missed = missed.into_iter();
        effects.extend(missed.map(|(to, message)| Effect::Send { to, message }));
        let turn = Turn {
            session: self.session,
            epoch: self.epoch,
            facts,
        };
        let durable = (!turn.facts.is_empty()).then(|| self.journal.keep(turn));
        self.state.held.push(durable, effects);
        let live = self.live_now();
        let empty = live.present == 0 && live.waiting == 0 && !live.opened;
        self.state.empty_since = empty.then(|| self.state.empty_since.unwrap_or(now));
        self.shown
            .live
            .send_if_modified(|seen| std::mem::replace(seen, live) != live);
    }

    fn live_now(&self) -> Live {
        Live {
            present: self.room.present(),
            waiting: self.room.waiting(),
            opened: self.room.opened_at().is_some(),
            connections: self.state.devices.len(),
        }
    }

    /// Performs what may leave.
    fn release(&mut self) -> Result<(), Disowned> {
        for effect in self.state.held.ready()? {
            match effect {
                Effect::Send { to, message } => self.send(to, frame(&self.completed(message))),
                Effect::Broadcast { to, message } => {
                    let text = frame(&message);
                    for to in to {
                        self.send(to, text.clone());
                    }
                }
                Effect::Close { connection, reason } => self.close(connection, reason),
                Effect::Finished => self.state.finished = true,
                Effect::Wall(view) => self.show(view),
                // Taken out in `settle`.
                Effect::Keep(_) | Effect::Media(_) | Effect::WakeAt(_) => {}
            }
        }
        Ok(())
    }

    /// A welcome says how media gets through; the room knows nothing of that.
    fn completed(&self, mut message: ServerMessage) -> ServerMessage {
        if let ServerMessage::Welcome(welcome) = &mut message {
            let person = welcome.you.person;
            welcome.ice_servers = self.ice_servers.for_person(person, now().timestamp);
        }
        message
    }

    /// Puts it on the wall, if anybody still looks.
    fn show(&mut self, view: Box<WallView>) {
        let wall = &self.shown.wall;
        self.state.wall_is_unseen = wall.receiver_count() == 0;
        let view = (!self.state.wall_is_unseen).then(|| Arc::from(view));
        wall.send_replace(view);
    }

    fn send(&self, to: ConnectionId, text: Utf8Bytes) {
        if let Some(outbox) = self.state.devices.get(&to) {
            outbox.send(text);
        }
    }

    fn close(&mut self, connection: ConnectionId, reason: Goodbye) {
        if let Some(outbox) = self.state.devices.remove(&connection) {
            outbox.close(reason);
        }
    }

    fn ending(&mut self) -> Option<Ending> {
        if !self.state.held.is_empty() {
            return None;
        }
        if self.state.finished {
            return Some(Ending::Finished);
        }
        if !self.state.shutdown.is_empty() {
            for done in self.state.shutdown.drain(..) {
                // Whoever asked may have stopped waiting.
                let _ = done.send(());
            }
            return Some(Ending::Shutdown);
        }
        let idle_at = self.state.idle_at()?;
        (idle_at <= now().instant).then_some(Ending::Idle)
    }

    /// Ends the media of the room and says goodbye to whoever is still connected.
    pub(super) fn close_all(&mut self, reason: Goodbye) {
        self.media.close();
        for (_, outbox) in std::mem::take(&mut self.state.devices) {
            outbox.close(reason);
        }
    }
}

async fn due(wake: Option<Instant>) {
    match wake {
        Some(wake) => reached(wake).await,
        None => pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_that_waits_for_the_disk_is_not_put_away() {
        let mut state = TaskState::default();
        assert_eq!(state.idle_at(), None);
        state.empty_since = Some(Instant::default());
        assert_eq!(state.idle_at(), Some(Instant(IDLE)));
        let (_not_yet, word) = oneshot::channel();
        state.held.push(Some(word), Vec::new());
        assert_eq!(state.idle_at(), None);
    }
}
