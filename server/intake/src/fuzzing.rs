//! What the fuzz target `intake` calls: any bytes as a file, up to the drafts, with what must hold
//! whatever they are. Compiled for the fuzzer and for the test that replays its inputs.

use history::exchange::Exchange;
use history::intent::Intent;
use history::partner::Partner;
use history::relation::Relation;
use jiff::civil::date;

use crate::columns::{MappingProblem, Meaning, SheetKind, likely_kind, propose};
use crate::draft::{Draft, Known, Preview, Reader, Record};
use crate::names::Directory;
use crate::table::{Limits, Row, Table, TableError};

/// Small enough for a fuzzer that is to try much.
const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    inflated: 4 << 20,
    shared: 1 << 20,
    rows: 2_000,
    columns: 64,
    cell: 16 << 10,
};

/// A file, as a workbook or as text; and the same as pasted text.
pub fn intake(bytes: &[u8]) {
    if let Ok(table) = Table::open(bytes, LIMITS) {
        read(&table);
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(table) = Table::pasted(text, LIMITS)
    {
        read(&table);
    }
}

fn read(table: &Table<'_>) {
    for sheet in 0..table.sheets().len().min(3) {
        if rows(table, sheet).is_err() {
            continue;
        }
        let kind = likely_kind(table, sheet).ok().flatten();
        match kind.unwrap_or(SheetKind::Exchange) {
            SheetKind::Exchange => drafts::<Exchange>(table, sheet),
            SheetKind::Intent => drafts::<Intent>(table, sheet),
            SheetKind::Relation => drafts::<Relation>(table, sheet),
            SheetKind::Partner => drafts::<Partner>(table, sheet),
        }
    }
}

/// Lines ascend in text; cells stand within the limits, in the order of their columns.
fn rows(table: &Table<'_>, sheet: usize) -> Result<(), TableError> {
    let mut rows = table.rows(sheet)?;
    let mut row = Row::default();
    while rows.read(&mut row)? {
        assert!(row.width() <= LIMITS.columns);
        let columns: Vec<_> = row.cells().map(|cell| cell.place.column).collect();
        assert!(columns.is_sorted());
        assert!(row.cells().any(|cell| !cell.is_blank()));
    }
    Ok(())
}

fn drafts<R: Record>(table: &Table<'_>, sheet: usize) {
    let names = Directory::default();
    let Ok(proposal) = propose(table, sheet, R::KIND, &names) else {
        return;
    };
    let mut mapping = proposal.mapping;
    // What stands twice is settled, and what is missing given, so that rows are read at all.
    for problem in mapping.problems() {
        match problem {
            MappingProblem::Twice { columns, .. } => {
                for column in &mut mapping.columns {
                    if columns.iter().skip(1).any(|other| *other == column.column) {
                        column.meaning = None;
                    }
                }
            }
            MappingProblem::Missing { meanings } => {
                let given = |meaning: &Meaning| (*meaning, "2019".to_owned());
                mapping.fixed.extend(meanings.first().map(given));
            }
            MappingProblem::Absent { .. } | MappingProblem::Foreign { .. } => {}
        }
    }
    let today = date(2020, 10, 26);
    let known = Known::default();
    let reader = Reader::<R>::new(table, sheet, &mapping, &names, known, today, "en");
    let Ok(mut reader) = reader else {
        return;
    };
    let mut preview = Preview::default();
    while let Ok(Some(row)) = reader.next_row() {
        if let Err(errors) = &row.draft {
            assert!(!errors.is_empty());
            assert!(errors.iter().all(|error| error.place.line == row.line));
        }
        if let Ok(Draft::New(new)) = &row.draft {
            assert!(new.record() == &R::blank() || row.line > 0);
        }
        preview.take(&row, None);
    }
    let counts = preview.counts;
    let all = [
        counts.new,
        counts.changed,
        counts.unchanged,
        counts.duplicate,
        counts.error,
    ];
    assert_eq!(counts.rows, all.iter().sum::<u32>());
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Inputs that were written by hand or that the fuzzer has found, kept in `fuzz/corpus`.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the corpus is a folder of files")]
    fn the_corpus_passes() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/intake");
        let mut count = 0;
        for input in std::fs::read_dir(folder).expect("is there") {
            let input = input.expect("is listed").path();
            let bytes = std::fs::read(&input).expect("is read");
            let passed = std::panic::catch_unwind(|| super::intake(&bytes));
            assert!(passed.is_ok(), "{}", input.display());
            count += 1;
        }
        assert!(count > 0);
    }
}
