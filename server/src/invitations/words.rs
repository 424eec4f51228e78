//! The texts of letters, a file a language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::DateTime;
use meeting::plan::is_same_language;

use crate::records::filled;

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

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(usize);

impl Words {
    /// The language that serves a BCP 47 tag best; English when there is none.
    pub(super) fn of(tag: &str) -> Self {
        let mut files = FILES.iter();
        let found = files.position(|(known, _)| is_same_language(known, tag));
        Self(found.unwrap_or(ENGLISH))
    }

    /// BCP 47 tag.
    pub(super) fn language(self) -> &'static str {
        FILES[self.0].0
    }

    pub(super) fn direction(self) -> &'static str {
        if self.language() == "ar" {
            "rtl"
        } else {
            "ltr"
        }
    }

    /// The text of a key; a key that no file has stands for itself.
    pub(super) fn get(self, key: &str) -> &'static str {
        let texts: &'static [Texts] = &TEXTS;
        let text = texts[self.0].get(key).or_else(|| texts[ENGLISH].get(key));
        text.map_or("?", String::as_str)
    }

    /// The same with every `{name}` in it filled in.
    pub(super) fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        filled(self.get(key), values)
    }

    /// E.g. `Thursday, 10 December 2026`.
    pub(super) fn date(self, at: DateTime) -> String {
        let weekday = nth(self.get("weekdays"), at.weekday().to_monday_zero_offset());
        let month = nth(self.get("months"), at.month() - 1);
        let (day, year) = (at.day().to_string(), at.year().to_string());
        let values = [
            ("weekday", weekday),
            ("day", &day),
            ("month", month),
            ("year", &year),
        ];
        self.fill("date", &values)
    }

    /// Parts of a list in one line.
    pub(super) fn list(self, parts: &[&str]) -> String {
        parts.join(self.get("comma"))
    }
}

/// Of a list with bars between.
fn nth(list: &'static str, place: i8) -> &'static str {
    let place = usize::try_from(place).unwrap_or(0);
    list.split('|').nth(place).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

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
            let keys = |texts: &Texts| texts.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(&texts), keys(&english), "{language}");
            for (key, text) in &texts {
                let other = &english[key];
                assert_eq!(placeholders(text), placeholders(other), "{language} {key}");
                assert_eq!(
                    text.split('|').count(),
                    other.split('|').count(),
                    "{language} {key}"
                );
                assert!(key == "comma" || text.trim() == text, "{language} {key}");
                assert!(!text.is_empty() && !text.contains('\n'), "{language} {key}");
            }
        }
    }

    #[test]
    fn a_tag_finds_its_language() {
        assert_eq!(Words::of("zh").language(), "zh-CN");
        assert_eq!(Words::of("de-CH").language(), "de");
        assert_eq!(Words::of("sw").language(), "en");
    }

    #[test]
    fn dates_are_written_as_in_the_language() {
        let day = date(2026, 12, 10).at(9, 0, 0, 0);
        let written: Vec<String> = FILES
            .iter()
            .map(|(tag, _)| Words::of(tag).date(day))
            .collect();
        assert_eq!(
            written,
            [
                "2026年12月10日 星期四",
                "Thursday, 10 December 2026",
                "2026年12月10日（木）",
                "2026년 12월 10일 (목)",
                "Donnerstag, 10. Dezember 2026",
                "jeudi 10 décembre 2026",
                "jueves, 10 de diciembre de 2026",
                "четверг, 10 декабря 2026 г.",
                "الخميس، 10 ديسمبر 2026",
            ]
        );
    }
}
