//! The headings and words of tables in the languages of the interface.

use std::sync::LazyLock;

use super::cell::Column;
use crate::records::{self, Terms};

const TABLE: &str = include_str!("words.tsv");
static TERMS: LazyLock<Terms> = LazyLock::new(|| Terms::read(TABLE));

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words(records::Words);

impl Words {
    /// The language that serves a BCP 47 tag best; English when there is none.
    pub(crate) fn of(tag: &str) -> Words {
        Words(records::Words::in_table(&TERMS, tag))
    }

    pub(crate) fn language(self) -> &'static str {
        self.0.language()
    }

    pub(crate) fn get(self, key: &str) -> String {
        self.0.get(key)
    }

    pub(crate) fn columns(self, keys: &[&str]) -> Vec<Column> {
        let column = |key: &&str| Column::new(*key, self.get(&format!("column.{key}")));
        keys.iter().map(column).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_word_is_there_in_nine_languages() {
        let mut keys = BTreeSet::new();
        for line in TABLE.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 10, "{line}");
            assert!(fields.iter().all(|word| !word.trim().is_empty()), "{line}");
            assert!(keys.insert(fields[0]), "{line}");
        }
    }
}
