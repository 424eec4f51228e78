//! What is there already, and what came before in the file, by what makes two records of one thing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Record;
use crate::fold::is_similar;

/// What a row seems to repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "of")]
#[schema(as = IntakeDuplicate)]
pub enum Duplicate<I> {
    /// A row above it.
    Line {
        line: u32,
    },
    Record {
        id: I,
    },
}

/// By what two records are taken for one: all that must be equal, and a title that must be alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    key: u64,
    /// Folded.
    title: String,
}

impl Likeness {
    /// `parts` are what must be equal, as text.
    pub fn of<'p>(parts: impl IntoIterator<Item = &'p str>, title: &str) -> Likeness {
        // FNV-1a: what only looks the same is told apart by the title, or by who looks at it.
        let mut key = 0xcbf2_9ce4_8422_2325u64;
        for part in parts {
            for byte in part.bytes().chain([0xff]) {
                key = (key ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
            }
        }
        Likeness {
            key,
            title: crate::fold::folded(title),
        }
    }
}

/// An index over records and rows, in some sixty bytes each and their titles.
#[derive(Debug)]
pub struct Known<I> {
    /// The last entry of each key.
    last: BTreeMap<u64, u32>,
    entries: Vec<Entry<I>>,
    titles: String,
}

#[derive(Debug)]
struct Entry<I> {
    origin: Duplicate<I>,
    start: usize,
    end: usize,
    /// The entry of the same key before it.
    before: Option<u32>,
}

impl<I> Default for Known<I> {
    fn default() -> Known<I> {
        Known {
            last: BTreeMap::new(),
            entries: Vec::new(),
            titles: String::new(),
        }
    }
}

impl<I: Copy> Known<I> {
    /// A record that is there.
    pub fn add<R: Record<Id = I>>(&mut self, record: &R) {
        let id = record.id();
        self.insert(&record.likeness(), Duplicate::Record { id });
    }

    pub(super) fn add_line(&mut self, likeness: &Likeness, line: u32) {
        self.insert(likeness, Duplicate::Line { line });
    }

    fn insert(&mut self, likeness: &Likeness, origin: Duplicate<I>) {
        let Ok(place) = u32::try_from(self.entries.len()) else {
            return;
        };
        let start = self.titles.len();
        self.titles.push_str(&likeness.title);
        let before = self.last.insert(likeness.key, place);
        self.entries.push(Entry {
            origin,
            start,
            end: self.titles.len(),
            before,
        });
    }

    /// The record or row that is like it, the last one of several.
    pub fn find(&self, likeness: &Likeness) -> Option<Duplicate<I>> {
        let mut next = self.last.get(&likeness.key).copied();
        while let Some(entry) = next.and_then(|place| self.entries.get(place as usize)) {
            let title = self.titles.get(entry.start..entry.end).unwrap_or_default();
            if is_similar(title, &likeness.title) {
                return Some(entry.origin);
            }
            next = entry.before;
        }
        None
    }
}
