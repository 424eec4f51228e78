//! Datagrams from nobody, at a hundred thousand a second.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::fan_out::{FanOut, Kind, Server};
use super::script::Script;
use super::{LENGTH, RECEIVERS, RUNS, STEP, STEP_LENGTH};
use crate::figure::Figure;

const RATE: u64 = 100_000;
const MIB: f64 = 1024.0 * 1024.0;

/// In which memory may grow: 20 s, two million datagrams.
const STEADY_RUNS: usize = 5;

/// Sent at once, before it is looked whether it is time for more.
const BATCH: u64 = 200;

pub(super) async fn measure() -> anyhow::Result<Vec<Figure>> {
    let mut stage = FanOut::set(Kind::Own, RECEIVERS).await?;
    let Server::Own(own) = &stage.server else {
        return Ok(Vec::new());
    };
    let address = own.address;
    // At one and the same rate, or memory would follow that; and before anything was freed that could
    // hide what grows.
    let steady = Script::steady(STEP / RECEIVERS as u32, 10);
    stage.warm_up(&steady)?;
    stage.run(&steady, LENGTH)?;
    let before = stage.server.process().memory()?;
    let flood = Flood::start(address)?;
    for _ in 0..STEADY_RUNS {
        stage.run(&steady, LENGTH)?;
    }
    flood.stop();
    let grown = (stage.server.process().memory()? - before) / MIB;
    let mut shares = Vec::new();
    for _ in 0..RUNS {
        // One after the other, for the machine is not the same a minute later.
        let quiet = stage.highest(STEP, STEP_LENGTH)?;
        let (began, flood) = (Instant::now(), Flood::start(address)?);
        let flooded = stage.highest(STEP, STEP_LENGTH)?;
        let rate = flood.stop() as f64 / began.elapsed().as_secs_f64();
        let (Some(quiet), Some(flooded)) = (quiet, flooded) else {
            println!("  the generator did not keep up: nothing to say about rubbish");
            return Ok(Vec::new());
        };
        let (quiet, flooded) = (quiet.rate, flooded.rate);
        println!("  {rate:.0}/s of rubbish: {flooded:.0}/s forwarded instead of {quiet:.0}/s");
        shares.push(flooded / quiet);
    }
    Ok(vec![
        Figure::higher(
            "most forwarded under 100k/s of rubbish, share",
            "of 1",
            Some(0.8),
            &shares,
        ),
        Figure::lower(
            "memory grown under 100k/s of rubbish",
            "MiB",
            Some(1.0),
            &[grown],
        ),
    ])
}

struct Flood {
    goes_on: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
    thread: JoinHandle<()>,
}

impl Flood {
    fn start(server: SocketAddr) -> anyhow::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.connect(server)?;
        let (goes_on, sent) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU64::new(0)));
        let (running, count) = (goes_on.clone(), sent.clone());
        let thread = std::thread::spawn(move || {
            let (began, kinds) = (Instant::now(), kinds());
            while running.load(Ordering::Relaxed) {
                let due = began.elapsed().as_micros() as u64 * RATE / 1_000_000;
                if count.load(Ordering::Relaxed) > due {
                    std::thread::sleep(Duration::from_micros(500));
                    continue;
                }
                for number in 0..BATCH {
                    // A full buffer of the server drops it, as a network would.
                    socket.send(&kinds[number as usize % kinds.len()]).ok();
                }
                count.fetch_add(BATCH, Ordering::Relaxed);
            }
        });
        Ok(Self {
            goes_on,
            sent,
            thread,
        })
    }

    /// How many were sent.
    fn stop(self) -> u64 {
        self.goes_on.store(false, Ordering::Relaxed);
        self.thread.join().ok();
        self.sent.load(Ordering::Relaxed)
    }
}

/// What looks like each of the protocols on this port, and what looks like none.
fn kinds() -> Vec<Vec<u8>> {
    let mut dice = support::Dice::new(5);
    let mut bytes = |first: &[u8], length: usize| {
        let mut datagram = first.to_vec();
        datagram.resize_with(length, || dice.below(256) as u8);
        datagram
    };
    vec![
        // A binding request whose attributes are noise.
        bytes(&[0, 1, 0, 80, 0x21, 0x12, 0xa4, 0x42], 100),
        // A ClientHello that is cut off.
        bytes(&[22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200], 213),
        bytes(&[0x90, 96], 1100),
        bytes(&[0x80, 201], 60),
        bytes(&[0x47], 200),
        Vec::new(),
    ]
}
