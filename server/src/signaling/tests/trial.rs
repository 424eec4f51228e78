//! The line of a connection test over real TCP.

use meeting::id::PersonId;
use meeting::protocol::{Reason, TrialAnswer, TrialEnd, TrialRequest};

use super::*;

const PATH: &str = "/api/check/line";

async fn say(socket: &mut Socket, said: &TrialRequest) {
    socket.send(text(said)).await.unwrap();
}

fn trial_hello(desk: &Desk, claims: &LinkClaims) -> TrialRequest {
    TrialRequest::Hello {
        protocol: VERSION,
        pass: pass(desk, claims),
    }
}

/// A line that was let in.
async fn welcomed(desk: &Desk, address: SocketAddr, claims: &LinkClaims) -> Socket {
    let mut socket = connect(desk, address, PATH).await;
    say(&mut socket, &trial_hello(desk, claims)).await;
    let first = hear(&mut socket).await;
    assert!(
        matches!(first, Some(TrialAnswer::Welcome { .. })),
        "{first:?}"
    );
    socket
}

/// What a line is told after it said something as its first word.
async fn refused(desk: &Desk, address: SocketAddr, first: Message) -> Vec<TrialAnswer> {
    let mut socket = connect(desk, address, PATH).await;
    socket.send(first).await.unwrap();
    last_words(&mut socket).await
}

async fn last_words(socket: &mut Socket) -> Vec<TrialAnswer> {
    let mut told = Vec::new();
    while let Some(answer) = hear(socket).await {
        told.push(answer);
    }
    told
}

fn goodbye(reason: Goodbye) -> TrialAnswer {
    TrialAnswer::Goodbye { reason }
}

fn rejected(id: u32, reason: Reason) -> TrialAnswer {
    TrialAnswer::Rejected { id, reason }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_is_echoed_and_nobody_is_present_by_it() {
    let desk = Desk::new().await;
    // Days before the doors open.
    let claims = desk.planned(3 * 24 * 60).await;
    let (address, _running) = listen(&desk);
    let mut socket = welcomed(&desk, address, &claims).await;
    say(&mut socket, &TrialRequest::Ping { sent: 2.5 }).await;
    let echo = hear(&mut socket).await;
    assert_eq!(echo, Some(TrialAnswer::Pong { sent: 2.5 }));
    assert_eq!(desk.app.rooms.live(claims.session), None);
    assert!(
        desk.app
            .store
            .facts(claims.session)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_that_is_rubbish_is_refused_and_the_test_goes_on() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let (address, _running) = listen(&desk);
    let mut socket = welcomed(&desk, address, &claims).await;
    for (id, fresh) in [(1, true), (2, false)] {
        let offer = TrialRequest::Offer {
            id,
            end: TrialEnd::Sender,
            sdp: "v=0\r\nrubbish".to_owned(),
            fresh,
        };
        say(&mut socket, &offer).await;
        let answer = hear(&mut socket).await;
        assert_eq!(answer, Some(rejected(id, Reason::BadOffer)));
    }
    say(&mut socket, &TrialRequest::Ping { sent: 1.0 }).await;
    let echo = hear(&mut socket).await;
    assert_eq!(echo, Some(TrialAnswer::Pong { sent: 1.0 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_something_wrong_is_told_what() {
    let desk = Desk::configured(|config| config.limits.message_bytes = 2_000).await;
    let claims = desk.planned(0).await;
    let (address, _running) = listen(&desk);
    let abuse = |id, reason| vec![rejected(id, reason), goodbye(Goodbye::Abuse)];
    let bad_pass = TrialRequest::Hello {
        protocol: VERSION,
        pass: "forged".to_owned(),
    };
    let newer = TrialRequest::Hello {
        protocol: VERSION + 1,
        pass: pass(&desk, &claims),
    };
    let early = TrialRequest::Ping { sent: 1.0 };
    let cases = [
        (text(&bad_pass), vec![goodbye(Goodbye::BadPass)]),
        (text(&newer), vec![goodbye(Goodbye::Version)]),
        (text(&early), abuse(0, Reason::Malformed)),
        (Message::text("rubbish"), abuse(0, Reason::Malformed)),
        (Message::text("x".repeat(2_001)), abuse(0, Reason::TooLarge)),
        (Message::text("x".repeat(9_000)), abuse(0, Reason::TooLarge)),
    ];
    for (first, told) in cases {
        let said = format!("{first:?}");
        assert_eq!(refused(&desk, address, first).await, told, "{said:.80}");
    }
    let mut twice = welcomed(&desk, address, &claims).await;
    say(&mut twice, &trial_hello(&desk, &claims)).await;
    assert_eq!(last_words(&mut twice).await, abuse(0, Reason::Malformed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_tests_once_at_a_time_and_the_service_takes_so_many() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let (address, _running) = listen(&desk);
    let hello = || text(&trial_hello(&desk, &claims));
    let full = vec![goodbye(Goodbye::Full)];
    let mut first = welcomed(&desk, address, &claims).await;
    assert_eq!(refused(&desk, address, hello()).await, full);
    first.close(None).await.unwrap();
    until(|| desk.app.sockets.open() == 0).await;
    drop(welcomed(&desk, address, &claims).await);
    until(|| desk.app.sockets.open() == 0).await;

    let somebody = |number: u64| desk.app.trials.begin(PersonId::from_bits(1000 + number));
    let others: Vec<_> = (0..).map_while(somebody).collect();
    assert_eq!(refused(&desk, address, hello()).await, full);
    drop(others);
    welcomed(&desk, address, &claims).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_hears_that_its_session_is_off_and_that_the_service_stops() {
    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let (address, _running) = listen(&desk);
    let mut socket = welcomed(&desk, address, &claims).await;
    let stop = desk.app.sockets.stop(Duration::from_secs(600));
    let ((), told) = tokio::join!(stop, last_words(&mut socket));
    assert_eq!(told, [goodbye(Goodbye::Restart)]);

    let desk = Desk::new().await;
    let claims = desk.planned(0).await;
    let (address, _running) = listen(&desk);
    let mut tx = desk.app.store.write().await.unwrap();
    sqlx::query("UPDATE session SET state = 'cancelled'")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let told = refused(&desk, address, text(&trial_hello(&desk, &claims))).await;
    assert_eq!(told, [goodbye(Goodbye::Revoked)]);
}
