//! Parts of a room: nothing passes from one to another, whatever was heard and seen before.

use super::stage::{ALICE, BOB, CAROL, ROOM, Stage, camera, key_picture, microphone, picture};
use crate::api::{Command, Event, PartKey, PeerKey};

const DAVE: PeerKey = PeerKey(4);
const ASIDE: PartKey = PartKey(7);

fn move_to(stage: &mut Stage, peer: PeerKey, part: PartKey) {
    stage.command(Command::Move { peer, part });
}

/// Alice and Bob stay, Carol and Dave go aside; all of them hear and see each other before.
fn parted() -> Stage {
    let mut stage = Stage::with(&[ALICE, BOB, CAROL, DAVE]);
    for peer in [ALICE, BOB, CAROL, DAVE] {
        let others = [ALICE, BOB, CAROL, DAVE].into_iter();
        let wants: Vec<_> = others
            .filter(|other| *other != peer)
            .map(|other| (other, 320, 180))
            .collect();
        stage.view(peer, &wants);
    }
    for sequence in 0..5 {
        everybody_sends(&mut stage, sequence);
    }
    assert!(stage.shown_to(BOB).contains(&microphone(CAROL)));
    for peer in [CAROL, DAVE] {
        move_to(&mut stage, peer, ASIDE);
    }
    for client in stage.clients.values_mut() {
        client.received.clear();
    }
    stage
}

fn everybody_sends(stage: &mut Stage, number: u16) {
    for peer in [ALICE, BOB, CAROL, DAVE] {
        stage.say(peer, number, 30);
        let video = if number.is_multiple_of(10) {
            key_picture(0, number)
        } else {
            picture(0, number)
        };
        stage.show(peer, video);
    }
    stage.run(20);
}

/// The microphones and cameras on somebody's slots.
fn people(stage: &Stage, of: PeerKey) -> Vec<PeerKey> {
    let mut people: Vec<PeerKey> = stage.shown_to(of).iter().map(|one| one.peer).collect();
    people.sort();
    people.dedup();
    people
}

#[test]
fn those_in_one_part_hear_and_see_one_another_alone() {
    let mut stage = parted();
    for (peer, other) in [(ALICE, BOB), (BOB, ALICE), (CAROL, DAVE), (DAVE, CAROL)] {
        assert_eq!(people(&stage, peer), [other]);
    }
    for number in 10..30 {
        everybody_sends(&mut stage, number);
    }
    for (peer, other) in [(ALICE, BOB), (BOB, ALICE), (CAROL, DAVE), (DAVE, CAROL)] {
        let shown = stage.shown_to(peer);
        assert!(shown.contains(&microphone(other)) && shown.contains(&camera(other)));
        assert_eq!(people(&stage, peer), [other]);
        assert!(!stage.client(peer).received.is_empty());
    }
}

#[test]
fn whoever_is_alone_in_a_part_receives_nothing_and_is_not_received() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.view(BOB, &[(ALICE, 320, 180)]);
    stage.say(ALICE, 1, 30);
    stage.show(ALICE, key_picture(0, 1));
    stage.run(100);
    assert!(!stage.client(BOB).received.is_empty());
    move_to(&mut stage, BOB, ASIDE);
    stage.client(BOB).received.clear();
    for number in 2..12 {
        stage.say(ALICE, number, 30);
        stage.say(BOB, number, 30);
        stage.show(ALICE, key_picture(0, number));
        stage.run(20);
    }
    assert_eq!(stage.client(BOB).received, []);
    assert_eq!(stage.client(ALICE).received, []);
    assert_eq!(stage.shown_to(BOB), []);
    // Back by a command, with no new offer and no new wish.
    move_to(&mut stage, BOB, PartKey::default());
    stage.say(ALICE, 12, 30);
    stage.show(ALICE, key_picture(0, 12));
    stage.run(100);
    assert_eq!(stage.shown_to(BOB), [microphone(ALICE), camera(ALICE)]);
    assert!(!stage.client(BOB).received.is_empty());
}

#[test]
fn each_part_has_its_own_speaker_and_levels() {
    let mut stage = parted();
    stage.events.clear();
    for sequence in 10..60 {
        stage.say(ALICE, sequence, 25);
        stage.say(CAROL, sequence, 25);
        stage.run(20);
    }
    for (part, peer) in [(PartKey::default(), ALICE), (ASIDE, CAROL)] {
        let own = stage.events.iter().filter_map(|event| {
            let Event::Levels {
                room,
                part: of,
                levels,
            } = event
            else {
                return None;
            };
            (*room == ROOM && *of == part).then_some(levels)
        });
        let own: Vec<_> = own.flatten().map(|(peer, _)| *peer).collect();
        assert!(own.contains(&peer), "{own:?}");
        let others = [[ALICE, BOB], [CAROL, DAVE]];
        let others = others.iter().find(|pair| !pair.contains(&peer)).unwrap();
        assert!(!own.iter().any(|one| others.contains(one)), "{own:?}");
    }
}
