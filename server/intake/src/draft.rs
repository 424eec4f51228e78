//! Rows as drafts of records, with everything that is wrong with them.
//!
//! A draft is new, or it changes a record that its row names. Of a change only what the sheet has a
//! column for is touched; there an empty cell empties the field. Duplicates are marked, never
//! dropped: somebody decides ([`Choices`]).
//!
//! What the table itself is wrong about ([`crate::table::TableError`]) may turn up in its last row.
//! Nothing of such a file may be kept, so an import is one transaction.

mod cells;
mod exchange;
mod intent;
mod known;
mod partner;
mod preview;
mod reader;
mod relation;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::columns::{Meaning, SheetKind};
use crate::place::Place;
use crate::value::Reason;

pub use cells::Cells;
pub use known::{Duplicate, Known, Likeness};
pub use preview::{Counts, Preview, Verdict};
pub use reader::{NotReadable, Reader};

/// Characters of a title or a name.
pub(crate) const TITLE: usize = 300;
/// Characters of a place, a source, or another line.
pub(crate) const LINE: usize = 500;
/// Characters of a note with its paragraphs.
pub(crate) const NOTE: usize = 8_000;

/// What a row can be read as.
pub trait Record: Clone + PartialEq + Send + Sync + 'static {
    type Id: Copy + Ord + FromStr + fmt::Display + Send + Sync + 'static;

    const KIND: SheetKind;

    /// A record that says nothing yet, under an identity that stands for none.
    fn blank() -> Self;

    fn id(&self) -> Self::Id;

    fn set_id(&mut self, id: Self::Id);

    /// The record that the row names, if any.
    fn named(cells: &mut Cells<'_, Self>) -> Option<Self::Id> {
        cells.identity()
    }

    /// Reads every cell that means something.
    fn read(cells: &mut Cells<'_, Self>);

    /// What follows from the rest where the row says nothing of it.
    fn complete(&mut self, said: &BTreeSet<Meaning>, today: Date);

    /// By what another record of the same thing is recognised.
    fn likeness(&self) -> Likeness;
}

/// What is wrong with one cell, or with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakeCellError)]
pub struct CellError {
    pub place: Place,
    /// The place as a spreadsheet program names it: `B3`.
    pub cell: String,
    #[serde(default)]
    pub meaning: Option<Meaning>,
    /// What stands in the cell, cut where it is long.
    pub text: String,
    pub reason: Reason,
}

impl fmt::Display for CellError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CellError {
            place,
            text,
            reason,
            ..
        } = self;
        if matches!(reason, Reason::Missing) {
            write!(out, "{place}: {reason}")
        } else {
            write!(out, "{place}: {text:?}, expected {reason}")
        }
    }
}

pub(crate) type Change<R> = Box<dyn Fn(&mut R) + Send + Sync>;

/// What becomes of a row that has nothing wrong with it.
pub enum Draft<R: Record> {
    New(New<R>),
    Change(Amendment<R>),
}

/// A record that is not there yet.
#[derive(Debug, Clone, PartialEq)]
pub struct New<R> {
    record: R,
}

impl<R: Record> New<R> {
    /// The record under an identity that stands for none.
    pub fn record(&self) -> &R {
        &self.record
    }

    pub fn with_id(mut self, id: R::Id) -> R {
        self.record.set_id(id);
        self.record
    }
}

/// What a row changes of the record that it names.
pub struct Amendment<R: Record> {
    pub id: R::Id,
    changes: Vec<Change<R>>,
}

impl<R: Record> Amendment<R> {
    /// The record as it will be.
    pub fn onto(&self, base: &R) -> R {
        let mut record = base.clone();
        for change in &self.changes {
            change(&mut record);
        }
        record
    }
}

/// One row.
pub struct RowDraft<R: Record> {
    pub line: u32,
    pub draft: Result<Draft<R>, Vec<CellError>>,
    /// What the row seems to repeat.
    pub duplicate: Option<Duplicate<R::Id>>,
}

impl<R: Record> RowDraft<R> {
    /// The record that the row changes: what is there now is asked of the store.
    pub fn changes(&self) -> Option<R::Id> {
        match &self.draft {
            Ok(Draft::Change(amendment)) => Some(amendment.id),
            Ok(Draft::New(_)) | Err(_) => None,
        }
    }
}

/// What is taken of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakeChoices)]
pub struct Choices {
    /// Whether rows that seem to repeat something are taken all the same.
    #[serde(default)]
    pub duplicates: bool,
    /// The lines for which it is the other way round.
    #[serde(default)]
    pub except: BTreeSet<u32>,
    /// Whether the other rows are taken though some are in error. Without it such a file is
    /// refused.
    #[serde(default)]
    pub despite_errors: bool,
}

impl Choices {
    /// Whether a row is taken: never one in error.
    pub fn takes<R: Record>(&self, row: &RowDraft<R>) -> bool {
        let wanted = row.duplicate.is_none() || self.duplicates;
        row.draft.is_ok() && wanted != self.except.contains(&row.line)
    }
}

#[cfg(test)]
mod tests;
