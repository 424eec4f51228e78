//! Sound, picture, screens and how they flow.

use meeting::fact::Event;
use meeting::id::ConnectionId;
use meeting::plan::Role;
use meeting::protocol::{Command, Picture, Quality, Reason, Track, View, Wanted};
use meeting::room::{Flow, LinkReport, MediaReport};

use super::{events, meeting, sound};
use crate::people::*;
use crate::world::World;

#[test]
fn a_host_closes_a_microphone_and_its_owner_opens_it_again() {
    let (mut world, [alice, bob, _]) = meeting();
    world.ask(bob, sound()).unwrap();
    assert!(world.engine.peers[&bob].microphone);
    assert_eq!(world.ask(alice, Command::Mute { person: BOB }), Ok(()));
    assert!(!world.engine.peers[&bob].microphone);
    assert_eq!(world.clients[&bob].muted_by, Some(ALICE));
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().microphone,
        Track::Off
    );
    assert_eq!(world.ask(bob, sound()), Ok(()));
    assert!(world.engine.peers[&bob].microphone);
}

#[test]
fn an_open_track_that_brings_nothing_is_silent() {
    let (mut world, [alice, bob, _]) = meeting();
    let microphone = |world: &World| world.clients[&alice].person(BOB).unwrap().microphone;
    world.ask(bob, sound()).unwrap();
    assert_eq!(microphone(&world), Track::On);
    world.wait(2);
    assert_eq!(microphone(&world), Track::On);
    world.wait(1);
    assert_eq!(microphone(&world), Track::Silent);
    let arriving = |microphone| MediaReport::Arriving {
        connection: bob,
        microphone,
        camera: false,
    };
    world.report(arriving(true));
    assert_eq!(microphone(&world), Track::On);
    world.wait(60);
    assert_eq!(microphone(&world), Track::On);
    world.report(arriving(false));
    assert_eq!(microphone(&world), Track::Silent);
}

#[test]
fn a_view_follows_the_device_that_sends() {
    let (mut world, [alice, laptop, _]) = meeting();
    let wanted = |person| Wanted {
        person,
        kind: Picture::Camera,
        width: 640,
        height: 360,
    };
    let view = View {
        sources: vec![wanted(BOB), wanted(PAUL), wanted(BOB), wanted(ALICE)],
        audio_only: false,
    };
    assert_eq!(world.ask(alice, Command::View(view)), Ok(()));
    let seen = |world: &World| -> Vec<ConnectionId> {
        let sources = world.engine.peers[&alice].sources.iter();
        sources.map(|source| source.connection).collect()
    };
    assert_eq!(seen(&world), [laptop]);
    let phone = world.arrive_on(BOB, "phone");
    assert_eq!(seen(&world), [phone]);
    world.ask(phone, Command::Leave).unwrap();
    assert_eq!(seen(&world), [laptop]);
    world.ask(laptop, Command::Leave).unwrap();
    assert!(seen(&world).is_empty());
    let too_many = View {
        sources: vec![wanted(BOB); 65],
        audio_only: true,
    };
    assert_eq!(
        world.ask(alice, Command::View(too_many)),
        Err(Reason::Malformed)
    );
}

#[test]
fn an_offer_goes_to_the_engine() {
    let (mut world, [_, bob, _]) = meeting();
    let offer = Command::Offer {
        sdp: "v=0".to_owned(),
        fresh: true,
    };
    assert_eq!(world.try_ask(bob, offer.clone()), None);
    assert_eq!(world.engine.offers.len(), 1);
    let olga = world.arrive(OLGA);
    assert_eq!(world.ask(olga, offer), Err(Reason::NotAdmitted));
}

#[test]
fn observers_and_press_follow_only() {
    let (mut world, [alice, ..]) = meeting();
    for person in [OLGA, PAUL] {
        let here = world.arrive(person);
        world.ask(alice, Command::AdmitAll).unwrap();
        let text = "hello".to_owned();
        assert_eq!(world.ask(here, sound()), Err(Reason::NotAllowed));
        assert_eq!(
            world.ask(here, Command::Hand { raised: true }),
            Err(Reason::NotAllowed)
        );
        assert_eq!(
            world.ask(here, Command::Chat { text }),
            Err(Reason::NotAllowed)
        );
        let off = Command::SetMedia {
            microphone: false,
            camera: false,
        };
        assert_eq!(world.ask(here, off), Ok(()));
    }
}

const SHARE: Command = Command::Share { on: true };

#[test]
fn one_screen_is_shared_and_everybody_knows_whose() {
    let (mut world, [alice, bob, carol]) = meeting();
    assert_eq!(world.ask(bob, SHARE), Ok(()));
    assert_eq!(world.ask(bob, SHARE), Ok(()));
    assert!(world.engine.peers[&bob].screen);
    assert_eq!(world.clients[&alice].view().screen, Some(BOB));
    assert_eq!(world.ask(carol, SHARE), Err(Reason::ScreenTaken));
    assert_eq!(world.ask(bob, Command::Share { on: false }), Ok(()));
    assert!(!world.engine.peers[&bob].screen);
    assert_eq!(world.clients[&alice].view().screen, None);
    assert_eq!(world.clients[&bob].share_stopped_by, None);
    assert_eq!(world.ask(carol, SHARE), Ok(()));
}

#[test]
fn a_host_takes_the_place_of_a_shared_screen_or_ends_it() {
    let (mut world, [alice, bob, carol]) = meeting();
    world.ask(bob, SHARE).unwrap();
    assert_eq!(world.ask(alice, SHARE), Ok(()));
    assert!(!world.engine.peers[&bob].screen);
    assert_eq!(world.clients[&bob].share_stopped_by, Some(ALICE));
    assert_eq!(world.clients[&carol].view().screen, Some(ALICE));
    world.ask(alice, Command::Share { on: false }).unwrap();

    world.ask(carol, SHARE).unwrap();
    let stop = Command::StopShare { person: CAROL };
    assert_eq!(world.ask(bob, stop.clone()), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, stop.clone()), Ok(()));
    assert_eq!(world.clients[&carol].share_stopped_by, Some(ALICE));
    assert_eq!(world.clients[&bob].view().screen, None);
    assert_eq!(world.ask(alice, stop), Ok(()));
}

#[test]
fn those_who_follow_or_interpret_share_nothing() {
    let (mut world, [alice, ..]) = meeting();
    for person in [IVAN, OLGA, PAUL] {
        let here = world.arrive(person);
        world.ask(alice, Command::AdmitAll).unwrap();
        assert_eq!(world.ask(here, SHARE), Err(Reason::NotAllowed));
        assert_eq!(world.ask(here, Command::Share { on: false }), Ok(()));
    }
    let tom = world.arrive(TOM);
    world.ask(alice, Command::AdmitAll).unwrap();
    assert_eq!(world.ask(tom, SHARE), Ok(()));
    let role = Role::Interpreter;
    let change = Command::SetRole { person: TOM, role };
    world.ask(alice, change).unwrap();
    assert!(!world.engine.peers[&tom].screen);
    assert_eq!(world.clients[&alice].view().screen, None);
}

#[test]
fn a_share_outlives_a_broken_line_and_ends_with_its_device() {
    let (mut world, [alice, bob, carol]) = meeting();
    world.ask(bob, SHARE).unwrap();
    world.drop_connection(bob);
    assert_eq!(world.ask(carol, SHARE), Err(Reason::ScreenTaken));
    let bob = world.resume(bob);
    assert_eq!(world.clients[&bob].view().screen, Some(BOB));
    world.arrive_on(BOB, "phone");
    assert_eq!(world.clients[&alice].view().screen, None);
    assert_eq!(world.ask(bob, SHARE), Err(Reason::OtherDevice));

    world.ask(carol, SHARE).unwrap();
    world.drop_connection(carol);
    world.wait(30);
    assert_eq!(world.clients[&alice].view().screen, None);
}

#[test]
fn a_person_can_be_seen_twice_by_camera_and_by_screen() {
    let (mut world, [alice, bob, _]) = meeting();
    let wanted = |kind| Wanted {
        person: BOB,
        kind,
        width: 640,
        height: 360,
    };
    let view = View {
        sources: vec![
            wanted(Picture::Screen),
            wanted(Picture::Camera),
            wanted(Picture::Screen),
        ],
        audio_only: false,
    };
    world.ask(alice, Command::View(view)).unwrap();
    let sources = world.engine.peers[&alice].sources.iter();
    let seen: Vec<_> = sources
        .map(|source| (source.connection, source.kind))
        .collect();
    assert_eq!(seen, [(bob, Picture::Screen), (bob, Picture::Camera)]);
}

fn link(connection: ConnectionId, lost_per_mille: u16) -> LinkReport {
    let up = Flow {
        lost_per_mille,
        is_silent: false,
    };
    LinkReport {
        connection,
        up,
        down: Flow::default(),
        round_trip: Some(40),
        freezes: u16::from(lost_per_mille > 100),
    }
}

#[test]
fn a_weak_connection_is_told_when_it_turns_weak_and_to_whoever_comes() {
    let (mut world, [alice, bob, _]) = meeting();
    let weak = (Quality::Poor, Quality::Good);
    world.report(MediaReport::Quality(vec![link(bob, 0), link(alice, 10)]));
    assert!(world.clients[&alice].quality.is_empty());
    world.report(MediaReport::Quality(vec![link(bob, 200)]));
    assert_eq!(world.clients[&alice].quality[&BOB], weak);
    let heidi = world.arrive(HEIDI);
    assert_eq!(world.clients[&heidi].quality[&BOB], weak);
    world.report(MediaReport::Quality(vec![link(bob, 0)]));
    let good = (Quality::Good, Quality::Good);
    assert_eq!(world.clients[&heidi].quality[&BOB], good);
    assert_eq!(world.clients[&alice].quality[&BOB], good);
    assert!(events(&world).all(|event| !matches!(event, Event::Quality { .. })));
}

#[test]
fn the_quality_of_each_delegation_is_in_the_record() {
    let (mut world, [alice, bob, carol]) = meeting();
    for lost in [0, 0, 0, 200] {
        let reports = vec![link(bob, lost), link(carol, 0)];
        world.report(MediaReport::Quality(reports));
    }
    world.stop(5);
    let bob = world.resume(bob);
    world.report(MediaReport::Quality(vec![link(bob, 0)]));
    let alice = world.resume(alice);
    world.ask(alice, Command::EndSession).unwrap();
    let record = world.record();
    let of = |delegation| {
        let found = record.delegations.iter().find(|one| one.id == delegation);
        found.unwrap().quality
    };
    let aachen = of(AACHEN).unwrap();
    assert_eq!((aachen.seconds, aachen.round_trip_ms), (10, Some(40)));
    assert_eq!((aachen.lost_per_mille, aachen.poor_per_mille), (40, 200));
    assert_eq!(
        (aachen.freezes, of(NARA).unwrap().freezes),
        (Some(1), Some(0))
    );
    assert_eq!(of(NARA).unwrap().poor_per_mille, 0);
    assert_eq!(of(OURS), None);
}

#[test]
fn the_speaker_is_somebody_who_is_here() {
    let (mut world, [alice, bob, _]) = meeting();
    world.report(MediaReport::Speaker { person: Some(BOB) });
    assert_eq!(world.clients[&alice].view().speaker, Some(BOB));
    world.ask(bob, Command::Leave).unwrap();
    assert_eq!(world.clients[&alice].view().speaker, None);
}
