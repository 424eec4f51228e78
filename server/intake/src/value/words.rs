//! The words of the lists from which a cell may say one: their names in use, and the value that
//! each stands for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use history::exchange::{Currency, Substance};
use history::exchange::{Direction, ExchangeKind, ExchangeState, Field, Mode, OrganiserClass};
use history::intent::Stage;
use history::partner::{Continent, Kind, Standing};
use history::relation::{EndingReason, RelationState};
use meeting::plan::Rank;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};

use crate::fold::folded;

/// A line of `words.tsv`.
struct Word {
    value: &'static str,
    zh: &'static str,
    en: &'static str,
}

#[derive(Default)]
struct List {
    words: Vec<Word>,
    /// The place in `words` by every name, folded; by the name itself where nothing is left of it.
    names: BTreeMap<String, usize>,
}

static LISTS: LazyLock<BTreeMap<&'static str, List>> = LazyLock::new(|| {
    let mut lists: BTreeMap<&str, List> = BTreeMap::new();
    for line in include_str!("words.tsv").lines().skip(1) {
        let mut columns = line.split('\t');
        let (Some(list), Some(value)) = (columns.next(), columns.next()) else {
            continue;
        };
        let names = columns.flat_map(|names| names.split('|'));
        let names: Vec<&'static str> = names.filter(|name| !name.is_empty()).collect();
        let first = |column: usize| {
            let names = line.split('\t').nth(column);
            names.and_then(|names| names.split('|').next())
        };
        let word = Word {
            value,
            zh: first(2).unwrap_or(value),
            en: first(3).unwrap_or(value),
        };
        let list = lists.entry(list).or_default();
        let place = list.words.len();
        list.words.push(word);
        for name in names.into_iter().chain([value]) {
            list.names.entry(key(name)).or_insert(place);
        }
    }
    lists
});

/// Signs such as `¥` have no letter in them.
fn key(name: &str) -> String {
    let folded = folded(name);
    if folded.is_empty() || name.contains(['$', '¥']) {
        name.trim().to_uppercase()
    } else {
        folded
    }
}

/// What a cell may say in one word.
pub trait Listed: DeserializeOwned {
    const LIST: &'static str;
}

macro_rules! listed {
    ($($kind:ty: $list:literal),* $(,)?) => {$(
        impl Listed for $kind {
            const LIST: &'static str = $list;
        }
    )*};
}

listed! {
    ExchangeKind: "kind",
    Field: "field",
    Direction: "direction",
    Mode: "mode",
    OrganiserClass: "class",
    Rank: "rank",
    Substance: "substance",
    ExchangeState: "state",
    Stage: "stage",
    Kind: "relation_kind",
    RelationState: "relation_state",
    EndingReason: "ending",
    Continent: "continent",
    Standing: "standing",
    Currency: "currency",
}

/// The value that a word stands for, in any of the languages.
pub fn find<T: Listed>(word: &str) -> Option<T> {
    let list = LISTS.get(T::LIST)?;
    let place = list.names.get(&key(word))?;
    let value = list.words.get(*place)?.value;
    let value: StrDeserializer<'_, serde::de::value::Error> = value.into_deserializer();
    T::deserialize(value).ok()
}

pub fn yes_or_no(word: &str) -> Option<bool> {
    let list = LISTS.get("yes_no")?;
    let word = list.words.get(*list.names.get(&key(word))?)?;
    Some(word.value == "true")
}

/// The names of a list as they are shown: Chinese or English.
pub fn names(list: &str, language: &str) -> Vec<&'static str> {
    let words = LISTS.get(list).map(|list| list.words.as_slice());
    let names = words.unwrap_or_default().iter();
    let chinese = language.starts_with("zh");
    names
        .map(|word| if chinese { word.zh } else { word.en })
        .collect()
}

/// The name under which a value is exported and may be read again.
pub fn name(list: &str, value: &str, language: &str) -> Option<&'static str> {
    let word = LISTS
        .get(list)?
        .words
        .iter()
        .find(|word| word.value == value)?;
    Some(if language.starts_with("zh") {
        word.zh
    } else {
        word.en
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<T: Listed>() -> usize {
        let list = &LISTS[T::LIST];
        for word in &list.words {
            assert!(
                find::<T>(word.value).is_some(),
                "{} {}",
                T::LIST,
                word.value
            );
        }
        list.words.len()
    }

    #[test]
    fn every_value_of_every_list_can_be_said() {
        assert_eq!(all::<ExchangeKind>(), ExchangeKind::ALL.len());
        assert_eq!(all::<Field>(), Field::ALL.len());
        assert_eq!(all::<OrganiserClass>(), OrganiserClass::ALL.len());
        assert_eq!(all::<Kind>(), Kind::ALL.len());
        assert_eq!(all::<Stage>(), Stage::WAY.len() + 1);
        assert_eq!(all::<Direction>(), 3);
        assert_eq!(all::<Mode>(), 3);
        assert_eq!(all::<Rank>(), 6);
        assert_eq!(all::<Substance>(), 6);
        assert_eq!(all::<ExchangeState>(), 3);
        assert_eq!(all::<RelationState>(), 2);
        assert_eq!(all::<EndingReason>(), 5);
        assert_eq!(all::<Continent>(), 6);
        assert_eq!(all::<Standing>(), 2);
        assert!(all::<Currency>() > 5);
    }

    #[test]
    fn no_name_stands_for_two_values_of_a_list() {
        let mut seen: BTreeMap<(&str, String), &str> = BTreeMap::new();
        for line in include_str!("words.tsv").lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 5, "{line}");
            for name in columns[2..].iter().flat_map(|names| names.split('|')) {
                let before = seen.insert((columns[0], key(name)), columns[1]);
                assert!(
                    before.is_none_or(|before| before == columns[1]),
                    "{name}: {line}"
                );
            }
        }
    }

    #[test]
    fn words_are_found_in_any_spelling() {
        assert_eq!(find("视频会议"), Some(ExchangeKind::CloudMeeting));
        assert_eq!(find("CLOUD  meeting"), Some(ExchangeKind::CloudMeeting));
        assert_eq!(find("science & technology"), Some(Field::ScienceTechnology));
        assert_eq!(find("副市長"), Some(Rank::ViceMayor));
        assert_eq!(find("¥"), "CNY".parse::<Currency>().ok());
        assert_eq!(find("US$"), "USD".parse::<Currency>().ok());
        assert_eq!(find("$"), "USD".parse::<Currency>().ok());
        assert_eq!(find::<Rank>("emperor"), None);
        assert_eq!(yes_or_no("是"), Some(true));
        assert_eq!(yes_or_no("0"), Some(false));
        assert_eq!(name("kind", "aid", "zh-CN"), Some("援助"));
        assert_eq!(names("mode", "en"), ["Onsite", "Online", "Hybrid"]);
    }
}
