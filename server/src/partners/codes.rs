//! The codes of the world that registry and plans are checked against: countries and regions
//! (ISO 3166-1), languages (BCP 47), time zones (IANA).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::tz::TimeZone;

/// A country or region by the names people type for it. The names are for finding; what is
/// shown is chosen by the client and by the office.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    pub en: &'static str,
    pub zh: &'static str,
    /// Further names in use.
    pub others: Vec<&'static str>,
}

/// One line a country: `CODE|English|中文|further|names`.
static COUNTRIES: LazyLock<BTreeMap<&'static str, Country>> = LazyLock::new(|| {
    include_str!("countries.txt")
        .lines()
        .filter_map(|line| {
            let mut parts = line.split('|');
            let (code, en, zh) = (parts.next()?, parts.next()?, parts.next()?);
            let others = parts.collect();
            Some((code, Country { en, zh, others }))
        })
        .collect()
});

/// ISO 639-1: every two-letter language there is.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co \
    cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi \
    ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw \
    ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc \
    oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv \
    sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// The country with this ISO 3166-1 alpha-2 code, in upper case.
pub fn country(code: &str) -> Option<&'static Country> {
    COUNTRIES.get(code)
}

/// Every country and region, by its code.
pub fn countries() -> impl Iterator<Item = (&'static str, &'static Country)> {
    COUNTRIES.iter().map(|(code, country)| (*code, country))
}

/// The IANA time zone of exactly this name, e.g. `Europe/Berlin`.
pub fn zone(name: &str) -> Option<TimeZone> {
    let zone = TimeZone::get(name).ok()?;
    // The database answers in any letter case; records and links need one spelling.
    let known = zone.iana_name() == Some(name) && !zone.is_unknown();
    known.then_some(zone)
}

/// Is this a language tag of BCP 47, written as is usual (`de`, `pt-BR`, `zh-Hant-TW`), whose
/// two-letter language and region exist?
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-').peekable();
    let known = match parts.next() {
        Some(language) if language.len() == 2 => {
            LANGUAGES.split(' ').any(|known| known == language)
        }
        Some(language) => language.len() == 3 && all(language, |byte| byte.is_ascii_lowercase()),
        None => false,
    };
    parts.next_if(|part| is_script(part));
    parts.next_if(|part| is_region(part));
    let mut variants = parts;
    known && variants.all(is_variant)
}

fn all(text: &str, holds: impl Fn(u8) -> bool) -> bool {
    text.bytes().all(holds)
}

fn is_script(part: &str) -> bool {
    part.len() == 4
        && part.starts_with(|first: char| first.is_ascii_uppercase())
        && all(&part[1..], |byte| byte.is_ascii_lowercase())
}

fn is_region(part: &str) -> bool {
    country(part).is_some() || (part.len() == 3 && all(part, |byte| byte.is_ascii_digit()))
}

fn is_variant(part: &str) -> bool {
    (5..=8).contains(&part.len())
        && all(part, |byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit()
        })
}

/// Characters of the office's own short name for a partner.
pub const LONGEST_SLUG: usize = 32;

/// Is this a short name such as `S18`?
pub fn is_slug(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !text.is_empty() && text.len() <= LONGEST_SLUG && text.bytes().all(allowed)
}

/// Is this an address that may be linked?
pub fn is_of_the_web(address: &str) -> bool {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#', ':']).next());
    let in_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    let in_path = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    host.is_some_and(|host| host.contains('.') && host.bytes().all(in_host))
        && address.bytes().all(in_path)
        // A name before the host makes an address look like another one.
        && !address.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_its_three_columns() {
        assert_eq!(COUNTRIES.len(), 249);
        for (code, country) in COUNTRIES.iter() {
            assert!(
                code.len() == 2 && all(code, |byte| byte.is_ascii_uppercase()),
                "{code}"
            );
            assert!(!country.en.is_empty() && !country.zh.is_empty(), "{code}");
            assert!(code.parse::<history::country::Country>().is_ok(), "{code}");
        }
        assert_eq!(country("DE").map(|germany| germany.zh), Some("德国"));
        assert_eq!(country("de"), None);
    }

    #[test]
    fn language_tags() {
        for good in [
            "de",
            "fil",
            "pt-BR",
            "zh-Hant-TW",
            "es-419",
            "ca-valencia",
            "zh-CN",
        ] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in [
            "",
            "d",
            "jp",
            "DE",
            "pt-br",
            "pt_BR",
            "de-",
            "-de",
            "zh-Hant-hant",
            "德",
            "de-ß",
        ] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }

    #[test]
    fn zones_have_one_spelling() {
        assert!(zone("Africa/Casablanca").is_some());
        assert!(zone("UTC").is_some());
        for bad in [
            "",
            "africa/casablanca",
            "Mars/Olympus",
            "Etc/Unknown",
            "../etc/passwd",
        ] {
            assert!(zone(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_linked() {
        for address in [
            "https://www.dresden.de/",
            "http://example.org:8080/a?b=c#d",
            "https://example.org/%E4%BA%91",
        ] {
            assert!(is_of_the_web(address), "{address}");
        }
        for address in [
            "javascript:alert(1)",
            "https://localhost/",
            "https://",
            "//evil.example/",
            "https:evil.example",
            "https://bank.example@evil.example/",
            "https://bank.example\\@evil.example/",
            "https://例子.example/",
            "https://a.example/<script>",
        ] {
            assert!(!is_of_the_web(address), "{address}");
        }
    }
}
