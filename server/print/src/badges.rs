//! Badges of 90 by 60 mm, eight an A4 sheet, with marks to cut along.

use std::sync::Arc;

use krilla::tagging::TagGroup;

use crate::fonts::{Fonts, Style};
use crate::paper::{
    A4, Align, Bounds, Canvas, Colour, EDGE, INK, INK_2, JADE, JADE_SOFT, LAKE, LAKE_SOFT, MM,
    Paper, Spot, heading, paragraph,
};
use crate::plates::title;
use crate::text::{Block, Sizes, fit, is_from_right};
use crate::words::Labels;
use crate::{Error, Heading, Pair, Person, Phrase, Place};

/// The badges of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badges {
    pub heading: Heading,
    pub badges: Vec<Badge>,
}

/// What one person's badge says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    pub person: Person,
    pub place: Place,
    pub role: Role,
}

/// What a person is in the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Host,
    Delegate,
    Interpreter,
    Observer,
    Press,
    Technician,
}

impl Role {
    fn key(self) -> &'static str {
        match self {
            Self::Host => "role_host",
            Self::Delegate => "role_delegate",
            Self::Interpreter => "role_interpreter",
            Self::Observer => "role_observer",
            Self::Press => "role_press",
            Self::Technician => "role_technician",
        }
    }

    /// Hosts in the colour of the home city; guests in that of the other bank; who works, plain.
    /// The word stands there in any case.
    fn colours(self) -> (Colour, Colour) {
        match self {
            Self::Host => (JADE_SOFT, JADE),
            Self::Delegate | Self::Observer => (LAKE_SOFT, LAKE),
            Self::Interpreter | Self::Press | Self::Technician => (crate::paper::LINE, INK),
        }
    }
}

const SIZE: (f32, f32) = (90.0 * MM, 60.0 * MM);
const COLUMNS: usize = 2;
const ROWS: usize = 4;
const CORNER: (f32, f32) = ((A4.0 - 2.0 * SIZE.0) / 2.0, (A4.1 - 4.0 * SIZE.1) / 2.0);
const PADDING: f32 = 11.0;
const WIDTH: f32 = SIZE.0 - 2.0 * PADDING;
const FLAG: f32 = 24.0;
const FLAG_GAP: f32 = 8.0;
const BAND: f32 = 21.0;

const SESSION: Sizes = sizes(8.0, 7.0, 5.5);
const NAME: Sizes = sizes(21.0, 15.0, 9.0);
const SECOND: Sizes = sizes(12.0, 9.0, 6.5);
const TITLE: Sizes = sizes(9.5, 8.0, 6.0);
const PLACE: Sizes = sizes(10.0, 8.5, 6.5);
const ROLE: Sizes = sizes(9.5, 8.0, 6.0);

const fn sizes(largest: f32, one_line: f32, smallest: f32) -> Sizes {
    Sizes {
        largest,
        one_line,
        smallest,
    }
}

/// Renders the badges.
pub fn badges(badges: &Badges, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    let heading_of = &badges.heading;
    let labels = Labels::of(&heading_of.languages);
    let title = title(heading_of, "badges");
    let right_to_left = is_from_right(&heading_of.languages.first);
    let cards = badges
        .badges
        .iter()
        .map(|badge| Card::new(badge, heading_of, labels, fonts))
        .collect::<Result<Vec<_>, _>>()?;
    let mut paper = Paper::new(&title, heading_of.printed, right_to_left)?;
    for sheet in cards.chunks(COLUMNS * ROWS) {
        let mut groups = Vec::new();
        paper.page(A4, |canvas| {
            for (place, card) in sheet.iter().enumerate() {
                groups.extend(card.draw(canvas, bounds(place)));
            }
            cut_marks(canvas);
        });
        for group in groups {
            paper.read(group);
        }
    }
    paper.finish()
}

fn bounds(place: usize) -> Bounds {
    let column = (place % COLUMNS) as f32;
    let row = (place / COLUMNS) as f32;
    let (x, y) = (CORNER.0 + column * SIZE.0, CORNER.1 + row * SIZE.1);
    (x, y, SIZE.0, SIZE.1)
}

/// In the margins, and small crosses where four badges meet.
fn cut_marks(canvas: &mut Canvas) {
    let long = 5.0 * MM;
    let short = 1.2 * MM;
    let (right, bottom) = (A4.0 - CORNER.0, A4.1 - CORNER.1);
    for column in 0..=COLUMNS {
        let x = CORNER.0 + column as f32 * SIZE.0;
        let up = (CORNER.1 - long - 2.0, CORNER.1 - 2.0);
        let down = (bottom + 2.0, bottom + long + 2.0);
        for (from, to) in [up, down] {
            canvas.rule((x, from), (x, to), 0.4, EDGE);
        }
        for row in 1..ROWS {
            let y = CORNER.1 + row as f32 * SIZE.1;
            canvas.rule((x, y - short), (x, y + short), 0.4, EDGE);
        }
    }
    for row in 0..=ROWS {
        let y = CORNER.1 + row as f32 * SIZE.1;
        let left = (CORNER.0 - long - 2.0, CORNER.0 - 2.0);
        let behind = (right + 2.0, right + long + 2.0);
        for (from, to) in [left, behind] {
            canvas.rule((from, y), (to, y), 0.4, EDGE);
        }
        if (1..ROWS).contains(&row) {
            let x = CORNER.0 + SIZE.0;
            canvas.rule((x - short, y), (x + short, y), 0.4, EDGE);
        }
    }
}

/// A badge, set.
struct Card {
    session: Block,
    names: Vec<Block>,
    titles: Vec<Block>,
    places: Vec<Block>,
    flag: Option<Arc<str>>,
    role: Block,
    colours: (Colour, Colour),
    right_to_left: bool,
}

impl Card {
    fn new(badge: &Badge, heading: &Heading, labels: Labels, fonts: &Fonts) -> Result<Self, Error> {
        let Badge {
            person,
            place,
            role,
        } = badge;
        let set = |phrase: &Phrase, style, sizes, width, height| {
            fit(fonts, phrase, style, sizes, (width, height))
        };
        let both = |pair: &Pair, style, sizes: [Sizes; 2], width, height| {
            let phrases = [Some(&pair.first), pair.second.as_ref()];
            let phrases = phrases.into_iter().zip(sizes);
            let phrases = phrases.filter_map(|(phrase, sizes)| Some((phrase?, sizes)));
            let blocks = phrases.map(|(phrase, sizes)| set(phrase, style, sizes, width, height));
            blocks.collect::<Result<Vec<_>, _>>()
        };
        let titles = person.title.as_ref();
        let titles = titles.map(|title| both(title, Style::Text, [TITLE; 2], WIDTH, 24.0));
        let indent = place.flag.as_ref().map_or(0.0, |_| FLAG + FLAG_GAP);
        let place_lines = [Some(&place.city), place.country.as_ref()];
        let place_lines = place_lines.into_iter().flatten().map(Pair::joined);
        let places = place_lines.map(|line| set(&line, Style::Text, PLACE, WIDTH - indent, 24.0));
        let role_words = labels.get(role.key()).joined();
        Ok(Self {
            session: set(&heading.title.first, Style::Text, SESSION, WIDTH, 22.0)?,
            names: both(&person.name, Style::Title, [NAME, SECOND], WIDTH, 36.0)?,
            titles: titles.transpose()?.unwrap_or_default(),
            places: places.collect::<Result<_, _>>()?,
            flag: place.flag.clone(),
            role: set(&role_words, Style::Strong, ROLE, WIDTH, BAND - 4.0)?,
            colours: role.colours(),
            right_to_left: is_from_right(&heading.languages.first),
        })
    }

    fn draw(&self, canvas: &mut Canvas, bounds: Bounds) -> Vec<TagGroup> {
        let (left, top, _, height) = bounds;
        let align = Align::start(self.right_to_left);
        let spot = |y: f32, align: Align| Spot {
            x: left + PADDING,
            y,
            width: WIDTH,
            align,
        };
        let mut name = heading(1, self.names.first().map_or("", Block::text));
        let mut rest = paragraph();
        canvas.write(&self.session, spot(top + 9.0, align), INK_2, &mut rest);

        let band = top + height - BAND - 6.0;
        let (ground, ink) = self.colours;
        canvas.area((left + 6.0, band, SIZE.0 - 12.0, BAND), 3.0, ground);
        let middle = band + (BAND - self.role.height()) / 2.0;
        canvas.write(&self.role, spot(middle, align), ink, &mut rest);

        let places = self.places_height();
        self.draw_place(
            canvas,
            (left + PADDING, band - places - 7.0, WIDTH, places),
            &mut rest,
        );

        let from = top + 9.0 + self.session.height();
        let free = band - places - 7.0 - from;
        let used: f32 = self
            .names
            .iter()
            .chain(&self.titles)
            .map(Block::height)
            .sum();
        let mut y = from + (free - used) / 2.0;
        for (block, colour) in self.names.iter().zip([INK, INK_2]) {
            canvas.write(block, spot(y, align), colour, &mut name);
            y += block.height();
        }
        for (block, colour) in self.titles.iter().zip([INK, INK_2]) {
            canvas.write(block, spot(y, align), colour, &mut rest);
            y += block.height();
        }
        vec![name, rest]
    }

    fn places_height(&self) -> f32 {
        let texts: f32 = self.places.iter().map(Block::height).sum();
        let flag = self.flag.as_ref().map_or(0.0, |_| FLAG * 0.75);
        texts.max(flag)
    }

    fn draw_place(
        &self,
        canvas: &mut Canvas,
        (left, top, width, height): Bounds,
        group: &mut TagGroup,
    ) {
        let indent = self.flag.as_ref().map_or(0.0, |_| FLAG + FLAG_GAP);
        let (flag, x) = if self.right_to_left {
            (left + width - FLAG, left)
        } else {
            (left, left + indent)
        };
        if let Some(svg) = &self.flag {
            canvas.flag(svg, flag, top + (height - FLAG * 0.75) / 2.0, FLAG);
        }
        let stacked: f32 = self.places.iter().map(Block::height).sum();
        let mut y = top + (height - stacked) / 2.0;
        for (block, colour) in self.places.iter().zip([INK, INK_2]) {
            let spot = Spot {
                x,
                y,
                width: width - indent,
                align: Align::start(self.right_to_left),
            };
            canvas.write(block, spot, colour, group);
            y += block.height();
        }
    }
}
