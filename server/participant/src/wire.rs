//! The conversation over one WebSocket after its welcome.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use meeting::protocol::{ClientMessage, Command, MediaAnswer, Picture, ServerMessage};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::error::Error;
use crate::line::{Incoming, Line, Outgoing};
use crate::model::Model;

/// How often a silent client says that it is there.
const PING: Duration = Duration::from_secs(5);

/// What the reading task and the callers share.
pub(crate) struct Shared {
    pub(crate) model: watch::Sender<Model>,
    /// Which layers of the camera the service needs; `None` before it says so.
    pub(crate) needed: watch::Sender<Option<Vec<String>>>,
    pending: Mutex<HashMap<u32, oneshot::Sender<Answer>>>,
    next: AtomicU32,
    fault: Mutex<Option<Error>>,
}

pub(crate) type Answer = Result<Option<MediaAnswer>, Error>;

/// The task that reads and writes the WebSocket; dropped, the WebSocket breaks without a word.
pub(crate) struct Reader {
    outbox: mpsc::UnboundedSender<ClientMessage>,
    task: JoinHandle<()>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Reader {
    /// Takes over a WebSocket that was welcomed.
    pub(crate) fn start(shared: &Arc<Shared>, line: Line) -> Self {
        let (outgoing, incoming) = line.split();
        let (outbox, letters) = mpsc::unbounded_channel();
        let shared = Arc::clone(shared);
        let task = tokio::spawn(async move {
            let outcome = converse(&shared, outgoing, incoming, letters).await;
            shared.end(outcome);
        });
        Self { outbox, task }
    }

    /// Sends a request; the answer comes later.
    pub(crate) fn ask(
        &self,
        shared: &Shared,
        command: Command,
    ) -> Result<oneshot::Receiver<Answer>, Error> {
        let (id, answer) = shared.expect();
        let request = ClientMessage::Request { id, command };
        self.outbox.send(request).map_err(|_| shared.why_lost())?;
        Ok(answer)
    }
}

impl Shared {
    pub(crate) fn new() -> Self {
        Self {
            model: watch::Sender::new(Model::default()),
            needed: watch::Sender::new(None),
            pending: Mutex::default(),
            next: AtomicU32::new(1),
            fault: Mutex::default(),
        }
    }

    fn pending(&self) -> std::sync::MutexGuard<'_, HashMap<u32, oneshot::Sender<Answer>>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why there is no connection any more.
    pub(crate) fn why_lost(&self) -> Error {
        let mut fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = fault.take() {
            return fault;
        }
        let goodbye = self.model.borrow().goodbye;
        goodbye.map_or(Error::Lost, Error::Goodbye)
    }

    fn expect(&self) -> (u32, oneshot::Receiver<Answer>) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (tell, answer) = oneshot::channel();
        self.pending().insert(id, tell);
        (id, answer)
    }

    pub(crate) fn apply(&self, message: ServerMessage) -> Result<(), Error> {
        let mut outcome = Ok(());
        self.model
            .send_modify(|model| outcome = model.apply(message));
        Ok(outcome?)
    }

    fn answer(&self, id: u32, answer: Answer) -> Result<(), Error> {
        let asked = self.pending().remove(&id);
        let asked = asked.ok_or_else(|| Error::NotUnderstood(format!("answer to {id}")))?;
        // Who asked may have stopped waiting.
        asked.send(answer).ok();
        Ok(())
    }

    /// The conversation is over: whoever waits for an answer learns that none will come.
    fn end(&self, outcome: Result<(), Error>) {
        if let Err(error) = outcome {
            tracing::warn!(%error, "the conversation ended in disorder");
            let mut fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
            *fault = Some(error);
        }
        self.hang_up();
    }

    pub(crate) fn hang_up(&self) {
        self.model.send_modify(|model| model.connected = false);
        self.pending().clear();
    }
}

async fn converse(
    shared: &Shared,
    mut outgoing: Outgoing,
    mut incoming: Incoming,
    mut letters: mpsc::UnboundedReceiver<ClientMessage>,
) -> Result<(), Error> {
    let mut clock = interval(PING);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            heard = incoming.hear() => match heard? {
                None => return Ok(()),
                Some(ServerMessage::Done { id, answer }) => shared.answer(id, Ok(answer))?,
                Some(ServerMessage::Rejected { id, reason, .. }) => {
                    shared.answer(id, Err(Error::Refused(reason)))?;
                }
                Some(ServerMessage::Layers { kind: Picture::Camera, on }) => {
                    shared.needed.send_replace(Some(on));
                }
                Some(message) => shared.apply(message)?,
            },
            letter = letters.recv() => match letter {
                Some(letter) => outgoing.say(&letter).await.or_else(gone_is_not_wrong)?,
                None => return Ok(()),
            },
            _ = clock.tick() => {
                let ping = ClientMessage::Ping { sent: 0.0 };
                outgoing.say(&ping).await.or_else(gone_is_not_wrong)?;
            }
        }
    }
}

/// A write to a closed WebSocket fails before its last messages are read: those say why.
fn gone_is_not_wrong(error: Error) -> Result<(), Error> {
    if matches!(error, Error::Lost) {
        return Ok(());
    }
    Err(error)
}
