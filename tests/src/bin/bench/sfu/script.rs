//! What a sender sends, as a cycle of frames with their times and packet lengths.

use std::time::Duration;

use anyhow::Context as _;

/// Payload of the largest packet that libwebrtc makes of a camera's frame.
const MAX_PAYLOAD: usize = 1100;

/// A frame that is sent at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// From the beginning of the cycle.
    pub(super) at: Duration,
    /// Which of the sender's streams.
    pub(super) outlet: usize,
    /// Payload lengths of its packets.
    pub(super) packets: Vec<usize>,
}

/// Repeats for as long as it is asked to.
#[derive(Debug, Clone)]
pub(super) struct Script {
    pub(super) frames: Vec<Frame>,
    pub(super) period: Duration,
}

impl Script {
    /// `rate` packets a second in frames of `burst` packets, on the first stream.
    pub(super) fn steady(rate: u32, burst: u32) -> Self {
        let bytes = burst as usize * MAX_PAYLOAD - burst as usize / 2;
        let frame = Frame {
            at: Duration::ZERO,
            outlet: 0,
            packets: packets(bytes),
        };
        Self {
            frames: vec![frame],
            period: Duration::from_secs(1) * burst / rate,
        }
    }

    /// Small packets, each for itself, as sound is sent.
    pub(super) fn even(rate: u32) -> Self {
        let frame = Frame {
            at: Duration::ZERO,
            outlet: 0,
            packets: vec![120],
        };
        Self {
            frames: vec![frame],
            period: Duration::from_secs(1) / rate,
        }
    }

    /// Speech on the first stream, if `speaks`, and a camera with three layers on the next ones. The
    /// lengths are those of a 720p camera at 30 frames a second: 150, 500 and 1,700 kbit/s.
    /// `phase`: cameras are not in step.
    pub(super) fn participant(speaks: bool, phase: Duration) -> Self {
        let period = Duration::from_millis(100);
        let mut frames = Vec::new();
        for tick in 0..5 {
            frames.extend(speaks.then(|| Frame {
                at: (Duration::from_millis(20) * tick + phase).min(period),
                outlet: 0,
                packets: vec![90],
            }));
        }
        for picture in 0..3 {
            for (layer, bytes) in [(1, 625), (2, 2100), (3, 7000)] {
                frames.push(Frame {
                    at: Duration::from_micros(33_333) * picture + phase / 2,
                    outlet: layer,
                    packets: packets(bytes),
                });
            }
        }
        frames.sort_by_key(|frame| frame.at);
        Self { frames, period }
    }

    /// A recorded one: lines of microseconds, stream, and the payload length of one packet; lines of
    /// one moment and stream are one frame. `#` begins a comment.
    pub(super) fn recorded(text: &str) -> anyhow::Result<Self> {
        let mut frames: Vec<Frame> = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(',');
            let mut number = || anyhow::Ok(words.next().context("a short line")?.parse::<u64>()?);
            let (at, outlet) = (Duration::from_micros(number()?), number()? as usize);
            let length = number()? as usize;
            match frames.last_mut() {
                Some(frame) if frame.at == at && frame.outlet == outlet => {
                    frame.packets.push(length);
                }
                _ => frames.push(Frame {
                    at,
                    outlet,
                    packets: vec![length],
                }),
            }
        }
        let last = frames.last().context("an empty recording")?;
        let period = last.at + Duration::from_millis(33);
        Ok(Self { frames, period })
    }

    /// Only this stream, as the first one.
    pub(super) fn only(mut self, outlet: usize) -> Self {
        self.frames.retain(|frame| frame.outlet == outlet);
        for frame in &mut self.frames {
            frame.outlet = 0;
        }
        self
    }

    /// Every frame so much sooner that the whole runs `times` as fast.
    pub(super) fn faster(mut self, times: f64) -> Self {
        for frame in &mut self.frames {
            frame.at = frame.at.div_f64(times);
        }
        self.period = self.period.div_f64(times);
        self
    }

    /// Packets in a second.
    pub(super) fn rate(&self) -> f64 {
        let packets: usize = self.frames.iter().map(|frame| frame.packets.len()).sum();
        packets as f64 / self.period.as_secs_f64()
    }
}

/// A frame is cut into nearly equal parts, the last ones a byte larger.
fn packets(bytes: usize) -> Vec<usize> {
    let count = bytes.div_ceil(MAX_PAYLOAD).max(1);
    let (length, larger) = (bytes / count, bytes % count);
    (0..count)
        .map(|index| length + usize::from(index >= count - larger))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_cut_as_libwebrtc_cuts_it() {
        assert_eq!(packets(625), [625]);
        assert_eq!(packets(2201), [733, 734, 734]);
        assert_eq!(packets(11_000), [1100; 10]);
    }

    #[test]
    fn a_steady_script_has_its_rate_and_burst() {
        for (rate, burst) in [(300, 10), (6000, 10), (3000, 1)] {
            let script = Script::steady(rate, burst);
            assert_eq!(script.frames[0].packets.len(), burst as usize);
            assert!((script.rate() - f64::from(rate)).abs() < 1.0);
        }
    }

    #[test]
    fn a_recording_is_read_frame_by_frame() {
        let script = Script::recorded("# from a browser\n0,2,700\n0,2,701\n10,1,90\n33,2,640\n");
        let script = script.unwrap();
        let frame = |at, outlet, packets: &[usize]| Frame {
            at: Duration::from_micros(at),
            outlet,
            packets: packets.to_vec(),
        };
        assert_eq!(
            script.frames,
            [
                frame(0, 2, &[700, 701]),
                frame(10, 1, &[90]),
                frame(33, 2, &[640])
            ]
        );
        assert_eq!(script.clone().only(1).frames, [frame(10, 0, &[90])]);
        assert!(Script::recorded("7,1").is_err());
    }
}
