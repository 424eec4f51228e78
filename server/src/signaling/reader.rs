//! From the socket to the room.

use std::ops::ControlFlow;
use std::pin::pin;
use std::time::Duration;

use axum::extract::ws::Message;
use futures_util::Stream;
use meeting::protocol::{ClientMessage, Goodbye, Hello, Reason, ServerMessage, VERSION};
use meeting::room::Arrival;
use serde::de::DeserializeOwned;

use super::incoming::{Heard, Incoming};
use super::new_connection;
use crate::app::{App, now};
use crate::identity::{Neighbourhood, PassClaims, Place};
use crate::rooms::{Outbox, Seat, frame};
use crate::store::PlanState;

/// A socket that says nothing for so long is gone; clients say `Ping` every 5 s.
const SILENCE: Duration = Duration::from_secs(15);

/// A client has this long to say `Hello`.
pub(super) const GREETING: Duration = Duration::from_secs(10);

/// Longest `device` and `language` that a client may name.
const NAME: usize = 64;

/// What one device said wrong: told, then closed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Offence {
    pub(super) id: u32,
    pub(super) reason: Reason,
}

/// Why a device is no longer listened to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Parting {
    Offence(Offence),
    Silence,
    Closed,
}

/// Listens to one device until one of us has said the last word.
/// `stranger`: held until it is known who is there.
pub(super) async fn run<S>(
    app: &App,
    incoming: &mut Incoming<S>,
    out: &Outbox,
    stranger: Place<Neighbourhood>,
) where
    S: Stream<Item = Result<Message, axum::Error>> + Unpin,
{
    let limit = app.config.limits.message_bytes;
    let heard = tokio::select! {
        biased;
        () = app.sockets.stopping() => return out.close(Goodbye::Restart),
        heard = incoming.next(GREETING) => heard,
    };
    let hello = match understand(heard, limit).and_then(greeting) {
        Ok(hello) => hello,
        Err(parting) => return part(out, &parting),
    };
    let seat = match enter(app, hello, out).await {
        Ok(seat) => seat,
        Err(reason) => return out.close(reason),
    };
    drop(stranger);
    converse(incoming, limit, &seat, out).await;
    seat.leave().await;
}

async fn converse<S>(incoming: &mut Incoming<S>, limit: usize, seat: &Seat, out: &Outbox)
where
    S: Stream<Item = Result<Message, axum::Error>> + Unpin,
{
    let mut over = pin!(out.closed());
    loop {
        let heard = tokio::select! {
            biased;
            // Whoever has been told goodbye, or cannot be told anything, is not listened to.
            () = &mut over => return,
            heard = incoming.next(SILENCE) => heard,
        };
        match understand(heard, limit) {
            Ok(said) => {
                if pass_on(said, seat, out).await.is_break() {
                    return;
                }
            }
            Err(parting) => return part(out, &parting),
        }
    }
}

pub(super) fn understand<T: DeserializeOwned>(heard: Heard, limit: usize) -> Result<T, Parting> {
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

/// The first message says hello and nothing else.
fn greeting(message: ClientMessage) -> Result<Hello, Parting> {
    let id = match message {
        ClientMessage::Hello(hello) => return Ok(hello),
        ClientMessage::Request { id, .. } => id,
        ClientMessage::Ping { .. } => 0,
    };
    Err(Parting::Offence(Offence {
        id,
        reason: Reason::Malformed,
    }))
}

pub(super) fn part(out: &Outbox, parting: &Parting) {
    match parting {
        Parting::Offence(offence) => refuse(out, offence),
        Parting::Silence => out.close(Goodbye::TooSlow),
        Parting::Closed => {}
    }
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

async fn pass_on(said: ClientMessage, seat: &Seat, out: &Outbox) -> ControlFlow<()> {
    match said {
        ClientMessage::Request { id, command } => match seat.request(id, command).await {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        },
        ClientMessage::Ping { sent } => {
            if seat.is_closed() {
                return ControlFlow::Break(());
            }
            out.send(frame(&ServerMessage::Pong {
                sent,
                server_time: now().timestamp,
            }));
            ControlFlow::Continue(())
        }
        ClientMessage::Hello(_) => {
            let offence = Offence {
                id: 0,
                reason: Reason::Malformed,
            };
            refuse(out, &offence);
            ControlFlow::Break(())
        }
    }
}

pub(super) fn refuse(out: &Outbox, offence: &Offence) {
    out.send(frame(&ServerMessage::Rejected {
        detail: None,
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
    unless_void(app, &claims).await?;
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
    // A room that heard of a revocation while this device was still on its way did not know it, and
    // one that was not there yet heard of no cancellation.
    if let Err(reason) = unless_void(app, &claims).await {
        seat.leave().await;
        return Err(reason);
    }
    Ok(seat)
}

/// Whether a pass still leads somewhere.
pub(super) async fn unless_void(app: &App, pass: &PassClaims) -> Result<(), Goodbye> {
    unless_revoked(app, pass).await?;
    unless_over(app, pass).await
}

/// Whether the session is still to be held.
async fn unless_over(app: &App, pass: &PassClaims) -> Result<(), Goodbye> {
    let plan = app.store.plan(pass.session).await.map_err(unavailable)?;
    let plan = plan.ok_or(Goodbye::BadPass)?;
    if plan.ended {
        return Err(Goodbye::Ended);
    }
    if plan.state == PlanState::Cancelled {
        return Err(Goodbye::Revoked);
    }
    Ok(())
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
    use axum::extract::ws::Utf8Bytes;

    use super::*;
    use crate::rooms::{Step, outbox};
    use crate::testing::Desk;

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

    #[tokio::test]
    async fn nobody_enters_what_was_called_off() {
        let desk = Desk::new().await;
        let link = desk.planned(0).await;
        let pass = PassClaims {
            session: link.session,
            person: link.person,
            serial: link.serial,
            expires: now().timestamp,
        };
        assert_eq!(unless_over(&desk.app, &pass).await, Ok(()));
        let mut tx = desk.app.store.write().await.unwrap();
        sqlx::query("UPDATE session SET state = 'cancelled'")
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(unless_over(&desk.app, &pass).await, Err(Goodbye::Revoked));
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
