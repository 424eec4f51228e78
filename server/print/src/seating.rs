//! Two delegations facing each other, heads in the middle. A4 lying, as seen from above.

use std::sync::Arc;

use krilla::tagging::TagGroup;

use crate::fonts::{Fonts, Style};
use crate::paper::{
    A4, Align, Canvas, Colour, EDGE, INK, INK_2, INK_3, JADE, JADE_SOFT, LAKE, LAKE_SOFT, MM,
    Paper, Spot, WHITE, heading, paragraph,
};
use crate::plates::title;
use crate::text::{Block, Sizes, fit, fixed, is_from_right};
use crate::words::Labels;
use crate::{Error, Heading, Pair, Person, Phrase, Place};

/// The tables of a session, one a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seatings {
    pub heading: Heading,
    pub tables: Vec<Table>,
}

/// A table with two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Drawn above it.
    pub far: Side,
    /// Drawn below it: as who sits there sees it.
    pub near: Side,
}

/// One delegation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    pub place: Place,
    pub seats: Vec<Seat>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Place in the order of the delegation; the head has 1.
    pub number: u32,
    /// Along the table on the page: 0 the middle, 1 the next to the right, -1 the next to the left.
    pub place: i16,
    pub person: Person,
}

const PAGE: (f32, f32) = (A4.1, A4.0);
const MARGIN: f32 = 16.0 * MM;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
/// Top and height of the table.
const TABLE: (f32, f32) = (268.0, 96.0);
/// The widest a seat is.
const SEAT: f32 = 118.0;
const GAP: f32 = 6.0;
const CHAIR: f32 = 24.0;

const TITLE: Sizes = Sizes {
    largest: 21.0,
    one_line: 17.0,
    smallest: 10.0,
};
const NAME: Sizes = Sizes {
    largest: 13.0,
    one_line: 10.0,
    smallest: 6.5,
};
const SECOND: Sizes = Sizes {
    largest: 9.0,
    one_line: 8.0,
    smallest: 5.5,
};

/// Renders the seating.
pub fn seating(seatings: &Seatings, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    let top = &seatings.heading;
    let right_to_left = is_from_right(&top.languages.first);
    let head = Head::new(top, fonts)?;
    let mut paper = Paper::new(&title(top, "seating"), top.printed, right_to_left)?;
    for table in &seatings.tables {
        let far = SideBox::new(&table.far, fonts)?;
        let near = SideBox::new(&table.near, fonts)?;
        let mut groups = Vec::new();
        paper.page(PAGE, |canvas| {
            groups.extend(head.draw(canvas, right_to_left));
            draw_table(canvas);
            groups.extend(far.draw(canvas, true, right_to_left));
            groups.extend(near.draw(canvas, false, right_to_left));
        });
        for group in groups {
            paper.read(group);
        }
    }
    paper.finish()
}

fn draw_table(canvas: &mut Canvas) {
    let bounds = (MARGIN, TABLE.0, WIDTH, TABLE.1);
    canvas.area(bounds, 8.0, WHITE);
    canvas.frame(bounds, 8.0, 1.0, EDGE);
    let middle = TABLE.0 + TABLE.1 / 2.0;
    let (left, right) = (MARGIN + 14.0, MARGIN + WIDTH - 14.0);
    canvas.dashes((left, middle), (right, middle), EDGE);
}

struct Head {
    label: Vec<Block>,
    titles: Vec<Block>,
    facts: Vec<Block>,
}

impl Head {
    fn new(top: &Heading, fonts: &Fonts) -> Result<Self, Error> {
        let label = Labels::of(&top.languages).get("seating");
        let both = |pair: &Pair| {
            let phrases = [Some(pair.first.clone()), pair.second.clone()];
            phrases.into_iter().flatten().collect::<Vec<_>>()
        };
        let small = |phrase: &Phrase, style, size| fixed(fonts, phrase, style, size, WIDTH / 2.0);
        let titles = both(&top.title).into_iter().zip([TITLE, SECOND_TITLE]);
        let titles =
            titles.map(|(phrase, sizes)| fit(fonts, &phrase, Style::Title, sizes, (WIDTH, 40.0)));
        let facts = both(&top.when);
        Ok(Self {
            label: both(&label)
                .iter()
                .map(|phrase| small(phrase, Style::Strong, 10.5))
                .collect::<Result<_, _>>()?,
            titles: titles.collect::<Result<_, _>>()?,
            facts: facts
                .iter()
                .map(|phrase| small(phrase, Style::Text, 9.0))
                .collect::<Result<_, _>>()?,
        })
    }

    fn draw(&self, canvas: &mut Canvas, right_to_left: bool) -> Vec<TagGroup> {
        let spot = |x: f32, y: f32, align: Align| Spot {
            x,
            y,
            width: WIDTH,
            align,
        };
        let start = Align::start(right_to_left);
        let mut y = 12.0 * MM;
        let mut label = heading(1, self.label.first().map_or("", Block::text));
        let mut offset = 0.0;
        for (block, colour) in self.label.iter().zip([JADE, INK_3]) {
            let x = MARGIN + if right_to_left { -offset } else { offset };
            canvas.write(block, spot(x, y, start), colour, &mut label);
            offset += block.width() + 12.0;
        }
        let mut facts = paragraph();
        let mut lower = y;
        for block in &self.facts {
            let end = Align::end(right_to_left);
            canvas.write(block, spot(MARGIN, lower, end), INK_2, &mut facts);
            lower += block.height();
        }
        y = (y + 18.0).max(lower);
        let mut titles = paragraph();
        for (block, colour) in self.titles.iter().zip([INK, INK_2]) {
            canvas.write(block, spot(MARGIN, y, start), colour, &mut titles);
            y += block.height();
        }
        vec![label, titles, facts]
    }
}

const SECOND_TITLE: Sizes = Sizes {
    largest: 12.0,
    one_line: 10.0,
    smallest: 7.0,
};

/// One side of the table, set.
struct SideBox {
    names: Vec<Block>,
    flag: Option<Arc<str>>,
    seats: Vec<SeatBox>,
    step: f32,
}

struct SeatBox {
    number: Block,
    place: f32,
    texts: Vec<(Block, Colour)>,
    is_head: bool,
}

impl SideBox {
    fn new(side: &Side, fonts: &Fonts) -> Result<Self, Error> {
        let step = step(&side.seats);
        let seats = side
            .seats
            .iter()
            .map(|seat| SeatBox::new(seat, step, fonts));
        let names = [Some(&side.place.city), side.place.country.as_ref()];
        let names = names.into_iter().flatten().map(Pair::joined);
        let names = names
            .zip([NAME_OF_SIDE, SECOND_TITLE])
            .map(|(phrase, sizes)| fit(fonts, &phrase, Style::Title, sizes, (WIDTH * 0.8, 18.0)));
        Ok(Self {
            names: names.collect::<Result<_, _>>()?,
            flag: side.place.flag.clone(),
            seats: seats.collect::<Result<_, _>>()?,
            step,
        })
    }

    fn draw(&self, canvas: &mut Canvas, above: bool, right_to_left: bool) -> Vec<TagGroup> {
        let mut groups = vec![self.draw_name(canvas, above, right_to_left)];
        let (ground, ink) = if above {
            (LAKE_SOFT, LAKE)
        } else {
            (JADE_SOFT, JADE)
        };
        for seat in &self.seats {
            let x = MARGIN + WIDTH / 2.0 + (seat.place - 0.5) * self.step;
            groups.push(seat.draw(canvas, (x, self.step), above, (ground, ink)));
        }
        groups
    }

    /// The name of the delegation stands within the table, on its own side.
    fn draw_name(&self, canvas: &mut Canvas, above: bool, right_to_left: bool) -> TagGroup {
        let mut group = heading(2, self.names.first().map_or("", Block::text));
        let half = TABLE.1 / 2.0;
        let top = if above { TABLE.0 } else { TABLE.0 + half };
        let height: f32 = self.names.iter().map(Block::height).sum();
        let width = self.names.iter().map(Block::width).fold(0.0, f32::max);
        let flag = self.flag.as_ref().map_or(0.0, |_| 36.0);
        let start = MARGIN + (WIDTH - width - flag) / 2.0;
        let (x, flag_x) = if right_to_left {
            (start, start + width + 10.0)
        } else {
            (start + flag, start)
        };
        if let Some(svg) = &self.flag {
            canvas.flag(svg, flag_x, top + (half - 19.5) / 2.0, 26.0);
        }
        let mut y = top + (half - height) / 2.0;
        for (block, colour) in self.names.iter().zip([INK, INK_2]) {
            let align = if self.flag.is_some() {
                Align::start(right_to_left)
            } else {
                Align::Centre
            };
            let spot = Spot { x, y, width, align };
            canvas.write(block, spot, colour, &mut group);
            y += block.height();
        }
        group
    }
}

const NAME_OF_SIDE: Sizes = Sizes {
    largest: 13.0,
    one_line: 11.0,
    smallest: 7.0,
};

/// Width of a seat with its gap: the middle one stands in the middle of the table, whichever side
/// has one more.
fn step(seats: &[Seat]) -> f32 {
    let farthest = seats.iter().map(|seat| seat.place.unsigned_abs()).max();
    let places = 2.0 * f32::from(farthest.unwrap_or(0)) + 1.0;
    (WIDTH / places).min(SEAT)
}

impl SeatBox {
    fn new(seat: &Seat, step: f32, fonts: &Fonts) -> Result<Self, Error> {
        let width = step - GAP;
        let Person { name, title } = &seat.person;
        let of = |pair: &Option<Pair>| {
            let pair = pair.clone().unwrap_or_default();
            (pair.first, pair.second.unwrap_or_default())
        };
        let (title, other_title) = of(title);
        let (name, other_name) = of(&Some(name.clone()));
        let phrases = [
            (name, Style::Title, NAME, 34.0, INK),
            (other_name, Style::Text, SECOND, 24.0, INK_2),
            (title, Style::Text, SECOND, 24.0, INK),
            (other_title, Style::Text, SECOND, 22.0, INK_2),
        ];
        let phrases = phrases
            .into_iter()
            .filter(|(phrase, ..)| !phrase.text.is_empty());
        let texts = phrases.map(|(phrase, style, sizes, height, colour)| {
            let block = fit(fonts, &phrase, style, sizes, (width, height))?;
            Ok((block, colour))
        });
        let number = Phrase::new("en", seat.number.to_string());
        Ok(Self {
            number: fixed(fonts, &number, Style::Strong, 11.0, CHAIR)?,
            place: f32::from(seat.place),
            texts: texts.collect::<Result<_, _>>()?,
            is_head: seat.number == 1,
        })
    }

    fn draw(
        &self,
        canvas: &mut Canvas,
        (x, step): (f32, f32),
        above: bool,
        (ground, ink): (Colour, Colour),
    ) -> TagGroup {
        let mut group = paragraph();
        let middle = x + step / 2.0;
        let top = if above {
            TABLE.0 - 8.0 - CHAIR
        } else {
            TABLE.0 + TABLE.1 + 8.0
        };
        let chair = (middle - CHAIR / 2.0, top, CHAIR, CHAIR);
        canvas.area(chair, CHAIR / 2.0, if self.is_head { ink } else { ground });
        let colour = if self.is_head { WHITE } else { ink };
        let spot = |y: f32, width: f32| Spot {
            x: middle - width / 2.0,
            y,
            width,
            align: Align::Centre,
        };
        let number = top + (CHAIR - self.number.height()) / 2.0;
        canvas.write(&self.number, spot(number, CHAIR), colour, &mut group);
        let height: f32 = self.texts.iter().map(|(block, _)| block.height()).sum();
        let mut y = if above {
            top - 5.0 - height
        } else {
            top + CHAIR + 5.0
        };
        for (block, colour) in &self.texts {
            canvas.write(block, spot(y, step - GAP), *colour, &mut group);
            y += block.height();
        }
        group
    }
}
