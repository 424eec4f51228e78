//! Packets of one picture that arrive in one turn.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::stage::{ALICE, BOB, CAROL, Stage, key_picture, picture};
use crate::api::{Command, PeerKey};
use crate::client::{Shape, Video};
use crate::outbox::Path;

/// The packets of a key frame, in their order.
fn packets(first: u16, count: u16) -> Vec<Video> {
    (0..count)
        .map(|index| Video {
            sequence: first + index,
            key_frame: index == 0,
            shape: Shape {
                continues: index > 0,
                goes_on: index + 1 < count,
                ..Shape::default()
            },
            ..key_picture(0, first)
        })
        .collect()
}

/// They reach the engine, in this order, and nothing else happens.
fn arrive(stage: &mut Stage, packets: &[Video]) {
    let path = stage.path(ALICE);
    for packet in packets {
        stage.client(ALICE).send_video(packet);
        for mut datagram in stage.client(ALICE).transmit() {
            stage.shard.datagram(&mut datagram, path, stage.now);
        }
    }
}

/// Of what is to be sent.
fn paths(stage: &Stage) -> Vec<Path> {
    let sent = stage.shard.outgoing().datagrams();
    sent.iter().map(|datagram| datagram.path).collect()
}

/// Bob and Carol watch Alice.
fn stage() -> Stage {
    let mut stage = Stage::with(&[ALICE, BOB, CAROL]);
    for peer in [BOB, CAROL] {
        stage.view(peer, &[(ALICE, 320, 180)]);
    }
    stage
}

/// Sequence numbers and pictures, from the first picture's on.
fn seen(stage: &mut Stage, peer: PeerKey) -> Vec<(u16, u16)> {
    let received = &stage.client(peer).received;
    let Some(first) = received.first().cloned() else {
        return Vec::new();
    };
    received
        .iter()
        .map(|it| {
            let sequence = it.sequence.wrapping_sub(first.sequence);
            (sequence, it.picture() - first.picture())
        })
        .collect()
}

#[test]
fn a_picture_goes_to_one_receiver_after_the_other() {
    let mut stage = stage();
    let mut packets = packets(10, 4);
    // The network may turn them around.
    packets.swap(1, 2);
    for (index, packet) in packets.iter().enumerate() {
        arrive(&mut stage, &[*packet]);
        assert_eq!(stage.shard.take_is_amid_picture(), index < 3, "{index}");
        assert!(!stage.shard.take_is_amid_picture());
        assert!(stage.shard.outgoing().is_empty(), "it waits for the rest");
    }
    assert!(!stage.shard.forward_pictures(stage.now));
    let (bob, carol) = (stage.path(BOB), stage.path(CAROL));
    assert_eq!(
        paths(&stage),
        [bob, bob, bob, bob, carol, carol, carol, carol]
    );
    let sent = stage.shard.outgoing().datagrams();
    for pair in sent.windows(2) {
        assert_eq!(pair[1].start, pair[0].start + pair[0].length);
    }
    stage.exchange();
    for peer in [BOB, CAROL] {
        assert_eq!(seen(&mut stage, peer), [(0, 0), (1, 0), (2, 0), (3, 0)]);
    }
}

#[test]
fn a_full_outbox_is_sent_before_the_others_get_theirs() {
    let mut stage = stage();
    arrive(&mut stage, &packets(10, 3));
    // To nobody, and a byte short of enough.
    let filling = vec![0; crate::outbox::FULL - 1];
    let (bob, carol) = (stage.path(BOB), stage.path(CAROL));
    let nowhere = Path {
        remote: SocketAddr::from(([192, 0, 2, 99], 9)),
        ..bob
    };
    stage.shard.outbox().push(nowhere, &filling);
    assert!(stage.shard.forward_pictures(stage.now));
    assert_eq!(paths(&stage), [nowhere, bob, bob, bob]);
    assert!(stage.shard.forward_pictures(stage.now));
    assert_eq!(paths(&stage).len(), 4, "it is full still");
    stage.deliver();
    assert!(!stage.shard.forward_pictures(stage.now));
    assert_eq!(paths(&stage), [carol; 3]);
    stage.exchange();
    arrive(&mut stage, &packets(13, 2));
    stage.exchange();
    for peer in [BOB, CAROL] {
        let expected = [(0, 0), (1, 0), (2, 0), (3, 3), (4, 3)];
        assert_eq!(seen(&mut stage, peer), expected);
    }
}

#[test]
fn pictures_of_two_layers_and_two_senders_find_their_ways() {
    let mut stage = Stage::with(&[ALICE, BOB, CAROL]);
    for number in 0..5 {
        for layer in [0, 2] {
            let show = if number < 2 { key_picture } else { picture };
            for (peer, filling) in [(ALICE, 0), (BOB, 40)] {
                let path = stage.path(peer);
                let mut video = show(layer, number);
                video.shape.filling = filling;
                stage.client(peer).send_video(&video);
                for mut datagram in stage.client(peer).transmit() {
                    stage.shard.datagram(&mut datagram, path, stage.now);
                }
            }
        }
        stage.run(30);
        if number == 0 {
            stage.view(CAROL, &[(ALICE, 320, 180), (BOB, 320, 180)]);
            stage.view(BOB, &[(ALICE, 1280, 720)]);
            stage.run(20);
        }
    }
    let layers = |stage: &mut Stage, peer: PeerKey| -> Vec<u8> {
        let received = &stage.client(peer).received;
        received
            .iter()
            .map(crate::client::Received::layer)
            .collect()
    };
    assert_eq!(layers(&mut stage, CAROL), [0; 8]);
    // Bob's are longer by what they are filled with.
    let mut slots = BTreeMap::<u32, Vec<bool>>::new();
    for packet in &stage.client(CAROL).received {
        let is_long = packet.payload.len() > 40;
        slots.entry(packet.ssrc).or_default().push(is_long);
    }
    let slots: Vec<_> = slots.into_values().collect();
    assert!(slots.contains(&vec![false; 4]) && slots.contains(&vec![true; 4]));
    assert_eq!(layers(&mut stage, BOB), [2; 4]);
}

#[test]
fn many_are_sent_on_before_the_history_forgets_them() {
    let mut stage = stage();
    let mut first = 10;
    while !stage.shard.is_laden() {
        arrive(&mut stage, &packets(first, 8));
        first += 8;
    }
    assert!(stage.shard.outgoing().is_empty());
    assert!(!stage.shard.forward_pictures(stage.now));
    assert!(!stage.shard.is_laden());
    // Whatever does not fit the line at once waits for its turn.
    stage.run(2000);
    let received = seen(&mut stage, BOB);
    let sequences: Vec<u16> = received.iter().map(|(sequence, _)| *sequence).collect();
    assert_eq!(sequences, (0..first - 10).collect::<Vec<_>>());
}

#[test]
fn who_has_left_is_not_shown_any_more() {
    let mut stage = stage();
    arrive(&mut stage, &packets(10, 3));
    stage.command(Command::Leave { peer: CAROL });
    assert_eq!(stage.client(CAROL).received, []);
    arrive(&mut stage, &packets(13, 3));
    stage
        .shard
        .command(Command::Leave { peer: ALICE }, stage.now);
    stage.exchange();
    assert_eq!(seen(&mut stage, BOB).len(), 3);
}
