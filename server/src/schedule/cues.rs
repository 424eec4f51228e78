//! The run sheet of a draft: every cue is checked as the rest of the plan is.

use meeting::cue::{Cue, Owner};
use meeting::id::CueId;

use crate::partners::codes;

use super::draft::{CueDraft, OwnerDraft, Problem};
use super::resolve::{Check, LONGEST_TITLE};

/// A day, in seconds.
const FARTHEST: i64 = 24 * 3600;
/// Characters.
const LONGEST_FALLBACK: usize = 400;

impl Check<'_> {
    pub(super) fn cue(&mut self, place: usize, draft: CueDraft, id: CueId) -> Cue {
        let path = format!("cues[{place}]");
        let named = draft.item.filter(|name| !name.is_empty());
        let item = named.as_deref().and_then(|name| self.items.find(name));
        if named.is_some() && item.is_none() {
            self.errors.add(format!("{path}.item"), Problem::Unknown);
        }
        let offset = i32::try_from(draft.offset).unwrap_or(i32::MAX);
        if !(-FARTHEST..=FARTHEST).contains(&i64::from(offset)) {
            let path = format!("{path}.offset");
            self.errors.add(path, Problem::OutOfRange);
        }
        let language = draft.language.filter(|tag| !tag.is_empty());
        if language
            .as_deref()
            .is_some_and(|tag| !codes::is_language_tag(tag))
        {
            let path = format!("{path}.language");
            self.errors.add(path, Problem::Unknown);
        }
        Cue {
            id,
            title: self.required(&format!("{path}.title"), draft.title, LONGEST_TITLE),
            kind: draft.kind,
            item,
            offset,
            owner: self.owner(&format!("{path}.owner"), draft.owner),
            language,
            fallback: self.text(
                &format!("{path}.fallback"),
                draft.fallback,
                LONGEST_FALLBACK,
            ),
        }
    }

    fn owner(&mut self, path: &str, owner: Option<OwnerDraft>) -> Option<Owner> {
        match owner? {
            OwnerDraft::Duty(duty) => Some(Owner::Duty(duty)),
            OwnerDraft::Person(name) => self.reference(path, Some(name)).map(Owner::Person),
        }
    }
}

#[cfg(test)]
mod tests;
