//! The life of a room: begun by whoever comes first, rebuilt from its facts, and filed at its end.

use std::sync::atomic::Ordering;
use std::time::Duration;

use meeting::id::SessionId;
use meeting::protocol::Goodbye;
use meeting::room::{Input, Room};
use tokio::sync::mpsc;

use super::media::MediaDesk;
use super::message::Message;
use super::task::{Ending, Publisher, RoomTask, TaskState};
use super::{Handle, Rooms};
use crate::app::now;
use crate::store::StoreError;

/// Messages that a room may have unread before those who speak to it wait.
const MAILBOX: usize = 1024;

impl Rooms {
    /// The room of a session, begun if need be.
    pub(super) fn handle(&self, session: SessionId) -> Handle {
        let mut registry = self.registry();
        if let Some(handle) = registry.get(&session) {
            return handle.clone();
        }
        let (mailbox, inbox) = mpsc::channel(MAILBOX);
        let shown = Publisher::default();
        let handle = Handle {
            mailbox,
            live: shown.live.subscribe(),
            wall: shown.wall.clone(),
        };
        registry.insert(session, handle.clone());
        tokio::spawn(self.clone().keep_room(session, inbox, shown));
        handle
    }

    /// Until the session goes on: right after a crash the disk may take nothing, and nobody needs to
    /// come for an abandoned session to end.
    pub(super) async fn bring_back(self, session: SessionId, again: Duration) {
        while !self.0.stopping.load(Ordering::Acquire) {
            let mut live = self.handle(session).live;
            // An error means that the room could not be loaded.
            if live.wait_for(|live| live.opened).await.is_ok() {
                return;
            }
            tokio::time::sleep(again).await;
        }
    }

    /// The whole life of a room.
    async fn keep_room(
        self,
        session: SessionId,
        mut inbox: mpsc::Receiver<Message>,
        shown: Publisher,
    ) {
        let registered = Registered {
            rooms: self.clone(),
            session,
        };
        let goodbye = match self.load(session, shown).await {
            Ok(mut task) => {
                let ending = task.run(&mut inbox).await;
                tracing::info!(%session, ?ending, "room closed");
                let goodbye = match ending {
                    Ending::Finished => Goodbye::Ended,
                    Ending::Idle | Ending::Shutdown | Ending::Disowned => Goodbye::Restart,
                };
                task.close_all(goodbye);
                if ending == Ending::Finished {
                    self.file(session).await;
                }
                goodbye
            }
            Err(problem) => {
                tracing::error!(%session, %problem, "room not opened");
                Goodbye::Restart
            }
        };
        drop(registered);
        inbox.close();
        while let Some(message) = inbox.recv().await {
            if let Message::Connect { outbox, .. } = message {
                outbox.close(goodbye);
            }
        }
    }

    /// Rebuilds the room from its plan and its facts.
    pub(super) async fn load(
        &self,
        session: SessionId,
        shown: Publisher,
    ) -> Result<RoomTask, LoadError> {
        let shared = &self.0;
        let planned = shared.store.plan(session).await?.ok_or(LoadError::NoPlan)?;
        let epoch = shared.store.begin_epoch(session).await?;
        let films = shared.store.films(session).await?;
        let mut room = Room::rebuild(
            planned.plan,
            epoch.epoch,
            epoch.facts,
            epoch.last_sign,
            shared.limits,
            now(),
        );
        room.handle(Input::Films(films), now());
        let (media, events, answers) =
            MediaDesk::open(session, shared.engine.clone(), shared.pump.clone());
        let journal = shared.store.journal();
        let state = TaskState::default();
        Ok(RoomTask {
            session,
            epoch: epoch.epoch,
            plan_version: planned.version,
            room,
            journal,
            media,
            ice_servers: shared.ice_servers.clone(),
            events,
            answers,
            shown,
            state,
        })
    }

    /// Files the record; tries again until it is written, for a disk may be full right now. What
    /// cannot be filed however often it is tried is left for the next start, perhaps of a release
    /// that can.
    pub(super) async fn file(&self, session: SessionId) {
        while let Err(problem) = self.0.ledger.file_record(session).await {
            if problem.is_lasting() {
                tracing::error!(%session, %problem, "record not filed: run `yunqiao check`");
                return;
            }
            tracing::warn!(%session, %problem, "record not filed yet");
            if self.0.stopping.load(Ordering::Acquire) {
                return;
            }
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }
}

/// The place of a room in the registry while its task lives. A task that panics gives it up too:
/// whoever comes back finds a new room, rebuilt from the facts.
pub(super) struct Registered {
    pub(super) rooms: Rooms,
    pub(super) session: SessionId,
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.rooms.registry().remove(&self.session);
    }
}

#[derive(Debug, thiserror::Error)]
pub(super) enum LoadError {
    #[error("no such session is planned")]
    NoPlan,
    #[error(transparent)]
    Store(#[from] StoreError),
}
