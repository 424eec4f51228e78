//! Which column of a sheet means what: a proposal from the headings, in any of the languages, and
//! where those say nothing from what stands below; a mapping that somebody may change, keep, and
//! use again for the next sheet of the same make.

mod heading;
mod meaning;
mod proposal;

use std::collections::BTreeMap;

use meeting::id::PartnerId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::fold::folded;
use crate::value::{DayOrder, Unit};

pub use heading::Heading;
pub use meaning::{Meaning, SheetKind};
pub use proposal::{Proposal, likely_kind, propose};

/// How sure a proposal is of a column.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = IntakeConfidence)]
pub enum Confidence {
    /// The column has no meaning.
    #[default]
    Unknown,
    /// From a part of the heading, or from the cells.
    Guess,
    /// The heading is known, and says something more in brackets.
    Likely,
    /// The heading is known.
    Certain,
    /// Somebody said so.
    Chosen,
}

/// What one column means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakeColumn)]
pub struct Column {
    /// Counted from 1.
    pub column: u32,
    /// Its heading as it stands; empty where there is none.
    pub heading: String,
    /// Absent where the column is to be left out.
    #[serde(default)]
    pub meaning: Option<Meaning>,
    #[serde(default)]
    pub unit: Unit,
    #[serde(default)]
    pub confidence: Confidence,
}

/// A word of the sheet's own, and the word of a list for which it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakeWord)]
pub struct Word {
    pub meaning: Meaning,
    pub word: String,
    /// The value of the list, or any name of it.
    pub value: String,
}

/// The partner that somebody chose for a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakePartnerChoice)]
pub struct PartnerChoice {
    pub name: String,
    /// Absent where the name is that of no partner, and is to be left out.
    #[serde(default)]
    pub partner: Option<PartnerId>,
}

/// How a sheet is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakeMapping)]
pub struct Mapping {
    pub kind: SheetKind,
    /// The line of the headings; rows up to it are passed over. Absent where the first row is one
    /// of values already.
    #[serde(default)]
    pub heading: Option<u32>,
    pub columns: Vec<Column>,
    /// What is the same for all rows and stands in no column; also what an empty cell of such a
    /// column means.
    #[serde(default)]
    pub fixed: BTreeMap<Meaning, String>,
    /// What comes first in `5/9/2019`.
    #[serde(default)]
    pub day_order: Option<DayOrder>,
    #[serde(default)]
    pub words: Vec<Word>,
    #[serde(default)]
    pub partners: Vec<PartnerChoice>,
}

/// What keeps a mapping from being used, or should be looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "code")]
#[schema(as = IntakeMappingProblem)]
pub enum MappingProblem {
    /// One of these is needed, and neither a column nor a fixed value says it.
    #[error("no column says any of {meanings:?}")]
    Missing { meanings: Vec<Meaning> },
    /// Records are poorer without, but can be taken.
    #[error("no column says {meaning:?}")]
    Absent { meaning: Meaning },
    #[error("columns {columns:?} all mean {meaning:?}")]
    Twice { meaning: Meaning, columns: Vec<u32> },
    /// Sheets of this kind have no such thing.
    #[error("column {column} cannot mean {meaning:?} here")]
    Foreign { column: u32, meaning: Meaning },
}

impl MappingProblem {
    /// Whether nothing can be read as long as it stands.
    pub fn is_grave(&self) -> bool {
        match self {
            MappingProblem::Missing { .. }
            | MappingProblem::Twice { .. }
            | MappingProblem::Foreign { .. } => true,
            MappingProblem::Absent { .. } => false,
        }
    }
}

impl Mapping {
    /// The column of a meaning.
    pub fn column(&self, meaning: Meaning) -> Option<&Column> {
        let mut columns = self.columns.iter();
        columns.find(|column| column.meaning == Some(meaning))
    }

    /// Whether anything says it.
    pub fn says(&self, meaning: Meaning) -> bool {
        self.column(meaning).is_some() || self.fixed.contains_key(&meaning)
    }

    pub fn problems(&self) -> Vec<MappingProblem> {
        let mut problems = Vec::new();
        for meanings in self.kind.required() {
            if !meanings.iter().any(|meaning| self.says(*meaning)) && !self.amends() {
                let meanings = meanings.to_vec();
                problems.push(MappingProblem::Missing { meanings });
            }
        }
        for meaning in self.kind.expected() {
            if !self.says(*meaning) && !self.amends() {
                problems.push(MappingProblem::Absent { meaning: *meaning });
            }
        }
        let mut columns: BTreeMap<Meaning, Vec<u32>> = BTreeMap::new();
        for column in &self.columns {
            let Some(meaning) = column.meaning else {
                continue;
            };
            columns.entry(meaning).or_default().push(column.column);
            if !self.kind.has(meaning) {
                problems.push(MappingProblem::Foreign {
                    column: column.column,
                    meaning,
                });
            }
        }
        let twice = columns.into_iter().filter(|(_, columns)| columns.len() > 1);
        problems.extend(twice.map(|(meaning, columns)| MappingProblem::Twice { meaning, columns }));
        problems
    }

    /// Whether rows may name records that exist, of which a sheet need not say everything.
    fn amends(&self) -> bool {
        self.column(Meaning::Id).is_some()
    }

    /// This mapping for another sheet: columns are found again by their headings, wherever they
    /// stand; those of new headings mean what was proposed for them.
    #[must_use]
    pub fn reapplied(&self, proposed: Mapping) -> Mapping {
        let mut columns = proposed.columns;
        let mut used: Vec<u32> = Vec::new();
        for column in &mut columns {
            let key = folded(&column.heading);
            let mut saved = self.columns.iter().filter(|saved| {
                let same = if key.is_empty() {
                    saved.heading.is_empty() && saved.column == column.column
                } else {
                    folded(&saved.heading) == key
                };
                same && !used.contains(&saved.column)
            });
            if let Some(saved) = saved.next() {
                used.push(saved.column);
                column.meaning = saved.meaning;
                column.unit = saved.unit;
                column.confidence = Confidence::Chosen;
            } else if let Some(meaning) = column.meaning
                && (self.column(meaning).is_some() || self.fixed.contains_key(&meaning))
            {
                // Somebody decided about this meaning when the sheet had no such column.
                column.meaning = None;
                column.confidence = Confidence::Unknown;
            }
        }
        Mapping {
            heading: proposed.heading,
            columns,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests;
