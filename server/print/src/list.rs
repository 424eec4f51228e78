//! The list of delegations in order of precedence, with the rule on it. A4, upright.

mod head;
mod pages;
mod row;

use std::ops::Range;

use krilla::tagging::{TableHeaderScope, Tag, TagGroup};

use crate::fonts::{Fonts, Style};
use crate::paper::{A4, Align, Canvas, INK, INK_3, LINE, Paper, Spot, paragraph};
use crate::text::{Block, fixed};
use crate::words::Labels;
use crate::{Error, Heading, Pair, Person, Phrase, Place};
use head::Head;
use pages::{Room, pages};
use row::{RowBox, rows};

/// The list of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub heading: Heading,
    /// The rule of the order, and what decides one after another where it finds no difference.
    pub order: Vec<Criterion>,
    /// In the order in which they are printed.
    pub rows: Vec<Row>,
}

/// Something by which two delegations are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criterion {
    /// Rank of the head of delegation.
    Rank,
    /// Name of the country or region in this language, a BCP 47 tag.
    Country(String),
    /// Name of the city.
    City,
    /// Date on which they accepted.
    Reply,
}

/// One delegation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub number: u32,
    pub place: Place,
    pub head: Option<Person>,
    pub members: Vec<Person>,
    /// Set where somebody decided against the rule.
    pub moved: Option<Moved>,
}

/// A decision that stands in a foot-note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The number that the rule gives.
    pub from: u32,
    pub to: u32,
    /// Who decided; None: somebody who has left the office since.
    pub by: Option<String>,
    /// As people read it.
    pub when: Pair,
    pub reason: Option<Phrase>,
}

pub(super) const MARGIN: f32 = 46.0;
pub(super) const WIDTH: f32 = A4.0 - 2.0 * MARGIN;
const TOP: f32 = 44.0;
/// Below this stands the line with the number of the page.
const BOTTOM: f32 = A4.1 - 58.0;
const FOOT: f32 = A4.1 - 42.0;

/// Renders the list.
pub fn list(listing: &Listing, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    let heading = &listing.heading;
    let labels = Labels::of(&heading.languages);
    let head = Head::new(listing, labels, fonts)?;
    let capacity = BOTTOM - TOP - head.height - head.columns_height();
    let rows = rows(listing, labels, fonts, capacity)?;
    let room = Room {
        first: capacity,
        others: BOTTOM - TOP - head.running_height() - head.columns_height(),
    };
    let heights = rows.iter().map(|row| row.height + row.note_height());
    let pages = pages(&heights.collect::<Vec<_>>(), room);
    draw(heading, labels, &head, &rows, &pages, fonts)
}

fn draw(
    heading: &Heading,
    labels: Labels,
    head: &Head,
    rows: &[RowBox],
    pages: &[Range<usize>],
    fonts: &Fonts,
) -> Result<Vec<u8>, Error> {
    let sides = Sides {
        right_to_left: head.right_to_left,
    };
    let title = Phrase {
        text: format!("{} · {}", heading.title.first.text, head.label.text),
        language: heading.languages.first.clone(),
    };
    let mut paper = Paper::new(&title, heading.printed, sides.right_to_left)?;
    let mut read = head.groups();
    let mut table = TagGroup::new(Tag::Table);
    let mut notes = Vec::new();
    for (place, page) in pages.iter().enumerate() {
        let foot = Foot::new(heading, labels, fonts, (place + 1, pages.len()))?;
        paper.page(A4, |canvas| {
            let mut y = if place == 0 {
                let y = head.draw(canvas, sides, TOP, &mut read);
                table.push(head.columns(canvas, sides, y));
                y + head.columns_height()
            } else {
                let y = head.run_on(canvas, sides, TOP);
                head.columns_again(canvas, sides, y);
                y + head.columns_height()
            };
            for row in &rows[page.clone()] {
                table.push(row.draw(canvas, sides, y));
                y += row.height;
                canvas.rule((MARGIN, y), (MARGIN + WIDTH, y), 0.5, LINE);
            }
            notes.extend(draw_notes(canvas, sides, &rows[page.clone()]));
            foot.draw(canvas, sides);
        });
    }
    for group in read.into_iter().chain([table]).chain(notes) {
        paper.read(group);
    }
    paper.finish()
}

/// Which way the page runs: everything is placed from the side where reading begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides {
    pub(super) right_to_left: bool,
}

impl Sides {
    /// A place `from` points from the beginning of the line.
    pub(super) fn spot(self, from: f32, y: f32, width: f32) -> Spot {
        Spot {
            x: self.x(from, width),
            y,
            width,
            align: Align::start(self.right_to_left),
        }
    }

    /// The same, for what stands at the end of the line.
    fn end(self, from: f32, y: f32, width: f32) -> Spot {
        Spot {
            align: Align::end(self.right_to_left),
            ..self.spot(from, y, width)
        }
    }

    pub(super) fn x(self, from: f32, width: f32) -> f32 {
        if self.right_to_left {
            MARGIN + WIDTH - from - width
        } else {
            MARGIN + from
        }
    }
}

/// Foot-notes stand at the bottom of the page that they belong to.
fn draw_notes(canvas: &mut Canvas, sides: Sides, rows: &[RowBox]) -> Vec<TagGroup> {
    let height: f32 = rows.iter().map(RowBox::note_height).sum();
    let mut groups = Vec::new();
    if height == 0.0 {
        return groups;
    }
    let mut y = BOTTOM - height;
    let x = sides.x(0.0, 60.0);
    canvas.rule((x, y), (x + 60.0, y), 0.5, INK_3);
    for note in rows.iter().filter_map(|row| row.note.as_ref()) {
        let mut group = paragraph();
        y += row::NOTE_GAP;
        canvas.write(&note.mark, sides.spot(0.0, y - 1.5, 10.0), INK, &mut group);
        for (block, colour) in note.texts.iter().zip([INK, INK_3]) {
            let spot = sides.spot(row::NOTE_INDENT, y, WIDTH - row::NOTE_INDENT);
            canvas.write(block, spot, colour, &mut group);
            y += block.height();
        }
        groups.push(group);
    }
    groups
}

/// When it was printed, and which page it is.
struct Foot {
    as_of: Vec<Block>,
    number: Block,
}

impl Foot {
    fn new(
        heading: &Heading,
        labels: Labels,
        fonts: &Fonts,
        (number, of): (usize, usize),
    ) -> Result<Self, Error> {
        let as_of = labels.fill("as_of", &[("when", &heading.as_of)]);
        let small = |phrase: &Phrase| fixed(fonts, phrase, Style::Text, 8.0, WIDTH / 2.0 - 30.0);
        let as_of = [Some(&as_of.first), as_of.second.as_ref()];
        let as_of = as_of.into_iter().flatten().map(small);
        let number = Phrase::new("en", format!("{number} / {of}"));
        Ok(Self {
            as_of: as_of.collect::<Result<_, _>>()?,
            number: fixed(fonts, &number, Style::Strong, 9.0, 60.0)?,
        })
    }

    fn draw(&self, canvas: &mut Canvas, sides: Sides) {
        let mut from = 0.0;
        for block in &self.as_of {
            canvas.aside(block, sides.spot(from, FOOT, WIDTH / 2.0), INK_3);
            from += block.width() + 14.0;
        }
        canvas.aside(&self.number, sides.end(WIDTH - 60.0, FOOT, 60.0), INK);
    }
}

/// A cell of the table's head.
fn head_cell() -> TagGroup {
    TagGroup::new(Tag::TH(TableHeaderScope::Column))
}
