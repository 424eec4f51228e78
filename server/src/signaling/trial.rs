//! The line of a connection test: an echo, and offers to a bench of the media engine. It knows no
//! room: whoever tests is nowhere present.

use std::ops::ControlFlow;
use std::pin::pin;
use std::time::Duration;

use axum::extract::ws::Message;
use futures_util::Stream;
use meeting::protocol::{Goodbye, Reason, TrialAnswer, TrialRequest, VERSION};
use tokio::time::timeout;

use super::incoming::Incoming;
use super::reader::{GREETING, Offence, Parting, part, refuse, understand, unless_void};
use crate::app::{App, now};
use crate::identity::{Neighbourhood, Place};
use crate::rooms::{Outbox, frame, refusal};
use crate::trial::{Bench, Running};

/// A test takes half a minute; whoever needs three times as long begins another.
const LONGEST: Duration = Duration::from_secs(90);

/// Serves one test until one of us has said the last word.
/// `stranger`: held until it is known who is there.
pub(super) async fn run<S>(
    app: &App,
    incoming: &mut Incoming<S>,
    out: &Outbox,
    stranger: Place<Neighbourhood>,
) where
    S: Stream<Item = Result<Message, axum::Error>> + Unpin,
{
    let mut stopping = pin!(app.sockets.stopping());
    let limit = app.config.limits.message_bytes;
    let heard = tokio::select! {
        biased;
        () = &mut stopping => return out.close(Goodbye::Restart),
        heard = incoming.next(GREETING) => heard,
    };
    let pass = match understand(heard, limit).and_then(greeting) {
        Ok(pass) => pass,
        Err(parting) => return part(out, &parting),
    };
    // Held to the end: another test of the same person waits for it.
    let (_running, bench) = match enter(app, pass, out).await {
        Ok(entered) => entered,
        Err(reason) => return out.close(reason),
    };
    drop(stranger);
    tokio::select! {
        biased;
        () = &mut stopping => out.close(Goodbye::Restart),
        ended = timeout(LONGEST, converse(incoming, limit, &bench, out)) => {
            if ended.is_err() {
                out.close(Goodbye::TooSlow);
            }
        }
    }
}

/// What a hello says.
struct Pass {
    protocol: u32,
    pass: String,
}

/// The first message says hello and nothing else.
fn greeting(said: TrialRequest) -> Result<Pass, Parting> {
    let id = match said {
        TrialRequest::Hello { protocol, pass } => return Ok(Pass { protocol, pass }),
        TrialRequest::Offer { id, .. } => id,
        TrialRequest::Ping { .. } => 0,
    };
    let reason = Reason::Malformed;
    Err(Parting::Offence(Offence { id, reason }))
}

/// Checks the pass, takes a place, and says welcome.
async fn enter(app: &App, hello: Pass, out: &Outbox) -> Result<(Running, Bench), Goodbye> {
    if hello.protocol != VERSION {
        return Err(Goodbye::Version);
    }
    let claims = app
        .identity
        .read_pass(&hello.pass, now().timestamp)
        .map_err(|_| Goodbye::BadPass)?;
    unless_void(app, &claims).await?;
    let running = app.trials.begin(claims.person).ok_or(Goodbye::Full)?;
    let bench = Bench::open(app.rooms.engine().clone());
    out.send(frame(&TrialAnswer::Welcome {
        ice_servers: app.rooms.ice_servers(claims.person),
    }));
    Ok((running, bench))
}

async fn converse<S>(incoming: &mut Incoming<S>, limit: usize, bench: &Bench, out: &Outbox)
where
    S: Stream<Item = Result<Message, axum::Error>> + Unpin,
{
    let mut over = pin!(out.closed());
    loop {
        let heard = tokio::select! {
            biased;
            () = &mut over => return,
            heard = incoming.next(LONGEST) => heard,
        };
        match understand(heard, limit) {
            Ok(said) => {
                if answer(said, bench, out).is_break() {
                    return;
                }
            }
            Err(parting) => return part(out, &parting),
        }
    }
}

fn answer(said: TrialRequest, bench: &Bench, out: &Outbox) -> ControlFlow<()> {
    match said {
        TrialRequest::Ping { sent } => out.send(frame(&TrialAnswer::Pong { sent })),
        TrialRequest::Offer {
            id,
            end,
            sdp,
            fresh,
        } => {
            let out = out.clone();
            bench.offer(end, sdp, fresh, move |answer| {
                out.send(frame(&match answer {
                    Ok(sdp) => TrialAnswer::Answer { id, sdp },
                    Err(problem) => TrialAnswer::Rejected {
                        id,
                        reason: refusal(problem).0,
                    },
                }));
            });
        }
        TrialRequest::Hello { .. } => {
            let reason = Reason::Malformed;
            refuse(out, &Offence { id: 0, reason });
            return ControlFlow::Break(());
        }
    }
    ControlFlow::Continue(())
}
