//! What the ledger holds: nine kinds of record, each a document.

use std::fmt;
use std::str::FromStr;

use history::contact::Contact;
use history::department::Department;
use history::district::{District, Owner};
use history::exchange::Exchange;
use history::intent::Intent;
use history::network::Network;
use history::partner::Partner;
use history::relation::Relation;
use history::sub_relation::SubRelation;
use meeting::id::{
    ContactId, DepartmentId, DistrictId, EntryId, ExchangeId, IntentId, NetworkId, PartnerId,
    RelationId, SubRelationId,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::flaws::{self, Flaw};
use crate::store::StoreError;

/// One kind of record.
pub(crate) trait Record:
    Serialize + DeserializeOwned + ToSchema + Clone + Send + Sync + 'static
{
    const KIND: EntryKind;

    fn key(&self) -> Key;

    /// What is wrong with it by itself.
    fn flaws(&self) -> Vec<Flaw>;

    fn entry(self) -> Entry;

    /// `None` of an entry of another kind.
    fn of(entry: Entry) -> Option<Self>;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal, $id:ident, $flaws:path;)*) => {
        /// The kinds of record, in an order in which none refers to a later one. Relations refer to
        /// one another too: an upgraded one to that which followed it.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum EntryKind {
            $($(#[$doc])* $kind,)*
        }

        impl EntryKind {
            pub(crate) const ALL: [EntryKind; [$($name),*].len()] = [$(EntryKind::$kind),*];

            /// As it stands in the database and in addresses.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(EntryKind::$kind => $name,)*
                }
            }

            pub(crate) fn parse(self, id: EntryId, doc: &str) -> Result<Entry, StoreError> {
                let key = Key { kind: self, id };
                let damaged = |error: serde_json::Error| {
                    StoreError::damaged("ledger_version", key, error)
                };
                let entry = match self {
                    $(EntryKind::$kind => {
                        Entry::$kind(serde_json::from_str(doc).map_err(damaged)?)
                    })*
                };
                if entry.key() == key {
                    Ok(entry)
                } else {
                    Err(StoreError::damaged("ledger_version", key, "it holds another identity"))
                }
            }
        }

        /// One record.
        #[derive(Debug, Clone, PartialEq)]
        pub(crate) enum Entry {
            $($kind($kind),)*
        }

        impl Entry {
            pub(crate) fn key(&self) -> Key {
                match self {
                    $(Entry::$kind(record) => record.key(),)*
                }
            }

            pub(crate) fn flaws(&self) -> Vec<Flaw> {
                match self {
                    $(Entry::$kind(record) => record.flaws(),)*
                }
            }

            pub(crate) fn doc(&self) -> Result<String, StoreError> {
                let doc = match self {
                    $(Entry::$kind(record) => serde_json::to_string(record),)*
                };
                doc.map_err(|error| StoreError::damaged("ledger_version", self.key(), error))
            }
        }

        $(
            impl Record for $kind {
                const KIND: EntryKind = EntryKind::$kind;
                fn key(&self) -> Key {
                    self.id.into()
                }
                fn flaws(&self) -> Vec<Flaw> {
                    $flaws(self)
                }
                fn entry(self) -> Entry {
                    Entry::$kind(self)
                }
                fn of(entry: Entry) -> Option<Self> {
                    if let Entry::$kind(record) = entry {
                        Some(record)
                    } else {
                        None
                    }
                }
            }

            impl From<$id> for Key {
                fn from(id: $id) -> Key {
                    Key { kind: EntryKind::$kind, id: EntryId::from_bits(id.bits()) }
                }
            }
        )*
    };
}

kinds! {
    District = "district", DistrictId, flaws::district;
    Department = "department", DepartmentId, flaws::department;
    Partner = "partner", PartnerId, flaws::partner;
    Network = "network", NetworkId, flaws::network;
    Relation = "relation", RelationId, flaws::relation;
    SubRelation = "sub_relation", SubRelationId, flaws::sub_relation;
    Contact = "contact", ContactId, flaws::contact;
    Exchange = "exchange", ExchangeId, flaws::exchange;
    Intent = "intent", IntentId, flaws::intent;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there are no records of this kind")]
pub(crate) struct NoKind;

impl FromStr for EntryKind {
    type Err = NoKind;

    fn from_str(name: &str) -> Result<Self, NoKind> {
        let mut all = EntryKind::ALL.into_iter();
        all.find(|kind| kind.name() == name).ok_or(NoKind)
    }
}

/// Which record.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[schema(as = EntryKey)]
pub(crate) struct Key {
    pub(crate) kind: EntryKind,
    pub(crate) id: EntryId,
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.kind.name(), self.id)
    }
}

impl Entry {
    /// The records that this one names, each as often as it does.
    pub(crate) fn references(&self) -> Vec<Key> {
        match self {
            Entry::District(_) | Entry::Department(_) | Entry::Partner(_) => Vec::new(),
            Entry::Network(network) => {
                let members = network.members.iter();
                members.map(|member| member.partner.into()).collect()
            }
            Entry::Relation(relation) => {
                let mut named = vec![relation.partner.into()];
                if let Owner::District(district) = relation.owner {
                    named.push(district.into());
                }
                let ending = relation.ending.as_ref();
                named.extend(ending.and_then(|ending| ending.successor).map(Key::from));
                named
            }
            Entry::SubRelation(relation) => vec![relation.partner.into()],
            Entry::Contact(contact) => vec![contact.partner.into()],
            Entry::Exchange(exchange) => {
                let partners = exchange.partners.iter().copied().map(Key::from);
                let departments = exchange.departments.iter().copied().map(Key::from);
                partners.chain(departments).collect()
            }
            Entry::Intent(intent) => {
                let partners = intent.partners.iter().copied().map(Key::from);
                let departments = intent.departments.iter().copied().chain(intent.owner);
                let departments = departments.map(Key::from);
                let said_in = intent.said_in.exchange.map(Key::from);
                partners.chain(departments).chain(said_in).collect()
            }
        }
    }
}
