//! A process under measurement, on a core of its own.

use std::process::{Child, Command};
use std::time::Duration;

use anyhow::{Context as _, bail};

/// The measured process runs here, the generator on the other.
const MEASURED: &str = "0";
const GENERATOR: &str = "1";

/// `program`, to be started on the measured core.
pub(super) fn pinned(program: &std::path::Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", MEASURED]).arg(program);
    command
}

/// Moves this process, all its threads, to the other core.
pub(super) fn move_generator() -> anyhow::Result<()> {
    let cores = std::thread::available_parallelism()?.get();
    if cores < 2 {
        bail!("two cores are needed, one to measure and one to generate");
    }
    let this = std::process::id().to_string();
    let arguments = ["--all-tasks", "--cpu-list", "--pid", GENERATOR, &this];
    let moved = Command::new("taskset").args(arguments).output();
    let moved = moved.context("taskset, of util-linux")?;
    if !moved.status.success() {
        bail!("taskset: {}", String::from_utf8_lossy(&moved.stderr));
    }
    Ok(())
}

/// Ends with its owner.
pub(super) struct Measured(pub(super) Child);

impl Measured {
    pub(super) fn pid(&self) -> u32 {
        self.0.id()
    }

    /// CPU time of all its threads.
    pub(super) fn cpu(&self) -> anyhow::Result<Duration> {
        crate::cpu::used(self.pid(), "")
    }

    /// Resident memory in bytes.
    pub(super) fn memory(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kilobytes: f64 = kilobytes.context("VmRSS")?.trim().parse()?;
        Ok(kilobytes * 1024.0)
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
