//! Texts as lines of glyphs: scripts, directions, line breaks, sizes.

mod fit;
mod paragraph;

pub(crate) use fit::{Sizes, fit, fixed};
pub(crate) use paragraph::{Line, Paragraph, has_right_to_left, is_from_right};

/// Lines of one text at one size. Lengths are in points.
#[derive(Clone)]
pub(crate) struct Block {
    pub(crate) lines: Vec<Line>,
    pub(crate) size: f32,
    /// From one line to the next.
    pub(crate) step: f32,
    pub(crate) language: String,
}

impl Block {
    pub(crate) fn height(&self) -> f32 {
        self.lines.len() as f32 * self.step
    }

    /// Of the longest line.
    pub(crate) fn width(&self) -> f32 {
        let widths = self.lines.iter().map(|line| line.width);
        widths.fold(0.0, f32::max) * self.size
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &str {
        self.lines.first().map_or("", |line| &line.text)
    }

    /// Where the baseline of the first line lies below the top: letters stand in the middle of it.
    pub(crate) fn baseline(&self) -> f32 {
        self.step / 2.0 + self.size * 0.36
    }
}

#[cfg(test)]
mod tests;
