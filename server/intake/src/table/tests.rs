mod broken;
pub(crate) mod made;
mod text;
mod workbooks;

use super::*;

/// Every cell with something in it, as `A1=text`, row by row.
pub(super) fn cells(table: &Table<'_>, sheet: usize) -> Result<Vec<String>, TableError> {
    let mut rows = table.rows(sheet)?;
    let mut row = Row::default();
    let mut all = Vec::new();
    while rows.read(&mut row)? {
        let cells = row
            .cells()
            .map(|cell| format!("{}={}", cell.place.a1(), cell.text()));
        all.push(cells.collect::<Vec<_>>().join(" "));
    }
    Ok(all)
}

pub(super) fn opened(bytes: &[u8]) -> Result<Vec<String>, TableError> {
    let table = Table::open(bytes, Limits::default())?;
    let sheet = table.sheet(None)?;
    cells(&table, sheet)
}
