use super::*;
use crate::outbox::StreamNumber;
use crate::tests::start;
use proptest::prelude::*;
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::RingProvider;
use rtc_stun::attributes::*;
use rtc_stun::error_code::ErrorCodeAttribute;
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::*;
use rtc_stun::textattrs::TextAttribute;
use rtc_stun::uattrs::UnknownAttributes;
use rtc_stun::xoraddr::XorMappedAddress;
use std::net::{IpAddr, SocketAddr};

const PASSWORD: &str = "a password of the right length";

fn credentials(number: u32) -> Credentials {
    Credentials {
        user: format!("ours{number}"),
        password: format!("{PASSWORD}{number}"),
    }
}

fn path(host: u8) -> Path {
    Path::udp(
        SocketAddr::from(([192, 0, 2, host], 5000)),
        IpAddr::from([192, 0, 2, 100]),
    )
}

struct Check {
    generation: u32,
    nominate: bool,
    extra: Option<RawAttribute>,
    trailing: Option<RawAttribute>,
    password: Option<&'static str>,
}

const CHECK: Check = Check {
    generation: 0,
    nominate: false,
    extra: None,
    trailing: None,
    password: None,
};

fn attribute(kind: AttrType, length: u16) -> RawAttribute {
    RawAttribute {
        typ: kind,
        length,
        value: vec![0; usize::from(length)],
    }
}

impl Check {
    fn datagram(self) -> Vec<u8> {
        let provider = RingProvider::new();
        let credentials = credentials(self.generation);
        let name = format!("{}:theirs", credentials.user);
        let password = self.password.map_or(credentials.password, str::to_owned);
        let mut setters: Vec<Box<dyn Setter + '_>> = vec![
            Box::new(TransactionId([7; TRANSACTION_ID_SIZE])),
            Box::new(BINDING_REQUEST),
            Box::new(TextAttribute::new(ATTR_USERNAME, name)),
            Box::new(attribute(ATTR_PRIORITY, 4)),
            Box::new(attribute(ATTR_ICE_CONTROLLING, 8)),
            Box::new(attribute(ATTR_NETWORK_COST, 4)),
        ];
        if self.nominate {
            setters.push(Box::new(attribute(ATTR_USE_CANDIDATE, 0)));
        }
        if let Some(extra) = self.extra {
            setters.push(Box::new(extra));
        }
        setters.push(Box::new(
            MessageIntegrity::new_short_term_integrity_with_provider(password, provider.crypto()),
        ));
        if let Some(trailing) = self.trailing {
            setters.push(Box::new(trailing));
        }
        setters.push(Box::new(FINGERPRINT));
        let mut message = Message::new();
        message.build(&setters).unwrap();
        message.raw
    }
}

fn theirs(user: &str) -> Credentials {
    Credentials {
        user: user.to_owned(),
        password: format!("the password of {user}"),
    }
}

fn agent() -> Agent {
    Agent::new(credentials(0), theirs("theirs"))
}

/// Media flows, by the first path.
fn flowing(now: Instant) -> Agent {
    let mut agent = agent();
    ask(&mut agent, now, path(1), nominate(0)).unwrap();
    agent.secured(Some(path(1)), now);
    agent
}

fn poll(agent: &mut Agent, now: Instant) -> Option<(Path, Message)> {
    let dice = &mut crate::random::tests::Counting(7);
    let (path, bytes) = agent.poll_check(now, dice, RingProvider::new().crypto())?;
    let mut message = Message::new();
    message.unmarshal_binary(&bytes).unwrap();
    FINGERPRINT.check(&message).unwrap();
    Some((path, message))
}

/// What a browser answers.
fn confirmation(check: &Message, password: &str) -> Response {
    let provider = RingProvider::new();
    let setters: [Box<dyn Setter + '_>; 4] = [
        Box::new(check.transaction_id),
        Box::new(BINDING_SUCCESS),
        Box::new(MessageIntegrity::new_short_term_integrity_with_provider(
            password.to_owned(),
            provider.crypto(),
        )),
        Box::new(FINGERPRINT),
    ];
    let mut message = Message::new();
    message.build(&setters).unwrap();
    Response::parse(&message.raw).unwrap()
}

fn confirm(agent: &mut Agent, path: Path, check: &Message, password: &str) -> bool {
    let mut response = confirmation(check, password);
    let crypto = RingProvider::new();
    agent.confirm(path, &mut response, crypto.crypto()).is_ok()
}

fn ask(agent: &mut Agent, now: Instant, path: Path, check: Check) -> Result<Answer, Refusal> {
    let mut request = Request::parse(&check.datagram())?;
    agent.answer(now, path, &mut request, RingProvider::new().crypto())
}

fn nominate(generation: u32) -> Check {
    Check {
        generation,
        nominate: true,
        ..CHECK
    }
}

fn read(answer: &Answer) -> Message {
    let mut message = Message::new();
    message.unmarshal_binary(&answer.response).unwrap();
    FINGERPRINT.check(&message).unwrap();
    message
}

fn error_code(message: &Message) -> u16 {
    let mut code = ErrorCodeAttribute::default();
    code.get_from(message).unwrap();
    code.code.0
}

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

proptest! {
    #[test]
    fn any_bytes_are_no_response(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        prop_assert!(Response::parse(&bytes).is_none());
    }

    #[test]
    fn any_bytes_are_refused_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        prop_assert!(Request::parse(&bytes).is_err());
    }

    /// Changed bytes with the checksum put right again, so that they reach the inner checks.
    #[test]
    fn a_damaged_request_is_refused_without_panic(
        damage in prop::collection::vec((20usize..200, any::<u8>()), 1..6),
    ) {
        let mut bytes = nominate(0).datagram();
        let checksum = bytes.len() - 8;
        for (at, value) in damage {
            bytes[at % checksum] = value;
        }
        let value = rtc_stun::fingerprint::fingerprint_value(&bytes[..checksum]);
        bytes[checksum + 4..].copy_from_slice(&value.to_be_bytes());
        if let Ok(mut request) = Request::parse(&bytes) {
            let mut agent = agent();
            let _ = agent.answer(start(), path(1), &mut request, RingProvider::new().crypto());
        }
    }
}
