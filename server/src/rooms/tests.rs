//! Rooms with a real store under them: how they end, whatever the disk does.

use meeting::fact::{Event, Fact, Private};
use meeting::id::ChatId;
use meeting::protocol::{Goodbye, NOTICE};

use super::life::Registered;
use super::task::{Ending, Publisher};
use super::*;
use crate::identity::LinkClaims;
use crate::store::Turn;
use crate::testing::Desk;

const DEVICE: ConnectionId = ConnectionId::from_bits(1);

/// The host comes in with the first device.
async fn enter(desk: &Desk, claims: &LinkClaims) -> (Seat, Outgoing) {
    let (out, outgoing) = outbox(64);
    let rooms = &desk.app.rooms;
    let seat = rooms.connect(claims.session, DEVICE, arrival(claims), out);
    (seat.await.unwrap(), outgoing)
}

fn arrival(claims: &LinkClaims) -> Arrival {
    Arrival {
        person: claims.person,
        device: "laptop".to_owned(),
        acknowledged: Some(NOTICE.to_owned()),
        language: "en".to_owned(),
        resume: None,
    }
}

async fn goodbye(outgoing: &mut Outgoing) -> Step {
    loop {
        match outgoing.next().await {
            Step::Send(_) => {}
            last @ (Step::Close(_) | Step::Abandoned) => return last,
        }
    }
}

/// As a disk would be with no page left.
async fn fill_disk(store: &Store) {
    let mut tx = store.write().await.unwrap();
    sqlx::query("PRAGMA max_page_count = 1")
        .execute(&mut *tx)
        .await
        .unwrap();
}

/// More than what pages that are half empty still take.
async fn write_much(seat: &Seat) {
    for id in 0..4 {
        let text = "云".repeat(2000);
        seat.request(id, Command::Chat { text }).await.unwrap();
    }
}

#[tokio::test]
async fn a_full_disk_does_not_hold_up_the_stop() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let (seat, mut outgoing) = enter(&desk, &claims).await;
    let mut live = desk.app.rooms.handle(claims.session).live;
    live.wait_for(|live| live.opened).await.unwrap();
    fill_disk(&desk.app.store).await;
    write_much(&seat).await;
    let mut behind = desk.app.store.journal().behind();
    behind.wait_for(|behind| *behind).await.unwrap();
    desk.app
        .rooms
        .shutdown_within(Duration::from_millis(50))
        .await;
    assert_eq!(goodbye(&mut outgoing).await, Step::Close(Goodbye::Restart));
}

#[tokio::test]
async fn a_room_that_begins_on_a_full_disk_lets_people_in() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let shown = Publisher::default();
    let mut task = desk.app.rooms.load(claims.session, shown).await.unwrap();
    fill_disk(&desk.app.store).await;
    let mut behind = task.journal.behind();
    let line = |id| Fact {
        at: now().timestamp,
        event: Event::Chat {
            id: ChatId::from_bits(id),
            person: claims.person,
            text: Private::text("云".repeat(2000)),
        },
    };
    let _kept = task.journal.keep(Turn {
        session: claims.session,
        epoch: task.epoch,
        facts: (0..4).map(line).collect(),
    });
    behind.wait_for(|behind| *behind).await.unwrap();

    let (mailbox, mut inbox) = mpsc::channel(1);
    let running = tokio::spawn(async move { task.run(&mut inbox).await });
    let (out, mut outgoing) = outbox(64);
    let hello = Message::Connect {
        connection: DEVICE,
        arrival: arrival(&claims),
        outbox: out,
    };
    mailbox.send(hello).await.unwrap();
    let Step::Send(welcome) = outgoing.next().await else {
        panic!("no welcome");
    };
    assert!(welcome.contains(r#""type":"welcome""#), "{welcome}");
    drop(mailbox);
    assert_eq!(running.await.unwrap(), Ending::Shutdown);
}

#[tokio::test]
async fn an_open_session_comes_back_once_the_disk_has_room() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let (seat, _outgoing) = enter(&desk, &claims).await;
    let rooms = &desk.app.rooms;
    let mut before = rooms.handle(claims.session).live;
    before.wait_for(|live| live.opened).await.unwrap();
    fill_disk(&desk.app.store).await;
    write_much(&seat).await;
    let mut behind = desk.app.store.journal().behind();
    behind.wait_for(|behind| *behind).await.unwrap();
    // As after a crash: the store knows an open session, and no room has it.
    rooms.registry().clear();
    let mut vain = rooms.handle(claims.session).live;
    assert!(vain.wait_for(|live| live.opened).await.is_err());
    let again = Duration::from_millis(10);
    let returning = tokio::spawn(rooms.clone().bring_back(claims.session, again));
    let mut tx = desk.app.store.write().await.unwrap();
    sqlx::query("PRAGMA max_page_count = 1000000")
        .execute(&mut *tx)
        .await
        .unwrap();
    drop(tx);
    returning.await.unwrap();
    let live = rooms.live(claims.session).unwrap();
    assert!(live.opened);
}

#[tokio::test]
async fn what_can_never_be_filed_is_given_up() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    // It has not ended, and will not while this waits.
    desk.app.rooms.file(claims.session).await;
    let filed: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM record)")
        .fetch_one(desk.app.store.pool())
        .await
        .unwrap();
    assert!(!filed);
}

#[tokio::test]
async fn every_device_hears_of_the_stop() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let (seat, mut outgoing) = enter(&desk, &claims).await;
    assert!(!seat.is_closed());
    desk.app.rooms.shutdown().await;
    assert_eq!(goodbye(&mut outgoing).await, Step::Close(Goodbye::Restart));
    seat.mailbox.closed().await;
    assert!(seat.is_closed());
    assert_eq!(desk.app.rooms.live(claims.session), None);
}

#[tokio::test]
async fn a_room_that_panics_leaves_its_place() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let rooms = desk.app.rooms.clone();
    let (_seat, _outgoing) = enter(&desk, &claims).await;
    let registered = Registered {
        rooms: rooms.clone(),
        session: claims.session,
    };
    let panicked = tokio::spawn(async move {
        let _registered = registered;
        panic!("as a room would");
    });
    assert!(panicked.await.is_err());
    assert_eq!(rooms.live(claims.session), None);
}

#[tokio::test]
async fn a_seat_says_whether_a_host_sits_in_it() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let (seat, _outgoing) = enter(&desk, &claims).await;
    assert!(seat.is_host().await);
    let stranger = Seat {
        connection: ConnectionId::from_bits(2),
        ..seat.clone()
    };
    assert!(!stranger.is_host().await);
    desk.app.rooms.shutdown().await;
    assert!(!seat.is_host().await);
}
