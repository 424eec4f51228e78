//! Minutes as text: parts with a heading and lines, once in each language of the session.

use std::collections::{BTreeMap, BTreeSet};

use meeting::id::ItemId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::Words;

/// Longest heading, in characters.
const HEADING: usize = 300;
/// Longest text of one part, in characters.
const TEXT: usize = 20_000;

/// What a part of the minutes is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MinutesPart)]
pub(crate) enum Part {
    /// When, where, and who led it.
    Head,
    Present,
    Apologies,
    Item(ItemId),
    /// Speeches, votes and signings outside the items of the agenda.
    Besides,
    /// Who went aside. It is closed, and press and observers do not read that it is there.
    Sides,
    End,
}

/// A part with what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MinutesSection)]
pub(crate) struct Section {
    pub(crate) part: Part,
    /// Neither press nor observers read it.
    pub(crate) closed: bool,
    pub(crate) heading: String,
    /// A paragraph a line.
    pub(crate) text: String,
}

/// The sections in each language, by BCP 47 tag.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(as = MinutesText)]
pub(crate) struct Document(pub(crate) BTreeMap<String, Vec<Section>>);

impl Document {
    /// Says of these items that neither press nor observers read of them.
    pub(crate) fn close(&mut self, items: &BTreeSet<ItemId>) {
        for section in self.0.values_mut().flatten() {
            if let Part::Item(item) = section.part {
                section.closed |= items.contains(&item);
            }
        }
    }
}

/// What of a document is wrong, as `field` and `problem` of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unsound(pub(crate) String, pub(crate) &'static str);

/// Sections as they are kept, when they are those of `before` with other words: which parts there
/// are and which of them are closed follows from what happened, not from who writes.
pub(crate) fn edited(before: &[Section], after: Vec<Section>) -> Result<Vec<Section>, Unsound> {
    let frame = |sections: &[Section]| -> Vec<(Part, bool)> {
        sections.iter().map(|one| (one.part, one.closed)).collect()
    };
    if frame(before) != frame(&after) {
        return Err(Unsound("sections".to_owned(), "other_parts"));
    }
    let sections = (0..)
        .zip(after)
        .map(|(place, section)| tidy(place, section));
    sections.collect()
}

fn tidy(place: usize, section: Section) -> Result<Section, Unsound> {
    let wrong = |field, problem| Unsound(format!("sections[{place}].{field}"), problem);
    let heading = section.heading.trim();
    if heading.is_empty() {
        return Err(wrong("heading", "missing"));
    }
    if heading.chars().count() > HEADING {
        return Err(wrong("heading", "too_long"));
    }
    if section.text.chars().count() > TEXT {
        return Err(wrong("text", "too_long"));
    }
    let lines: Vec<&str> = section.text.lines().map(str::trim_end).collect();
    let text = lines.join("\n").trim_matches('\n').to_owned();
    let is_plain = |text: &str| text.chars().all(|one| one == '\n' || !one.is_control());
    if !is_plain(heading) || heading.contains('\n') {
        return Err(wrong("heading", "invalid"));
    }
    if !is_plain(&text) {
        return Err(wrong("text", "invalid"));
    }
    Ok(Section {
        heading: heading.to_owned(),
        text,
        ..section
    })
}

/// For press and observers: of a closed item they learn that there was one, of side rooms not even that.
pub(crate) fn public(sections: Vec<Section>, words: Words) -> Vec<Section> {
    let sections = sections.into_iter();
    let sections = sections.filter(|section| section.part != Part::Sides);
    let hidden = |section: Section| {
        if section.closed {
            Section {
                heading: words.get("closed"),
                text: String::new(),
                ..section
            }
        } else {
            section
        }
    };
    sections.map(hidden).collect()
}

/// A part that says something else than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MinutesDifference)]
pub(crate) struct Difference {
    /// As it stands now, or stood where it is no more.
    pub(crate) heading: String,
    /// Lines that no longer follow from what happened.
    pub(crate) gone: Vec<String>,
    /// Lines that follow now.
    pub(crate) new: Vec<String>,
}

/// In which parts two drafts of one language differ.
pub(crate) fn differences(before: &[Section], after: &[Section]) -> Vec<Difference> {
    let same = |all: &[Section], part| all.iter().find(|one| one.part == part).cloned();
    let lost = before.iter().map(|one| one.part);
    let lost = lost.filter(|part| same(after, *part).is_none());
    let parts: Vec<Part> = after.iter().map(|one| one.part).chain(lost).collect();
    let differs = |part| {
        let (old, new) = (same(before, part), same(after, part));
        let (said, says) = (lines(old.as_ref()), lines(new.as_ref()));
        if said == says {
            return None;
        }
        Some(Difference {
            heading: new.or(old)?.heading,
            gone: without(&said, &says),
            new: without(&says, &said),
        })
    };
    parts.into_iter().filter_map(differs).collect()
}

/// Heading first: an item that was renamed or became closed says so there.
fn lines(section: Option<&Section>) -> Vec<String> {
    let Some(section) = section else {
        return Vec::new();
    };
    let text = section.text.lines().map(str::to_owned);
    [section.heading.clone()].into_iter().chain(text).collect()
}

fn without(lines: &[String], others: &[String]) -> Vec<String> {
    let lines = lines.iter().filter(|line| !others.contains(line));
    lines.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(part: Part, closed: bool, heading: &str, text: &str) -> Section {
        Section {
            part,
            closed,
            heading: heading.to_owned(),
            text: text.to_owned(),
        }
    }

    fn minutes() -> Vec<Section> {
        vec![
            section(Part::Present, false, "Present", "Dresden: Bob"),
            section(
                Part::Item(ItemId::from_bits(1)),
                true,
                "1. Talks",
                "Bob spoke.",
            ),
        ]
    }

    #[test]
    fn words_change_and_parts_do_not() {
        let mut after = minutes();
        after[0].heading = " Who was there ".to_owned();
        after[0].text = "\n\nDresden: Bob  \r\n\nNara: Carol\n".to_owned();
        let kept = edited(&minutes(), after.clone()).expect("is sound");
        assert_eq!(kept[0].heading, "Who was there");
        assert_eq!(kept[0].text, "Dresden: Bob\n\nNara: Carol");

        let problem = |after| edited(&minutes(), after).map_err(|Unsound(_, problem)| problem);
        let mut opened = after.clone();
        opened[1].closed = false;
        assert_eq!(problem(opened), Err("other_parts"));
        assert_eq!(problem(after[..1].to_vec()), Err("other_parts"));
        let mut headless = after.clone();
        headless[1].heading = " ".to_owned();
        assert_eq!(problem(headless), Err("missing"));
        let mut strange = after.clone();
        strange[1].text = "a\u{7}b".to_owned();
        assert_eq!(problem(strange), Err("invalid"));
        after[1].text = "友".repeat(20_001);
        assert_eq!(problem(after), Err("too_long"));
    }

    #[test]
    fn the_public_learns_of_a_closed_item_that_there_was_one() {
        let read = public(minutes(), Words::of("en"));
        assert_eq!(read[0], minutes()[0]);
        assert_eq!(read[1].heading, "Closed item");
        assert_eq!(read[1].text, "");
    }

    #[test]
    fn a_difference_names_what_went_and_what_came() {
        assert_eq!(differences(&minutes(), &minutes()), []);
        let mut after = minutes();
        after[0].text = "Dresden: Bob, Carol".to_owned();
        after.pop();
        let found = differences(&minutes(), &after);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].gone, ["Dresden: Bob"]);
        assert_eq!(found[0].new, ["Dresden: Bob, Carol"]);
        assert_eq!(found[1].gone, ["1. Talks", "Bob spoke."]);
    }
}
