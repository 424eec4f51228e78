//! Listening to one device, whatever its line is for: a greeting, then one message after another,
//! each understood or answered with a refusal.

use std::time::Duration;

use futures_util::Stream;
use meeting::protocol::{Goodbye, Reason, ServerMessage};
use serde::de::DeserializeOwned;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};

use super::incoming::{Heard, Incoming};
use crate::app::App;
use crate::rooms::{Outbox, frame};

/// A client has this long to say `Hello`.
pub(super) const GREETING: Duration = Duration::from_secs(10);

/// What one device said wrong: told, then closed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Offence {
    id: u32,
    reason: Reason,
}

impl Offence {
    /// It can be read, and is not what may be said now. `id`: of the request; else 0.
    pub(super) fn out_of_place(id: u32) -> Self {
        let reason = Reason::Malformed;
        Self { id, reason }
    }
}

/// Why a device is no longer listened to.
#[derive(Debug, PartialEq, Eq)]
enum Parting {
    Offence(Offence),
    Silence,
    Closed,
}

/// One device that is listened to.
pub(super) struct Hearing<'a, S> {
    app: &'a App,
    incoming: &'a mut Incoming<S>,
    out: &'a Outbox,
}

impl<'a, S> Hearing<'a, S>
where
    S: Stream<Item = Result<Message, WsError>> + Unpin,
{
    pub(super) fn new(app: &'a App, incoming: &'a mut Incoming<S>, out: &'a Outbox) -> Self {
        Self { app, incoming, out }
    }

    /// The first message, of which `read` makes a greeting. `None`: the device was sent away.
    pub(super) async fn greeting<T: DeserializeOwned, G>(
        &mut self,
        read: impl FnOnce(T) -> Result<G, Offence>,
    ) -> Option<G> {
        let heard = tokio::select! {
            biased;
            () = self.app.sockets.stopping() => {
                self.out.close(Goodbye::Restart);
                return None;
            }
            heard = self.incoming.next(GREETING) => heard,
        };
        let said = self.understand(heard)?;
        read(said)
            .map_err(|offence| refuse(self.out, &offence))
            .ok()
    }

    /// The next message; `None` when one of us has said the last word.
    pub(super) async fn next<T: DeserializeOwned>(&mut self, patience: Duration) -> Option<T> {
        let heard = tokio::select! {
            biased;
            // Whoever has been told goodbye, or cannot be told anything, is not listened to.
            () = self.out.closed() => return None,
            heard = self.incoming.next(patience) => heard,
        };
        self.understand(heard)
    }

    fn understand<T: DeserializeOwned>(&self, heard: Heard) -> Option<T> {
        understand(heard, self.app.config.limits.message_bytes)
            .map_err(|parting| part(self.out, &parting))
            .ok()
    }
}

fn understand<T: DeserializeOwned>(heard: Heard, limit: usize) -> Result<T, Parting> {
    let offence = match heard {
        Heard::Text(text) => match parse(&text, limit) {
            Ok(message) => return Ok(message),
            Err(offence) => offence,
        },
        Heard::TooOften(text) => Offence {
            id: request_id(&text),
            reason: Reason::TooFast,
        },
        Heard::TooLarge => Offence {
            id: 0,
            reason: Reason::TooLarge,
        },
        Heard::Silence => return Err(Parting::Silence),
        Heard::Closed => return Err(Parting::Closed),
    };
    Err(Parting::Offence(offence))
}

fn parse<T: DeserializeOwned>(text: &str, limit: usize) -> Result<T, Offence> {
    if text.len() > limit {
        return Err(Offence {
            id: 0,
            reason: Reason::TooLarge,
        });
    }
    serde_json::from_str(text).map_err(|_| Offence {
        id: request_id(text),
        reason: Reason::Malformed,
    })
}

/// The id of a request that could not be read otherwise, so that its sender knows which one; else 0.
fn request_id(text: &str) -> u32 {
    #[derive(serde::Deserialize)]
    struct Numbered {
        id: u32,
    }
    serde_json::from_str::<Numbered>(text).map_or(0, |message| message.id)
}

fn part(out: &Outbox, parting: &Parting) {
    match parting {
        Parting::Offence(offence) => refuse(out, offence),
        Parting::Silence => out.close(Goodbye::TooSlow),
        Parting::Closed => {}
    }
}

/// Says what was wrong, and goodbye.
pub(super) fn refuse(out: &Outbox, offence: &Offence) {
    out.send(frame(&ServerMessage::Rejected {
        detail: None,
        id: offence.id,
        reason: offence.reason,
    }));
    out.close(Goodbye::Abuse);
}

#[cfg(test)]
mod tests {
    use meeting::protocol::ClientMessage;
    use tokio_tungstenite::tungstenite::Utf8Bytes;

    use super::*;
    use crate::rooms::{Step, outbox};

    #[test]
    fn a_request_that_cannot_be_read_is_refused_by_its_number() {
        let offence = parse::<ClientMessage>(
            r#"{"type":"request","id":7,"command":{"do":"dance"}}"#,
            1000,
        )
        .err();
        assert!(matches!(
            offence,
            Some(Offence {
                id: 7,
                reason: Reason::Malformed
            })
        ));
        let offence = parse::<ClientMessage>("binary", 1000).err();
        assert!(matches!(
            offence,
            Some(Offence {
                id: 0,
                reason: Reason::Malformed
            })
        ));
    }

    #[test]
    fn what_cannot_be_heard_is_named() {
        let large = Parting::Offence(Offence {
            id: 0,
            reason: Reason::TooLarge,
        });
        assert_eq!(understand::<ClientMessage>(Heard::TooLarge, 10), Err(large));
        let often = Heard::TooOften(Utf8Bytes::from_static(r#"{"type":"request","id":7}"#));
        let fast = Parting::Offence(Offence {
            id: 7,
            reason: Reason::TooFast,
        });
        assert_eq!(understand::<ClientMessage>(often, 10), Err(fast));
        assert_eq!(
            understand::<ClientMessage>(Heard::Silence, 10),
            Err(Parting::Silence)
        );
        assert_eq!(
            understand::<ClientMessage>(Heard::Closed, 10),
            Err(Parting::Closed)
        );
    }

    #[tokio::test]
    async fn whoever_falls_silent_is_told_so() {
        let (out, mut outgoing) = outbox(4);
        part(&out, &Parting::Silence);
        assert_eq!(outgoing.next().await, Step::Close(Goodbye::TooSlow));
    }

    #[test]
    fn a_message_over_the_limit_is_not_parsed() {
        let offence = parse::<ClientMessage>(&" ".repeat(11), 10).err();
        assert!(matches!(
            offence,
            Some(Offence {
                id: 0,
                reason: Reason::TooLarge
            })
        ));
    }
}
