//! A day in a request or an answer.

use history::date::PartialDate;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

/// As `2024-02-29`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Day(pub(crate) Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let date: Option<PartialDate> = text.parse().ok();
        let day = date.filter(|date| date.earliest() == date.latest());
        let day = day.map(|date| Day(date.earliest()));
        day.ok_or_else(|| serde::de::Error::custom("a day is written 2024-02-29 and exists"))
    }
}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        String::schema()
    }
}
impl ToSchema for Day {}
