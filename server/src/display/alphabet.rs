//! The order of names in a language, by the collation of Unicode's CLDR.

use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;
use icu_locale_core::Locale;

/// The alphabet of a language; in Chinese the reading of the characters (pinyin).
#[derive(Debug)]
pub struct Alphabet(Option<CollatorBorrowed<'static>>);

impl Alphabet {
    /// A language without an order of its own has that of its script.
    pub fn of(language: &str) -> Self {
        let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
        Self(CollatorBorrowed::try_new((&locale).into(), CollatorOptions::default()).ok())
    }

    /// Names compare as their keys do; the key of an empty name is empty.
    pub fn key(&self, name: &str) -> Vec<u8> {
        let mut key = Vec::new();
        match &self.0 {
            Some(collator) if !name.is_empty() => {
                let Ok(()) = collator.write_sort_key_to(name, &mut key);
            }
            Some(_) => {}
            None => key.extend_from_slice(name.as_bytes()),
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::country_name;

    fn sorted(language: &str, codes: &str) -> String {
        let alphabet = Alphabet::of(language);
        let mut codes: Vec<&str> = codes.split(' ').collect();
        codes.sort_by_key(|code| alphabet.key(country_name(code, language).unwrap()));
        codes.join(" ")
    }

    #[test]
    fn each_language_has_its_own_order() {
        // Germany, France, Japan, Sweden, United Kingdom, Egypt, Åland, Austria.
        let codes = "AT AX DE EG FR GB JP SE";
        // Austria Åland Egypt France Germany Japan Sweden United Kingdom: Å is an A.
        assert_eq!(sorted("en", codes), "AX AT EG FR DE JP SE GB");
        // Ägypten, Ålandinseln, Deutschland, Frankreich, Japan, Österreich, Schweden, Vereinigtes.
        assert_eq!(sorted("de", codes), "EG AX DE FR JP AT SE GB");
        // Å comes after Z, Ö after Å.
        assert_eq!(sorted("sv", codes), "EG FR JP GB SE DE AX AT");
        // 埃及 āi, 奥地利 ào, 奥兰 ào, 德国 dé, 法国 fǎ, 日本 rì, 瑞典 ruì, 英国 yīng.
        assert_eq!(sorted("zh-CN", codes), "EG AT AX DE FR JP SE GB");
        // Австрия, Аландские о-ва, Великобритания, Германия, Египет, Франция, Швеция, Япония.
        assert_eq!(sorted("ru", codes), "AT AX GB DE EG FR SE JP");
    }

    #[test]
    fn the_empty_name_has_the_empty_key_and_no_language_fails() {
        for language in ["en", "zh-CN", "", "xx", "not a tag"] {
            let alphabet = Alphabet::of(language);
            assert!(alphabet.key("").is_empty());
            assert!(alphabet.key("Aachen") < alphabet.key("bonn"), "{language}");
        }
    }
}
