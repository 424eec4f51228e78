//! Text with a separator between its cells: files saved as CSV, and what spreadsheet programs put
//! on the clipboard. A cell that holds a separator, a quotation mark or the end of a line is quoted.

use super::Limits;
use super::error::TableError;
use super::row::{CellKind, Row};
use super::workbook::Epoch;
use crate::place::Place;

/// The best first, where two would do.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// How much of a text is looked at to find its separator.
const SAMPLE_BYTES: usize = 64 << 10;
const SAMPLE_ROWS: usize = 50;

/// Reads the rows of a text. All that it compares with is ASCII, so it goes by bytes.
#[derive(Debug)]
pub(super) struct Fields<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    separator: u8,
    limits: Limits,
}

impl<'t> Fields<'t> {
    pub(super) fn of(text: &'t str, separator: u8, limits: Limits) -> Fields<'t> {
        let mut fields = Fields {
            text,
            at: 0,
            line: 1,
            separator,
            limits,
        };
        if let Some((_, rest)) = declared_separator(text) {
            fields.at = text.len() - rest.len();
            fields.line = 2;
        }
        fields
    }

    /// The next line, an empty one too; `false` at the end of the text.
    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool, TableError> {
        row.begin(self.line, Epoch::default(), true);
        if self.at >= self.text.len() {
            return Ok(false);
        }
        let mut column = 1;
        loop {
            let start = row.start();
            let place = Place::cell(self.line, column);
            if self.byte() == Some(b'"') {
                self.quoted(row, place)?;
            } else {
                self.plain(row);
            }
            if row.start() - start > self.limits.cell {
                return Err(TableError::CellTooLong {
                    place,
                    most: self.limits.cell as u64,
                });
            }
            let filled = row.start() > start;
            if filled && column > self.limits.columns {
                return Err(TableError::TooWide {
                    place,
                    most: self.limits.columns,
                });
            }
            row.end(column, start, CellKind::Text);
            match self.byte() {
                Some(byte) if byte == self.separator => {
                    self.at += 1;
                    column += 1;
                }
                Some(_) => {
                    self.end_line();
                    return Ok(true);
                }
                None => return Ok(true),
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn plain(&mut self, row: &mut Row) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let ends = |byte: u8| byte == self.separator || byte == b'\r' || byte == b'\n';
        let length = rest.bytes().position(ends).unwrap_or(rest.len());
        row.text().push_str(rest.get(..length).unwrap_or_default());
        self.at += length;
    }

    /// From the opening mark to behind the closing one.
    fn quoted(&mut self, row: &mut Row, place: Place) -> Result<(), TableError> {
        self.at += 1;
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(length) = rest.bytes().position(|byte| byte == b'"') else {
                return Err(TableError::OpenQuote { place });
            };
            let part = rest.get(..length).unwrap_or_default();
            self.line += line_ends(part);
            row.text().push_str(part);
            self.at += length + 1;
            match self.byte() {
                Some(b'"') => {
                    row.text().push('"');
                    self.at += 1;
                }
                Some(byte) if byte != self.separator && byte != b'\r' && byte != b'\n' => {
                    return Err(TableError::TextAfterQuote { place });
                }
                _ => return Ok(()),
            }
        }
    }

    fn end_line(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += if rest.starts_with("\r\n") { 2 } else { 1 };
        self.line += 1;
    }
}

/// CRLF, LF or CR alone.
fn line_ends(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|(at, byte)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        **byte == b'\r' || (**byte == b'\n' && before != Some(&b'\r'))
    });
    u32::try_from(ends.count()).unwrap_or(u32::MAX)
}

/// A first line `sep=;`, by which some programs say it.
fn declared_separator(text: &str) -> Option<(u8, &str)> {
    let rest = text.strip_prefix("sep=")?;
    let separator = *rest.as_bytes().first()?;
    let rest = rest.get(1..).filter(|_| SEPARATORS.contains(&separator))?;
    let rest = rest
        .strip_prefix("\r\n")
        .or_else(|| rest.strip_prefix(['\r', '\n']))?;
    Some((separator, rest))
}

/// The separator that gives the most rows of one width; where none gives two cells, a comma.
pub(super) fn separator(text: &str) -> u8 {
    if let Some((separator, _)) = declared_separator(text) {
        return separator;
    }
    let sample = text.get(..text.floor_char_boundary(SAMPLE_BYTES.min(text.len())));
    let sample = sample.unwrap_or_default();
    let judged = SEPARATORS.map(|separator| (score(sample, separator), separator));
    // Of equals the first: `max_by_key` would give the last.
    let best = judged
        .iter()
        .rev()
        .max_by_key(|(score, _)| *score)
        .filter(|(score, _)| score.0 > 0);
    best.map_or(b',', |(_, separator)| *separator)
}

/// How many rows have the width that most have, and that width.
fn score(sample: &str, separator: u8) -> (usize, u32) {
    let limits = Limits {
        columns: u32::MAX,
        ..Limits::default()
    };
    let mut fields = Fields::of(sample, separator, limits);
    let mut row = Row::default();
    let mut widths: Vec<u32> = Vec::new();
    while widths.len() < SAMPLE_ROWS {
        let line_start = fields.at;
        // The sample may end within a quoted cell, and a wrong separator makes the quotes wrong.
        let Ok(true) = fields.read(&mut row) else {
            break;
        };
        if !row.is_blank() {
            let line = sample.get(line_start..fields.at).unwrap_or_default();
            widths.push(width(line, separator));
        }
    }
    let rows_of = |width: u32| widths.iter().filter(|other| **other == width).count();
    let judged = widths.iter().filter(|width| **width > 1);
    let best = judged.map(|width| (rows_of(*width), *width)).max();
    best.unwrap_or_default()
}

/// The fields of a line, the empty ones at its end too.
fn width(line: &str, separator: u8) -> u32 {
    let mut quoted = false;
    let mut width = 1;
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            _ if byte == separator && !quoted => width += 1,
            _ => {}
        }
    }
    width
}

/// The line and the field in which a text breaks off.
pub(super) fn place_after(text: &str) -> Place {
    let separator = separator(text);
    let mut place = Place::cell(1, 1);
    let mut quoted = false;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' => {
                let second = *byte == b'\n' && at > 0 && bytes.get(at - 1) == Some(&b'\r');
                if !second {
                    let column = if quoted { place.column } else { Some(1) };
                    place = Place {
                        line: place.line.saturating_add(1),
                        column,
                    };
                }
            }
            _ if *byte == separator && !quoted => {
                place.column = place.column.map(|column| column.saturating_add(1));
            }
            _ => {}
        }
    }
    place
}
