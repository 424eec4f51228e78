//! Names of countries/regions in the languages that people and sessions may have.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use meeting::plan::is_same_language;

/// By language, then by ISO code.
static NAMES: LazyLock<BTreeMap<&'static str, BTreeMap<&'static str, &'static str>>> =
    LazyLock::new(|| {
        let lines = include_str!("countries.txt").lines();
        let mut lines = lines.filter(|line| !line.starts_with('#'));
        let codes: Vec<_> = lines
            .next()
            .unwrap_or_default()
            .split('|')
            .skip(1)
            .collect();
        let language = |line: &'static str| {
            let (language, names) = line.split_once('|')?;
            let names = codes.iter().copied().zip(names.split('|'));
            Some((language, names.collect()))
        };
        lines.filter_map(language).collect()
    });

/// Whether names are known in this language, or in a relative of it.
pub fn is_spoken(language: &str) -> bool {
    in_language(language).is_some()
}

/// The name of a country/region; in English where none is known in the language.
pub fn country_name(code: &str, language: &str) -> Option<&'static str> {
    let names = in_language(language).or_else(|| NAMES.get("en"))?;
    names.get(code).copied()
}

fn in_language(language: &str) -> Option<&'static BTreeMap<&'static str, &'static str>> {
    NAMES.get(language).or_else(|| {
        let mut all = NAMES.iter();
        let relative = all.find(|(tag, _)| is_same_language(tag, language));
        relative.map(|(_, names)| names)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partners::codes;

    #[test]
    fn every_language_names_every_country() {
        assert_eq!(NAMES.len(), 51);
        for (language, names) in NAMES.iter() {
            assert!(codes::is_language_tag(language), "{language}");
            assert_eq!(names.len(), 249, "{language}");
            for (code, name) in names {
                assert!(codes::country(code).is_some(), "{code}");
                assert!(!name.trim().is_empty(), "{language} {code}");
            }
        }
    }

    #[test]
    fn a_language_that_is_not_there_is_helped_by_a_relative_or_by_english() {
        assert_eq!(country_name("DE", "pt-BR"), Some("Alemanha"));
        assert_eq!(country_name("DE", "zh"), Some("德国"));
        assert_eq!(country_name("DE", "cy"), Some("Germany"));
        assert_eq!(country_name("XX", "en"), None);
        assert!(is_spoken("de-AT") && !is_spoken("cy"));
    }
}
