//! Numbers as reports give them: exact, or "over N"; and money.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A number of people or groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    pub number: u32,
    /// A lower bound: reported as "over N".
    #[serde(default)]
    pub at_least: bool,
}

impl Figure {
    pub const fn exactly(number: u32) -> Figure {
        Figure {
            number,
            at_least: false,
        }
    }

    pub const fn at_least(number: u32) -> Figure {
        Figure {
            number,
            at_least: true,
        }
    }
}

/// An amount in some currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Money {
    /// In hundredths of the currency's unit, whether or not it has coins of that value.
    pub hundredths: u64,
    pub currency: Currency,
}

/// A code of ISO 4217, by its shape: three capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a currency is three capitals (ISO 4217)")]
pub struct NotACurrency;

impl Currency {
    pub fn code(&self) -> &str {
        // Three ASCII capitals, by how it is read.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl FromStr for Currency {
    type Err = NotACurrency;

    fn from_str(text: &str) -> Result<Self, NotACurrency> {
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| NotACurrency)?;
        let capitals = code.iter().all(u8::is_ascii_uppercase);
        capitals.then_some(Currency(code)).ok_or(NotACurrency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = NotACurrency;
    fn try_from(text: String) -> Result<Self, NotACurrency> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.to_string()
    }
}

impl utoipa::PartialSchema for Currency {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}
impl ToSchema for Currency {}
