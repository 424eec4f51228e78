use std::time::Duration;

use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;

use super::stage::{ALICE, BOB, ROOM, Stage};
use crate::api::{Command, Event, OfferError, PeerKey};
use crate::client::{Client, Slots};

const SLOTS: Slots = Slots { audio: 1, video: 1 };

fn connected(peer: PeerKey) -> Event {
    Event::Connected { peer }
}

fn lost(peer: PeerKey) -> Event {
    Event::Lost { peer }
}

fn joined(client: Client) -> Stage {
    let mut stage = Stage::new();
    stage.join_with(ROOM, ALICE, client);
    stage.run(1500);
    stage
}

#[test]
fn a_client_connects_with_the_better_profile() {
    let mut stage = Stage::new();
    stage.join(ROOM, ALICE);
    stage.run(1500);
    assert_eq!(stage.told(&connected(ALICE)), 1);
    assert_eq!(
        stage.client(ALICE).profile(),
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm
    );
}

#[test]
fn a_client_connects_with_the_only_profile_it_knows() {
    for profile in [
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
    ] {
        let mut stage = joined(Client::new(&[profile], SLOTS));
        assert_eq!(stage.told(&connected(ALICE)), 1, "{profile:?}");
        assert_eq!(stage.client(ALICE).profile(), profile);
    }
}

#[test]
fn pieces_of_a_handshake_are_read_for_a_while_only() {
    let mut stage = joined(Client::new(&crate::client::BOTH_PROFILES, SLOTS));
    let path = stage.path(ALICE);
    let unread = stage.shard.figures().unauthenticated;
    let mut number = 0u16;
    let mut send = |stage: &mut Stage, length: u16, offset: u16| {
        number += 1;
        let ([a, b], [c, d], [e, f]) = (
            number.to_be_bytes(),
            length.to_be_bytes(),
            offset.to_be_bytes(),
        );
        let record = [22, 254, 253, 0, 0, 0, 0, 1, 0, a, b, 0, 13];
        // The message that the endpoint waits for next, one byte of it.
        let piece = [11, 0, c, d, 0, 6, 0, e, f, 0, 0, 1, 7];
        let mut datagram = [&record[..], &piece[..]].concat();
        stage.shard.datagram(&mut datagram, path, stage.now);
    };
    // The first byte last, so that all are put together at once.
    for offset in (0..500).rev() {
        send(&mut stage, 500, offset);
    }
    assert_eq!(stage.shard.figures().unauthenticated, unread);
    for offset in (0..10_000).rev() {
        send(&mut stage, 10_000, offset);
    }
    let unread = stage.shard.figures().unauthenticated - unread;
    assert!((9_900..10_000).contains(&unread), "{unread}");
    // Nothing else is the worse for it.
    stage.say(ALICE, 1, 25);
    stage.run(1000);
    assert_eq!(stage.told(&lost(ALICE)), 0);
}

#[test]
fn a_client_without_srtp_is_refused() {
    let mut stage = joined(Client::new(&[], SLOTS));
    assert!(!stage.client(ALICE).is_secured());
    assert_eq!(stage.told(&connected(ALICE)), 0);
    assert_eq!(stage.told(&lost(ALICE)), 1);
}

#[test]
fn a_client_with_another_certificate_is_refused() {
    let mut client = Client::new(&crate::client::BOTH_PROFILES, SLOTS);
    client.fingerprint = client.fingerprint.chars().rev().collect();
    let stage = joined(client);
    assert_eq!(stage.told(&connected(ALICE)), 0);
    assert_eq!(stage.told(&lost(ALICE)), 1);
}

/// The library alone would wait for ever: see `Dtls::tick`.
#[test]
fn every_lost_handshake_datagram_is_made_up_for() {
    for nth in 0..6 {
        let mut stage = Stage::new();
        let mut count = 0;
        stage.loses = Box::new(move |_, datagram| {
            let is_handshake = (20..=63).contains(&datagram[0]);
            count += usize::from(is_handshake);
            is_handshake && count == nth + 1
        });
        stage.join(ROOM, ALICE);
        stage.run(4000);
        assert_eq!(stage.told(&connected(ALICE)), 1, "datagram {nth}");
    }
}

#[test]
fn a_handshake_from_an_unproved_address_is_ignored() {
    let mut stage = Stage::new();
    stage.join(ROOM, ALICE);
    stage.run(200);
    let hello = [22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0];
    stage.ports.insert(BOB, 50_000);
    let path = stage.path(BOB);
    stage.shard.datagram(&mut hello.to_vec(), path, stage.now);
    assert!(stage.shard.outbox().is_empty());
}

#[test]
fn a_silent_client_is_lost_after_half_a_minute_and_may_come_back() {
    let mut stage = Stage::with(&[ALICE]);
    let client = stage.clients.remove(&ALICE).unwrap();
    stage.run(29_000);
    assert_eq!(stage.told(&lost(ALICE)), 0);
    stage.run(3_000);
    assert_eq!(stage.told(&lost(ALICE)), 1);
    stage.clients.insert(ALICE, client);
    assert_eq!(stage.offer(ALICE, false), Err(OfferError::NoConnection));
    stage.join(ROOM, ALICE);
    stage.run(1500);
    assert_eq!(stage.told(&connected(ALICE)), 1);
}

#[test]
fn a_client_that_proves_its_path_and_shakes_no_hands_is_lost() {
    let mut stage = Stage::new();
    // It goes on checking its path, and never hears that this has worked.
    stage.loses = Box::new(|_, datagram| datagram[0] <= 3);
    stage.join(ROOM, ALICE);
    stage.run(19_000);
    assert_eq!(stage.told(&lost(ALICE)), 0);
    stage.run(3_000);
    assert_eq!(stage.told(&lost(ALICE)), 1);
}

#[test]
fn a_fresh_offer_replaces_the_connection() {
    let mut stage = Stage::with(&[ALICE]);
    stage.join(ROOM, ALICE);
    stage.run(1500);
    assert_eq!(stage.told(&connected(ALICE)), 1);
    assert_eq!(stage.told(&lost(ALICE)), 0);
}

#[test]
fn a_restart_keeps_the_connection_and_follows_the_client() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    let before = stage.answers[&ALICE].clone();
    stage.client(ALICE).restart();
    stage.ports.insert(ALICE, 45_000);
    stage.offer(ALICE, false).unwrap();
    assert_ne!(before, stage.answers[&ALICE]);
    assert_eq!(
        Client::streams_of(&before, 4),
        Client::streams_of(&stage.answers[&ALICE], 4)
    );
    stage.run(600);
    assert_eq!(stage.told(&connected(ALICE)), 0);
    stage.say(BOB, 1, 30);
    assert_eq!(stage.client(ALICE).received.len(), 1);
}

/// A participant that nominates an address which is not its own, to have media sent there.
#[test]
fn media_does_not_move_to_an_address_that_does_not_answer() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    let own = stage.ports[&ALICE];
    stage.client(ALICE).is_deaf = true;
    stage.ports.insert(ALICE, 45_000);
    stage.run(600);
    assert_eq!(stage.client(ALICE).checks, 10);
    stage.say(BOB, 1, 30);
    assert!(stage.client(ALICE).received.is_empty());
    stage.ports.insert(ALICE, own);
    stage.say(BOB, 2, 30);
    assert_eq!(stage.client(ALICE).received.len(), 1);
}

#[test]
fn a_client_is_followed_within_a_round_trip() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.ports.insert(ALICE, 45_000);
    let now = stage.now;
    stage.client(ALICE).tick(now);
    stage.exchange();
    stage.say(BOB, 1, 30);
    assert_eq!(stage.client(ALICE).received.len(), 1);
}

#[test]
fn a_changed_certificate_needs_a_fresh_offer() {
    let mut stage = Stage::with(&[ALICE]);
    let other = Client::new(&crate::client::BOTH_PROFILES, Slots { audio: 3, video: 4 });
    let refused = stage.offer_text(ALICE, other.offer(), false);
    assert!(matches!(refused, Err(OfferError::Unsupported(_))));
}

#[test]
fn a_client_of_many_addresses_is_remembered_by_a_few() {
    let mut stage = Stage::with(&[ALICE]);
    for port in 50_000..50_200 {
        stage.ports.insert(ALICE, port);
        stage.now += Duration::from_millis(1);
        let now = stage.now;
        stage.client(ALICE).tick(now);
        stage.exchange();
    }
    assert!(stage.shard.by_path.len() <= 16);
}

#[test]
fn stream_numbers_of_one_connection_are_limited() {
    let mut stage = Stage::with(&[ALICE]);
    let mut refused = None;
    for turn in 0..2000 {
        // Another name for the first slot makes it a new one.
        let offer = stage.clients[&ALICE].offer();
        let offer = offer.replace("a=mid:7\r\n", &format!("a=mid:x{turn}\r\n"));
        let offer = offer.replace(" 7 8 9 10\r\n", &format!(" x{turn} 8 9 10\r\n"));
        if let Err(error) = stage.offer_text(ALICE, offer, false) {
            refused = Some((turn, error));
            break;
        }
    }
    let (turn, error) = refused.unwrap();
    assert_eq!(error, OfferError::Unsupported("a fresh connection"));
    assert!(turn > 200, "{turn}");
}

#[test]
fn nonsense_is_refused_and_harms_nothing() {
    let mut stage = Stage::with(&[ALICE]);
    let refused = stage.offer_text(ALICE, "nonsense".into(), true);
    assert!(matches!(refused, Err(OfferError::Malformed(_))));
    let unknown = stage.offer_text(BOB, "nonsense".into(), true);
    assert_eq!(unknown, Err(OfferError::UnknownPeer));
    let path = stage.path(ALICE);
    for bytes in [
        &[0u8; 3][..],
        &[22; 40],
        &[0x80; 40],
        &[0x80, 200, 0, 1],
        &[0xff],
    ] {
        stage.shard.datagram(&mut bytes.to_vec(), path, stage.now);
    }
    stage.run(1000);
    assert_eq!(stage.told(&lost(ALICE)), 0);
}

#[test]
fn more_slots_are_granted_without_touching_the_others() {
    let mut stage = Stage::with(&[ALICE, BOB]);
    stage.view(ALICE, &[(BOB, 300, 200)]);
    let before = stage.answers[&ALICE].clone();
    let client = stage.client(ALICE);
    client.slots.video += 2;
    stage.offer(ALICE, false).unwrap();
    for mid in 4..11 {
        assert_eq!(
            Client::streams_of(&before, mid),
            Client::streams_of(&stage.answers[&ALICE], mid)
        );
    }
    let told = stage.events.iter().rev().find_map(|event| {
        let Event::Slots { slots, .. } = event else {
            return None;
        };
        Some(slots.len())
    });
    assert_eq!(told, Some(9));
}

#[test]
fn who_leaves_is_forgotten() {
    let mut stage = Stage::with(&[ALICE]);
    stage.command(Command::Leave { peer: ALICE });
    assert_eq!(stage.shard.next_tick(), None);
    let gone = stage.offer(ALICE, true);
    assert_eq!(gone, Err(OfferError::UnknownPeer));
}
