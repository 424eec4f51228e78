use std::time::Duration;

use super::stage::{ALICE, BOB, Stage, camera, key_picture, picture};
use crate::api::{Event, PeerKey, PeerQuality};
use crate::client::Client;
use crate::media::reception::ReportBlock;
use crate::rtcp::{self, Message};

fn last(stage: &Stage, peer: PeerKey) -> PeerQuality {
    let of = |event: &Event| {
        let Event::Quality { peers, .. } = event else {
            return None;
        };
        peers.iter().find(|it| it.peer == peer).cloned()
    };
    stage.events.iter().rev().find_map(of).unwrap()
}

fn watching() -> Stage {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    stage.show(ALICE, key_picture(0, 0));
    stage.run(2000);
    stage
}

/// Bob says that he got everything up to `highest` but `lost` packets, half a second after our last
/// sender report reached him.
fn bob_reports(stage: &mut Stage, highest: u32, lost: u32) {
    bob_reports_of(stage, 7, highest, lost);
}

/// Of this m-line.
fn bob_reports_of(stage: &mut Stage, line: usize, highest: u32, lost: u32) {
    let (ssrc, _) = Client::streams_of(&stage.answers[&BOB], line);
    let reports = stage.client(BOB).reports.clone();
    let sent = reports.iter().flat_map(|report| rtcp::read(report));
    let mut ours = sent.filter_map(|message| {
        let Message::SenderReport { ssrc: of, ntp } = message else {
            return None;
        };
        (of == ssrc).then_some(ntp)
    });
    let block = ReportBlock {
        fraction_lost: 0,
        total_lost: lost,
        newest: highest,
        jitter: 900,
        last_sender_report: ours.next_back().unwrap_or(0),
        delay: 0,
    };
    for report in rtcp::receiver_reports(&[(ssrc, block)]) {
        stage.client(BOB).send_rtcp(&report);
    }
    stage.exchange();
}

#[test]
fn what_a_client_reports_of_its_slots_is_told() {
    let mut stage = watching();
    bob_reports(&mut stage, 100, 0);
    for number in 1..80 {
        stage.show(ALICE, picture(0, number));
        stage.run(20);
    }
    bob_reports(&mut stage, 200, 25);
    stage.run(2000);
    let bob = stage
        .events
        .iter()
        .filter_map(|event| {
            let Event::Quality { peers, .. } = event else {
                return None;
            };
            peers.iter().find(|it| it.peer == BOB)
        })
        .find(|quality| quality.down.lost_per_mille > 0)
        .unwrap();
    assert_eq!(bob.down.lost_per_mille, 250);
    assert_eq!(bob.down.jitter, None, "packets of a picture leave together");
    assert!(
        bob.round_trip
            .is_some_and(|time| time <= Duration::from_secs(4))
    );
    let slot = bob.slots.iter().find(|slot| slot.source == camera(ALICE));
    let slot = slot.unwrap();
    assert_eq!((slot.layer, slot.lost_per_mille), (Some(0), 250));
}

#[test]
fn how_sound_trembles_is_told_once() {
    let mut stage = watching();
    for sequence in 0..10 {
        stage.say(ALICE, sequence, 30);
        stage.run(20);
    }
    bob_reports_of(&mut stage, 4, 10, 0);
    stage.events.clear();
    stage.run(4000);
    let told: Vec<_> = stage
        .events
        .iter()
        .filter_map(|event| {
            let Event::Quality { peers, .. } = event else {
                return None;
            };
            let bob = peers.iter().find(|it| it.peer == BOB)?;
            let alice = peers.iter().find(|it| it.peer == ALICE)?;
            Some((alice.up.jitter.is_some(), bob.down.jitter))
        })
        .collect();
    let reported = Some(Duration::from_micros(18_750));
    assert_eq!(told, [(true, reported), (false, None)]);
}

#[test]
fn what_is_lost_on_the_way_to_the_engine_is_counted() {
    let mut stage = watching();
    for number in (1..100).filter(|number| number % 5 != 0) {
        stage.show(ALICE, picture(0, number));
        stage.run(20);
    }
    stage.run(500);
    let alice = stage
        .events
        .iter()
        .filter_map(|event| {
            let Event::Quality { peers, .. } = event else {
                return None;
            };
            peers.iter().find(|it| it.peer == ALICE)
        })
        .find(|quality| quality.up.lost_per_mille > 0)
        .unwrap();
    assert!((180..=220).contains(&alice.up.lost_per_mille), "{alice:?}");
    assert!(alice.up.bits_per_second > 1000);
}

#[test]
fn a_picture_that_stands_still_while_its_source_goes_on_is_a_freeze() {
    let mut stage = watching();
    // The layer that Bob sees stops; the others go on, and no key frame lets him change.
    for number in 1..90 {
        stage.show(ALICE, picture(1, number));
        stage.run(30);
    }
    let frozen = |event: &Event| {
        let Event::Quality { peers, .. } = event else {
            return 0;
        };
        let slots = peers.iter().filter(|it| it.peer == BOB);
        slots
            .flat_map(|it| &it.slots)
            .map(|slot| slot.freezes)
            .sum::<u16>()
    };
    let freezes: u16 = stage.events.iter().map(frozen).sum();
    assert_eq!(freezes, 1, "one long freeze");
}

#[test]
fn who_may_send_and_does_not_is_silent() {
    let mut stage = Stage::with(&[ALICE]);
    stage.run(6000);
    assert!(last(&stage, ALICE).up.is_silent);
    stage.say(ALICE, 1, 30);
    stage.run(2000);
    assert!(!last(&stage, ALICE).up.is_silent);
    stage.allow(ALICE, false, false);
    stage.run(6000);
    assert!(!last(&stage, ALICE).up.is_silent);
}
