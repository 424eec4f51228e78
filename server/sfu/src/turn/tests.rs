use super::session::{Broken, Moment};
use super::split::{Piece, Splitter, write_channel};
use super::*;
use crate::tests::start;
use proptest::prelude::*;
use rtc_crypto::providers::RingProvider;
use rtc_stun::attributes::*;
use rtc_stun::error_code::ErrorCodeAttribute;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::*;
use std::time::Duration;

const SECRET: &[u8] = b"a key of the service";
const NONCE: &str = "not to be guessed";
const UNIX: u64 = 1_700_000_000;
const CLIENT: &str = "198.51.100.7:40000";
const OWN: [&str; 2] = ["192.0.2.1:7000", "[2001:db8::1]:7000"];

fn at(seconds: u64) -> Moment {
    Moment {
        instant: start_of_all() + Duration::from_secs(seconds),
        unix: UNIX + seconds,
    }
}

fn start_of_all() -> std::time::Instant {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    *START.get_or_init(start)
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// A client with its session.
struct Pair {
    session: Session,
    user: String,
    password: String,
    now: Moment,
}

impl Pair {
    fn new() -> Self {
        let provider = Arc::new(RingProvider::new());
        let relay = Arc::new(Relay::new(SECRET, OWN.map(address).to_vec(), provider));
        let now = at(0);
        let session = Session::new(relay, address(CLIENT), 5, NONCE.into(), now.instant);
        let user = user_until(UNIX + 12 * 3600, "p1");
        Pair {
            session,
            password: credential(SECRET, &user),
            user,
            now,
        }
    }

    fn allocated() -> Self {
        let mut pair = Pair::new();
        let answer = pair.ask(METHOD_ALLOCATE, vec![udp()]).unwrap();
        assert_eq!(answer.typ.class, CLASS_SUCCESS_RESPONSE);
        pair
    }

    fn request(&self, method: Method, content: Vec<RawAttribute>) -> Vec<u8> {
        let text = |kind, text: &str| message::attribute(kind, text.as_bytes().to_vec());
        let provider = RingProvider::new();
        let key = MessageIntegrity::long_term_integrity_key(
            self.user.clone(),
            REALM.into(),
            self.password.clone(),
            provider.crypto(),
        );
        let mut attributes = content;
        attributes.extend([
            text(ATTR_USERNAME, &self.user),
            text(ATTR_REALM, REALM),
            text(ATTR_NONCE, NONCE),
        ]);
        write(method, CLASS_REQUEST, attributes, Some(&key.unwrap()))
    }

    fn give(&mut self, bytes: &[u8]) -> (Vec<Relayed>, Vec<Piece>) {
        let mut out = Vec::new();
        let relayed = self.session.receive(bytes, self.now, &mut out).unwrap();
        (relayed, Splitter::default().take(&out).unwrap())
    }

    /// The answer to an authentic request.
    fn ask(&mut self, method: Method, content: Vec<RawAttribute>) -> Result<Message, u16> {
        let request = self.request(method, content);
        let (_, pieces) = self.give(&request);
        let [Piece::Message(answer)] = &pieces[..] else {
            panic!("{pieces:?}");
        };
        let answer = message::parse(answer).unwrap();
        match answer.typ.class {
            CLASS_ERROR_RESPONSE => Err(code(&answer)),
            _ => Ok(answer),
        }
    }

    fn permit(&mut self, peer: &str) -> Result<Message, u16> {
        self.ask(METHOD_CREATE_PERMISSION, vec![named(peer)])
    }

    fn bind(&mut self, number: u16, peer: &str) -> Result<Message, u16> {
        let mut value = number.to_be_bytes().to_vec();
        value.extend([0, 0]);
        let channel = message::attribute(ATTR_CHANNEL_NUMBER, value);
        self.ask(METHOD_CHANNEL_BIND, vec![channel, named(peer)])
    }

    fn send(&mut self, peer: &str, data: &[u8]) -> Vec<Relayed> {
        let data = message::attribute(ATTR_DATA, data.to_vec());
        let indication = write(METHOD_SEND, CLASS_INDICATION, vec![named(peer), data], None);
        self.give(&indication).0
    }

    fn delivered(&mut self, from: &str, data: &[u8]) -> Vec<Piece> {
        let mut out = Vec::new();
        let now = self.now.instant;
        self.session.deliver(address(from), data, now, &mut out);
        Splitter::default().take(&out).unwrap()
    }
}

fn write(
    method: Method,
    class: MessageClass,
    content: Vec<RawAttribute>,
    key: Option<&[u8]>,
) -> Vec<u8> {
    let provider = RingProvider::new();
    let content = content.into_iter();
    let setters = content.map(|it| -> Box<dyn Setter> { Box::new(it) });
    let key = key.map(|key| (key, provider.crypto()));
    message::write(
        method,
        class,
        TransactionId([3; 12]),
        setters.collect(),
        key,
    )
    .unwrap()
}

fn udp() -> RawAttribute {
    message::attribute(ATTR_REQUESTED_TRANSPORT, vec![17, 0, 0, 0])
}

fn named(peer: &str) -> RawAttribute {
    let transaction = TransactionId([3; 12]);
    message::address(ATTR_XOR_PEER_ADDRESS, address(peer), &transaction)
}

fn lasting(seconds: u32) -> RawAttribute {
    message::attribute(ATTR_LIFETIME, seconds.to_be_bytes().to_vec())
}

fn code(message: &Message) -> u16 {
    let mut code = ErrorCodeAttribute::default();
    code.get_from(message).unwrap();
    code.code.0
}

fn to(peer: &str, data: &[u8]) -> Relayed {
    Relayed {
        to: address(peer),
        datagram: data.to_vec(),
    }
}

#[test]
fn a_client_without_credentials_is_told_what_they_are_for() {
    let mut pair = Pair::new();
    let (_, pieces) = pair.give(&write(METHOD_ALLOCATE, CLASS_REQUEST, vec![udp()], None));
    let [Piece::Message(answer)] = &pieces[..] else {
        panic!("{pieces:?}");
    };
    let answer = message::parse(answer).unwrap();
    assert_eq!(code(&answer), 401);
    assert_eq!(message::text(&answer, ATTR_REALM).as_deref(), Some(REALM));
    assert_eq!(message::text(&answer, ATTR_NONCE).as_deref(), Some(NONCE));
    assert_eq!(pair.session.relayed(), None);
}

#[test]
fn wrong_and_expired_credentials_open_nothing() {
    let mut pair = Pair::new();
    pair.password = "wrong".into();
    assert_eq!(pair.ask(METHOD_ALLOCATE, vec![udp()]).err(), Some(401));
    let mut pair = Pair::new();
    pair.now = at(13 * 3600);
    assert_eq!(pair.ask(METHOD_ALLOCATE, vec![udp()]).err(), Some(401));
    let mut pair = Pair::allocated();
    pair.user = user_until(UNIX + 3600, "p2");
    pair.password = credential(SECRET, &pair.user);
    assert_eq!(pair.permit(OWN[0]).err(), Some(441));
}

#[test]
fn an_allocation_names_the_relayed_address_and_the_client() {
    let mut pair = Pair::new();
    let answer = pair.ask(METHOD_ALLOCATE, vec![udp()]).unwrap();
    let read = |kind| {
        let value = message::value(&answer, kind).unwrap();
        message::read_address(value, &answer.transaction_id)
    };
    assert_eq!(read(ATTR_XORMAPPED_ADDRESS), Some(address(CLIENT)));
    assert_eq!(read(ATTR_XOR_RELAYED_ADDRESS), pair.session.relayed());
    assert_eq!(pair.session.relayed(), Some(address("192.0.2.1:49157")));
    assert_eq!(message::seconds(&answer), Some(600));
    assert_eq!(pair.ask(METHOD_ALLOCATE, vec![udp()]).err(), Some(437));
}

#[test]
fn an_allocation_may_ask_for_a_family() {
    let family = |number| message::attribute(ATTR_REQUESTED_ADDRESS_FAMILY, vec![number, 0, 0, 0]);
    let mut pair = Pair::new();
    pair.ask(METHOD_ALLOCATE, vec![udp(), family(2)]).unwrap();
    assert!(pair.session.relayed().unwrap().is_ipv6());
    let refused = Pair::new().ask(METHOD_ALLOCATE, vec![udp(), family(3)]);
    assert_eq!(refused.err(), Some(440));
}

#[test]
fn what_is_not_understood_is_refused_by_name() {
    let mut pair = Pair::new();
    assert_eq!(pair.ask(METHOD_ALLOCATE, vec![]).err(), Some(400));
    let tcp = message::attribute(ATTR_REQUESTED_TRANSPORT, vec![6, 0, 0, 0]);
    assert_eq!(pair.ask(METHOD_ALLOCATE, vec![tcp]).err(), Some(442));
    let even = message::attribute(ATTR_EVEN_PORT, vec![0x80]);
    assert_eq!(
        pair.ask(METHOD_ALLOCATE, vec![udp(), even]).err(),
        Some(420)
    );
    assert_eq!(pair.ask(METHOD_CONNECT, vec![]).err(), Some(400));
    for method in [
        METHOD_REFRESH,
        METHOD_CREATE_PERMISSION,
        METHOD_CHANNEL_BIND,
    ] {
        assert_eq!(pair.ask(method, vec![]).err(), Some(437), "{method:?}");
    }
}

#[test]
fn nothing_but_the_service_itself_can_be_reached() {
    let mut pair = Pair::allocated();
    for elsewhere in ["192.0.2.2:7000", "127.0.0.1:7000", "[2001:db8::2]:7000"] {
        assert_eq!(pair.permit(elsewhere).err(), Some(403), "{elsewhere}");
        assert_eq!(pair.bind(0x4000, elsewhere).err(), Some(403));
        assert!(pair.send(elsewhere, b"x").is_empty());
    }
    // Another port of ours is none of the engine's.
    pair.permit("192.0.2.1:22").unwrap();
    assert_eq!(pair.bind(0x4000, "192.0.2.1:22").err(), Some(403));
    assert!(pair.send("192.0.2.1:22", b"x").is_empty());
    // One stranger among the named spoils them all.
    let mut pair = Pair::allocated();
    let both = vec![named(OWN[0]), named("192.0.2.2:7000")];
    assert_eq!(pair.ask(METHOD_CREATE_PERMISSION, both).err(), Some(403));
    assert!(pair.send(OWN[0], b"x").is_empty());
}

#[test]
fn data_passes_both_ways_with_permission_until_it_ends() {
    let mut pair = Pair::allocated();
    assert!(pair.send(OWN[0], b"early").is_empty());
    assert!(pair.delivered(OWN[0], b"early").is_empty());
    pair.permit(OWN[0]).unwrap();
    assert_eq!(pair.send(OWN[0], b"there"), [to(OWN[0], b"there")]);
    let [Piece::Message(data)] = &pair.delivered(OWN[0], b"back")[..] else {
        panic!("an indication");
    };
    let data = message::parse(data).unwrap();
    assert_eq!(data.typ, MessageType::new(METHOD_DATA, CLASS_INDICATION));
    assert_eq!(message::value(&data, ATTR_DATA), Some(&b"back"[..]));
    assert_eq!(message::peers(&data), Some(vec![address(OWN[0])]));
    pair.now = at(299);
    assert_eq!(pair.send(OWN[0], b"late").len(), 1);
    pair.now = at(300);
    assert!(pair.send(OWN[0], b"too late").is_empty());
    assert!(pair.delivered(OWN[0], b"too late").is_empty());
}

#[test]
fn a_channel_is_a_shorter_way_to_one_peer() {
    let mut pair = Pair::allocated();
    pair.bind(0x4001, OWN[1]).unwrap();
    let mut data = Vec::new();
    write_channel(0x4001, b"there", &mut data);
    write_channel(0x4002, b"nowhere", &mut data);
    assert_eq!(pair.give(&data).0, [to(OWN[1], b"there")]);
    let back = Piece::Channel {
        number: 0x4001,
        data: b"back".to_vec(),
    };
    assert_eq!(pair.delivered(OWN[1], b"back"), [back]);
    // Neither end can be bound twice, and a renewed channel goes on.
    assert_eq!(pair.bind(0x4001, OWN[0]).err(), Some(400));
    assert_eq!(pair.bind(0x4002, OWN[1]).err(), Some(400));
    assert_eq!(pair.bind(0x3fff, OWN[0]).err(), Some(400));
    pair.now = at(590);
    pair.bind(0x4001, OWN[1]).unwrap();
    pair.now = at(1180);
    assert_eq!(pair.give(&data).0.len(), 1);
    pair.now = at(1190);
    assert!(pair.give(&data).0.is_empty());
    pair.bind(0x4001, OWN[0]).unwrap();
}

#[test]
fn a_stream_ends_with_its_allocation() {
    let mut pair = Pair::new();
    assert_eq!(pair.session.ends_at(), at(10).instant);
    pair.ask(METHOD_ALLOCATE, vec![udp(), lasting(100_000)])
        .unwrap();
    assert_eq!(pair.session.ends_at(), at(3600).instant);
    pair.now = at(3000);
    let answer = pair.ask(METHOD_REFRESH, vec![lasting(900)]).unwrap();
    assert_eq!(message::seconds(&answer), Some(900));
    assert_eq!(pair.session.ends_at(), at(3900).instant);
    pair.ask(METHOD_REFRESH, vec![lasting(0)]).unwrap();
    assert_eq!(pair.session.relayed(), None);
    assert_eq!(pair.session.ends_at(), at(3010).instant);
}

#[test]
fn who_guesses_does_not_guess_for_ever() {
    let mut pair = Pair::new();
    pair.password = "a guess".into();
    let guess = pair.request(METHOD_ALLOCATE, vec![udp()]);
    let mut out = Vec::new();
    let mut guesses = 0;
    while pair.session.receive(&guess, pair.now, &mut out).is_ok() {
        guesses += 1;
        assert!(guesses < 100);
    }
    let ended = pair.session.receive(&guess, pair.now, &mut out);
    assert_eq!(ended, Err(Broken::Refused));
}

#[test]
fn a_request_for_a_page_is_no_turn() {
    let mut out = Vec::new();
    let page = b"GET / HTTP/1.1\r\n\r\n";
    let refused = Pair::new().session.receive(page, at(0), &mut out);
    assert!(refused.is_err() && out.is_empty());
}

proptest! {
    #[test]
    fn any_bytes_are_handled_without_panic(
        pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..6),
    ) {
        let mut pair = Pair::allocated();
        let mut out = Vec::new();
        for piece in pieces {
            if pair.session.receive(&piece, pair.now, &mut out).is_err() {
                break;
            }
        }
    }

    /// Well framed, so that they reach the inner checks.
    #[test]
    fn damaged_messages_are_handled_without_panic(
        method in prop::sample::select(vec![
            METHOD_ALLOCATE,
            METHOD_REFRESH,
            METHOD_CREATE_PERMISSION,
            METHOD_CHANNEL_BIND,
            METHOD_SEND,
        ]),
        damage in prop::collection::vec((4usize..120, any::<u8>()), 1..6),
    ) {
        let mut pair = Pair::allocated();
        let content = vec![udp(), lasting(5), named(OWN[0])];
        let mut bytes = pair.request(method, content);
        for (at, value) in damage {
            let at = at % bytes.len();
            bytes[at.max(4)] = value;
        }
        let _ = pair.session.receive(&bytes, pair.now, &mut Vec::new());
    }
}
