//! Taking back what was written together.

use std::collections::HashSet;

use meeting::id::OrganizerId;

use super::entry::Key;
use super::way_back::{self, Step, WayBack};
use super::write::{AT_ONCE, Change, Part, Refused, Written};
use super::{AGAIN_AFTER, Batch, Ledger, What, Writing, table, to_the_end};
use crate::store::StoreError;

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
            ledger.refuse_loose_ends_of(&way).await?;
            let mut writing = ledger.begin_batch_of(undoing(batch, by), way.keys);
            for some in way.steps.chunks(AT_ONCE) {
                if let Err(refusal) = ledger.go_back(&mut writing, some).await {
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

    async fn go_back(&self, writing: &mut Writing, steps: &[Step]) -> Result<(), Refused> {
        let changes = self.changes(steps).await?;
        writing.add(changes).await
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
        Ok(self.close(batch).await?)
    }

    async fn changes(&self, steps: &[Step]) -> Result<Vec<Change>, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        way_back::changes(&mut database, steps).await
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
                Err(
                    Refused::InUse(key)
                    | Refused::Flawed { key, .. }
                    | Refused::Missing { key, .. }
                    | Refused::Unfit { key, .. },
                ) => vec![key],
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
