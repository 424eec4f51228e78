//! Identities. Each is 64 random bits chosen by the service, written as 13 characters of
//! Crockford's base 32 in lower case, so that it survives being read out on the telephone.

use std::fmt;
use std::str::FromStr;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 13;

/// Text that is not an identity: wrong length, or a character outside the alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an identity is {LENGTH} characters of 0-9 and a-z without i, l, o, u")]
pub struct NotAnId;

fn encode(value: u64, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = [0u8; LENGTH];
    for (place, character) in text.iter_mut().rev().enumerate() {
        *character = ALPHABET[(value >> (5 * place)) as usize & 31];
    }
    out.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
}

fn decode(text: &str) -> Result<u64, NotAnId> {
    if text.len() != LENGTH {
        return Err(NotAnId);
    }
    text.bytes().try_fold(0u64, |value, byte| {
        let digit = ALPHABET
            .iter()
            .position(|letter| *letter == byte)
            .ok_or(NotAnId)?;
        // 13 digits hold 65 bits: the first digit may only use its lower four.
        if value >> 59 != 0 {
            return Err(NotAnId);
        }
        Ok(value << 5 | digit as u64)
    })
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ts_rs::TS)]
        #[ts(type = "string")]
        pub struct $name(u64);

        impl $name {
            pub const fn from_bits(bits: u64) -> Self {
                Self(bits)
            }
            pub const fn bits(self) -> u64 {
                self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                encode(self.0, out)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                encode(self.0, out)
            }
        }
        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                decode(text).map(Self)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                String::schema()
            }
        }
        impl utoipa::ToSchema for $name {}
    )*};
}

id! {
    /// What people join: one meeting, on one day.
    SessionId,
    /// One invited person, the same over all sessions they are invited to by that link holder's office.
    PersonId,
    /// The people of one city or body in one session.
    DelegationId,
    /// One item of the agenda.
    ItemId,
    /// One line of the run sheet.
    CueId,
    /// Something that takes place as several sessions of the same people.
    EventId,
    /// Events of the same name, one after another.
    SeriesId,
    /// A file of records on its way in.
    ImportId,
    /// Sessions that repeat one of them.
    RepetitionId,
    /// One of the rooms in which sessions of an event go on side by side.
    TrackId,
    /// A partner city in the registry.
    PartnerId,
    /// One device of a participant, for as long as its WebSocket (with resumes) lives.
    ConnectionId,
    /// One device of a helper at the door of a hall.
    DeviceId,
    /// One line of chat.
    ChatId,
    /// One exchange in the history of one or more partners.
    ExchangeId,
    /// One relation between the city, or a district of it, and a partner.
    RelationId,
    /// Something that was said between partners and may become a project.
    IntentId,
    /// One of the city's districts and counties.
    DistrictId,
    /// One department that takes part in the work with partner cities.
    DepartmentId,
    /// Somebody at a partner's to whom the office writes.
    ContactId,
    /// An alliance or another group of cities.
    NetworkId,
    /// A relation below that of the cities, as of two schools.
    SubRelationId,
    /// Any of the records that the office keeps of partners and of what happened with them.
    EntryId,
    /// One file that belongs to a session.
    PaperId,
    /// Somebody of the foreign-affairs office who may sign in.
    OrganizerId,
    /// One vote of a session.
    VoteId,
    /// One decision or action that was noted in a session.
    NoteId,
    /// One side room of a session.
    SideId,
    /// One signing of a document in a session.
    SigningId,
    /// One group photo of a session.
    PhotoId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bits: u64) {
            let id = SessionId::from_bits(bits);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn more_than_64_bits_are_refused() {
        assert_eq!("zzzzzzzzzzzzz".parse::<SessionId>(), Err(NotAnId));
        assert_eq!("fzzzzzzzzzzzz".parse(), Ok(SessionId::from_bits(u64::MAX)));
    }
}
