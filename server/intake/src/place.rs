//! Where something stands in a file.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A line, or one field of it, both counted from 1. In a workbook these are row and column.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[schema(as = IntakePlace)]
pub struct Place {
    /// Of a row that spans several lines, the first.
    pub line: u32,
    /// Absent where the whole line is meant.
    #[serde(default)]
    pub column: Option<u32>,
}

impl Place {
    pub fn line(line: u32) -> Place {
        Place { line, column: None }
    }

    pub fn cell(line: u32, column: u32) -> Place {
        Place {
            line,
            column: Some(column),
        }
    }

    /// As a spreadsheet program names it: `B3`, or `3` for a whole row.
    pub fn a1(self) -> String {
        let letters = self.column.map(column_letters).unwrap_or_default();
        format!("{letters}{}", self.line)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}", self.line)?;
        match self.column {
            Some(column) => write!(out, ", column {column} ({})", column_letters(column)),
            None => Ok(()),
        }
    }
}

/// `1` is `A`, `27` is `AA`.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The column and the row of `B3`; `None` of what is no such reference.
pub(crate) fn from_a1(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, line) = reference.split_at(digits);
    let mut column = 0u32;
    for letter in letters.bytes() {
        let digit = letter.to_ascii_uppercase().checked_sub(b'A')?;
        if digit > 25 {
            return None;
        }
        column = column.checked_mul(26)?.checked_add(u32::from(digit) + 1)?;
    }
    let line: u32 = line.parse().ok()?;
    (column > 0 && line > 0).then_some((column, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_as_spreadsheet_programs_do() {
        for (column, letters) in [
            (1, "A"),
            (26, "Z"),
            (27, "AA"),
            (52, "AZ"),
            (703, "AAA"),
            (16_384, "XFD"),
        ] {
            assert_eq!(column_letters(column), letters);
            assert_eq!(from_a1(&format!("{letters}7")), Some((column, 7)));
        }
        for none in ["", "7", "A", "A0", "7A", "Ä7", "AAAAAAAA7", "A99999999999"] {
            assert_eq!(from_a1(none), None, "{none}");
        }
        assert_eq!(Place::cell(3, 2).a1(), "B3");
        assert_eq!(Place::cell(3, 2).to_string(), "line 3, column 2 (B)");
        assert_eq!(Place::line(3).to_string(), "line 3");
    }
}
