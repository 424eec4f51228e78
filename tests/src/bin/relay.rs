//! A bad network for tests that are not written in Rust.
//!
//! `relay LISTEN SEED` prints the address that stands for the server, then obeys lines of its input:
//! `server ADDRESS` says where the server is, `up KEY=VALUE...` and `down KEY=VALUE...` set the
//! weather (loss, delay, jitter, reorder, rate, queue; what is left out is fair), and `passage` prints
//! what became of the packets, as JSON. It answers each with a line, and ends with its input.

use std::io::{BufRead as _, stdin};
use std::net::SocketAddr;

use anyhow::{Context, bail};
use serde_json::{Value, json};
use support::{Direction, Passage, Relay};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let listen = arguments.next().context("relay LISTEN SEED")?;
    let seed = arguments.next().context("relay LISTEN SEED")?;
    let relay = Relay::start(listen.parse()?, seed.parse()?).await?;
    println!("{}", relay.address());
    // Lines are waited for on a thread of their own: the relay goes on meanwhile.
    tokio::task::spawn_blocking(move || serve(&relay)).await?
}

fn serve(relay: &Relay) -> anyhow::Result<()> {
    for line in stdin().lock().lines() {
        match obey(relay, &line?) {
            Ok(answer) => println!("{answer}"),
            Err(error) => println!("error: {error:#}"),
        }
    }
    Ok(())
}

fn obey(relay: &Relay, line: &str) -> anyhow::Result<String> {
    let (order, rest) = line.split_once(' ').unwrap_or((line, ""));
    match order {
        "server" => relay.lead_to(rest.trim().parse::<SocketAddr>()?),
        "up" => relay.set(Direction::Up, rest.parse()?),
        "down" => relay.set(Direction::Down, rest.parse()?),
        "passage" => {
            let of = |direction| told(relay.passage(direction));
            let passage = json!({ "up": of(Direction::Up), "down": of(Direction::Down) });
            return Ok(passage.to_string());
        }
        _ => bail!("no order is called {order}"),
    }
    Ok("done".to_owned())
}

fn told(passage: Passage) -> Value {
    json!({
        "arrived": passage.arrived,
        "late": passage.late,
        "lost": passage.lost,
        "overflowed": passage.overflowed,
        "bytes": passage.bytes,
    })
}
