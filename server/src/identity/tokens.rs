//! Links and passes: signed, never encrypted, scoped to one person in one session; and links to the
//! page of one delegation.
//!
//! A token is its claims in fixed-width big-endian bytes, then HMAC-SHA256 over them, in base64url.
//! There is one algorithm and no header that names it. Links and passes are signed under keys of
//! their own, derived from the token key, so that neither can stand in for the other.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use meeting::id::{DelegationId, EventId, PersonId, SessionId};
use meeting::time::Timestamp;
use ring::hmac;

/// What a personal link says. The serial is that of the link's row: a new link has a higher one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkClaims {
    pub session: SessionId,
    pub person: PersonId,
    pub serial: u32,
}

/// What a pass says: the link it came from, and until when it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassClaims {
    pub session: SessionId,
    pub person: PersonId,
    pub serial: u32,
    pub expires: Timestamp,
}

impl PassClaims {
    pub fn link(&self) -> LinkClaims {
        LinkClaims {
            session: self.session,
            person: self.person,
            serial: self.serial,
        }
    }
}

/// What a delegation comes to: one session, or an event with all of its.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Session(SessionId),
    Event(EventId),
}

impl std::fmt::Display for Scope {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Scope::Session(session) => session.fmt(out),
            Scope::Event(event) => event.fmt(out),
        }
    }
}

/// What the link to the page of a delegation says. The serial is that of the link's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DelegationClaims {
    pub scope: Scope,
    pub delegation: DelegationId,
    pub serial: u32,
}

/// What the link of the helpers at the door of a hall says. The serial is that of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DoorClaims {
    pub session: SessionId,
    pub serial: u32,
}

/// What the link of the screens on the wall of a hall says. The serial is that of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WallClaims {
    pub session: SessionId,
    pub serial: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    #[error("this was not signed by this service")]
    Forged,
    #[error("this has expired")]
    Expired,
}

pub(super) struct Signer {
    link: hmac::Key,
    pass: hmac::Key,
    delegation: hmac::Key,
    door: hmac::Key,
    wall: hmac::Key,
    code: hmac::Key,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Signer")
    }
}

const LINK_BYTES: usize = 20;
const PASS_BYTES: usize = LINK_BYTES + 8;
const DELEGATION_BYTES: usize = 21;
/// Of a link that several people share.
const SHARED_BYTES: usize = 12;
/// 50 bits of a check-in code, in characters that a person can read out: no i, l, o, u.
const CODE_LENGTH: usize = 10;
const CODE_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Signer {
    pub(super) fn new(token_key: &[u8; 32]) -> Self {
        let root = hmac::Key::new(hmac::HMAC_SHA256, token_key);
        let derive = |purpose: &str| {
            let key = hmac::sign(&root, purpose.as_bytes());
            hmac::Key::new(hmac::HMAC_SHA256, key.as_ref())
        };
        Self {
            link: derive("yunqiao link 1"),
            pass: derive("yunqiao pass 1"),
            delegation: derive("yunqiao delegation 1"),
            door: derive("yunqiao door 1"),
            wall: derive("yunqiao wall 1"),
            code: derive("yunqiao check-in code 1"),
        }
    }

    pub(super) fn link(&self, claims: &LinkClaims) -> String {
        seal(&self.link, &link_bytes(claims))
    }

    pub(super) fn read_link(&self, token: &str) -> Result<LinkClaims, BadToken> {
        let bytes: [u8; LINK_BYTES] = open(&self.link, token)?;
        Ok(link_claims(&bytes))
    }

    pub(super) fn door(&self, claims: &DoorClaims) -> String {
        seal(&self.door, &shared_bytes(claims.session, claims.serial))
    }

    pub(super) fn read_door(&self, token: &str) -> Result<DoorClaims, BadToken> {
        let (session, serial) = shared_claims(&open(&self.door, token)?);
        Ok(DoorClaims { session, serial })
    }

    pub(super) fn wall(&self, claims: &WallClaims) -> String {
        seal(&self.wall, &shared_bytes(claims.session, claims.serial))
    }

    pub(super) fn read_wall(&self, token: &str) -> Result<WallClaims, BadToken> {
        let (session, serial) = shared_claims(&open(&self.wall, token)?);
        Ok(WallClaims { session, serial })
    }

    /// What a person shows at the door of a session's hall. It opens nothing: those who hold the
    /// list of the door find the person by it.
    pub(super) fn check_in_code(&self, session: SessionId, person: PersonId) -> String {
        let claims = [session.bits().to_be_bytes(), person.bits().to_be_bytes()].concat();
        let tag = hmac::sign(&self.code, &claims);
        let bits = u64::from_be_bytes(part(tag.as_ref()));
        let letter = |place: usize| CODE_LETTERS[(bits >> (5 * place)) as usize & 31];
        (0..CODE_LENGTH)
            .map(|place| char::from(letter(place)))
            .collect()
    }

    pub(super) fn pass(&self, claims: &PassClaims) -> String {
        let mut bytes = [0; PASS_BYTES];
        bytes[..LINK_BYTES].copy_from_slice(&link_bytes(&claims.link()));
        bytes[LINK_BYTES..].copy_from_slice(&claims.expires.micros().to_be_bytes());
        seal(&self.pass, &bytes)
    }

    pub(super) fn read_pass(&self, token: &str, now: Timestamp) -> Result<PassClaims, BadToken> {
        let bytes: [u8; PASS_BYTES] = open(&self.pass, token)?;
        let link = link_claims(&bytes[..LINK_BYTES]);
        let claims = PassClaims {
            session: link.session,
            person: link.person,
            serial: link.serial,
            expires: Timestamp::from_micros(i64::from_be_bytes(part(&bytes[LINK_BYTES..]))),
        };
        if claims.expires <= now {
            return Err(BadToken::Expired);
        }
        Ok(claims)
    }

    pub(super) fn delegation(&self, claims: &DelegationClaims) -> String {
        seal(&self.delegation, &delegation_bytes(claims))
    }

    pub(super) fn read_delegation(&self, token: &str) -> Result<DelegationClaims, BadToken> {
        let bytes: [u8; DELEGATION_BYTES] = open(&self.delegation, token)?;
        let scope = u64::from_be_bytes(part(&bytes[1..]));
        Ok(DelegationClaims {
            scope: match bytes[0] {
                0 => Scope::Session(SessionId::from_bits(scope)),
                1 => Scope::Event(EventId::from_bits(scope)),
                _ => return Err(BadToken::Forged),
            },
            delegation: DelegationId::from_bits(u64::from_be_bytes(part(&bytes[9..]))),
            serial: u32::from_be_bytes(part(&bytes[17..])),
        })
    }
}

fn delegation_bytes(claims: &DelegationClaims) -> [u8; DELEGATION_BYTES] {
    let (kind, scope) = match claims.scope {
        Scope::Session(session) => (0, session.bits()),
        Scope::Event(event) => (1, event.bits()),
    };
    let mut bytes = [0; DELEGATION_BYTES];
    bytes[0] = kind;
    bytes[1..9].copy_from_slice(&scope.to_be_bytes());
    bytes[9..17].copy_from_slice(&claims.delegation.bits().to_be_bytes());
    bytes[17..].copy_from_slice(&claims.serial.to_be_bytes());
    bytes
}

fn link_bytes(claims: &LinkClaims) -> [u8; LINK_BYTES] {
    let mut bytes = [0; LINK_BYTES];
    bytes[..8].copy_from_slice(&claims.session.bits().to_be_bytes());
    bytes[8..16].copy_from_slice(&claims.person.bits().to_be_bytes());
    bytes[16..].copy_from_slice(&claims.serial.to_be_bytes());
    bytes
}

fn link_claims(bytes: &[u8]) -> LinkClaims {
    LinkClaims {
        session: SessionId::from_bits(u64::from_be_bytes(part(bytes))),
        person: PersonId::from_bits(u64::from_be_bytes(part(&bytes[8..]))),
        serial: u32::from_be_bytes(part(&bytes[16..])),
    }
}

fn shared_bytes(session: SessionId, serial: u32) -> [u8; SHARED_BYTES] {
    let mut bytes = [0; SHARED_BYTES];
    bytes[..8].copy_from_slice(&session.bits().to_be_bytes());
    bytes[8..].copy_from_slice(&serial.to_be_bytes());
    bytes
}

fn shared_claims(bytes: &[u8; SHARED_BYTES]) -> (SessionId, u32) {
    let session = SessionId::from_bits(u64::from_be_bytes(part(bytes)));
    (session, u32::from_be_bytes(part(&bytes[8..])))
}

/// The first `N` bytes; `bytes` is never shorter.
fn part<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.first_chunk().copied().unwrap_or([0; N])
}

fn seal(key: &hmac::Key, claims: &[u8]) -> String {
    let tag = hmac::sign(key, claims);
    BASE64.encode([claims, tag.as_ref()].concat())
}

/// The claims, once the signature was found right in constant time.
fn open<const N: usize>(key: &hmac::Key, token: &str) -> Result<[u8; N], BadToken> {
    let bytes = BASE64.decode(token).map_err(|_| BadToken::Forged)?;
    let (claims, tag) = bytes.split_first_chunk::<N>().ok_or(BadToken::Forged)?;
    hmac::verify(key, claims, tag).map_err(|_| BadToken::Forged)?;
    Ok(*claims)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn signer() -> Signer {
        Signer::new(&[7; 32])
    }

    fn pass_claims(session: u64, person: u64, serial: u32, expires: i64) -> PassClaims {
        PassClaims {
            session: SessionId::from_bits(session),
            person: PersonId::from_bits(person),
            serial,
            expires: Timestamp::from_micros(expires),
        }
    }

    proptest! {
        #[test]
        fn what_was_signed_is_read_back(session: u64, person: u64, serial: u32, expires in 1i64..) {
            let claims = pass_claims(session, person, serial, expires);
            let signer = signer();
            prop_assert_eq!(signer.read_pass(&signer.pass(&claims), Timestamp(expires - 1)), Ok(claims));
            prop_assert_eq!(signer.read_link(&signer.link(&claims.link())), Ok(claims.link()));
        }

        #[test]
        fn the_link_of_a_delegation_says_what_it_is_for(scope: u64, delegation: u64, serial: u32) {
            let signer = signer();
            for scope in [
                Scope::Session(SessionId::from_bits(scope)),
                Scope::Event(EventId::from_bits(scope)),
            ] {
                let delegation = DelegationId::from_bits(delegation);
                let claims = DelegationClaims { scope, delegation, serial };
                let token = signer.delegation(&claims);
                prop_assert_eq!(signer.read_delegation(&token), Ok(claims));
                prop_assert_eq!(signer.read_link(&token), Err(BadToken::Forged));
                prop_assert_eq!(signer.read_pass(&token, Timestamp(0)), Err(BadToken::Forged));
            }
        }

        #[test]
        fn a_personal_link_opens_no_page_of_a_delegation(session: u64, person: u64, serial: u32) {
            let claims = pass_claims(session, person, serial, i64::MAX);
            for token in [signer().link(&claims.link()), signer().pass(&claims)] {
                prop_assert_eq!(signer().read_delegation(&token), Err(BadToken::Forged));
            }
        }

        #[test]
        fn a_changed_character_makes_a_forgery(session: u64, person: u64, at in 0usize..70, letter in "[A-Za-z0-9_-]") {
            let claims = pass_claims(session, person, 1, i64::MAX).link();
            let mut token = signer().link(&claims);
            prop_assume!(token.get(at..=at) != Some(letter.as_str()));
            token.replace_range(at..=at, &letter);
            prop_assert_eq!(signer().read_link(&token), Err(BadToken::Forged));
        }

        #[test]
        fn arbitrary_text_is_a_forgery(text in ".{0,200}") {
            prop_assert_eq!(signer().read_link(&text), Err(BadToken::Forged));
            prop_assert_eq!(signer().read_pass(&text, Timestamp(0)), Err(BadToken::Forged));
        }

        #[test]
        fn claims_cannot_be_put_under_an_older_signature(session: u64, person: u64, other: u64) {
            prop_assume!(person != other);
            let token = signer().link(&pass_claims(session, person, 1, 1).link());
            let mut bytes = BASE64.decode(token).unwrap();
            bytes[8..16].copy_from_slice(&other.to_be_bytes());
            prop_assert_eq!(signer().read_link(&BASE64.encode(bytes)), Err(BadToken::Forged));
        }
    }

    #[test]
    fn a_link_is_no_pass_and_another_key_reads_nothing() {
        let claims = pass_claims(1, 2, 3, i64::MAX);
        let link = signer().link(&claims.link());
        let pass = signer().pass(&claims);
        assert_eq!(
            signer().read_pass(&link, Timestamp(0)),
            Err(BadToken::Forged)
        );
        assert_eq!(signer().read_link(&pass), Err(BadToken::Forged));
        assert_eq!(
            Signer::new(&[8; 32]).read_link(&link),
            Err(BadToken::Forged)
        );
    }

    #[test]
    fn a_link_that_is_shared_is_no_other_and_a_code_is_of_one_person_in_one_session() {
        let claims = DoorClaims {
            session: SessionId::from_bits(1),
            serial: 3,
        };
        let door = signer().door(&claims);
        assert_eq!(signer().read_door(&door), Ok(claims));
        assert_eq!(signer().read_link(&door), Err(BadToken::Forged));
        let link = signer().link(&pass_claims(1, 2, 3, 1).link());
        assert_eq!(signer().read_door(&link), Err(BadToken::Forged));
        let claims = WallClaims {
            session: claims.session,
            serial: claims.serial,
        };
        let wall = signer().wall(&claims);
        assert_eq!(signer().read_wall(&wall), Ok(claims));
        assert_eq!(signer().read_door(&wall), Err(BadToken::Forged));
        assert_eq!(signer().read_wall(&door), Err(BadToken::Forged));

        let code = |session, person| {
            let (session, person) = (SessionId::from_bits(session), PersonId::from_bits(person));
            signer().check_in_code(session, person)
        };
        assert_eq!(code(1, 2), code(1, 2));
        assert_eq!(code(1, 2).len(), CODE_LENGTH);
        assert_ne!(code(1, 2), code(1, 3));
        assert_ne!(code(1, 2), code(2, 2));
    }

    #[test]
    fn a_pass_holds_until_it_expires() {
        let pass = signer().pass(&pass_claims(1, 2, 3, 1000));
        assert!(signer().read_pass(&pass, Timestamp(999)).is_ok());
        assert_eq!(
            signer().read_pass(&pass, Timestamp(1000)),
            Err(BadToken::Expired)
        );
    }
}
