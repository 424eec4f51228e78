//! How hard the server and this machine work, from readings of their accounts.

use std::time::Duration;

use tokio::time::Instant;

use crate::process::{self, MachineTime};

/// What is read of a server: seconds of CPU used, bytes of memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Account {
    pub(super) cpu_seconds: f64,
    pub(super) memory: f64,
}

impl Account {
    /// From its metrics, in Prometheus' text format.
    pub(super) fn read(metrics: &str) -> Result<Self, String> {
        let value = |name: &str| {
            let mut lines = metrics.lines();
            let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            let value = value.and_then(|value| value.trim().parse().ok());
            value.ok_or_else(|| format!("/metrics does not say {name}"))
        };
        Ok(Self {
            cpu_seconds: value("process_cpu_seconds_total")?,
            memory: value("process_resident_memory_bytes")?,
        })
    }
}

/// Cores that were busy, on average and at the worst, and the most memory.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct ServerLoad {
    pub(super) now: f64,
    pub(super) average: f64,
    pub(super) peak: f64,
    /// Bytes.
    pub(super) memory: f64,
}

/// Follows the account of a server.
#[derive(Debug)]
pub(super) struct ServerMeter {
    first: (Instant, Account),
    last: (Instant, Account),
    load: ServerLoad,
}

impl ServerMeter {
    pub(super) fn new(account: Account, at: Instant) -> Self {
        Self {
            first: (at, account),
            last: (at, account),
            load: ServerLoad::default(),
        }
    }

    pub(super) fn note(&mut self, account: Account, at: Instant) -> ServerLoad {
        let cores = |(since, before): (Instant, Account)| {
            let time = at.saturating_duration_since(since).as_secs_f64();
            // Less than before: it was started anew.
            let used = (account.cpu_seconds - before.cpu_seconds).max(0.0);
            if time > 0.0 { used / time } else { 0.0 }
        };
        let now = cores(self.last);
        self.load = ServerLoad {
            now,
            average: cores(self.first),
            peak: self.load.peak.max(now),
            memory: self.load.memory.max(account.memory),
        };
        self.last = (at, account);
        self.load
    }

    pub(super) fn load(&self) -> ServerLoad {
        self.load
    }
}

/// How busy this machine was, as a share of all its processors, and how much of that was ours.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct MachineLoad {
    pub(super) average: f64,
    pub(super) peak: f64,
    pub(super) ours: f64,
}

#[derive(Debug)]
pub(super) struct MachineMeter {
    first: (MachineTime, Duration),
    last: MachineTime,
    load: MachineLoad,
}

impl MachineMeter {
    /// `None` where the machine keeps no account.
    pub(super) fn start() -> Option<Self> {
        let (time, ours) = (process::machine_time()?, process::cpu_time()?);
        Some(Self {
            first: (time, ours),
            last: time,
            load: MachineLoad::default(),
        })
    }

    pub(super) fn look(&mut self) {
        if let (Some(time), Some(ours)) = (process::machine_time(), process::cpu_time()) {
            self.note(time, ours);
        }
    }

    fn note(&mut self, time: MachineTime, ours: Duration) {
        let (first, ours_before) = self.first;
        let all = (time.busy + time.idle).saturating_sub(first.busy + first.idle);
        self.load = MachineLoad {
            average: share(first, time),
            peak: self.load.peak.max(share(self.last, time)),
            ours: part(ours.saturating_sub(ours_before), all),
        };
        self.last = time;
    }

    pub(super) fn load(&self) -> MachineLoad {
        self.load
    }
}

fn share(from: MachineTime, to: MachineTime) -> f64 {
    let busy = to.busy.saturating_sub(from.busy);
    part(busy, busy + to.idle.saturating_sub(from.idle))
}

fn part(of: Duration, all: Duration) -> f64 {
    if all.is_zero() {
        return 0.0;
    }
    of.as_secs_f64() / all.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_known_by_its_metrics() {
        let metrics = "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 1.5\n\
                       process_resident_memory_bytes 1048576\n";
        let account = Account::read(metrics).unwrap();
        assert_eq!((account.cpu_seconds, account.memory), (1.5, 1_048_576.0));
        let silent = Account::read("process_cpu_seconds_total 1.5\n").unwrap_err();
        assert!(silent.contains("process_resident_memory_bytes"), "{silent}");
    }

    #[test]
    fn cores_are_cpu_time_over_time() {
        let start = Instant::now();
        let account = |cpu_seconds, memory| Account {
            cpu_seconds,
            memory,
        };
        let mut meter = ServerMeter::new(account(10.0, 5.0), start);
        meter.note(account(12.0, 7.0), start + Duration::from_secs(2));
        meter.note(account(12.5, 6.0), start + Duration::from_secs(4));
        let load = meter.load();
        assert_eq!((load.now, load.average), (0.25, 0.625));
        assert_eq!((load.peak, load.memory), (1.0, 7.0));
        let restarted = meter.note(account(0.1, 6.0), start + Duration::from_secs(6));
        assert_eq!(restarted.now, 0.0);
    }

    #[test]
    fn a_machine_is_busy_in_shares() {
        let time = |busy, idle| MachineTime {
            busy: Duration::from_secs(busy),
            idle: Duration::from_secs(idle),
        };
        let mut meter = MachineMeter {
            first: (time(100, 100), Duration::from_secs(1)),
            last: time(100, 100),
            load: MachineLoad::default(),
        };
        meter.note(time(103, 101), Duration::from_secs(2));
        meter.note(time(104, 104), Duration::from_secs(3));
        let load = meter.load();
        assert_eq!((load.average, load.peak, load.ours), (0.5, 0.75, 0.25));
    }
}
