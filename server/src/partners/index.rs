//! The registry in memory, and the search over its names: every script, pinyin in full or by
//! initials, countries in Chinese and English. There is no structure behind it but a list, and a
//! trace of each text that tells most of them apart from what is looked for; unlike an index of
//! trigrams it finds names of two characters.

use std::collections::HashMap;
use std::sync::Arc;

use history::partner::Kind;
use meeting::id::PartnerId;

use super::fold;
use super::key::{Field, Fit, Key, Keys, Typed, name_keys};
use super::listed::Listed;

/// All cities of the registry, in the order in which they are listed: sister cities first, then the
/// other partners, then candidates; each by slug. A new one is made for every change: what is not
/// changed is shared.
#[derive(Debug, Default, Clone)]
pub struct Index {
    entries: Vec<Arc<Entry>>,
    by_id: HashMap<PartnerId, usize>,
    by_slug: HashMap<String, PartnerId>,
}

#[derive(Debug)]
struct Entry {
    city: Arc<Listed>,
    keys: Keys,
    country: Option<&'static Keys>,
}

impl Index {
    pub fn of(cities: impl IntoIterator<Item = Listed>) -> Index {
        let cities = cities.into_iter();
        Index::sorted(cities.map(|city| Arc::new(Entry::of(city))).collect())
    }

    /// With other cities in the place of those with these identities; `None` takes one out.
    #[must_use]
    pub fn with(&self, changes: HashMap<PartnerId, Option<Listed>>) -> Index {
        let entries = self.entries.iter();
        let kept = entries.filter(|entry| !changes.contains_key(&entry.city.id()));
        let mut entries: Vec<Arc<Entry>> = kept.cloned().collect();
        let changed = changes.into_values().flatten();
        entries.extend(changed.map(|city| Arc::new(Entry::of(city))));
        Index::sorted(entries)
    }

    fn sorted(mut entries: Vec<Arc<Entry>>) -> Index {
        entries.sort_by(|a, b| a.city.order().cmp(&b.city.order()));
        let ids = entries.iter().map(|entry| entry.city.id());
        let slugs = entries.iter().map(|entry| &entry.city.record.slug);
        Index {
            by_id: ids.clone().zip(0..).collect(),
            by_slug: slugs.cloned().zip(ids).collect(),
            entries,
        }
    }

    pub fn get(&self, id: PartnerId) -> Option<&Arc<Listed>> {
        let entry = self
            .by_id
            .get(&id)
            .and_then(|place| self.entries.get(*place));
        entry.map(|entry| &entry.city)
    }

    /// By identity or by slug, as it may stand in an address.
    pub fn find(&self, id_or_slug: &str) -> Option<&Arc<Listed>> {
        let by_id = id_or_slug.parse().ok().and_then(|id| self.get(id));
        by_id.or_else(|| self.get(*self.by_slug.get(id_or_slug)?))
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All of them, in their order.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Listed>> {
        self.entries.iter().map(|entry| &entry.city)
    }

    /// The cities that `query` finds, the best fit first; all of them when it holds no word.
    pub fn search(&self, query: &str, wanted: impl Fn(&Listed) -> bool) -> Vec<&Arc<Listed>> {
        let words = fold::words(query);
        let entries = || self.entries.iter().filter(|entry| wanted(&entry.city));
        if words.is_empty() {
            return entries().map(|entry| &entry.city).collect();
        }
        let whole = Typed::of(words.concat());
        let words: Vec<Typed> = words.into_iter().map(Typed::of).collect();
        let fits = entries().filter_map(|entry| Some((entry.fit(&whole, &words)?, &entry.city)));
        let mut found: Vec<_> = fits.collect();
        found.sort_by_key(|(fit, _)| *fit);
        if found.is_empty() {
            let nearly = entries().filter(|entry| entry.nearly(&whole.text));
            return nearly.map(|entry| &entry.city).collect();
        }
        found.into_iter().map(|(_, city)| city).collect()
    }

    /// Of this kind, or of any.
    pub fn of_kind(&self, query: &str, kind: Option<Kind>) -> Vec<&Arc<Listed>> {
        self.search(query, |city| {
            kind.is_none_or(|kind| city.kind() == Some(kind))
        })
    }
}

impl Entry {
    fn of(city: Listed) -> Entry {
        let record = &city.record;
        let slug = Key::of(&fold::words(&record.slug), Field::Name, false);
        let names = record.names.0.values().chain([&record.native.text]);
        let mut names: Vec<&String> = names.chain(&record.aliases).collect();
        names.sort_unstable();
        names.dedup();
        let names = names.into_iter();
        let keys = names.flat_map(|name| name_keys(name, Field::Name));
        Entry {
            keys: Keys::of([slug].into_iter().chain(keys)),
            country: Keys::of_country(record.country.code()),
            city: Arc::new(city),
        }
    }

    fn all_keys(&self) -> impl Iterator<Item = &Keys> {
        [&self.keys].into_iter().chain(self.country)
    }

    /// The whole query in one text; else each of its words in some text.
    fn fit(&self, whole: &Typed, words: &[Typed]) -> Option<Fit> {
        let best = |typed: &Typed| self.all_keys().filter_map(|keys| keys.best(typed)).min();
        let each = || words.iter().map(best).collect::<Option<Vec<Fit>>>();
        // A single word is the whole.
        best(whole).or_else(|| {
            if words.len() > 1 {
                each()?.into_iter().max()
            } else {
                None
            }
        })
    }

    fn nearly(&self, text: &str) -> bool {
        self.all_keys().any(|keys| keys.nearly(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partners::{FilePartner, file};
    use proptest::prelude::*;

    fn registry() -> Index {
        let rows = file::read(include_bytes!("../../../config/partners.csv")).unwrap();
        Index::of(rows.iter().map(FilePartner::listed))
    }

    fn slugs(index: &Index, query: &str) -> Vec<String> {
        let found = index.of_kind(query, None);
        found.iter().map(|city| city.record.slug.clone()).collect()
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
        assert_eq!(index.of_kind("", None).len(), 39);
        assert_eq!(index.of_kind(" -- ", Some(Kind::Sister)).len(), 31);
        assert_eq!(index.of_kind("", Some(Kind::Exchange)).len(), 8);
        assert_eq!(slugs(&index, "")[0], "S01");
        assert!(slugs(&index, "qqqqqq").is_empty());
        assert!(slugs(&index, "dresden france").is_empty());
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
            prop_assert!(index.of_kind(&query, None).len() <= index.len());
        }

        #[test]
        fn every_start_of_a_name_finds_its_city(which in 0usize..39, length in 1usize..8) {
            let index = registry();
            let city = &index.entries[which].city;
            for name in city.record.names.0.values().chain([&city.record.native.text]) {
                let typed: String = name.chars().take(length).collect();
                let found = index.of_kind(&typed, None);
                prop_assert!(found.contains(&city), "{typed}");
            }
        }
    }
}
