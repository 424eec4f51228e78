//! What stands in a table: values, not yet in the words of any format.

use history::date::PartialDate;
use history::exchange::Figure;
use jiff::civil::Date;

/// One cell. What is shown is written for people; a program that reads JSON is told the value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    /// A value of a list, and the word for it.
    Word(String, String),
    /// Yes or no, and the word for it.
    Truth(bool, String),
    Count(u64),
    Number(f64),
    /// Exact, or "over N".
    Figure(Figure),
    /// An amount in hundredths.
    Hundredths(u64),
    Date(PartialDate),
    /// Texts that stand beside one another in one cell, and what stands between them.
    Many(Vec<String>, &'static str),
    /// Records that are named, by identity and name, and what stands between them.
    Refs(Vec<(String, String)>, &'static str),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(text)
        }
    }

    pub(crate) fn count(count: usize) -> Cell {
        Cell::Count(u64::try_from(count).unwrap_or(u64::MAX))
    }

    pub(crate) fn day(day: Date) -> Cell {
        Cell::Date(PartialDate::from(day))
    }

    /// Nothing where there is no value.
    pub(crate) fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        value.map_or(Cell::Empty, cell)
    }

    /// As people read it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Word(_, text) | Cell::Truth(_, text) => text.clone(),
            Cell::Count(count) => count.to_string(),
            Cell::Number(number) => number.to_string(),
            Cell::Figure(figure) if figure.at_least => format!("{}+", figure.number),
            Cell::Figure(figure) => figure.number.to_string(),
            Cell::Hundredths(hundredths) => decimal(*hundredths),
            Cell::Date(date) => date.to_string(),
            Cell::Many(texts, between) => texts.join(between),
            Cell::Refs(records, between) => {
                let names: Vec<&str> = records.iter().map(|(_, name)| name.as_str()).collect();
                names.join(between)
            }
        }
    }

    /// Whether it is a number in every program, so that a sign in front of it begins no formula.
    pub(super) fn is_number(&self) -> bool {
        match self {
            Cell::Count(_) | Cell::Number(_) | Cell::Hundredths(_) => true,
            Cell::Figure(figure) => !figure.at_least,
            Cell::Empty
            | Cell::Text(_)
            | Cell::Word(..)
            | Cell::Truth(..)
            | Cell::Date(_)
            | Cell::Many(..)
            | Cell::Refs(..) => false,
        }
    }
}

/// Exactly, without the noughts that say nothing.
fn decimal(hundredths: u64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match (rest, rest % 10) {
        (0, _) => whole.to_string(),
        (_, 0) => format!("{whole}.{}", rest / 10),
        _ => format!("{whole}.{rest:02}"),
    }
}

pub(crate) type Line = Vec<Cell>;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// By which a program finds it.
    pub(crate) key: String,
    pub(crate) heading: String,
}

impl Column {
    pub(crate) fn new(key: impl Into<String>, heading: impl Into<String>) -> Column {
        Column {
            key: key.into(),
            heading: heading.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_as_people_write_them() {
        for (cell, shown) in [
            (Cell::Hundredths(120_000_000), "1200000"),
            (Cell::Hundredths(1_250), "12.5"),
            (Cell::Hundredths(1_205), "12.05"),
            (Cell::Figure(Figure::at_least(870)), "870+"),
            (Cell::Figure(Figure::exactly(12)), "12"),
            (Cell::Number(-75.5), "-75.5"),
            (Cell::Many(vec!["a".into(), "b".into()], "; "), "a; b"),
            (Cell::text(""), ""),
        ] {
            assert_eq!(cell.shown(), shown);
        }
        assert!(Cell::Number(-1.0).is_number());
        assert!(!Cell::text("-1").is_number());
    }
}
