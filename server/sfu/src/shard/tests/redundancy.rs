//! Sound over lossy lines, and the beginnings of words.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use super::stage::{ALICE, BOB, CAROL, ROOM, Stage};
use crate::api::PeerKey;
use crate::client::{Audio, BOTH_PROFILES, Client, Received, Slots};
use crate::media::reception::ReportBlock;
use crate::rtcp::{self, Message};

const LOUD: u8 = 25;
const QUIET: u8 = 100;

/// Alice, and Bob who hears her.
fn call(alice_redundant: bool, bob_redundant: bool) -> Stage {
    let mut stage = Stage::new();
    for (peer, redundant) in [(ALICE, alice_redundant), (BOB, bob_redundant)] {
        let slots = Slots { audio: 3, video: 4 };
        let mut client = Client::new(&BOTH_PROFILES, slots);
        client.redundant = redundant;
        stage.join_with(ROOM, peer, client);
        stage.allow_screen(peer);
    }
    stage.run(1000);
    for sequence in 0..10 {
        stage.say(ALICE, sequence, LOUD);
        stage.run(20);
    }
    stage
}

/// Bob tells how much he loses of Alice, in parts of 256.
fn report(stage: &mut Stage, lost: u8) {
    thread_local! {
        /// Up to which packet was reported so far, and how many were lost of them.
        static SO_FAR: Cell<(u32, u32)> = const { Cell::new((0, 0)) };
    }
    let (newest, total) = SO_FAR.get();
    // Of a listener who reports for the first time only the second word counts.
    report_in_all(stage, 0, total, newest);
    let (newest, total) = (newest + 256, total + u32::from(lost));
    report_in_all(stage, lost, total, newest);
    SO_FAR.set((newest, total));
}

/// And what he lost in all, up to which packet.
fn report_in_all(stage: &mut Stage, lost: u8, total_lost: u32, newest: u32) {
    let block = ReportBlock {
        fraction_lost: lost,
        total_lost,
        newest,
        jitter: 0,
        last_sender_report: 0,
        delay: 0,
    };
    let (ssrc, _) = Client::streams_of(&stage.answers[&BOB], 4);
    for packet in rtcp::receiver_reports(&[(ssrc, block)]) {
        stage.client(BOB).send_rtcp(&packet);
    }
    stage.exchange();
}

/// What Alice was last told of her losses: in parts of 256, and in all.
fn told(stage: &mut Stage) -> (u8, u32) {
    let reports = stage.client(ALICE).reports.iter().rev();
    let mut blocks = reports.flat_map(|report| rtcp::read(report));
    let told = blocks.find_map(|message| {
        let Message::Received { ssrc, lost, report } = message else {
            return None;
        };
        (ssrc == 1000).then_some((lost, report.lost))
    });
    told.unwrap()
}

fn payload_types(received: &[Received]) -> BTreeSet<u8> {
    received.iter().map(|packet| packet.payload_type).collect()
}

/// The beginning of RTP, which is not hidden: loses one in five and notes their timestamps.
fn losing(lost: &Rc<RefCell<Vec<u32>>>) -> impl FnMut(PeerKey, &[u8]) -> bool + use<> {
    let lost = lost.clone();
    let mut seed = 42u64;
    move |peer, datagram| {
        let is_sound = datagram[0] >> 6 == 2 && matches!(datagram[1] & 0x7f, 63 | 111);
        if peer != BOB || !is_sound {
            return false;
        }
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let loses = (seed >> 33).is_multiple_of(5);
        if loses {
            let timestamp = datagram[4..8].try_into().unwrap();
            lost.borrow_mut().push(u32::from_be_bytes(timestamp));
        }
        loses
    }
}

#[test]
fn a_lossy_listener_gets_what_was_lost_with_what_comes_after() {
    // The speaker's browser knows nothing of redundancy.
    let mut stage = call(false, true);
    assert_eq!(payload_types(&stage.client(BOB).received), [111].into());
    report(&mut stage, 51);
    stage.client(BOB).received.clear();
    let lost = Rc::new(RefCell::new(Vec::new()));
    stage.loses = Box::new(losing(&lost));
    for sequence in 10..1010 {
        stage.say(ALICE, sequence, LOUD);
        stage.run(20);
    }
    let received = stage.client(BOB).received.clone();
    assert_eq!(payload_types(&received), [63].into());
    let heard: BTreeSet<u32> = received
        .iter()
        .flat_map(|packet| packet.blocks())
        .map(|(timestamp, _)| timestamp)
        .collect();
    let lost = lost.borrow();
    assert!((150..250).contains(&lost.len()), "{}", lost.len());
    let recovered = lost.iter().filter(|it| heard.contains(it)).count();
    assert!(
        recovered * 10 >= lost.len() * 9,
        "{recovered} of {}",
        lost.len()
    );
    // Every block says what its timestamp stands for.
    let (begin, first) = (received[0].timestamp, said(&received[0].blocks()[2].1));
    for (timestamp, payload) in received.iter().flat_map(|packet| packet.blocks()) {
        let passed = timestamp.wrapping_sub(begin).cast_signed() / 960;
        assert_eq!(i32::from(said(&payload)), i32::from(first) + passed);
    }
    assert_eq!(stage.client(BOB).unreadable, 0);
}

fn said(payload: &[u8]) -> u16 {
    u16::from_be_bytes(payload[5..].try_into().unwrap())
}

#[test]
fn repeated_or_not_sound_is_told_from_pictures() {
    let mut stage = call(false, true);
    for (sequence, lost) in [(10, 0), (11, 51)] {
        report(&mut stage, lost);
        stage.client(BOB).received.clear();
        stage.say(ALICE, sequence, LOUD);
        let path = stage.path(BOB);
        for packet in stage.client(BOB).received.clone() {
            assert!(stage.shard.is_sound(path, packet.payload_type));
        }
    }
    let last = stage.client(BOB).received.last().unwrap().payload_type;
    assert_eq!(last, 63);
    let path = stage.path(BOB);
    assert!(!stage.shard.is_sound(path, 96));
}

#[test]
fn what_is_repeated_takes_room_from_the_pictures() {
    let mut stage = call(false, true);
    let index = stage.shard.by_key[&BOB];
    let mut sequence = 10;
    let mut speak = |stage: &mut Stage| {
        for _ in 0..150 {
            stage.say(ALICE, sequence, LOUD);
            stage.run(20);
            sequence += 1;
        }
        stage.shard.sound_towards(index).bits()
    };
    let plain = speak(&mut stage);
    report(&mut stage, 51);
    stage.client(BOB).received.clear();
    let repeated = speak(&mut stage);
    // Two blocks more, with four bytes before each, and the byte before the newest.
    let payload = stage.client(BOB).received[0].blocks()[2].1.len();
    let more = 50.0 * 8.0 * (2 * (payload + 4) + 1) as f64;
    assert!(
        (repeated / (plain + more) - 1.0).abs() < 0.1,
        "{plain} {repeated}"
    );
}

#[test]
fn one_packet_of_a_handful_is_no_reason_to_repeat() {
    let mut stage = call(false, true);
    report_in_all(&mut stage, 0, 0, 100);
    let mut newest = 100;
    let mut says = |stage: &mut Stage, lost, packets: u32, so_far| {
        newest += packets;
        report_in_all(stage, lost, so_far, newest);
        stage.client(BOB).received.clear();
        let (next, after) = (newest as u16 * 2, newest as u16 * 2 + 1);
        stage.say(ALICE, next, LOUD);
        stage.say(ALICE, after, LOUD);
        stage.client(BOB).received[1].payload_type
    };
    // Silence is ten packets in four seconds.
    for (lost, so_far) in [(25, 1), (0, 1), (0, 1), (0, 1)] {
        assert_eq!(says(&mut stage, lost, 10, so_far), 111);
    }
    // Ten of ninety are.
    assert_eq!(says(&mut stage, 46, 50, 10), 63);
}

#[test]
fn redundancy_ends_with_the_losses() {
    let mut stage = call(false, true);
    report(&mut stage, 8);
    stage.client(BOB).received.clear();
    stage.say(ALICE, 10, LOUD);
    assert_eq!(stage.client(BOB).received[0].blocks().len(), 2);
    for _ in 0..4 {
        report(&mut stage, 0);
        stage.run(5000);
    }
    stage.client(BOB).received.clear();
    stage.say(ALICE, 11, LOUD);
    assert_eq!(stage.client(BOB).received[0].sound(), 11);
}

#[test]
fn who_speaks_hears_of_losses_that_redundancy_does_not_mend() {
    for (bob_redundant, lost, expected) in [
        (false, 0, 0),
        (false, 20, 20),
        (false, 128, 64),
        (true, 128, 0),
        (true, 4, 4),
    ] {
        let mut stage = call(false, bob_redundant);
        report(&mut stage, lost);
        stage.client(BOB).received.clear();
        for sequence in 10..80 {
            stage.say(ALICE, sequence, LOUD);
            stage.run(20);
        }
        let (told, total) = told(&mut stage);
        assert_eq!((told, total), (expected, 0), "{bob_redundant} {lost}");
        if !bob_redundant {
            assert_eq!(payload_types(&stage.client(BOB).received), [111].into());
        }
    }
}

#[test]
fn what_is_lost_on_the_way_in_is_taken_from_the_next_packet() {
    let mut stage = call(true, false);
    for sequence in (10..70).filter(|sequence| sequence % 5 > 1) {
        let audio = Audio {
            of_screen: false,
            sequence,
            level: LOUD,
        };
        stage.client(ALICE).send_redundant(&audio);
        stage.run(20);
    }
    stage.run(1000);
    let received = stage.client(BOB).received.clone();
    let sounds: Vec<u16> = received.iter().map(Received::sound).collect();
    assert_eq!(sounds, (0..70).collect::<Vec<_>>());
    for pair in received.windows(2) {
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
        assert_eq!(pair[1].timestamp, pair[0].timestamp.wrapping_add(960));
    }
    assert_eq!(payload_types(&received), [111].into());
    // All the same the sender learns of it.
    assert_eq!(told(&mut stage).1, 24);
}

#[test]
fn no_sender_of_sound_is_told_of_more_than_a_quarter() {
    let mut stage = call(false, false);
    for sequence in (10..200).filter(|sequence| sequence % 2 == 0) {
        stage.say(ALICE, sequence, LOUD);
        stage.run(40);
    }
    let (told, total) = told(&mut stage);
    assert_eq!(told, 64);
    assert!(total > 60, "{total}");
}

#[test]
fn what_only_came_late_is_not_lost_and_not_heard_twice() {
    let mut stage = call(true, false);
    for sequence in [11, 10, 12] {
        let audio = Audio {
            of_screen: false,
            sequence,
            level: LOUD,
        };
        stage.client(ALICE).send_redundant(&audio);
        stage.exchange();
    }
    stage.run(1000);
    let received = stage.client(BOB).received.iter();
    let sounds: Vec<u16> = received.map(Received::sound).collect();
    assert_eq!(sounds, (0..13).collect::<Vec<_>>());
    assert_eq!(told(&mut stage).1, 0);
}

#[test]
fn what_was_said_before_it_was_allowed_is_not_recovered() {
    let mut stage = call(true, false);
    stage.allow(ALICE, false, false);
    stage.client(BOB).received.clear();
    for sequence in 10..30 {
        if sequence == 20 {
            stage.allow(ALICE, true, false);
        }
        let audio = Audio {
            of_screen: false,
            sequence,
            level: LOUD,
        };
        stage.client(ALICE).send_redundant(&audio);
        stage.run(20);
    }
    let received = stage.client(BOB).received.iter();
    let sounds: Vec<u16> = received.map(Received::sound).collect();
    assert_eq!(sounds, (20..30).collect::<Vec<_>>());
}

#[test]
fn the_word_of_a_fourth_voice_is_heard_from_its_beginning() {
    let newcomer = PeerKey(5);
    let mut stage = Stage::with(&[ALICE, BOB, CAROL, PeerKey(4), newcomer]);
    let now = |stage: &mut Stage, sequence: u16, newcomer_level| {
        for peer in [BOB, CAROL, PeerKey(4)] {
            stage.say(peer, sequence, QUIET);
        }
        stage.say(newcomer, 1000 + sequence, newcomer_level);
        stage.run(20);
    };
    for sequence in 0..50 {
        now(&mut stage, sequence, QUIET);
    }
    let received = &stage.client(ALICE).received;
    assert!(received.iter().all(|packet| packet.sound() < 1000));
    for sequence in 50..80 {
        now(&mut stage, sequence, LOUD);
    }
    let received = stage.client(ALICE).received.clone();
    let word: Vec<_> = received.iter().filter(|it| it.sound() >= 1000).collect();
    let sounds: Vec<u16> = word.iter().map(|packet| packet.sound()).collect();
    assert_eq!(sounds, (1048..1080).collect::<Vec<_>>());
    for pair in word.windows(2) {
        assert_eq!(pair[1].ssrc, pair[0].ssrc);
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
        assert_eq!(pair[1].timestamp, pair[0].timestamp.wrapping_add(960));
    }
    assert_eq!(stage.client(ALICE).unreadable, 0);
}
