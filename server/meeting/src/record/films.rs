//! Which greeting videos were shown, from when to when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PersonName, seconds};
use crate::fact::{Event, Fact};
use crate::film::{FilmEnd, FilmFact, Showing};
use crate::id::{ItemId, PaperId, PersonId};
use crate::plan::Localized;
use crate::time::Timestamp;

/// A greeting video as it was shown to everybody. Who greets stands on its item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilmRecord {
    pub paper: PaperId,
    pub item: ItemId,
    pub from: Timestamp,
    pub to: Timestamp,
    pub seconds: u64,
    /// Who had it shown.
    pub by: PersonName,
    /// `None`: it is shown still, and `to` is now.
    pub end: Option<FilmEnd>,
}

/// Those that were shown at all, in order; as of `now`.
pub(super) fn films(
    facts: &[Fact],
    now: Timestamp,
    names: &BTreeMap<PersonId, PersonName>,
) -> Vec<FilmRecord> {
    let mut showing = None;
    let mut shown = Vec::new();
    for fact in facts {
        let Event::Film(step) = &fact.event else {
            continue;
        };
        if let (FilmFact::Ended { why, .. }, Some(one)) = (step, showing) {
            shown.push((one, fact.at, Some(*why)));
        }
        Showing::follow(&mut showing, step);
    }
    shown.extend(showing.map(|one| (one, now, None)));
    let shown = shown.into_iter().filter(|(one, at, _)| *at > one.starts_at);
    shown
        .map(|(one, at, end)| film(&one, (at, end), names))
        .collect()
}

fn film(
    showing: &Showing,
    (at, end): (Timestamp, Option<FilmEnd>),
    names: &BTreeMap<PersonId, PersonName>,
) -> FilmRecord {
    let nameless = || PersonName {
        person: showing.by,
        name: Localized::default(),
    };
    // An end that was due while the service was away was noted when it came back.
    let to = at.min(showing.ends_at());
    FilmRecord {
        paper: showing.paper,
        item: showing.item,
        from: showing.starts_at,
        to,
        seconds: seconds(to.since(showing.starts_at)),
        by: names.get(&showing.by).cloned().unwrap_or_else(nameless),
        end,
    }
}
