//! Records as they stand, or as they were kept at an earlier moment, whatever has been entered or put
//! right since.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use history::partner::Partner;
use meeting::id::{EntryId, ExchangeId, PartnerId};
use meeting::time::Timestamp;

use super::entry::{Key, Record};
use super::read::{self, KeptExchange};
use super::table::{self, Kept};
use super::{Ledger, State, filed};
use crate::partners::Listed;
use crate::store::StoreError;

/// Everything as it was kept at a moment.
#[derive(Debug)]
pub(crate) struct Past {
    pub(crate) state: State,
    /// The last batch that was written by then.
    last: i64,
}

/// What the records are that somebody looks at. Cheap to clone.
#[derive(Clone)]
pub(crate) struct View {
    ledger: Ledger,
    past: Option<Arc<Past>>,
}

impl Ledger {
    /// Everything as it was kept at that moment.
    pub(crate) async fn believed(&self, at: Timestamp) -> Result<Past, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        let last = table::last_batch_by(&mut database, at).await?;
        let mut state = State::default();
        for filed in filed::all(&mut database, at).await? {
            state.file(filed.exchange.id, Some(filed), None);
        }
        let mut rows = sqlx::query_as::<_, table::Row4>(table::AS_OF_BATCH)
            .bind(last)
            .fetch(&mut *database);
        while let Some(row) = rows.try_next().await? {
            state.load(&table::parsed(row)?.record);
        }
        Ok(Past { state, last })
    }

    /// The records as they stand.
    pub(crate) fn now(&self) -> View {
        self.seen(None)
    }

    /// The records as they were kept, or as they stand.
    pub(crate) fn seen(&self, past: Option<Arc<Past>>) -> View {
        View {
            ledger: self.clone(),
            past,
        }
    }
}

impl View {
    /// Those that there are of the records with these identities, in their order.
    pub(crate) async fn get_many<T: Record>(
        &self,
        ids: &[EntryId],
    ) -> Result<Vec<Kept<T>>, StoreError> {
        let Some(past) = &self.past else {
            return self.ledger.get_many(ids).await;
        };
        let mut database = self.ledger.store().pool().acquire().await?;
        read::many(&mut database, ids, Some(past.last)).await
    }

    /// Those that there are of the exchanges with these identities, in their order.
    pub(crate) async fn exchanges(
        &self,
        ids: &[ExchangeId],
    ) -> Result<Vec<KeptExchange>, StoreError> {
        let Some(past) = &self.past else {
            return self.ledger.exchanges(ids).await;
        };
        let entries: Vec<EntryId> = ids.iter().map(|id| Key::from(*id).id).collect();
        let kept = self.get_many(&entries).await?;
        Ok(read::laid_over_filed(&past.state, ids, kept))
    }

    /// Those that there are of the cities with these identities.
    pub(crate) async fn cities(
        &self,
        ids: &[PartnerId],
    ) -> Result<HashMap<PartnerId, Arc<Listed>>, StoreError> {
        let Some(past) = &self.past else {
            let cities = self.ledger.cities().now();
            let found = ids
                .iter()
                .filter_map(|id| Some((*id, cities.get(*id)?.clone())));
            return Ok(found.collect());
        };
        let entries: Vec<EntryId> = ids.iter().map(|id| Key::from(*id).id).collect();
        let kept = self.get_many::<Partner>(&entries).await?.into_iter();
        let found = kept.map(|kept| {
            let id = kept.record.id;
            let relations = past.state.relations_with(id);
            (id, Arc::new(Listed::of(kept.record, relations)))
        });
        Ok(found.collect())
    }
}
