//! Relations below those of cities: of schools, universities, hospitals, ports and other institutes.

use meeting::id::{PartnerId, SubRelationId};
use meeting::plan::Localized;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::date::PartialDate;
use crate::exchange::Field;
use crate::partner::Provenance;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstituteKind {
    School,
    University,
    Hospital,
    Library,
    Museum,
    Port,
    Park,
    Enterprise,
    Association,
    Parliament,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubRelation {
    pub id: SubRelationId,
    /// The city of the other side.
    pub partner: PartnerId,
    pub kind: InstituteKind,
    /// The institute of the own city.
    pub ours: Localized,
    /// That of the partner.
    pub theirs: Localized,
    #[serde(default)]
    pub field: Option<Field>,
    #[serde(default)]
    pub valid_from: Option<PartialDate>,
    #[serde(default)]
    pub valid_to: Option<PartialDate>,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub provenance: Provenance,
}
