//! From the socket to the room.

use std::ops::ControlFlow;
use std::time::Duration;

use futures_util::Stream;
use meeting::floor::SpeakerOrder;
use meeting::id::SessionId;
use meeting::protocol::{
    ClientMessage, Command, FloorCommand, Goodbye, Hello, PhotoCommand, ServerMessage,
    SigningCommand, VERSION,
};
use meeting::room::Arrival;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};

use super::hearing::{Hearing, Offence, refuse};
use super::incoming::Incoming;
use super::new_connection;
use crate::app::{App, now};
use crate::identity::{Neighbourhood, PassClaims, Place};
use crate::papers;
use crate::protocol;
use crate::rooms::{Outbox, Seat, frame};
use crate::store::PlanState;

/// A socket that says nothing for so long is gone; clients say `Ping` every 5 s.
const SILENCE: Duration = Duration::from_secs(15);

/// Longest `device` and `language` that a client may name.
const NAME: usize = 64;

/// Listens to one device until one of us has said the last word.
/// `stranger`: held until it is known who is there.
pub(super) async fn run<S>(
    app: &App,
    incoming: &mut Incoming<S>,
    out: &Outbox,
    stranger: Place<Neighbourhood>,
) where
    S: Stream<Item = Result<Message, WsError>> + Unpin,
{
    let mut hearing = Hearing::new(app, incoming, out);
    let Some(hello) = hearing.greeting(greeting).await else {
        return;
    };
    let (session, seat) = match enter(app, hello, out).await {
        Ok(entered) => entered,
        Err(reason) => return out.close(reason),
    };
    drop(stranger);
    while let Some(said) = hearing.next(SILENCE).await {
        tell_precedence(app, session, &said, &seat).await;
        tell_papers(app, session, &said, &seat).await;
        if pass_on(said, &seat, out).await.is_break() {
            break;
        }
    }
    seat.leave().await;
}

/// The first message says hello and nothing else.
fn greeting(message: ClientMessage) -> Result<Hello, Offence> {
    match message {
        ClientMessage::Hello(hello) => Ok(hello),
        ClientMessage::Request { id, .. } => Err(Offence::out_of_place(id)),
        ClientMessage::Ping { .. } => Err(Offence::out_of_place(0)),
    }
}

/// A room knows no alphabet and no answers: before it makes a queue by precedence, or
/// arranges a group photo, it is told what
/// the protocol of the session says. Without that it goes by the order of the plan. Nothing is read for
/// those who may not ask.
async fn tell_precedence(app: &App, session: SessionId, said: &ClientMessage, seat: &Seat) {
    let asks = matches!(
        said,
        ClientMessage::Request {
            command: Command::Floor(FloorCommand::Order {
                order: SpeakerOrder::Precedence
            }) | Command::Photo(PhotoCommand::Call { .. }),
            ..
        }
    );
    if !asks || !seat.is_host().await {
        return;
    }
    match protocol::precedence(app, session).await {
        // A room that is closed answers the request itself.
        Ok(order) => drop(seat.precedence(order).await),
        Err(problem) => tracing::warn!(%session, ?problem, "no precedence"),
    }
}

/// A room knows no files: before a signing is prepared or opened, it is told which there are and what
/// their content is. Nothing is read for those who may not ask.
async fn tell_papers(app: &App, session: SessionId, said: &ClientMessage, seat: &Seat) {
    let asks = matches!(
        said,
        ClientMessage::Request {
            command: Command::Signing(SigningCommand::Prepare { .. } | SigningCommand::Open { .. }),
            ..
        }
    );
    if !asks || !seat.is_host().await {
        return;
    }
    match papers::signable(&app.store, session).await {
        // A room that is closed answers the request itself.
        Ok(papers) => drop(seat.papers(papers).await),
        Err(problem) => tracing::warn!(%session, %problem, "no papers to sign"),
    }
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
            refuse(out, &Offence::out_of_place(0));
            ControlFlow::Break(())
        }
    }
}

/// Checks the pass and takes a seat in the room.
async fn enter(app: &App, hello: Hello, out: &Outbox) -> Result<(SessionId, Seat), Goodbye> {
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
    Ok((claims.session, seat))
}

/// Whether a pass still leads somewhere.
pub(super) async fn unless_void(app: &App, pass: &PassClaims) -> Result<(), Goodbye> {
    unless_revoked(app, pass).await?;
    unless_over(app, pass).await
}

/// Whether the session is still to be held.
async fn unless_over(app: &App, pass: &PassClaims) -> Result<(), Goodbye> {
    let standing = app.store.standing(pass.session).await;
    let standing = standing.map_err(unavailable)?.ok_or(Goodbye::BadPass)?;
    if standing.ended {
        return Err(Goodbye::Ended);
    }
    if standing.state == PlanState::Cancelled {
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
    use super::*;
    use crate::testing::Desk;

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
}
