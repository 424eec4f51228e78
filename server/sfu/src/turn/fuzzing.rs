//! The TURN server for the fuzzer: see `crate::fuzzing`.

use std::net::SocketAddr;
use std::sync::Arc;

use rtc_crypto::RTCCryptoProvider as _;
use rtc_crypto::providers::RingProvider;
use rtc_stun::attributes::{
    ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_LIFETIME, ATTR_NONCE, ATTR_REALM,
    ATTR_REQUESTED_ADDRESS_FAMILY, ATTR_REQUESTED_TRANSPORT, ATTR_USERNAME, ATTR_XOR_PEER_ADDRESS,
    AttrType,
};
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{
    CLASS_INDICATION, CLASS_REQUEST, METHOD_ALLOCATE, METHOD_BINDING, METHOD_CHANNEL_BIND,
    METHOD_CREATE_PERMISSION, METHOD_REFRESH, METHOD_SEND, Setter, TransactionId,
};

use super::{Moment, REALM, Relay, Session, credential, message, user_until};
use crate::fuzzing::{datagrams, start};

const SECRET: &[u8] = b"a key of the service";
const NONCE: &str = "not to be guessed";
const UNIX: u64 = 1_700_000_000;
const TRANSACTION: TransactionId = TransactionId([3; 12]);

/// What a client of the TURN server sends, in pieces each preceded by its length in two bytes: an even
/// first byte stands before bytes of the stream, an odd one before a request that the client signs.
pub(crate) fn turn(bytes: &[u8]) {
    let provider = Arc::new(RingProvider::new());
    let own: Vec<SocketAddr> = [([192, 0, 2, 1], 7000), ([192, 0, 2, 1], 7001)]
        .map(SocketAddr::from)
        .to_vec();
    let relay = Arc::new(Relay::new(SECRET, own.clone(), provider));
    let now = Moment {
        instant: start(),
        unix: UNIX,
    };
    let client = SocketAddr::from(([198, 51, 100, 7], 40_000));
    let mut session = Session::new(relay, client, 5, NONCE.into(), now.instant);
    for piece in datagrams(bytes) {
        let Some((kind, rest)) = piece.split_first() else {
            continue;
        };
        let sent = if kind % 2 == 0 {
            rest.to_vec()
        } else {
            request(rest, &own)
        };
        let had = session.relayed();
        let mut out = Vec::new();
        let Ok(relayed) = session.receive(&sent, now, &mut out) else {
            return;
        };
        assert!(relayed.iter().all(|relayed| own.contains(&relayed.to)));
        // What was sent before the allocation goes nowhere.
        assert!(relayed.is_empty() || had.is_some() || session.relayed().is_some());
        for from in &own {
            session.deliver(*from, b"media", now.instant, &mut out);
        }
        assert!(out.len() % 4 == 0, "messages and channel data are padded");
    }
}

/// The first byte chooses the method; then attributes: which, its length, its value.
fn request(script: &[u8], own: &[SocketAddr]) -> Vec<u8> {
    let (which, mut rest) = script.split_first().unwrap_or((&0, &[]));
    let methods = [
        (METHOD_ALLOCATE, CLASS_REQUEST),
        (METHOD_REFRESH, CLASS_REQUEST),
        (METHOD_CREATE_PERMISSION, CLASS_REQUEST),
        (METHOD_CHANNEL_BIND, CLASS_REQUEST),
        (METHOD_SEND, CLASS_INDICATION),
        (METHOD_BINDING, CLASS_REQUEST),
    ];
    let (method, class) = methods[usize::from(*which) % methods.len()];
    let mut content: Vec<Box<dyn Setter>> = Vec::new();
    while let [kind, length, tail @ ..] = rest {
        let (value, tail) = tail.split_at(usize::from(*length).min(tail.len()));
        rest = tail;
        content.push(Box::new(attribute(*kind, value, own)));
    }
    let user = user_until(UNIX + 3600, "p1");
    for (kind, text) in [
        (ATTR_USERNAME, user.as_str()),
        (ATTR_REALM, REALM),
        (ATTR_NONCE, NONCE),
    ] {
        content.push(Box::new(message::attribute(kind, text.as_bytes().to_vec())));
    }
    let provider = RingProvider::new();
    let password = credential(SECRET, &user);
    let key = MessageIntegrity::long_term_integrity_key(
        user,
        REALM.to_owned(),
        password,
        provider.crypto(),
    )
    .expect("a key");
    let key = Some((key.as_slice(), provider.crypto()));
    message::write(method, class, TRANSACTION, content, key).unwrap_or_default()
}

fn attribute(kind: u8, value: &[u8], own: &[SocketAddr]) -> rtc_stun::attributes::RawAttribute {
    const KINDS: [AttrType; 6] = [
        ATTR_REQUESTED_TRANSPORT,
        ATTR_REQUESTED_ADDRESS_FAMILY,
        ATTR_LIFETIME,
        ATTR_CHANNEL_NUMBER,
        ATTR_DATA,
        ATTR_XOR_PEER_ADDRESS,
    ];
    let kind = usize::from(kind);
    match KINDS.get(kind) {
        Some(kind) => message::attribute(*kind, value.to_vec()),
        // Few bytes at random are an address that may be reached.
        None => message::address(ATTR_XOR_PEER_ADDRESS, own[kind % own.len()], &TRANSACTION),
    }
}
