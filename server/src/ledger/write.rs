//! Writing into the ledger: many records at once, each from the version it was made from, all or
//! none.

use std::collections::{HashMap, HashSet};

use sqlx::SqliteConnection;

use super::around::Around;
use super::entry::{Entry, Key};
use super::flaws::Flaw;
use super::many::{self, Next};
use super::state::Effect;
use super::succession::Succession;
use super::table::{self, Standing};
use super::{Batch, Ledger, What, erasure, to_the_end};
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
    /// What stood before names what is not there any more.
    #[error("{key} names what was removed: {}", list(.missing))]
    Missing { key: Key, missing: Vec<Key> },
    /// What stood before is not right any more.
    #[error("{key} does not fit any more: {}", flaws.first().map_or("", |flaw| flaw.problem))]
    Unfit { key: Key, flaws: Vec<Flaw> },
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
        let changes = self.ordered(std::mem::take(&mut batch.changes)).await?;
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

    /// Changes in an order in which they can be written part by part.
    pub(super) async fn ordered(
        &self,
        mut changes: Vec<Change>,
    ) -> Result<Vec<Change>, StoreError> {
        let succession = if changes.len() > AT_ONCE {
            let removed = changes.iter().filter(|change| change.to.is_none());
            let mut database = self.store().pool().acquire().await?;
            Succession::read(&mut database, removed.map(|change| change.key)).await?
        } else {
            Succession::default()
        };
        changes.sort_by_key(|change| {
            let place = succession.place(change.key);
            (order(change.key, change.to.is_some()), place)
        });
        Ok(changes)
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
        let (mut standing, known) = part.read(&mut transaction, keys).await?;
        let changing = part.changes.iter().map(|change| change.key);
        let mut around = Around::of(self, keys, known, changing.collect());
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
                let is_undo = batch.what == What::Undo;
                around.check(&mut transaction, entry, is_undo).await?;
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
        self.refuse_loose_ends(&effects)?;
        let erased = match number.filter(|_| !part.more_to_come) {
            Some(number) => erasure::close_in(&mut transaction, number).await?,
            None => false,
        };
        transaction.commit().await?;
        self.apply(effects).await;
        drop(pen);
        if erased {
            self.empty_log().await;
        }
        written.batch = number;
        Ok(written)
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
