//! Sums over all connections of how media flows, for the metrics. No names, no rooms.

use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sfu::{Flow, Kind, PeerQuality};

/// Upper ends of the steps in which times are counted, in milliseconds.
const STEPS: usize = 7;
const ROUND_TRIPS: [u64; STEPS] = [25, 50, 100, 200, 400, 800, 1600];
const JITTERS: [u64; STEPS] = [5, 10, 20, 40, 80, 160, 320];

/// Layers of a picture, the smallest first.
const LAYERS: usize = 3;

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
    round_trips: Times,
    /// Up and down.
    jitters: [Times; 2],
    /// Slots on which a picture plays, by its layer.
    layers: [u64; LAYERS],
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Times {
    /// By step; the last are those beyond.
    counts: [u64; STEPS + 1],
    sum: Duration,
}

impl Times {
    fn add(&mut self, time: Duration, steps: &[u64; STEPS]) {
        let ends = steps.iter().map(|end| Duration::from_millis(*end));
        let step = ends.take_while(|end| time > *end).count();
        self.counts[step] += 1;
        self.sum += time;
    }

    /// `label`: one more of them, as it stands in front of the step.
    fn write(&self, out: &mut String, name: &str, label: &str, steps: &[u64; STEPS]) {
        let mut all = 0;
        for (end, count) in steps.iter().zip(self.counts) {
            all += count;
            let end = Duration::from_millis(*end).as_secs_f64();
            let _ = writeln!(out, "{name}_bucket{{{label}le=\"{end}\"}} {all}");
        }
        all += self.counts[STEPS];
        let sum = self.sum.as_secs_f64();
        let alone = match label.trim_end_matches(',') {
            "" => String::new(),
            label => format!("{{{label}}}"),
        };
        let _ = writeln!(
            out,
            "{name}_bucket{{{label}le=\"+Inf\"}} {all}\n{name}_sum{alone} {sum}\n\
             {name}_count{alone} {all}"
        );
    }
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
                counts.round_trips.add(time, &ROUND_TRIPS);
            }
            for (jitters, flow) in counts.jitters.iter_mut().zip([&peer.up, &peer.down]) {
                if let Some(time) = flow.jitter {
                    jitters.add(time, &JITTERS);
                }
            }
            for slot in &peer.slots {
                if let (Kind::Camera | Kind::Screen, Some(layer)) = (slot.source.kind, slot.layer) {
                    counts.layers[usize::from(layer).min(LAYERS - 1)] += 1;
                }
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
        write_times(out, &counts);
        write_layers(out, &counts);
    }
}

fn write_times(out: &mut String, counts: &Counts) {
    const TRIP: &str = "yunqiao_media_round_trip_seconds";
    const JITTER: &str = "yunqiao_media_jitter_seconds";
    let _ = writeln!(
        out,
        "# HELP {TRIP} There and back to clients, as their reports say.\n# TYPE {TRIP} histogram"
    );
    counts.round_trips.write(out, TRIP, "", &ROUND_TRIPS);
    let _ = writeln!(
        out,
        "# HELP {JITTER} By how much the way of packets of sound differs, every two seconds.\n\
         # TYPE {JITTER} histogram"
    );
    for (direction, times) in ["up", "down"].iter().zip(&counts.jitters) {
        let label = format!("direction=\"{direction}\",");
        times.write(out, JITTER, &label, &JITTERS);
    }
}

fn write_layers(out: &mut String, counts: &Counts) {
    const NAME: &str = "yunqiao_media_picture_samples_total";
    let _ = writeln!(
        out,
        "# HELP {NAME} Pictures on their way to clients, every two seconds, by layer, the smallest \
         first.\n# TYPE {NAME} counter"
    );
    for (layer, count) in counts.layers.iter().enumerate() {
        let _ = writeln!(out, "{NAME}{{layer=\"{layer}\"}} {count}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sfu::{PeerKey, SlotQuality, Source};

    #[test]
    fn samples_are_summed_up_without_names() {
        let meter = Meter::default();
        let flow = |lost_per_mille, is_silent| Flow {
            lost_per_mille,
            is_silent,
            bits_per_second: 64_000,
            jitter: (!is_silent).then_some(Duration::from_millis(12)),
        };
        let source = Source {
            peer: PeerKey(7),
            kind: Kind::Camera,
        };
        let slot = SlotQuality {
            mid: "4".to_owned(),
            source,
            layer: Some(1),
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
            "yunqiao_media_jitter_seconds_bucket{direction=\"up\",le=\"0.01\"} 0",
            "yunqiao_media_jitter_seconds_bucket{direction=\"up\",le=\"0.02\"} 1",
            "yunqiao_media_jitter_seconds_count{direction=\"down\"} 2",
            "yunqiao_media_picture_samples_total{layer=\"0\"} 0",
            "yunqiao_media_picture_samples_total{layer=\"1\"} 1",
        ] {
            assert!(out.lines().any(|written| written == line), "{line}: {out}");
        }
    }
}
