//! From the socket to the room.

use std::ops::ControlFlow;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::stream::SplitStream;
use futures_util::{Stream, StreamExt};
use meeting::pace::Pace;
use meeting::protocol::{ClientMessage, Goodbye, Hello, Reason, ServerMessage, VERSION};
use meeting::room::Arrival;
use tokio::time::timeout;

use super::new_connection;
use crate::app::{App, now};
use crate::identity::{Neighbourhood, PassClaims, Place};
use crate::rooms::{Outbox, Seat, frame};

/// A socket that says nothing for so long is gone; clients say `Ping` every 5 s.
const SILENCE: Duration = Duration::from_secs(15);

/// A client has this long to say `Hello`.
pub(super) const GREETING: Duration = Duration::from_secs(10);

/// Longest `device` and `language` that a client may name.
const NAME: usize = 64;

/// What one device said wrong: told, then closed.
struct Offence {
    id: u32,
    reason: Reason,
}

/// `stranger`: held until it is known who is there.
pub(super) async fn run(
    app: &App,
    mut stream: SplitStream<WebSocket>,
    out: &Outbox,
    stranger: Place<Neighbourhood>,
) {
    let limits = &app.config.limits;
    let mut pace = Pace::new(
        Duration::from_secs(1) / limits.messages_per_second,
        limits.burst,
    );
    let greeting = next(&mut stream, &mut pace, GREETING).await;
    let Some(text) = greeting else {
        return out.close(Goodbye::Abuse);
    };
    let hello = match parse(&text, limits.message_bytes) {
        Ok(ClientMessage::Hello(hello)) => hello,
        Ok(ClientMessage::Request { id, .. }) => {
            return refuse(
                out,
                &Offence {
                    id,
                    reason: Reason::Malformed,
                },
            );
        }
        Ok(ClientMessage::Ping { .. }) => {
            return refuse(
                out,
                &Offence {
                    id: 0,
                    reason: Reason::Malformed,
                },
            );
        }
        Err(offence) => return refuse(out, &offence),
    };
    let seat = match enter(app, hello, out).await {
        Ok(seat) => seat,
        Err(reason) => return out.close(reason),
    };
    drop(stranger);
    while let Some(text) = next(&mut stream, &mut pace, SILENCE).await {
        let said = if pace.take(now().instant) {
            parse(&text, limits.message_bytes)
        } else {
            Err(Offence {
                id: request_id(&text),
                reason: Reason::TooFast,
            })
        };
        if pass_on(said, &seat, out).await.is_break() {
            break;
        }
    }
    seat.leave().await;
}

/// The next text; `None` when the socket is closed, broken or silent. What WebSockets themselves
/// say is no text: it does not break a silence, and there must not be too much of it.
async fn next(
    stream: &mut (impl Stream<Item = Result<Message, axum::Error>> + Unpin),
    pace: &mut Pace,
    patience: Duration,
) -> Option<Utf8Bytes> {
    let text = async {
        loop {
            match stream.next().await?.ok()? {
                Message::Text(text) => return Some(text),
                // Nothing of ours: it will be refused as malformed.
                Message::Binary(_) => return Some(Utf8Bytes::from_static("binary")),
                Message::Ping(_) | Message::Pong(_) if pace.take(now().instant) => {}
                Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return None,
            }
        }
    };
    timeout(patience, text).await.ok()?
}

fn parse(text: &str, limit: usize) -> Result<ClientMessage, Offence> {
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

async fn pass_on(
    said: Result<ClientMessage, Offence>,
    seat: &Seat,
    out: &Outbox,
) -> ControlFlow<()> {
    match said {
        Ok(ClientMessage::Request { id, command }) => match seat.request(id, command).await {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        },
        Ok(ClientMessage::Ping { sent }) => {
            if seat.is_closed() {
                return ControlFlow::Break(());
            }
            out.send(frame(&ServerMessage::Pong {
                sent,
                server_time: now().timestamp,
            }));
            ControlFlow::Continue(())
        }
        Ok(ClientMessage::Hello(_)) => {
            refuse(
                out,
                &Offence {
                    id: 0,
                    reason: Reason::Malformed,
                },
            );
            ControlFlow::Break(())
        }
        Err(offence) => {
            refuse(out, &offence);
            ControlFlow::Break(())
        }
    }
}

fn refuse(out: &Outbox, offence: &Offence) {
    out.send(frame(&ServerMessage::Rejected {
        id: offence.id,
        reason: offence.reason,
    }));
    out.close(Goodbye::Abuse);
}

/// Checks the pass and takes a seat in the room.
async fn enter(app: &App, hello: Hello, out: &Outbox) -> Result<Seat, Goodbye> {
    if hello.protocol != VERSION {
        return Err(Goodbye::Version);
    }
    if hello.device.len() > NAME || hello.language.len() > NAME || hello.device.is_empty() {
        return Err(Goodbye::Abuse);
    }
    let claims = app
        .identity
        .read_pass(&hello.pass, now().timestamp)
        .map_err(|_| Goodbye::BadPass)?;
    unless_revoked(app, &claims).await?;
    let plan = app
        .store
        .plan(claims.session)
        .await
        .map_err(unavailable)?
        .ok_or(Goodbye::BadPass)?;
    if plan.ended {
        return Err(Goodbye::Ended);
    }
    if plan.state == crate::store::PlanState::Cancelled {
        return Err(Goodbye::Revoked);
    }
    let arrival = Arrival {
        person: claims.person,
        device: hello.device,
        acknowledged: hello.acknowledged,
        language: hello.language,
        resume: hello.resume,
    };
    let seat = app
        .rooms
        .connect(claims.session, new_connection(), arrival, out.clone())
        .await
        .map_err(|_| Goodbye::Restart)?;
    // A room that heard of a revocation while this device was still on its way did not know it.
    if let Err(reason) = unless_revoked(app, &claims).await {
        seat.leave().await;
        return Err(reason);
    }
    Ok(seat)
}

/// Whether the link that a pass came from still holds.
async fn unless_revoked(app: &App, pass: &PassClaims) -> Result<(), Goodbye> {
    let link = app.store.link(pass.session, pass.person).await;
    let link = link.map_err(unavailable)?.ok_or(Goodbye::BadPass)?;
    if link.revoked || link.serial != pass.serial {
        return Err(Goodbye::Revoked);
    }
    Ok(())
}

/// The store cannot be read: the client tries again.
fn unavailable(problem: crate::store::StoreError) -> Goodbye {
    tracing::error!(%problem, "cannot read who comes");
    Goodbye::Restart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_cannot_be_read_is_refused_by_its_number() {
        let offence = parse(
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
        let offence = parse("binary", 1000).err();
        assert!(matches!(
            offence,
            Some(Offence {
                id: 0,
                reason: Reason::Malformed
            })
        ));
    }

    #[tokio::test]
    async fn frames_that_say_nothing_keep_no_socket_open() {
        use axum::body::Bytes;
        use futures_util::stream;
        let ping = || Ok(Message::Ping(Bytes::new()));
        let text = || Ok(Message::Text(Utf8Bytes::from_static("text")));
        let long = Duration::from_secs(600);

        let mut pace = Pace::new(Duration::from_secs(1), 3);
        let mut quiet = stream::iter([ping(), ping(), text()]);
        let heard = next(&mut quiet, &mut pace, long).await;
        assert_eq!(heard.as_deref(), Some("text"));

        let mut flood = stream::repeat_with(ping);
        assert_eq!(next(&mut flood, &mut pace, long).await, None);

        let mut pace = Pace::new(Duration::from_secs(1), 3);
        let mut silent = stream::iter([ping()]).chain(stream::pending());
        let soon = Duration::from_millis(1);
        assert_eq!(next(&mut silent, &mut pace, soon).await, None);
    }

    #[test]
    fn a_message_over_the_limit_is_not_parsed() {
        let offence = parse(&" ".repeat(11), 10).err();
        assert!(matches!(
            offence,
            Some(Offence {
                id: 0,
                reason: Reason::TooLarge
            })
        ));
    }
}
