//! The way back from a batch: how its records come to stand as they stood before.

use std::collections::{HashMap, HashSet};

use futures_util::TryStreamExt as _;
use sqlx::SqliteConnection;

use super::entry::{Entry, EntryKind, Key};
use super::succession::Succession;
use super::write::{Change, order};
use super::{many, table};
use crate::store::StoreError;

/// In an order that can be written.
pub(super) struct WayBack {
    pub(super) steps: Vec<Step>,
    pub(super) keys: HashSet<Key>,
    /// Those that were changed since, which do not go back.
    pub(super) changed: Vec<Key>,
}

/// One record on the way back.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub(super) key: Key,
    /// The newest.
    version: i64,
    /// The last before the batch.
    before: i64,
    pub(super) stood_before: bool,
    /// The batch removed it.
    removed: bool,
}

impl Step {
    pub(super) fn erased(&self) -> bool {
        self.removed && self.key.kind == EntryKind::Contact
    }
}

/// What a batch made of its records. One that says so again was not changed, though there are versions
/// between: a way back that broke off was taken back itself. Of a contact that was removed nothing is
/// left to compare. An import may write a record twice; somebody else may have written it between.
const WRITTEN: &str = "SELECT written.kind, written.id, newest.version, written.first - 1,
        coalesce(before.doc IS NOT NULL, 0), made.doc IS NULL,
        written.versions = written.last - written.first + 1 AND (newest.version = written.last
            OR coalesce(newest.doc = made.doc, 0)
            OR (newest.doc IS NULL AND made.doc IS NULL AND written.kind <> 'contact'))
    FROM (
        SELECT kind, id, min(version) AS first, max(version) AS last, count(*) AS versions
        FROM ledger_version WHERE batch = $1 GROUP BY kind, id
    ) AS written
    JOIN ledger_version AS made ON made.kind = written.kind AND made.id = written.id
        AND made.version = written.last
    JOIN ledger_version AS newest ON newest.kind = written.kind AND newest.id = written.id
        AND newest.version = (SELECT max(version) FROM ledger_version AS later
            WHERE later.kind = written.kind AND later.id = written.id)
    LEFT JOIN ledger_version AS before ON before.kind = written.kind AND before.id = written.id
        AND before.version = written.first - 1";

impl WayBack {
    pub(super) async fn read(
        database: &mut SqliteConnection,
        batch: i64,
    ) -> Result<WayBack, StoreError> {
        let mut rows = sqlx::query_as::<_, (String, String, i64, i64, bool, bool, bool)>(WRITTEN)
            .bind(batch)
            .fetch(&mut *database);
        let (mut steps, mut changed) = (Vec::new(), Vec::new());
        while let Some((kind, id, version, before, stood_before, removed, unchanged)) =
            rows.try_next().await?
        {
            let key = table::key(&kind, &id)?;
            if unchanged {
                steps.push(Step {
                    key,
                    version,
                    before,
                    stood_before,
                    removed,
                });
            } else {
                changed.push(key);
            }
        }
        drop(rows);
        let removed = steps.iter().filter(|step| !step.stood_before);
        let succession = Succession::read(database, removed.map(|step| step.key)).await?;
        steps.sort_by_key(|step| {
            let place = succession.place(step.key);
            (order(step.key, step.stood_before), place)
        });
        let keys = steps.iter().map(|step| step.key).collect();
        Ok(WayBack {
            steps,
            keys,
            changed,
        })
    }
}

/// What stood before, of these steps. The documents of a whole batch may be hundreds of megabytes.
pub(super) async fn before(
    database: &mut SqliteConnection,
    steps: &[Step],
) -> Result<HashMap<Key, Entry>, StoreError> {
    let before = steps.iter().filter(|step| step.stood_before);
    let before: Vec<_> = before.map(|step| (step.key, step.before)).collect();
    many::versions(database, &before).await
}

/// The changes that these steps are.
pub(super) async fn changes(
    database: &mut SqliteConnection,
    steps: &[Step],
) -> Result<Vec<Change>, StoreError> {
    let mut before = before(database, steps).await?;
    let changes = steps.iter().map(|step| Change {
        key: step.key,
        from: Some(step.version),
        to: before.remove(&step.key),
    });
    Ok(changes.collect())
}
