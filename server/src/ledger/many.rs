//! Many records in one statement: every statement costs a way to the thread of the database and back,
//! and an import has hundreds of thousands of rows.

use std::collections::{BTreeMap, HashMap, HashSet};

use meeting::id::EntryId;
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::entry::{Entry, EntryKind, Key};
use super::table::{Standing, key};
use crate::store::StoreError;

/// Records in one statement.
const TOGETHER: usize = 100;

/// The next version of a record; without a document it is removed.
pub(super) struct Next {
    key: Key,
    version: i64,
    doc: Option<String>,
}

impl Next {
    pub(super) fn of(key: Key, version: i64, entry: Option<&Entry>) -> Result<Next, StoreError> {
        Ok(Next {
            key,
            version,
            doc: entry.map(Entry::doc).transpose()?,
        })
    }
}

/// Where each of these records has come to.
pub(super) async fn standing(
    database: &mut SqliteConnection,
    keys: &[Key],
) -> Result<HashMap<Key, Standing>, StoreError> {
    let nothing = keys.iter().map(|key| (*key, Standing::default()));
    let mut all: HashMap<Key, Standing> = nothing.collect();
    for (kind, ids) in by_kind(keys) {
        for ids in ids.chunks(TOGETHER) {
            let sql = format!(
                "SELECT id, version, doc FROM ledger_version AS one
                 WHERE kind = $1 AND id IN ({}) AND version = (
                     SELECT max(version) FROM ledger_version AS other
                     WHERE other.kind = one.kind AND other.id = one.id)",
                places(2, ids.len())
            );
            let query = sqlx::query_as::<_, (String, i64, Option<String>)>(AssertSqlSafe(sql));
            let mut query = query.persistent(false).bind(kind.name());
            for id in ids {
                query = query.bind(id.to_string());
            }
            for (id, version, doc) in query.fetch_all(&mut *database).await? {
                let key = key(kind.name(), &id)?;
                let entry = doc.map(|doc| kind.parse(key.id, &doc)).transpose()?;
                all.insert(key, Standing { version, entry });
            }
        }
    }
    Ok(all)
}

/// These records as these versions had them, but for what was removed or erased.
pub(super) async fn versions(
    database: &mut SqliteConnection,
    wanted: &[(Key, i64)],
) -> Result<HashMap<Key, Entry>, StoreError> {
    let mut all = HashMap::with_capacity(wanted.len());
    for some in wanted.chunks(TOGETHER) {
        let sql = format!(
            "WITH wanted (kind, id, version) AS (VALUES {})
             SELECT kind, id, doc FROM wanted
             CROSS JOIN ledger_version USING (kind, id, version) WHERE doc IS NOT NULL",
            rows(some.len(), 3)
        );
        let query = sqlx::query_as::<_, (String, String, String)>(AssertSqlSafe(sql));
        let mut query = query.persistent(false);
        for (key, version) in some {
            query = query
                .bind(key.kind.name())
                .bind(key.id.to_string())
                .bind(version);
        }
        for (kind, id, doc) in query.fetch_all(&mut *database).await? {
            let key = key(&kind, &id)?;
            all.insert(key, key.kind.parse(key.id, &doc)?);
        }
    }
    Ok(all)
}

/// Those of these records that stand.
pub(super) async fn existing(
    database: &mut SqliteConnection,
    keys: &[Key],
) -> Result<HashSet<Key>, StoreError> {
    let mut all = HashSet::new();
    for (kind, ids) in by_kind(keys) {
        for ids in ids.chunks(TOGETHER) {
            let sql = format!(
                "SELECT id FROM ledger_entry WHERE kind = $1 AND id IN ({})",
                places(2, ids.len())
            );
            let query = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql));
            let mut query = query.persistent(false).bind(kind.name());
            for id in ids {
                query = query.bind(id.to_string());
            }
            for id in query.fetch_all(&mut *database).await? {
                all.insert(key(kind.name(), &id)?);
            }
        }
    }
    Ok(all)
}

/// Writes these versions, no two of one record.
pub(super) async fn put(
    database: &mut SqliteConnection,
    batch: i64,
    versions: &[Next],
) -> Result<(), StoreError> {
    for some in versions.chunks(TOGETHER) {
        let sql = format!(
            "INSERT INTO ledger_version (kind, id, version, doc, batch) VALUES {}",
            rows(some.len(), 5)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        for one in some {
            query = query
                .bind(one.key.kind.name())
                .bind(one.key.id.to_string())
                .bind(one.version)
                .bind(one.doc.as_deref())
                .bind(batch);
        }
        query.execute(&mut *database).await?;
        follow(database, some).await?;
    }
    Ok(())
}

/// What stands, after these versions.
async fn follow(database: &mut SqliteConnection, versions: &[Next]) -> Result<(), StoreError> {
    let (stand, removed): (Vec<&Next>, Vec<&Next>) =
        versions.iter().partition(|one| one.doc.is_some());
    if !stand.is_empty() {
        let sql = format!(
            "INSERT INTO ledger_entry (kind, id, version) VALUES {}
             ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version",
            rows(stand.len(), 3)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        for one in stand {
            query = query
                .bind(one.key.kind.name())
                .bind(one.key.id.to_string())
                .bind(one.version);
        }
        query.execute(&mut *database).await?;
    }
    let removed: Vec<Key> = removed.into_iter().map(|one| one.key).collect();
    for (kind, ids) in by_kind(&removed) {
        let sql = format!(
            "DELETE FROM ledger_entry WHERE kind = $1 AND id IN ({})",
            places(2, ids.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
        query = query.bind(kind.name());
        for id in ids {
            query = query.bind(id.to_string());
        }
        query.execute(&mut *database).await?;
    }
    Ok(())
}

/// Destroys what the versions of these records held, but of those that stand again; whether there was
/// something.
pub(super) async fn erase_removed(
    database: &mut SqliteConnection,
    keys: &[Key],
) -> Result<bool, StoreError> {
    let mut erased = 0;
    for (kind, ids) in by_kind(keys) {
        for ids in ids.chunks(TOGETHER) {
            let sql = format!(
                "UPDATE ledger_version SET doc = NULL
                 WHERE kind = $1 AND id IN ({}) AND doc IS NOT NULL AND NOT EXISTS (
                     SELECT 1 FROM ledger_entry AS standing
                     WHERE standing.kind = ledger_version.kind
                     AND standing.id = ledger_version.id)",
                places(2, ids.len())
            );
            let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
            query = query.bind(kind.name());
            for id in ids {
                query = query.bind(id.to_string());
            }
            erased += query.execute(&mut *database).await?.rows_affected();
        }
    }
    Ok(erased > 0)
}

fn by_kind(keys: &[Key]) -> BTreeMap<EntryKind, Vec<EntryId>> {
    let mut kinds: BTreeMap<EntryKind, Vec<EntryId>> = BTreeMap::new();
    for key in keys {
        kinds.entry(key.kind).or_default().push(key.id);
    }
    kinds
}

/// `$2, $3, $4`
fn places(first: usize, count: usize) -> String {
    let places = (first..first + count).map(|place| format!("${place}"));
    places.collect::<Vec<_>>().join(", ")
}

/// `($1, $2), ($3, $4)`
fn rows(count: usize, width: usize) -> String {
    let rows = (0..count).map(|row| format!("({})", places(row * width + 1, width)));
    rows.collect::<Vec<_>>().join(", ")
}
