//! A file as a table: rows of cells, each with its line and its column.
//!
//! What kind of file it is follows from its content, never from its name. Rows come one at a time;
//! of a workbook only the shared strings stay in memory.

mod decode;
mod error;
mod guard;
mod kind;
mod row;
mod separated;
mod workbook;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use decode::Encoding;
pub use error::TableError;
pub use kind::OtherDocument;
pub use row::{Cell, CellKind, Row};
pub use workbook::{Epoch, serial_day};

use kind::Kind;
use separated::Fields;
use workbook::Workbook;

/// What a file may hold at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it is.
    pub bytes: usize,
    /// Bytes to which the parts of a workbook may inflate, each.
    pub inflated: u64,
    /// Bytes of text that cells share, which stay in memory.
    pub shared: usize,
    /// Lines with something in them.
    pub rows: u32,
    /// The last column with something in it.
    pub columns: u32,
    /// Bytes of one cell.
    pub cell: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 64 << 20,
            inflated: 1 << 30,
            shared: 96 << 20,
            rows: 300_000,
            columns: 256,
            cell: 128 << 10,
        }
    }
}

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "format")]
#[schema(as = IntakeFormat)]
pub enum Format {
    Separated {
        encoding: Encoding,
        /// Comma, semicolon or tab.
        separator: char,
    },
    Workbook,
}

/// One sheet of a workbook; text has one without a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakeSheet)]
pub struct Sheet {
    pub name: String,
    /// Whether spreadsheet programs hide it.
    pub hidden: bool,
}

/// A file that was understood as far as being a table.
#[derive(Debug)]
pub struct Table<'a> {
    limits: Limits,
    sheets: Vec<Sheet>,
    source: Source<'a>,
}

#[derive(Debug)]
enum Source<'a> {
    Separated {
        text: Cow<'a, str>,
        encoding: Encoding,
        separator: u8,
    },
    Workbook(Box<Workbook<'a>>),
}

impl<'a> Table<'a> {
    pub fn open(bytes: &'a [u8], limits: Limits) -> Result<Table<'a>, TableError> {
        if bytes.len() > limits.bytes {
            return Err(TableError::TooLarge {
                most: limits.bytes as u64,
            });
        }
        match kind::of(bytes)? {
            Kind::Zip => {
                let (workbook, sheets) = Workbook::open(bytes, limits)?;
                Ok(Table {
                    limits,
                    sheets,
                    source: Source::Workbook(Box::new(workbook)),
                })
            }
            Kind::Text => {
                let (text, encoding) = decode::decode(bytes)?;
                Table::of_text(text, encoding, limits)
            }
        }
    }

    /// What somebody pasted: cells of a spreadsheet arrive as text with tabs.
    pub fn pasted(text: &'a str, limits: Limits) -> Result<Table<'a>, TableError> {
        if text.len() > limits.bytes {
            return Err(TableError::TooLarge {
                most: limits.bytes as u64,
            });
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Table::of_text(Cow::Borrowed(text), Encoding::Utf8, limits)
    }

    fn of_text(
        text: Cow<'a, str>,
        encoding: Encoding,
        limits: Limits,
    ) -> Result<Table<'a>, TableError> {
        if let Some(at) = text.find('\0') {
            let place = separated::place_after(text.get(..at).unwrap_or_default());
            return Err(TableError::NotText { place });
        }
        let separator = separated::separator(&text);
        let table = Table {
            limits,
            sheets: vec![Sheet {
                name: String::new(),
                hidden: false,
            }],
            source: Source::Separated {
                text,
                encoding,
                separator,
            },
        };
        Ok(table)
    }

    pub fn format(&self) -> Format {
        match &self.source {
            Source::Separated {
                encoding,
                separator,
                ..
            } => Format::Separated {
                encoding: *encoding,
                separator: char::from(*separator),
            },
            Source::Workbook(_) => Format::Workbook,
        }
    }

    /// In the order of the workbook, the hidden ones among them.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The place of the sheet that is meant: the one of that name, or where none is named the first
    /// that is not hidden and has something in it.
    pub fn sheet(&self, name: Option<&str>) -> Result<usize, TableError> {
        if let Some(name) = name {
            let place = self.sheets.iter().position(|sheet| sheet.name == name);
            return place.ok_or_else(|| TableError::NoSuchSheet {
                name: name.to_owned(),
            });
        }
        for (place, sheet) in self.sheets.iter().enumerate() {
            if !sheet.hidden && self.rows(place)?.read(&mut Row::default())? {
                return Ok(place);
            }
        }
        Err(TableError::Empty)
    }

    /// The rows of a sheet in which something stands.
    pub fn rows(&self, sheet: usize) -> Result<Rows<'_>, TableError> {
        let source = match &self.source {
            Source::Separated {
                text, separator, ..
            } => RowSource::Fields(Fields::of(text, *separator, self.limits)),
            Source::Workbook(workbook) => RowSource::Sheet(Box::new(workbook.rows(sheet)?)),
        };
        Ok(Rows {
            source,
            read: 0,
            most: self.limits.rows,
        })
    }
}

/// The rows of one sheet, one after another.
pub struct Rows<'t> {
    source: RowSource<'t>,
    read: u32,
    most: u32,
}

enum RowSource<'t> {
    Fields(Fields<'t>),
    Sheet(Box<workbook::SheetRows<'t>>),
}

impl Rows<'_> {
    /// The next row with something in it takes the place of what `row` held; `false` at the end.
    pub fn read(&mut self, row: &mut Row) -> Result<bool, TableError> {
        loop {
            let more = match &mut self.source {
                RowSource::Fields(fields) => fields.read(row)?,
                RowSource::Sheet(sheet) => sheet.read(row)?,
            };
            if !more {
                return Ok(false);
            }
            if !row.is_blank() {
                break;
            }
        }
        self.read += 1;
        if self.read > self.most {
            return Err(TableError::TooManyRows { most: self.most });
        }
        Ok(true)
    }
}

#[cfg(test)]
pub(crate) mod tests;
