//! An import: every row is read, then the same rows are written as one batch, or none.

use std::collections::HashMap;
use std::sync::Arc;

use history::exchange::Exchange;
use history::intent::Intent;
use history::partner::Partner;
use history::relation::Relation;
use intake::columns::SheetKind;
use intake::draft::{Choices, Draft, Known, RowDraft, Verdict};
use meeting::id::{EntryId, OrganizerId};

use super::checking::{bases, check};
use super::kept::Import;
use super::kinds::Importable;
use super::looking::reading;
use super::memory;
use super::reading::Reading;
use super::shapes::{Failure, Outcome, PreviewWish, Progress, RunWish};
use super::stop::Stop;
use crate::app::{App, now};
use crate::identity::random;
use crate::ledger::{Batch, Change, Kept, Refused, What, Writing};
use crate::rest::ApiError;

/// Takes an import in that was begun ([`Import::begin`]). It goes on though whoever asked goes away.
pub(super) fn run(app: Arc<App>, organizer: OrganizerId, import: Arc<Import>, wish: RunWish) {
    tokio::spawn(async move {
        let work = {
            let (app, import) = (app.clone(), import.clone());
            tokio::spawn(async move { taken_in(&app, organizer, &import, wish).await })
        };
        let progress = match work.await {
            Ok(Ok((batch, counts))) => Progress::Done { batch, counts },
            Ok(Err(Stop::Cancelled)) => Progress::Cancelled,
            Ok(Err(stop)) => failed(stop.told(&app).await),
            Err(broken) => failed(ApiError::internal(broken)),
        };
        import.set(progress);
    });
}

fn failed(error: ApiError) -> Progress {
    Progress::Failed {
        failure: Failure::from(error),
    }
}

type Taken = (Option<i64>, Outcome);

async fn taken_in(
    app: &Arc<App>,
    organizer: OrganizerId,
    import: &Arc<Import>,
    wish: RunWish,
) -> Result<Taken, Stop> {
    let _turn = tokio::select! {
        turn = app.imports.writing.lock() => turn,
        () = import.cancelled() => return Err(Stop::Cancelled),
    };
    let how = PreviewWish {
        sheet: wish.sheet,
        kind: wish.kind,
        mapping: wish.mapping,
    };
    let reading = reading(app, import, how).await?;
    let run = Run {
        app,
        organizer,
        import,
        reading,
        choices: wish.choices,
    };
    match wish.kind {
        SheetKind::Exchange => run.of::<Exchange>().await,
        SheetKind::Intent => run.of::<Intent>().await,
        SheetKind::Relation => run.of::<Relation>().await,
        SheetKind::Partner => run.of::<Partner>().await,
    }
}

struct Run<'a> {
    app: &'a App,
    organizer: OrganizerId,
    import: &'a Import,
    reading: Reading,
    choices: Choices,
}

impl Run<'_> {
    async fn of<R: Importable>(self) -> Result<Taken, Stop> {
        let seen = |done| {
            self.import.set(Progress::Checking { done });
            !self.import.is_cancelled()
        };
        let checked = check::<R>(self.app, &self.reading, seen).await?;
        if !checked.outcomes().allows(&self.choices) {
            return Err(Stop::Errors(Box::new(checked.told())));
        }
        memory::remember(&self.app.store, &self.reading.mapping, now().timestamp).await?;
        let all = checked.outcomes().counts.rows;
        let batch = Batch {
            title: self.import.name.clone(),
            ..Batch::of(What::Import, Some(self.organizer), Vec::new())
        };
        let mut writing = self.app.ledger.begin_batch(batch);
        let verdicts = checked.into_verdicts();
        match self.write::<R>(&mut writing, verdicts, all).await {
            Ok(mut outcome) => {
                let written = writing.finish().await?;
                let count = |records: usize| u32::try_from(records).unwrap_or(u32::MAX);
                outcome.added = count(written.added);
                outcome.changed = count(written.changed);
                outcome.unchanged = count(written.unchanged);
                Ok((written.batch, outcome))
            }
            Err(stop) => {
                self.import.set(Progress::TakingBack);
                writing.give_up().await?;
                Err(stop)
            }
        }
    }

    /// Writes what the rows were judged to be when they were checked.
    async fn write<R: Importable>(
        &self,
        writing: &mut Writing,
        verdicts: Vec<(u32, Verdict<R::Id>)>,
        all: u32,
    ) -> Result<Outcome, Stop> {
        let mut outcome = Outcome::default();
        let mut ids = Ids::begin();
        let mut verdicts = verdicts.into_iter();
        // What they repeat was found already.
        let mut rows = self.reading.rows::<R>(Known::default());
        while let Some(some) = rows.next().await? {
            let bases = bases(self.app, &some).await?;
            let mut changes = Vec::with_capacity(some.len());
            for mut row in some {
                let (line, verdict) = verdicts.next().ok_or_else(altered)?;
                if line != row.line {
                    return Err(altered());
                }
                outcome.rows += 1;
                row.duplicate = match verdict {
                    Verdict::Error => {
                        outcome.in_error += 1;
                        continue;
                    }
                    Verdict::Duplicate(duplicate) => Some(duplicate),
                    Verdict::New | Verdict::Changed { .. } | Verdict::Unchanged { .. } => None,
                };
                if self.choices.takes(&row) {
                    changes.push(self.change(row, &bases, ids.next())?);
                } else {
                    outcome.left_out += 1;
                }
            }
            writing.add(changes).await?;
            let done = outcome.rows;
            self.import.set(Progress::Writing { done, all });
            if self.import.is_cancelled() {
                return Err(Stop::Cancelled);
            }
        }
        Ok(outcome)
    }

    fn change<R: Importable>(
        &self,
        row: RowDraft<R>,
        bases: &HashMap<EntryId, Kept<R>>,
        fresh: u64,
    ) -> Result<Change, Stop> {
        let ledger = &self.app.ledger;
        match row.draft.map_err(|_| altered())? {
            Draft::New(new) => {
                let id = R::fresh(&new, ledger, fresh);
                Ok(Change::put(new.with_id(id).entry(), Some(0)))
            }
            Draft::Change(change) => {
                let id = R::entry_id(change.id);
                let key = crate::ledger::Key {
                    kind: <R as crate::ledger::Record>::KIND,
                    id,
                };
                // Somebody removed it since the rows were checked.
                let base = bases.get(&id).ok_or(Refused::Changed(vec![key]))?;
                let next = change.onto(&base.record).settled(ledger);
                Ok(Change::put(next.entry(), Some(base.version)))
            }
        }
    }
}

/// Identities of one import: they begin at random and follow one another, so that its records stand
/// beside one another in the database too.
struct Ids(u64);

impl Ids {
    /// Bits that count the rows of a file.
    const COUNTED: u32 = 24;

    fn begin() -> Ids {
        Ids(random::bits() >> Self::COUNTED << Self::COUNTED)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        self.0
    }
}

/// The file does not say what it said a moment ago.
fn altered() -> Stop {
    Stop::Broken("a file changed while it was imported".to_owned())
}
