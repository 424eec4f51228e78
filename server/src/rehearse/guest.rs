//! What is known of one stand-in: how they came in, and what came through to them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Shared by the one who plays them and the one who looks on.
#[derive(Debug, Clone, Default)]
pub(super) struct Seat(Arc<Mutex<Guest>>);

impl Seat {
    pub(super) fn guest(&self) -> MutexGuard<'_, Guest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Guest {
    pub(super) name: String,
    pub(super) arrival: Arrival,
    /// From the opening of the link to the first picture.
    pub(super) first_picture: Option<Duration>,
    /// How often the connection was lost, whether or not it came back.
    pub(super) drops: u32,
    /// The service said of a picture that stood still that the line could not carry it.
    pub(super) was_held_back: bool,
    pub(super) flow: Flow,
    pub(super) view: View,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Arrival {
    #[default]
    Awaited,
    /// From the opening of the link until sound and picture could flow.
    Joined(Duration),
    Failed(String),
}

/// Everything that flowed until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flow {
    pub(super) picture: Gaps,
    pub(super) sound: Gaps,
    /// Packets.
    pub(super) expected: u64,
    pub(super) lost: u64,
    /// Bytes of sound and picture.
    pub(super) sent: u64,
    pub(super) received: u64,
}

impl Flow {
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            picture: self.picture.and(other.picture),
            sound: self.sound.and(other.sound),
            expected: self.expected + other.expected,
            lost: self.lost + other.lost,
            sent: self.sent + other.sent,
            received: self.received + other.received,
        }
    }

    /// In hundredths of the packets.
    pub(super) fn loss(&self) -> f64 {
        if self.expected == 0 {
            return 0.0;
        }
        self.lost as f64 / self.expected as f64 * 100.0
    }
}

/// Times in which a picture stood still, or sound was away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Gaps {
    /// How many were too long, and how long these were together.
    pub(super) count: u32,
    pub(super) together: Duration,
    /// The longest, even where it was bearable.
    pub(super) longest: Duration,
}

impl Gaps {
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            together: self.together + other.together,
            longest: self.longest.max(other.longest),
        }
    }
}

/// What is before their eyes now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct View {
    /// Pictures that were asked for, and how many of them move.
    pub(super) wanted: usize,
    pub(super) moving: usize,
    pub(super) is_frozen: bool,
    /// Voices that arrive.
    pub(super) voices: usize,
}
