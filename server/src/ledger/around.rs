//! What a record is held against when it is written: itself, the records that it names, and the
//! short names that are in use.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sqlx::SqliteConnection;

use super::entry::{Entry, EntryKind, Key};
use super::flaws::Flaw;
use super::write::Refused;
use super::{Ledger, filed, table};
use crate::partners::Index;
use crate::store::StoreError;

/// The records around those that are written together.
pub(super) struct Around<'a> {
    /// Those of the same batch: some may be written later than what names them.
    batch: &'a HashSet<Key>,
    /// Those that stand.
    known: HashSet<Key>,
    slugs: Slugs,
}

impl<'a> Around<'a> {
    /// Around the records that change in one transaction. `known`: some of those that stand; the
    /// others are looked up when somebody names them.
    pub(super) fn of(
        ledger: &Ledger,
        batch: &'a HashSet<Key>,
        known: HashSet<Key>,
        changing: HashSet<Key>,
    ) -> Around<'a> {
        Around {
            batch,
            known,
            slugs: Slugs {
                index: ledger.cities().now(),
                changing,
                taken: HashMap::new(),
            },
        }
    }

    /// Refuses a record of which something is not right by itself or beside the others.
    pub(super) async fn check(
        &mut self,
        database: &mut SqliteConnection,
        entry: &Entry,
        is_undo: bool,
    ) -> Result<(), Refused> {
        let key = entry.key();
        let missing = self.missing(database, entry).await?;
        let mut flaws = entry.flaws();
        if let Entry::Partner(partner) = entry
            && !self.slugs.take(key, &partner.slug)
        {
            flaws.push(Flaw::new("slug", "taken"));
        }
        if is_undo {
            // What stood before was right when it was written.
            if !missing.is_empty() {
                return Err(Refused::Missing { key, missing });
            }
            if !flaws.is_empty() {
                return Err(Refused::Unfit { key, flaws });
            }
        }
        let unknown = missing.iter().map(|named| named.kind.name());
        flaws.extend(unknown.map(|kind| Flaw::new(kind, "unknown")));
        if flaws.is_empty() {
            Ok(())
        } else {
            Err(Refused::Flawed { key, flaws })
        }
    }

    /// What a record names that is not there.
    async fn missing(
        &mut self,
        database: &mut SqliteConnection,
        entry: &Entry,
    ) -> Result<Vec<Key>, StoreError> {
        let mut missing = Vec::new();
        for named in entry.references() {
            if self.batch.contains(&named) || self.known.contains(&named) {
                continue;
            }
            if is_there(database, named).await? {
                self.known.insert(named);
            } else if !missing.contains(&named) {
                missing.push(named);
            }
        }
        Ok(missing)
    }
}

async fn is_there(database: &mut SqliteConnection, key: Key) -> Result<bool, StoreError> {
    Ok(table::exists(database, key).await?
        || (key.kind == EntryKind::Exchange && filed::exists(database, key).await?))
}

/// The short names of partners that are in use, so that no two have the same.
struct Slugs {
    index: Arc<Index>,
    changing: HashSet<Key>,
    taken: HashMap<String, Key>,
}

impl Slugs {
    /// False when another partner has this name.
    fn take(&mut self, key: Key, slug: &str) -> bool {
        let holder = self.index.find(slug);
        let holder = holder.filter(|city| city.record.slug == slug);
        let holder = holder.map(|city| Key::from(city.id()));
        let free = holder.is_none_or(|holder| holder == key || self.changing.contains(&holder));
        let taken_by = self.taken.entry(slug.to_owned()).or_insert(key);
        free && *taken_by == key
    }
}
