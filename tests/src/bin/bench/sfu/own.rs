//! Our engine, in its host process.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{ChildStdin, ChildStdout, Stdio};

use anyhow::{Context as _, bail};
use support::host::{Order, Report, Tile};

use super::generator::Generator;
use super::process::{self, Measured};
use super::sdp::{self, Lines, Local};

/// Everybody is in this room.
const ROOM: u64 = 1;

pub(super) struct Own {
    pub(super) process: Measured,
    pub(super) address: SocketAddr,
    orders: ChildStdin,
    reports: BufReader<ChildStdout>,
}

impl Own {
    pub(super) fn start() -> anyhow::Result<Self> {
        let program = std::env::current_exe()?.with_file_name("engine");
        let mut child = process::pinned(&program)
            .arg("127.0.0.1:0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = child.stdin.take().context("its input")?;
        let reports = child.stdout.take().context("its output")?;
        let mut own = Self {
            process: Measured(child),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            orders,
            reports: BufReader::new(reports),
        };
        let said = own.report()?;
        let Report::Listening { address } = said else {
            bail!("it said {said:?} first");
        };
        own.address = address;
        Ok(own)
    }

    fn report(&mut self) -> anyhow::Result<Report> {
        let mut line = String::new();
        self.reports.read_line(&mut line)?;
        serde_json::from_str(&line).context("the engine has ended")
    }

    pub(super) fn order(&mut self, order: &Order) -> anyhow::Result<Report> {
        serde_json::to_writer(&mut self.orders, order)?;
        writeln!(self.orders)?;
        self.report()
    }

    /// A new peer in the room, not yet connected.
    pub(super) fn join(&mut self, load: &mut Generator, lines: Lines) -> anyhow::Result<usize> {
        let number = load.add()?;
        let peer = &load.peers[number];
        let local = Local {
            user: &peer.user,
            fingerprint: &load.identity.fingerprint,
            port: peer.port()?,
        };
        let order = Order::Join {
            room: ROOM,
            peer: number as u64,
            sdp: sdp::offer(&local, lines),
        };
        let said = self.order(&order)?;
        let Report::Joined { sdp } = said else {
            bail!("an offer was answered by {said:?}");
        };
        load.peers[number].meet(&sdp)?;
        Ok(number)
    }

    /// `who` wants to see the cameras of `whom`.
    pub(super) fn view(
        &mut self,
        who: usize,
        whom: &[usize],
        (width, height): (u16, u16),
    ) -> anyhow::Result<()> {
        let tile = |peer: &usize| Tile {
            peer: *peer as u64,
            width,
            height,
        };
        let wants = whom.iter().map(tile).collect();
        let peer = who as u64;
        self.order(&Order::View { peer, wants })?;
        Ok(())
    }
}
