//! A partner city as the registry keeps it: everything a row of the registry file says, and what
//! of it may be shown.

use std::fmt;
use std::str::FromStr;

use meeting::id::PartnerId;
use meeting::plan::Localized;
use ring::digest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The two kinds of relation: a sister city by agreement and approval, or a city of friendly
/// exchange by memorandum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Sister,
    Exchange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Continent {
    Africa,
    Asia,
    Europe,
    NorthAmerica,
    Oceania,
    SouthAmerica,
}

/// How much of a date is known well enough to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Unknown,
    Year,
    Month,
    Day,
}

impl Precision {
    pub fn name(self) -> &'static str {
        match self {
            Precision::Unknown => "unknown",
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
        }
    }
}

/// A civil date of which month and day may be missing: `2014`, `2019-09`, `2009-10-16`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a date is written 2014, 2019-09 or 2009-10-16 and exists")]
pub struct NotADate;

impl PartialDate {
    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (None, _) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
        }
    }

    /// As much of the date as `precision` allows; nothing of it when that is unknown.
    pub fn cut(self, precision: Precision) -> Option<PartialDate> {
        Some(match precision {
            Precision::Unknown => return None,
            Precision::Year => PartialDate {
                month: None,
                day: None,
                ..self
            },
            Precision::Month => PartialDate { day: None, ..self },
            Precision::Day => self,
        })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(out, "-{part:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let shape = text
            .bytes()
            .map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
        let shape: Vec<u8> = shape.collect();
        if ![&b"0000"[..], b"0000-00", b"0000-00-00"].contains(&&shape[..]) {
            return Err(NotADate);
        }
        let mut parts = text.split('-');
        let year = parts
            .next()
            .and_then(|year| year.parse().ok())
            .ok_or(NotADate)?;
        let mut two_digits = || parts.next().and_then(|part| part.parse::<i8>().ok());
        let (month, day) = (two_digits(), two_digits());
        jiff::civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).map_err(|_| NotADate)?;
        Ok(PartialDate { year, month, day })
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NotADate;
    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> String {
        date.to_string()
    }
}

/// Since when the relation has stood, as far as it may be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Since {
    /// `2009-10-16`, `2019-09` or `2014`, as `precision` says; absent when that is `unknown`.
    pub date: Option<String>,
    pub precision: Precision,
}

/// The city's name in its own language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NativeName {
    pub text: String,
    /// BCP 47 tag.
    pub language: String,
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
    fn dates_are_as_precise_as_they_are_written() {
        for good in ["2014", "2019-09", "2009-10-16", "2024-02-29"] {
            assert_eq!(good.parse::<PartialDate>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "14",
            "2014-",
            "2014-13",
            "2023-02-29",
            "2014-1-1",
            "+214",
            "2014-09-1a",
            "２０１４",
        ] {
            assert_eq!(bad.parse::<PartialDate>(), Err(NotADate), "{bad}");
        }
    }

    #[test]
    fn identities_stay_what_they_are() {
        // Links and exchanges in existing databases hold this value.
        assert_eq!(id_of("S18").to_string(), "cr0fq8j29ekdt");
    }
}
