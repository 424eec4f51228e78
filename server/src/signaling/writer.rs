//! From the outbox to the socket.

use std::time::Duration;

use futures_util::SinkExt;
use futures_util::stream::SplitSink;
use meeting::protocol::{Goodbye, ServerMessage};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use super::upgrade::{WebSocket, pieces};
use crate::rooms::{Outgoing, Step, frame};

/// A device that takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) async fn run(mut socket: SplitSink<WebSocket, Message>, mut outgoing: Outgoing) {
    loop {
        match outgoing.next().await {
            Step::Send(text) => {
                for piece in pieces(text) {
                    let sent = timeout(PATIENCE, socket.send(piece)).await;
                    if !matches!(sent, Ok(Ok(()))) {
                        return;
                    }
                }
            }
            Step::Close(reason) => {
                // Whether it arrives or not, the socket is closed.
                let _ = timeout(PATIENCE, say_goodbye(&mut socket, reason)).await;
                return;
            }
            Step::Abandoned => {
                let _ = timeout(PATIENCE, socket.close()).await;
                return;
            }
        }
    }
}

async fn say_goodbye(
    socket: &mut SplitSink<WebSocket, Message>,
    reason: Goodbye,
) -> Result<(), Error> {
    let text = frame(&ServerMessage::Goodbye { reason });
    socket.send(Message::Text(text)).await?;
    let code = match reason {
        Goodbye::Restart => CloseCode::Restart,
        Goodbye::TooSlow | Goodbye::Full => CloseCode::Again,
        Goodbye::Abuse => CloseCode::Policy,
        Goodbye::Left
        | Goodbye::Ended
        | Goodbye::Removed
        | Goodbye::Revoked
        | Goodbye::BadPass
        | Goodbye::NotAcknowledged
        | Goodbye::TooEarly
        | Goodbye::Replaced
        | Goodbye::Version => CloseCode::Normal,
    };
    let frame = CloseFrame {
        code,
        reason: Utf8Bytes::default(),
    };
    socket.send(Message::Close(Some(frame))).await?;
    socket.flush().await
}
