use std::time::Duration;

/// CPU time that the threads of a process have used, of those whose name starts with `thread`, by
/// the kernel's own accounting.
pub(crate) fn used(pid: u32, thread: &str) -> anyhow::Result<Duration> {
    let mut used = Duration::ZERO;
    for task in std::fs::read_dir(format!("/proc/{pid}/task"))? {
        let task = task?.path();
        // A thread may end while it is looked at.
        let name = std::fs::read_to_string(task.join("comm")).unwrap_or_default();
        if !name.starts_with(thread) {
            continue;
        }
        let statistics = std::fs::read_to_string(task.join("schedstat")).unwrap_or_default();
        let on_cpu = statistics
            .split(' ')
            .next()
            .and_then(|nanos| nanos.parse().ok());
        used += Duration::from_nanos(on_cpu.unwrap_or(0));
    }
    Ok(used)
}
