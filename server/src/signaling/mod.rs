//! One WebSocket a connection: `Hello`, then requests in and deltas out.
//!
//! Two tasks serve it. The reader parses, limits and hands requests to the room; the writer sends
//! what the room queued in the outbox. Neither ever waits for the other.

mod reader;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use meeting::id::ConnectionId;
use meeting::protocol::Goodbye;

use crate::app::App;
use crate::identity::{ClientAddress, Crowd, Neighbourhood, Place, random};
use crate::rest::{ApiError, is_same_origin};
use crate::rooms::outbox;
use reader::GREETING;

/// Messages that may wait for one device before it counts as too slow: a join storm of a thousand
/// people fits.
const OUTBOX: usize = 4096;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/ws", get(upgrade))
}

/// WebSockets from one address that have not said who they are: a hall full of people behind it
/// needs a moment each, a flood takes no more.
const STRANGERS: usize = 256;

/// The WebSockets that are open.
#[derive(Debug)]
pub struct Sockets {
    open: AtomicUsize,
    strangers: Crowd<Neighbourhood>,
}

impl Default for Sockets {
    fn default() -> Self {
        Self {
            open: AtomicUsize::new(0),
            strangers: Crowd::new(STRANGERS),
        }
    }
}

impl Sockets {
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }
}

async fn upgrade(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    socket: WebSocketUpgrade,
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
    socket
        .max_message_size(limit * 4)
        .max_frame_size(limit * 4)
        .on_upgrade(move |socket| serve(app, socket, stranger))
}

async fn serve(app: Arc<App>, socket: WebSocket, stranger: Place<Neighbourhood>) {
    let (out, outgoing) = outbox(OUTBOX);
    let (sink, stream) = futures_util::StreamExt::split(socket);
    let writer = tokio::spawn(writer::run(sink, outgoing));
    let count = app.sockets.open.fetch_add(1, Ordering::Relaxed);
    if count >= app.config.limits.connections {
        out.close(Goodbye::Full);
    } else {
        reader::run(&app, stream, &out, stranger).await;
    }
    app.sockets.open.fetch_sub(1, Ordering::Relaxed);
    drop(out);
    // The writer ends with the goodbye, or because nobody holds the outbox any more.
    let _ = writer.await;
}

fn new_connection() -> ConnectionId {
    ConnectionId::from_bits(random::bits())
}
