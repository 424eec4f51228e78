//! How good connections were.

use serde::{Deserialize, Serialize};

/// The quality of connections over a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LinkSummary {
    /// Time that was measured, of all devices together.
    pub seconds: u32,
    /// Median of there and back; `None` when it was never known.
    pub round_trip_ms: Option<u16>,
    /// Mean of the worse direction.
    pub lost_per_mille: u16,
    /// Share of the time in which a direction was poor.
    pub poor_per_mille: u16,
    /// Share of the time in which nothing arrived.
    pub silent_per_mille: u16,
    /// Pictures that stood still for a second or longer although the camera went on, each time it
    /// happened; `None` where that was not counted.
    #[serde(default)]
    pub freezes: Option<u32>,
}

impl LinkSummary {
    /// Both together, each by the time it speaks of.
    #[must_use]
    pub fn and(self, other: LinkSummary) -> LinkSummary {
        let (a, b) = (u64::from(self.seconds), u64::from(other.seconds));
        let mean = |one: u16, two: u16| {
            let sum = u64::from(one) * a + u64::from(two) * b;
            u16::try_from(sum.checked_div(a + b).unwrap_or(0)).unwrap_or(u16::MAX)
        };
        let round_trip_ms = match (self.round_trip_ms, other.round_trip_ms) {
            (Some(one), Some(two)) => Some(mean(one, two)),
            (one, two) => one.or(two),
        };
        LinkSummary {
            seconds: self.seconds.saturating_add(other.seconds),
            round_trip_ms,
            lost_per_mille: mean(self.lost_per_mille, other.lost_per_mille),
            poor_per_mille: mean(self.poor_per_mille, other.poor_per_mille),
            silent_per_mille: mean(self.silent_per_mille, other.silent_per_mille),
            freezes: match (self.freezes, other.freezes) {
                (Some(one), Some(two)) => Some(one.saturating_add(two)),
                (one, two) => one.or(two),
            },
        }
    }
}
