//! The top of the list: what it is, of which session, and which rule it follows.

use krilla::tagging::{Tag, TagGroup};

use super::row::{DELEGATION, NUMBER, PEOPLE};
use super::{Criterion, Listing, MARGIN, Sides, WIDTH, head_cell};
use crate::fonts::{Fonts, Style};
use crate::paper::{Canvas, INK, INK_2, INK_3, JADE, JADE_SOFT, heading, paragraph};
use crate::text::{Block, Sizes, fit, fixed, is_from_right};
use crate::words::Labels;
use crate::{Error, Pair, Phrase};

const TITLE: Sizes = Sizes {
    largest: 23.0,
    one_line: 19.0,
    smallest: 11.0,
};
const SUBTITLE: Sizes = Sizes {
    largest: 13.5,
    one_line: 11.5,
    smallest: 9.0,
};
/// Between the two columns of facts, and around them.
const PADDING: f32 = 12.0;
const HALF: f32 = (WIDTH - 3.0 * PADDING) / 2.0;

/// All texts of the head, set.
pub(super) struct Head {
    pub(super) right_to_left: bool,
    /// What this list is, in the first language.
    pub(super) label: Phrase,
    labels: Vec<Block>,
    titles: Vec<Block>,
    /// One below the other: the first language in one column, beside it the second.
    facts: Vec<[Option<Block>; 2]>,
    /// One below the other in each column.
    columns: [Vec<Block>; 3],
    running: [Block; 2],
    pub(super) height: f32,
}

impl Head {
    pub(super) fn new(listing: &Listing, labels: Labels, fonts: &Fonts) -> Result<Self, Error> {
        let title = &listing.heading.title;
        let label = labels.get("list");
        let text = |phrase: &Phrase, style, size, width| fixed(fonts, phrase, style, size, width);
        let mut titles = vec![fit(
            fonts,
            &title.first,
            Style::Title,
            TITLE,
            (WIDTH, 90.0),
        )?];
        if let Some(second) = &title.second {
            titles.push(fit(fonts, second, Style::Title, SUBTITLE, (WIDTH, 60.0))?);
        }
        let columns = [
            ("number", NUMBER.1),
            ("delegation", DELEGATION.1),
            ("people", PEOPLE.1),
        ];
        let columns = columns.map(|(key, width)| {
            let pair = labels.get(key);
            let mut blocks = vec![text(&pair.first, Style::Strong, 9.0, width)?];
            if let Some(second) = &pair.second {
                blocks.push(text(second, Style::Text, 8.0, width)?);
            }
            Ok(blocks)
        });
        let [number, delegation, people] = columns;
        let mut head = Self {
            right_to_left: is_from_right(&listing.heading.languages.first),
            labels: [Some(&label.first), label.second.as_ref()]
                .into_iter()
                .flatten()
                .map(|phrase| text(phrase, Style::Strong, 10.5, WIDTH))
                .collect::<Result<_, _>>()?,
            titles,
            facts: facts(listing, labels, fonts)?,
            columns: [number?, delegation?, people?],
            running: [
                text(&title.first, Style::Text, 8.5, WIDTH * 0.62)?,
                text(&label.first, Style::Text, 8.5, WIDTH * 0.34)?,
            ],
            label: label.first,
            height: 0.0,
        };
        head.height = stacked(&head.labels) + 8.0 + stacked(&head.titles) + head.facts_height();
        Ok(head)
    }

    fn facts_height(&self) -> f32 {
        let facts: f32 = self.facts.iter().map(fact_height).sum();
        facts + 2.0 * PADDING + 22.0
    }

    pub(super) fn columns_height(&self) -> f32 {
        let tallest = self.columns.iter().map(|column| stacked(column));
        tallest.fold(0.0, f32::max) + 6.0
    }

    pub(super) fn running_height(&self) -> f32 {
        let tallest = self.running.iter().map(Block::height);
        tallest.fold(0.0, f32::max) + 12.0
    }

    /// What is read of the head: the title, what the list is, the facts in both languages.
    pub(super) fn groups(&self) -> Vec<TagGroup> {
        let title = &self.label.text;
        vec![heading(1, title), paragraph(), paragraph(), paragraph()]
    }

    /// Draws it from `y` on, and says where it ends.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas,
        sides: Sides,
        mut y: f32,
        groups: &mut [TagGroup],
    ) -> f32 {
        for (block, colour) in self.labels.iter().zip([JADE, INK_3]) {
            canvas.write(block, sides.spot(0.0, y, WIDTH), colour, &mut groups[0]);
            y += block.height();
        }
        y += 8.0;
        for (block, colour) in self.titles.iter().zip([INK, INK_2]) {
            canvas.write(block, sides.spot(0.0, y, WIDTH), colour, &mut groups[1]);
            y += block.height();
        }
        y += 10.0;
        let height = self.facts_height() - 22.0;
        canvas.area((MARGIN, y, WIDTH, height), 4.0, JADE_SOFT);
        let mut line = y + PADDING;
        for fact in &self.facts {
            for (place, block) in fact.iter().enumerate() {
                let from = PADDING + if place == 0 { 0.0 } else { HALF + PADDING };
                if let Some(block) = block {
                    let spot = sides.spot(from, line, HALF);
                    canvas.write(block, spot, INK, &mut groups[2 + place]);
                }
            }
            line += fact_height(fact);
        }
        y + height + 12.0
    }

    /// The heads of the columns where they are read.
    pub(super) fn columns(&self, canvas: &mut Canvas, sides: Sides, y: f32) -> TagGroup {
        let mut row = TagGroup::new(Tag::TR);
        for (column, (from, width)) in self.columns.iter().zip([NUMBER, DELEGATION, PEOPLE]) {
            let mut cell = head_cell();
            let mut y = y;
            for block in column {
                canvas.write(block, sides.spot(from, y, width), INK_3, &mut cell);
                y += block.height();
            }
            row.push(cell);
        }
        self.underline(canvas, y);
        let mut head = TagGroup::new(Tag::THead);
        head.push(row);
        head
    }

    /// The same on the pages that follow.
    pub(super) fn columns_again(&self, canvas: &mut Canvas, sides: Sides, y: f32) {
        for (column, (from, width)) in self.columns.iter().zip([NUMBER, DELEGATION, PEOPLE]) {
            let mut y = y;
            for block in column {
                canvas.aside(block, sides.spot(from, y, width), INK_3);
                y += block.height();
            }
        }
        self.underline(canvas, y);
    }

    fn underline(&self, canvas: &mut Canvas, y: f32) {
        let y = y + self.columns_height();
        canvas.rule((MARGIN, y), (MARGIN + WIDTH, y), 1.0, INK);
    }

    /// Session and list in one line, on the pages that follow.
    pub(super) fn run_on(&self, canvas: &mut Canvas, sides: Sides, y: f32) -> f32 {
        let [title, label] = &self.running;
        canvas.aside(title, sides.spot(0.0, y, WIDTH * 0.62), INK_2);
        let spot = sides.end(WIDTH * 0.66, y, WIDTH * 0.34);
        canvas.aside(label, spot, INK_3);
        y + self.running_height()
    }
}

fn fact_height(fact: &[Option<Block>; 2]) -> f32 {
    fact.iter().flatten().map(Block::height).fold(0.0, f32::max)
}

fn stacked(blocks: &[Block]) -> f32 {
    blocks.iter().map(Block::height).sum()
}

/// When and where, the rule, and what decides between equals.
fn facts(
    listing: &Listing,
    labels: Labels,
    fonts: &Fonts,
) -> Result<Vec<[Option<Block>; 2]>, Error> {
    let mut criteria = listing.order.iter().map(|one| criterion(one, labels));
    let order = criteria.next();
    let order = order.map(|order| labels.fill("order", &[("criterion", &order)]));
    let ties: Vec<Pair> = criteria.collect();
    let ties = (!ties.is_empty()).then(|| labels.then(&ties));
    let ties = ties.map(|ties| labels.fill("ties", &[("criteria", &ties)]));
    let heading = &listing.heading;
    let lines = [
        (Some(heading.when.clone()), Style::Text),
        (heading.place.clone(), Style::Text),
        (order, Style::Strong),
        (ties, Style::Text),
    ];
    let mut facts = Vec::new();
    for (pair, style) in lines {
        let Some(pair) = pair else { continue };
        let set = |phrase: &Phrase| fixed(fonts, phrase, style, 9.5, HALF);
        let second = pair.second.as_ref().map(set).transpose()?;
        facts.push([Some(set(&pair.first)?), second]);
    }
    Ok(facts)
}

fn criterion(criterion: &Criterion, labels: Labels) -> Pair {
    match criterion {
        Criterion::Rank => labels.get("by_rank"),
        Criterion::Country(language) => {
            labels.fill("by_country", &[("language", &labels.language(language))])
        }
        Criterion::City => labels.get("by_city"),
        Criterion::Reply => labels.get("by_reply"),
    }
}
