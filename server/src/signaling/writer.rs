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

/// A device that takes no text, or of a long one not so many bytes more, for so long is gone.
const PATIENCE: Duration = Duration::from_secs(15);
const STRETCH: usize = 64 * 1024;

pub(super) async fn run(mut socket: SplitSink<WebSocket, Message>, mut outgoing: Outgoing) {
    loop {
        match outgoing.next().await {
            Step::Send(text) => {
                let sent = timeout(patience(text.len()), send(&mut socket, text)).await;
                if !matches!(sent, Ok(Ok(()))) {
                    return;
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

/// How long a text of so many bytes may take: even a weak line takes a stretch in this time, and who
/// reads on purpose byte by byte does not keep it for ever.
fn patience(bytes: usize) -> Duration {
    let stretches = u32::try_from(bytes / STRETCH).unwrap_or(u32::MAX);
    PATIENCE.saturating_mul(stretches.saturating_add(1))
}

async fn send(socket: &mut SplitSink<WebSocket, Message>, text: Utf8Bytes) -> Result<(), Error> {
    for piece in pieces(text) {
        socket.send(piece).await?;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_may_take_longer_and_not_for_ever() {
        assert_eq!(patience(0), PATIENCE);
        assert_eq!(patience(STRETCH - 1), PATIENCE);
        assert_eq!(patience(6 * STRETCH), 7 * PATIENCE);
        assert_eq!(patience(usize::MAX), patience(usize::MAX - 1));
    }
}
