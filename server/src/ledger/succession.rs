//! Relations name relations: one that was upgraded names the one that followed. Where many are removed,
//! whoever names goes before who is named.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use sqlx::SqliteConnection;

use super::entry::{EntryKind, Key};
use super::many;
use super::write::AT_ONCE;
use crate::store::StoreError;

/// How many follow each of some relations, one after another.
#[derive(Default)]
pub(super) struct Succession(HashMap<Key, usize>);

impl Succession {
    /// As it stands among those of these records that are relations.
    pub(super) async fn read(
        database: &mut SqliteConnection,
        keys: impl Iterator<Item = Key>,
    ) -> Result<Succession, StoreError> {
        let relations: Vec<Key> = keys.filter(|key| key.kind == EntryKind::Relation).collect();
        let mut next = HashMap::new();
        for some in relations.chunks(AT_ONCE) {
            for (key, standing) in many::standing(database, some).await? {
                let named = standing.entry.map(|entry| entry.references());
                let mut named = named.into_iter().flatten();
                if let Some(successor) = named.find(|one| one.kind == EntryKind::Relation) {
                    next.insert(key, successor);
                }
            }
        }
        Ok(Succession::of(&next))
    }

    fn of(next: &HashMap<Key, Key>) -> Succession {
        let mut lengths: HashMap<Key, usize> = HashMap::new();
        for first in next.keys() {
            // Nothing keeps two from following one another: nobody goes round a second time.
            let (mut way, mut seen) = (Vec::new(), HashSet::new());
            let mut at = *first;
            while let Some(successor) = next.get(&at)
                && !lengths.contains_key(&at)
                && seen.insert(at)
            {
                way.push(at);
                at = *successor;
            }
            let mut length = lengths.get(&at).copied().unwrap_or(0);
            for key in way.into_iter().rev() {
                length += 1;
                lengths.insert(key, length);
            }
        }
        Succession(lengths)
    }

    /// Sorts by who goes first.
    pub(super) fn place(&self, key: Key) -> Reverse<usize> {
        Reverse(self.0.get(&key).copied().unwrap_or(0))
    }
}
