//! The ledger when the service starts.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use futures_util::TryStreamExt as _;
use history::partner::Partner;
use meeting::id::PartnerId;
use meeting::time::Timestamp;

use super::entry::Entry;
use super::write::Change;
use super::{Batch, Inner, Ledger, Record as _, State, What, file, filed, table};
use crate::partners::{Cities, FilePartner, Index, Listed};
use crate::store::{Store, StoreError};

impl Ledger {
    /// The ledger of a store. At its first opening the registry is taken over that an earlier release
    /// kept; what a run before left half written is taken back.
    pub async fn open(store: &Store) -> Result<Ledger, file::ImportError> {
        let ledger = Ledger::load(store).await?;
        for batch in ledger.open_batches().await? {
            ledger.take_back(batch).await?;
        }
        if ledger.is_new().await? {
            ledger.begin_with(earlier_registry(store).await?).await?;
        }
        Ok(ledger)
    }

    /// Where nothing was ever written, the registry of the release.
    pub async fn begin(&self) -> Result<(), file::ImportError> {
        if self.is_new().await? {
            self.begin_with(file::of_the_release()?).await?;
        }
        Ok(())
    }

    /// Whether nothing was ever written.
    pub(crate) async fn is_new(&self) -> Result<bool, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        table::is_empty(&mut database).await
    }

    async fn open_batches(&self) -> Result<Vec<i64>, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        table::open_batches(&mut database).await
    }

    async fn load(store: &Store) -> Result<Ledger, StoreError> {
        let mut database = store.pool().acquire().await?;
        let mut state = State::default();
        for filed in filed::all(&mut database, Timestamp(i64::MAX)).await? {
            state.file(filed.exchange.id, Some(filed), None);
        }
        let mut partners: HashMap<PartnerId, Partner> = HashMap::new();
        let mut rows = sqlx::query_as::<_, table::Row4>(table::STANDING).fetch(&mut *database);
        while let Some(row) = rows.try_next().await? {
            let entry = table::parsed(row)?.record;
            state.load(&entry);
            if let Entry::Partner(partner) = entry {
                partners.insert(partner.id, partner);
            }
        }
        let listed = partners.into_values().map(|partner| {
            let relations = state.relations_with(partner.id);
            Listed::of(partner, relations)
        });
        let index = Index::of(listed);
        Ok(Ledger(Arc::new(Inner {
            store: store.clone(),
            cities: Arc::new(Cities::of(index)),
            state: RwLock::new(state),
        })))
    }

    async fn begin_with(&self, rows: Vec<FilePartner>) -> Result<(), file::ImportError> {
        let changes = rows.iter().flat_map(|row| {
            let entries = [row.city().entry(), row.relation().entry()];
            entries.map(|entry| Change::put(entry, Some(0)))
        });
        let batch = Batch::of(What::First, None, changes.collect());
        let written = self.write(batch).await?;
        if let Some(batch) = written.batch {
            tracing::info!(
                batch,
                records = written.added,
                "the registry was taken over"
            );
        }
        Ok(())
    }
}

/// The registry as an earlier release kept it.
async fn earlier_registry(store: &Store) -> Result<Vec<FilePartner>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT slug, doc FROM partner ORDER BY slug")
        .fetch_all(store.pool())
        .await?;
    let partner = |(slug, doc): &(String, String)| {
        serde_json::from_str(doc).map_err(|error| StoreError::damaged("partner", slug, error))
    };
    rows.iter().map(partner).collect()
}
