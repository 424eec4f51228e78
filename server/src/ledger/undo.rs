//! Taking back what was written together.

use std::collections::HashSet;
use std::time::Duration;

use meeting::id::OrganizerId;
use sqlx::SqliteConnection;

use super::entry::{EntryKind, Key};
use super::write::{AT_ONCE, Change, Part, Refused, Written, in_order};
use super::{Batch, Ledger, What, table, to_the_end};
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
            let mut changes = Vec::new();
            let mut changed = Vec::new();
            let mut database = ledger.store().pool().acquire().await?;
            if table::batch(&mut database, batch).await?.is_none() {
                return Err(Refused::NoBatch);
            }
            if table::open_batches(&mut database).await?.contains(&batch) {
                return Err(Refused::BeingWritten);
            }
            for one in earlier(&mut database, batch).await? {
                if one.erased() {
                    return Err(Refused::Erased(one.key));
                }
                if one.is_newest {
                    changes.push(one.back()?);
                } else {
                    changed.push(one.key);
                }
            }
            drop(database);
            if changed.is_empty() {
                ledger.write_all(undoing(batch, by, changes)).await
            } else {
                Err(Refused::Changed(changed))
            }
        })
        .await?
    }

    /// Takes back what was written of a batch that could not be written to its end, but for what was
    /// changed since, or is named by what others wrote since. What broke off may be begun again: each
    /// part of it is a batch of its own, and the batch stays open until the last.
    pub(super) async fn take_back(&self, batch: i64) -> Result<(), Refused> {
        let mut database = self.store().pool().acquire().await?;
        let mut changes = Vec::new();
        for one in earlier(&mut database, batch).await? {
            if one.is_newest {
                changes.push(one.back()?);
            }
        }
        drop(database);
        tracing::warn!(
            batch,
            entries = changes.len(),
            "taking back what was half written"
        );
        in_order(&mut changes);
        let keys: HashSet<Key> = changes.iter().map(|change| change.key).collect();
        for part in changes.chunks(AT_ONCE) {
            self.take_back_part(batch, part.to_vec(), &keys).await?;
        }
        let mut pen = self.store().pen().await?;
        Ok(table::close(pen.connection(), batch).await?)
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
            let undoing = undoing(batch, None, Vec::new());
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

fn undoing(batch: i64, by: Option<OrganizerId>, changes: Vec<Change>) -> Batch {
    Batch {
        what: What::Undo,
        title: None,
        by,
        undoes: Some(batch),
        changes,
    }
}

/// A record in a batch, and how it stood before.
struct Earlier {
    key: Key,
    version: i64,
    /// Nothing was written to it since.
    is_newest: bool,
    /// The batch removed it.
    removed: bool,
    before: Option<String>,
}

impl Earlier {
    fn erased(&self) -> bool {
        self.removed && self.key.kind == EntryKind::Contact
    }

    fn back(self) -> Result<Change, StoreError> {
        let Key { kind, id } = self.key;
        let before = self.before.map(|doc| kind.parse(id, &doc));
        Ok(Change {
            key: self.key,
            from: Some(self.version),
            to: before.transpose()?,
        })
    }
}

async fn earlier(database: &mut SqliteConnection, batch: i64) -> Result<Vec<Earlier>, StoreError> {
    type Row = (String, String, i64, bool, bool, Option<String>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT written.kind, written.id, written.version, written.doc IS NULL,
             NOT EXISTS (SELECT 1 FROM ledger_version AS later WHERE later.kind = written.kind
                 AND later.id = written.id AND later.version > written.version),
             before.doc
         FROM ledger_version AS written
         LEFT JOIN ledger_version AS before ON before.kind = written.kind
             AND before.id = written.id AND before.version = written.version - 1
         WHERE written.batch = $1",
    )
    .bind(batch)
    .fetch_all(database)
    .await?;
    let earlier = |(kind, id, version, removed, is_newest, before): Row| {
        Ok(Earlier {
            key: table::key(&kind, &id)?,
            version,
            is_newest,
            removed,
            before,
        })
    };
    rows.into_iter().map(earlier).collect()
}
