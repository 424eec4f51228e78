//! What waits to be sent to one device. It is bounded: a device that reads too slowly is closed
//! with a reason and resumes by itself; nobody ever waits for it.

use meeting::protocol::Goodbye;
use serde::Serialize;
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// The room's end of a device's queue.
#[derive(Debug, Clone)]
pub struct Outbox {
    frames: mpsc::Sender<Utf8Bytes>,
    goodbye: watch::Sender<Option<Goodbye>>,
}

/// The socket's end.
#[derive(Debug)]
pub struct Outgoing {
    frames: mpsc::Receiver<Utf8Bytes>,
    goodbye: watch::Receiver<Option<Goodbye>>,
}

/// What the socket does next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    Send(Utf8Bytes),
    /// Say this, then close.
    Close(Goodbye),
    /// Everybody who could have said something is gone.
    Abandoned,
}

/// A queue of at most `capacity` messages.
pub fn outbox(capacity: usize) -> (Outbox, Outgoing) {
    let (frames, incoming) = mpsc::channel(capacity);
    let (goodbye, said) = watch::channel(None);
    (
        Outbox { frames, goodbye },
        Outgoing {
            frames: incoming,
            goodbye: said,
        },
    )
}

/// One message as it goes over the wire; cloning it is cheap, so a broadcast is serialised once.
pub fn frame(message: &impl Serialize) -> Utf8Bytes {
    // These types hold no map with non-text keys and no failing serialiser.
    Utf8Bytes::from(serde_json::to_string(message).unwrap_or_default())
}

impl Outbox {
    /// Queues a message. A full queue closes the device instead.
    pub fn send(&self, frame: Utf8Bytes) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.frames.try_send(frame) {
            self.close(Goodbye::TooSlow);
        }
    }

    /// Resolves when nothing more can be said: goodbye was, or the socket's end is gone.
    pub async fn closed(&self) {
        let mut goodbye = self.goodbye.subscribe();
        tokio::select! {
            // It cannot fail: this value holds the sender.
            _ = goodbye.wait_for(Option::is_some) => {}
            () = self.frames.closed() => {}
        }
    }

    /// Ends the connection after what is queued. The first reason stands.
    pub fn close(&self, reason: Goodbye) {
        self.goodbye.send_if_modified(|said| {
            let first = said.is_none();
            if first {
                *said = Some(reason);
            }
            first
        });
    }
}

impl Outgoing {
    /// The next thing to do. Messages queued before a close go out first, except to a device that
    /// was closed because it does not read them.
    pub async fn next(&mut self) -> Step {
        let said = *self.goodbye.borrow_and_update();
        match said {
            Some(Goodbye::TooSlow) => return Step::Close(Goodbye::TooSlow),
            Some(reason) => {
                return self
                    .frames
                    .try_recv()
                    .map_or(Step::Close(reason), Step::Send);
            }
            None => {}
        }
        tokio::select! {
            biased;
            frame = self.frames.recv() => match frame {
                Some(frame) => Step::Send(frame),
                None => self.last_word(),
            },
            changed = self.goodbye.changed() => match changed {
                Ok(()) => Box::pin(self.next()).await,
                Err(_) => self.last_word(),
            },
        }
    }

    /// Nobody can say anything more; somebody may have said goodbye on leaving.
    fn last_word(&self) -> Step {
        let said = *self.goodbye.borrow();
        said.map_or(Step::Abandoned, Step::Close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Utf8Bytes {
        Utf8Bytes::from(text.to_owned())
    }

    #[tokio::test]
    async fn what_was_queued_leaves_before_the_goodbye() {
        let (out, mut socket) = outbox(4);
        out.send(text("a"));
        out.send(text("b"));
        out.close(Goodbye::Ended);
        out.close(Goodbye::Removed);
        assert_eq!(socket.next().await, Step::Send(text("a")));
        assert_eq!(socket.next().await, Step::Send(text("b")));
        assert_eq!(socket.next().await, Step::Close(Goodbye::Ended));
    }

    #[tokio::test]
    async fn a_device_that_does_not_read_is_closed_at_once() {
        let (out, mut socket) = outbox(2);
        for _ in 0..3 {
            out.send(text("a"));
        }
        assert_eq!(socket.next().await, Step::Close(Goodbye::TooSlow));
    }

    #[tokio::test]
    async fn a_goodbye_and_a_socket_that_is_gone_are_noticed() {
        let (out, _socket) = outbox(4);
        out.close(Goodbye::Removed);
        out.closed().await;
        let (out, socket) = outbox(4);
        drop(socket);
        out.closed().await;
    }

    #[tokio::test]
    async fn a_goodbye_is_said_even_by_who_has_gone() {
        let (out, mut socket) = outbox(4);
        let waiting = tokio::spawn(async move { socket.next().await });
        tokio::task::yield_now().await;
        out.close(Goodbye::BadPass);
        drop(out);
        assert_eq!(waiting.await.unwrap(), Step::Close(Goodbye::BadPass));
    }

    #[tokio::test]
    async fn a_room_that_is_gone_ends_the_socket() {
        let (out, mut socket) = outbox(2);
        drop(out);
        assert_eq!(socket.next().await, Step::Abandoned);
    }
}
