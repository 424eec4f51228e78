//! Why a cell, or a row, says nothing that can be taken.

use history::country::Country;
use meeting::id::PartnerId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A partner that a name may stand for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakeCandidate)]
pub struct Candidate {
    pub id: PartnerId,
    pub slug: String,
    pub name: String,
    pub country: Country,
}

/// Each says what was expected instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "code")]
#[schema(as = IntakeReason)]
pub enum Reason {
    #[error("this must not be empty")]
    Missing,
    #[error("a date, as 2019, 2019-09, 2019-09-05 or 2019年9月5日")]
    NotADate,
    #[error("a day that exists")]
    NoSuchDay,
    #[error("a date with its year")]
    NoYear,
    #[error("the year in four digits")]
    ShortYear,
    #[error("a date of which day and month are clear: 2019-09-05")]
    AmbiguousDate,
    #[error("an end that is not before the beginning")]
    EndsBeforeItBegins,
    #[error("one date, not a period")]
    APeriod,
    #[error("a number")]
    NotANumber,
    #[error("a whole number")]
    NotWhole,
    #[error("a number not below zero")]
    Negative,
    #[error("a number of at most {most}")]
    TooMuch { most: u64 },
    #[error("an exact number or a lower bound (\"over 870\"), not a rough one")]
    Approximate,
    #[error("a number of which the thousands and the decimals are clear")]
    AmbiguousNumber,
    #[error("an amount with its currency, as CNY 100,000")]
    NoCurrency,
    #[error("one currency")]
    TwoCurrencies,
    #[error("a word of the list {list}, not {word:?}")]
    UnknownWord { list: String, word: String },
    #[error("yes or no")]
    NotYesOrNo,
    #[error("a partner of the registry, not {name:?}")]
    UnknownPartner { name: String },
    #[error("one partner: {name:?} may be each of {}", candidates.len())]
    HomonymousPartner {
        name: String,
        candidates: Vec<Candidate>,
    },
    #[error("one partner, not several")]
    SeveralPartners,
    #[error("a department of the list, not {name:?}")]
    UnknownDepartment { name: String },
    #[error("the city or one of its districts, not {name:?}")]
    UnknownDistrict { name: String },
    #[error("a country or region, not {name:?}")]
    UnknownCountry { name: String },
    #[error("at most {most} characters")]
    TooLong { most: u32 },
    #[error("text without control characters")]
    ControlCharacter,
    #[error("a value: the sheet shows an error here")]
    SpreadsheetFault,
    #[error("a formula whose result was saved: open the file in a spreadsheet program and save it")]
    Uncalculated,
    #[error("the identity of a record as it was exported")]
    NotAnId,
    #[error("the identity of a record that exists")]
    UnknownId,
    #[error("a slug of 1 to 32 letters, digits or hyphens")]
    NotASlug,
    #[error("a language tag (BCP 47), not {tag:?}")]
    NotALanguage { tag: String },
    #[error("a time zone of the IANA database")]
    NotAZone,
    #[error("a number of degrees from -{most} to {most}")]
    NotDegrees { most: u32 },
    #[error("a web address")]
    NotAnAddress,
    #[error("nothing in this column: its heading does not say what it means")]
    BeyondHeading,
    #[error("a record that does not stand in line {line} already")]
    SameIdAsLine { line: u32 },
    #[error("a slug that does not stand in line {line} already")]
    SameSlugAsLine { line: u32 },
    /// By whoever keeps the records, once everything in the row could be read.
    #[error("what the registry takes: {field} is {problem}")]
    Refused { field: String, problem: String },
}
