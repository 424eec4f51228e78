use super::stage::{ALICE, BOB, CAROL, ROOM, Stage, camera, key_picture, microphone, picture};
use crate::api::{Command, Event, OwnerKey, PartKey, PeerKey, RoomKey};
use crate::client::{BOTH_PROFILES, Client, Received, Slots, Video};
use crate::figures::Dropped;
use crate::rtcp;

fn arriving(peer: PeerKey, microphone: bool, camera: bool) -> Event {
    Event::Arriving {
        peer,
        microphone,
        camera,
    }
}

fn video(received: &[Received]) -> Vec<Received> {
    let is_video = |packet: &&Received| packet.payload_type == 96;
    received.iter().filter(is_video).cloned().collect()
}

/// All three layers of one frame.
fn frame(stage: &mut Stage, number: u16, key_frame: bool) {
    for layer in 0..3 {
        let video = if key_frame {
            key_picture(layer, number)
        } else {
            picture(layer, number)
        };
        stage.show(ALICE, video);
    }
    stage.run(30);
}

#[test]
fn nothing_is_forwarded_before_it_is_allowed() {
    let mut stage = Stage::new();
    stage.join(ROOM, ALICE);
    stage.join(ROOM, BOB);
    stage.run(1000);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    stage.say(ALICE, 1, 30);
    stage.show(ALICE, key_picture(0, 1));
    stage.run(200);
    assert_eq!(stage.client(BOB).received, []);
    assert_eq!(stage.told(&arriving(ALICE, true, true)), 0);
    stage.allow(ALICE, true, false);
    stage.say(ALICE, 2, 30);
    stage.show(ALICE, key_picture(0, 2));
    stage.run(200);
    assert_eq!(stage.client(BOB).received.len(), 1);
    assert_eq!(stage.shown_to(BOB), [microphone(ALICE)]);
    assert_eq!(stage.told(&arriving(ALICE, true, false)), 1);
}

#[test]
fn what_is_taken_back_stops_with_the_next_packet() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.say(ALICE, 1, 30);
    stage.run(100);
    stage.allow(ALICE, false, false);
    stage.say(ALICE, 2, 30);
    stage.run(100);
    assert_eq!(stage.client(BOB).received.len(), 1);
    assert_eq!(stage.told(&arriving(ALICE, false, false)), 1);
    stage.allow(ALICE, true, true);
    stage.say(ALICE, 100, 30);
    stage.say(ALICE, 101, 30);
    let sequences: Vec<u16> = stage
        .client(BOB)
        .received
        .iter()
        .map(|it| it.sequence)
        .collect();
    assert_eq!(sequences[1], sequences[0] + 1);
    assert_eq!(sequences[2], sequences[0] + 2);
}

#[test]
fn arrivals_are_told_at_their_edges() {
    let mut stage = Stage::with(&[ALICE]);
    stage.say(ALICE, 1, 30);
    stage.run(2900);
    assert_eq!(stage.told(&arriving(ALICE, true, false)), 1);
    assert_eq!(stage.told(&arriving(ALICE, false, false)), 0);
    stage.run(300);
    assert_eq!(stage.told(&arriving(ALICE, false, false)), 1);
}

#[test]
fn everybody_hears_the_others_and_not_themselves() {
    let mut stage = Stage::with(&[ALICE, BOB, CAROL]);
    for sequence in 0..10 {
        stage.say(ALICE, sequence, 30);
        stage.run(20);
    }
    assert_eq!(stage.client(ALICE).received, []);
    assert_eq!(stage.client(BOB).received.len(), 10);
    assert_eq!(stage.client(CAROL).received.len(), 10);
    assert_eq!(
        stage
            .clients
            .values()
            .map(|it| it.unreadable)
            .sum::<usize>(),
        0
    );
}

#[test]
fn nobody_hears_themselves_from_another_of_their_devices() {
    let (desktop, phone) = (BOB, CAROL);
    let mut stage = Stage::with(&[ALICE, desktop]);
    let client = Client::new(&BOTH_PROFILES, Slots { audio: 3, video: 4 });
    stage.join_as(OwnerKey(desktop.0), ROOM, phone, client);
    stage.allow(phone, true, true);
    stage.run(1000);
    for sequence in 0..10 {
        stage.say(phone, sequence, 30);
        stage.say(ALICE, sequence, 30);
        stage.run(20);
    }
    assert_eq!(stage.client(ALICE).received.len(), 10);
    assert_eq!(stage.client(desktop).received.len(), 10);
    assert_eq!(stage.shown_to(phone), [microphone(ALICE)]);
}

#[test]
fn rooms_do_not_hear_each_other() {
    let mut stage = Stage::with(&[ALICE]);
    stage.join(RoomKey(2), BOB);
    stage.allow(BOB, true, true);
    stage.run(1000);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    stage.say(ALICE, 1, 30);
    frame(&mut stage, 1, true);
    stage.run(200);
    assert_eq!(stage.client(BOB).received, []);
    assert_eq!(stage.shown_to(BOB), []);
}

#[test]
fn the_layer_follows_the_tile_in_one_continuous_stream() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    frame(&mut stage, 0, true);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    stage.run(20);
    frame(&mut stage, 1, true);
    frame(&mut stage, 2, false);
    stage.view(BOB, &[(ALICE, 1280, 720)]);
    // The small picture goes on until the large one can begin.
    frame(&mut stage, 3, false);
    frame(&mut stage, 4, true);
    frame(&mut stage, 5, false);
    stage.view(BOB, &[(ALICE, 400, 200)]);
    frame(&mut stage, 6, true);
    let received = video(&stage.client(BOB).received);
    let layers: Vec<u8> = received.iter().map(Received::layer).collect();
    assert_eq!(layers, [0, 0, 0, 0, 2, 2, 1]);
    for pair in received.windows(2) {
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
        assert_eq!(pair[1].picture(), (pair[0].picture() + 1) & 0x7fff);
        let step = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        // Both layers of the frame in which it changes are there.
        assert!((900..4_500).contains(&step), "{step}");
        assert_eq!(pair[1].ssrc, pair[0].ssrc);
    }
}

#[test]
fn padding_stays_with_the_engine_and_leaves_no_gap() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    stage.show(ALICE, key_picture(0, 0));
    for number in 1..30 {
        if number % 3 == 0 {
            stage.show(ALICE, picture(0, number));
        } else {
            stage.client(ALICE).send_padding(&picture(0, number));
            stage.exchange();
        }
    }
    let received = video(&stage.client(BOB).received);
    assert_eq!(received.len(), 10);
    for pair in received.windows(2) {
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
    }
    let (ssrc, _) = Client::streams_of(&stage.answers[&BOB], 7);
    let nack = rtcp::nack(ssrc, &[received[7].sequence]).unwrap();
    stage.client(BOB).send_rtcp(&nack);
    stage.exchange();
    let again = stage.client(BOB).received.last().unwrap().clone();
    assert_eq!(again.payload_type, 97);
    assert_eq!(again.payload[2..], received[7].payload);
}

#[test]
fn what_becomes_of_packets_is_counted() {
    let mut stage = Stage::with(&[ALICE, BOB, CAROL]);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    stage.allow(ALICE, false, true);
    stage.say(ALICE, 1, 30);
    stage.show(ALICE, key_picture(0, 0));
    stage.show(ALICE, picture(0, 1));
    stage.client(ALICE).send_padding(&picture(0, 2));
    let repeated = Video {
        repair: Some(9),
        ..picture(0, 1)
    };
    stage.show(ALICE, repeated);
    let (ssrc, _) = Client::streams_of(&stage.answers[&BOB], 7);
    let sequence = stage.client(BOB).received[1].sequence;
    let nack = rtcp::nack(ssrc, &[sequence]).unwrap();
    stage.client(BOB).send_rtcp(&nack);
    stage.exchange();
    let path = stage.path(CAROL);
    stage.shard.datagram(&mut [0x80; 60], path, stage.now);
    let figures = stage.shard.figures();
    assert_eq!((figures.connections, figures.received.packets), (3, 5));
    assert_eq!(figures.forwarded.packets, 2);
    assert!(figures.forwarded.bytes > 2 * 28);
    assert_eq!((figures.nacks, figures.retransmitted.packets), (1, 1));
    assert_eq!(figures.unauthenticated, 1);
    let expected = Dropped {
        not_allowed: 1,
        unknown_stream: 0,
        repeated: 1,
        padding: 1,
    };
    assert_eq!(figures.dropped, expected);
    stage.view(CAROL, &[(ALICE, 320, 180)]);
    stage.run(50);
    assert_eq!(stage.shard.figures().key_frame_requests, 1);
}

#[test]
fn a_slot_changes_its_source_without_a_break() {
    let mut stage = Stage::with(&[ALICE, BOB, CAROL]);
    stage.view(CAROL, &[(ALICE, 320, 180)]);
    stage.show(ALICE, key_picture(0, 7));
    stage.show(BOB, key_picture(0, 20_000));
    stage.run(30);
    stage.view(CAROL, &[(BOB, 320, 180)]);
    stage.show(ALICE, picture(0, 8));
    stage.run(30);
    stage.show(BOB, key_picture(0, 20_001));
    let received = video(&stage.client(CAROL).received);
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].ssrc, received[1].ssrc);
    assert_eq!(received[1].sequence, received[0].sequence.wrapping_add(1));
    assert_eq!(received[1].picture(), received[0].picture() + 1);
    assert_eq!(stage.shown_to(CAROL).last(), Some(&camera(BOB)));
}

#[test]
fn audio_only_takes_the_pictures_away() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    assert_eq!(stage.shown_to(BOB), [microphone(ALICE), camera(ALICE)]);
    stage.command(Command::View {
        peer: BOB,
        wants: Vec::new(),
        audio_only: true,
    });
    stage.show(ALICE, key_picture(0, 1));
    assert_eq!(stage.client(BOB).received, []);
    assert_eq!(stage.shown_to(BOB), [microphone(ALICE)]);
}

#[test]
fn who_comes_back_is_seen_again() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    stage.show(ALICE, key_picture(0, 1));
    stage.run(100);
    stage.join(ROOM, ALICE);
    stage.run(1000);
    stage.show(ALICE, key_picture(0, 500));
    stage.show(ALICE, picture(0, 501));
    let received = video(&stage.client(BOB).received);
    let steps: Vec<u16> = received
        .windows(2)
        .map(|pair| pair[1].sequence.wrapping_sub(pair[0].sequence))
        .collect();
    assert_eq!(steps, [1, 1]);
}

#[test]
fn a_layer_that_ceases_gives_way_to_one_that_goes_on() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    frame(&mut stage, 0, true);
    stage.view(BOB, &[(ALICE, 1280, 720)]);
    frame(&mut stage, 1, true);
    assert_eq!(
        video(&stage.client(BOB).received).last().unwrap().layer(),
        2
    );
    for number in 2..50 {
        stage.show(ALICE, picture(0, number));
        stage.run(30);
    }
    stage.show(ALICE, key_picture(0, 50));
    assert_eq!(
        video(&stage.client(BOB).received).last().unwrap().layer(),
        0
    );
}

#[test]
fn the_speaker_and_the_levels_are_told() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    for sequence in 0..50 {
        stage.say(ALICE, sequence, 25);
        stage.say(BOB, sequence, 110);
        stage.run(20);
    }
    let speaker = Event::Speaker {
        room: ROOM,
        part: PartKey::default(),
        peer: Some(ALICE),
    };
    assert_eq!(stage.told(&speaker), 1);
    let levels: Vec<_> = stage
        .events
        .iter()
        .filter_map(|event| {
            let Event::Levels { levels, .. } = event else {
                return None;
            };
            Some(levels.clone())
        })
        .collect();
    assert!((3..=5).contains(&levels.len()), "{levels:?}");
    assert!(levels.iter().all(|it| it.len() == 1 && it[0].0 == ALICE));
    stage.run(4000);
    let silence = Event::Speaker {
        room: ROOM,
        part: PartKey::default(),
        peer: None,
    };
    assert_eq!(stage.told(&silence), 1);
    let quiet = Event::Levels {
        room: ROOM,
        part: PartKey::default(),
        levels: Vec::new(),
    };
    assert_eq!(stage.told(&quiet), 1);
}

#[test]
fn with_more_voices_than_slots_the_loudest_are_heard() {
    let others: Vec<PeerKey> = (2..=6).map(PeerKey).collect();
    let mut stage = Stage::with(&[ALICE, BOB, CAROL, PeerKey(4), PeerKey(5), PeerKey(6)]);
    for sequence in 0..60 {
        for peer in &others {
            let level = if peer.0 >= 4 { 25 } else { 100 };
            stage.say(*peer, sequence, level);
        }
        stage.run(20);
    }
    let mut heard = stage.shown_to(ALICE);
    heard.sort();
    assert_eq!(heard, [4, 5, 6].map(|peer| microphone(PeerKey(peer))));
}
