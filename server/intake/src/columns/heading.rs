//! The row in which a sheet names its columns: not always the first, and sometimes two.

use super::meaning::SheetKind;
use crate::example::is_example;
use crate::table::{Row, Table, TableError};

/// How far down headings are looked for, titles and remarks above them.
const LOOKED_THROUGH: usize = 20;

/// How many rows of values are kept to be looked at.
const SAMPLE: usize = 20;

/// The headings of a sheet, and its first rows of values.
#[derive(Debug, Clone, Default)]
pub struct Heading {
    /// Absent where no row names columns.
    pub line: Option<u32>,
    /// By column, without those that have none.
    pub texts: Vec<(u32, String)>,
    /// The last column with anything in it.
    pub width: u32,
    pub sample: Vec<Row>,
}

impl Heading {
    /// Looks for the row with the most headings that are known. One is enough in a sheet of one
    /// column, two in any other.
    pub fn find(table: &Table<'_>, sheet: usize, kind: SheetKind) -> Result<Heading, TableError> {
        Heading::of(&first_rows(table, sheet)?, kind)
    }

    /// The same of the first rows of a sheet.
    pub(super) fn of(rows: &[Row], kind: SheetKind) -> Result<Heading, TableError> {
        if rows.is_empty() {
            return Err(TableError::Empty);
        }
        let known: Vec<usize> = rows.iter().map(|row| known(row, kind)).collect();
        let most = known.iter().take(LOOKED_THROUGH).copied().max();
        let most = most.unwrap_or_default();
        let width = |rows: &[Row]| rows.iter().map(Row::width).max().unwrap_or_default();
        let found = known.iter().position(|count| *count == most);
        let needed = if width(rows) > 1 { 2 } else { 1 };
        let Some(mut at) = found.filter(|_| most >= needed) else {
            return Ok(Heading {
                line: None,
                texts: Vec::new(),
                width: width(rows),
                sample: rows.iter().take(SAMPLE).cloned().collect(),
            });
        };
        // A second row that holds headings alone names parts of those above.
        let second = rows.get(at + 1).zip(known.get(at + 1));
        if second.is_some_and(|(row, known)| *known > 0 && row.cells().count() == *known) {
            at += 1;
        }
        let above = at.checked_sub(1).and_then(|above| rows.get(above));
        let row = rows.get(at).ok_or(TableError::Empty)?;
        let below = rows.iter().skip(at + 1).filter(|row| !is_example(row));
        let below: Vec<Row> = below.take(SAMPLE).cloned().collect();
        let width = width(&below).max(row.width());
        Ok(Heading {
            line: Some(row.line()),
            texts: texts(row, above, width, kind),
            width,
            sample: below,
        })
    }

    pub fn text(&self, column: u32) -> &str {
        let found = self.texts.iter().find(|(other, _)| *other == column);
        found.map_or("", |(_, text)| text)
    }
}

/// As many as headings are looked for in, and some to be looked at below. A sheet is opened for them,
/// which takes long where it is large.
pub(super) fn first_rows(table: &Table<'_>, sheet: usize) -> Result<Vec<Row>, TableError> {
    let mut rows = table.rows(sheet)?;
    let mut first = Vec::new();
    let mut row = Row::default();
    while first.len() < LOOKED_THROUGH + SAMPLE && rows.read(&mut row)? {
        first.push(row.clone());
    }
    Ok(first)
}

/// How many cells are headings, said in full.
fn known(row: &Row, kind: SheetKind) -> usize {
    let cells = row.cells().filter(|cell| {
        let said = kind.recognised(&cell.text());
        said.is_some_and(|(_, _, confidence)| confidence > super::Confidence::Guess)
    });
    cells.count()
}

/// The headings of a row; where it has none for a column, or none that is known, together with what
/// stands above: `时间` over `开始` and `结束`.
fn texts(row: &Row, above: Option<&Row>, width: u32, kind: SheetKind) -> Vec<(u32, String)> {
    let is_known = |text: &str| kind.recognised(text).is_some();
    // A title above the table is no heading: it stands alone.
    let above = above.filter(|above| above.cells().count() > 1);
    let mut group = String::new();
    let mut texts = Vec::new();
    for column in 1..=width {
        let text = row.cell(column).text().into_owned();
        let over = above.map(|above| above.cell(column).text().into_owned());
        let over = over.unwrap_or_default();
        if !over.is_empty() {
            group.clone_from(&over);
        }
        let text = if text.is_empty() {
            over
        } else if !is_known(&text) && !group.is_empty() && group != text {
            format!("{group} {text}")
        } else {
            text
        };
        if !text.is_empty() {
            texts.push((column, text));
        }
    }
    texts
}
