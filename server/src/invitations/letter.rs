//! A letter in words: who invites to what, when that is on the clock of the recipient and on that
//! of the host, the agenda, the personal link.

use meeting::id::PersonId;
use meeting::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::clock::{clock, span};
use super::content::{Change, Content, Occasion, Place};
use super::words::Words;

/// Everything a letter is written from.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    pub(super) occasion: &'a Occasion,
    /// At least one; several when somebody is invited to sessions that repeat one another.
    pub(super) about: Vec<About<'a>>,
    /// In the language of the letter.
    pub(super) office: &'a str,
    pub(super) host: &'a Place,
    /// May be empty.
    pub(super) contact: &'a str,
    /// Names of people in the language of the letter, as far as they are known.
    pub(super) name_of: &'a dyn Fn(PersonId) -> Option<String>,
}

/// One session.
#[derive(Debug, Clone)]
pub(super) struct About<'a> {
    pub(super) content: &'a Content,
    /// Absent when it takes the invitation back.
    pub(super) links: Option<Links>,
}

impl<'a> Draft<'a> {
    fn first(&self) -> &About<'a> {
        &self.about[0]
    }
}

/// What a person opens.
#[derive(Debug, Clone)]
pub(super) struct Links {
    pub(super) join: String,
    pub(super) check: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LetterText)]
pub(super) struct Letter {
    /// BCP 47.
    pub(super) language: &'static str,
    pub(super) subject: String,
    /// Plain text; lines end with `\n`.
    pub(super) text: String,
    #[serde(skip)]
    pub(super) html: String,
}

/// One piece of a letter; plain text and HTML are made from the same pieces.
enum Piece {
    Paragraph(String),
    Title(String),
    /// What it is called, and what it is.
    Line(&'static str, String),
    List(&'static str, Vec<String>),
    Link(&'static str, String, String),
}

pub(super) fn letter(draft: &Draft<'_>) -> Letter {
    let content = draft.first().content;
    let words = Words::of(&content.language);
    let subject = match draft.occasion {
        Occasion::First => "subject_first",
        Occasion::Update { .. } => "subject_update",
        Occasion::Cancelled => "subject_cancel",
        Occasion::Withdrawn => "subject_withdrawn",
    };
    let pieces = pieces(draft, words);
    Letter {
        language: words.language(),
        subject: words.fill(subject, &[("title", &content.title)]),
        text: in_text(&pieces),
        html: in_html(&pieces, words),
    }
}

/// What the entry in the calendar says.
pub(super) fn description(draft: &Draft<'_>) -> String {
    in_text(&described(
        draft,
        Words::of(&draft.first().content.language),
    ))
}

fn pieces(draft: &Draft<'_>, words: Words) -> Vec<Piece> {
    let About { content, links } = draft.first();
    let mut pieces = vec![
        Piece::Paragraph(match content.name.as_str() {
            "" => words.get("greeting_nameless").to_owned(),
            name => words.fill("greeting", &[("name", name)]),
        }),
        Piece::Paragraph(why(draft, words)),
        Piece::Title(content.title.clone()),
    ];
    pieces.extend(notes(draft).map(Piece::Paragraph));
    for about in &draft.about {
        pieces.extend(times(about.content, draft.host, words));
        let hall = about.content.hall.as_ref();
        pieces.extend(hall.map(|hall| Piece::Line("place", hall.clone())));
        if draft.about.len() > 1 {
            let link = |links: &Links| Piece::Link("link", links.join.clone(), String::new());
            pieces.extend(about.links.as_ref().map(link));
        }
    }
    if let Some(links) = links {
        if content.hall.is_some() {
            pieces.push(Piece::Paragraph(words.get("hall_note").to_owned()));
        }
        pieces.extend(agenda(draft, words));
        let note = format!("{} {}", words.get("link_note"), words.get("answer_note"));
        pieces.push(match draft.about.len() {
            1 => Piece::Link("link", links.join.clone(), note),
            _ => Piece::Paragraph(note),
        });
        let note = words.get("check_note").to_owned();
        pieces.push(Piece::Link("check", links.check.clone(), note));
    }
    pieces.push(Piece::Paragraph(match draft.contact {
        "" => words.get("contact_none").to_owned(),
        contact => words.fill("contact", &[("contact", contact)]),
    }));
    pieces.push(Piece::Paragraph(draft.office.to_owned()));
    for piece in &mut pieces {
        match piece {
            Piece::Line(label, _) | Piece::List(label, _) | Piece::Link(label, ..) => {
                *label = words.get(label);
            }
            Piece::Paragraph(_) | Piece::Title(_) => {}
        }
    }
    pieces
}

/// The same for the calendar, which knows the title and the time already.
fn described(draft: &Draft<'_>, words: Words) -> Vec<Piece> {
    let all = pieces(draft, words).into_iter();
    all.skip(1)
        .filter(|piece| match piece {
            Piece::Title(_) | Piece::Line(..) => false,
            Piece::Paragraph(_) | Piece::List(..) | Piece::Link(..) => true,
        })
        .collect()
}

/// The office's own words, each once.
fn notes(draft: &Draft<'_>) -> impl Iterator<Item = String> {
    let mut notes: Vec<String> = Vec::new();
    for About { content, links } in &draft.about {
        if links.is_some() && !content.note.is_empty() && !notes.contains(&content.note) {
            notes.push(content.note.clone());
        }
    }
    notes.into_iter()
}

fn why(draft: &Draft<'_>, words: Words) -> String {
    let office = ("office", draft.office);
    match draft.occasion {
        Occasion::First if draft.about.len() > 1 => words.fill("first_several", &[office]),
        Occasion::First if draft.first().content.rehearsal => {
            words.fill("first_rehearsal", &[office])
        }
        Occasion::First => words.fill("first", &[office]),
        Occasion::Update { changes } => {
            let names: Vec<&str> = changes.iter().map(|change| named(*change, words)).collect();
            words.fill("update", &[office, ("changes", &words.list(&names))])
        }
        Occasion::Cancelled => words.fill("cancelled", &[office]),
        Occasion::Withdrawn => words.fill("withdrawn", &[office]),
    }
}

fn named(change: Change, words: Words) -> &'static str {
    words.get(match change {
        Change::Time => "change_time",
        Change::Length => "change_length",
        Change::Title => "change_title",
        Change::Agenda => "change_agenda",
        Change::Place => "change_place",
        Change::Link => "change_link",
        Change::Address => "change_address",
        Change::Note => "change_note",
    })
}

/// The recipient's time first, then the host's, where that is another clock.
fn times(content: &Content, host: &Place, words: Words) -> Vec<Piece> {
    let here = span(&content.here.zone, content.starts_at, content.minutes);
    let there = span(&host.zone, content.starts_at, content.minutes);
    let mut lines = vec![Piece::Line(
        "time_here",
        clock(&here, &content.here.city, words),
    )];
    if content.here.zone != host.zone {
        let mut line = clock(&there, &host.city, words);
        let shift = match there.from.date().cmp(&here.from.date()) {
            std::cmp::Ordering::Less => Some("day_before"),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some("day_after"),
        };
        if let Some(shift) = shift {
            line.push_str(words.get("comma"));
            line.push_str(words.get(shift));
        }
        lines.push(Piece::Line("time_host", line));
    }
    lines
}

fn agenda(draft: &Draft<'_>, words: Words) -> Option<Piece> {
    let content = draft.first().content;
    let mut at = content.starts_at;
    let mut lines = Vec::new();
    for point in &content.agenda {
        let wall = span(&content.here.zone, at, point.minutes).from;
        let time = wall.strftime("%H:%M").to_string();
        let minutes = point.minutes.to_string();
        let speaker = point.speaker.and_then(draft.name_of).unwrap_or_default();
        let key = if speaker.is_empty() {
            "item"
        } else {
            "item_speaker"
        };
        let values = [
            ("time", time.as_str()),
            ("title", point.title.as_str()),
            ("speaker", speaker.as_str()),
            ("minutes", minutes.as_str()),
        ];
        lines.push(words.fill(key, &values));
        at = after(at, point.minutes);
    }
    (!lines.is_empty()).then_some(Piece::List("agenda", lines))
}

fn after(at: Timestamp, minutes: u16) -> Timestamp {
    at.plus(std::time::Duration::from_secs(u64::from(minutes) * 60))
}

fn in_text(pieces: &[Piece]) -> String {
    let text = pieces.iter().map(|piece| match piece {
        Piece::Paragraph(text) | Piece::Title(text) => text.clone(),
        Piece::Line(label, text) => format!("{label}: {text}"),
        Piece::List(label, lines) => format!("{label}:\n{}", lines.join("\n")),
        Piece::Link(label, address, note) => {
            format!("{label}:\n{address}\n{note}").trim_end().to_owned()
        }
    });
    text.collect::<Vec<_>>().join("\n\n") + "\n"
}

fn in_html(pieces: &[Piece], words: Words) -> String {
    let (language, direction) = (words.language(), words.direction());
    let body: String = pieces.iter().map(piece_in_html).collect();
    format!(
        "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\"><head><meta charset=\"utf-8\">\
         </head>\n<body dir=\"{direction}\" style=\"font-family:sans-serif;line-height:1.6;\
         max-width:40em\">\n{body}</body></html>\n"
    )
}

fn piece_in_html(piece: &Piece) -> String {
    match piece {
        Piece::Paragraph(text) => {
            let text = html(text).replace('\n', "<br>");
            format!("<p dir=\"auto\">{text}</p>\n")
        }
        Piece::Title(text) => format!("<h1 style=\"font-size:1.4em\">{}</h1>\n", html(text)),
        Piece::Line(label, text) => {
            let (label, text) = (html(label), html(text));
            format!("<p><b>{label}</b><br><bdi>{text}</bdi></p>\n")
        }
        Piece::List(label, lines) => {
            let lines = lines
                .iter()
                .map(|line| format!("<li><bdi>{}</bdi></li>", html(line)));
            let lines: String = lines.collect();
            format!("<p><b>{}</b></p>\n<ul>{lines}</ul>\n", html(label))
        }
        Piece::Link(label, address, note) => {
            let (label, address, note) = (html(label), html(address), html(note));
            format!("<p><a href=\"{address}\"><b>{label}</b></a><br>{note}</p>\n")
        }
    }
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests;
