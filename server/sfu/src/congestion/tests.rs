//! Laws of the whole: a sender of pictures and sound, an emulated link, and the feedback of a
//! receiver.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::bitrate::Bitrate;
use super::link::Link;
use super::pacing::Pacing;
use super::{Controller, Micros, OVERHEAD};
use crate::rtcp::arrivals::ArrivalReport;
use crate::rtcp::transport_feedback::FeedbackRecorder;
use crate::tests::start;

const PACKET: usize = 1_150;
const PADDING: usize = 290;
const SOUND: usize = 120;

/// A sender with as much to send as it may, up to a limit.
struct Flow {
    control: Controller,
    pacing: Pacing,
    /// Most that its pictures need.
    most: Bitrate,
    waiting: usize,
    probe_turn: Option<Micros>,
    recorder: FeedbackRecorder,
    back: Link<Vec<u8>>,
    received: usize,
    /// Target of every 100 ms.
    targets: Vec<f64>,
}

struct Packet {
    flow: usize,
    sequence: u16,
    bytes: usize,
}

impl Flow {
    fn new(seed: u64, delay: Micros, most: Bitrate) -> Self {
        let control = Controller::new(start());
        Flow {
            pacing: Pacing::new(control.target()),
            control,
            most,
            waiting: 0,
            probe_turn: None,
            recorder: FeedbackRecorder::default(),
            back: Link::new(seed + 1000, delay),
            received: 0,
            targets: Vec::new(),
        }
    }

    fn transmit(&mut self, flow: usize, bytes: usize, link: &mut Link<Packet>, now: Micros) {
        let sequence = self.control.next_sequence();
        self.control.sent(bytes + OVERHEAD, now);
        self.pacing.spend(bytes);
        let packet = Packet {
            flow,
            sequence,
            bytes,
        };
        link.send(bytes, packet, now);
    }

    fn step(&mut self, flow: usize, link: &mut Link<Packet>, now: Micros) {
        if now % 20_000 == 0 {
            self.transmit(flow, SOUND, link, now);
        }
        let target = self.control.target();
        if now % 33_000 == 0 {
            let sound = Bitrate::of((SOUND + OVERHEAD) as u64, 20_000);
            let pictures = target.min(self.most).minus(sound);
            self.waiting += pictures.bytes_in(33_000) as usize;
        }
        self.pacing.set(target, self.waiting);
        while self.waiting >= PACKET + OVERHEAD && self.pacing.admits(now) {
            self.waiting = self.waiting.saturating_sub(PACKET + OVERHEAD);
            self.transmit(flow, PACKET, link, now);
        }
        if now % 100_000 == 0 {
            self.control.want(self.most.times(1.2));
            self.targets.push(target.bits() / 1000.0);
            if self.control.tick(now) {
                self.probe_turn = Some(now);
            }
        }
        if self.probe_turn.is_some_and(|at| at <= now) {
            while self.control.owed_to_probe(now) > 0 {
                self.transmit(flow, PADDING, link, now);
            }
            self.probe_turn = self.control.probe_turn(now);
        }
    }

    fn take(&mut self, sequence: u16, bytes: usize, at: Micros) {
        // The client's clock is another.
        self.recorder.arrived(sequence, at + 77_000_000);
        self.received += bytes + OVERHEAD;
    }

    fn feed_back(&mut self, now: Micros) {
        if now % 60_000 == 0 {
            for message in self.recorder.messages(1) {
                self.back.send(100, message, now);
            }
        }
        for (_, message) in self.back.receive(now) {
            let report = ArrivalReport::parse(&message).unwrap();
            self.control.report(&report, now);
        }
    }
}

struct World {
    flows: Vec<Flow>,
    link: Link<Packet>,
    now: Micros,
}

impl World {
    fn new(seed: u64, delay: Micros, flows: &[Bitrate]) -> Self {
        let flows = flows.iter().enumerate();
        World {
            flows: flows
                .map(|(index, most)| Flow::new(seed + index as u64, delay, *most))
                .collect(),
            link: Link::new(seed, delay),
            now: 0,
        }
    }

    fn run(&mut self, seconds: u32) {
        let end = self.now + Micros::from(seconds) * 1_000_000;
        while self.now < end {
            self.step();
        }
    }

    fn step(&mut self) {
        self.now += 1_000;
        for (index, flow) in self.flows.iter_mut().enumerate() {
            flow.step(index, &mut self.link, self.now);
        }
        for (at, packet) in self.link.receive(self.now) {
            self.flows[packet.flow].take(packet.sequence, packet.bytes, at);
        }
        for flow in &mut self.flows {
            flow.feed_back(self.now);
        }
    }

    fn target(&self, flow: usize) -> f64 {
        self.flows[flow].control.target().bits() / 1000.0
    }

    /// Of the targets of the last seconds: least, mean, most.
    fn spread(&self, flow: usize, seconds: usize) -> (f64, f64, f64) {
        let targets = &self.flows[flow].targets;
        let last = &targets[targets.len() - seconds * 10..];
        let least = last.iter().copied().fold(f64::INFINITY, f64::min);
        let most = last.iter().copied().fold(0.0, f64::max);
        (least, last.iter().sum::<f64>() / last.len() as f64, most)
    }
}

fn kbps(kilobits: u32) -> Bitrate {
    Bitrate::kilobits(kilobits)
}

#[test]
fn what_is_wanted_is_found_by_probing_within_two_seconds_and_kept() {
    let mut world = World::new(1, 20_000, &[kbps(3_000)]);
    world.run(2);
    assert!(world.target(0) >= 3_000.0, "{}", world.target(0));
    world.run(30);
    let (least, _, most) = world.spread(0, 28);
    assert!(least >= 3_000.0 && most < 6_000.0, "{least} {most}");
}

#[test]
fn the_rate_follows_a_link_that_narrows_and_comes_back() {
    let mut world = World::new(2, 30_000, &[kbps(2_500)]);
    world.link.rate = Some(kbps(3_000));
    world.run(20);
    assert!(world.target(0) > 2_000.0, "{}", world.target(0));
    world.link.rate = Some(kbps(300));
    world.run(3);
    assert!(world.target(0) < 300.0, "{}", world.target(0));
    world.run(20);
    let (least, _, most) = world.spread(0, 15);
    assert!(least > 120.0 && most < 390.0, "{least} {most}");
    world.link.rate = Some(kbps(3_000));
    world.run(10);
    assert!(world.target(0) > 2_000.0, "{}", world.target(0));
}

/// What was lost until the rate fell is told long after, and is no reason for it to fall once more.
#[test]
fn a_jam_counts_once() {
    for seed in 0..20 {
        let mut world = World::new(seed, 30_000, &[kbps(2_500)]);
        world.link.rate = Some(kbps(3_000));
        world.link.jitter = 3_000;
        world.run(20);
        world.link.rate = Some(kbps(300));
        world.run(3);
        let (least, ..) = world.spread(0, 3);
        assert!((190.0..300.0).contains(&least), "{seed}: {least}");
    }
}

/// The key frame of a layer that is new here, on a line with twice the room for the layer.
#[test]
fn a_burst_that_the_line_carries_lowers_nothing() {
    for seed in 0..5 {
        let mut world = World::new(seed, 20_000, &[kbps(1_500)]);
        world.link.rate = Some(kbps(3_000));
        world.link.jitter = 3_000;
        world.run(10);
        let before = world.target(0);
        assert!(before > 1_500.0, "{seed}: {before}");
        for _ in 0..4 {
            world.flows[0].waiting += 80_000;
            world.run(3);
            let (least, ..) = world.spread(0, 3);
            assert!(least >= before, "{seed}: {least} after {before}");
        }
    }
}

#[test]
fn random_losses_of_five_percent_do_not_collapse_the_rate() {
    for seed in 0..5 {
        let mut world = World::new(seed, 30_000, &[kbps(2_000)]);
        world.link.loss = 0.05;
        world.flows[0].back.loss = 0.05;
        world.run(60);
        let (least, mean, _) = world.spread(0, 50);
        assert!(least > 1_300.0 && mean > 1_800.0, "{seed}: {least} {mean}");
    }
}

#[test]
fn many_losses_lower_the_rate() {
    let mut world = World::new(3, 30_000, &[kbps(2_000)]);
    world.run(5);
    world.link.loss = 0.25;
    world.run(10);
    assert!(world.target(0) < 800.0, "{}", world.target(0));
}

#[test]
fn two_flows_on_one_link_share_it() {
    let mut world = World::new(4, 25_000, &[kbps(4_000), kbps(4_000)]);
    world.link.rate = Some(kbps(2_000));
    world.run(90);
    let shares = [0, 1].map(|flow| world.spread(flow, 60).1);
    let sum = shares[0] + shares[1];
    assert!((1_400.0..2_300.0).contains(&sum), "{shares:?}");
    assert!(shares.iter().all(|share| *share > sum * 0.25), "{shares:?}");
}

#[test]
fn silence_of_the_receiver_lowers_the_rate_and_its_return_brings_it_back() {
    let mut world = World::new(5, 20_000, &[kbps(2_000)]);
    world.run(5);
    world.link.loss = 1.0;
    world.run(8);
    assert!(world.target(0) < 500.0, "{}", world.target(0));
    world.link.loss = 0.0;
    world.run(8);
    assert!(world.target(0) >= 2_000.0, "{}", world.target(0));
}

#[test]
fn a_client_that_tells_of_losses_only_is_followed_too() {
    let mut control = Controller::new(start());
    let second = 1_000_000;
    for report in 0..60 {
        control.reception(0.0, Some(Duration::from_millis(40)), report * second);
    }
    assert!(control.target() >= kbps(4_000));
    assert_eq!(control.round_trip(), Duration::from_millis(40));
    for report in 60..70 {
        control.reception(0.3, None, report * second);
    }
    assert!(control.target() < kbps(2_000));
    control.limit(kbps(300));
    assert_eq!(control.target(), kbps(300));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn under_constant_capacity_the_rate_converges_and_stays(
        seed in any::<u64>(),
        kilobits in 300u32..6_000,
        delay in 5_000i64..100_000,
        jitter in 0i64..6_000,
        reordering in 0f64..0.02,
    ) {
        let mut world = World::new(seed, delay, &[kbps(20_000)]);
        world.link.rate = Some(kbps(kilobits));
        world.link.jitter = jitter;
        world.link.reordering = reordering;
        world.run(30);
        let received = world.flows[0].received;
        world.run(30);
        let (least, mean, most) = world.spread(0, 30);
        let capacity = f64::from(kilobits);
        prop_assert!((mean / capacity - 0.95).abs() < 0.15, "{mean} of {capacity}");
        prop_assert!(least > capacity * 0.5 && most < capacity * 1.6, "{least} {most} of {capacity}");
        let carried = Bitrate::of((world.flows[0].received - received) as u64, 30_000_000);
        let share = carried.bits() / 1000.0 / capacity;
        prop_assert!((0.7..1.05).contains(&share), "{share} of {capacity}");
    }

    #[test]
    fn nothing_a_client_says_makes_the_rate_leave_its_bounds(
        messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 20..60), 1..40),
    ) {
        let now: Instant = start();
        let mut control = Controller::new(now);
        for (index, message) in messages.iter().enumerate() {
            let micros = index as i64 * 30_000;
            for _ in 0..50 {
                control.sent(1_000, micros);
            }
            let mut message = message.clone();
            // A plausible first number and count.
            message[12..16].copy_from_slice(&[0, (index as u8).wrapping_mul(50), 0, 60]);
            if let Some(report) = ArrivalReport::parse(&message) {
                control.report(&report, micros);
            }
            control.tick(micros);
            prop_assert!(control.target() >= super::LEAST && control.target() <= super::MOST);
        }
    }
}
