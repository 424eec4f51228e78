//! What an agent answers to checks, and which path they nominate.

use super::*;
use rtc_stun::error_code::ErrorCodeAttribute;
use rtc_stun::uattrs::UnknownAttributes;
use rtc_stun::xoraddr::XorMappedAddress;

#[test]
fn a_check_is_answered_with_the_address_it_came_from() {
    let mut agent = agent();
    let answer = ask(&mut agent, start(), path(1), CHECK).unwrap();
    assert!(answer.validated && !answer.nominated);
    let mut message = read(&answer);
    assert_eq!(message.typ, BINDING_SUCCESS);
    let password = credentials(0).password;
    MessageIntegrity::check(
        &mut message,
        password.as_bytes(),
        RingProvider::new().crypto(),
    )
    .unwrap();
    let mut mapped = XorMappedAddress::default();
    mapped.get_from(&message).unwrap();
    assert_eq!(SocketAddr::new(mapped.ip, mapped.port), path(1).remote);
    assert_eq!(agent.nominated(), None);
}

#[test]
fn a_forged_check_validates_nothing() {
    let mut agent = agent();
    let forged = Check {
        password: Some("wrong"),
        ..nominate(0)
    };
    let refused = ask(&mut agent, start(), path(1), forged);
    assert_eq!(refused.err(), Some(Refusal::Forged));
    let unknown = ask(&mut agent, start(), path(1), nominate(5));
    assert_eq!(unknown.err(), Some(Refusal::UnknownUser));
    assert!(!agent.is_validated(path(1)));
    assert_eq!(agent.nominated(), None);
}

#[test]
fn nomination_is_followed_at_any_time() {
    let mut agent = agent();
    let now = start();
    assert!(
        ask(&mut agent, now, path(1), nominate(0))
            .unwrap()
            .nominated
    );
    assert!(
        !ask(&mut agent, now, path(1), nominate(0))
            .unwrap()
            .nominated
    );
    ask(&mut agent, now, path(2), CHECK).unwrap();
    assert_eq!(agent.nominated(), Some(path(1)));
    assert!(
        ask(&mut agent, now, path(2), nominate(0))
            .unwrap()
            .nominated
    );
    assert_eq!(agent.nominated(), Some(path(2)));
}

#[test]
fn a_nomination_behind_the_integrity_check_is_ignored() {
    let mut agent = agent();
    let check = Check {
        trailing: Some(attribute(ATTR_USE_CANDIDATE, 0)),
        ..CHECK
    };
    let answer = ask(&mut agent, start(), path(1), check).unwrap();
    assert!(answer.validated && !answer.nominated);
}

/// Firefox, when a router gives it another address.
#[test]
fn media_follows_a_client_that_moves_without_a_word() {
    let mut agent = agent();
    let now = start();
    ask(&mut agent, now, path(1), nominate(0)).unwrap();
    let soon = now + ABANDONED / 2;
    ask(&mut agent, soon, path(2), CHECK).unwrap();
    assert_eq!(agent.nominated(), Some(path(1)));
    agent.heard(path(3), now + ABANDONED);
    assert_eq!(agent.nominated(), Some(path(1)), "not a validated path");
    agent.heard(path(2), now + ABANDONED);
    assert_eq!(agent.nominated(), Some(path(2)));
}

#[test]
fn an_attribute_that_must_be_understood_is_named_in_an_error() {
    let mut agent = agent();
    let strange = Check {
        extra: Some(attribute(AttrType(0x0030), 4)),
        ..nominate(0)
    };
    let answer = ask(&mut agent, start(), path(1), strange).unwrap();
    let message = read(&answer);
    assert_eq!((message.typ, error_code(&message)), (BINDING_ERROR, 420));
    let mut unknown = UnknownAttributes(Vec::new());
    unknown.get_from(&message).unwrap();
    assert_eq!(unknown.0, [AttrType(0x0030)]);
    assert!(!answer.validated && !agent.is_validated(path(1)));
}

#[test]
fn a_client_that_calls_itself_controlled_hears_of_the_conflict() {
    let mut agent = agent();
    let controlled = Check {
        extra: Some(attribute(ATTR_ICE_CONTROLLED, 8)),
        ..nominate(0)
    };
    let answer = ask(&mut agent, start(), path(1), controlled).unwrap();
    let message = read(&answer);
    assert_eq!((message.typ, error_code(&message)), (BINDING_ERROR, 487));
    assert_eq!(agent.nominated(), None);
}

#[test]
fn silent_paths_are_forgotten_and_there_are_never_too_many() {
    let mut agent = agent();
    let now = start();
    ask(&mut agent, now, path(1), nominate(0)).unwrap();
    for host in 2..40 {
        ask(&mut agent, now, path(host), CHECK).unwrap();
    }
    assert_eq!(agent.paths().count(), MAX_PATHS);
    assert!(agent.is_validated(path(1)));
    let later = now + PATH_LIFETIME;
    ask(&mut agent, later, path(2), CHECK).unwrap();
    agent.expire(later);
    assert_eq!(agent.paths().collect::<Vec<_>>(), [path(2)]);
    assert_eq!(agent.nominated(), Some(path(2)));
    agent.expire(later + PATH_LIFETIME);
    assert_eq!(agent.nominated(), None);
}

fn error_code(message: &Message) -> u16 {
    let mut code = ErrorCodeAttribute::default();
    code.get_from(message).unwrap();
    code.code.0
}
