//! How many of one kind may be there at once.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Up to `limit` places for each key. A place is given back when it is dropped.
#[derive(Debug)]
pub struct Crowd<Key: Eq + Hash> {
    limit: usize,
    taken: Arc<Mutex<HashMap<Key, usize>>>,
}

/// Somebody who is there.
#[derive(Debug)]
pub struct Place<Key: Eq + Hash> {
    key: Key,
    taken: Arc<Mutex<HashMap<Key, usize>>>,
}

impl<Key: Eq + Hash + Clone> Crowd<Key> {
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            taken: Arc::default(),
        }
    }

    /// `None`: all places of this key are taken.
    pub fn enter(&self, key: Key) -> Option<Place<Key>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(key.clone()).or_insert(0);
        if *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(Place {
            key,
            taken: self.taken.clone(),
        })
    }
}

impl<Key: Eq + Hash> Drop for Place<Key> {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_places_and_gets_them_back() {
        let crowd = Crowd::new(2);
        let first = crowd.enter("a").unwrap();
        let _second = crowd.enter("a").unwrap();
        assert!(crowd.enter("a").is_none());
        let other = crowd.enter("b").unwrap();
        drop(first);
        assert!(crowd.enter("a").is_some());
        drop(other);
        // Nothing is remembered of who has gone.
        assert_eq!(crowd.taken.lock().unwrap().len(), 1);
    }
}
