//! From a draft to an event, as [`crate::schedule::resolve`] does for plans.

use std::collections::BTreeSet;

use meeting::event::{Event, Expected, Series, Track};
use meeting::id::{DelegationId, EventId, ItemId, PersonId, SeriesId, TrackId};

use crate::partners::Index;
use crate::schedule::draft::{FieldError, Problem};
use crate::schedule::identities::Names;
use crate::schedule::resolve::{
    Check, DELEGATIONS, Errors, LANGUAGES, LONGEST_NAME, LONGEST_TITLE, PEOPLE,
};

use super::draft::{EventDraft, SeriesDraft, TrackDraft};

const TRACKS: usize = 12;
const EDITIONS: std::ops::RangeInclusive<i64> = 1..=999;

/// The identities that an event has given out so far.
#[derive(Debug, Default)]
pub(super) struct Given {
    delegations: BTreeSet<DelegationId>,
    people: BTreeSet<PersonId>,
    tracks: BTreeSet<TrackId>,
}

impl Given {
    pub(super) fn by(event: &Event) -> Given {
        Given {
            delegations: event.delegations.iter().map(|one| one.id).collect(),
            people: event.people.iter().map(|one| one.id).collect(),
            tracks: event.tracks.iter().map(|one| one.id).collect(),
        }
    }

    /// Somebody who was taken out and comes back is the same person as before.
    pub(super) fn and_people(mut self, people: impl IntoIterator<Item = PersonId>) -> Given {
        self.people.extend(people);
        self
    }
}

/// The event that a draft describes, or everything that is wrong with it.
pub(super) fn event(
    draft: EventDraft,
    (id, expected): (EventId, Vec<Expected>),
    given: &Given,
    (partners, series): (&Index, &[Series]),
    fresh: &mut dyn FnMut() -> u64,
) -> Result<Event, Vec<FieldError>> {
    let mut errors = Errors::default();
    counts(&draft, &mut errors);
    let mut delegations = Names::new(&given.delegations, DelegationId::from_bits);
    let mut people = Names::new(&given.people, PersonId::from_bits);
    let mut tracks = Names::new(&given.tracks, TrackId::from_bits);
    let ids = draft.delegations.iter().map(|one| one.id.as_deref());
    let delegation_ids = delegations.give(ids, "delegations", fresh, &mut errors);
    let ids = draft.people.iter().map(|one| one.id.as_deref());
    let person_ids = people.give(ids, "people", fresh, &mut errors);
    let ids = draft.tracks.iter().map(|one| one.id.as_deref());
    let track_ids = tracks.give(ids, "tracks", fresh, &mut errors);
    let mut check = Check {
        errors,
        delegations,
        people,
        items: no_items(),
        partners,
    };
    let event = Event {
        id,
        kind: draft.kind,
        series: in_series(&mut check, draft.series, series),
        edition: edition(&mut check, draft.edition),
        title: check.title(draft.title),
        theme: check.text("theme", draft.theme, LONGEST_TITLE),
        zone: check.zone(draft.zone),
        languages: check.languages(draft.languages),
        tracks: check.each(draft.tracks, track_ids, track),
        people: check.each(draft.people, person_ids, Check::person),
        delegations: check.each(draft.delegations, delegation_ids, Check::delegation),
        expected,
    };
    check.heads(&event.delegations, &event.people);
    if check.errors.0.is_empty() {
        Ok(event)
    } else {
        Err(check.errors.0)
    }
}

/// An event has no agenda of its own.
fn no_items() -> Names<'static, ItemId> {
    Names::new(const { &BTreeSet::new() }, ItemId::from_bits)
}

/// The series that a draft describes.
pub(super) fn series(
    draft: SeriesDraft,
    id: SeriesId,
    partners: &Index,
) -> Result<Series, Vec<FieldError>> {
    let (no_delegations, no_people) = (BTreeSet::new(), BTreeSet::new());
    let mut check = Check {
        errors: Errors::default(),
        delegations: Names::new(&no_delegations, DelegationId::from_bits),
        people: Names::new(&no_people, PersonId::from_bits),
        items: no_items(),
        partners,
    };
    let name = check.required("name", draft.name, LONGEST_NAME);
    if check.errors.0.is_empty() {
        let kind = draft.kind;
        Ok(Series { id, kind, name })
    } else {
        Err(check.errors.0)
    }
}

fn counts(draft: &EventDraft, errors: &mut Errors) {
    let counts = [
        ("delegations", draft.delegations.len(), DELEGATIONS),
        ("people", draft.people.len(), PEOPLE),
        ("tracks", draft.tracks.len(), TRACKS),
        ("languages", draft.languages.len(), LANGUAGES),
    ];
    for (path, count, most) in counts {
        if count > most {
            errors.add(path, Problem::TooMany);
        }
    }
}

fn in_series(check: &mut Check, named: Option<SeriesId>, known: &[Series]) -> Option<SeriesId> {
    let named = named?;
    if !known.iter().any(|series| series.id == named) {
        check.errors.add("series", Problem::Unknown);
    }
    Some(named)
}

fn edition(check: &mut Check, edition: Option<i64>) -> Option<u16> {
    let edition = edition?;
    if !EDITIONS.contains(&edition) {
        check.errors.add("edition", Problem::OutOfRange);
    }
    u16::try_from(edition).ok()
}

fn track(check: &mut Check, place: usize, draft: TrackDraft, id: TrackId) -> Track {
    let path = format!("tracks[{place}].name");
    let name = check.required(&path, draft.name, LONGEST_NAME);
    Track { id, name }
}
