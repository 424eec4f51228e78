//! The run sheets that templates fill.

use std::collections::BTreeMap;

use meeting::cue::{CueKind, Duty};
use meeting::plan::Localized;
use serde::Deserialize;

use crate::schedule::draft::{CueDraft, ItemDraft, OwnerDraft};

/// A cue as several templates call it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pattern {
    /// A phrase.
    pub(super) title: String,
    kind: CueKind,
    duty: Duty,
    /// A phrase.
    pub(super) fallback: String,
}

/// Where a pattern stands in the run sheet of a session.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutlineCue {
    pub(super) cue: String,
    /// Seconds from the beginning of the session, or of each item it goes with.
    at: i32,
    /// The phrase of an item's title.
    #[serde(default)]
    pub(super) with: Option<String>,
}

/// An item of the agenda and the phrase that its title comes from.
pub(super) struct Titled<'a> {
    pub(super) phrase: &'a str,
    pub(super) item: &'a ItemDraft,
}

/// The cues of a session with this agenda, called in its main language. One that goes with several
/// items is called for each, under its title.
pub(super) fn cues(
    outline: &[OutlineCue],
    patterns: &BTreeMap<String, Pattern>,
    agenda: &[Titled],
    language: Option<&String>,
    text: &dyn Fn(&str) -> Localized,
) -> Vec<CueDraft> {
    let mut cues = Vec::new();
    for one in outline {
        let Some(pattern) = patterns.get(&one.cue) else {
            continue;
        };
        let draft = |item: Option<&ItemDraft>, title| CueDraft {
            id: None,
            title,
            kind: pattern.kind,
            item: item.and_then(|item| item.id.clone()),
            offset: i64::from(one.at),
            owner: Some(OwnerDraft::Duty(pattern.duty)),
            language: language.cloned(),
            fallback: text(&pattern.fallback),
        };
        let title = text(&pattern.title);
        let Some(with) = &one.with else {
            cues.push(draft(None, title));
            continue;
        };
        let items = agenda.iter().filter(|titled| titled.phrase == with);
        let items: Vec<&ItemDraft> = items.map(|titled| titled.item).collect();
        for item in &items {
            let title = match items.len() {
                1 => title.clone(),
                _ => about(&title, &item.title),
            };
            cues.push(draft(Some(item), title));
        }
    }
    cues
}

fn about(title: &Localized, of: &Localized) -> Localized {
    let words =
        |(tag, words): (&String, &String)| (tag.clone(), format!("{words} · {}", of.pick(tag)));
    Localized(title.0.iter().map(words).collect())
}
