//! A partner city as a registry file has it: everything that a row of it says, and what the ledger
//! makes of that.

use history::book::RelationRow;
use history::country::Country;
use history::date::{PartialDate, Precision};
use history::district::Owner;
use history::partner::{Continent, Coordinates, Kind, NativeName, Partner, Provenance, Standing};
use history::relation::{Milestones, Relation, RelationState};
use meeting::id::{PartnerId, RelationId};
use meeting::plan::Localized;
use ring::digest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Listed;

/// Since when the relation has stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Since {
    /// `2009-10-16`, `2019-09` or `2014`, as `precision` says; absent when that is `unknown`.
    pub date: Option<String>,
    pub precision: Precision,
}

impl From<Option<PartialDate>> for Since {
    fn from(date: Option<PartialDate>) -> Since {
        Since {
            date: date.map(|date| date.to_string()),
            precision: date.map_or(Precision::Unknown, PartialDate::precision),
        }
    }
}

/// One row of a registry file. The registry of earlier releases was stored in this form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilePartner {
    /// The office's own short name for the partner, e.g. `S18`.
    pub slug: String,
    pub name_zh: String,
    pub name_en: String,
    pub name_local: String,
    /// BCP 47 tags; the first is the language of `name_local`.
    pub languages: Vec<String>,
    pub country: Country,
    pub continent: Continent,
    pub kind: Kind,
    /// As the sources give it, which may be more than `date_precision` lets be shown.
    pub relation_date: Option<PartialDate>,
    pub date_precision: Precision,
    /// In the customary, unofficial list of 65 Belt-and-Road countries.
    pub bri: bool,
    /// Named as dormant in the report of 2020. Today's dormancy is computed, never read from here.
    pub dormant_2020: bool,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// IANA zone.
    pub zone: String,
    pub population: Option<u64>,
    pub geonameid: Option<u64>,
    /// How well the row is supported, in the words of whoever compiled it.
    pub confidence: String,
    pub note: Option<String>,
    /// Names of the sources, to be shown.
    pub sources: Vec<String>,
    /// The only addresses that may be linked.
    pub official_urls: Vec<String>,
}

impl FilePartner {
    pub fn id(&self) -> PartnerId {
        id_of(&self.slug)
    }

    pub fn names(&self) -> Localized {
        let mut names = Localized::of("zh-CN", &self.name_zh).and("en", &self.name_en);
        let native = self.native();
        names.0.entry(native.language).or_insert(native.text);
        names
    }

    pub fn native(&self) -> NativeName {
        NativeName {
            text: self.name_local.clone(),
            language: self.languages.first().cloned().unwrap_or_default(),
        }
    }

    /// As much of the date as holds. Where the sources disagree about it, the year is the most.
    fn since(&self) -> Option<PartialDate> {
        let limit = if self.confidence.contains("date conflict") {
            Precision::Year
        } else {
            Precision::Day
        };
        let date = self.relation_date?;
        date.cut(date.precision().min(self.date_precision).min(limit))
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            sources: self.sources.clone(),
            confidence: Some(self.confidence.clone()),
            reconstructed: false,
        }
    }

    /// The city.
    pub fn city(&self) -> Partner {
        Partner {
            id: self.id(),
            slug: self.slug.clone(),
            names: self.names(),
            native: self.native(),
            aliases: Vec::new(),
            country: self.country,
            counted_in: None,
            continent: self.continent,
            bri: self.bri,
            standing: Standing::Partner,
            candidacy: None,
            languages: self.languages.clone(),
            coordinates: Some(Coordinates {
                lat: self.lat,
                lon: self.lon,
            }),
            zone: Some(self.zone.clone()),
            population: self.population,
            geonameid: self.geonameid,
            note: self.note.clone(),
            official_urls: self.official_urls.clone(),
            provenance: self.provenance(),
        }
    }

    /// As it is listed.
    pub fn listed(&self) -> Listed {
        Listed::of(self.city(), vec![RelationRow::of(&self.relation())])
    }

    /// The relation with it: one a row.
    pub fn relation(&self) -> Relation {
        Relation {
            id: relation_of(&self.slug),
            owner: Owner::City,
            partner: self.id(),
            kind: self.kind,
            state: RelationState::Concluded,
            valid_from: self.since(),
            ending: None,
            milestones: Milestones::default(),
            ours: None,
            theirs: None,
            note: None,
            provenance: self.provenance(),
        }
    }
}

/// The identity of a partner follows from its slug, so that an import into an empty database
/// gives every city the identity that older links and exchanges use.
pub fn id_of(slug: &str) -> PartnerId {
    PartnerId::from_bits(bits_of(&format!("partner {slug}")))
}

/// The identity of the relation that a row of a registry file tells of, likewise.
pub fn relation_of(slug: &str) -> RelationId {
    RelationId::from_bits(bits_of(&format!("relation {slug}")))
}

/// The bits of the identity of something that has this name for good.
pub(crate) fn bits_of(name: &str) -> u64 {
    let hash = digest::digest(&digest::SHA256, format!("yunqiao {name}").as_bytes());
    let bits = hash.as_ref().iter().take(8);
    bits.fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_stay_what_they_are() {
        // Links and exchanges in existing databases hold this value.
        assert_eq!(id_of("S18").to_string(), "cr0fq8j29ekdt");
    }
}
