//! Who is the speaker: the one who speaks, with enough inertia that a cough changes nothing.

use std::time::{Duration, Instant};

use crate::api::PeerKey;

/// So much louder than the speaker somebody must be to take over while the speaker speaks, in dB.
const MARGIN: f32 = 8.0;

/// So long somebody must be ahead to take over from a speaker.
const PERSISTENCE: Duration = Duration::from_millis(400);

/// After so much silence nobody is the speaker.
const FADE: Duration = Duration::from_secs(2);

/// One who might be the speaker, at this moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Voice {
    pub(crate) peer: PeerKey,
    /// dB above silence.
    pub(crate) loudness: f32,
    pub(crate) speaks: bool,
}

#[derive(Default)]
pub(crate) struct Election {
    speaker: Option<PeerKey>,
    spoke_at: Option<Instant>,
    /// Who is ahead of the speaker, and since when.
    challenger: Option<(PeerKey, Instant)>,
}

impl Election {
    pub(crate) fn speaker(&self) -> Option<PeerKey> {
        self.speaker
    }

    /// To be called several times a second. Says whether the speaker changed.
    pub(crate) fn update(&mut self, voices: &[Voice], now: Instant) -> bool {
        let before = self.speaker;
        let own = voices.iter().find(|voice| Some(voice.peer) == self.speaker);
        if own.is_some_and(|voice| voice.speaks) {
            self.spoke_at = Some(now);
        }
        let has_faded = self
            .spoke_at
            .is_none_or(|at| now.saturating_duration_since(at) >= FADE);
        if own.is_none() || has_faded {
            self.speaker = None;
        }
        self.challenge(voices, own, now);
        self.speaker != before
    }

    fn challenge(&mut self, voices: &[Voice], own: Option<&Voice>, now: Instant) {
        let to_beat = own
            .filter(|voice| voice.speaks)
            .map(|voice| voice.loudness + MARGIN);
        let loudest = voices
            .iter()
            .filter(|voice| voice.speaks && Some(voice.peer) != self.speaker)
            .filter(|voice| to_beat.is_none_or(|loudness| voice.loudness >= loudness))
            .max_by(|a, b| a.loudness.total_cmp(&b.loudness));
        let Some(ahead) = loudest.map(|voice| voice.peer) else {
            self.challenger = None;
            return;
        };
        let since = match self.challenger {
            Some((peer, since)) if peer == ahead => since,
            Some(_) | None => now,
        };
        if self.speaker.is_none() || now.saturating_duration_since(since) >= PERSISTENCE {
            self.speaker = Some(ahead);
            self.spoke_at = Some(now);
            self.challenger = None;
        } else {
            self.challenger = Some((ahead, since));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;

    const ALICE: PeerKey = PeerKey(1);
    const BOB: PeerKey = PeerKey(2);
    const TICK: Duration = Duration::from_millis(100);

    fn voices(alice: f32, bob: f32) -> [Voice; 2] {
        [(ALICE, alice), (BOB, bob)].map(|(peer, loudness)| Voice {
            peer,
            loudness,
            speaks: loudness >= 70.0,
        })
    }

    /// Holds these voices for a while and says who is the speaker then.
    fn hold(
        election: &mut Election,
        now: &mut Instant,
        voices: &[Voice],
        time: Duration,
    ) -> Option<PeerKey> {
        let end = *now + time;
        while *now < end {
            *now += TICK;
            election.update(voices, *now);
        }
        election.speaker()
    }

    #[test]
    fn the_first_to_speak_is_the_speaker_at_once() {
        let mut election = Election::default();
        assert!(!election.update(&voices(10.0, 10.0), start()));
        assert!(election.update(&voices(90.0, 10.0), start()));
        assert_eq!(election.speaker(), Some(ALICE));
    }

    #[test]
    fn a_cough_changes_nothing_and_an_interruption_does() {
        let (mut election, mut now) = (Election::default(), start());
        hold(&mut election, &mut now, &voices(90.0, 0.0), 5 * TICK);
        assert_eq!(
            hold(&mut election, &mut now, &voices(90.0, 110.0), 2 * TICK),
            Some(ALICE)
        );
        assert_eq!(
            hold(&mut election, &mut now, &voices(90.0, 0.0), 2 * TICK),
            Some(ALICE)
        );
        assert_eq!(
            hold(&mut election, &mut now, &voices(90.0, 95.0), 20 * TICK),
            Some(ALICE)
        );
        assert_eq!(
            hold(&mut election, &mut now, &voices(90.0, 110.0), 6 * TICK),
            Some(BOB)
        );
    }

    #[test]
    fn the_next_one_takes_over_when_the_speaker_is_done() {
        let (mut election, mut now) = (Election::default(), start());
        hold(&mut election, &mut now, &voices(90.0, 0.0), 5 * TICK);
        assert_eq!(
            hold(&mut election, &mut now, &voices(10.0, 80.0), 6 * TICK),
            Some(BOB)
        );
    }

    #[test]
    fn after_a_while_of_silence_nobody_is() {
        let (mut election, mut now) = (Election::default(), start());
        hold(&mut election, &mut now, &voices(90.0, 0.0), 5 * TICK);
        assert_eq!(
            hold(&mut election, &mut now, &voices(0.0, 0.0), FADE / 2),
            Some(ALICE)
        );
        assert_eq!(hold(&mut election, &mut now, &voices(0.0, 0.0), FADE), None);
    }

    #[test]
    fn who_has_left_is_not_the_speaker() {
        let (mut election, mut now) = (Election::default(), start());
        hold(&mut election, &mut now, &voices(90.0, 0.0), 5 * TICK);
        assert!(election.update(&voices(0.0, 0.0)[1..], now));
        assert_eq!(election.speaker(), None);
    }
}
