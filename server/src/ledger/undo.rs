//! Taking back what was written together.

use std::collections::HashSet;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use meeting::id::OrganizerId;
use sqlx::SqliteConnection;

use super::entry::{EntryKind, Key};
use super::write::{AT_ONCE, Change, Part, Refused, Written, order};
use super::{Batch, Ledger, What, many, table, to_the_end};
use crate::store::StoreError;

/// A disk that was full may have room again.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

impl Ledger {
    /// Takes a batch back: every record in it stands again as it stood before. Refused when any of
    /// them was changed since. What it writes is a batch too, and can itself be taken back.
    pub(crate) async fn undo(
        &self,
        batch: i64,
        by: Option<OrganizerId>,
    ) -> Result<Written, Refused> {
        let ledger = self.clone();
        to_the_end(async move {
            let way = ledger.way_back(batch).await?;
            let mut writing = ledger.begin_batch_of(undoing(batch, by), way.keys.clone());
            for some in way.steps.chunks(AT_ONCE) {
                let changes = ledger.changes(some).await?;
                if let Err(refusal) = writing.add(changes).await {
                    if let Err(error) = writing.give_up().await {
                        tracing::error!(%error, batch, "a batch half taken back stands");
                    }
                    return Err(refusal);
                }
            }
            writing.finish().await
        })
        .await?
    }

    async fn way_back(&self, batch: i64) -> Result<WayBack, Refused> {
        let mut database = self.store().pool().acquire().await?;
        if table::batch(&mut database, batch).await?.is_none() {
            return Err(Refused::NoBatch);
        }
        if table::open_batches(&mut database).await?.contains(&batch) {
            return Err(Refused::BeingWritten);
        }
        let way = WayBack::read(&mut database, batch).await?;
        if let Some(step) = way.steps.iter().find(|step| step.erased()) {
            return Err(Refused::Erased(step.key));
        }
        if way.changed.is_empty() {
            Ok(way)
        } else {
            Err(Refused::Changed(way.changed))
        }
    }

    /// Takes back what was written of a batch that could not be written to its end, but for what was
    /// changed since, or is named by what others wrote since. What broke off may be begun again: each
    /// part of it is a batch of its own, and the batch stays open until the last.
    pub(crate) async fn take_back(&self, batch: i64) -> Result<(), Refused> {
        let mut database = self.store().pool().acquire().await?;
        let way = WayBack::read(&mut database, batch).await?;
        drop(database);
        tracing::warn!(
            batch,
            entries = way.steps.len(),
            "taking back what was half written"
        );
        for some in way.steps.chunks(AT_ONCE) {
            let changes = self.changes(some).await?;
            self.take_back_part(batch, changes, &way.keys).await?;
        }
        let mut pen = self.store().pen().await?;
        Ok(table::close(pen.connection(), batch).await?)
    }

    /// The changes that these steps are. The documents of a whole batch may be hundreds of megabytes.
    async fn changes(&self, steps: &[Step]) -> Result<Vec<Change>, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        let before = steps.iter().filter(|step| step.stood_before);
        let before: Vec<_> = before.map(|step| (step.key, step.version - 1)).collect();
        let mut before = many::versions(&mut database, &before).await?;
        let changes = steps.iter().map(|step| Change {
            key: step.key,
            from: Some(step.version),
            to: before.remove(&step.key),
        });
        Ok(changes.collect())
    }

    /// What cannot go is left, and the rest goes without it.
    async fn take_back_part(
        &self,
        batch: i64,
        mut changes: Vec<Change>,
        keys: &HashSet<Key>,
    ) -> Result<(), Refused> {
        loop {
            let part = Part {
                changes: changes.clone(),
                number: None,
                more_to_come: false,
            };
            let undoing = undoing(batch, None);
            let left = match self.write_part(&undoing, part, keys).await {
                Ok(_) => return Ok(()),
                Err(Refused::InUse(key) | Refused::Flawed { key, .. }) => vec![key],
                Err(Refused::Changed(keys)) => keys,
                Err(refusal) => return Err(refusal),
            };
            tracing::warn!(
                batch,
                ?left,
                "left standing: used by what was written since"
            );
            changes.retain(|change| !left.contains(&change.key));
        }
    }

    /// Takes a half-written batch back as soon as the store lets it; where the service stops before,
    /// its next start does.
    pub(super) fn take_back_in_time(&self, batch: i64) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let ledger = self.clone();
        runtime.spawn(async move {
            while let Err(error) = ledger.take_back(batch).await {
                tracing::error!(%error, batch, "a half-written batch was not taken back yet");
                tokio::time::sleep(AGAIN_AFTER).await;
            }
        });
    }
}

fn undoing(batch: i64, by: Option<OrganizerId>) -> Batch {
    Batch {
        undoes: Some(batch),
        ..Batch::of(What::Undo, by, Vec::new())
    }
}

/// How the records of a batch come to stand as they stood before, in an order that can be written.
struct WayBack {
    steps: Vec<Step>,
    keys: HashSet<Key>,
    /// Those that were changed since, which do not go back.
    changed: Vec<Key>,
}

/// One record on the way back.
#[derive(Clone, Copy)]
struct Step {
    key: Key,
    /// That the batch gave it.
    version: i64,
    /// The batch removed it.
    removed: bool,
    stood_before: bool,
}

impl Step {
    fn erased(&self) -> bool {
        self.removed && self.key.kind == EntryKind::Contact
    }
}

impl WayBack {
    async fn read(database: &mut SqliteConnection, batch: i64) -> Result<WayBack, StoreError> {
        let mut rows = sqlx::query_as::<_, (String, String, i64, bool, bool, bool)>(
            "SELECT written.kind, written.id, written.version, written.doc IS NULL,
                 before.doc IS NOT NULL,
                 NOT EXISTS (SELECT 1 FROM ledger_version AS later WHERE later.kind = written.kind
                     AND later.id = written.id AND later.version > written.version)
             FROM ledger_version AS written
             LEFT JOIN ledger_version AS before ON before.kind = written.kind
                 AND before.id = written.id AND before.version = written.version - 1
             WHERE written.batch = $1",
        )
        .bind(batch)
        .fetch(database);
        let (mut steps, mut changed) = (Vec::new(), Vec::new());
        while let Some((kind, id, version, removed, stood_before, is_newest)) =
            rows.try_next().await?
        {
            let key = table::key(&kind, &id)?;
            if is_newest {
                steps.push(Step {
                    key,
                    version,
                    removed,
                    stood_before,
                });
            } else {
                changed.push(key);
            }
        }
        steps.sort_by_key(|step| order(step.key, step.stood_before));
        let keys = steps.iter().map(|step| step.key).collect();
        Ok(WayBack {
            steps,
            keys,
            changed,
        })
    }
}
