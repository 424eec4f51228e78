//! People who send a colour and a tone into a meeting that somebody else measures.
//!
//! `senders SERVER LINK...` joins by each link, says `sending` when all of them send, and leaves
//! when its input ends.

use std::io::{Read as _, stdin};

use anyhow::{Context as _, bail};
use participant::{Options, Participant};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let server = arguments.next().context("senders SERVER LINK...")?;
    let mut senders = Vec::new();
    for (number, link) in (0..).zip(arguments) {
        let Some((_, token)) = link.split_once('#') else {
            bail!("{link} is not a personal link");
        };
        let mut sender = Participant::join(&server, token, Options::sends(number)).await?;
        sender.enter().await?;
        senders.push(sender);
    }
    println!("sending");
    tokio::task::spawn_blocking(|| stdin().read_to_end(&mut Vec::new())).await??;
    for sender in senders {
        sender.leave().await?;
    }
    Ok(())
}
