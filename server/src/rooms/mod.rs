//! The only place where meetings and media meet: the registry of rooms and their tasks.
//!
//! The registry is the only map that tasks share; its lock is held for a lookup and never across
//! an await. A room is loaded by its own task: whoever comes first puts the mailbox into the
//! registry, and what is said meanwhile waits there.

mod held;
mod life;
mod media;
mod message;
mod meter;
mod outbox;
mod pump;
mod task;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use meeting::hall::Mark;
use meeting::id::{ConnectionId, DelegationId, PersonId, PhotoId, SessionId};
use meeting::photo::PhotoFile;
use meeting::plan::Plan;
use meeting::protocol::{Command, IceServer};
use meeting::room::{Arrival, Limits};
use meeting::signing::Signable;
use meeting::wall::WallView;
use sfu::Engine;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use crate::app::now;
use crate::ledger::Ledger;
use crate::store::{Store, StoreError};
use crate::streams::IceServers;
pub(crate) use media::refusal;
use message::Message;
pub use outbox::{Outbox, Outgoing, Step, frame, outbox};
use pump::Pump;

/// What can be seen of a room from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Live {
    /// People in the meeting now.
    pub present: usize,
    /// People at the door.
    pub waiting: usize,
    pub opened: bool,
    /// Devices connected, at the door included.
    pub connections: usize,
}

/// Sums over all rooms, for the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    pub rooms: usize,
    pub present: usize,
    pub waiting: usize,
    pub connections: usize,
}

/// How long the rooms wait, when the service stops, for a disk that takes nothing; closing the
/// store then waits once more.
const LAST_FACTS: Duration = Duration::from_secs(5);

/// How long until a session is tried again that could not be brought back.
const TRY_AGAIN: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct Rooms(Arc<Shared>);

impl std::fmt::Debug for Rooms {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Rooms")
            .field("figures", &self.figures())
            .finish()
    }
}

struct Shared {
    store: Store,
    ledger: Ledger,
    engine: Engine,
    pump: Pump,
    limits: Limits,
    ice_servers: IceServers,
    registry: Mutex<BTreeMap<SessionId, Handle>>,
    stopping: AtomicBool,
}

#[derive(Clone)]
struct Handle {
    mailbox: mpsc::Sender<Message>,
    live: watch::Receiver<Live>,
    /// The task derives it while somebody watches.
    wall: watch::Sender<Option<Arc<WallView>>>,
}

/// What the wall of a hall shows, as it changes; `None` until the room has told it. It ends with the
/// room.
pub(crate) type WallWatch = watch::Receiver<Option<Arc<WallView>>>;

/// The room does not take this message any more: it has ended, or the service stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the room is closed")]
pub struct Closed;

/// One connected device's way to its room.
#[derive(Clone)]
pub struct Seat {
    mailbox: mpsc::Sender<Message>,
    connection: ConnectionId,
}

impl Seat {
    pub async fn request(&self, id: u32, command: Command) -> Result<(), Closed> {
        let connection = self.connection;
        self.mailbox
            .send(Message::Request {
                connection,
                id,
                command,
            })
            .await
            .map_err(|_| Closed)
    }

    /// How the protocol of the session orders the delegations; said before a queue is made by it.
    pub async fn precedence(&self, order: Vec<DelegationId>) -> Result<(), Closed> {
        let message = Message::Precedence { order };
        self.mailbox.send(message).await.map_err(|_| Closed)
    }

    /// The papers that can be signed; said before a signing is prepared or opened.
    pub async fn papers(&self, papers: Vec<Signable>) -> Result<(), Closed> {
        let message = Message::Papers { papers };
        self.mailbox.send(message).await.map_err(|_| Closed)
    }

    /// Whether a host speaks by this device.
    pub async fn is_host(&self) -> bool {
        let (answer, answered) = oneshot::channel();
        let connection = self.connection;
        let message = Message::IsHost { connection, answer };
        // A room that is gone has no hosts.
        self.mailbox.send(message).await.is_ok() && answered.await.unwrap_or(false)
    }

    /// The room is gone, in whatever way.
    pub fn is_closed(&self) -> bool {
        self.mailbox.is_closed()
    }

    /// The device is gone.
    pub async fn leave(self) {
        // A room that is closed has already let go of the device.
        let _ = self
            .mailbox
            .send(Message::Disconnect {
                connection: self.connection,
            })
            .await;
    }
}

impl Rooms {
    /// Starts the media engine and brings back every session that was open when the service
    /// last stopped.
    ///
    /// # Errors
    /// When the engine cannot listen, or the store cannot be read.
    pub async fn start(
        store: Store,
        ledger: Ledger,
        media: sfu::Config,
        limits: Limits,
        ice_servers: IceServers,
    ) -> Result<Self, StartError> {
        let pump = Pump::start();
        let events = pump.clone();
        let engine = Engine::start(media, move |event| events.event(event))?;
        let shared = Shared {
            store,
            ledger,
            engine,
            pump,
            limits,
            ice_servers,
            registry: Mutex::default(),
            stopping: AtomicBool::new(false),
        };
        let rooms = Self(Arc::new(shared));
        for session in rooms.0.store.unfinished().await? {
            tokio::spawn(rooms.clone().bring_back(session, TRY_AGAIN));
        }
        tokio::spawn(heartbeat(Arc::downgrade(&rooms.0)));
        Ok(rooms)
    }

    /// The media engine, for whoever brings it streams.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The relays that a person is told of.
    pub(crate) fn ice_servers(&self, person: PersonId) -> Vec<IceServer> {
        self.0.ice_servers.for_person(person, now().timestamp)
    }

    /// The addresses that the engine listens on.
    pub fn media_addresses(&self) -> Vec<std::net::SocketAddr> {
        self.0.engine.addresses()
    }

    /// Brings a device into the room of a session.
    ///
    /// # Errors
    /// [`Closed`] when the service stops.
    pub async fn connect(
        &self,
        session: SessionId,
        connection: ConnectionId,
        arrival: Arrival,
        outbox: Outbox,
    ) -> Result<Seat, Closed> {
        if self.0.stopping.load(Ordering::Acquire) {
            return Err(Closed);
        }
        let mailbox = self.handle(session).mailbox;
        let message = Message::Connect {
            connection,
            arrival,
            outbox,
        };
        mailbox.send(message).await.map_err(|_| Closed)?;
        Ok(Seat {
            mailbox,
            connection,
        })
    }

    /// What is going on in a session; `None` when it has no room now.
    pub fn live(&self, session: SessionId) -> Option<Live> {
        self.registry()
            .get(&session)
            .map(|handle| *handle.live.borrow())
    }

    /// What the wall of a session's hall shows; `None` when the session has no room now.
    pub(crate) async fn watch_wall(&self, session: SessionId) -> Option<WallWatch> {
        let Handle { mailbox, wall, .. } = self.registry().get(&session).cloned()?;
        let watch = wall.subscribe();
        mailbox.send(Message::Wall).await.ok()?;
        Some(watch)
    }

    /// The plan was changed at the desk. Of two changes that overtake each other on their way the
    /// one with the higher version stands.
    pub async fn plan_changed(&self, plan: Plan, version: i64) {
        let plan = Box::new(plan);
        self.tell(plan.session, Message::Plan { plan, version })
            .await;
    }

    /// Something about the papers of a session was changed, and that is kept: its room learns which
    /// greeting videos there are. Of two who say so at once the last to read tells what holds.
    pub(crate) async fn films_changed(&self, session: SessionId) -> Result<(), StoreError> {
        if self.live(session).is_none() {
            return Ok(());
        }
        let mut films = self.0.store.films(session).await?;
        loop {
            let told = films.clone();
            self.tell(session, Message::Films { films }).await;
            films = self.0.store.films(session).await?;
            if films == told {
                return Ok(());
            }
        }
    }

    /// A link was revoked: whoever came by it goes.
    pub async fn revoke(&self, session: SessionId, person: PersonId) {
        self.tell(session, Message::Revoke { person }).await;
    }

    /// Somebody was marked at the door of the hall, and that is kept. A record that was filed before
    /// is filed anew.
    pub async fn marked(&self, session: SessionId, marks: Vec<Mark>, ended: bool) {
        self.tell(session, Message::Hall { marks }).await;
        if ended && self.0.ledger.file_record(session).await.is_err() {
            let rooms = self.clone();
            tokio::spawn(async move { rooms.file(session).await });
        }
    }

    /// A host uploaded a picture for a group photo. It is nothing before it is kept in the meeting.
    pub(crate) async fn photo_arrived(&self, session: SessionId, photo: PhotoId, file: PhotoFile) {
        self.tell(session, Message::PhotoFile { photo, file }).await;
    }

    pub fn figures(&self) -> Figures {
        let registry = self.registry();
        registry.values().fold(Figures::default(), |sum, handle| {
            let live = *handle.live.borrow();
            Figures {
                rooms: sum.rooms + 1,
                present: sum.present + live.present,
                waiting: sum.waiting + live.waiting,
                connections: sum.connections + live.connections,
            }
        })
    }

    /// What the media engine has counted, one entry a thread.
    pub fn media_figures(&self) -> Vec<sfu::Figures> {
        self.0.engine.figures()
    }

    /// How media flows over all rooms, in Prometheus' text format.
    pub fn write_quality(&self, out: &mut String) {
        self.0.pump.meter().write(out);
    }

    /// No new rooms; every device is told; returns when all that was said is kept, or when the
    /// disk did not take it in time.
    pub async fn shutdown(&self) {
        self.shutdown_within(LAST_FACTS).await;
    }

    async fn shutdown_within(&self, patience: Duration) {
        self.0.stopping.store(true, Ordering::Release);
        if timeout(patience, self.stop_rooms()).await.is_err() {
            tracing::warn!("rooms still wait for the disk");
        }
        self.0.engine.stop();
    }

    /// All are told before any is waited for.
    async fn stop_rooms(&self) {
        let handles: Vec<Handle> = self.registry().values().cloned().collect();
        let mut stopping = Vec::new();
        for handle in handles {
            let (done, finished) = oneshot::channel();
            if handle.mailbox.send(Message::Shutdown(done)).await.is_ok() {
                stopping.push(finished);
            }
        }
        for finished in stopping {
            // An error means that the room ended by itself meanwhile.
            let _ = finished.await;
        }
    }

    async fn tell(&self, session: SessionId, message: Message) {
        let handle = self.registry().get(&session).cloned();
        if let Some(handle) = handle {
            // A room that has just closed will read the new state when it opens again.
            let _ = handle.mailbox.send(message).await;
        }
    }

    fn registry(&self) -> MutexGuard<'_, BTreeMap<SessionId, Handle>> {
        self.0
            .registry
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// While there are rooms, writes down that the service lives: after a crash, open intervals of
/// attendance close at the last of these signs.
async fn heartbeat(shared: std::sync::Weak<Shared>) {
    let mut beat = tokio::time::interval(Duration::from_secs(1));
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        let Some(shared) = shared.upgrade() else {
            return;
        };
        let open = !shared
            .registry
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty();
        if open {
            shared.store.heartbeat(now().timestamp);
        }
    }
}

/// Why the rooms could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Media(#[from] sfu::StartError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
