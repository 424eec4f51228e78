//! What a letter tells one person about one session. It is kept with the letter, so that what a
//! person knows can be compared with what stands now.
//!
//! It holds no secret and nobody else's name: a link stands in it by its serial, a speaker by
//! identity. So what is erased elsewhere is erased here.

use meeting::id::PersonId;
use meeting::plan::{Invitee, Localized, Plan, Venue};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::Words;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    /// None: the letter is handed over, not sent.
    pub(super) email: Option<String>,
    /// Of the letter: one of those of the interface.
    pub(super) language: String,
    /// Of the recipient.
    pub(super) name: String,
    /// Of the session.
    pub(super) title: String,
    pub(super) starts_at: Timestamp,
    pub(super) minutes: u16,
    /// IANA zone in which the session was planned.
    pub(super) zone: String,
    pub(super) here: Place,
    /// Name of the hall in which they are expected; letters of earlier releases do not say.
    #[serde(default)]
    pub(super) hall: Option<String>,
    pub(super) agenda: Vec<Point>,
    /// Serial of the personal link.
    pub(super) link: u32,
    pub(super) rehearsal: bool,
    /// A paragraph of the office's own; often empty.
    #[serde(default)]
    pub(super) note: String,
}

/// Where the recipient is, as far as is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) city: String,
    /// IANA name.
    pub(super) zone: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Point {
    pub(super) title: String,
    pub(super) minutes: u16,
    pub(super) speaker: Option<PersonId>,
}

/// What a person has to be told anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    Time,
    Length,
    Title,
    Agenda,
    /// Where they are expected: in a hall, in another one, or no longer.
    Place,
    /// The older link is dead.
    Link,
    /// It goes to another mail address.
    Address,
    /// What the office adds in its own words.
    Note,
}

/// Why a letter is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Occasion {
    First,
    Update {
        changes: Vec<Change>,
    },
    /// The session was called off.
    Cancelled,
    /// The session takes place without this person.
    Withdrawn,
}

impl Occasion {
    pub(super) fn takes_back(&self) -> bool {
        match self {
            Occasion::First | Occasion::Update { .. } => false,
            Occasion::Cancelled | Occasion::Withdrawn => true,
        }
    }
}

/// The places of people: by the zone of their city in the registry, else by that of the session.
pub(super) trait Places {
    /// City and zone of a delegation, in a language.
    fn of(&self, plan: &Plan, person: &Invitee, language: &str) -> Place;
}

/// What there is to tell a person now.
pub(super) fn content(
    (plan, note): (&Plan, &Localized),
    person: &Invitee,
    link: u32,
    places: &dyn Places,
) -> Content {
    let language = Words::of(&person.language).language();
    let point = |item: &meeting::plan::AgendaItem| Point {
        title: item.title.pick(language).to_owned(),
        minutes: item.minutes,
        speaker: item.speaker,
    };
    Content {
        email: person.email.clone(),
        name: person.name.pick(language).to_owned(),
        title: plan.title.pick(language).to_owned(),
        starts_at: plan.starts_at,
        minutes: plan.minutes,
        zone: plan.zone.clone(),
        here: places.of(plan, person, language),
        hall: hall(plan, person).map(|place| place.pick(language).to_owned()),
        agenda: plan.agenda.iter().map(point).collect(),
        link,
        rehearsal: plan.rehearsal,
        note: in_letter(note, language).to_owned(),
        language: language.to_owned(),
    }
}

/// The hall in which a person is expected.
fn hall<'a>(plan: &'a Plan, person: &Invitee) -> Option<&'a Localized> {
    let hall = plan.hall.as_ref()?;
    (person.venue == Venue::Hall).then(|| hall.place())
}

/// The office's own words in a letter of this language: where they are not written in it, the
/// English ones, else none.
fn in_letter<'a>(note: &'a Localized, language: &str) -> &'a str {
    let text = note.0.get(language).or_else(|| note.0.get("en"));
    text.map_or("", String::as_str)
}

/// What of `now` somebody who was told `before` does not know. How they are addressed, and in
/// which language, is nothing to write again for.
pub(super) fn changes(before: &Content, now: &Content) -> Vec<Change> {
    let same_words = before.language == now.language;
    let titles = |content: &Content| -> Vec<String> {
        let points = content.agenda.iter();
        points.map(|point| point.title.clone()).collect()
    };
    let frame = |content: &Content| -> Vec<(u16, Option<PersonId>)> {
        let points = content.agenda.iter();
        points.map(|point| (point.minutes, point.speaker)).collect()
    };
    let differs = [
        (
            Change::Time,
            before.starts_at != now.starts_at || before.zone != now.zone,
        ),
        (Change::Length, before.minutes != now.minutes),
        (Change::Title, same_words && before.title != now.title),
        (
            Change::Agenda,
            frame(before) != frame(now) || same_words && titles(before) != titles(now),
        ),
        (
            Change::Place,
            before.hall.is_some() != now.hall.is_some() || same_words && before.hall != now.hall,
        ),
        (Change::Link, before.link != now.link),
        (
            Change::Address,
            now.email.is_some() && before.email != now.email,
        ),
        (
            Change::Note,
            same_words && !now.note.is_empty() && before.note != now.note,
        ),
    ];
    let changed = differs.into_iter().filter(|(_, differs)| *differs);
    changed.map(|(change, _)| change).collect()
}
