//! The rows of a sheet as drafts, one after another.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cells::{Cells, Reading};
use super::known::Known;
use super::{Amendment, CellError, Draft, New, Record, RowDraft};
use crate::columns::{Mapping, MappingProblem, Meaning};
use crate::example::is_example;
use crate::names::Names;
use crate::table::{Row, Rows, Table, TableError};
use crate::value::Reason;

/// Why no row can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReadable {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("the columns are not clear")]
    Mapping(Vec<MappingProblem>),
}

/// Reads a sheet as records of one kind.
pub struct Reader<'t, R: Record> {
    rows: Rows<'t>,
    row: Row,
    reading: Reading<'t>,
    heading: Option<u32>,
    known: Known<R::Id>,
    /// The records that rows named, and where.
    named: BTreeMap<R::Id, u32>,
    examples: u32,
    today: Date,
}

impl<'t, R: Record> Reader<'t, R> {
    /// `known` holds what is there, to find duplicates of it; `today` tells what is to come from
    /// what was; `language` is that of titles that are not in Chinese, Japanese or Korean.
    pub fn new(
        table: &'t Table<'_>,
        sheet: usize,
        mapping: &Mapping,
        names: &'t (dyn Names + Sync),
        known: Known<R::Id>,
        today: Date,
        language: &str,
    ) -> Result<Reader<'t, R>, NotReadable> {
        let mut problems = mapping.problems();
        problems.retain(MappingProblem::is_grave);
        if !problems.is_empty() || mapping.kind != R::KIND {
            return Err(NotReadable::Mapping(problems));
        }
        Ok(Reader {
            rows: table.rows(sheet)?,
            row: Row::default(),
            reading: Reading::of(mapping, names, language),
            heading: mapping.heading,
            known,
            named: BTreeMap::new(),
            examples: 0,
            today,
        })
    }

    /// The next row below the headings that is no example; `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<RowDraft<R>>, TableError> {
        loop {
            if !self.rows.read(&mut self.row)? {
                return Ok(None);
            }
            if self
                .heading
                .is_some_and(|heading| self.row.line() <= heading)
            {
                continue;
            }
            if is_example(&self.row) {
                self.examples += 1;
                continue;
            }
            return Ok(Some(self.draft()));
        }
    }

    /// How many rows were passed over because they say that they are examples.
    pub fn examples(&self) -> u32 {
        self.examples
    }

    fn draft(&mut self) -> RowDraft<R> {
        let line = self.row.line();
        let mut cells = Cells::of(&self.row, &self.reading);
        let named = R::named(&mut cells);
        if let Some(id) = named
            && let Some(before) = self.named.insert(id, line)
        {
            let meaning = R::KIND.has(Meaning::Id).then_some(Meaning::Id);
            let line = before;
            cells.wrong(
                meaning.unwrap_or(Meaning::Slug),
                Reason::SameIdAsLine { line },
            );
        }
        R::read(&mut cells);
        if named.is_none() {
            require(&mut cells);
        }
        let (errors, changes) = (cells.errors, cells.changes);
        let said = cells.said;
        if !errors.is_empty() {
            return RowDraft {
                line,
                draft: Err(errors),
                duplicate: None,
            };
        }
        if let Some(id) = named {
            return RowDraft {
                line,
                draft: Ok(Draft::Change(Amendment { id, changes })),
                duplicate: None,
            };
        }
        let mut record = R::blank();
        for change in &changes {
            change(&mut record);
        }
        record.complete(&said, self.today);
        let likeness = record.likeness();
        let duplicate = self.known.find(&likeness);
        self.known.add_line(&likeness, line);
        RowDraft {
            line,
            draft: Ok(Draft::New(New { record })),
            duplicate,
        }
    }
}

/// A new record says everything that it needs.
fn require<R: Record>(cells: &mut Cells<'_, R>) {
    for meanings in R::KIND.required() {
        let said = meanings.iter().any(|meaning| cells.said.contains(meaning));
        let told = |error: &CellError| error.meaning.is_some_and(|one| meanings.contains(&one));
        if said || cells.errors.iter().any(told) {
            continue;
        }
        let there = meanings
            .iter()
            .find(|meaning| cells.cell(**meaning).is_some());
        if let Some(meaning) = there.or(meanings.first()) {
            cells.wrong(*meaning, Reason::Missing);
        }
    }
}
