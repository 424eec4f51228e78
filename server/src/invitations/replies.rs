//! What invited people answer, on the page of their link.

mod deputy;
mod rest;
mod table;
#[cfg(test)]
mod tests;

use meeting::id::PersonId;
use meeting::plan::is_mail_address;
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::partners::codes;

pub(super) use deputy::{accept, dismiss};
pub(super) use rest::{COME_BACK, ProgrammeItem, is_open, items, routes};
pub(crate) use table::{accepted, declined};
pub(super) use table::{append, latest};

/// Characters.
const LONGEST_NAME: usize = 100;
const LONGEST_TITLE: usize = 200;

/// Whether, and as whom, somebody comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = ReplyAnswer)]
pub(crate) enum Answer {
    Accepted,
    Declined,
    /// Another beginning would suit.
    Proposed {
        at: Timestamp,
    },
    /// Somebody else comes.
    Deputy {
        deputy: Deputy,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deputy {
    name: String,
    /// May be empty.
    #[serde(default)]
    title: String,
    /// BCP 47 tag; name and title are written in it.
    language: String,
    #[serde(default)]
    email: Option<String>,
}

/// The newest answer of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Reply {
    answer: Answer,
    at: Timestamp,
    /// Who was invited in their place.
    deputy: Option<PersonId>,
    /// Given by the contact person of their delegation.
    on_behalf: bool,
}

impl Reply {
    pub(super) fn answer(&self) -> &Answer {
        &self.answer
    }
}

/// What is wrong with an answer: the field, and a stable word.
pub(super) type Wrong = (&'static str, &'static str);

impl Answer {
    /// The answer without the blanks around its texts, or what is wrong with it.
    pub(super) fn checked(self) -> Result<Answer, Wrong> {
        match self {
            Answer::Accepted | Answer::Declined => Ok(self),
            // Beyond it somebody mixed up units.
            Answer::Proposed { at } if !(0..7_258_118_400_000_000).contains(&at.micros()) => {
                Err(("at", "out_of_range"))
            }
            Answer::Proposed { .. } => Ok(self),
            Answer::Deputy { deputy } => Ok(Answer::Deputy {
                deputy: deputy.checked()?,
            }),
        }
    }
}

impl Deputy {
    fn checked(self) -> Result<Deputy, Wrong> {
        let email = self.email.map(|email| email.trim().to_owned());
        let email = email.filter(|email| !email.is_empty());
        if email
            .as_deref()
            .is_some_and(|email| !is_mail_address(email))
        {
            return Err(("deputy.email", "no_address"));
        }
        if !codes::is_language_tag(&self.language) {
            return Err(("deputy.language", "unknown"));
        }
        let name = text(&self.name, LONGEST_NAME).map_err(|problem| ("deputy.name", problem))?;
        if name.is_empty() {
            return Err(("deputy.name", "empty"));
        }
        Ok(Deputy {
            title: text(&self.title, LONGEST_TITLE).map_err(|problem| ("deputy.title", problem))?,
            language: self.language,
            name,
            email,
        })
    }
}

fn text(text: &str, longest: usize) -> Result<String, &'static str> {
    let text = text.trim();
    if text.chars().count() > longest {
        return Err("too_long");
    }
    if text.chars().any(char::is_control) {
        return Err("invalid");
    }
    Ok(text.to_owned())
}
