//! What this process and this machine use, by the kernel's accounting. `None` where there is no
//! such accounting.

use std::time::Duration;

/// The kernel counts in hundredths of a second, whatever it ticks in itself.
const TICK: Duration = Duration::from_millis(10);

/// CPU time that all threads of this process have used.
pub(crate) fn cpu_time() -> Option<Duration> {
    cpu_time_in(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// Bytes of this process that are in memory.
pub(crate) fn memory() -> Option<u64> {
    memory_in(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// Gives back to the kernel what was freed. The allocator keeps what a crowd needed on its way in,
/// which is several times what the same people need once they are in.
#[expect(unsafe_code, reason = "the standard library cannot ask the allocator")]
pub(crate) fn give_back_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes the allocator's own locks, and touches only what is free.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// CPU time of all processors of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MachineTime {
    pub(crate) busy: Duration,
    pub(crate) idle: Duration,
}

pub(crate) fn machine_time() -> Option<MachineTime> {
    machine_time_in(&std::fs::read_to_string("/proc/stat").ok()?)
}

/// The name of the program stands in brackets, and anything may stand in that.
fn cpu_time_in(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * user.saturating_add(system))
}

fn memory_in(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn machine_time_in(stat: &str) -> Option<MachineTime> {
    let line = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let ticks: Vec<u64> = line
        .split_whitespace()
        .map_while(|field| field.parse().ok())
        .collect();
    // user nice system idle iowait irq softirq steal; guests are counted in user already.
    let [user, nice, system, idle, wait, interrupts, soft, stolen, ..] = ticks[..] else {
        return None;
    };
    let time = |ticks: u64| Duration::from_millis(10 * ticks);
    Some(MachineTime {
        busy: time(user + nice + system + interrupts + soft + stolen),
        idle: time(idle + wait),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accounts_are_read() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 90 0 0 0 150 50 0 0 20 0 9 0 100 1000 25";
        assert_eq!(cpu_time_in(stat), Some(Duration::from_secs(2)));
        assert_eq!(cpu_time_in("7 (a"), None);
        assert_eq!(memory_in("VmHWM:\t 99 kB\nVmRSS:\t 12 kB\n"), Some(12_288));
        assert_eq!(memory_in("VmSize: 1 kB"), None);
        let machine = machine_time_in("cpu  100 0 50 700 50 0 0 0 0 0\ncpu0 1 2 3");
        let expected = MachineTime {
            busy: Duration::from_millis(1500),
            idle: Duration::from_millis(7500),
        };
        assert_eq!(machine, Some(expected));
        assert_eq!(machine_time_in("intr 5"), None);
    }
}
