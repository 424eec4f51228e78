//! Congestion control towards one client, as the sender: how much can be sent without a queue
//! building up on the way. It follows draft-ietf-rmcat-gcc-02 (delay and loss) and, where a meeting
//! that forwards layers needs more than that, what has become common since: the rate that is
//! acknowledged bounds what may be believed, and probing rather than time brings growth.

mod acknowledged;
mod aimd;
pub(crate) mod allocation;
pub(crate) mod bitrate;
mod excess;
mod groups;
#[cfg(test)]
pub(crate) mod link;
mod loss;
pub(crate) mod pacing;
mod probe;
pub(crate) mod queue;
mod sent;
#[cfg(test)]
mod tests;
mod trend;

use std::time::{Duration, Instant};

use crate::rtcp::arrivals::ArrivalReport;
use acknowledged::Acknowledged;
use aimd::{Aimd, Observed};
use bitrate::Bitrate;
use excess::{Backlog, Excess};
use groups::ArrivalGroups;
use loss::LossBound;
use probe::Probe;
use sent::{Resolved, SentPackets};
use trend::{Trend, Usage};

/// Time since the connection began, in microseconds; or time on the client's clock.
pub(crate) type Micros = i64;

/// IPv4 and UDP headers, for the link counts them. IPv6 has 20 bytes more.
pub(crate) const OVERHEAD: usize = 28;

/// What is taken for granted at first, at least, and at most.
const START: Bitrate = Bitrate::kilobits(600);
const LEAST: Bitrate = Bitrate::kilobits(50);
const MOST: Bitrate = Bitrate::kilobits(50_000);

/// Buckets of 50 ms: what has been arriving, and what arrives now.
const LATELY: i64 = 10;
const NOW: i64 = 6;

/// A probe goes so far above the target, the first one further; and not far above what is wanted.
const PROBE_FACTOR: f64 = 2.0;
const FIRST_PROBE_FACTOR: f64 = 3.0;
const PROBE_MARGIN: f64 = 1.1;

/// A slower one takes too long.
const LEAST_PROBE: Bitrate = Bitrate::kilobits(300);

/// A probe that shows this part of its rate has found room.
const REACHED: f64 = 0.7;

/// Between two probes, from the first that finds nothing to many of them.
const PROBE_INTERVAL: Micros = 2_000_000;
const LONGEST_PROBE_INTERVAL: Micros = 6_000_000;

/// After a decrease the queue on the way drains before the next probe.
const DRAIN: Micros = 1_000_000;

/// So long without feedback, though packets are under way, and the rate is halved; and again.
const SILENCE: Micros = 2_000_000;
const OUTSTANDING: u64 = 20;

/// Weight of a new round trip.
const ROUND_TRIP_WEIGHT: f64 = 0.25;
const FIRST_ROUND_TRIP: Micros = 100_000;
const LONGEST_ROUND_TRIP: Micros = 5_000_000;

/// Growth in a second for a client that tells of losses only.
const BLIND_GROWTH: f64 = 1.08;
const BLIND_MOST: Bitrate = Bitrate::kilobits(5_000);

/// A client's clock that jumps further than this, in ticks of the reference time, is another clock.
const MAX_JUMP: i64 = 56_250;

pub(crate) struct Controller {
    origin: Instant,
    sent: SentPackets,
    backlog: Backlog,
    excess: Excess,
    groups: ArrivalGroups,
    trend: Trend,
    acknowledged: Acknowledged,
    aimd: Aimd,
    loss: LossBound,
    /// When the target fell last: what was sent before says nothing of the rate since.
    fell_at: Micros,
    round_trip: Micros,
    /// Reference time of the last feedback, unwrapped.
    reference: Option<i64>,
    /// Newest packet that the client spoke of.
    told: u64,
    /// Of the last feedback, or of the last measure taken because there was none.
    told_at: Option<Micros>,
    /// Packets went unanswered for long.
    is_silent: bool,
    /// What a client without feedback says that it can take.
    limit: Option<Bitrate>,
    reported_at: Option<Micros>,
    wanted: Bitrate,
    probe: Option<Probe>,
    probes: u32,
    probe_at: Micros,
    probe_interval: Micros,
}

impl Controller {
    pub(crate) fn new(now: Instant) -> Self {
        Controller {
            origin: now,
            sent: SentPackets::new(),
            backlog: Backlog::default(),
            excess: Excess::default(),
            groups: ArrivalGroups::default(),
            trend: Trend::new(),
            acknowledged: Acknowledged::default(),
            aimd: Aimd::new(START),
            loss: LossBound::default(),
            fell_at: 0,
            round_trip: FIRST_ROUND_TRIP,
            reference: None,
            told: 0,
            told_at: None,
            is_silent: false,
            limit: None,
            reported_at: None,
            wanted: Bitrate::ZERO,
            probe: None,
            probes: 0,
            probe_at: 0,
            probe_interval: PROBE_INTERVAL,
        }
    }

    pub(crate) fn micros(&self, now: Instant) -> Micros {
        now.saturating_duration_since(self.origin).as_micros() as Micros
    }

    pub(crate) fn instant(&self, micros: Micros) -> Instant {
        self.origin + Duration::from_micros(micros.unsigned_abs())
    }

    /// What may be sent, all in all.
    pub(crate) fn target(&self) -> Bitrate {
        let mut target = self.aimd.target();
        for bound in [self.loss.bound(), self.limit].into_iter().flatten() {
            target = target.min(bound);
        }
        target.max(LEAST).min(MOST)
    }

    #[cfg(test)]
    pub(crate) fn round_trip(&self) -> Duration {
        Duration::from_micros(self.round_trip.unsigned_abs())
    }

    /// No probe is under way or about to be, so that the target will not rise the next moment.
    pub(crate) fn is_settled(&self, now: Micros) -> bool {
        self.probe.is_none() && !(self.is_short() && self.probe_at <= now)
    }

    /// What would be sent if there were no limit.
    pub(crate) fn want(&mut self, wanted: Bitrate) {
        self.wanted = wanted;
    }

    fn is_short(&self) -> bool {
        self.wanted > self.target()
    }

    /// The transport sequence number that the next packet carries.
    pub(crate) fn next_sequence(&self) -> u16 {
        self.sent.next() as u16
    }

    /// That packet is on its way; `bytes` with all that the network puts in front.
    pub(crate) fn sent(&mut self, bytes: usize, now: Micros) {
        let position = self.sent.next();
        let explained = self.backlog.sent(bytes, self.target(), now);
        let probe = self.probe.as_mut().filter(|probe| probe.is_sending());
        let number = probe.map_or(0, |probe| {
            probe.sent(position, bytes);
            probe.number
        });
        self.sent.push(bytes, explained, number, now);
    }

    /// Bytes that the probe under way still lacks at this moment.
    pub(crate) fn owed_to_probe(&self, now: Micros) -> usize {
        self.sending_probe().map_or(0, |probe| probe.owed(now))
    }

    fn sending_probe(&self) -> Option<&Probe> {
        self.probe.as_ref().filter(|probe| probe.is_sending())
    }

    /// What could be sent for the probe now has been. Says when there is more to send, if there is.
    pub(crate) fn probe_turn(&mut self, now: Micros) -> Option<Micros> {
        let probe = self.probe.as_mut().filter(|probe| probe.is_sending())?;
        probe.turn(now);
        probe.is_sending().then_some(now + probe::PIECE)
    }

    /// To be called several times a second. Says whether a probe begins.
    pub(crate) fn tick(&mut self, now: Micros) -> bool {
        self.conclude_probe(now);
        self.mind_silence(now);
        if self.probe.is_some() || self.probe_at > now || !self.is_short() || self.loss.is_heavy() {
            return false;
        }
        let target = self.target();
        let factor = if self.probes == 0 {
            FIRST_PROBE_FACTOR
        } else {
            PROBE_FACTOR
        };
        let rate = target
            .times(factor)
            .min(self.wanted.times(PROBE_MARGIN))
            .max(LEAST_PROBE)
            .min(MOST);
        self.probes += 1;
        // Zero stands for none.
        let number = (self.probes % 255) as u8 + 1;
        self.probe = Some(Probe::new(number, rate, now));
        true
    }

    fn conclude_probe(&mut self, now: Micros) {
        let answered = |probe: &Probe| probe.is_answered(self.told, self.round_trip, now);
        if !self.probe.as_ref().is_some_and(answered) {
            return;
        }
        let Some(probe) = self.probe.take() else {
            return;
        };
        let result = probe.result().filter(|_| !self.loss.is_heavy());
        if let Some(rate) = result {
            self.aimd.raise(rate.min(MOST));
            self.loss.raise(rate);
        }
        if result.is_some_and(|rate| rate >= probe.rate.times(REACHED)) {
            self.probe_interval = PROBE_INTERVAL;
            self.probe_at = now;
        } else {
            self.probe_at = now + self.probe_interval;
            self.probe_interval = (self.probe_interval * 3 / 2).min(LONGEST_PROBE_INTERVAL);
        }
    }

    fn mind_silence(&mut self, now: Micros) {
        let Some(told_at) = self.told_at else { return };
        if now - told_at > SILENCE && self.sent.next() - self.told > OUTSTANDING {
            self.aimd.cap(self.target().times(0.5));
            self.told_at = Some(now - SILENCE / 2);
            self.is_silent = true;
        }
    }

    /// The client tells of arrivals. Says whether the target fell.
    pub(crate) fn report(&mut self, report: &ArrivalReport<'_>, now: Micros) -> bool {
        let before = self.target();
        let base = self.reference_time(report.reference());
        let mut newest: Option<Resolved> = None;
        let mut has_evidence = false;
        for (sequence, arrival) in report.statuses() {
            let Some(resolved) = self.sent.resolve(sequence, arrival.is_some(), now) else {
                continue;
            };
            self.told = self.told.max(resolved.position);
            match arrival {
                Some(at) => {
                    has_evidence |= self.arrived(&resolved, base + at);
                    newest = Some(resolved);
                }
                // An outage is not a jam.
                None if self.is_silent || resolved.sent < self.fell_at => {}
                None => self.loss.lost(),
            }
        }
        let Some(newest) = newest else {
            return false;
        };
        self.told_at = Some(now);
        self.limit = None;
        if std::mem::take(&mut self.is_silent) {
            self.probe_interval = PROBE_INTERVAL;
            self.probe_at = self.probe_at.min(now + self.round_trip);
        }
        let sample = (now - newest.sent).clamp(0, LONGEST_ROUND_TRIP);
        self.round_trip += ((sample - self.round_trip) as f64 * ROUND_TRIP_WEIGHT) as Micros;
        self.adjust(has_evidence, now);
        self.conclude_probe(now);
        let fell = self.target() < before;
        if fell {
            self.fell_at = now;
            self.loss.begin_anew(now);
        }
        fell
    }

    /// Microseconds on the client's clock.
    fn reference_time(&mut self, reference: u32) -> Micros {
        let raw = i64::from(reference);
        let unwrapped = match self.reference {
            Some(before) => {
                let step = (raw - before) << 40 >> 40;
                if step.abs() > MAX_JUMP {
                    self.groups.interrupt();
                    self.excess = Excess::default();
                    raw
                } else {
                    before + step
                }
            }
            None => raw,
        };
        self.reference = Some(unwrapped);
        unwrapped * ArrivalReport::REFERENCE
    }

    /// Says whether it tells something of the delay.
    fn arrived(&mut self, packet: &Resolved, at: Micros) -> bool {
        if packet.sent >= self.fell_at {
            self.loss.arrived(packet.was_lost);
        }
        self.acknowledged.arrived(at, u32::from(packet.size));
        self.excess.arrived(at - packet.sent, packet.explained, at);
        if packet.probe != 0 {
            // A probe makes a queue on purpose.
            self.groups.interrupt();
            if let Some(probe) = &mut self.probe
                && probe.number == packet.probe
            {
                probe.arrived(packet.size, packet.sent, at);
            }
            return false;
        }
        let step = self.groups.packet(packet.sent, at);
        if let Some(step) = step {
            self.trend.step(step);
        }
        step.is_some()
    }

    fn adjust(&mut self, has_evidence: bool, now: Micros) {
        let mut usage = self.trend.usage();
        let has_excess = self.excess.is_there();
        if usage == Usage::Over && !(has_evidence && has_excess) {
            // The queue is known already, and nothing newer; or a burst explains it.
            usage = Usage::Under;
        }
        let observed = Observed {
            usage,
            acknowledged: self.acknowledged.over(LATELY),
            recently: self.acknowledged.over(NOW),
            round_trip: self.round_trip,
        };
        self.aimd.update(&observed, now);
        let loss_fell = self.loss.update(self.target(), now);
        if usage == Usage::Over || loss_fell {
            self.backlog.forget();
            let drained = now + self.round_trip + DRAIN;
            self.probe_at = self.probe_at.max(drained);
        }
    }

    /// A client reports losses of a stream, and perhaps a round trip. It counts only where there is
    /// no better feedback.
    pub(crate) fn reception(&mut self, lost: f64, round_trip: Option<Duration>, now: Micros) {
        if self.told_at.is_some() {
            return;
        }
        if let Some(round_trip) = round_trip {
            self.round_trip = (round_trip.as_micros() as Micros).min(LONGEST_ROUND_TRIP);
        }
        let passed = now - self.reported_at.unwrap_or(now);
        // Reports on several streams come together.
        if self.reported_at.is_some() && passed < 500_000 {
            return;
        }
        self.reported_at = Some(now);
        let fell = self.loss.judge(lost, self.target(), passed);
        if !fell && self.loss.bound().is_none() {
            let seconds = passed.min(2_000_000) as f64 / 1e6;
            let grown = self.aimd.target().times(BLIND_GROWTH.powf(seconds));
            self.aimd.raise(grown.min(BLIND_MOST));
        }
    }

    /// The receiver's own estimate (REMB), which counts only where there is no better feedback.
    pub(crate) fn limit(&mut self, rate: Bitrate) {
        if self.told_at.is_none() {
            self.limit = Some(rate);
            self.aimd.raise(rate.min(BLIND_MOST));
        }
    }
}
