//! The words of the pages, a file a language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::phrase::apart;
use crate::text::has_right_to_left;
use crate::{Languages, Pair, Phrase};

const FILES: [(&str, &str); 9] = [
    ("zh-CN", include_str!("words/zh-CN.toml")),
    ("en", include_str!("words/en.toml")),
    ("ja", include_str!("words/ja.toml")),
    ("ko", include_str!("words/ko.toml")),
    ("de", include_str!("words/de.toml")),
    ("fr", include_str!("words/fr.toml")),
    ("es", include_str!("words/es.toml")),
    ("ru", include_str!("words/ru.toml")),
    ("ar", include_str!("words/ar.toml")),
];
/// Where English stands among them.
const ENGLISH: usize = 1;

type Texts = BTreeMap<String, String>;

static TEXTS: LazyLock<Vec<Texts>> = LazyLock::new(|| {
    let read = |(_, text): &(&str, &str)| toml::from_str(text).unwrap_or_default();
    FILES.iter().map(read).collect()
});

/// Where a language stands among the nine; English for those that are not.
fn place(tag: &str) -> usize {
    let base = |tag: &str| tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    let found = FILES.iter().position(|(known, _)| base(known) == base(tag));
    found.unwrap_or(ENGLISH)
}

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words(usize);

impl Words {
    fn phrase(self, key: &str, values: &[(&str, &str)]) -> Phrase {
        let text = TEXTS[self.0].get(key).map_or("", String::as_str);
        Phrase::new(FILES[self.0].0, filled(text, values))
    }

    /// The name of a language, as it stands in a sentence about an order.
    fn language(self, tag: &str) -> &'static str {
        let texts: &'static [Texts] = &TEXTS;
        let names = texts[self.0].get("languages").map_or("", String::as_str);
        names.split('|').nth(place(tag)).unwrap_or("")
    }
}

/// The two languages of a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Labels {
    first: Words,
    second: Option<Words>,
}

impl Labels {
    pub(crate) fn of(languages: &Languages) -> Self {
        let first = Words(place(&languages.first));
        let second = languages.second.as_deref().map(|tag| Words(place(tag)));
        Self {
            first,
            second: second.filter(|second| *second != first),
        }
    }

    pub(crate) fn get(self, key: &str) -> Pair {
        self.fill(key, &[])
    }

    /// With every `{name}` filled in: by the first of its values in the first language, by the
    /// other in the second.
    pub(crate) fn fill(self, key: &str, values: &[(&str, &Pair)]) -> Pair {
        let side = |words: Words, value: fn(&Pair) -> &Phrase| {
            let values = values.iter();
            let values = values.map(|(name, pair)| (*name, value(pair).text.as_str()));
            words.phrase(key, &values.collect::<Vec<_>>())
        };
        let second = self.second.map(|words| side(words, Pair::other));
        Pair::new(side(self.first, |pair| &pair.first), second)
    }

    /// Parts of an enumeration in one, in both languages.
    pub(crate) fn then(self, parts: &[Pair]) -> Pair {
        let side = |words: Words, value: fn(&Pair) -> &Phrase| {
            let parts = parts.iter().map(|pair| value(pair).text.as_str());
            let parts: Vec<&str> = parts.collect();
            let then = words.phrase("then", &[]);
            Phrase::new(&then.language, parts.join(&then.text))
        };
        let second = self.second.map(|words| side(words, Pair::other));
        Pair::new(side(self.first, |pair| &pair.first), second)
    }

    /// The name of a language in both.
    pub(crate) fn language(self, tag: &str) -> Pair {
        let name = |words: Words| Phrase::new(FILES[words.0].0, words.language(tag));
        Pair::new(name(self.first), self.second.map(name))
    }
}

/// One after the other, and not again in what was filled in.
fn filled(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        let value = values.iter().find(|(known, _)| *known == name);
        out.push_str(before);
        let value = value.map_or("", |(_, value)| value);
        let right_to_left = has_right_to_left(value) || has_right_to_left(pattern);
        out.push_str(&apart(value, right_to_left));
        rest = behind;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        let parts = text.split('{').skip(1);
        parts
            .filter_map(|part| Some(part.split_once('}')?.0))
            .collect()
    }

    #[test]
    fn every_language_has_the_same_keys_and_placeholders() {
        let english: Texts = toml::from_str(FILES[ENGLISH].1).unwrap();
        for (language, file) in FILES {
            let texts: Texts = toml::from_str(file).unwrap();
            assert!(texts.keys().eq(english.keys()), "{language}");
            for (key, text) in &texts {
                let other = &english[key];
                assert_eq!(placeholders(text), placeholders(other), "{language} {key}");
                let parts = |text: &str| text.split('|').count();
                assert_eq!(parts(text), parts(other), "{language} {key}");
                assert!(!text.is_empty(), "{language} {key}");
                assert!(key == "then" || text.trim() == text, "{language} {key}");
            }
        }
    }

    #[test]
    fn a_page_in_one_language_says_nothing_twice() {
        let languages = |first: &str, second: Option<&str>| Languages {
            first: first.to_owned(),
            second: second.map(str::to_owned),
        };
        let twice = Labels::of(&languages("en-GB", Some("en"))).get("number");
        assert_eq!(twice, Pair::one(Phrase::new("en", "No.")));
        let two = Labels::of(&languages("zh-CN", Some("fr"))).get("number");
        assert_eq!(two.other(), &Phrase::new("fr", "N°"));
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let values = [("a", "{b}"), ("b", "x")];
        assert_eq!(filled("{a} {b} {c}{", &values), "{b} x ");
    }
}
