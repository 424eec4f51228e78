//! What a page sends and is told about an import.

use intake::columns::{Mapping, MappingProblem, Proposal, SheetKind};
use intake::draft::{CellError, Choices, Counts};
use intake::table::{Format, Sheet};
use meeting::id::{EntryId, ImportId};
use meeting::plan::Localized;
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A file, or cells that were pasted, and how far taking it in is.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Import)]
pub(super) struct Shown {
    pub(super) id: ImportId,
    /// Of the file; `null` of what was pasted.
    pub(super) name: Option<String>,
    pub(super) bytes: u64,
    pub(super) format: Format,
    /// In the order of the workbook. What is text has one, without a name.
    pub(super) sheets: Vec<Sheet>,
    pub(super) uploaded_at: Timestamp,
    /// By then it is forgotten.
    pub(super) kept_until: Timestamp,
    /// The one looked at.
    pub(super) sheet: String,
    /// What its rows are; `null` where the headings do not say, and somebody has to.
    pub(super) kind: Option<SheetKind>,
    /// `null` without a kind.
    pub(super) proposal: Option<Proposed>,
    pub(super) progress: Progress,
}

/// How the columns of a sheet may be read, with what is wrong with that and the first rows of values.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ImportProposal)]
pub(super) struct Proposed {
    pub(super) sheet: String,
    pub(super) kind: SheetKind,
    pub(super) mapping: Mapping,
    /// `missing`, `twice` and `foreign` keep it from being used; `absent` is advice.
    pub(super) problems: Vec<MappingProblem>,
    /// The cells of the first rows of values, each as wide as the table.
    pub(super) sample: Vec<Vec<String>>,
    /// Whether it is how a sheet with the same headings was read the last time.
    pub(super) remembered: bool,
}

impl Proposed {
    pub(super) fn of(sheet: String, proposal: Proposal, remembered: bool) -> Proposed {
        Proposed {
            sheet,
            kind: proposal.mapping.kind,
            mapping: proposal.mapping,
            problems: proposal.problems,
            sample: proposal.sample,
            remembered,
        }
    }
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "stage")]
#[schema(as = ImportProgress)]
pub(super) enum Progress {
    /// Nothing of it was written, and nobody asked for it.
    Waiting,
    /// Every row is read, before the first is written.
    Checking {
        done: u32,
    },
    Writing {
        done: u32,
        all: u32,
    },
    /// It was cancelled or failed, and what was written of it is taken back.
    TakingBack,
    Done {
        /// By which it can be taken back; `null`: everything stood so already.
        batch: Option<i64>,
        counts: Outcome,
    },
    /// Nothing of it stands.
    Cancelled,
    /// Nothing of it stands.
    Failed {
        failure: Failure,
    },
}

impl Progress {
    /// Whether somebody is at it.
    pub(super) fn is_running(&self) -> bool {
        match self {
            Progress::Checking { .. } | Progress::Writing { .. } | Progress::TakingBack => true,
            Progress::Waiting
            | Progress::Done { .. }
            | Progress::Cancelled
            | Progress::Failed { .. } => false,
        }
    }

    /// Whether what it is about may still be begun.
    pub(super) fn may_begin(&self) -> bool {
        !self.is_running() && !matches!(self, Progress::Done { .. })
    }
}

/// What became of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[schema(as = ImportOutcome)]
pub(super) struct Outcome {
    pub(super) rows: u32,
    pub(super) added: u32,
    pub(super) changed: u32,
    /// They name a record and say what it says already.
    pub(super) unchanged: u32,
    /// Left out: they seemed to repeat something, or somebody said so.
    pub(super) left_out: u32,
    /// Left out because something is wrong with them.
    pub(super) in_error: u32,
}

/// Why an import changed nothing, as an error that is answered.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ImportFailure)]
pub(super) struct Failure {
    /// `unreadable_table` (`detail` is an `IntakeTableError`), `has_errors` (`detail` is an
    /// `ImportPreview`), `changed_since`, `invalid_record`, and those of any request.
    pub(super) error: String,
    pub(super) message: String,
    #[schema(value_type = Option<Object>)]
    pub(super) detail: Option<Value>,
}

/// A sheet and how it is to be read.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportProposalWish)]
pub(super) struct ProposalWish {
    pub(super) sheet: String,
    pub(super) kind: SheetKind,
    /// Absent: one is proposed.
    #[serde(default)]
    pub(super) mapping: Option<Mapping>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportPreviewWish)]
pub(super) struct PreviewWish {
    pub(super) sheet: String,
    pub(super) kind: SheetKind,
    pub(super) mapping: Mapping,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportRunWish)]
pub(super) struct RunWish {
    pub(super) sheet: String,
    pub(super) kind: SheetKind,
    pub(super) mapping: Mapping,
    #[serde(default)]
    pub(super) choices: Choices,
}

/// What an import would do. Nothing is written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = ImportPreview)]
pub(super) struct Preview {
    pub(super) counts: Counts,
    /// The first thousand, in the order of the file.
    pub(super) errors: Vec<CellError>,
    pub(super) errors_in_all: u32,
    /// The first thousand.
    pub(super) duplicates: Vec<Repetition>,
    /// The first fifty rows, as they are understood.
    pub(super) rows: Vec<PreviewRow>,
}

/// A row that seems to repeat a record, or a row above it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ImportDuplicate)]
pub(super) struct Repetition {
    pub(super) line: u32,
    /// What the row is called.
    pub(super) title: Localized,
    /// The row above it.
    pub(super) of_line: Option<u32>,
    /// The record.
    #[schema(value_type = Option<String>)]
    pub(super) of_record: Option<EntryId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportVerdict)]
pub(super) enum Verdict {
    New,
    Changed,
    Unchanged,
    Duplicate,
    Error,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ImportRow)]
pub(super) struct PreviewRow {
    pub(super) line: u32,
    pub(super) verdict: Verdict,
    pub(super) title: Localized,
    /// The record as it would stand: an Exchange, an Intent, a Relation or a PartnerCity. `null` of a
    /// row in error.
    #[schema(value_type = Option<Object>)]
    pub(super) record: Option<Map<String, Value>>,
}
