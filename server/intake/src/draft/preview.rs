//! What an import would do, before it does: a line for each row, the first errors in full.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::known::Duplicate;
use super::{CellError, Choices, Draft, Record, RowDraft};
use crate::columns::{Meaning, SheetKind};
use crate::place::Place;
use crate::value::Reason;

/// Errors that are kept in full; of the others only how many there are.
const KEPT: usize = 1_000;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "verdict")]
#[schema(as = IntakeVerdict)]
pub enum Verdict<I> {
    New,
    Changed {
        id: I,
    },
    /// It names a record and says what that says already.
    Unchanged {
        id: I,
    },
    Duplicate(Duplicate<I>),
    Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakeCounts)]
pub struct Counts {
    pub rows: u32,
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub duplicate: u32,
    /// Rows with an error.
    pub error: u32,
    /// Rows that say that they are examples: passed over, and none of `rows`.
    pub examples: u32,
}

/// The outcome of every row, in some thirty bytes each.
#[derive(Debug)]
pub struct Preview<I> {
    pub counts: Counts,
    /// By line, in the order of the file.
    pub rows: Vec<(u32, Verdict<I>)>,
    /// The first errors of the file.
    pub errors: Vec<CellError>,
    /// All errors, those not kept among them.
    pub errors_in_all: u32,
}

impl<I> Default for Preview<I> {
    fn default() -> Preview<I> {
        Preview {
            counts: Counts::default(),
            rows: Vec::new(),
            errors: Vec::new(),
            errors_in_all: 0,
        }
    }
}

impl<I: Copy> Preview<I> {
    /// Adds a row. Of one that changes a record ([`RowDraft::changes`]), `base` is what is there
    /// now; a record that is not there is an error.
    pub fn take<R: Record<Id = I>>(&mut self, row: &RowDraft<R>, base: Option<&R>) -> Verdict<I> {
        let verdict = match (&row.draft, row.duplicate) {
            (Err(errors), _) => {
                self.note(errors);
                Verdict::Error
            }
            (Ok(Draft::New(_)), Some(duplicate)) => Verdict::Duplicate(duplicate),
            (Ok(Draft::New(_)), None) => Verdict::New,
            (Ok(Draft::Change(amendment)), _) => match base {
                Some(base) if amendment.onto(base) == *base => {
                    Verdict::Unchanged { id: amendment.id }
                }
                Some(_) => Verdict::Changed { id: amendment.id },
                None => {
                    self.note(&[unknown::<R>(row.line, amendment.id)]);
                    Verdict::Error
                }
            },
        };
        let counts = &mut self.counts;
        counts.rows += 1;
        *match verdict {
            Verdict::New => &mut counts.new,
            Verdict::Changed { .. } => &mut counts.changed,
            Verdict::Unchanged { .. } => &mut counts.unchanged,
            Verdict::Duplicate(_) => &mut counts.duplicate,
            Verdict::Error => &mut counts.error,
        } += 1;
        self.rows.push((row.line, verdict));
        verdict
    }

    fn note(&mut self, errors: &[CellError]) {
        let all = u32::try_from(errors.len()).unwrap_or(u32::MAX);
        self.errors_in_all = self.errors_in_all.saturating_add(all);
        let room = KEPT.saturating_sub(self.errors.len());
        self.errors.extend(errors.iter().take(room).cloned());
    }

    /// Whether a file is taken at all: one with errors in it only if somebody said so.
    pub fn allows(&self, choices: &Choices) -> bool {
        self.counts.error == 0 || choices.despite_errors
    }
}

fn unknown<R: Record>(line: u32, id: R::Id) -> CellError {
    let place = Place::line(line);
    let meaning = match R::KIND {
        SheetKind::Partner => Meaning::Slug,
        SheetKind::Exchange | SheetKind::Intent | SheetKind::Relation => Meaning::Id,
    };
    CellError {
        place,
        cell: place.a1(),
        meaning: Some(meaning),
        text: id.to_string(),
        reason: Reason::UnknownId,
    }
}
