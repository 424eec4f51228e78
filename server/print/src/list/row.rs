//! One delegation, measured before it is placed.

use std::sync::Arc;

use krilla::tagging::{Tag, TagGroup};

use super::{Listing, Moved, Row, Sides, WIDTH};
use crate::fonts::{Fonts, Style};
use crate::paper::{Canvas, Colour, INK, INK_2, INK_3, JADE};
use crate::text::{Block, fixed};
use crate::words::Labels;
use crate::{Error, Pair, Person, Phrase};

/// Columns: how far from the beginning of the line, and how wide.
pub(super) const NUMBER: (f32, f32) = (0.0, 28.0);
pub(super) const DELEGATION: (f32, f32) = (34.0, 160.0);
pub(super) const PEOPLE: (f32, f32) = (206.0, WIDTH - 206.0);
const NAME: (f32, f32) = (206.0, 130.0);
const TITLE: (f32, f32) = (346.0, WIDTH - 346.0);

const FLAG: f32 = 22.0;
const FLAG_GAP: f32 = 8.0;
const PADDING: f32 = 8.0;
/// Between two people.
const GAP: f32 = 6.0;
pub(super) const NOTE_GAP: f32 = 4.0;
pub(super) const NOTE_INDENT: f32 = 12.0;

/// A row with its texts set, or the part of one that is too tall for a page.
pub(super) struct RowBox {
    number_block: Block,
    flag: Option<Arc<str>>,
    /// From `PADDING` below the top of the row.
    delegation: Vec<Part>,
    people: Vec<Part>,
    pub(super) note: Option<Note>,
    pub(super) height: f32,
}

/// A text at its place within the row.
#[derive(Clone)]
pub(super) struct Part {
    block: Block,
    from: f32,
    y: f32,
    width: f32,
    colour: Colour,
}

pub(super) struct Note {
    pub(super) mark: Block,
    pub(super) texts: Vec<Block>,
}

impl Note {
    fn height(&self) -> f32 {
        NOTE_GAP + self.texts.iter().map(Block::height).sum::<f32>()
    }
}

impl RowBox {
    pub(super) fn note_height(&self) -> f32 {
        self.note.as_ref().map_or(0.0, Note::height)
    }

    pub(super) fn draw(&self, canvas: &mut Canvas, sides: Sides, y: f32) -> TagGroup {
        let y = y + PADDING;
        let mut row = TagGroup::new(Tag::TR);
        let mut number = TagGroup::new(Tag::TD);
        let spot = sides.spot(NUMBER.0, y - 2.0, NUMBER.1);
        canvas.write(&self.number_block, spot, JADE, &mut number);
        row.push(number);
        if let Some(flag) = &self.flag {
            canvas.flag(flag, sides.x(DELEGATION.0, FLAG), y + 1.0, FLAG);
        }
        for parts in [&self.delegation, &self.people] {
            let mut cell = TagGroup::new(Tag::TD);
            for part in parts {
                let spot = sides.spot(part.from, y + part.y, part.width);
                canvas.write(&part.block, spot, part.colour, &mut cell);
            }
            row.push(cell);
        }
        row
    }
}

/// All rows. One that is taller than `capacity` goes on in a second, which names it again.
pub(super) fn rows(
    listing: &Listing,
    labels: Labels,
    fonts: &Fonts,
    capacity: f32,
) -> Result<Vec<RowBox>, Error> {
    let flags = listing.rows.iter().any(|row| row.place.flag.is_some());
    let setting = Setting {
        labels,
        fonts,
        capacity,
        indent: if flags { FLAG + FLAG_GAP } else { 0.0 },
    };
    let mut boxes = Vec::new();
    let mut notes = 0;
    for row in &listing.rows {
        let note = match &row.moved {
            Some(moved) => {
                notes += 1;
                Some(note(moved, notes, labels, fonts)?)
            }
            None => None,
        };
        boxes.extend(boxes_of(row, note, setting)?);
    }
    Ok(boxes)
}

/// What all rows are set with.
#[derive(Clone, Copy)]
struct Setting<'a> {
    labels: Labels,
    fonts: &'a Fonts,
    /// The height that a row and its foot-note may have.
    capacity: f32,
    /// Names of cities stand in one line, with a flag before them or not.
    indent: f32,
}

fn boxes_of(row: &Row, mut note: Option<Note>, setting: Setting) -> Result<Vec<RowBox>, Error> {
    let mut waiting = people(row, setting)?.into_iter().peekable();
    let mut boxes: Vec<RowBox> = Vec::new();
    loop {
        let mark = note.as_ref().map(|note| &note.mark);
        let delegation = delegation(row, setting, !boxes.is_empty(), mark)?;
        let mut height = bottom(&delegation);
        let mut people: Vec<Part> = Vec::new();
        let mut used = 0.0;
        let note_height = note.as_ref().map_or(0.0, Note::height);
        let most = setting.capacity - 2.0 * PADDING - note_height;
        while let Some(person) =
            waiting.next_if(|person| people.is_empty() || used + bottom(person) <= most)
        {
            let end = used + bottom(&person);
            people.extend(person.into_iter().map(|part| Part {
                y: part.y + used,
                ..part
            }));
            height = height.max(end);
            used = end + GAP;
        }
        let number = Phrase::new("en", row.number.to_string());
        boxes.push(RowBox {
            number_block: fixed(setting.fonts, &number, Style::Title, 15.0, NUMBER.1)?,
            flag: row.place.flag.clone(),
            delegation,
            people,
            note: note.take(),
            height: height + 2.0 * PADDING,
        });
        if waiting.peek().is_none() {
            return Ok(boxes);
        }
    }
}

fn bottom(parts: &[Part]) -> f32 {
    let ends = parts.iter().map(|part| part.y + part.block.height());
    ends.fold(0.0, f32::max)
}

/// Texts one below the other.
struct Stack<'a> {
    fonts: &'a Fonts,
    from: f32,
    width: f32,
    y: f32,
    parts: Vec<Part>,
}

impl Stack<'_> {
    fn add(
        &mut self,
        phrase: &Phrase,
        style: Style,
        size: f32,
        colour: Colour,
    ) -> Result<(), Error> {
        let block = fixed(self.fonts, phrase, style, size, self.width)?;
        let y = self.y;
        self.y += block.height();
        self.parts.push(Part {
            block,
            from: self.from,
            y,
            width: self.width,
            colour,
        });
        Ok(())
    }
}

fn delegation(
    row: &Row,
    setting: Setting,
    goes_on: bool,
    mark: Option<&Block>,
) -> Result<Vec<Part>, Error> {
    let mut stack = Stack {
        fonts: setting.fonts,
        from: DELEGATION.0 + setting.indent,
        // The mark of a foot-note stands behind the name.
        width: DELEGATION.1 - setting.indent - 8.0,
        y: 0.0,
        parts: Vec::new(),
    };
    let city = &row.place.city;
    stack.add(&city.first, Style::Title, 13.0, INK)?;
    let last = stack
        .parts
        .last()
        .and_then(|part| Some((part, part.block.lines.last()?)));
    let mark = mark.zip(last).map(|(mark, (part, line))| Part {
        block: mark.clone(),
        from: part.from + line.width * part.block.size + 1.5,
        y: part.y + part.block.height() - part.block.step - 1.0,
        width: 10.0,
        colour: INK,
    });
    if let Some(second) = &city.second {
        stack.add(second, Style::Text, 9.5, INK_2)?;
    }
    if let Some(country) = &row.place.country {
        stack.add(&country.first, Style::Text, 9.0, INK_3)?;
        if let Some(second) = &country.second {
            stack.add(second, Style::Text, 8.5, INK_3)?;
        }
    }
    if goes_on {
        let again = setting.labels.get("continued").first;
        let again = Phrase::new(&again.language, format!("({})", again.text));
        stack.add(&again, Style::Text, 8.5, INK_3)?;
    }
    stack.parts.extend(mark);
    Ok(stack.parts)
}

/// Each person's texts, from the top of their own place on; the head comes first.
fn people(row: &Row, setting: Setting) -> Result<Vec<Vec<Part>>, Error> {
    let fonts = setting.fonts;
    let mut people = Vec::new();
    if let Some(head) = &row.head {
        people.push(person(head, Some(setting.labels.get("head")), fonts)?);
    }
    for member in &row.members {
        people.push(person(member, None, fonts)?);
    }
    Ok(people)
}

fn person(person: &Person, label: Option<Pair>, fonts: &Fonts) -> Result<Vec<Part>, Error> {
    let column = |(from, width): (f32, f32)| Stack {
        fonts,
        from,
        width,
        y: 0.0,
        parts: Vec::new(),
    };
    let mut names = column(NAME);
    names.add(&person.name.first, Style::Title, 11.0, INK)?;
    if let Some(second) = &person.name.second {
        names.add(second, Style::Text, 9.0, INK_2)?;
    }
    let mut titles = column(TITLE);
    if let Some(label) = label {
        titles.add(&label.first, Style::Strong, 8.5, JADE)?;
    }
    if let Some(title) = &person.title {
        titles.add(&title.first, Style::Text, 9.5, INK)?;
        if let Some(second) = &title.second {
            titles.add(second, Style::Text, 9.0, INK_2)?;
        }
    }
    names.parts.extend(titles.parts);
    Ok(names.parts)
}

/// Who decided what, in both languages.
fn note(moved: &Moved, number: u32, labels: Labels, fonts: &Fonts) -> Result<Note, Error> {
    let plain = |text: String| Pair::one(Phrase::new("", text));
    let (from, to) = (plain(moved.from.to_string()), plain(moved.to.to_string()));
    let by = moved.by.clone().map(plain);
    let by = by.unwrap_or_else(|| labels.get("somebody"));
    let mut values = vec![
        ("from", &from),
        ("to", &to),
        ("who", &by),
        ("when", &moved.when),
    ];
    let reason = moved.reason.clone().map(Pair::one);
    let key = if let Some(reason) = &reason {
        values.push(("reason", reason));
        "moved_reason"
    } else {
        "moved"
    };
    let said = labels.fill(key, &values);
    let width = WIDTH - NOTE_INDENT;
    let texts = [Some(&said.first), said.second.as_ref()]
        .into_iter()
        .flatten();
    let texts = texts.map(|phrase| fixed(fonts, phrase, Style::Text, 8.5, width));
    let mark = Phrase::new("en", number.to_string());
    Ok(Note {
        mark: fixed(fonts, &mark, Style::Strong, 7.0, 10.0)?,
        texts: texts.collect::<Result<_, _>>()?,
    })
}
