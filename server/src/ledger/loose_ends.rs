//! What would hang in the air after a way back, found before its first step: a batch that is refused
//! in one of its later parts has to be taken back again.

use std::collections::{HashMap, HashSet};

use sqlx::SqliteConnection;

use super::Ledger;
use super::around::Around;
use super::entry::{Entry, EntryKind, Key};
use super::many;
use super::way_back::{self, Step, WayBack};
use super::write::{AT_ONCE, Refused};
use crate::store::StoreError;

impl Ledger {
    /// Refuses a way back at whose end something would be named that is not there. Documents are read
    /// some at a time. What others write meanwhile is found when each part is written.
    pub(super) async fn refuse_loose_ends_of(&self, way: &WayBack) -> Result<(), Refused> {
        let removed = way.steps.iter().filter(|step| !step.stood_before);
        let mut naming = Naming(self.state().named(removed.map(|step| step.key)));
        let partners = way.keys.iter().copied();
        let partners = partners.filter(|key| key.kind == EntryKind::Partner);
        let mut around = Around::of(self, &way.keys, HashSet::new(), partners.collect());
        let mut database = self.store().pool().acquire().await?;
        for some in way.steps.chunks(AT_ONCE) {
            naming.without_what_stands(&mut database, some).await?;
            let before = way_back::before(&mut database, some).await?;
            for entry in before.values() {
                around.check(&mut database, entry, true).await?;
                naming.count(entry, 1);
            }
        }
        match naming.left() {
            Some(key) => Err(Refused::InUse(key)),
            None => Ok(()),
        }
    }
}

/// How often records that are to be removed are named.
struct Naming(HashMap<Key, i64>);

impl Naming {
    /// What stands now of these goes or is replaced.
    async fn without_what_stands(
        &mut self,
        database: &mut SqliteConnection,
        steps: &[Step],
    ) -> Result<(), StoreError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let keys: Vec<Key> = steps.iter().map(|step| step.key).collect();
        for standing in many::standing(database, &keys).await?.into_values() {
            if let Some(entry) = standing.entry {
                self.count(&entry, -1);
            }
        }
        Ok(())
    }

    fn count(&mut self, naming: &Entry, by: i64) {
        for key in naming.references() {
            if let Some(count) = self.0.get_mut(&key) {
                *count += by;
            }
        }
    }

    /// The first of those that somebody names still.
    fn left(self) -> Option<Key> {
        let left = self.0.into_iter().filter(|(_, count)| *count > 0);
        left.map(|(key, _)| key).min()
    }
}
