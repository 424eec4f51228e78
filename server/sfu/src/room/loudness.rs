//! How loud a source is, from the level that its packets carry (RFC 6464).

use std::time::{Duration, Instant};

/// The level of silence, in -dBov.
pub(crate) const SILENCE: u8 = 127;

/// Anything louder than -50 dBov counts as speech.
const SPEECH: f32 = 127.0 - 50.0;

/// Without a packet for so long a source is silent.
const GAP: Duration = Duration::from_millis(600);

/// Part of the way to a louder level that one packet takes.
const RISE: f32 = 0.5;

/// dB a second that it falls at most: pauses between words are bridged.
const FALL: f32 = 50.0;

/// Of the sound in one packet, at least. Without speech a browser sends only a few packets a second.
const PACKET: Duration = Duration::from_millis(20);

/// A smoothed level, in dB above silence.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Loudness {
    level: f32,
    heard_at: Option<Instant>,
}

impl Loudness {
    /// `level`: -dBov, 0 is loudest.
    pub(crate) fn hear(&mut self, level: u8, now: Instant) {
        let heard = f32::from(SILENCE.saturating_sub(level));
        let level = self.now(now);
        if level < heard {
            self.level = level + (heard - level) * RISE;
        } else {
            let passed = self.heard_at.map(|at| now.saturating_duration_since(at));
            let passed = passed.unwrap_or_default().clamp(PACKET, GAP);
            self.level = (level - FALL * passed.as_secs_f32()).max(heard);
        }
        self.heard_at = Some(now);
    }

    /// dB above silence.
    pub(crate) fn now(&self, now: Instant) -> f32 {
        let silent = self
            .heard_at
            .is_none_or(|at| now.saturating_duration_since(at) >= GAP);
        if silent { 0.0 } else { self.level }
    }

    pub(crate) fn is_speech(&self, now: Instant) -> bool {
        self.now(now) >= SPEECH
    }

    /// -dBov, for display.
    pub(crate) fn level(&self, now: Instant) -> u8 {
        SILENCE - self.now(now).clamp(0.0, f32::from(SILENCE)) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    #[test]
    fn speech_is_noticed_within_a_tenth_of_a_second_and_bridges_a_pause() {
        let mut loudness = Loudness::default();
        let mut now = start();
        for _ in 0..5 {
            loudness.hear(30, now);
            now += PACKET;
        }
        assert!(loudness.is_speech(now));
        for _ in 0..15 {
            loudness.hear(127, now);
            now += PACKET;
        }
        assert!(loudness.is_speech(now));
        for _ in 0..60 {
            loudness.hear(127, now);
            now += PACKET;
        }
        assert!(!loudness.is_speech(now));
    }

    #[test]
    fn who_falls_silent_is_silent_as_soon_with_fewer_packets() {
        let mut loudness = Loudness::default();
        let mut now = start();
        for _ in 0..50 {
            loudness.hear(20, now);
            now += PACKET;
        }
        // What a browser sends of silence: some packets, then one in 400 ms.
        for gap in [20, 20, 20, 400, 400, 400] {
            assert!(loudness.is_speech(now));
            loudness.hear(127, now);
            now += Duration::from_millis(gap);
        }
        assert!(!loudness.is_speech(now));
    }

    #[test]
    fn who_stops_sending_is_silent() {
        let mut loudness = Loudness::default();
        let now = start();
        for _ in 0..10 {
            loudness.hear(20, now);
        }
        assert!(loudness.level(now) < 30);
        assert_eq!(loudness.level(now + GAP), SILENCE);
        // Nor does a packet of silence bring back what was said a minute ago.
        let later = now + Duration::from_secs(60);
        loudness.hear(127, later);
        assert!(!loudness.is_speech(later));
    }
}
