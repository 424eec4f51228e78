//! The registry in memory, and the search over its names: every script, pinyin in full or by
//! initials, countries in Chinese and English. A few thousand names are compared in well under a
//! millisecond, so there is no structure behind it but a list; and unlike an index of trigrams it
//! finds names of two characters.

use std::collections::HashMap;

use history::partner::Kind;
use meeting::id::PartnerId;

use crate::store::{Store, StoreError};

use super::codes;
use super::fold;
use super::partner::Partner;
use super::table;

/// From this many characters on a search that finds nothing forgives one slip of the keyboard.
const FORGIVING_FROM: usize = 5;

/// All partners, in the order in which they are listed: sister cities first, then by slug.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
    by_id: HashMap<PartnerId, usize>,
}

#[derive(Debug)]
struct Entry {
    partner: Partner,
    keys: Vec<Key>,
}

/// How well a text fits, the best first; then by what it was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit(Closeness, Field);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Whole,
    Start,
    StartOfWord,
    Inside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Name,
    Sound,
    Country,
}

/// One text by which a partner is found: folded words run together, and where each begins.
#[derive(Debug)]
struct Key {
    text: String,
    starts: Vec<usize>,
    field: Field,
    /// Whether a match may begin within a word. Not in pinyin, where `an` would be everywhere.
    inside: bool,
}

impl Index {
    pub fn of(mut partners: Vec<Partner>) -> Index {
        partners.sort_by(|a, b| order(a).cmp(&order(b)));
        let ids = partners.iter().map(Partner::id);
        let by_id = ids.enumerate().map(|(place, id)| (id, place)).collect();
        let entries = partners.into_iter().map(Entry::of).collect();
        Index { entries, by_id }
    }

    /// The registry as the store has it now.
    pub async fn load(store: &Store) -> Result<Index, StoreError> {
        Ok(Index::of(table::all(store).await?))
    }

    pub fn get(&self, id: PartnerId) -> Option<&Partner> {
        let entry = self
            .by_id
            .get(&id)
            .and_then(|place| self.entries.get(*place));
        entry.map(|entry| &entry.partner)
    }

    /// By identity or by slug, as it may stand in an address.
    pub fn find(&self, id_or_slug: &str) -> Option<&Partner> {
        let by_id = id_or_slug.parse().ok().and_then(|id| self.get(id));
        by_id.or_else(|| self.get(super::partner::id_of(id_or_slug)))
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The partners that `query` finds, the best fit first; all of them when it holds no word.
    pub fn search(&self, query: &str, kind: Option<Kind>) -> Vec<&Partner> {
        let words = fold::words(query);
        let of_kind = |entry: &&Entry| kind.is_none_or(|kind| entry.partner.kind == kind);
        let entries = || self.entries.iter().filter(of_kind);
        if words.is_empty() {
            return entries().map(|entry| &entry.partner).collect();
        }
        let fits = entries().filter_map(|entry| Some((entry.fit(&words)?, &entry.partner)));
        let mut found: Vec<_> = fits.collect();
        found.sort_by_key(|(fit, _)| *fit);
        if found.is_empty() {
            let text = words.concat();
            let nearly = entries().filter(|entry| entry.nearly(&text));
            return nearly.map(|entry| &entry.partner).collect();
        }
        found.into_iter().map(|(_, partner)| partner).collect()
    }
}

fn order(partner: &Partner) -> (bool, &str) {
    (partner.kind != Kind::Sister, &partner.slug)
}

impl Entry {
    fn of(partner: Partner) -> Entry {
        let mut keys = vec![Key::of(fold::words(&partner.slug), Field::Name, false)];
        for name in [&partner.name_zh, &partner.name_en, &partner.name_local] {
            keys.extend(name_keys(name, Field::Name));
        }
        if let Some(country) = codes::country(&partner.country) {
            let names = [country.zh, country.en];
            let names = names.iter().chain(&country.others);
            keys.extend(names.flat_map(|name| name_keys(name, Field::Country)));
        }
        keys.retain(|key| !key.text.is_empty());
        Entry { partner, keys }
    }

    /// The whole query in one text; else each of its words in some text.
    fn fit(&self, words: &[String]) -> Option<Fit> {
        let best = |text: &str| self.keys.iter().filter_map(|key| key.fit(text)).min();
        let each = || {
            words
                .iter()
                .map(|word| best(word))
                .collect::<Option<Vec<Fit>>>()
        };
        best(&words.concat()).or_else(|| each()?.into_iter().max())
    }

    fn nearly(&self, text: &str) -> bool {
        let long_enough = text.chars().count() >= FORGIVING_FROM;
        long_enough && self.keys.iter().any(|key| starts_nearly(&key.text, text))
    }
}

/// A name as it stands, each of the names that stand in it beside one another (`Cape Town /
/// Kaapstad`, `浜松市(滨松市)`), and how the Chinese ones sound.
fn name_keys(name: &str, field: Field) -> Vec<Key> {
    let parts = name.split(['/', '(', ')', '（', '）']).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let mut keys = vec![Key::of(fold::words(name), field, true)];
    if parts.len() > 1 {
        keys.extend(
            parts
                .iter()
                .map(|part| Key::of(fold::words(part), field, true)),
        );
    }
    let sound = field.max(Field::Sound);
    for reading in parts.iter().flat_map(|part| fold::readings(part)) {
        let initials = reading
            .iter()
            .filter_map(|syllable| syllable.get(..1))
            .collect();
        keys.push(Key::of(vec![initials], sound, false));
        keys.push(Key::of(reading, sound, false));
    }
    keys
}

impl Key {
    fn of(words: Vec<String>, field: Field, inside: bool) -> Key {
        let mut key = Key {
            text: String::new(),
            starts: Vec::new(),
            field,
            inside,
        };
        for word in words {
            key.starts.push(key.text.len());
            key.text.push_str(&word);
        }
        key
    }

    fn fit(&self, text: &str) -> Option<Fit> {
        let begins_at = |start: &usize| {
            let rest = self.text.get(*start..);
            rest.is_some_and(|rest| rest.starts_with(text))
        };
        // One Latin letter stands inside nearly every name.
        let telling = text.len() > 1;
        let closeness = if self.text == text {
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

/// Does `text` start with `typed`, but for one letter too many, missing, wrong, or two exchanged?
fn starts_nearly(text: &str, typed: &str) -> bool {
    let same = text
        .chars()
        .zip(typed.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let text: Vec<char> = text.chars().skip(same).collect();
    let typed: Vec<char> = typed.chars().skip(same).collect();
    let rest = |letters: &[char], from: usize| letters.get(from..).unwrap_or_default().to_vec();
    let exchanged =
        typed.len() >= 2 && text.len() >= 2 && typed[0] == text[1] && typed[1] == text[0];
    text.starts_with(&rest(&typed, 1))
        || rest(&text, 1).starts_with(&typed)
        || rest(&text, 1).starts_with(&rest(&typed, 1))
        || (exchanged && rest(&text, 2).starts_with(&rest(&typed, 2)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partners::file;
    use proptest::prelude::*;

    fn registry() -> Index {
        Index::of(file::read(include_bytes!("../../../config/partners.csv")).unwrap())
    }

    fn slugs(index: &Index, query: &str) -> Vec<String> {
        let found = index.search(query, None);
        found.iter().map(|partner| partner.slug.clone()).collect()
    }

    #[test]
    fn found_first_in_every_script() {
        let index = registry();
        let cases = [
            ("德累斯顿", "S18"),
            ("斯顿市", "S18"),
            ("deleisidun", "S18"),
            ("de lei si dun", "S18"),
            ("delesidun", "S18"),
            ("dlsd", "S18"),
            ("dresden", "S18"),
            ("DRESDEN", "S18"),
            ("Dresdne", "S18"),
            ("dresden germany", "S18"),
            ("德国 海德堡", "E08"),
            ("수원", "S19"),
            ("בית שמש", "S10"),
            ("bet shemesh", "S10"),
            ("أكادير", "S11"),
            ("اكادير", "S11"),
            ("казань", "S13"),
            ("Cancún", "S17"),
            ("cancun", "S17"),
            ("benito juarez", "S17"),
            ("capetown", "S14"),
            ("cape t", "S14"),
            ("kaapstad", "S14"),
            ("万象", "E05"),
            ("wanxiang", "E05"),
            ("ວຽງຈັນ", "E05"),
            ("ललितपुर", "E06"),
            ("ශ්‍රී", "E07"),
            ("滨松", "S23"),
            ("亚庇", "S31"),
            ("yb", "S31"),
            ("岐阜", "S01"),
            ("Tahuna", "S28"),
            ("s18", "S18"),
            ("ljn", "S26"),
        ];
        for (query, expected) in cases {
            let found = slugs(&index, query);
            assert_eq!(
                found.first().map(String::as_str),
                Some(expected),
                "{query}: {found:?}"
            );
        }
    }

    #[test]
    fn a_country_finds_its_cities() {
        let index = registry();
        for query in ["德国", "Germany", "germany", "deguo", "dg"] {
            assert_eq!(slugs(&index, query), ["S18", "E08"], "{query}");
        }
        assert_eq!(slugs(&index, "日本").len(), 5);
        assert_eq!(slugs(&index, "英国"), ["S04"]);
        assert_eq!(slugs(&index, "Turkey"), [""; 0]);
    }

    #[test]
    fn what_begins_with_the_query_comes_before_what_contains_it() {
        let index = registry();
        let place = |slug| slugs(&index, "ma").iter().position(|found| found == slug);
        // Matsue and Maribor begin with it, Hamamatsu does not.
        assert!(place("E03") < place("S23"));
        assert!(place("S30") < place("S23"));
    }

    #[test]
    fn nothing_typed_lists_all_and_nonsense_finds_nothing() {
        let index = registry();
        assert_eq!(index.search("", None).len(), 39);
        assert_eq!(index.search(" -- ", Some(Kind::Sister)).len(), 31);
        assert_eq!(index.search("", Some(Kind::Exchange)).len(), 8);
        assert_eq!(slugs(&index, "")[0], "S01");
        assert!(slugs(&index, "qqqqqq").is_empty());
        assert!(slugs(&index, "dresden france").is_empty());
    }

    #[test]
    fn one_slip_is_forgiven_and_not_two() {
        for typed in ["dresen", "dressden", "drasden", "rdesden", "dresde"] {
            assert!(starts_nearly("dresden", typed), "{typed}");
        }
        for typed in ["dresenx", "drasdan", "rdesdne"] {
            assert!(!starts_nearly("dresden", typed), "{typed}");
        }
    }

    #[test]
    fn an_address_names_a_partner_by_slug_or_identity() {
        let index = registry();
        let dresden = index.find("S18").unwrap();
        assert_eq!(index.find(&dresden.id().to_string()), Some(dresden));
        assert!(index.find("S99").is_none());
    }

    proptest! {
        #[test]
        fn any_text_may_be_searched(query in "\\PC{0,40}") {
            let index = registry();
            prop_assert!(index.search(&query, None).len() <= index.len());
        }

        #[test]
        fn every_start_of_a_name_finds_its_city(which in 0usize..39, length in 1usize..8) {
            let index = registry();
            let partner = &index.entries[which].partner;
            for name in [&partner.name_zh, &partner.name_en, &partner.name_local] {
                let typed: String = name.chars().take(length).collect();
                let found = index.search(&typed, None);
                prop_assert!(found.contains(&partner), "{typed}");
            }
        }
    }
}
