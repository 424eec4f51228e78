//! What comes from a socket, before anybody knows what it means.

use std::future::pending;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use meeting::pace::Pace;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use crate::app::now;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Text(Utf8Bytes),
    /// One more than may come in this time.
    TooOften(Utf8Bytes),
    /// A message so large that it was not read. Nothing can be heard after it.
    TooLarge,
    /// Nothing, for too long.
    Silence,
    /// The socket is closed or broken.
    Closed,
}

/// The receiving half of a socket.
pub(super) struct Incoming<S> {
    stream: S,
    pace: Pace,
    /// Something stands in the way of all that comes after it.
    is_blocked: bool,
}

impl<S> Incoming<S>
where
    S: Stream<Item = Result<Message, Error>> + Unpin,
{
    pub(super) fn new(stream: S, pace: Pace) -> Self {
        Self {
            stream,
            pace,
            is_blocked: false,
        }
    }

    /// The next text. What WebSockets themselves say is no text: it does not break a silence, and
    /// there must not be too much of it. Nothing is lost when this is no longer waited for.
    pub(super) async fn next(&mut self, patience: Duration) -> Heard {
        let heard = timeout(patience, self.text()).await;
        heard.unwrap_or(Heard::Silence)
    }

    async fn text(&mut self) -> Heard {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return self.in_time(text),
                // Nothing of ours: it will be refused as malformed.
                Some(Ok(Message::Binary(_))) => {
                    return self.in_time(Utf8Bytes::from_static("binary"));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                    if !self.pace.take(now().instant) {
                        return Heard::TooOften(Utf8Bytes::default());
                    }
                }
                Some(Err(Error::Capacity(CapacityError::MessageTooLong { .. }))) => {
                    self.is_blocked = true;
                    return Heard::TooLarge;
                }
                Some(Ok(Message::Close(_) | Message::Frame(_)) | Err(_)) | None => {
                    return Heard::Closed;
                }
            }
        }
    }

    fn in_time(&mut self, text: Utf8Bytes) -> Heard {
        if self.pace.take(now().instant) {
            Heard::Text(text)
        } else {
            Heard::TooOften(text)
        }
    }

    /// Waits until the other end has closed too, throwing away what it still says: a socket that is
    /// closed with something unread is reset, and what it was told last may be lost.
    pub(super) async fn linger(mut self, patience: Duration) {
        let closed = async {
            while let Some(Ok(_)) = self.stream.next().await {}
            if self.is_blocked {
                // Its end cannot be seen, only waited for.
                pending::<()>().await;
            }
        };
        // A client that does not answer a close is not waited for any longer.
        let _ = timeout(patience, closed).await;
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::stream;

    use super::*;

    const LONG: Duration = Duration::from_secs(600);

    fn ping() -> Result<Message, Error> {
        Ok(Message::Ping(Bytes::new()))
    }

    fn text() -> Utf8Bytes {
        Utf8Bytes::from_static("text")
    }

    fn pace() -> Pace {
        Pace::new(LONG, 3)
    }

    #[tokio::test]
    async fn frames_that_say_nothing_keep_no_socket_open() {
        let said = [ping(), ping(), Ok(Message::Text(text()))];
        let mut quiet = Incoming::new(stream::iter(said), pace());
        assert_eq!(quiet.next(LONG).await, Heard::Text(text()));
        assert_eq!(quiet.next(LONG).await, Heard::Closed);

        let mut flood = Incoming::new(stream::repeat_with(ping), pace());
        let nothing = Heard::TooOften(Utf8Bytes::default());
        assert_eq!(flood.next(LONG).await, nothing);

        let said = stream::iter([ping()]).chain(stream::pending());
        let mut silent = Incoming::new(said, pace());
        let soon = Duration::from_millis(1);
        assert_eq!(silent.next(soon).await, Heard::Silence);
    }

    #[tokio::test]
    async fn a_text_too_many_is_heard_as_such() {
        let texts = stream::repeat_with(|| Ok(Message::Text(text())));
        let mut flood = Incoming::new(texts, pace());
        for _ in 0..3 {
            assert_eq!(flood.next(LONG).await, Heard::Text(text()));
        }
        assert_eq!(flood.next(LONG).await, Heard::TooOften(text()));
    }

    #[tokio::test]
    async fn what_is_too_large_and_what_is_closed_are_told_apart() {
        let large = Error::Capacity(CapacityError::MessageTooLong {
            size: 2,
            max_size: 1,
        });
        let broken = [
            (large, Heard::TooLarge),
            (Error::ConnectionClosed, Heard::Closed),
        ];
        for (error, expected) in broken {
            let said = stream::iter([Err(error)]);
            let mut incoming = Incoming::new(said, pace());
            assert_eq!(incoming.next(LONG).await, expected);
        }
    }
}
