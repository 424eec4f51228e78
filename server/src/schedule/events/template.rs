//! What events of a kind begin with: rooms, sessions with agenda and run sheet, and who is expected.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use meeting::event::{Event, EventKind, Expected};
use meeting::plan::{Admission, Form, ItemKind, Localized, PaperWish, is_same_language};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::schedule::draft::{FloorDraft, InviteeDraft, ItemDraft, PlanDraft};

use super::draft::TrackDraft;
use super::run_sheet::{self, OutlineCue, Pattern, Titled};

/// The templates that come with the service, in the order in which they are offered.
pub(in crate::schedule) static TEMPLATES: LazyLock<Book> =
    LazyLock::new(|| toml::from_str(include_str!("templates.toml")).expect("a test reads it"));

#[derive(Debug, Deserialize)]
pub(in crate::schedule) struct Book {
    /// Titles by their names.
    phrases: BTreeMap<String, Localized>,
    cues: BTreeMap<String, Pattern>,
    pub(super) templates: Vec<Template>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct Template {
    /// What it is called in the client's texts too.
    pub(super) key: String,
    pub(super) kind: EventKind,
    /// Rooms, by phrases.
    #[serde(skip_serializing)]
    #[schema(ignore)]
    tracks: Vec<String>,
    #[serde(skip_serializing)]
    #[schema(ignore)]
    pub(super) expected: Vec<Expected>,
    pub(super) sessions: Vec<Outline>,
}

/// A session of a template.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct Outline {
    /// A phrase.
    #[serde(skip_serializing)]
    #[schema(ignore)]
    title: String,
    /// The title in every language there is.
    #[serde(default)]
    #[schema(required)]
    name: Localized,
    form: Form,
    #[serde(skip_serializing)]
    #[schema(ignore)]
    track: usize,
    #[serde(default)]
    rehearsal: bool,
    /// Days from the first day of the event, by the calendar of its zone.
    #[serde(default)]
    day: i64,
    /// Minutes from the time of day at which the event starts.
    #[serde(default)]
    after: i64,
    minutes: u16,
    #[serde(default, skip_serializing)]
    #[schema(ignore)]
    items: Vec<OutlineItem>,
    #[serde(default, skip_serializing)]
    #[schema(ignore)]
    cues: Vec<OutlineCue>,
}

#[derive(Debug, Clone, Deserialize)]
struct OutlineItem {
    title: String,
    kind: ItemKind,
    minutes: u16,
    #[serde(default = "yes")]
    open: bool,
    /// One for every delegation of a partner, spoken by its head.
    #[serde(default)]
    each: bool,
}

fn yes() -> bool {
    true
}

impl Book {
    pub(super) fn find(&self, key: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.key == key)
    }

    /// The templates with the titles of their sessions written out.
    pub(super) fn offered(&self) -> Vec<Template> {
        let mut offered = self.templates.clone();
        for outline in offered.iter_mut().flat_map(|one| &mut one.sessions) {
            outline.name = self.phrase(&outline.title).clone();
        }
        offered
    }

    #[cfg(test)]
    pub(super) fn phrases(&self) -> &BTreeMap<String, Localized> {
        &self.phrases
    }

    /// Names that are used and that name no phrase.
    #[cfg(test)]
    pub(super) fn unknown_phrases(&self) -> Vec<&str> {
        let of = |template: &'static Template| {
            let sessions = template.sessions.iter();
            let titles = sessions.flat_map(|outline| {
                let items = outline.items.iter().map(|item| &item.title);
                std::iter::once(&outline.title).chain(items)
            });
            template.tracks.iter().chain(titles)
        };
        let cues = TEMPLATES.cues.values();
        let cues = cues.flat_map(|pattern| [&pattern.title, &pattern.fallback]);
        let used = TEMPLATES.templates.iter().flat_map(of).chain(cues);
        let unknown = used.filter(|name| !self.phrases.contains_key(*name));
        unknown.map(String::as_str).collect()
    }

    /// Cues that name no pattern, or an item that the session does not have.
    #[cfg(test)]
    pub(super) fn stray_cues(&self) -> Vec<&str> {
        let outlines = TEMPLATES.templates.iter().flat_map(|one| &one.sessions);
        let of = |outline: &'static Outline| {
            let has = |title: &String| outline.items.iter().any(|item| &item.title == title);
            let stray = outline.cues.iter().filter(move |one| {
                !TEMPLATES.cues.contains_key(&one.cue) || !one.with.as_ref().is_none_or(has)
            });
            stray.map(|one| one.cue.as_str())
        };
        outlines.flat_map(of).collect()
    }

    pub(in crate::schedule) fn phrase(&self, name: &str) -> &Localized {
        static NONE: Localized = Localized(BTreeMap::new());
        self.phrases.get(name).unwrap_or(&NONE)
    }

    /// A phrase in these languages; where they leave fewer than two, in Chinese and English too.
    fn text(&self, name: &str, languages: &[String]) -> Localized {
        let phrase = self.phrase(name);
        let mut text = Localized::default();
        for tag in languages {
            let same = |known: &&String| is_same_language(known, tag);
            if let Some(known) = phrase.0.keys().find(same) {
                text.0.insert(tag.clone(), phrase.0[known].clone());
            }
        }
        for tag in ["en", "zh-CN"] {
            if text.0.len() < 2
                && let Some(words) = phrase.0.get(tag)
            {
                text.0.insert(tag.to_owned(), words.clone());
            }
        }
        text
    }

    pub(super) fn tracks(&self, template: &Template, languages: &[String]) -> Vec<TrackDraft> {
        let names = template.tracks.iter();
        let track = |name: &String| TrackDraft {
            id: None,
            name: self.text(name, languages),
        };
        names.map(track).collect()
    }

    /// The sessions of the template for this event, which begins at `starts_at`; the rooms are those
    /// of the template, in its order. Who is in the roster comes to every plenary session.
    pub(super) fn sessions(
        &self,
        template: &Template,
        event: &Event,
        (zone, starts_at): (&TimeZone, Timestamp),
        admission: Admission,
    ) -> Vec<PlanDraft> {
        let start = jiff::Timestamp::from_microsecond(starts_at.micros()).unwrap_or_default();
        let start = zone.to_datetime(start);
        let outlines = template.sessions.iter();
        let draft = |outline: &Outline| {
            let (agenda, phrases) = self.agenda(outline, event);
            let titled = phrases.into_iter().zip(&agenda);
            let titled: Vec<Titled> = titled
                .map(|(phrase, item)| Titled { phrase, item })
                .collect();
            let text = |name: &str| self.text(name, &event.languages);
            let main = event.languages.first();
            PlanDraft {
                cues: run_sheet::cues(&outline.cues, &self.cues, &titled, main, &text),
                title: self.text(&outline.title, &event.languages),
                starts_at: shifted(start, outline, zone),
                minutes: i64::from(outline.minutes),
                zone: event.zone.clone(),
                languages: event.languages.clone(),
                admission,
                delegations: Vec::new(),
                people: match outline.form {
                    Form::Plenary => event.people.iter().map(InviteeDraft::from).collect(),
                    Form::Panel | Form::SideRoom => Vec::new(),
                },
                agenda,
                rehearsal: outline.rehearsal,
                event: Some(event.id),
                form: outline.form,
                hall: None,
                floor: FloorDraft::default(),
                track: event.tracks.get(outline.track).map(|track| track.id),
            }
        };
        outlines.map(draft).collect()
    }

    /// The items, and the phrase that the title of each comes from.
    fn agenda<'o>(&self, outline: &'o Outline, event: &Event) -> (Vec<ItemDraft>, Vec<&'o str>) {
        let comes = outline.form == Form::Plenary;
        let (mut agenda, mut phrases) = (Vec::new(), Vec::new());
        for item in &outline.items {
            let title = self.text(&item.title, &event.languages);
            let mut add = |title, speaker: Option<String>| {
                phrases.push(item.title.as_str());
                agenda.push(ItemDraft {
                    id: Some(format!("item-{}", phrases.len())),
                    title,
                    kind: item.kind,
                    speaker,
                    minutes: i64::from(item.minutes),
                    open: item.open,
                    paper: PaperWish::default(),
                    speaker_seconds: None,
                });
            };
            if !item.each {
                add(title, None);
                continue;
            }
            let guests = event.delegations.iter();
            for guest in guests.filter(|guest| guest.partner.is_some()) {
                let of = |(tag, words): (&String, &String)| {
                    (tag.clone(), format!("{words} · {}", guest.city.pick(tag)))
                };
                let title = Localized(title.0.iter().map(of).collect());
                let head = guest.head.filter(|_| comes);
                add(title, head.map(|head| head.to_string()));
            }
        }
        (agenda, phrases)
    }
}

/// By the calendar and the clock of the zone: a day is the next date at the same time of day.
fn shifted(start: DateTime, outline: &Outline, zone: &TimeZone) -> Timestamp {
    let day = start.checked_add(outline.day.days()).unwrap_or(start);
    let wall = day.checked_add(SignedDuration::from_mins(outline.after));
    let at = zone.to_timestamp(wall.unwrap_or(day));
    Timestamp(at.unwrap_or_default().as_microsecond())
}
