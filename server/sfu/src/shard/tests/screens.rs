use super::stage::{ALICE, BOB, CAROL, Stage, camera, key_picture, microphone, picture};
use crate::api::{Event, Kind, PeerKey, Source, Want};
use crate::client::{Audio, Video};

fn screen(peer: PeerKey) -> Source {
    Source {
        peer,
        kind: Kind::Screen,
    }
}

fn screen_sound(peer: PeerKey) -> Source {
    Source {
        peer,
        kind: Kind::ScreenSound,
    }
}

fn want(source: Source) -> Want {
    Want {
        source,
        width: 320,
        height: 180,
    }
}

/// The picture of a shared screen.
fn slide(number: u16) -> Video {
    Video {
        of_screen: true,
        ..key_picture(0, number)
    }
}

fn film(stage: &mut Stage, peer: PeerKey, sequence: u16) {
    stage.client(peer).send_audio(&Audio {
        of_screen: true,
        sequence,
        level: 20,
    });
    stage.exchange();
}

#[test]
fn a_screen_is_seen_beside_the_camera_and_heard() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.view_all(BOB, vec![want(screen(ALICE)), want(camera(ALICE))]);
    film(&mut stage, ALICE, 1);
    stage.run(200);
    let shown = stage.shown_to(BOB);
    for source in [screen(ALICE), camera(ALICE), screen_sound(ALICE)] {
        assert!(shown.contains(&source), "{shown:?}");
    }
    stage.show(ALICE, slide(1));
    stage.show(ALICE, key_picture(0, 1));
    film(&mut stage, ALICE, 2);
    let received = &stage.client(BOB).received;
    let count = |kind: u8| received.iter().filter(|it| it.payload_type == kind).count();
    // Sound from its beginning, before it had a slot.
    assert_eq!((count(96), count(111)), (2, 2));
}

#[test]
fn a_screen_that_is_not_allowed_goes_nowhere_from_that_command_on() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.view_all(BOB, vec![want(screen(ALICE)), want(camera(ALICE))]);
    stage.show(ALICE, slide(1));
    film(&mut stage, ALICE, 1);
    stage.run(200);
    stage.allow(ALICE, true, true);
    let before = stage.client(BOB).received.len();
    stage.show(ALICE, slide(2));
    film(&mut stage, ALICE, 2);
    assert_eq!(stage.client(BOB).received.len(), before);
    assert_eq!(stage.shown_to(BOB), [microphone(ALICE), camera(ALICE)]);
    stage.show(ALICE, key_picture(0, 1));
    stage.show(ALICE, picture(0, 2));
    assert_eq!(stage.client(BOB).received.len(), before + 2);
}

/// Three slots for sound, and four who speak: the film keeps its slot, and does not count as speech.
#[test]
fn nobody_speaks_over_a_film() {
    let others: Vec<PeerKey> = (3..=6).map(PeerKey).collect();
    let mut stage = Stage::with(&[ALICE, BOB, CAROL, PeerKey(4), PeerKey(5), PeerKey(6)]);
    for sequence in 0..60 {
        film(&mut stage, ALICE, sequence);
        for peer in &others {
            stage.say(*peer, sequence, 5);
        }
        stage.run(20);
    }
    let heard = stage.shown_to(BOB);
    assert!(heard.contains(&screen_sound(ALICE)), "{heard:?}");
    let speaks = |event: &Event| {
        let Event::Levels { levels, .. } = event else {
            return false;
        };
        levels.iter().any(|(peer, _)| *peer == ALICE)
    };
    assert!(!stage.events.iter().any(speaks));
}
