//! The rows of one sheet.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::date::{serial_day, serial_time};
use super::merges::Merges;
use super::part::{Part, attribute};
use super::strings::item;
use super::styles::Shown;
use super::{Workbook, damaged};
use crate::place::{Place, from_a1};
use crate::table::error::TableError;
use crate::table::row::{CellKind, Row};

pub(in crate::table) struct SheetRows<'t> {
    workbook: &'t Workbook<'t>,
    part: Part<'t>,
    merges: Merges,
    /// What stands in merged cells that reach beyond the rows read, by column.
    carried: BTreeMap<u32, Carried>,
    line: u32,
}

struct Carried {
    last: u32,
    text: String,
    kind: CellKind,
}

/// What a cell element says about its content.
struct Content {
    kind: String,
    shown: Shown,
    /// Whether a formula stands in it.
    formula: bool,
    /// Whether a value does.
    value: bool,
}

impl Content {
    fn of(element: &BytesStart<'_>, workbook: &Workbook<'_>) -> Content {
        let style = attribute(element, "s").and_then(|style| style.parse().ok());
        Content {
            kind: attribute(element, "t").unwrap_or_default(),
            shown: workbook.styles.get(style.unwrap_or(0)),
            formula: false,
            value: false,
        }
    }
}

impl<'t> SheetRows<'t> {
    pub(super) fn of(workbook: &'t Workbook<'t>, part: Part<'t>, merges: Merges) -> SheetRows<'t> {
        SheetRows {
            workbook,
            part,
            merges,
            carried: BTreeMap::new(),
            line: 0,
        }
    }

    /// The next row element, an empty one too; `false` at the end of the sheet.
    pub(in crate::table) fn read(&mut self, row: &mut Row) -> Result<bool, TableError> {
        loop {
            match self.part.next()? {
                Event::Start(element) if element.local_name().as_ref() == "row" => {
                    let given = attribute(&element, "r").and_then(|line| line.parse().ok());
                    self.line = given.unwrap_or(self.line.saturating_add(1));
                    break;
                }
                Event::Eof => return Ok(false),
                _ => {}
            }
        }
        row.begin(self.line, self.workbook.epoch, false);
        let mut column = 0u32;
        loop {
            match self.part.next()? {
                Event::Start(element) if element.local_name().as_ref() == "c" => {
                    let reference = attribute(&element, "r");
                    let given = reference.as_deref().and_then(from_a1);
                    column = given.map_or(column.saturating_add(1), |(column, _)| column);
                    let content = Content::of(&element, self.workbook);
                    self.cell(row, column, content)?;
                }
                Event::End(element) if element.local_name().as_ref() == "row" => break,
                Event::Eof => return Err(damaged(&self.part)),
                _ => {}
            }
        }
        if !row.is_blank() {
            self.merge(row);
        }
        Ok(true)
    }

    /// From behind the beginning of a cell element to behind its end.
    fn cell(&mut self, row: &mut Row, column: u32, mut content: Content) -> Result<(), TableError> {
        let start = row.start();
        loop {
            match self.part.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" => {
                        content.value = true;
                        self.part.text_until("v", row.text())?;
                    }
                    "is" => {
                        content.value = true;
                        item(&mut self.part, "is", row.text())?;
                    }
                    "f" => {
                        content.formula = true;
                        self.part.text_until("f", &mut String::new())?;
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "c" => break,
                Event::Eof => return Err(damaged(&self.part)),
                _ => {}
            }
        }
        let kind = self.interpret(row, start, &content)?;
        let limits = self.workbook.limits;
        let place = Place::cell(self.line, column);
        if row.start() - start > limits.cell {
            let most = limits.cell as u64;
            return Err(TableError::CellTooLong { place, most });
        }
        if row.start() > start && column > limits.columns {
            let most = limits.columns;
            return Err(TableError::TooWide { place, most });
        }
        row.end(column, start, kind);
        Ok(())
    }

    /// Puts what the value means in the place of how it is written.
    fn interpret(
        &self,
        row: &mut Row,
        start: usize,
        content: &Content,
    ) -> Result<CellKind, TableError> {
        if content.formula && !content.value {
            return Ok(CellKind::Uncalculated);
        }
        if !content.value {
            return Ok(CellKind::Text);
        }
        let text = row.text();
        let written = text.get(start..).unwrap_or_default().to_owned();
        if written.trim().is_empty() {
            return Ok(CellKind::Text);
        }
        match content.kind.as_str() {
            "s" => {
                let index = written.trim().parse().ok();
                let shared = index.and_then(|index| self.workbook.strings.get(index));
                let shared = shared.ok_or_else(|| damaged(&self.part))?;
                text.truncate(start);
                text.push_str(shared);
                Ok(CellKind::Text)
            }
            "b" => {
                text.truncate(start);
                text.push_str(if written.trim() == "1" {
                    "TRUE"
                } else {
                    "FALSE"
                });
                Ok(CellKind::Boolean)
            }
            "e" => Ok(CellKind::Fault),
            "str" | "inlineStr" | "d" => Ok(CellKind::Text),
            _ => {
                let number: f64 = written.trim().parse().map_err(|_| damaged(&self.part))?;
                let (kind, shown) = self.number(number, content.shown);
                text.truncate(start);
                text.push_str(&shown);
                Ok(kind)
            }
        }
    }

    /// A number, or the day that it is shown as. A month that is shown without its day is a month,
    /// as long as the day behind it is the first: nobody typed another without meaning it.
    fn number(&self, number: f64, shown: Shown) -> (CellKind, String) {
        let day = match shown {
            Shown::Number => None,
            Shown::Time if number < 1.0 => return (CellKind::Text, serial_time(number)),
            Shown::Time | Shown::Day | Shown::Month | Shown::Year => {
                serial_day(number, self.workbook.epoch)
            }
        };
        let Some(day) = day else {
            return (CellKind::Number, number.to_string());
        };
        let text = match shown {
            Shown::Month if day.day() == 1 => day.strftime("%Y-%m").to_string(),
            Shown::Year if day.day() == 1 && day.month() == 1 => day.strftime("%Y").to_string(),
            _ => day.to_string(),
        };
        (CellKind::Date(day), text)
    }

    /// Fills merged cells, and remembers those that begin here. Numbers stay in the first row: they
    /// would be counted again in each.
    fn merge(&mut self, row: &mut Row) {
        let line = self.line;
        self.carried.retain(|_, carried| carried.last >= line);
        for (column, carried) in &self.carried {
            if row.cell(*column).is_blank() {
                let start = row.start();
                row.text().push_str(&carried.text);
                row.end(*column, start, carried.kind);
            }
        }
        for merge in self.merges.beginning_by(line) {
            let cell = row.cell(merge.column);
            if merge.first == line && !cell.is_blank() && cell.kind != CellKind::Number {
                let carried = Carried {
                    last: merge.last,
                    text: cell.raw().to_owned(),
                    kind: cell.kind,
                };
                self.carried.insert(merge.column, carried);
            }
        }
    }
}
