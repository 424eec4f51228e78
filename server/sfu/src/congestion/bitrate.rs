//! How much in how much time.

use super::Micros;

/// In microseconds.
const HOUR: f64 = 3_600_000_000.0;

/// Bits a second. Fractions matter to the filters, so it is not a whole number.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub(crate) struct Bitrate(f64);

impl Bitrate {
    pub(crate) const ZERO: Bitrate = Bitrate(0.0);

    pub(crate) const fn kilobits(kilobits: u32) -> Self {
        Bitrate(kilobits as f64 * 1000.0)
    }

    /// So many bytes in so many microseconds. No time at all is taken for a microsecond.
    pub(crate) fn of(bytes: u64, micros: Micros) -> Self {
        Bitrate(bytes as f64 * 8_000_000.0 / micros.max(1) as f64)
    }

    pub(crate) fn bits(self) -> f64 {
        self.0
    }

    pub(crate) fn times(self, factor: f64) -> Self {
        Bitrate(self.0 * factor)
    }

    pub(crate) fn plus(self, other: Bitrate) -> Self {
        Bitrate(self.0 + other.0)
    }

    /// Not below zero.
    pub(crate) fn minus(self, other: Bitrate) -> Self {
        Bitrate((self.0 - other.0).max(0.0))
    }

    pub(crate) fn min(self, other: Bitrate) -> Self {
        Bitrate(self.0.min(other.0))
    }

    pub(crate) fn max(self, other: Bitrate) -> Self {
        Bitrate(self.0.max(other.0))
    }

    /// Bytes that this rate carries in `micros`.
    pub(crate) fn bytes_in(self, micros: Micros) -> f64 {
        self.0 * micros as f64 / 8_000_000.0
    }

    /// Microseconds that `bytes` take at this rate, an hour at most.
    pub(crate) fn time_for(self, bytes: f64) -> Micros {
        let micros = bytes.max(0.0) * 8_000_000.0 / self.0.max(1.0);
        micros.min(HOUR) as Micros
    }
}
