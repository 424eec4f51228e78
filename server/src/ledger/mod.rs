//! The ledger: what the office enters of partners and of what happened with them. Every change is a
//! version of its own; what was written together can be taken back together; measures and lists are
//! read from what is kept of it in memory.

mod around;
mod attendance;
mod demo;
mod entry;
mod erasure;
mod file;
mod filed;
mod flaws;
mod loose_ends;
mod many;
mod opening;
mod read;
mod state;
mod stream;
mod succession;
mod table;
#[cfg(test)]
mod tests;
mod undo;
mod verify;
mod view;
mod way_back;
mod write;

use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use meeting::id::OrganizerId;

use crate::partners::Cities;
use crate::store::{Store, StoreError};

#[cfg(test)]
pub(crate) use demo::founding_records;
pub(crate) use entry::{Entry, EntryKind, Key, Record};
pub(crate) use file::import_file;
pub use file::{ImportError, Report};
pub(crate) use filed::laid_over;
pub(crate) use read::KeptExchange;
pub(crate) use state::State;
pub(crate) use stream::Writing;
pub(crate) use table::{BatchRow, Kept, VersionRow, put as put_version};
pub(crate) use verify::faults;
pub(crate) use view::{Past, View};
pub(crate) use write::{Change, Refused, Written};

/// A disk that was full may have room again.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// The ledger of one data folder. Cheap to clone.
#[derive(Clone)]
pub struct Ledger(Arc<Inner>);

struct Inner {
    store: Store,
    cities: Arc<Cities>,
    /// Changed by whoever holds the store's pen, after their commit and before they put it down.
    state: RwLock<State>,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Ledger")
    }
}

/// What a batch is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = BatchKind)]
pub(crate) enum What {
    /// The registry that was there before the ledger, or that came with the release.
    First,
    Form,
    Paste,
    Import,
    Undo,
    /// Reconstructed figures, to try things out with.
    Demo,
}

/// What is to be written together.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) what: What,
    /// Of the file it comes from.
    pub(crate) title: Option<String>,
    /// `None`: the service itself.
    pub(crate) by: Option<OrganizerId>,
    pub(crate) undoes: Option<i64>,
    pub(crate) changes: Vec<Change>,
}

impl Batch {
    pub(crate) fn of(what: What, by: Option<OrganizerId>, changes: Vec<Change>) -> Batch {
        Batch {
            what,
            title: None,
            by,
            undoes: None,
            changes,
        }
    }
}

impl Ledger {
    /// What is kept in memory. A measure that takes longer than a moment is computed on a thread
    /// that may block; nobody awaits anything while they hold it.
    pub(crate) fn state(&self) -> RwLockReadGuard<'_, State> {
        let state = self.0.state.read();
        // Every change leaves it whole, so what a panic left behind can be read.
        state.unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn state_to_change(&self) -> RwLockWriteGuard<'_, State> {
        let state = self.0.state.write();
        state.unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The cities of the registry, to be looked up and searched.
    pub fn cities(&self) -> &Arc<Cities> {
        &self.0.cities
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }
}

/// For what is done to the end, even if whoever asked for it goes away meanwhile: what is committed
/// must reach what is kept in memory.
async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::spawn(work).await {
        Ok(done) => Ok(done),
        Err(broken) if broken.is_panic() => std::panic::resume_unwind(broken.into_panic()),
        // The service stops.
        Err(_) => Err(StoreError::Behind),
    }
}
