//! What an import would do: every row read and held against the rules of the registry, nothing
//! written.

use std::collections::HashMap;

use intake::columns::{Mapping, Meaning, SheetKind};
use intake::draft::{self, CellError, Draft, Duplicate, Known, RowDraft};
use intake::place::Place;
use intake::value::Reason;
use meeting::id::EntryId;
use meeting::plan::Localized;
use serde_json::Value;

use super::kinds::Importable;
use super::reading::Reading;
use super::shapes::{Preview, PreviewRow, Repetition, Verdict};
use super::stop::Stop;
use crate::app::App;
use crate::ledger::Kept;
use crate::store::StoreError;

/// Duplicates that are told one by one.
const DUPLICATES: usize = 1_000;
/// Rows that are shown as they are understood.
const SHOWN: usize = 50;

/// What every row comes to, and what is told of it.
pub(super) struct Checked<I> {
    preview: draft::Preview<I>,
    duplicates: Vec<Repetition>,
    rows: Vec<PreviewRow>,
}

impl<I> Checked<I> {
    pub(super) fn outcomes(&self) -> &draft::Preview<I> {
        &self.preview
    }

    pub(super) fn into_verdicts(self) -> Vec<(u32, draft::Verdict<I>)> {
        self.preview.rows
    }

    pub(super) fn told(self) -> Preview {
        Preview {
            counts: self.preview.counts,
            errors: self.preview.errors,
            errors_in_all: self.preview.errors_in_all,
            duplicates: self.duplicates,
            rows: self.rows,
        }
    }
}

/// Reads every row. `seen` hears how many there are so far, and says whether to go on.
pub(super) async fn check<R: Importable>(
    app: &App,
    reading: &Reading,
    mut seen: impl FnMut(u32) -> bool + Send,
) -> Result<Checked<R::Id>, Stop> {
    let known: Known<R::Id> = R::known(&app.ledger).await?;
    let mut rows = reading.rows::<R>(known);
    let mut check = Check::<R> {
        app,
        mapping: &reading.mapping,
        taken: HashMap::new(),
        checked: Checked {
            preview: draft::Preview::default(),
            duplicates: Vec::new(),
            rows: Vec::new(),
        },
    };
    while let Some(some) = rows.next().await? {
        let bases = bases(app, &some).await?;
        for row in some {
            let base = row.changes().and_then(|id| bases.get(&R::entry_id(id)));
            check.take(row, base.map(|base| &base.record));
        }
        if !seen(check.checked.preview.counts.rows) {
            return Err(Stop::Cancelled);
        }
    }
    check.checked.preview.counts.examples = rows.examples();
    Ok(check.checked)
}

/// The records that rows change, as they stand.
pub(super) async fn bases<R: Importable>(
    app: &App,
    rows: &[RowDraft<R>],
) -> Result<HashMap<EntryId, Kept<R>>, StoreError> {
    let ids = rows.iter().filter_map(RowDraft::changes);
    let ids: Vec<EntryId> = ids.map(R::entry_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let kept = R::standing(&app.ledger, &ids).await?.into_iter();
    Ok(kept.map(|kept| (kept.record.key().id, kept)).collect())
}

struct Check<'a, R: Importable> {
    app: &'a App,
    mapping: &'a Mapping,
    /// Names that no two may share, and the lines that took them.
    taken: HashMap<String, u32>,
    checked: Checked<R::Id>,
}

impl<R: Importable> Check<'_, R> {
    fn take(&mut self, mut row: RowDraft<R>, base: Option<&R>) {
        let next = match &row.draft {
            Ok(Draft::New(new)) => Some(new.record().clone()),
            Ok(Draft::Change(change)) => base.map(|base| change.onto(base)),
            Err(_) => None,
        };
        if let Some(next) = &next {
            let errors = self.refused(row.line, next);
            if !errors.is_empty() {
                row.draft = Err(errors);
                row.duplicate = None;
            }
        }
        let verdict = self.checked.preview.take(&row, base);
        let title = next.as_ref().map(|next| next.title(self.app));
        let title = title.unwrap_or_default();
        self.tell(&row, verdict, title, next);
    }

    fn tell(
        &mut self,
        row: &RowDraft<R>,
        verdict: draft::Verdict<R::Id>,
        title: Localized,
        next: Option<R>,
    ) {
        let line = row.line;
        if let Some(duplicate) = row.duplicate
            && self.checked.duplicates.len() < DUPLICATES
        {
            let (of_line, of_record) = match duplicate {
                Duplicate::Line { line } => (Some(line), None),
                Duplicate::Record { id } => (None, Some(R::entry_id(id))),
            };
            self.checked.duplicates.push(Repetition {
                line,
                title: title.clone(),
                of_line,
                of_record,
            });
        }
        if self.checked.rows.len() < SHOWN {
            let verdict = shown(verdict);
            let next = next.filter(|_| verdict != Verdict::Error);
            self.checked.rows.push(PreviewRow {
                line,
                verdict,
                title,
                record: next.and_then(|next| fields(&next, verdict)),
            });
        }
    }

    /// What the registry has against a record, each where its column stands.
    fn refused(&mut self, line: u32, record: &R) -> Vec<CellError> {
        let flaws = record.flaws().into_iter();
        let mut errors: Vec<CellError> = flaws
            .map(|flaw| {
                let reason = Reason::Refused {
                    problem: flaw.problem.to_owned(),
                    field: flaw.path.clone(),
                };
                self.error(line, meaning_of(self.mapping.kind, &flaw.path), reason)
            })
            .collect();
        if let Some(unique) = record.unique() {
            let before = *self.taken.entry(unique.to_owned()).or_insert(line);
            if before != line {
                let reason = Reason::SameSlugAsLine { line: before };
                errors.push(self.error(line, Some(Meaning::Slug), reason));
            }
        }
        errors
    }

    fn error(&self, line: u32, meaning: Option<Meaning>, reason: Reason) -> CellError {
        let column = meaning.and_then(|meaning| self.mapping.column(meaning));
        let place = match column {
            Some(column) => Place::cell(line, column.column),
            None => Place::line(line),
        };
        CellError {
            place,
            cell: place.a1(),
            meaning,
            text: String::new(),
            reason,
        }
    }
}

fn shown<I>(verdict: draft::Verdict<I>) -> Verdict {
    match verdict {
        draft::Verdict::New => Verdict::New,
        draft::Verdict::Changed { .. } => Verdict::Changed,
        draft::Verdict::Unchanged { .. } => Verdict::Unchanged,
        draft::Verdict::Duplicate(_) => Verdict::Duplicate,
        draft::Verdict::Error => Verdict::Error,
    }
}

/// A record that is not there yet has no identity to show.
fn fields<R: Importable>(record: &R, verdict: Verdict) -> Option<serde_json::Map<String, Value>> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(record) else {
        return None;
    };
    if matches!(verdict, Verdict::New | Verdict::Duplicate) {
        fields.remove("id");
    }
    Some(fields)
}

/// What a column means from which the field of a record comes.
fn meaning_of(kind: SheetKind, path: &str) -> Option<Meaning> {
    let mut parts = path.split(['.', '[']);
    let meaning = match (parts.next()?, parts.next()) {
        ("title", _) => Meaning::Title,
        ("names", Some("en")) => Meaning::NameEn,
        ("names", _) => Meaning::NameZh,
        ("native", _) => Meaning::NameLocal,
        ("aliases", _) => Meaning::Aliases,
        ("slug", _) => Meaning::Slug,
        ("kind", _) => Meaning::Kind,
        ("on" | "said_on" | "valid_from", _) => Meaning::Date,
        ("to" | "ending", _) => Meaning::End,
        ("partners" | "partner", _) => Meaning::Partners,
        ("place", _) => Meaning::Place,
        ("groups", _) => Meaning::Groups,
        ("headcount", _) => Meaning::Headcount,
        ("seniors", _) => Meaning::Seniors,
        ("departments", _) => Meaning::Departments,
        ("aid", _) => Meaning::Aid,
        ("note", _) => Meaning::Note,
        ("provenance", Some("confidence")) => Meaning::Confidence,
        ("provenance", _) => Meaning::Source,
        ("due", _) => Meaning::Due,
        ("languages", _) => Meaning::Languages,
        ("zone", _) => Meaning::Zone,
        ("coordinates", _) => Meaning::Latitude,
        ("population", _) => Meaning::Population,
        ("official_urls", _) => Meaning::Urls,
        ("ours", _) => Meaning::OurName,
        ("theirs", _) => Meaning::TheirName,
        _ => return None,
    };
    kind.has(meaning).then_some(meaning)
}
