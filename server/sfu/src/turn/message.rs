//! STUN messages as TURN uses them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use rtc_crypto::RTCCrypto;
use rtc_stun::attributes::{
    ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_DONT_FRAGMENT, ATTR_LIFETIME, ATTR_MESSAGE_INTEGRITY,
    ATTR_NONCE, ATTR_REALM, ATTR_REQUESTED_ADDRESS_FAMILY, ATTR_REQUESTED_TRANSPORT, ATTR_USERNAME,
    ATTR_XOR_PEER_ADDRESS, AttrType, RawAttribute,
};
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{
    MAGIC_COOKIE, Message, MessageClass, MessageType, Method, Setter, TransactionId,
};

const UNDERSTOOD: [AttrType; 10] = [
    ATTR_USERNAME,
    ATTR_MESSAGE_INTEGRITY,
    ATTR_REALM,
    ATTR_NONCE,
    ATTR_LIFETIME,
    ATTR_CHANNEL_NUMBER,
    ATTR_XOR_PEER_ADDRESS,
    ATTR_REQUESTED_TRANSPORT,
    ATTR_REQUESTED_ADDRESS_FAMILY,
    ATTR_DATA,
];

pub(super) fn parse(bytes: &[u8]) -> Option<Message> {
    let mut message = Message::new();
    message.unmarshal_binary(bytes).ok()?;
    Some(message)
}

/// Attributes that must be understood and are not. What stands behind the integrity check is not
/// looked at by anybody.
pub(super) fn unknown(message: &Message) -> Vec<AttrType> {
    let covered = covered(message).map(|attribute| attribute.typ);
    covered
        .filter(|kind| {
            // That there is nothing to fragment is no reason to refuse.
            kind.required() && !UNDERSTOOD.contains(kind) && *kind != ATTR_DONT_FRAGMENT
        })
        .collect()
}

fn covered(message: &Message) -> impl Iterator<Item = &RawAttribute> {
    let attributes = message.attributes.0.iter();
    attributes.take_while(|attribute| attribute.typ != ATTR_MESSAGE_INTEGRITY)
}

pub(super) fn value(message: &Message, kind: AttrType) -> Option<&[u8]> {
    let found = covered(message).find(|attribute| attribute.typ == kind);
    found.map(|attribute| attribute.value.as_slice())
}

pub(super) fn text(message: &Message, kind: AttrType) -> Option<String> {
    String::from_utf8(value(message, kind)?.to_vec()).ok()
}

/// The first two bytes.
pub(super) fn number(message: &Message, kind: AttrType) -> Option<u16> {
    let value = value(message, kind)?.first_chunk::<2>()?;
    Some(u16::from_be_bytes(*value))
}

pub(super) fn seconds(message: &Message) -> Option<u32> {
    let value = value(message, ATTR_LIFETIME)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*value))
}

/// All the peers that are named; `None` if one of them cannot be read.
pub(super) fn peers(message: &Message) -> Option<Vec<SocketAddr>> {
    covered(message)
        .filter(|attribute| attribute.typ == ATTR_XOR_PEER_ADDRESS)
        .map(|attribute| read_address(&attribute.value, &message.transaction_id))
        .collect()
}

pub(super) fn attribute(typ: AttrType, value: Vec<u8>) -> RawAttribute {
    RawAttribute {
        typ,
        length: value.len() as u16,
        value,
    }
}

/// An address attribute: XORed, so that no translator on the way takes it for one of its own.
pub(super) fn address(
    kind: AttrType,
    address: SocketAddr,
    transaction: &TransactionId,
) -> RawAttribute {
    let port = address.port() ^ (MAGIC_COOKIE >> 16) as u16;
    let mask = mask(transaction);
    let mut value = vec![0, family(address.ip())];
    value.extend(port.to_be_bytes());
    match address.ip() {
        IpAddr::V4(ip) => value.extend((ip.to_bits() ^ MAGIC_COOKIE).to_be_bytes()),
        IpAddr::V6(ip) => value.extend((ip.to_bits() ^ mask).to_be_bytes()),
    }
    attribute(kind, value)
}

pub(super) fn read_address(value: &[u8], transaction: &TransactionId) -> Option<SocketAddr> {
    let [_, family, high, low, ip @ ..] = value else {
        return None;
    };
    let port = u16::from_be_bytes([*high, *low]) ^ (MAGIC_COOKIE >> 16) as u16;
    let ip = match family {
        1 => Ipv4Addr::from_bits(u32::from_be_bytes(ip.try_into().ok()?) ^ MAGIC_COOKIE).into(),
        2 => {
            let bits = u128::from_be_bytes(ip.try_into().ok()?);
            Ipv6Addr::from_bits(bits ^ mask(transaction)).into()
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

pub(super) fn family(ip: IpAddr) -> u8 {
    if ip.is_ipv4() { 1 } else { 2 }
}

fn mask(transaction: &TransactionId) -> u128 {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&MAGIC_COOKIE.to_be_bytes());
    bytes[4..].copy_from_slice(&transaction.0);
    u128::from_be_bytes(bytes)
}

/// Writes a message; `key` signs it.
pub(super) fn write(
    method: Method,
    class: MessageClass,
    transaction: TransactionId,
    content: Vec<Box<dyn Setter>>,
    key: Option<(&[u8], &dyn RTCCrypto)>,
) -> Option<Vec<u8>> {
    let mut setters: Vec<Box<dyn Setter + '_>> = vec![
        Box::new(transaction),
        Box::new(MessageType::new(method, class)),
    ];
    for setter in content {
        setters.push(setter);
    }
    if let Some((key, crypto)) = key {
        let integrity = MessageIntegrity::new_raw_integrity_with_provider(key, crypto);
        setters.push(Box::new(integrity));
    }
    let mut message = Message::new();
    message.build(&setters).ok()?;
    Some(message.raw)
}
