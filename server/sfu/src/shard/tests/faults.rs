//! A fault in the work for Bob is Bob's alone.

use super::stage::{ALICE, BOB, CAROL, Stage, key_picture, picture};
use crate::api::{Event, PeerKey};
use crate::client::{BOTH_PROFILES, Client, Slots};
use crate::rtcp;

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

#[test]
fn a_picture_goes_on_to_the_others() {
    let mut stage = stage();
    let before = received(&mut stage, CAROL);
    stage.break_peer(BOB);
    stage.show(ALICE, picture(0, 1));
    assert_eq!(stage.shard.figures().faults, 1);
    assert_eq!(received(&mut stage, CAROL), before + 1);
    expect_only_bob_lost(&mut stage);
}

#[test]
fn a_word_goes_on_to_the_others() {
    let mut stage = stage();
    let before = received(&mut stage, CAROL);
    stage.break_peer(BOB);
    stage.say(ALICE, 1, 20);
    assert_eq!(stage.shard.figures().faults, 1);
    assert_eq!(received(&mut stage, CAROL), before + 1);
    expect_only_bob_lost(&mut stage);
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
fn the_others_are_cared_for_and_whoever_was_lost_may_come_back() {
    let mut stage = stage();
    stage.break_peer(BOB);
    stage.run(3000);
    expect_only_bob_lost(&mut stage);
    let quality = stage.events.iter().any(|event| {
        let Event::Quality { peers, .. } = event else {
            return false;
        };
        peers.iter().any(|of| of.peer == CAROL)
    });
    assert!(quality, "what comes last in a round comes");
    let client = Client::new(&BOTH_PROFILES, Slots { audio: 3, video: 4 });
    stage.clients.insert(BOB, client);
    stage.offer(BOB, true).unwrap();
    stage.run(1000);
    stage.show(ALICE, key_picture(0, 1000));
    stage.show(ALICE, picture(0, 1001));
    assert_eq!(received(&mut stage, BOB), 2);
}

#[test]
fn a_handshake_that_fails_within_is_given_up() {
    let mut stage = Stage::with(&[ALICE, CAROL]);
    let client = Client::new(&BOTH_PROFILES, Slots { audio: 3, video: 4 });
    stage.join_with(super::stage::ROOM, BOB, client);
    stage.break_peer(BOB);
    stage.run(1000);
    assert_eq!(stage.told(&LOST), 1);
    assert_eq!(stage.shard.figures().connections, 2);
}
