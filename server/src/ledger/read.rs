//! Records read from the ledger.

use std::collections::HashMap;

use futures_util::TryStreamExt as _;
use history::exchange::Exchange;
use meeting::id::{EntryId, ExchangeId};
use meeting::time::Timestamp;
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::entry::{Key, Record};
use super::filed::laid_over;
use super::table::{self, Kept};
use super::{BatchRow, Ledger, State, VersionRow};
use crate::store::StoreError;

/// Identities in one query.
const AT_ONCE: usize = 500;

/// An exchange of the history.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeptExchange {
    /// 0 for one that was held here and to which nobody has added anything.
    pub(crate) version: i64,
    pub(crate) record: Exchange,
    /// If it was held here: when it was opened. Who was there, the record of the session says.
    pub(crate) opened_at: Option<Timestamp>,
    /// If it was held here: delegations that were there, the own included.
    pub(crate) delegations: Option<u32>,
}

impl KeptExchange {
    pub(crate) fn is_held_here(&self) -> bool {
        self.opened_at.is_some()
    }
}

impl Ledger {
    pub(crate) async fn get<T: Record>(&self, id: EntryId) -> Result<Option<Kept<T>>, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        let key = Key { kind: T::KIND, id };
        let standing = table::standing(&mut database, key).await?;
        let record = standing.entry.and_then(T::of);
        Ok(record.map(|record| Kept {
            version: standing.version,
            record,
        }))
    }

    /// Those that stand of the records with these identities, in their order.
    pub(crate) async fn get_many<T: Record>(
        &self,
        ids: &[EntryId],
    ) -> Result<Vec<Kept<T>>, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        many(&mut database, ids, None).await
    }

    /// All records of a kind.
    pub(crate) async fn all<T: Record>(&self) -> Result<Vec<Kept<T>>, StoreError> {
        let query = format!("{} AND kind = $1", table::STANDING);
        let rows: Vec<table::Row4> = sqlx::query_as(AssertSqlSafe(query))
            .bind(T::KIND.name())
            .fetch_all(self.store().pool())
            .await?;
        rows.into_iter().map(of_kind).collect()
    }

    pub(crate) async fn exchange(
        &self,
        id: ExchangeId,
    ) -> Result<Option<KeptExchange>, StoreError> {
        Ok(self.exchanges(&[id]).await?.pop())
    }

    /// Those that there are of the exchanges with these identities, in their order.
    pub(crate) async fn exchanges(
        &self,
        ids: &[ExchangeId],
    ) -> Result<Vec<KeptExchange>, StoreError> {
        let entries: Vec<EntryId> = ids.iter().map(|id| Key::from(*id).id).collect();
        let kept = self.get_many(&entries).await?;
        Ok(laid_over_filed(&self.state(), ids, kept))
    }

    /// Some of the records that name this one.
    pub(crate) async fn naming(&self, key: Key) -> Result<Vec<Key>, StoreError> {
        let rows: Vec<table::Row4> = sqlx::query_as(AssertSqlSafe(format!(
            "{} AND id <> $1 AND doc LIKE '%' || $1 || '%' LIMIT 20",
            table::STANDING
        )))
        .bind(key.id.to_string())
        .fetch_all(self.store().pool())
        .await?;
        let mut naming = Vec::new();
        for row in rows {
            let entry = table::parsed(row)?.record;
            if entry.references().contains(&key) {
                naming.push(entry.key());
            }
        }
        Ok(naming)
    }

    /// Hands out every record of a kind that stands, one after another: there may be more than should
    /// be in memory at once.
    pub(crate) async fn each<T: Record>(
        &self,
        mut take: impl FnMut(T) + Send,
    ) -> Result<(), StoreError> {
        let mut database = self.store().pool().acquire().await?;
        let query = format!("{} AND kind = $1", table::STANDING);
        let mut rows = sqlx::query_as::<_, table::Row4>(AssertSqlSafe(query))
            .bind(T::KIND.name())
            .fetch(&mut *database);
        while let Some(row) = rows.try_next().await? {
            take(of_kind::<T>(row)?.record);
        }
        Ok(())
    }

    /// All versions of a record, the newest first.
    pub(crate) async fn versions(&self, key: Key) -> Result<Vec<VersionRow>, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        table::versions(&mut database, key).await
    }

    pub(crate) async fn batches(
        &self,
        before: i64,
        limit: i64,
    ) -> Result<Vec<BatchRow>, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        table::batches(&mut database, before, limit).await
    }

    pub(crate) async fn batch(&self, number: i64) -> Result<Option<BatchRow>, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        table::batch(&mut database, number).await
    }

    /// What was written in a batch: so many from a place on.
    pub(crate) async fn in_batch(
        &self,
        number: i64,
        from: i64,
        limit: i64,
    ) -> Result<Vec<VersionRow>, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        table::in_batch(&mut database, number, from, limit).await
    }
}

/// What was entered of exchanges together with what was filed of them.
pub(super) fn laid_over_filed(
    state: &State,
    ids: &[ExchangeId],
    kept: Vec<Kept<Exchange>>,
) -> Vec<KeptExchange> {
    let kept = kept.into_iter().map(|kept| (kept.record.id, kept));
    let mut kept: HashMap<ExchangeId, Kept<Exchange>> = kept.collect();
    let both = ids.iter().filter_map(|id| {
        let filed = state.filed(*id);
        let (version, record) = match (kept.remove(id), filed) {
            (Some(kept), Some(filed)) => (kept.version, laid_over(&filed.exchange, kept.record)),
            (Some(kept), None) => (kept.version, kept.record),
            (None, Some(filed)) => (0, filed.exchange.clone()),
            (None, None) => return None,
        };
        Some(KeptExchange {
            version,
            record,
            opened_at: filed.map(|filed| filed.at),
            delegations: filed.map(|filed| filed.delegations),
        })
    });
    both.collect()
}

/// Those that stand of these records, or stood when a batch was the last one; in their order.
pub(super) async fn many<T: Record>(
    database: &mut SqliteConnection,
    ids: &[EntryId],
    last: Option<i64>,
) -> Result<Vec<Kept<T>>, StoreError> {
    let source = match last {
        None => table::STANDING.to_owned(),
        // Written into the text, so that the places of the identities stay the same.
        Some(last) => table::AS_OF_BATCH.replace("$1", &last.to_string()),
    };
    let mut found: HashMap<EntryId, Kept<T>> = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let places: Vec<String> = (2..ids.len() + 2)
            .map(|place| format!("${place}"))
            .collect();
        let query = format!("{source} AND kind = $1 AND id IN ({})", places.join(", "));
        let mut query = sqlx::query_as(AssertSqlSafe(query))
            .persistent(last.is_none())
            .bind(T::KIND.name());
        for id in ids {
            query = query.bind(id.to_string());
        }
        let rows: Vec<table::Row4> = query.fetch_all(&mut *database).await?;
        for row in rows {
            let kept = of_kind::<T>(row)?;
            found.insert(T::key(&kept.record).id, kept);
        }
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn of_kind<T: Record>(row: table::Row4) -> Result<Kept<T>, StoreError> {
    let key = row.1.clone();
    let kept = table::parsed(row)?;
    let record = T::of(kept.record);
    let record =
        record.ok_or_else(|| StoreError::damaged("ledger_version", key, "is of another kind"))?;
    Ok(Kept {
        version: kept.version,
        record,
    })
}
