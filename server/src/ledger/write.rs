//! Writing into the ledger: many records at once, each from the version it was made from, all or
//! none.

use std::collections::{HashMap, HashSet};

use sqlx::SqliteConnection;

use super::entry::{Entry, EntryKind, Key};
use super::flaws::Flaw;
use super::many::{self, Next};
use super::state::Effect;
use super::table::{self, Standing};
use super::{Batch, Ledger, erasure, filed, to_the_end};
use crate::app::now;
use crate::store::StoreError;

/// So many changes are written in one transaction. Rooms wait while one is written, so what is larger
/// takes several, and is taken back if one of them fails.
pub(super) const AT_ONCE: usize = 1_000;

/// What is to become of one record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    pub(crate) key: Key,
    /// The version it was made from; 0 for a record that is not there; `None`: whatever stands.
    pub(crate) from: Option<i64>,
    /// `None`: it is removed.
    pub(crate) to: Option<Entry>,
}

impl Change {
    pub(crate) fn put(entry: Entry, from: Option<i64>) -> Change {
        Change {
            key: entry.key(),
            from,
            to: Some(entry),
        }
    }

    pub(crate) fn remove(key: Key, from: Option<i64>) -> Change {
        Change {
            key,
            from,
            to: None,
        }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    /// `None`: everything stood so already.
    pub(crate) batch: Option<i64>,
    pub(crate) added: usize,
    pub(crate) changed: usize,
    pub(crate) removed: usize,
    pub(crate) unchanged: usize,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// Somebody was faster.
    #[error("changed meanwhile: {}", list(.0))]
    Changed(Vec<Key>),
    #[error("{key} is not right: {}", flaws.first().map_or("", |flaw| flaw.problem))]
    Flawed { key: Key, flaws: Vec<Flaw> },
    /// Others name what was to be removed.
    #[error("{0} is named by other records")]
    InUse(Key),
    #[error("there is no such batch")]
    NoBatch,
    #[error("the batch is being written")]
    BeingWritten,
    /// What is personal is erased with its record and does not come back.
    #[error("what {0} held was erased")]
    Erased(Key),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Refused::Store(error.into())
    }
}

fn list(keys: &[Key]) -> String {
    let keys: Vec<String> = keys.iter().take(10).map(Key::to_string).collect();
    keys.join(", ")
}

impl Ledger {
    /// Writes a batch. Whoever awaits it may go away: it is done to the end.
    pub(crate) async fn write(&self, batch: Batch) -> Result<Written, Refused> {
        let ledger = self.clone();
        to_the_end(async move { ledger.write_all(batch).await }).await?
    }

    pub(super) async fn write_all(&self, mut batch: Batch) -> Result<Written, Refused> {
        let mut changes = std::mem::take(&mut batch.changes);
        changes.sort_by_key(|change| order(change.key, change.to.is_some()));
        let keys: HashSet<Key> = changes.iter().map(|change| change.key).collect();
        let mut written = Written::none();
        let mut changes = changes.into_iter();
        while changes.len() > 0 {
            let part = Part {
                changes: changes.by_ref().take(AT_ONCE).collect(),
                number: written.batch,
                more_to_come: changes.len() > 0,
            };
            match self.write_part(&batch, part, &keys).await {
                Ok(so_far) => written = written.and(so_far),
                Err(refusal) => {
                    if let Some(number) = written.batch
                        && let Err(error) = self.take_back(number).await
                    {
                        tracing::error!(%error, batch = number, "a half-written batch stands");
                        self.take_back_in_time(number);
                    }
                    return Err(refusal);
                }
            }
        }
        Ok(written)
    }

    pub(super) async fn write_part(
        &self,
        batch: &Batch,
        part: Part,
        keys: &HashSet<Key>,
    ) -> Result<Written, Refused> {
        let mut pen = self.store().pen().await?;
        let mut transaction = pen.begin().await?;
        let mut number = part.number;
        let mut written = Written::none();
        let mut effects = Vec::new();
        let mut slugs = self.slugs(&part.changes);
        let (mut standing, mut known) = part.read(&mut transaction, keys).await?;
        let mut next = Vec::with_capacity(part.changes.len());
        for change in part.changes {
            let before = match standing.remove(&change.key) {
                Some(before) => before,
                // The second change of one record in one batch is made from what the first leaves.
                None => {
                    put(&mut transaction, number, &mut next).await?;
                    table::standing(&mut transaction, change.key).await?
                }
            };
            let Some(change) = judged(change, &before)? else {
                written.unchanged += 1;
                continue;
            };
            if let Some(entry) = &change.to {
                self.check(&mut transaction, entry, (keys, &mut known, &mut slugs))
                    .await?;
            }
            let batch = match number {
                Some(number) => number,
                None => table::begin(&mut transaction, batch, now().timestamp, true).await?,
            };
            number = Some(batch);
            let version = before.version + 1;
            next.push(Next::of(change.key, version, change.to.as_ref())?);
            written.count(before.entry.is_some(), change.to.is_some());
            effects.push(Effect {
                key: change.key,
                before: before.entry,
                after: change.to,
            });
        }
        put(&mut transaction, number, &mut next).await?;
        if let Some(number) = number.filter(|_| !part.more_to_come) {
            table::close(&mut transaction, number).await?;
        }
        self.refuse_loose_ends(&effects)?;
        let erased = erasure::erase_removed(&mut transaction, &effects).await?;
        transaction.commit().await?;
        self.apply(effects).await;
        drop(pen);
        if erased {
            self.store().empty_log().await?;
        }
        written.batch = number;
        Ok(written)
    }

    /// The short names of partners that change, so that no two have the same.
    fn slugs(&self, changes: &[Change]) -> Slugs {
        Slugs {
            index: self.cities().now(),
            changing: changes.iter().map(|change| change.key).collect(),
            taken: HashSet::new(),
        }
    }

    async fn check(
        &self,
        database: &mut SqliteConnection,
        entry: &Entry,
        (keys, known, slugs): (&HashSet<Key>, &mut HashSet<Key>, &mut Slugs),
    ) -> Result<(), Refused> {
        let key = entry.key();
        let mut flaws = entry.flaws();
        if let Entry::Partner(partner) = entry
            && !slugs.take(key, &partner.slug)
        {
            flaws.push(Flaw::new("slug", "taken"));
        }
        for named in entry.references() {
            // A record of the same batch may come in a later part of it.
            if keys.contains(&named) || !known.insert(named) {
                continue;
            }
            if !self.is_there(database, named).await? {
                flaws.push(Flaw::new(named.kind.name(), "unknown"));
            }
        }
        if flaws.is_empty() {
            Ok(())
        } else {
            Err(Refused::Flawed { key, flaws })
        }
    }

    async fn is_there(
        &self,
        database: &mut SqliteConnection,
        key: Key,
    ) -> Result<bool, StoreError> {
        Ok(table::exists(database, key).await?
            || (key.kind == EntryKind::Exchange && filed::exists(database, key).await?))
    }

    /// Nothing may be named that is not there any more.
    fn refuse_loose_ends(&self, effects: &[Effect]) -> Result<(), Refused> {
        match self.state().named_after(effects) {
            Some(key) => Err(Refused::InUse(key)),
            None => Ok(()),
        }
    }
}

/// What of a batch is written in one transaction.
pub(super) struct Part {
    pub(super) changes: Vec<Change>,
    /// Of the batch, once it has begun.
    pub(super) number: Option<i64>,
    pub(super) more_to_come: bool,
}

impl Part {
    /// Where the records have come to that it changes, and which of those stand that they will name.
    async fn read(
        &self,
        database: &mut SqliteConnection,
        batch: &HashSet<Key>,
    ) -> Result<(HashMap<Key, Standing>, HashSet<Key>), StoreError> {
        let keys: Vec<Key> = self.changes.iter().map(|change| change.key).collect();
        let entries = self.changes.iter().filter_map(|change| change.to.as_ref());
        let named: HashSet<Key> = entries.flat_map(Entry::references).collect();
        let named: Vec<Key> = named.difference(batch).copied().collect();
        let standing = many::standing(database, &keys).await?;
        Ok((standing, many::existing(database, &named).await?))
    }
}

/// Writes what waits to be written.
async fn put(
    database: &mut SqliteConnection,
    batch: Option<i64>,
    next: &mut Vec<Next>,
) -> Result<(), StoreError> {
    if let Some(batch) = batch {
        many::put(database, batch, next).await?;
        next.clear();
    }
    Ok(())
}

/// What comes first is what others name; what is removed goes in the opposite order.
pub(super) fn order(key: Key, will_stand: bool) -> (bool, i8) {
    let place = key.kind as i8;
    (!will_stand, if will_stand { place } else { -place })
}

/// The change, unless everything stands so already.
fn judged(change: Change, before: &Standing) -> Result<Option<Change>, Refused> {
    let is_from = |version| version == before.version || (version == 0 && before.entry.is_none());
    if !change.from.is_none_or(is_from) {
        return Err(Refused::Changed(vec![change.key]));
    }
    Ok(Some(change).filter(|change| change.to != before.entry))
}

/// The short names that are in use.
struct Slugs {
    index: std::sync::Arc<crate::partners::Index>,
    changing: HashSet<Key>,
    taken: HashSet<String>,
}

impl Slugs {
    /// False when another partner has this name.
    fn take(&mut self, key: Key, slug: &str) -> bool {
        let holder = self.index.find(slug);
        let holder = holder.filter(|city| city.record.slug == slug);
        let holder = holder.map(|city| Key::from(city.id()));
        let free = holder.is_none_or(|holder| holder == key || self.changing.contains(&holder));
        free && self.taken.insert(slug.to_owned())
    }
}

impl Written {
    pub(super) fn none() -> Written {
        Written {
            batch: None,
            added: 0,
            changed: 0,
            removed: 0,
            unchanged: 0,
        }
    }

    pub(super) fn and(self, more: Written) -> Written {
        Written {
            batch: self.batch.or(more.batch),
            added: self.added + more.added,
            changed: self.changed + more.changed,
            removed: self.removed + more.removed,
            unchanged: self.unchanged + more.unchanged,
        }
    }

    fn count(&mut self, was: bool, is: bool) {
        match (was, is) {
            (false, _) => self.added += 1,
            (true, true) => self.changed += 1,
            (true, false) => self.removed += 1,
        }
    }
}
