//! One WebSocket a connection: `Hello`, then requests in and deltas out.
//!
//! Two tasks serve it. The reader parses, limits and hands requests to the room; the writer sends
//! what the room queued in the outbox. Neither ever waits for the other.

mod limits;
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
use crate::identity::random;
use crate::rest::is_same_origin;
use crate::rooms::outbox;

/// Messages that may wait for one device before it counts as too slow: a join storm of a thousand
/// people fits.
const OUTBOX: usize = 4096;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/ws", get(upgrade))
}

/// How many WebSockets are open.
#[derive(Debug, Default)]
pub struct Sockets(AtomicUsize);

impl Sockets {
    pub fn open(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

async fn upgrade(
    State(app): State<Arc<App>>,
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
    let limit = app.config.limits.message_bytes;
    // Somewhat more than the limit is read, so that the sender can be told what was wrong.
    socket
        .max_message_size(limit * 4)
        .max_frame_size(limit * 4)
        .on_upgrade(move |socket| serve(app, socket))
}

async fn serve(app: Arc<App>, socket: WebSocket) {
    let (out, outgoing) = outbox(OUTBOX);
    let (sink, stream) = futures_util::StreamExt::split(socket);
    let writer = tokio::spawn(writer::run(sink, outgoing));
    let count = app.sockets.0.fetch_add(1, Ordering::Relaxed);
    if count >= app.config.limits.connections {
        out.close(Goodbye::Full);
    } else {
        reader::run(&app, stream, &out).await;
    }
    app.sockets.0.fetch_sub(1, Ordering::Relaxed);
    drop(out);
    // The writer ends with the goodbye, or because nobody holds the outbox any more.
    let _ = writer.await;
}

fn new_connection() -> ConnectionId {
    ConnectionId::from_bits(random::bits())
}
