//! Name plates for the table: tent cards. A4 lying, folded in the middle, so that each half is one
//! side: the language of the session on one, the person's own on the other.

use krilla::tagging::TagGroup;

use crate::fonts::{Fonts, Style};
use crate::paper::{
    A4, Align, Bounds, Canvas, Colour, EDGE, INK, INK_2, JADE, MM, Paper, Spot, heading, paragraph,
};
use crate::text::{Block, Sizes, fit, is_from_right};
use crate::words::Labels;
use crate::{Error, Heading, Person, Phrase, Place};

/// The plates of a session, one a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plates {
    pub heading: Heading,
    pub plates: Vec<Plate>,
}

/// What one person's plate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plate {
    pub person: Person,
    pub place: Place,
}

const PAGE: (f32, f32) = (A4.1, A4.0);
/// One side of the card.
const SIDE: (f32, f32) = (PAGE.0, PAGE.1 / 2.0);
const MARGIN: f32 = 18.0 * MM;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const NAME: (Sizes, f32) = (
    Sizes {
        largest: 84.0,
        one_line: 52.0,
        smallest: 30.0,
    },
    128.0,
);
const TITLE: (Sizes, f32) = (
    Sizes {
        largest: 26.0,
        one_line: 19.0,
        smallest: 13.0,
    },
    58.0,
);
const PLACE: (Sizes, f32) = (
    Sizes {
        largest: 22.0,
        one_line: 16.0,
        smallest: 11.0,
    },
    44.0,
);
const FLAG: f32 = 40.0;
const FLAG_GAP: f32 = 14.0;

/// Renders the plates.
pub fn plates(plates: &Plates, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    let heading_of = &plates.heading;
    let title = title(heading_of, "plates");
    let right_to_left = is_from_right(&heading_of.languages.first);
    let mut paper = Paper::new(&title, heading_of.printed, right_to_left)?;
    for plate in &plates.plates {
        let front = Face::new(plate, false, fonts)?;
        let back = Face::new(plate, true, fonts)?;
        let mut groups = Vec::new();
        paper.page(PAGE, |canvas| {
            let lower = (0.0, SIDE.1, SIDE.0, SIDE.1);
            let upper = (0.0, 0.0, SIDE.0, SIDE.1);
            groups.extend(front.draw(canvas, lower));
            canvas.turned(upper, |canvas| groups.extend(back.draw(canvas, upper)));
            fold(canvas);
        });
        for group in groups {
            paper.read(group);
        }
    }
    paper.finish()
}

/// The title of a document: the session, and what it is.
pub(crate) fn title(heading: &Heading, key: &str) -> Phrase {
    let label = Labels::of(&heading.languages).get(key).first;
    Phrase {
        text: format!("{} · {}", heading.title.first.text, label.text),
        language: heading.languages.first.clone(),
    }
}

/// Short marks at the edges: a line across would stay on the card.
fn fold(canvas: &mut Canvas) {
    let length = 10.0 * MM;
    canvas.dashes((0.0, SIDE.1), (length, SIDE.1), EDGE);
    canvas.dashes((SIDE.0 - length, SIDE.1), (SIDE.0, SIDE.1), EDGE);
}

/// One side, set.
struct Face {
    name: Block,
    title: Option<Block>,
    places: Vec<Block>,
    flag: Option<std::sync::Arc<str>>,
    right_to_left: bool,
}

impl Face {
    fn new(plate: &Plate, other: bool, fonts: &Fonts) -> Result<Self, Error> {
        let Plate { person, place } = plate;
        let pick = |pair: &crate::Pair| {
            let side = if other { pair.other() } else { &pair.first };
            side.clone()
        };
        let name = pick(&person.name);
        let title = person.title.as_ref().map(pick);
        let title = title.map(|title| set(fonts, &title, Style::Text, TITLE, WIDTH));
        let indent = place.flag.as_ref().map_or(0.0, |_| FLAG + FLAG_GAP);
        let country = place.country.as_ref().map(pick);
        let city = pick(&place.city);
        let places = [Some(city.clone()), country].into_iter().flatten();
        let places = places.map(|place| set(fonts, &place, Style::Title, PLACE, WIDTH - indent));
        Ok(Self {
            name: set(fonts, &name, Style::Title, NAME, WIDTH)?,
            title: title.transpose()?,
            places: places.collect::<Result<_, _>>()?,
            flag: place.flag.clone(),
            right_to_left: is_from_right(&city.language),
        })
    }

    /// Everything in the middle of the side, as one group.
    fn draw(&self, canvas: &mut Canvas, (left, top, width, height): Bounds) -> Vec<TagGroup> {
        let title = self.title.as_ref().map_or(0.0, Block::height);
        let places = self.places_height();
        let total = self.name.height() + RULE + title + 12.0 + places;
        let mut y = top + (height - total) / 2.0;
        let mut name = heading(1, self.name.text());
        let mut rest = paragraph();
        let spot = |y: f32| Spot {
            x: left + MARGIN,
            y,
            width: width - 2.0 * MARGIN,
            align: Align::Centre,
        };
        canvas.write(&self.name, spot(y), INK, &mut name);
        y += self.name.height() + RULE / 2.0;
        let middle = left + width / 2.0;
        canvas.rule((middle - 26.0, y), (middle + 26.0, y), 1.6, JADE);
        y += RULE / 2.0;
        if let Some(block) = &self.title {
            canvas.write(block, spot(y), INK_2, &mut rest);
        }
        self.draw_place(canvas, (left, y + title + 12.0, width, places), &mut rest);
        vec![name, rest]
    }

    fn places_height(&self) -> f32 {
        let texts: f32 = self.places.iter().map(Block::height).sum();
        let flag = self.flag.as_ref().map_or(0.0, |_| FLAG * 0.75);
        texts.max(flag)
    }

    /// The flag before the city, and its country or region below.
    fn draw_place(
        &self,
        canvas: &mut Canvas,
        (left, top, width, height): Bounds,
        group: &mut TagGroup,
    ) {
        let indent = self.flag.as_ref().map_or(0.0, |_| FLAG + FLAG_GAP);
        let texts = self.places.iter().map(Block::width).fold(0.0, f32::max);
        let start = left + (width - texts - indent) / 2.0;
        let (flag, x) = if self.right_to_left {
            (start + texts + FLAG_GAP, start)
        } else {
            (start, start + indent)
        };
        if let Some(svg) = &self.flag {
            canvas.flag(svg, flag, top + (height - FLAG * 0.75) / 2.0, FLAG);
        }
        let stacked: f32 = self.places.iter().map(Block::height).sum();
        let mut y = top + (height - stacked) / 2.0;
        let align = if self.flag.is_some() {
            Align::start(self.right_to_left)
        } else {
            Align::Centre
        };
        let colours: [Colour; 2] = [INK, INK_2];
        for (block, colour) in self.places.iter().zip(colours) {
            let spot = Spot {
                x,
                y,
                width: texts,
                align,
            };
            canvas.write(block, spot, colour, group);
            y += block.height();
        }
    }
}

/// Space for the stroke between name and title.
const RULE: f32 = 22.0;

fn set(
    fonts: &Fonts,
    phrase: &Phrase,
    style: Style,
    (sizes, height): (Sizes, f32),
    width: f32,
) -> Result<Block, Error> {
    fit(fonts, phrase, style, sizes, (width, height))
}
