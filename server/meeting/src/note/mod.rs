//! What is noted on an item while it is dealt with: decisions, and actions with whoever sees to
//! them and by when.

mod book;
mod day;
mod fact;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

pub use book::{Book, Entry, Version};
pub use day::{Day, NotADay};
pub use fact::{NoteFact, Task, Words};

use crate::id::{DelegationId, ItemId, PersonId};
use crate::plan::Localized;

/// Longest text in one language, in characters.
const TEXT: usize = 1000;
/// Longest name of a department, in characters.
const DEPARTMENT: usize = 120;

/// Who sees to an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[ts(rename = "ActionOwner")]
#[schema(as = ActionOwner)]
pub enum Owner {
    Delegation(DelegationId),
    Person(PersonId),
}

/// What makes a note an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(rename = "NoteAction")]
#[schema(as = NoteAction)]
pub struct Action {
    /// `None`: the department alone says who.
    pub owner: Option<Owner>,
    /// Free text; empty when only the owner is known.
    pub department: String,
    /// `None`: no date was agreed.
    #[ts(as = "Option<String>")]
    #[schema(value_type = Option<String>, example = "2026-12-31")]
    pub due: Option<Day>,
}

/// A decision, or with an `action` something that is to be done, in languages of the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    pub item: ItemId,
    pub text: Localized,
    pub action: Option<Action>,
}

impl Note {
    /// Without blanks around its texts, and without empty ones.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        self.text = self.text.trimmed();
        if let Some(action) = &mut self.action {
            action.department = action.department.trim().to_owned();
        }
        self
    }

    /// Whether it is complete and within bounds, for a session in these languages. Whether its item
    /// and its owner are of the session is not looked at.
    pub fn is_sound(&self, languages: &[String]) -> bool {
        let text = &self.text;
        let action = self.action.as_ref();
        text.is_within(TEXT, languages)
            && action.is_none_or(|action| {
                let department = action.department.chars().count();
                department <= DEPARTMENT && (department > 0 || action.owner.is_some())
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: &str, action: Option<Action>) -> Note {
        Note {
            item: ItemId::from_bits(1),
            text: Localized::of("en", text),
            action,
        }
    }

    fn action(owner: Option<Owner>, department: &str) -> Option<Action> {
        Some(Action {
            owner,
            department: department.to_owned(),
            due: Day::new(2026, 12, 31),
        })
    }

    #[test]
    fn an_action_needs_somebody_who_sees_to_it() {
        let languages = ["en".to_owned()];
        let sound = |note: Note| note.trimmed().is_sound(&languages);
        let bob = Some(Owner::Person(PersonId::from_bits(2)));
        assert!(sound(note("Adopted", None)));
        assert!(sound(note("Send the draft", action(bob, " "))));
        assert!(sound(note("Send the draft", action(None, "Port office"))));
        assert!(!sound(note("Send the draft", action(None, " "))));
        assert!(!sound(note("Send it", action(bob, &"友".repeat(121)))));
        assert!(!sound(note("  ", None)));
        assert!(!sound(note(&"友".repeat(1001), None)));
        assert!(!note("Adopted", None).is_sound(&["fr".to_owned()]));
    }
}
