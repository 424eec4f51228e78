//! The clock of a test: how far the clocks of rooms and records are ahead of those of the machine.
//! A release build knows nothing of it.

use std::time::Duration;

/// After this time whoever waits looks at the clock again: it may have jumped.
pub(super) const STEP: Duration = if cfg!(debug_assertions) {
    Duration::from_millis(50)
} else {
    Duration::MAX
};

/// `YUNQIAO_TEST_CLOCK` names a file that holds a number of microseconds, which may only rise.
/// Sockets, media and certificates stay on the clocks of the machine: a jump cuts nobody off.
#[cfg(debug_assertions)]
pub(super) fn by() -> Duration {
    use std::ffi::OsString;
    use std::sync::OnceLock;

    static FILE: OnceLock<Option<OsString>> = OnceLock::new();
    let file = FILE.get_or_init(|| std::env::var_os("YUNQIAO_TEST_CLOCK"));
    let text = file
        .as_ref()
        .and_then(|file| std::fs::read_to_string(file).ok());
    let micros = text.and_then(|text| text.trim().parse().ok());
    micros.map_or(Duration::ZERO, Duration::from_micros)
}

#[cfg(not(debug_assertions))]
pub(super) const fn by() -> Duration {
    Duration::ZERO
}
