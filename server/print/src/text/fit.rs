//! How large a text may be in the place it has.

use super::{Block, Line, Paragraph};
use crate::fonts::{Fonts, Style};
use crate::{Error, Phrase};

/// Sizes of a font in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sizes {
    pub(crate) largest: f32,
    /// Down to this a text stays on one line; smaller, it wraps.
    pub(crate) one_line: f32,
    /// Down to this it wraps between words only.
    pub(crate) smallest: f32,
}

/// Each step down.
const STEP: f32 = 0.96;

/// A text of this size, in as many lines as it needs.
pub(crate) fn fixed(
    fonts: &Fonts,
    phrase: &Phrase,
    style: Style,
    size: f32,
    width: f32,
) -> Result<Block, Error> {
    let paragraph = Paragraph::new(fonts, phrase, style)?;
    let (lines, _) = paragraph.wrap(width / size);
    Ok(block(&paragraph, lines, size))
}

/// A text as large as the place allows, and never larger than it: first on one line, then in lines
/// of about one length.
pub(crate) fn fit(
    fonts: &Fonts,
    phrase: &Phrase,
    style: Style,
    sizes: Sizes,
    (width, height): (f32, f32),
) -> Result<Block, Error> {
    let paragraph = Paragraph::new(fonts, phrase, style)?;
    let (whole, _) = paragraph.wrap(f32::INFINITY);
    let longest = whole.first().map_or(0.0, |line| line.width);
    let by_width = if longest > 0.0 {
        width / longest
    } else {
        f32::INFINITY
    };
    let size = sizes.largest.min(by_width).min(height / paragraph.leading);
    if size >= sizes.one_line {
        return Ok(block(&paragraph, whole, size));
    }
    let mut size = sizes.one_line;
    loop {
        let (lines, broken) = paragraph.wrap(width / size);
        let (lines, broken) = balanced(&paragraph, lines, broken, width / size);
        let block = block(&paragraph, lines, size);
        let may_break = size <= sizes.smallest;
        if block.height() <= height && (may_break || !broken) {
            return Ok(block);
        }
        size *= STEP;
    }
}

/// The same number of lines, none much longer than the others.
fn balanced(
    paragraph: &Paragraph,
    lines: Vec<Line>,
    broken: bool,
    width: f32,
) -> (Vec<Line>, bool) {
    if lines.len() < 2 || broken {
        return (lines, broken);
    }
    let (mut narrow, mut wide) = (0.0, width);
    let mut best = lines;
    for _ in 0..7 {
        let middle = f32::midpoint(narrow, wide);
        let (lines, broken) = paragraph.wrap(middle);
        if lines.len() == best.len() && !broken {
            (wide, best) = (middle, lines);
        } else {
            narrow = middle;
        }
    }
    (best, false)
}

fn block(paragraph: &Paragraph, lines: Vec<Line>, size: f32) -> Block {
    Block {
        lines,
        size,
        step: paragraph.leading * size,
        language: paragraph.language.clone(),
    }
}
