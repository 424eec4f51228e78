//! Cells as values: dates and periods, words of a list, numbers, money, several things in one
//! cell. What cannot be read says what was expected instead; nothing is guessed that could be
//! meant in two ways.

mod code;
mod date;
mod list;
mod money;
mod number;
mod reason;
pub mod words;

use std::borrow::Cow;

use history::exchange::{Classes, OrganiserClass};

use crate::table::{Cell, CellKind};

pub use code::{addresses, degrees, language, languages, lines, slug};
pub use date::{DayOrder, date, period};
pub use list::{coarse, fine};
pub use money::{Unit, money};
pub use number::{count, decimal, figure};
pub use reason::{Candidate, Reason};
pub use words::Listed;

/// What a cell says, unless it shows an error or was never calculated.
pub fn content<'r>(cell: &Cell<'r>) -> Result<Cow<'r, str>, Reason> {
    match cell.kind {
        CellKind::Fault => Err(Reason::SpreadsheetFault),
        CellKind::Uncalculated => Err(Reason::Uncalculated),
        CellKind::Text | CellKind::Number | CellKind::Date(_) | CellKind::Boolean => {
            Ok(cell.text())
        }
    }
}

/// A text of one paragraph: line ends within it become blanks.
pub fn line(cell: &Cell<'_>, most: usize) -> Result<String, Reason> {
    let text = content(cell)?;
    let words: Vec<&str> = text.split_whitespace().collect();
    checked(words.join(" "), most)
}

/// A text with its paragraphs.
pub fn text(cell: &Cell<'_>, most: usize) -> Result<String, Reason> {
    let text = content(cell)?.replace("\r\n", "\n").replace('\r', "\n");
    checked(text, most)
}

fn checked(text: String, most: usize) -> Result<String, Reason> {
    if text.chars().count() > most {
        let most = most as u32;
        return Err(Reason::TooLong { most });
    }
    let control = |letter: char| letter.is_control() && letter != '\n' && letter != '\t';
    if text.chars().any(control) {
        return Err(Reason::ControlCharacter);
    }
    Ok(text)
}

/// One word of a list.
pub fn word<T: Listed>(cell: &Cell<'_>) -> Result<T, Reason> {
    let text = content(cell)?;
    words::find(&text).ok_or_else(|| unknown_word::<T>(&text))
}

fn unknown_word<T: Listed>(text: &str) -> Reason {
    Reason::UnknownWord {
        list: T::LIST.to_owned(),
        word: text.to_owned(),
    }
}

/// Several classes in one cell.
pub fn classes(cell: &Cell<'_>) -> Result<Classes, Reason> {
    let text = content(cell)?;
    let parts = fine(&text);
    let classes = parts.into_iter().map(|part| {
        let class: Option<OrganiserClass> = words::find(part);
        class.ok_or_else(|| unknown_word::<OrganiserClass>(part))
    });
    classes.collect()
}

pub fn yes_or_no(cell: &Cell<'_>) -> Result<bool, Reason> {
    words::yes_or_no(&content(cell)?).ok_or(Reason::NotYesOrNo)
}
