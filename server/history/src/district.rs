//! The districts and counties of the city, which may hold relations of their own.

use jiff::civil::Date;
use meeting::id::DistrictId;
use meeting::plan::Localized;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::date::{PartialDate, Window};

/// Whose relation it is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The city itself.
    #[default]
    City,
    District(DistrictId),
}

/// One district or county of the city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct District {
    pub id: DistrictId,
    pub names: Localized,
    /// Since when it has existed; without a date, since ever.
    #[serde(default)]
    pub since: Option<PartialDate>,
    /// When it was merged or renamed; without a date it exists.
    #[serde(default)]
    pub until: Option<PartialDate>,
}

impl District {
    pub fn term(&self) -> Window {
        Window {
            from: self.since.map_or(Date::MIN, PartialDate::earliest),
            to: self.until.map_or(Date::MAX, PartialDate::latest),
        }
    }

    pub fn exists_on(&self, day: Date) -> bool {
        self.term().contains(day)
    }
}
