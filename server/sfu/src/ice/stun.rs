//! Binding requests (RFC 8489) and the three answers to them; and our own, with the answer to it.

use std::net::SocketAddr;

use rtc_crypto::RTCCrypto;
use rtc_stun::attributes::{
    ATTR_FINGERPRINT, ATTR_ICE_CONTROLLED, ATTR_MESSAGE_INTEGRITY, ATTR_PRIORITY,
    ATTR_USE_CANDIDATE, ATTR_USERNAME, AttrType, RawAttribute,
};
use rtc_stun::error_code::{CODE_ROLE_CONFLICT, CODE_UNKNOWN_ATTRIBUTE};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{
    BINDING_ERROR, BINDING_REQUEST, BINDING_SUCCESS, Message, Setter, TransactionId,
};
use rtc_stun::textattrs::TextAttribute;
use rtc_stun::uattrs::UnknownAttributes;
use rtc_stun::xoraddr::XorMappedAddress;
use thiserror::Error;

/// Why a datagram gets no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Refusal {
    #[error("not a binding request")]
    Malformed,
    #[error("addressed to nobody here")]
    UnknownUser,
    #[error("wrong password")]
    Forged,
    #[error("the answer could not be written")]
    Unanswerable,
}

/// A binding request. Nothing but [`Request::user`] may be believed before it is authenticated.
pub(crate) struct Request {
    message: Message,
    user: String,
}

impl Request {
    pub(crate) fn parse(datagram: &[u8]) -> Result<Request, Refusal> {
        let mut message = Message::new();
        message
            .unmarshal_binary(datagram)
            .map_err(|_| Refusal::Malformed)?;
        if message.typ != BINDING_REQUEST {
            return Err(Refusal::Malformed);
        }
        FINGERPRINT
            .check(&message)
            .map_err(|_| Refusal::Malformed)?;
        let name = message.get(ATTR_USERNAME).map_err(|_| Refusal::Malformed)?;
        let name = String::from_utf8(name).map_err(|_| Refusal::Malformed)?;
        // Only our half is looked at: during a restart a browser may already use its new half
        // together with our old one.
        let (user, _) = name.split_once(':').ok_or(Refusal::Malformed)?;
        let user = user.to_owned();
        Ok(Request { message, user })
    }

    /// Our user fragment, as claimed.
    pub(crate) fn user(&self) -> &str {
        &self.user
    }

    pub(super) fn authenticate(
        &mut self,
        password: &str,
        crypto: &dyn RTCCrypto,
    ) -> Result<(), Refusal> {
        MessageIntegrity::check(&mut self.message, password.as_bytes(), crypto)
            .map_err(|_| Refusal::Forged)
    }

    /// Everything that is done with a request, whether or not it is authentic.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn exercise(&mut self, password: &str, crypto: &dyn RTCCrypto) {
        // Few inputs are authentic; the rest must stand any other.
        let _ = self.authenticate(password, crypto);
        self.nominates();
        let _ = self.error_response(password, crypto);
        let mapped = SocketAddr::from(([192, 0, 2, 1], 7000));
        assert!(self.success_response(mapped, password, crypto).is_ok());
    }

    /// Attributes covered by the integrity check; what stands behind it must be ignored.
    fn attributes(&self) -> impl Iterator<Item = &RawAttribute> {
        self.message
            .attributes
            .0
            .iter()
            .take_while(|attribute| attribute.typ != ATTR_MESSAGE_INTEGRITY)
    }

    fn contains(&self, attribute: AttrType) -> bool {
        self.attributes().any(|known| known.typ == attribute)
    }

    pub(super) fn nominates(&self) -> bool {
        self.contains(ATTR_USE_CANDIDATE)
    }

    /// An attribute that must be understood and is not, or a client that takes our role: a lite
    /// agent is always the controlled one.
    pub(super) fn error_response(
        &self,
        password: &str,
        crypto: &dyn RTCCrypto,
    ) -> Option<Result<Vec<u8>, Refusal>> {
        let unknown: Vec<AttrType> = self
            .attributes()
            .map(|attribute| attribute.typ)
            .filter(|kind| kind.required() && !is_understood(*kind))
            .collect();
        let error: Vec<Box<dyn Setter>> = if !unknown.is_empty() {
            vec![
                Box::new(CODE_UNKNOWN_ATTRIBUTE),
                Box::new(UnknownAttributes(unknown)),
            ]
        } else if self.contains(ATTR_ICE_CONTROLLED) {
            vec![Box::new(CODE_ROLE_CONFLICT)]
        } else {
            return None;
        };
        let mut setters: Vec<Box<dyn Setter>> = vec![Box::new(BINDING_ERROR)];
        setters.extend(error);
        Some(self.respond(setters, password, crypto))
    }

    pub(super) fn success_response(
        &self,
        mapped: SocketAddr,
        password: &str,
        crypto: &dyn RTCCrypto,
    ) -> Result<Vec<u8>, Refusal> {
        let address = XorMappedAddress {
            ip: mapped.ip(),
            port: mapped.port(),
        };
        self.respond(
            vec![Box::new(BINDING_SUCCESS), Box::new(address)],
            password,
            crypto,
        )
    }

    fn respond(
        &self,
        content: Vec<Box<dyn Setter>>,
        password: &str,
        crypto: &dyn RTCCrypto,
    ) -> Result<Vec<u8>, Refusal> {
        let integrity =
            MessageIntegrity::new_short_term_integrity_with_provider(password.to_owned(), crypto);
        let mut setters: Vec<Box<dyn Setter + '_>> = vec![Box::new(self.message.transaction_id)];
        for setter in content {
            setters.push(setter);
        }
        setters.push(Box::new(integrity));
        setters.push(Box::new(FINGERPRINT));
        let mut response = Message::new();
        response
            .build(&setters)
            .map_err(|_| Refusal::Unanswerable)?;
        Ok(response.raw)
    }
}

/// A request of ours. `None` if the client's credentials do not fit into one.
pub(super) fn check(
    transaction: TransactionId,
    user: String,
    password: &str,
    crypto: &dyn RTCCrypto,
) -> Option<Vec<u8>> {
    let number = |typ, value: Vec<u8>| RawAttribute {
        typ,
        length: value.len() as u16,
        value,
    };
    let integrity =
        MessageIntegrity::new_short_term_integrity_with_provider(password.to_owned(), crypto);
    let setters: [Box<dyn Setter + '_>; 7] = [
        Box::new(transaction),
        Box::new(BINDING_REQUEST),
        Box::new(TextAttribute::new(ATTR_USERNAME, user)),
        // Neither matters to a client whose path this is already, but both belong there.
        Box::new(number(
            ATTR_PRIORITY,
            0x7e00_00ff_u32.to_be_bytes().to_vec(),
        )),
        Box::new(number(ATTR_ICE_CONTROLLED, transaction.0[..8].to_vec())),
        Box::new(integrity),
        Box::new(FINGERPRINT),
    ];
    let mut message = Message::new();
    message.build(&setters).ok()?;
    Some(message.raw)
}

/// The answer to a request of ours. Not to be believed before it is authenticated.
pub(crate) struct Response {
    message: Message,
}

impl Response {
    /// `None` if it is anything else.
    pub(crate) fn parse(datagram: &[u8]) -> Option<Response> {
        let mut message = Message::new();
        message.unmarshal_binary(datagram).ok()?;
        (message.typ == BINDING_SUCCESS).then_some(Response { message })
    }

    pub(super) fn transaction(&self) -> TransactionId {
        self.message.transaction_id
    }

    pub(super) fn authenticate(
        &mut self,
        password: &str,
        crypto: &dyn RTCCrypto,
    ) -> Result<(), Refusal> {
        MessageIntegrity::check(&mut self.message, password.as_bytes(), crypto)
            .map_err(|_| Refusal::Forged)
    }
}

fn is_understood(kind: AttrType) -> bool {
    [
        ATTR_USERNAME,
        ATTR_MESSAGE_INTEGRITY,
        ATTR_PRIORITY,
        ATTR_USE_CANDIDATE,
        ATTR_FINGERPRINT,
    ]
    .contains(&kind)
}
