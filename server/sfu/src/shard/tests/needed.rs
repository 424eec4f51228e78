use super::stage::{ALICE, BOB, CAROL, ROOM, Stage, camera, key_picture, picture};
use crate::api::{Event, PeerKey, Source};
use crate::client::Received;

/// What was told of a camera, in order.
fn told(stage: &Stage, peer: PeerKey) -> Vec<String> {
    let of = |event: &Event| {
        let Event::Needed { source, layers } = event else {
            return None;
        };
        (*source == camera(peer)).then(|| layers.concat())
    };
    stage.events.iter().filter_map(of).collect()
}

/// A picture a frame for a second of all layers that the client was last asked for.
fn shoot(stage: &mut Stage, first: u16) {
    for number in first..first + 30 {
        let wanted = told(stage, ALICE).last().cloned();
        let wanted = wanted.unwrap_or_else(|| "qhf".to_owned());
        for (layer, name) in ["q", "h", "f"].into_iter().enumerate() {
            // As browsers do, a layer that comes back begins with a key frame on each.
            if wanted.contains(name) {
                let is_key = number % 10 == 0;
                let shot = if is_key { key_picture } else { picture };
                stage.show(ALICE, shot(layer, number));
            }
        }
        stage.run(30);
    }
}

/// The layers a peer saw since it was last asked, one after the other, without a packet missing.
fn layers_seen(stage: &mut Stage, peer: PeerKey) -> Vec<u8> {
    let received = std::mem::take(&mut stage.client(peer).received);
    let video = received.iter().filter(|packet| packet.payload_type == 96);
    let video: Vec<&Received> = video.collect();
    for pair in video.windows(2) {
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
    }
    let mut layers: Vec<u8> = video.into_iter().map(Received::layer).collect();
    layers.dedup();
    layers
}

#[test]
fn only_the_lowest_layer_is_needed_while_nobody_looks() {
    let mut stage = Stage::new();
    stage.join(ROOM, ALICE);
    stage.allow(ALICE, true, true);
    stage.run(900);
    assert_eq!(told(&stage, ALICE), ["qhf"]);
    stage.run(1200);
    assert_eq!(told(&stage, ALICE), ["qhf", "q"]);
}

#[test]
fn what_is_looked_at_is_needed_and_nothing_else() {
    let mut stage = Stage::new();
    stage.join(ROOM, ALICE);
    stage.join(ROOM, BOB);
    stage.join(ROOM, CAROL);
    stage.allow(ALICE, true, true);
    stage.run(1000);
    stage.view(BOB, &[(ALICE, 640, 360)]);
    stage.view(CAROL, &[(ALICE, 1280, 720)]);
    shoot(&mut stage, 0);
    shoot(&mut stage, 30);
    assert_eq!(told(&stage, ALICE).last().unwrap(), "qhf");
    stage.view(CAROL, &[(ALICE, 640, 360)]);
    shoot(&mut stage, 60);
    shoot(&mut stage, 90);
    assert_eq!(told(&stage, ALICE).last().unwrap(), "qh");
    stage.view(BOB, &[]);
    stage.view(CAROL, &[]);
    shoot(&mut stage, 120);
    shoot(&mut stage, 150);
    assert_eq!(told(&stage, ALICE).last().unwrap(), "q");
}

#[test]
fn a_layer_comes_back_when_it_is_wanted_and_the_picture_goes_on_meanwhile() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    for first in [0, 30, 60] {
        shoot(&mut stage, first);
    }
    assert_eq!(told(&stage, ALICE).last().unwrap(), "q");
    layers_seen(&mut stage, BOB);
    stage.view(BOB, &[(ALICE, 1280, 720)]);
    stage.run(100);
    assert_eq!(told(&stage, ALICE).last().unwrap(), "qf");
    shoot(&mut stage, 100);
    assert_eq!(layers_seen(&mut stage, BOB), [0, 2]);
}

#[test]
fn each_new_connection_is_told_anew() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.run(2000);
    assert_eq!(told(&stage, ALICE).last().unwrap(), "q");
    stage.events.clear();
    stage.join(ROOM, ALICE);
    stage.run(500);
    assert_eq!(told(&stage, ALICE), ["qhf"]);
    let screen = |event: &&Event| {
        let screen = Source {
            peer: ALICE,
            kind: crate::api::Kind::Screen,
        };
        matches!(event, Event::Needed { source, .. } if *source == screen)
    };
    assert_eq!(stage.events.iter().filter(screen).count(), 1);
}
