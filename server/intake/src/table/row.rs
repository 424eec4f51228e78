//! One row: its cells in one run of text, so that a table of two hundred thousand rows takes no
//! more memory than its longest one.

use std::borrow::Cow;

use jiff::civil::Date;

use super::guard;
use super::workbook::Epoch;
use crate::place::Place;

/// The cells of one line in which something stands, in the order of their columns.
#[derive(Debug, Clone, Default)]
pub struct Row {
    line: u32,
    epoch: Epoch,
    guarded: bool,
    text: String,
    cells: Vec<Span>,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    column: u32,
    start: usize,
    end: usize,
    kind: CellKind,
}

/// What a spreadsheet program takes a cell for. Separated text has text alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellKind {
    #[default]
    Text,
    /// The text is the number as Rust writes it.
    Number,
    /// A day that the program shows as a day, a month or a year; the text says it in that precision.
    Date(Date),
    /// `TRUE` or `FALSE`.
    Boolean,
    /// An error of the program, as `#REF!`.
    Fault,
    /// A formula whose result was not saved.
    Uncalculated,
}

/// One cell as it was read.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'r> {
    pub place: Place,
    pub kind: CellKind,
    /// How the days of its workbook are numbered.
    pub epoch: Epoch,
    raw: &'r str,
    guarded: bool,
}

impl Row {
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The last column in which something stands; 0 of an empty row.
    pub fn width(&self) -> u32 {
        self.cells.last().map_or(0, |span| span.column)
    }

    /// The cell of a column, counted from 1: an empty one where nothing stands.
    pub fn cell(&self, column: u32) -> Cell<'_> {
        let found = self.cells.binary_search_by_key(&column, |span| span.column);
        let span = found.ok().and_then(|place| self.cells.get(place));
        let raw = span.and_then(|span| self.text.get(span.start..span.end));
        Cell {
            place: Place::cell(self.line, column),
            kind: span.map_or(CellKind::Text, |span| span.kind),
            epoch: self.epoch,
            raw: raw.unwrap_or_default(),
            guarded: self.guarded,
        }
    }

    /// The cells in which something stands, with blanks or without.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.cells.iter().map(|span| self.cell(span.column))
    }

    pub(super) fn is_blank(&self) -> bool {
        let blank = |cell: Cell<'_>| cell.is_blank();
        self.cells().all(blank)
    }

    pub(super) fn begin(&mut self, line: u32, epoch: Epoch, guarded: bool) {
        self.line = line;
        self.epoch = epoch;
        self.guarded = guarded;
        self.text.clear();
        self.cells.clear();
    }

    /// The text of the cell that is being read; [`Row::end`] closes it.
    pub(super) fn text(&mut self) -> &mut String {
        &mut self.text
    }

    pub(super) fn start(&self) -> usize {
        self.text.len()
    }

    /// What was written since `start` is the cell of a column. An empty one is not kept; of a
    /// column that is there already the first stays.
    pub(super) fn end(&mut self, column: u32, start: usize, kind: CellKind) {
        let end = self.text.len();
        if start == end && kind == CellKind::Text {
            return;
        }
        let found = self.cells.binary_search_by_key(&column, |span| span.column);
        if let Err(place) = found {
            let span = Span {
                column,
                start,
                end,
                kind,
            };
            self.cells.insert(place, span);
        }
    }
}

impl<'r> Cell<'r> {
    /// A text that stands for a cell, as somebody fixes it for a whole column.
    pub fn fixed(text: &'r str, place: Place) -> Cell<'r> {
        Cell {
            place,
            kind: CellKind::Text,
            epoch: Epoch::default(),
            raw: text,
            guarded: false,
        }
    }

    /// Exactly as it stands in the file.
    pub fn raw(&self) -> &'r str {
        self.raw
    }

    /// Without blanks around it, and without the mark that keeps it from being calculated.
    pub fn text(&self) -> Cow<'r, str> {
        if self.guarded {
            return match guard::lifted(self.raw) {
                Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
            };
        }
        Cow::Borrowed(self.raw.trim())
    }

    pub fn is_blank(&self) -> bool {
        self.raw.trim().is_empty() && self.kind == CellKind::Text
    }
}
