//! A partner city as the registry keeps it: everything a row of the registry file says, and what
//! of it may be shown.

use history::date::{PartialDate, Precision};
use history::partner::{Continent, Kind, NativeName};
use meeting::id::PartnerId;
use meeting::plan::Localized;
use ring::digest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Since when the relation has stood, as far as it may be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Since {
    /// `2009-10-16`, `2019-09` or `2014`, as `precision` says; absent when that is `unknown`.
    pub date: Option<String>,
    pub precision: Precision,
}

/// One row of the registry. This is also the form in which it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partner {
    /// The office's own short name for the partner, e.g. `S18`.
    pub slug: String,
    pub name_zh: String,
    pub name_en: String,
    pub name_local: String,
    /// BCP 47 tags; the first is the language of `name_local`.
    pub languages: Vec<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
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

impl Partner {
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

    /// Where the sources disagree about the date, the year is the most that is shown.
    pub fn since(&self) -> Since {
        let limit = if self.confidence.contains("date conflict") {
            Precision::Year
        } else {
            Precision::Day
        };
        let date = self.relation_date;
        let known = date.map_or(Precision::Unknown, PartialDate::precision);
        let precision = known.min(self.date_precision).min(limit);
        Since {
            date: date
                .and_then(|date| date.cut(precision))
                .map(|date| date.to_string()),
            precision,
        }
    }
}

/// The identity of a partner follows from its slug, so that an import into an empty database
/// gives every city the identity that older links and exchanges use.
pub fn id_of(slug: &str) -> PartnerId {
    let hash = digest::digest(
        &digest::SHA256,
        format!("yunqiao partner {slug}").as_bytes(),
    );
    let bits = hash.as_ref().iter().take(8);
    PartnerId::from_bits(bits.fold(0, |bits, byte| bits << 8 | u64::from(*byte)))
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
