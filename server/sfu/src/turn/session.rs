//! One client's stream.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc_stun::attributes::{
    ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_LIFETIME, ATTR_MESSAGE_INTEGRITY, ATTR_NONCE, ATTR_REALM,
    ATTR_REQUESTED_ADDRESS_FAMILY, ATTR_REQUESTED_TRANSPORT, ATTR_USERNAME, ATTR_XOR_PEER_ADDRESS,
    ATTR_XOR_RELAYED_ADDRESS, ATTR_XORMAPPED_ADDRESS,
};
use rtc_stun::error_code::{
    CODE_ADDR_FAMILY_NOT_SUPPORTED, CODE_ALLOC_MISMATCH, CODE_BAD_REQUEST, CODE_FORBIDDEN,
    CODE_STALE_NONCE, CODE_UNAUTHORIZED, CODE_UNKNOWN_ATTRIBUTE, CODE_UNSUPPORTED_TRANS_PROTO,
    CODE_WRONG_CREDENTIALS, ErrorCode,
};
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{
    CLASS_ERROR_RESPONSE, CLASS_INDICATION, CLASS_REQUEST, CLASS_SUCCESS_RESPONSE, METHOD_ALLOCATE,
    METHOD_BINDING, METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION, METHOD_DATA, METHOD_REFRESH,
    METHOD_SEND, Message, Method, Setter, TransactionId,
};
use rtc_stun::uattrs::UnknownAttributes;

use super::allocation::{Allocation, lifetime};
use super::split::{Piece, Splitter, write_channel};
use super::{REALM, Relay, credentials, message};

/// A stream without an allocation ends after this time.
const PATIENCE: Duration = Duration::from_secs(10);

/// Requests of one stream that may be refused; a client gets one wrong, the first.
const REFUSALS: u32 = 32;

/// The protocol number of UDP, in front of three reserved bytes.
const UDP: u8 = 17;

/// Ports of relayed addresses: those that systems give away themselves.
const PORTS: std::ops::RangeInclusive<u16> = 49_152..=u16::MAX;

/// One moment on both clocks.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub instant: Instant,
    /// Seconds since 1970.
    pub unix: u64,
}

/// A datagram of the client for one of the engine's addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relayed {
    pub to: SocketAddr,
    pub datagram: Vec<u8>,
}

/// The stream is of no more use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("this is not TURN")]
    NotTurn,
    #[error("a message of an impossible length")]
    Length,
    #[error("too many requests that were refused")]
    Refused,
}

pub struct Session {
    relay: Arc<Relay>,
    client: SocketAddr,
    /// The address that this client is known by behind the relay; only a name.
    port: u16,
    nonce: String,
    splitter: Splitter,
    allocation: Option<Allocation>,
    /// While there is no allocation.
    ends_at: Instant,
    refusals: u32,
    indications: u64,
}

/// How a request ended: what the answer holds, or why not.
type Outcome = Result<Vec<Box<dyn Setter>>, ErrorCode>;

impl Session {
    /// `number` tells sessions apart; `nonce` cannot be guessed.
    pub fn new(
        relay: Arc<Relay>,
        client: SocketAddr,
        number: u32,
        nonce: String,
        now: Instant,
    ) -> Self {
        let ports = u32::from(*PORTS.end() - *PORTS.start()) + 1;
        Session {
            relay,
            client,
            port: *PORTS.start() + (number % ports) as u16,
            nonce,
            splitter: Splitter::default(),
            allocation: None,
            ends_at: now + PATIENCE,
            refusals: 0,
            indications: 0,
        }
    }

    /// The address that was given to the client, while it has one.
    pub fn relayed(&self) -> Option<SocketAddr> {
        Some(self.allocation.as_ref()?.relayed)
    }

    /// When the stream is to be closed, unless something moves that moment.
    pub fn ends_at(&self) -> Instant {
        let allocation = self.allocation.as_ref();
        allocation.map_or(self.ends_at, |allocation| allocation.expires)
    }

    /// Handles what the client has sent; answers are appended to `out`.
    pub fn receive(
        &mut self,
        bytes: &[u8],
        now: Moment,
        out: &mut Vec<u8>,
    ) -> Result<Vec<Relayed>, Broken> {
        let mut relayed = Vec::new();
        for piece in self.splitter.take(bytes)? {
            match piece {
                Piece::Message(bytes) => {
                    let message = message::parse(&bytes).ok_or(Broken::NotTurn)?;
                    relayed.extend(self.message(message, now, out)?);
                }
                Piece::Channel { number, data } => {
                    let allocation = self.allocation.as_ref();
                    let to = allocation.and_then(|it| it.peer_of(number, now.instant));
                    relayed.extend(to.map(|to| Relayed { to, datagram: data }));
                }
            }
        }
        Ok(relayed)
    }

    /// Appends a datagram of the engine's as the client is to get it.
    pub fn deliver(&mut self, from: SocketAddr, datagram: &[u8], now: Instant, out: &mut Vec<u8>) {
        let Some(allocation) = &self.allocation else {
            return;
        };
        if let Some(number) = allocation.channel_of(from, now) {
            return write_channel(number, datagram, out);
        }
        if !allocation.permits(from.ip(), now) {
            return;
        }
        self.indications += 1;
        let mut transaction = TransactionId::default();
        transaction.0[4..].copy_from_slice(&self.indications.to_be_bytes());
        let content: Vec<Box<dyn Setter>> = vec![
            Box::new(message::address(ATTR_XOR_PEER_ADDRESS, from, &transaction)),
            Box::new(message::attribute(ATTR_DATA, datagram.to_vec())),
        ];
        let data = message::write(METHOD_DATA, CLASS_INDICATION, transaction, content, None);
        out.extend(data.unwrap_or_default());
    }

    fn message(
        &mut self,
        message: Message,
        now: Moment,
        out: &mut Vec<u8>,
    ) -> Result<Option<Relayed>, Broken> {
        let (method, class) = (message.typ.method, message.typ.class);
        if (method, class) == (METHOD_SEND, CLASS_INDICATION) {
            return Ok(self.send(&message, now.instant));
        }
        if class != CLASS_REQUEST {
            return Ok(None);
        }
        let answer = if method == METHOD_BINDING {
            let mapped = self.mapped(&message);
            let content: Vec<Box<dyn Setter>> = vec![Box::new(mapped)];
            let transaction = message.transaction_id;
            message::write(method, CLASS_SUCCESS_RESPONSE, transaction, content, None)
        } else {
            self.request(message, now)
        };
        if self.refusals > REFUSALS {
            return Err(Broken::Refused);
        }
        out.extend(answer.unwrap_or_default());
        Ok(None)
    }

    fn send(&self, message: &Message, now: Instant) -> Option<Relayed> {
        let allocation = self.allocation.as_ref()?;
        let [to] = message::peers(message)?[..] else {
            return None;
        };
        let datagram = message::value(message, ATTR_DATA)?.to_vec();
        let may = self.relay.peers.contains(&to) && allocation.permits(to.ip(), now);
        may.then_some(Relayed { to, datagram })
    }

    /// Answers a request for which credentials are needed.
    fn request(&mut self, mut request: Message, now: Moment) -> Option<Vec<u8>> {
        let (method, transaction) = (request.typ.method, request.transaction_id);
        let (user, key) = match self.authenticate(&mut request, now.unix) {
            Ok(authentic) => authentic,
            Err(code) => return self.refuse(method, transaction, self.challenge(code), None),
        };
        let unknown = message::unknown(&request);
        if !unknown.is_empty() {
            let content: Vec<Box<dyn Setter>> = vec![
                Box::new(CODE_UNKNOWN_ATTRIBUTE),
                Box::new(UnknownAttributes(unknown)),
            ];
            return self.refuse(method, transaction, content, Some(&key));
        }
        let outcome = if self.allocation.as_ref().is_some_and(|it| it.user != user) {
            Err(CODE_WRONG_CREDENTIALS)
        } else if method == METHOD_ALLOCATE {
            self.allocate(&request, user, now.instant)
        } else if method == METHOD_REFRESH {
            self.refresh(&request, now.instant)
        } else if method == METHOD_CREATE_PERMISSION {
            self.permit(&request, now.instant)
        } else if method == METHOD_CHANNEL_BIND {
            self.bind(&request, now.instant)
        } else {
            Err(CODE_BAD_REQUEST)
        };
        match outcome {
            Ok(content) => {
                let crypto = self.relay.provider.crypto();
                let key = Some((key.as_slice(), crypto));
                message::write(method, CLASS_SUCCESS_RESPONSE, transaction, content, key)
            }
            Err(code) => self.refuse(method, transaction, vec![Box::new(code)], Some(&key)),
        }
    }

    /// The user and the key of an authentic request.
    fn authenticate(
        &self,
        request: &mut Message,
        unix: u64,
    ) -> Result<(String, Vec<u8>), ErrorCode> {
        if !request.contains(ATTR_MESSAGE_INTEGRITY) {
            return Err(CODE_UNAUTHORIZED);
        }
        let text = |kind| message::text(request, kind).ok_or(CODE_BAD_REQUEST);
        let (user, realm, nonce) = (text(ATTR_USERNAME)?, text(ATTR_REALM)?, text(ATTR_NONCE)?);
        if nonce != self.nonce {
            return Err(CODE_STALE_NONCE);
        }
        if !credentials::holds(&user, unix) {
            return Err(CODE_UNAUTHORIZED);
        }
        let crypto = self.relay.provider.crypto();
        let password = credentials::credential(&self.relay.secret, &user);
        let key = MessageIntegrity::long_term_integrity_key(user.clone(), realm, password, crypto)
            .map_err(|_| CODE_UNAUTHORIZED)?;
        MessageIntegrity::check(request, &key, crypto).map_err(|_| CODE_UNAUTHORIZED)?;
        Ok((user, key))
    }

    /// An error that tells the client how to do better.
    fn challenge(&self, code: ErrorCode) -> Vec<Box<dyn Setter>> {
        let nonce = self.nonce.clone().into_bytes();
        vec![
            Box::new(code),
            Box::new(message::attribute(ATTR_REALM, REALM.into())),
            Box::new(message::attribute(ATTR_NONCE, nonce)),
        ]
    }

    fn refuse(
        &mut self,
        method: Method,
        transaction: TransactionId,
        content: Vec<Box<dyn Setter>>,
        key: Option<&[u8]>,
    ) -> Option<Vec<u8>> {
        self.refusals += 1;
        let key = key.map(|key| (key, self.relay.provider.crypto()));
        message::write(method, CLASS_ERROR_RESPONSE, transaction, content, key)
    }

    fn allocate(&mut self, request: &Message, user: String, now: Instant) -> Outcome {
        if self.allocation.is_some() {
            return Err(CODE_ALLOC_MISMATCH);
        }
        match message::value(request, ATTR_REQUESTED_TRANSPORT) {
            Some([UDP, ..]) => {}
            Some(_) => return Err(CODE_UNSUPPORTED_TRANS_PROTO),
            None => return Err(CODE_BAD_REQUEST),
        }
        let family = message::value(request, ATTR_REQUESTED_ADDRESS_FAMILY)
            .map(|value| value.first().copied().unwrap_or_default());
        // What a client does not say is meant to be IPv4 (RFC 8656, 7.2): here, whatever we have.
        let mut peers = self.relay.peers.iter().map(SocketAddr::ip);
        let ip = peers
            .find(|ip| family.is_none_or(|family| message::family(*ip) == family))
            .ok_or(CODE_ADDR_FAMILY_NOT_SUPPORTED)?;
        let relayed = SocketAddr::new(ip, self.port);
        let granted = lifetime(message::seconds(request).filter(|seconds| *seconds > 0));
        self.allocation = Some(Allocation::new(user, relayed, now + granted));
        self.refusals = 0;
        let transaction = &request.transaction_id;
        Ok(vec![
            Box::new(message::address(
                ATTR_XOR_RELAYED_ADDRESS,
                relayed,
                transaction,
            )),
            Box::new(self.mapped(request)),
            Box::new(seconds(granted)),
        ])
    }

    fn refresh(&mut self, request: &Message, now: Instant) -> Outcome {
        let granted = lifetime(message::seconds(request));
        let allocation = self.allocation.as_mut().ok_or(CODE_ALLOC_MISMATCH)?;
        allocation.expires = now + granted;
        if granted.is_zero() {
            self.allocation = None;
            self.ends_at = now + PATIENCE;
        }
        Ok(vec![Box::new(seconds(granted))])
    }

    /// All that are named, or none.
    fn permit(&mut self, request: &Message, now: Instant) -> Outcome {
        let allocation = self.allocation.as_mut().ok_or(CODE_ALLOC_MISMATCH)?;
        let peers = message::peers(request).ok_or(CODE_BAD_REQUEST)?;
        if peers.is_empty() {
            return Err(CODE_BAD_REQUEST);
        }
        let own = |peer: &SocketAddr| self.relay.peers.iter().any(|own| own.ip() == peer.ip());
        if !peers.iter().all(own) {
            return Err(CODE_FORBIDDEN);
        }
        for peer in peers {
            allocation.permit(peer.ip(), now);
        }
        Ok(Vec::new())
    }

    fn bind(&mut self, request: &Message, now: Instant) -> Outcome {
        let allocation = self.allocation.as_mut().ok_or(CODE_ALLOC_MISMATCH)?;
        let number = message::number(request, ATTR_CHANNEL_NUMBER).ok_or(CODE_BAD_REQUEST)?;
        let [peer] = message::peers(request).ok_or(CODE_BAD_REQUEST)?[..] else {
            return Err(CODE_BAD_REQUEST);
        };
        if !self.relay.peers.contains(&peer) {
            return Err(CODE_FORBIDDEN);
        }
        if !allocation.bind(number, peer, now) {
            return Err(CODE_BAD_REQUEST);
        }
        Ok(Vec::new())
    }

    fn mapped(&self, request: &Message) -> rtc_stun::attributes::RawAttribute {
        let transaction = &request.transaction_id;
        message::address(ATTR_XORMAPPED_ADDRESS, self.client, transaction)
    }
}

fn seconds(granted: Duration) -> rtc_stun::attributes::RawAttribute {
    let seconds = u32::try_from(granted.as_secs()).unwrap_or(u32::MAX);
    message::attribute(ATTR_LIFETIME, seconds.to_be_bytes().to_vec())
}
