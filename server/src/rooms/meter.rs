//! Sums over all connections of how media flows, for the metrics. No names, no rooms.

use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sfu::{Flow, PeerQuality};

/// Upper ends of the steps in which round trips are counted, in milliseconds.
const STEPS: [u64; 7] = [25, 50, 100, 200, 400, 800, 1600];

/// Of a thousand packets; more lost is a poor connection.
const POOR_ABOVE: u16 = 80;

#[derive(Debug, Default)]
pub(super) struct Meter(Mutex<Counts>);

/// Since the service began. A sample is one direction of one connection for two seconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Counts {
    up: Samples,
    down: Samples,
    freezes: u64,
    /// By step; the last are those beyond.
    round_trips: [u64; STEPS.len() + 1],
    round_trip_sum: Duration,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Samples {
    good: u64,
    poor: u64,
    lost: u64,
}

impl Samples {
    fn add(&mut self, flow: &Flow) {
        let of = match (flow.is_silent, flow.lost_per_mille) {
            (true, _) => &mut self.lost,
            (false, lost) if lost > POOR_ABOVE => &mut self.poor,
            (false, _) => &mut self.good,
        };
        *of += 1;
    }
}

impl Meter {
    pub(super) fn note(&self, peers: &[PeerQuality]) {
        let mut counts = self.counts();
        for peer in peers {
            counts.up.add(&peer.up);
            counts.down.add(&peer.down);
            let freezes = peer.slots.iter().map(|slot| u64::from(slot.freezes));
            counts.freezes += freezes.sum::<u64>();
            if let Some(time) = peer.round_trip {
                let ends = STEPS.iter().map(|end| Duration::from_millis(*end));
                let step = ends.take_while(|end| time > *end).count();
                counts.round_trips[step] += 1;
                counts.round_trip_sum += time;
            }
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In Prometheus' text format.
    pub(super) fn write(&self, out: &mut String) {
        let counts = self.counts().clone();
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "# HELP yunqiao_media_quality_samples_total Connections, every two seconds, by how \
             media flowed.\n# TYPE yunqiao_media_quality_samples_total counter"
        );
        for (direction, samples) in [("up", counts.up), ("down", counts.down)] {
            let Samples { good, poor, lost } = samples;
            for (quality, value) in [("good", good), ("poor", poor), ("lost", lost)] {
                let _ = writeln!(
                    out,
                    "yunqiao_media_quality_samples_total\
                     {{direction=\"{direction}\",quality=\"{quality}\"}} {value}"
                );
            }
        }
        let _ = writeln!(
            out,
            "# HELP yunqiao_media_freezes_total Pictures that stood still for a second although \
             their source went on.\n# TYPE yunqiao_media_freezes_total counter\n\
             yunqiao_media_freezes_total {}",
            counts.freezes
        );
        write_round_trips(out, &counts);
    }
}

fn write_round_trips(out: &mut String, counts: &Counts) {
    const NAME: &str = "yunqiao_media_round_trip_seconds";
    let _ = writeln!(
        out,
        "# HELP {NAME} There and back to clients, as their reports say.\n# TYPE {NAME} histogram"
    );
    let mut all = 0;
    for (end, count) in STEPS.iter().zip(counts.round_trips) {
        all += count;
        let end = Duration::from_millis(*end).as_secs_f64();
        let _ = writeln!(out, "{NAME}_bucket{{le=\"{end}\"}} {all}");
    }
    all += counts.round_trips[STEPS.len()];
    let sum = counts.round_trip_sum.as_secs_f64();
    let _ = writeln!(
        out,
        "{NAME}_bucket{{le=\"+Inf\"}} {all}\n{NAME}_sum {sum}\n{NAME}_count {all}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use sfu::{Kind, PeerKey, SlotQuality, Source};

    #[test]
    fn samples_are_summed_up_without_names() {
        let meter = Meter::default();
        let flow = |lost_per_mille, is_silent| Flow {
            lost_per_mille,
            is_silent,
            ..Flow::default()
        };
        let source = Source {
            peer: PeerKey(7),
            kind: Kind::Camera,
        };
        let slot = SlotQuality {
            mid: "4".to_owned(),
            source,
            layer: Some(0),
            bits_per_second: 0,
            lost_per_mille: 0,
            freezes: 2,
        };
        meter.note(&[
            PeerQuality {
                peer: PeerKey(1),
                up: flow(0, false),
                down: flow(81, false),
                round_trip: Some(Duration::from_millis(50)),
                slots: vec![slot],
            },
            PeerQuality {
                peer: PeerKey(2),
                up: flow(0, true),
                down: flow(0, false),
                round_trip: Some(Duration::from_secs(2)),
                slots: Vec::new(),
            },
        ]);
        let mut out = String::new();
        meter.write(&mut out);
        for line in [
            "yunqiao_media_quality_samples_total{direction=\"up\",quality=\"lost\"} 1",
            "yunqiao_media_quality_samples_total{direction=\"down\",quality=\"poor\"} 1",
            "yunqiao_media_freezes_total 2",
            "yunqiao_media_round_trip_seconds_bucket{le=\"0.05\"} 1",
            "yunqiao_media_round_trip_seconds_bucket{le=\"1.6\"} 1",
            "yunqiao_media_round_trip_seconds_bucket{le=\"+Inf\"} 2",
            "yunqiao_media_round_trip_seconds_sum 2.05",
        ] {
            assert!(out.lines().any(|written| written == line), "{line}: {out}");
        }
    }
}
