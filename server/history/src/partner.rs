//! A partner city: what it is, whatever the relations with it.

use meeting::id::PartnerId;
use meeting::plan::Localized;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::country::Country;
use crate::date::PartialDate;

/// The two kinds of relation: a sister city by agreement and approval, or a city of friendly
/// exchange by memorandum.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Sister,
    Exchange,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Sister, Kind::Exchange];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Sister => "sister",
            Kind::Exchange => "exchange",
        }
    }
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Continent {
    Africa,
    Asia,
    Europe,
    NorthAmerica,
    Oceania,
    SouthAmerica,
}

/// Whether a city is a partner, or may become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    #[default]
    Partner,
    /// Prospective. Whatever is written down about it, no measure counts it among the partners.
    Candidate,
}

/// Why a city was thought of as a partner, and what has been done towards it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Candidacy {
    #[serde(default)]
    pub reasons: Vec<String>,
    #[serde(default)]
    pub steps: Vec<CandidacyStep>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CandidacyStep {
    pub on: PartialDate,
    pub text: String,
}

/// The city's name in its own language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct NativeName {
    pub text: String,
    /// BCP 47 tag.
    pub language: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Coordinates {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// Where a record comes from and how well it is supported.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Provenance {
    /// Names of the sources, to be shown, not linked.
    #[serde(default)]
    pub sources: Vec<String>,
    /// In the words of whoever compiled it.
    #[serde(default)]
    pub confidence: Option<String>,
    /// Made up so that sums come out as published: no claim about the single record.
    #[serde(default)]
    pub reconstructed: bool,
}

/// A city with which relations are held, or may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PartnerCity)]
pub struct Partner {
    pub id: PartnerId,
    /// The office's own short name for the partner, e.g. `S18`.
    pub slug: String,
    pub names: Localized,
    #[serde(default)]
    pub native: NativeName,
    /// Further names by which it is found.
    #[serde(default)]
    pub aliases: Vec<String>,
    pub country: Country,
    /// The country in which the partner counts, where its own code is not one of a country to be
    /// counted: that of a territory, or one of those that stand for a country that is not known.
    #[serde(default)]
    pub counted_in: Option<Country>,
    pub continent: Continent,
    /// In the customary, unofficial list of 65 Belt-and-Road countries.
    #[serde(default)]
    pub bri: bool,
    #[serde(default)]
    pub standing: Standing,
    #[serde(default)]
    pub candidacy: Option<Candidacy>,
    /// BCP 47 tags.
    #[serde(default)]
    pub languages: Vec<String>,
    #[serde(default)]
    pub coordinates: Option<Coordinates>,
    /// IANA zone.
    #[serde(default)]
    pub zone: Option<String>,
    #[serde(default)]
    pub population: Option<u64>,
    #[serde(default)]
    pub geonameid: Option<u64>,
    #[serde(default)]
    pub note: Option<String>,
    /// The only addresses that may be linked.
    #[serde(default)]
    pub official_urls: Vec<String>,
    #[serde(default)]
    pub provenance: Provenance,
}

impl Partner {
    /// The country in whose number the partner is counted.
    pub fn counting_country(&self) -> Country {
        self.counted_in.unwrap_or(self.country)
    }
}
