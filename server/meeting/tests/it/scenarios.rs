//! What happens in meetings, one behaviour a test.

use meeting::fact::{EndReason, Event, Interruption, LeaveReason};
use meeting::id::ConnectionId;
use meeting::plan::{Admission, Localized, Role};
use meeting::protocol::{
    Command, Goodbye, ItemState, MediaState, NOTICE, Named, Picture, Presence, Quality, Reason,
    RecordHealth, Track, View, Wanted,
};
use meeting::room::{Effect, Flow, Input, Limits, LinkReport, MediaReport, Room};

use crate::client::Client;
use crate::people::*;
use crate::world::World;

fn sound() -> Command {
    Command::SetMedia {
        microphone: true,
        camera: false,
    }
}

/// Alice hosts, Bob and Carol are in.
fn meeting() -> (World, [ConnectionId; 3]) {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    let bob = world.arrive(BOB);
    let carol = world.arrive(CAROL);
    assert_eq!(world.ask(alice, Command::AdmitAll), Ok(()));
    (world, [alice, bob, carol])
}

fn events(world: &World) -> impl Iterator<Item = &Event> {
    world.facts.iter().map(|fact| &fact.event)
}

// --- The door.

#[test]
fn a_host_enters_and_opens_the_session() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    assert!(world.clients[&alice].is_inside());
    assert_eq!(
        world.clients[&alice].view().opened_at,
        Some(world.now.timestamp)
    );
}

#[test]
fn others_wait_until_a_host_admits_them() {
    let mut world = World::new();
    let bob = world.arrive(BOB);
    let alice = world.arrive(ALICE);
    assert!(!world.clients[&bob].is_inside());
    assert_eq!(world.clients[&bob].you.unwrap().presence, Presence::Waiting);
    assert_eq!(world.clients[&alice].view().lobby[0].id, BOB);
    assert_eq!(world.ask(bob, sound()), Err(Reason::NotAdmitted));

    assert_eq!(world.ask(alice, Command::Admit { person: BOB }), Ok(()));
    assert!(world.clients[&bob].is_inside());
    assert!(world.clients[&alice].view().lobby.is_empty());
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().presence,
        Presence::Here
    );
}

#[test]
fn whoever_was_admitted_comes_straight_in_again() {
    let (mut world, [_, bob, _]) = meeting();
    assert_eq!(world.ask(bob, Command::Leave), Ok(()));
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Left));
    let bob = world.arrive(BOB);
    assert!(world.clients[&bob].is_inside());
    world.crash(5);
    let bob = world.arrive(BOB);
    assert!(world.clients[&bob].is_inside());
}

#[test]
fn automatic_admission_needs_no_host() {
    let mut world = World::with(meeting::plan::Plan {
        admission: Admission::Automatic,
        ..plan()
    });
    let bob = world.arrive(BOB);
    assert!(world.clients[&bob].is_inside());
    assert_eq!(world.clients[&bob].view().opened_at, None);
    assert!(events(&world).any(|event| *event
        == Event::Admitted {
            person: BOB,
            by: None
        }));
}

#[test]
fn the_notice_is_acknowledged_once() {
    let mut world = World::new();
    let refused = world.hello(Client::new(ALICE, "laptop"), None, None);
    assert_eq!(
        world.clients[&refused].goodbye,
        Some(Goodbye::NotAcknowledged)
    );
    let refused = world.hello(Client::new(ALICE, "laptop"), Some("1999-01"), None);
    assert_eq!(
        world.clients[&refused].goodbye,
        Some(Goodbye::NotAcknowledged)
    );

    world.hello(Client::new(ALICE, "laptop"), Some(NOTICE), None);
    let again = world.hello(Client::new(ALICE, "phone"), None, None);
    assert!(world.clients[&again].is_inside());
    let acknowledged = events(&world).filter(|event| matches!(event, Event::Acknowledged { .. }));
    assert_eq!(acknowledged.count(), 1);
}

#[test]
fn doors_open_an_hour_before_and_for_hosts_a_day_before() {
    let mut now = World::new().now;
    now.timestamp = START.minus(std::time::Duration::from_secs(3601));
    let mut world = World::at(plan(), now);
    let bob = world.arrive(BOB);
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::TooEarly));
    let alice = world.arrive(ALICE);
    assert!(world.clients[&alice].is_inside());
    world.wait(1);
    let bob = world.arrive(BOB);
    assert_eq!(world.clients[&bob].goodbye, None);

    now.timestamp = START.minus(std::time::Duration::from_secs(24 * 3600 + 1));
    let mut world = World::at(plan(), now);
    let alice = world.arrive(ALICE);
    assert_eq!(world.clients[&alice].goodbye, Some(Goodbye::TooEarly));
}

#[test]
fn the_removed_stay_out_until_admitted_again() {
    let (mut world, [alice, bob, _]) = meeting();
    assert_eq!(world.ask(alice, Command::Remove { person: BOB }), Ok(()));
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Removed));
    assert!(world.clients[&alice].person(BOB).is_none());
    let bob = world.resume(bob);
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Removed));
    world.crash(1);
    let alice = world.resume(alice);
    let bob = world.arrive(BOB);
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Removed));

    assert_eq!(world.ask(alice, Command::Admit { person: BOB }), Ok(()));
    let bob = world.arrive(BOB);
    assert!(world.clients[&bob].is_inside());
}

#[test]
fn somebody_can_be_turned_away_from_the_lobby() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    let bob = world.arrive(BOB);
    assert_eq!(world.ask(alice, Command::Remove { person: BOB }), Ok(()));
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Removed));
    assert!(world.clients[&alice].view().lobby.is_empty());
}

#[test]
fn a_revoked_link_puts_its_person_out() {
    let (mut world, [alice, bob, _]) = meeting();
    world.act(Input::Revoke { person: BOB });
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Revoked));
    assert!(world.clients[&alice].person(BOB).is_none());
}

#[test]
fn a_reload_in_the_lobby_keeps_the_place() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    world.arrive(BOB);
    world.arrive(CAROL);
    world.arrive(BOB);
    let lobby: Vec<_> = world.clients[&alice]
        .view()
        .lobby
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(lobby, [BOB, CAROL]);
}

#[test]
fn the_lobby_waits_for_a_broken_connection_too() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    let bob = world.arrive(BOB);
    world.drop_connection(bob);
    assert_eq!(
        world.clients[&alice].view().lobby[0].presence,
        Presence::Reconnecting
    );
    world.wait(29);
    assert_eq!(world.clients[&alice].view().lobby.len(), 1);
    world.wait(1);
    assert!(world.clients[&alice].view().lobby.is_empty());
}

#[test]
fn somebody_admitted_while_reconnecting_comes_straight_in() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    let bob = world.arrive(BOB);
    world.drop_connection(bob);
    assert_eq!(world.ask(alice, Command::AdmitAll), Ok(()));
    assert!(world.clients[&alice].view().lobby.is_empty());
    let bob = world.resume(bob);
    assert!(world.clients[&bob].is_inside());
}

#[test]
fn strangers_and_nameless_devices_are_refused() {
    let mut world = World::new();
    let stranger = world.arrive(STRANGER);
    assert_eq!(world.clients[&stranger].goodbye, Some(Goodbye::Revoked));
    let nameless = world.arrive_on(ALICE, "");
    assert_eq!(world.clients[&nameless].goodbye, Some(Goodbye::Abuse));
}

// --- Connections.

#[test]
fn a_resume_continues_where_it_stopped() {
    let (mut world, [alice, bob, _]) = meeting();
    world.drop_connection(bob);
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().presence,
        Presence::Reconnecting
    );
    world
        .ask(
            alice,
            Command::Chat {
                text: "Bob?".to_owned(),
            },
        )
        .unwrap();
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    let before = world.clients[&bob].whole_views;
    let bob = world.resume(bob);
    let client = &world.clients[&bob];
    assert_eq!(client.whole_views, before);
    assert_eq!(client.media, Some(MediaState::Kept));
    assert_eq!(client.view().chat.len(), 1);
}

#[test]
fn a_resume_after_too_much_gets_a_whole_view() {
    let (mut world, [alice, bob, _]) = meeting();
    for number in 0..201 {
        let text = number.to_string();
        world.ask(alice, Command::Chat { text }).unwrap();
        world.wait(1);
    }
    world.drop_connection(bob);
    for number in 0..1001 {
        let sound = Command::SetMedia {
            microphone: number % 2 == 0,
            camera: false,
        };
        world.ask(alice, sound).unwrap();
    }
    let before = world.clients[&bob].whole_views;
    let bob = world.resume(bob);
    assert_eq!(world.clients[&bob].whole_views, before + 1);
    assert_eq!(world.clients[&bob].view().chat.len(), 200);
}

#[test]
fn the_same_device_replaces_itself_and_keeps_its_media() {
    let (mut world, [_, bob, _]) = meeting();
    world.ask(bob, sound()).unwrap();
    let again = world.resume(bob);
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Replaced));
    assert!(world.engine.peers[&again].microphone);
    assert!(!world.engine.peers.contains_key(&bob));
    assert!(events(&world).any(|event| matches!(
        event,
        Event::Left { connection, reason: LeaveReason::Replaced, .. } if *connection == bob
    )));
}

#[test]
fn media_that_the_engine_has_dropped_is_not_called_kept() {
    let (mut world, [_, laptop, _]) = meeting();
    let phone = world.arrive_on(BOB, "phone");
    world.report(MediaReport::Lost { connection: laptop });
    world.drop_connection(laptop);
    let laptop = world.resume(laptop);
    assert_eq!(world.clients[&laptop].media, Some(MediaState::Lost));
    assert!(!world.clients[&laptop].you.unwrap().sends);
    assert!(world.clients[&phone].you.unwrap().sends);

    world.report(MediaReport::Connected { connection: laptop });
    world.drop_connection(laptop);
    let laptop = world.resume(laptop);
    assert_eq!(world.clients[&laptop].media, Some(MediaState::Kept));
}

#[test]
fn a_reload_is_the_same_participant_with_new_media() {
    let (mut world, [alice, bob, _]) = meeting();
    world.ask(bob, sound()).unwrap();
    let reloaded = world.arrive(BOB);
    assert_eq!(world.clients[&reloaded].media, Some(MediaState::Lost));
    assert!(!world.engine.peers[&reloaded].microphone);
    let bobs = world.clients[&alice]
        .view()
        .people
        .iter()
        .filter(|one| one.id == BOB);
    assert_eq!(bobs.count(), 1);
}

#[test]
fn grace_lasts_thirty_seconds() {
    let (mut world, [alice, bob, _]) = meeting();
    world.ask(bob, Command::Hand { raised: true }).unwrap();
    world.drop_connection(bob);
    world.wait(29);
    assert!(world.clients[&alice].person(BOB).is_some());
    assert_eq!(world.clients[&alice].view().hands, [BOB]);
    world.wait(1);
    assert!(world.clients[&alice].person(BOB).is_none());
    assert!(world.clients[&alice].view().hands.is_empty());
    assert!(!world.engine.peers.contains_key(&bob));
}

#[test]
fn the_newest_device_sends_and_the_older_says_so() {
    let (mut world, [alice, laptop, _]) = meeting();
    world.ask(laptop, sound()).unwrap();
    let phone = world.arrive_on(BOB, "phone");
    assert!(world.clients[&phone].you.unwrap().sends);
    assert!(!world.clients[&laptop].you.unwrap().sends);
    assert!(!world.engine.peers[&laptop].microphone);
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().microphone,
        Track::Off
    );
    assert_eq!(world.ask(laptop, sound()), Err(Reason::OtherDevice));
    assert_eq!(world.ask(phone, sound()), Ok(()));

    assert_eq!(world.ask(phone, Command::Leave), Ok(()));
    assert!(world.clients[&laptop].you.unwrap().sends);
    assert_eq!(world.ask(laptop, sound()), Ok(()));
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().presence,
        Presence::Here
    );
}

#[test]
fn one_person_cannot_fill_the_room_with_devices() {
    let (mut world, [_, bob, _]) = meeting();
    let others: Vec<ConnectionId> = (2..=8)
        .map(|number| world.arrive_on(BOB, &format!("device {number}")))
        .collect();
    assert_eq!(world.clients[&bob].goodbye, None);
    world.arrive_on(BOB, "one too many");
    assert_eq!(world.clients[&bob].goodbye, Some(Goodbye::Replaced));
    assert!(others.iter().all(|one| world.clients[one].is_inside()));
    world.ask(others[6], Command::Leave).unwrap();
    world.arrive_on(BOB, "in its place");
    assert!(others[..6].iter().all(|one| world.clients[one].is_inside()));
}

#[test]
fn a_blip_of_the_older_device_does_not_take_the_floor_back() {
    let (mut world, [_, laptop, _]) = meeting();
    let phone = world.arrive_on(BOB, "phone");
    world.drop_connection(laptop);
    let laptop = world.resume(laptop);
    assert!(!world.clients[&laptop].you.unwrap().sends);
    assert!(world.clients[&phone].you.unwrap().sends);
}

#[test]
fn after_a_crash_the_device_that_sent_sends_again() {
    for laptop_is_first in [false, true] {
        let (mut world, [_, laptop, _]) = meeting();
        let phone = world.arrive_on(BOB, "phone");
        world.crash(5);
        let (laptop, phone) = if laptop_is_first {
            (world.resume(laptop), world.resume(phone))
        } else {
            let phone = world.resume(phone);
            (world.resume(laptop), phone)
        };
        assert!(world.clients[&phone].you.unwrap().sends);
        assert!(!world.clients[&laptop].you.unwrap().sends);
        assert_eq!(world.ask(phone, sound()), Ok(()));
    }
}

#[test]
fn whoever_was_away_for_long_does_not_take_the_floor_back() {
    let (mut world, [_, laptop, _]) = meeting();
    let phone = world.arrive_on(BOB, "phone");
    world.ask(phone, sound()).unwrap();
    world.drop_connection(laptop);
    world.wait(31);
    let laptop = world.resume(laptop);
    assert!(!world.clients[&laptop].you.unwrap().sends);
    assert!(world.engine.peers[&phone].microphone);
}

// --- Media.

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

// --- Roles, hands, chat, agenda.

#[test]
fn another_role_shows_and_allows_other_things() {
    let (mut world, [alice, bob, _]) = meeting();
    world.arrive(OLGA);
    let role = |person, role| Command::SetRole { person, role };
    assert_eq!(world.ask(bob, Command::AdmitAll), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, role(BOB, Role::Host)), Ok(()));
    assert_eq!(world.clients[&bob].view().lobby[0].id, OLGA);
    assert_eq!(world.clients[&bob].role(), Some(Role::Host));

    world.ask(bob, sound()).unwrap();
    world.ask(bob, Command::Hand { raised: true }).unwrap();
    assert_eq!(world.ask(alice, role(BOB, Role::Observer)), Ok(()));
    assert!(world.clients[&bob].view().lobby.is_empty());
    assert!(world.clients[&bob].view().hands.is_empty());
    assert!(!world.engine.peers[&bob].microphone);
    assert_eq!(
        world.ask(alice, role(STRANGER, Role::Host)),
        Err(Reason::NoSuchPerson)
    );
}

#[test]
fn whoever_waits_and_becomes_host_is_in() {
    let (mut world, [alice, ..]) = meeting();
    let olga = world.arrive(OLGA);
    let role = Command::SetRole {
        person: OLGA,
        role: Role::Host,
    };
    assert_eq!(world.ask(alice, role), Ok(()));
    assert!(world.clients[&olga].is_inside());
}

#[test]
fn the_last_host_keeps_the_chair() {
    let (mut world, [alice, bob, _]) = meeting();
    let demote = Command::SetRole {
        person: ALICE,
        role: Role::Delegate,
    };
    assert_eq!(world.ask(alice, demote.clone()), Err(Reason::LastHost));
    let myself = Command::Remove { person: ALICE };
    assert_eq!(world.ask(alice, myself), Err(Reason::LastHost));
    let promote = Command::SetRole {
        person: BOB,
        role: Role::Host,
    };
    world.ask(alice, promote).unwrap();
    assert_eq!(world.ask(bob, demote), Ok(()));
}

#[test]
fn hands_are_ordered_by_the_server() {
    let (mut world, [alice, bob, carol]) = meeting();
    let hand = |raised| Command::Hand { raised };
    world.ask(carol, hand(true)).unwrap();
    world.ask(bob, hand(true)).unwrap();
    world.ask(carol, hand(true)).unwrap();
    assert_eq!(world.clients[&alice].view().hands, [CAROL, BOB]);
    world
        .ask(alice, Command::LowerHand { person: CAROL })
        .unwrap();
    assert_eq!(world.clients[&carol].view().hands, [BOB]);
    world.ask(bob, hand(false)).unwrap();
    assert!(world.clients[&carol].view().hands.is_empty());
}

#[test]
fn chat_is_trimmed_and_bounded() {
    let (mut world, [alice, bob, _]) = meeting();
    let chat = |text: String| Command::Chat { text };
    assert_eq!(world.ask(bob, chat("  谢谢  ".to_owned())), Ok(()));
    assert_eq!(
        world.clients[&alice].view().chat[0].text.as_deref(),
        Some("谢谢")
    );
    assert_eq!(world.ask(bob, chat("友".repeat(2000))), Ok(()));
    assert_eq!(
        world.ask(bob, chat("友".repeat(2001))),
        Err(Reason::Malformed)
    );
    assert_eq!(
        world.ask(bob, chat(" \n ".to_owned())),
        Err(Reason::Malformed)
    );
}

#[test]
fn who_spoke_and_who_will_is_named_without_being_here() {
    let (mut world, [alice, bob, carol]) = meeting();
    let text_of = |world: &World| {
        let view = world.clients[&alice].view();
        let speech = view.agenda.iter().find(|item| item.id == SPEECH).cloned();
        let line = view.chat[0].clone();
        (speech.and_then(|item| item.speaker), line)
    };
    let hello = "hello".to_owned();
    world.ask(bob, Command::Chat { text: hello }).unwrap();
    world.ask(bob, Command::Leave).unwrap();
    assert!(world.clients[&alice].person(BOB).is_none());
    let (speaker, line) = text_of(&world);
    let bob_named = Named {
        person: BOB,
        delegation: AACHEN,
        name: text("Bob"),
    };
    assert_eq!(speaker, Some(bob_named));
    assert_eq!((line.name, line.delegation), (text("Bob"), Some(AACHEN)));

    let mut corrected = plan();
    corrected.people[2].name = text("Robert");
    world.act(Input::Plan(Box::new(corrected.clone())));
    assert_eq!(text_of(&world).1.name, text("Robert"));
    assert_eq!(
        world.clients[&carol].view().chat,
        world.room.snapshot(CAROL).chat
    );

    corrected.people.retain(|one| one.id != BOB);
    world.act(Input::Plan(Box::new(corrected)));
    let (speaker, line) = text_of(&world);
    assert_eq!(speaker, None);
    assert_eq!((line.from, line.name), (BOB, Localized::default()));
}

#[test]
fn one_item_runs_at_a_time() {
    let (mut world, [alice, bob, _]) = meeting();
    let start = |item| Command::StartItem { item };
    assert_eq!(world.ask(bob, start(OPENING)), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, start(OPENING)), Ok(()));
    let began = world.now.timestamp;
    world.wait(60);
    assert_eq!(world.ask(alice, start(SPEECH)), Ok(()));
    let held = ItemState::Held {
        started_at: began,
        ended_at: world.now.timestamp,
    };
    assert_eq!(world.clients[&bob].item(OPENING), held);
    assert_eq!(world.ask(alice, start(OPENING)), Err(Reason::WrongState));
    assert_eq!(world.ask(alice, start(NO_ITEM)), Err(Reason::NoSuchItem));
    assert_eq!(
        world.ask(alice, Command::EndItem { item: BREAK }),
        Err(Reason::WrongState)
    );
    assert_eq!(
        world.ask(alice, Command::EndItem { item: NO_ITEM }),
        Err(Reason::NoSuchItem)
    );
    assert_eq!(
        world.ask(alice, Command::SkipItem { item: SPEECH }),
        Err(Reason::WrongState)
    );
    assert_eq!(world.ask(alice, Command::SkipItem { item: BREAK }), Ok(()));
    assert_eq!(world.ask(alice, Command::EndItem { item: SPEECH }), Ok(()));
}

// --- The desk, the disk, the end.

#[test]
fn a_changed_plan_reaches_everybody_and_loses_no_held_item() {
    let (mut world, [alice, bob, carol]) = meeting();
    world
        .ask(alice, Command::StartItem { item: SPEECH })
        .unwrap();
    let mut changed = plan();
    changed.agenda.retain(|item| item.id == BREAK);
    changed.people.retain(|one| one.id != CAROL);
    changed.people[2].name = text("Robert");
    changed.people[2].role = Role::Host;
    changed.title = text("Cleaner water");
    world.act(Input::Plan(Box::new(changed)));
    let view = world.clients[&alice].view();
    assert_eq!(view.title, text("Cleaner water"));
    let agenda: Vec<_> = view.agenda.iter().map(|item| item.id).collect();
    assert_eq!(agenda, [BREAK, SPEECH]);
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().name,
        text("Robert")
    );
    assert_eq!(world.clients[&bob].role(), Some(Role::Host));
    assert_eq!(world.clients[&carol].goodbye, Some(Goodbye::Revoked));
}

#[test]
fn a_kept_item_does_not_name_a_speaker_who_is_no_longer_invited() {
    let mut changed = plan();
    changed.agenda.retain(|item| item.id == BREAK);
    changed.people.retain(|one| one.id != BOB);
    let kept = changed.keeping_items_of(&plan(), |item| item != BREAK);
    let agenda: Vec<_> = kept
        .agenda
        .iter()
        .map(|one| (one.id, one.speaker))
        .collect();
    assert_eq!(
        agenda,
        [(OPENING, Some(ALICE)), (SPEECH, None), (BREAK, None)]
    );
}

#[test]
fn a_clock_that_is_set_back_does_not_turn_the_facts_around() {
    let (mut world, [_, bob, _]) = meeting();
    let last = world.facts.last().unwrap().at;
    world.now.timestamp = last.minus(std::time::Duration::from_secs(3600));
    world.ask(bob, Command::Leave).unwrap();
    assert_eq!(world.facts.last().unwrap().at, last);
}

#[test]
fn what_cannot_be_kept_is_refused_and_people_still_come_and_go() {
    let (mut world, [alice, bob, _]) = meeting();
    world.act(Input::RecordBehind(true));
    assert_eq!(world.clients[&bob].view().record, RecordHealth::Behind);
    let chat = Command::Chat {
        text: "hello".to_owned(),
    };
    assert_eq!(world.ask(bob, chat.clone()), Err(Reason::RecordingBehind));
    assert_eq!(
        world.ask(alice, Command::EndSession),
        Err(Reason::RecordingBehind)
    );
    assert_eq!(world.ask(bob, sound()), Ok(()));
    assert_eq!(world.ask(bob, Command::Leave), Ok(()));
    let bob = world.arrive(BOB);
    assert!(world.clients[&bob].is_inside());
    world.act(Input::RecordBehind(false));
    assert_eq!(world.ask(bob, chat), Ok(()));
}

#[test]
fn a_host_ends_it_for_all() {
    let (mut world, [alice, bob, _]) = meeting();
    let olga = world.arrive(OLGA);
    assert_eq!(world.ask(bob, Command::EndSession), Err(Reason::NotAllowed));
    assert_eq!(world.ask(alice, Command::EndSession), Ok(()));
    assert!(world.finished);
    assert!(world.clients[&bob].ended);
    for connection in [alice, bob, olga] {
        assert_eq!(world.clients[&connection].goodbye, Some(Goodbye::Ended));
    }
    assert!(world.engine.peers.is_empty());
    let late = world.arrive(CAROL);
    assert_eq!(world.clients[&late].goodbye, Some(Goodbye::Ended));
}

#[test]
fn it_ends_ten_minutes_after_the_last_one_left() {
    let (mut world, [alice, bob, carol]) = meeting();
    world.wait(1200);
    for connection in [alice, bob, carol] {
        world.ask(connection, Command::Leave).unwrap();
    }
    world.wait(599);
    assert!(!world.finished);
    world.wait(1);
    assert!(world.finished);
    let ended = Event::Ended {
        by: None,
        reason: EndReason::Empty,
    };
    assert_eq!(world.facts.last().unwrap().event, ended);
}

#[test]
fn an_empty_room_does_not_end_before_it_should_have_begun() {
    let mut world = World::new();
    let alice = world.arrive(ALICE);
    world.ask(alice, Command::Leave).unwrap();
    world.wait(1199);
    assert!(!world.finished);
    world.wait(1);
    assert!(world.finished);
}

// --- Restarts.

#[test]
fn after_a_crash_the_room_is_where_it_was() {
    let (mut world, [alice, bob, _]) = meeting();
    world.arrive(OLGA);
    world.ask(bob, Command::Hand { raised: true }).unwrap();
    world
        .ask(
            alice,
            Command::Chat {
                text: "hello".to_owned(),
            },
        )
        .unwrap();
    world
        .ask(alice, Command::StartItem { item: OPENING })
        .unwrap();
    let before = world.clients[&alice].view().clone();
    world.wait(2);
    world.crash(5);
    let alice = world.resume(alice);
    let view = world.clients[&alice].view();
    assert_eq!(world.clients[&alice].media, Some(MediaState::Lost));
    assert_eq!(view.agenda, before.agenda);
    assert_eq!(view.hands, before.hands);
    assert_eq!(view.chat, before.chat);
    assert_eq!(view.lobby.len(), 1);
    assert_eq!(
        world.clients[&alice].person(BOB).unwrap().presence,
        Presence::Reconnecting
    );
    let bob = world.resume(bob);
    assert!(world.clients[&bob].is_inside());
    world.wait(30);
    assert!(world.clients[&alice].person(CAROL).is_none());
}

#[test]
fn a_second_crash_within_the_grace_forgets_nobody() {
    let (mut world, [_, bob, _]) = meeting();
    world.ask(bob, Command::Hand { raised: true }).unwrap();
    world.crash(5);
    world.wait(10);
    world.crash(5);
    assert_eq!(world.room.snapshot(ALICE).hands, [BOB]);
    assert_eq!(world.room.present(), 3);
}

#[test]
fn facts_that_leave_somebody_present_tell_of_a_crash() {
    let mut world = World::with(meeting::plan::Plan {
        admission: Admission::Automatic,
        ..plan()
    });
    world.arrive(BOB);
    let last = world.now.timestamp;
    world.wait(60);
    let facts = world.facts.clone();
    let mut room = Room::rebuild(plan(), 2, facts, last, Limits::default(), world.now);
    let interrupted = Event::Interrupted {
        from: last,
        reason: Interruption::Crash,
    };
    let Some(Effect::Keep(fact)) = room.poll_effect() else {
        panic!("a fact comes first");
    };
    assert_eq!(fact.event, interrupted);
    assert_eq!(room.present(), 1);
}

#[test]
fn a_stop_says_goodbye_and_shows_as_a_gap() {
    let (mut world, [alice, ..]) = meeting();
    world.wait(60);
    world.stop(20);
    assert_eq!(world.clients[&alice].goodbye, Some(Goodbye::Restart));
    let record = world.record();
    assert_eq!(record.gaps.len(), 1);
    assert_eq!(record.gaps[0].reason, Interruption::Stop);
    let alice = world.resume(alice);
    assert!(world.clients[&alice].is_inside());
}

#[test]
fn a_stop_while_nobody_is_there_is_no_crash() {
    let (mut world, all) = meeting();
    for connection in all {
        world.ask(connection, Command::Leave).unwrap();
    }
    world.wait(60);
    world.stop(20);
    world.wait(60);
    world.crash(20);
    let gaps = world.record().gaps;
    let reasons: Vec<Interruption> = gaps.iter().map(|gap| gap.reason).collect();
    assert_eq!(reasons, [Interruption::Stop, Interruption::Crash]);
}

#[test]
fn an_ended_session_stays_ended() {
    let (mut world, [alice, ..]) = meeting();
    world.ask(alice, Command::EndSession).unwrap();
    let facts = world.facts.len();
    world.crash(5);
    assert_eq!(world.facts.len(), facts);
    let late = world.arrive(ALICE);
    assert_eq!(world.clients[&late].goodbye, Some(Goodbye::Ended));
}
