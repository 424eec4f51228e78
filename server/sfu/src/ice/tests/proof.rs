//! Media that flows moves only to a path that has answered a check of ours.

use super::*;
use crate::outbox::StreamNumber;

#[test]
fn flowing_media_moves_only_to_a_path_that_answers() {
    let now = start();
    let mut agent = flowing(now);
    let answer = ask(&mut agent, now, path(2), nominate(0)).unwrap();
    assert!(answer.validated && !answer.nominated);
    assert_eq!(agent.nominated(), Some(path(1)));
    let (asked, mut check) = poll(&mut agent, now).unwrap();
    assert_eq!((asked, check.typ), (path(2), BINDING_REQUEST));
    let name = check.get(ATTR_USERNAME).unwrap();
    assert_eq!(String::from_utf8(name).unwrap(), "theirs:ours0");
    let password = theirs("theirs").password;
    let crypto = RingProvider::new();
    MessageIntegrity::check(&mut check, password.as_bytes(), crypto.crypto()).unwrap();
    assert!(poll(&mut agent, now).is_none(), "one at a time");

    assert!(
        !confirm(&mut agent, path(3), &check, &password),
        "another path"
    );
    assert!(!confirm(&mut agent, path(2), &check, "wrong"));
    let mut guessed = Message::new();
    guessed.transaction_id = TransactionId([9; TRANSACTION_ID_SIZE]);
    assert!(!confirm(&mut agent, path(2), &guessed, &password));
    assert_eq!(agent.nominated(), Some(path(1)));

    assert!(confirm(&mut agent, path(2), &check, &password));
    assert_eq!(agent.nominated(), Some(path(2)));
    // Both are known now: the way back needs nothing more.
    let back = ask(&mut agent, now, path(1), nominate(0)).unwrap();
    assert!(back.nominated && poll(&mut agent, now).is_none());
}

#[test]
fn a_forged_path_is_asked_a_few_times_and_gets_nothing_else() {
    let mut now = start();
    let mut agent = flowing(now);
    ask(&mut agent, now, path(2), nominate(0)).unwrap();
    let mut checks = 0;
    for _ in 0..200 {
        // Saying it again makes it no truer, and does not make us ask faster.
        if checks < 10 {
            ask(&mut agent, now, path(2), nominate(0)).unwrap();
        }
        checks += usize::from(poll(&mut agent, now).is_some());
        now += Duration::from_millis(10);
    }
    assert_eq!(checks, 10);
    assert_eq!(agent.nominated(), Some(path(1)));
    // An honest client whose checks were all lost nominates again.
    ask(&mut agent, now, path(2), nominate(0)).unwrap();
    let (_, check) = poll(&mut agent, now).unwrap();
    assert!(confirm(
        &mut agent,
        path(2),
        &check,
        &theirs("theirs").password
    ));
}

#[test]
fn an_answer_may_take_seconds() {
    for nominates_again in [false, true] {
        let mut now = start();
        let mut agent = flowing(now);
        ask(&mut agent, now, path(2), nominate(0)).unwrap();
        let (_, first) = poll(&mut agent, now).unwrap();
        for step in 0..200 {
            now += Duration::from_millis(10);
            // As Chromium does with the path that it has chosen.
            if nominates_again && step % 70 == 0 {
                ask(&mut agent, now, path(2), nominate(0)).unwrap();
            }
            poll(&mut agent, now);
        }
        assert_eq!(agent.nominated(), Some(path(1)));
        let password = theirs("theirs").password;
        assert!(confirm(&mut agent, path(2), &first, &password));
        assert_eq!(agent.nominated(), Some(path(2)));
    }
}

#[test]
fn an_answer_that_comes_too_late_moves_nothing() {
    let mut now = start();
    let mut agent = flowing(now);
    ask(&mut agent, now, path(2), nominate(0)).unwrap();
    let (_, first) = poll(&mut agent, now).unwrap();
    for _ in 0..600 {
        now += Duration::from_millis(10);
        poll(&mut agent, now);
    }
    let password = theirs("theirs").password;
    assert!(confirm(&mut agent, path(2), &first, &password));
    assert_eq!(agent.nominated(), Some(path(1)));
    // It counts once it is asked for again.
    assert!(
        ask(&mut agent, now, path(2), nominate(0))
            .unwrap()
            .nominated
    );
}

#[test]
fn a_path_that_only_is_heard_takes_no_answer_from_another() {
    let mut now = start();
    let mut agent = agent();
    ask(&mut agent, now, path(1), nominate(0)).unwrap();
    agent.secured(None, now);
    let mut asked = Vec::new();
    for step in 0..150 {
        if step % 50 == 20 {
            ask(&mut agent, now, path(2), CHECK).unwrap();
        }
        if step % 50 == 45 {
            ask(&mut agent, now, path(1), nominate(0)).unwrap();
        }
        asked.extend(poll(&mut agent, now));
        now += Duration::from_millis(10);
    }
    assert!(asked.len() < 50, "{}", asked.len());
    assert_eq!(agent.nominated(), None);
    let (first, check) = &asked[0];
    let password = theirs("theirs").password;
    assert_eq!(*first, path(1));
    assert!(confirm(&mut agent, path(1), check, &password));
    assert_eq!(agent.nominated(), Some(path(1)));
}

#[test]
fn a_handshake_by_several_paths_proves_none() {
    let now = start();
    let mut agent = agent();
    ask(&mut agent, now, path(1), nominate(0)).unwrap();
    agent.secured(None, now);
    assert_eq!(agent.nominated(), None);
    let (asked, check) = poll(&mut agent, now).unwrap();
    assert_eq!(asked, path(1));
    assert!(confirm(
        &mut agent,
        path(1),
        &check,
        &theirs("theirs").password
    ));
    assert_eq!(agent.nominated(), Some(path(1)));
}

#[test]
fn any_proven_path_serves_until_the_chosen_one_answers() {
    let now = start();
    let mut agent = agent();
    ask(&mut agent, now, path(1), nominate(0)).unwrap();
    agent.secured(None, now);
    let (_, first) = poll(&mut agent, now).unwrap();
    ask(&mut agent, now, path(2), nominate(0)).unwrap();
    let (_, second) = poll(&mut agent, now).unwrap();
    let password = theirs("theirs").password;
    assert!(confirm(&mut agent, path(1), &first, &password));
    assert_eq!(agent.nominated(), Some(path(1)));
    assert!(confirm(&mut agent, path(2), &second, &password));
    assert_eq!(agent.nominated(), Some(path(2)));
}

#[test]
fn a_stream_needs_no_proof() {
    let now = start();
    let mut agent = flowing(now);
    let stream = Path {
        stream: Some(StreamNumber(std::num::NonZeroU32::MIN)),
        ..path(2)
    };
    assert!(ask(&mut agent, now, stream, nominate(0)).unwrap().nominated);
    agent.forget(stream);
    // Closed: the next word by another path is followed, once that has answered.
    ask(&mut agent, now, path(3), CHECK).unwrap();
    let (asked, check) = poll(&mut agent, now).unwrap();
    assert_eq!(asked, path(3));
    assert!(confirm(
        &mut agent,
        path(3),
        &check,
        &theirs("theirs").password
    ));
    assert_eq!(agent.nominated(), Some(path(3)));
}

#[test]
fn a_client_that_moves_without_a_word_is_asked_too() {
    let now = start();
    let mut agent = flowing(now);
    ask(&mut agent, now, path(2), CHECK).unwrap();
    let later = now + ABANDONED;
    agent.heard(path(2), later);
    assert_eq!(agent.nominated(), Some(path(1)));
    let (_, check) = poll(&mut agent, later).unwrap();
    assert!(confirm(
        &mut agent,
        path(2),
        &check,
        &theirs("theirs").password
    ));
    assert_eq!(agent.nominated(), Some(path(2)));
}
