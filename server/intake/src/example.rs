//! Rows that show how a sheet is filled in. They say so themselves, and are passed over whatever else
//! stands in them; written over without the mark, such a row is one as any other.

use crate::table::Row;

/// What the first cell of such a row begins with: in Chinese, and in any other language.
const MARKS: [&str; 2] = ["【示例】", "[Example]"];

/// The mark for a sheet with headings in this language.
pub fn mark(language: &str) -> &'static str {
    let [chinese, other] = MARKS;
    if language.starts_with("zh") {
        chinese
    } else {
        other
    }
}

pub(crate) fn is_example(row: &Row) -> bool {
    let first = row.cells().find(|cell| !cell.is_blank());
    first.is_some_and(|cell| {
        let text = cell.text();
        MARKS.iter().any(|mark| text.trim_start().starts_with(mark))
    })
}
