//! Alliances of cities and other groups to which the city and partners of it belong.

use meeting::id::{NetworkId, PartnerId};
use meeting::plan::Localized;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::date::PartialDate;
use crate::partner::Provenance;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NetworkKind {
    #[default]
    Alliance,
    /// With a council that meets.
    Committee,
    /// Cities of one trade or theme.
    Thematic,
    Other,
}

/// A partner that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = NetworkMember)]
pub struct Member {
    pub partner: PartnerId,
    #[serde(default)]
    pub since: Option<PartialDate>,
    #[serde(default)]
    pub until: Option<PartialDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Network {
    pub id: NetworkId,
    pub names: Localized,
    #[serde(default)]
    pub kind: NetworkKind,
    /// Since when the city itself belongs to it.
    #[serde(default)]
    pub since: Option<PartialDate>,
    #[serde(default)]
    pub until: Option<PartialDate>,
    /// What the city is in it, as `founding member`.
    #[serde(default)]
    pub role: Option<String>,
    #[serde(default)]
    pub members: Vec<Member>,
    #[serde(default)]
    pub official_urls: Vec<String>,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub provenance: Provenance,
}
