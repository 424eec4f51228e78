//! New credentials, and the generations of them.

use super::*;

#[test]
fn a_restart_keeps_the_old_path_until_the_new_one_is_nominated() {
    let mut agent = agent();
    let now = start();
    ask(&mut agent, now, path(1), nominate(0)).unwrap();
    assert!(!agent.is_restart("theirs"));
    assert!(agent.is_restart("theirs, new"));
    agent.restart(credentials(1), theirs("theirs, new"));
    assert_eq!(agent.credentials(), &credentials(1));
    // The old generation goes on, and may even move.
    assert!(
        ask(&mut agent, now, path(2), nominate(0))
            .unwrap()
            .nominated
    );
    ask(
        &mut agent,
        now,
        path(3),
        Check {
            generation: 1,
            ..CHECK
        },
    )
    .unwrap();
    assert_eq!(agent.nominated(), Some(path(2)));
    assert!(
        ask(&mut agent, now, path(3), nominate(1))
            .unwrap()
            .nominated
    );
    let late = ask(&mut agent, now, path(1), nominate(0));
    assert_eq!(late.err(), Some(Refusal::UnknownUser));
    assert_eq!(agent.nominated(), Some(path(3)));
}

#[test]
fn restarts_without_nomination_never_lose_the_nominated_generation() {
    let mut agent = agent();
    let now = start();
    ask(&mut agent, now, path(1), nominate(0)).unwrap();
    for number in 1..10 {
        agent.restart(credentials(number), theirs(&format!("theirs {number}")));
    }
    assert!(agent.users().count() <= MAX_GENERATIONS);
    ask(&mut agent, now, path(1), nominate(0)).unwrap();
    assert!(
        ask(&mut agent, now, path(2), nominate(9))
            .unwrap()
            .nominated
    );
}

#[test]
fn a_restart_is_proved_with_its_own_credentials() {
    let now = start();
    let mut agent = flowing(now);
    agent.restart(credentials(1), theirs("new"));
    ask(&mut agent, now, path(2), nominate(1)).unwrap();
    // Until it is proved, the former generation is answered.
    assert_eq!(agent.users().count(), 2);
    let (_, check) = poll(&mut agent, now).unwrap();
    assert!(!confirm(
        &mut agent,
        path(2),
        &check,
        &theirs("theirs").password
    ));
    assert!(confirm(
        &mut agent,
        path(2),
        &check,
        &theirs("new").password
    ));
    assert_eq!(agent.users().count(), 1);
    assert_eq!(agent.nominated(), Some(path(2)));
}

#[test]
fn a_restart_after_a_silence_is_proved_with_its_own_credentials() {
    let began = start();
    let mut agent = flowing(began);
    let now = began + ABANDONED;
    agent.restart(credentials(1), theirs("new"));
    ask(&mut agent, now, path(2), nominate(1)).unwrap();
    let (_, check) = poll(&mut agent, now).unwrap();
    // The client sends by the new path before it answers; the old one is long silent.
    agent.heard(path(2), now);
    let password = theirs("new").password;
    assert!(confirm(&mut agent, path(2), &check, &password));
    assert_eq!(agent.nominated(), Some(path(2)));
}
