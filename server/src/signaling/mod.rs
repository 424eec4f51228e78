//! One WebSocket a connection: `Hello`, then requests in and deltas out.
//!
//! Two tasks serve it. The reader parses, limits and hands requests to the room; the writer sends
//! what the room queued in the outbox. Neither ever waits for the other.

mod hearing;
mod incoming;
mod reader;
#[cfg(test)]
mod tests;
mod trial;
mod upgrade;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::StreamExt as _;
use meeting::id::ConnectionId;
use meeting::pace::Pace;
use meeting::protocol::Goodbye;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::app::App;
use crate::identity::{ClientAddress, Crowd, Neighbourhood, Place, random};
use crate::rest::{ApiError, is_same_origin};
use crate::rooms::outbox;
use hearing::GREETING;
use incoming::Incoming;
use upgrade::{Upgrade, WebSocket};

/// Messages that may wait for one device before it counts as too slow: a join storm of a thousand
/// people fits.
const OUTBOX: usize = 4096;

pub fn routes() -> Router<Arc<App>> {
    let line = |purpose| {
        get(move |state, address, headers, socket| async move {
            upgrade(purpose, state, address, headers, socket)
        })
    };
    Router::new()
        .route("/ws", line(Purpose::Meeting))
        .route("/api/check/line", line(Purpose::Trial))
}

/// What a WebSocket is for.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Meeting,
    /// A connection test.
    Trial,
}

/// WebSockets from one address that have not said who they are: a hall full of people behind it
/// needs a moment each, a flood takes no more.
const STRANGERS: usize = 256;

/// So many who come or go are a crowd.
const CROWD: usize = 50;

/// How long a client that was told goodbye has to close its end.
const FAREWELL: Duration = Duration::from_secs(2);

/// The WebSockets that are open.
#[derive(Debug)]
pub struct Sockets {
    open: watch::Sender<usize>,
    stopping: watch::Sender<bool>,
    strangers: Crowd<Neighbourhood>,
}

impl Default for Sockets {
    fn default() -> Self {
        Self {
            open: watch::Sender::new(0),
            stopping: watch::Sender::new(false),
            strangers: Crowd::new(STRANGERS),
        }
    }
}

impl Sockets {
    pub fn open(&self) -> usize {
        *self.open.borrow()
    }

    /// Sends home those who have not said who they are; the rooms have told the others. Returns when
    /// every socket is closed, with the goodbye read or given up, or when `patience` ends.
    pub async fn stop(&self, patience: Duration) {
        self.stopping.send_replace(true);
        let mut open = self.open.subscribe();
        if timeout(patience, open.wait_for(|open| *open == 0))
            .await
            .is_err()
        {
            tracing::warn!(left = self.open(), "not every device heard of the stop");
        }
    }

    /// Resolves once a crowd has come or gone since there were `before`, and nobody else has for
    /// `calm`; says how many there are.
    pub async fn after_a_crowd(&self, before: usize, calm: Duration) -> usize {
        let mut open = self.open.subscribe();
        loop {
            let now = *open.borrow_and_update();
            // That nobody can change it any more would mean that this value is gone.
            let changed = open.changed();
            if now.abs_diff(before) < CROWD {
                let _ = changed.await;
            } else if timeout(calm, changed).await.is_err() {
                return now;
            }
        }
    }

    /// Resolves when the service stops.
    async fn stopping(&self) {
        // An error would mean that this value is gone.
        let _ = self.stopping.subscribe().wait_for(|stops| *stops).await;
    }

    /// One more, until it is dropped.
    fn count(&self) -> Counted<'_> {
        let mut number = 0;
        self.open.send_modify(|open| {
            *open += 1;
            number = *open;
        });
        Counted {
            open: &self.open,
            number,
        }
    }
}

struct Counted<'a> {
    open: &'a watch::Sender<usize>,
    /// How many there were with this one.
    number: usize,
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.open.send_modify(|open| *open -= 1);
    }
}

fn upgrade(
    purpose: Purpose,
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    socket: Upgrade,
) -> Response {
    if !is_same_origin(&headers, app.identity.public_url()) {
        return (
            StatusCode::FORBIDDEN,
            "this page does not belong to this service",
        )
            .into_response();
    }
    let Some(stranger) = app.sockets.strangers.enter(address.into()) else {
        return ApiError::too_many(GREETING).into_response();
    };
    let limit = app.config.limits.message_bytes;
    // Somewhat more than the limit is read, so that the sender can be told what was wrong.
    socket.accept(limit * 4, move |socket| {
        serve(purpose, app, socket, stranger)
    })
}

/// Whichever of the two ends first ends the other: the reader by giving up its seat and its outbox,
/// the writer by giving up its end of the outbox.
async fn serve(purpose: Purpose, app: Arc<App>, socket: WebSocket, stranger: Place<Neighbourhood>) {
    let limits = &app.config.limits;
    let counted = app.sockets.count();
    let (out, outgoing) = outbox(OUTBOX);
    let (sink, stream) = socket.split();
    let writer = tokio::spawn(writer::run(sink, outgoing));
    let every = Duration::from_secs(1) / limits.messages_per_second;
    let mut incoming = Incoming::new(stream, Pace::new(every, limits.burst));
    if counted.number > limits.connections {
        out.close(Goodbye::Full);
    } else {
        match purpose {
            Purpose::Meeting => reader::run(&app, &mut incoming, &out, stranger).await,
            Purpose::Trial => trial::run(&app, &mut incoming, &out, stranger).await,
        }
    }
    drop(out);
    // An error means that it panicked: there is nothing more to say then.
    let _ = writer.await;
    incoming.linger(FAREWELL).await;
    drop(counted);
}

fn new_connection() -> ConnectionId {
    ConnectionId::from_bits(random::bits())
}
