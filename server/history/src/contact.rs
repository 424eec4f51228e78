//! Somebody at a partner's to whom the office writes. What stands here is about a person: it is kept
//! for a purpose, for a time, and with what they said about it.

use meeting::id::{ContactId, PartnerId};
use meeting::plan::Localized;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::date::PartialDate;

/// What a person said about being kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    /// Nobody asked them.
    #[default]
    NotAsked,
    Given,
    /// Not to be written to.
    Withdrawn,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = ContactConsent)]
pub struct Consent {
    #[serde(default)]
    pub state: ConsentState,
    /// When they said so.
    #[serde(default)]
    pub on: Option<PartialDate>,
    /// How they said so.
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    pub id: ContactId,
    pub partner: PartnerId,
    pub name: Localized,
    /// Office held.
    #[serde(default)]
    pub title: Localized,
    /// The body they work for, in its own words.
    #[serde(default)]
    pub body: Option<String>,
    /// BCP 47 tag of the language in which they are written to.
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub consent: Consent,
    /// After this day it is to be deleted.
    #[serde(default)]
    pub keep_until: Option<PartialDate>,
    #[serde(default)]
    pub note: Option<String>,
}
