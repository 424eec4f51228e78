//! A fault in the work for Bob is Bob's alone.

use super::stage::{ALICE, BOB, CAROL, Stage, key_picture, picture};
use crate::api::{Event, PeerKey};
use crate::client::{BOTH_PROFILES, Client, Slots};
use crate::rtcp;

const DAVE: PeerKey = PeerKey(4);

const LOST: Event = Event::Lost { peer: BOB };

/// Bob and Carol watch Alice, who has shown a picture and said a word.
fn stage() -> Stage {
    let mut stage = Stage::with(&[ALICE, BOB, CAROL]);
    for peer in [BOB, CAROL] {
        stage.view(peer, &[(ALICE, 320, 180)]);
    }
    stage.show(ALICE, key_picture(0, 0));
    stage.say(ALICE, 0, 20);
    stage.run(100);
    stage.events.clear();
    stage
}

fn received(stage: &mut Stage, peer: PeerKey) -> usize {
    stage.client(peer).received.len()
}

/// Only Bob was lost, and once; Carol still sees and hears Alice.
fn expect_only_bob_lost(stage: &mut Stage) {
    let lost = stage.events.iter();
    let lost: Vec<_> = lost.filter(|it| matches!(it, Event::Lost { .. })).collect();
    assert_eq!(lost, [&LOST]);
    assert_eq!(stage.shard.figures().connections, 2);
    let before = received(stage, CAROL);
    stage.show(ALICE, key_picture(0, 900));
    stage.say(ALICE, 900, 20);
    assert_eq!(received(stage, CAROL), before + 2);
}

/// One thing that Alice sends reaches Carol, though the way to Bob has a fault.
fn expect_to_go_on(send: impl FnOnce(&mut Stage)) {
    let mut stage = stage();
    let before = received(&mut stage, CAROL);
    stage.break_peer(BOB);
    send(&mut stage);
    assert_eq!(stage.shard.figures().faults, 1);
    assert_eq!(received(&mut stage, CAROL), before + 1);
    expect_only_bob_lost(&mut stage);
}

#[test]
fn a_picture_goes_on_to_the_others() {
    expect_to_go_on(|stage| stage.show(ALICE, picture(0, 1)));
}

#[test]
fn a_word_goes_on_to_the_others() {
    expect_to_go_on(|stage| stage.say(ALICE, 1, 20));
}

#[test]
fn what_is_sent_again_stays_where_others_find_it() {
    let mut stage = stage();
    stage.show(ALICE, picture(0, 1));
    let sent = stage.client(CAROL).received.last().unwrap().sequence;
    stage.break_peer(BOB);
    for peer in [BOB, CAROL] {
        let (ssrc, _) = Client::streams_of(&stage.answers[&peer], 7);
        let of_peer = stage.client(peer).received.last().unwrap().sequence;
        let nack = rtcp::nack(ssrc, &[of_peer]).unwrap();
        stage.client(peer).send_rtcp(&nack);
    }
    stage.exchange();
    let again = stage.client(CAROL).received.last().unwrap();
    assert_eq!(again.payload_type, 97);
    assert_eq!(again.payload[..2], sent.to_be_bytes());
    expect_only_bob_lost(&mut stage);
}

#[test]
fn what_waits_for_the_others_has_its_turn() {
    let mut stage = stage();
    let before = received(&mut stage, CAROL);
    for number in 1..200 {
        let mut large = picture(0, number);
        large.shape.filling = 1000;
        stage.show(ALICE, large);
    }
    assert!(received(&mut stage, CAROL) < before + 199, "some wait");
    stage.break_peer(BOB);
    stage.run(10_000);
    assert_eq!(received(&mut stage, CAROL), before + 199);
    expect_only_bob_lost(&mut stage);
}

#[test]
fn wherever_it_comes_it_is_nobody_elses() {
    // The first of what is done for Bob one by one, and then here and there in three seconds of it.
    for spared in (0..40).chain((40..700).step_by(33)) {
        let mut stage = stage();
        stage.break_peer_after(BOB, spared);
        for number in 1..60 {
            stage.show(ALICE, picture(0, number));
            stage.say(ALICE, number, 20);
            stage.run(50);
        }
        let faults = stage.shard.figures().faults;
        assert_eq!(faults, 1, "after {spared}");
        let told = |event: &Event| matches!(event, Event::Quality { peers, .. } if peers.len() > 1);
        assert!(stage.events.iter().any(told));
        expect_only_bob_lost(&mut stage);
    }
}

#[test]
fn whoever_was_lost_may_come_back() {
    let mut stage = stage();
    stage.break_peer(BOB);
    stage.run(100);
    let client = Client::new(&BOTH_PROFILES, Slots { audio: 3, video: 4 });
    stage.clients.insert(BOB, client);
    stage.offer(BOB, true).unwrap();
    stage.run(1000);
    stage.show(ALICE, key_picture(0, 1000));
    stage.show(ALICE, picture(0, 1001));
    assert_eq!(received(&mut stage, BOB), 2);
}

#[test]
fn a_fault_amid_a_handshake_ends_it() {
    let mut stage = Stage::with(&[ALICE, CAROL]);
    let client = Client::new(&BOTH_PROFILES, Slots { audio: 3, video: 4 });
    stage.join_with(super::stage::ROOM, BOB, client);
    stage.break_peer(BOB);
    stage.run(1000);
    assert_eq!(stage.told(&LOST), 1);
    assert_eq!(stage.shard.figures().connections, 2);
}

#[test]
fn what_two_stumble_over_costs_its_sender() {
    for say in [false, true] {
        let mut stage = stage();
        stage.join(super::stage::ROOM, DAVE);
        stage.run(1000);
        stage.view(DAVE, &[(ALICE, 320, 180)]);
        stage.show(ALICE, key_picture(0, 100));
        stage.events.clear();
        for peer in [BOB, CAROL, DAVE] {
            stage.break_peer(peer);
        }
        if say {
            stage.say(ALICE, 1, 20);
        } else {
            stage.show(ALICE, picture(0, 101));
        }
        assert_eq!(stage.told(&Event::Lost { peer: ALICE }), 1);
        let lost = |event: &&Event| matches!(event, Event::Lost { .. });
        // What is done for the others when she leaves stumbles over what the test has broken.
        assert_eq!(
            stage.events.iter().find(lost),
            Some(&Event::Lost { peer: ALICE })
        );
    }
}
