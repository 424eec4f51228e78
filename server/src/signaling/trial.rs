//! The line of a connection test: an echo, and offers to a bench of the media engine. It knows no
//! room: whoever tests is nowhere present.

use std::ops::ControlFlow;
use std::time::Duration;

use futures_util::Stream;
use meeting::protocol::{Goodbye, TrialAnswer, TrialRequest, VERSION};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};

use super::hearing::{Hearing, Offence, refuse};
use super::incoming::Incoming;
use super::reader::unless_void;
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
    S: Stream<Item = Result<Message, WsError>> + Unpin,
{
    let mut hearing = Hearing::new(app, incoming, out);
    let Some(pass) = hearing.greeting(greeting).await else {
        return;
    };
    // Held to the end: another test of the same person waits for it.
    let (_running, bench) = match enter(app, pass, out).await {
        Ok(entered) => entered,
        Err(reason) => return out.close(reason),
    };
    drop(stranger);
    let test = async {
        while let Some(said) = hearing.next(LONGEST).await {
            if answer(said, &bench, out).is_break() {
                break;
            }
        }
    };
    tokio::select! {
        biased;
        () = app.sockets.stopping() => out.close(Goodbye::Restart),
        ended = timeout(LONGEST, test) => {
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
fn greeting(said: TrialRequest) -> Result<Pass, Offence> {
    match said {
        TrialRequest::Hello { protocol, pass } => Ok(Pass { protocol, pass }),
        TrialRequest::Offer { id, .. } => Err(Offence::out_of_place(id)),
        TrialRequest::Ping { .. } => Err(Offence::out_of_place(0)),
    }
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
            refuse(out, &Offence::out_of_place(0));
            return ControlFlow::Break(());
        }
    }
    ControlFlow::Continue(())
}
