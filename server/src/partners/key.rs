//! The texts by which a partner is found, and how well what is typed fits one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::trace::{Trace, starts_nearly};
use super::{codes, fold};

/// From this many characters on a search that finds nothing forgives one slip of the keyboard.
const FORGIVING_FROM: usize = 5;

/// What finds the partners of a country, once for all of them.
static COUNTRIES: LazyLock<BTreeMap<&'static str, Keys>> = LazyLock::new(|| {
    let countries = codes::countries().map(|(code, country)| {
        let names = [country.zh, country.en];
        let names = names.iter().chain(&country.others);
        let keys = names.flat_map(|name| name_keys(name, Field::Country));
        (code, Keys::of(keys))
    });
    countries.collect()
});

/// What somebody looks for: a text that may stand in a name.
pub(super) struct Typed {
    pub(super) text: String,
    trace: Trace,
}

impl Typed {
    pub(super) fn of(text: String) -> Typed {
        Typed {
            trace: Trace::of(&text),
            text,
        }
    }
}

/// How well a text fits, the best first; then by what it was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit(Closeness, Field);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Whole,
    Start,
    StartOfWord,
    Inside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Name,
    Sound,
    Country,
}

/// Some of the texts by which a partner is found.
#[derive(Debug)]
pub(super) struct Keys {
    keys: Box<[Key]>,
    /// Of the keys, in their order: side by side, since every search goes through all of them.
    traces: Box<[Trace]>,
}

impl Keys {
    pub(super) fn of(keys: impl IntoIterator<Item = Key>) -> Keys {
        let keys = keys.into_iter().filter(|key| !key.text.is_empty());
        let keys: Box<[Key]> = keys.collect();
        Keys {
            traces: keys.iter().map(|key| Trace::of(&key.text)).collect(),
            keys,
        }
    }

    /// Those of the country with this code, if it is one of the world's.
    pub(super) fn of_country(code: &str) -> Option<&'static Keys> {
        COUNTRIES.get(code)
    }

    /// How well what is typed fits the one that it fits best.
    pub(super) fn best(&self, typed: &Typed) -> Option<Fit> {
        let keys = self.keys.iter().zip(&self.traces);
        let may = keys.filter(|(_, trace)| trace.holds(typed.trace));
        may.filter_map(|(key, _)| key.fit(&typed.text)).min()
    }

    /// Whether one of them starts with what is typed but for one slip of the keyboard.
    pub(super) fn nearly(&self, text: &str) -> bool {
        let long_enough = text.chars().count() >= FORGIVING_FROM;
        long_enough && self.keys.iter().any(|key| starts_nearly(&key.text, text))
    }
}

/// One text by which a partner is found: folded words run together, and where each but the
/// first begins. A large registry has half a million of them, so they are kept in no more room
/// than they need.
#[derive(Debug)]
pub(super) struct Key {
    text: Box<str>,
    starts: Box<[u32]>,
    field: Field,
    /// Whether a match may begin within a word. Not in pinyin, where `an` would be everywhere.
    inside: bool,
}

impl Key {
    pub(super) fn of(words: &[String], field: Field, inside: bool) -> Key {
        let starts = words
            .iter()
            .scan(0_u32, |end, word| {
                *end =
                    u32::try_from(word.len()).map_or(u32::MAX, |length| end.saturating_add(length));
                Some(*end)
            })
            .take(words.len().saturating_sub(1))
            .collect();
        Key {
            text: words.concat().into_boxed_str(),
            starts,
            field,
            inside,
        }
    }

    fn fit(&self, text: &str) -> Option<Fit> {
        let begins_at = |start: &u32| {
            let rest = self.text.get(*start as usize..);
            rest.is_some_and(|rest| rest.starts_with(text))
        };
        // One Latin letter stands inside nearly every name.
        let telling = text.len() > 1;
        let closeness = if *self.text == *text {
            Closeness::Whole
        } else if self.text.starts_with(text) {
            Closeness::Start
        } else if self.starts.iter().any(begins_at) {
            Closeness::StartOfWord
        } else if self.inside && telling && self.text.contains(text) {
            Closeness::Inside
        } else {
            return None;
        };
        Some(Fit(closeness, self.field))
    }
}

/// A name as it stands, each of the names that stand in it beside one another (`Cape Town /
/// Kaapstad`, `浜松市(滨松市)`), and how the Chinese ones sound.
pub(super) fn name_keys(name: &str, field: Field) -> Vec<Key> {
    let parts = name.split(['/', '(', ')', '（', '）']).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let mut keys = vec![Key::of(&fold::words(name), field, true)];
    if parts.len() > 1 {
        keys.extend(
            parts
                .iter()
                .map(|part| Key::of(&fold::words(part), field, true)),
        );
    }
    let sound = field.max(Field::Sound);
    for reading in parts.iter().flat_map(|part| fold::readings(part)) {
        let initials = reading
            .iter()
            .filter_map(|syllable| syllable.get(..1))
            .collect();
        keys.push(Key::of(&[initials], sound, false));
        keys.push(Key::of(&reading, sound, false));
    }
    keys
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_trace_leaves_out_nothing(name in "\\PC{1,40}", from in 0usize..6, length in 1usize..6) {
            for key in name_keys(&name, Field::Name) {
                let part: String = key.text.chars().skip(from).take(length).collect();
                let trace = Trace::of(&key.text);
                prop_assert!(trace.holds(Trace::of(&part)), "{part} in {}", key.text);
            }
        }

        #[test]
        fn every_word_of_a_name_is_found_at_its_start(words in prop::collection::vec("[a-z]{2,9}", 1..6)) {
            let key = Key::of(&words, Field::Name, false);
            for place in 0..words.len() {
                let from = words.get(place..).map(<[String]>::concat).unwrap_or_default();
                prop_assert!(key.fit(&from).is_some(), "{from} in {words:?}");
            }
        }
    }
}
