//! The sentences of minutes in the languages of the interface.

use std::sync::LazyLock;

use crate::records::filled;
use crate::records::{self, Terms};

static SENTENCES: LazyLock<Terms> = LazyLock::new(|| Terms::read(include_str!("words.tsv")));

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(records::Words);

impl Words {
    /// The language that serves a BCP 47 tag best; English when there is none.
    pub(super) fn of(tag: &str) -> Self {
        Self(records::Words::in_table(&SENTENCES, tag))
    }

    pub(super) fn get(self, key: &str) -> String {
        self.0.get(key)
    }

    /// With every `{name}` filled in.
    pub(super) fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        filled(&self.get(key), values)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    fn placeholders(text: &str) -> BTreeSet<String> {
        let parts = text.split('{').skip(1);
        let names = parts.filter_map(|part| part.split_once('}'));
        names.map(|(name, _)| name.to_owned()).collect()
    }

    #[test]
    fn every_sentence_says_the_same_in_every_language() {
        for line in include_str!("words.tsv").lines().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 10, "{line}");
            for text in &fields[1..] {
                assert!(!text.trim().is_empty(), "{line}");
                assert_eq!(placeholders(text), placeholders(fields[2]), "{line}");
            }
        }
    }
}
