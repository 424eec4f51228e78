//! What forwarding costs on this machine at the very least: a process that only copies, seals and
//! sends. Beside it one sees which part of a figure is ours.

use std::io::{BufRead as _, BufReader};
use std::net::UdpSocket;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::fan_out::Sample;
use super::process::{self, Measured};
use super::script::Script;
use super::socket::{self, Poll, Receiver};

/// Packets on the way at the end of a run.
const DRAIN: Duration = Duration::from_millis(300);

/// In the second byte of a packet: its picture ends here.
const MARKER: u8 = 0x80;

const HEADER: usize = 12;

/// A sender that is so late has not sent what it should.
const LATE: Duration = Duration::from_millis(50);

pub(super) struct Floor {
    process: Measured,
    sender: UdpSocket,
    receivers: Vec<UdpSocket>,
    poll: Poll,
    receiver: Receiver,
    arrived: u64,
}

impl Floor {
    pub(super) fn set(receivers: usize) -> anyhow::Result<Self> {
        socket::allow_many();
        let receivers: Vec<UdpSocket> = (0..receivers)
            .map(|_| socket::bind())
            .collect::<Result<_, _>>()?;
        let poll = Poll::new()?;
        let mut ports = Vec::new();
        for (number, receiver) in receivers.iter().enumerate() {
            poll.add(receiver, number)?;
            ports.push(receiver.local_addr()?.port().to_string());
        }
        let program = std::env::current_exe()?.with_file_name("floor");
        let mut child = process::pinned(&program)
            .args(ports)
            .stdout(Stdio::piped())
            .spawn()?;
        let said = child.stdout.take().context("its output")?;
        let process = Measured(child);
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        let port: u16 = line.trim().parse().context("its port")?;
        let sender = socket::bind()?;
        sender.connect(("127.0.0.1", port))?;
        Ok(Self {
            process,
            sender,
            receivers,
            poll,
            receiver: Receiver::new(),
            arrived: 0,
        })
    }

    pub(super) fn run(&mut self, script: &Script, length: Duration) -> anyhow::Result<Sample> {
        let (arrived, cpu, began) = (self.arrived, self.process.cpu()?, Instant::now());
        let (mut sent, mut in_time) = (0, true);
        let mut cycle = began;
        while began.elapsed() < length {
            for frame in &script.frames {
                let due = cycle + frame.at;
                while Instant::now() < due {
                    self.drain();
                }
                in_time &= due.elapsed() < LATE;
                sent += self.send(&frame.packets)?;
            }
            cycle += script.period;
        }
        let took = began.elapsed();
        let end = Instant::now() + DRAIN;
        while Instant::now() < end {
            self.drain();
        }
        let used = self.process.cpu()? - cpu;
        let arrived = self.arrived - arrived;
        Ok(Sample {
            cost: used.as_secs_f64() * 1e6 / arrived.max(1) as f64,
            rate: arrived as f64 / took.as_secs_f64(),
            busy: used.as_secs_f64() / began.elapsed().as_secs_f64(),
            lost: (sent * self.receivers.len() as u64).saturating_sub(arrived),
            in_time,
        })
    }

    /// One picture.
    fn send(&self, packets: &[usize]) -> anyhow::Result<u64> {
        for (index, payload) in packets.iter().enumerate() {
            let mut packet = vec![0; HEADER + payload];
            packet[0] = 0x80;
            if index + 1 == packets.len() {
                packet[1] |= MARKER;
            }
            self.sender.send(&packet)?;
        }
        Ok(packets.len() as u64)
    }

    fn drain(&mut self) {
        for number in self.poll.ready() {
            let (arrived, socket) = (&mut self.arrived, &self.receivers[number]);
            self.receiver.drain(socket, |_| *arrived += 1);
        }
    }
}
