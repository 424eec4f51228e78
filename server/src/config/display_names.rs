//! `config/display-names.toml`: what the office calls a country/region or a city, and whose flag it
//! shows, where that is not what is usual.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::Path;

use meeting::plan::Localized;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::{Deserialize as DeriveDeserialize, Serialize};
use utoipa::ToSchema;

use super::load::{ConfigError, read_toml};
use crate::partners::codes;

/// Characters.
const LONGEST_NAME: usize = 100;

/// By ISO 3166-1 alpha-2 code, in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Default, DeriveDeserialize, Serialize, ToSchema)]
#[serde(transparent)]
pub struct DisplayNames(
    #[serde(deserialize_with = "keyed::<_, CountryCode, _>")] pub BTreeMap<String, CountryDisplay>,
);

#[derive(Debug, Clone, PartialEq, Eq, Default, DeriveDeserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CountryDisplay {
    /// Name of the country/region; empty: as usual.
    #[serde(deserialize_with = "label")]
    pub label: Localized,
    /// Whether the flag is shown; absent: it is.
    pub flag: Option<bool>,
    /// Cities for which something else holds, by their name in any language.
    pub city: BTreeMap<String, CityDisplay>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, DeriveDeserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CityDisplay {
    /// Name of the city; empty: as it was written.
    #[serde(deserialize_with = "label")]
    pub name: Localized,
    /// Name of the country/region; empty: that of the country/region.
    #[serde(deserialize_with = "label")]
    pub label: Localized,
    /// Absent: that of the country/region.
    pub flag: Option<bool>,
}

/// Reads the file. What is wrong in it is said with file, line, key and what is allowed.
pub fn load_display_names(path: &Path) -> Result<DisplayNames, ConfigError> {
    read_toml(path)
}

/// Texts by language, English among them, so that there is one for everybody.
fn label<'de, D: Deserializer<'de>>(source: D) -> Result<Localized, D::Error> {
    let names: BTreeMap<String, String> = keyed::<_, LanguageTag, _>(source)?;
    if names.get("en").is_none_or(|name| name.trim().is_empty()) {
        return Err(Error::custom(
            "expected a name in every language given, \"en\" among them",
        ));
    }
    let unfit = |name: &String| {
        name.trim().is_empty()
            || name.chars().count() > LONGEST_NAME
            || name.chars().any(char::is_control)
    };
    if let Some((language, _)) = names.iter().find(|(_, name)| unfit(name)) {
        return Err(Error::custom(format!(
            "expected 1 to {LONGEST_NAME} characters in one line for \"{language}\""
        )));
    }
    Ok(Localized(names))
}

/// A table whose keys are of one kind.
fn keyed<'de, D, K, V>(source: D) -> Result<BTreeMap<String, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Kind,
    V: Deserialize<'de>,
{
    let table = BTreeMap::<Key<K>, V>::deserialize(source)?;
    Ok(table
        .into_iter()
        .map(|(key, value)| (key.0, value))
        .collect())
}

trait Kind {
    const EXPECTED: &'static str;
    fn holds(key: &str) -> bool;
}

struct CountryCode;
impl Kind for CountryCode {
    const EXPECTED: &'static str =
        "the code of a country/region by ISO 3166-1 in capitals, as \"NL\"";
    fn holds(key: &str) -> bool {
        codes::country(key).is_some()
    }
}

struct LanguageTag;
impl Kind for LanguageTag {
    const EXPECTED: &'static str = "the tag of a language, as \"en\" or \"zh-CN\"";
    fn holds(key: &str) -> bool {
        codes::is_language_tag(key)
    }
}

struct Key<K>(String, PhantomData<K>);

impl<K> PartialEq for Key<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Key<K> {}
impl<K> PartialOrd for Key<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Key<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Key<K> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_str(KeyVisitor(PhantomData))
    }
}

struct KeyVisitor<K>(PhantomData<K>);

impl<K: Kind> Visitor<'_> for KeyVisitor<K> {
    type Value = Key<K>;
    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(K::EXPECTED)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Key<K>, E> {
        if K::holds(text) {
            return Ok(Key(text.to_owned(), PhantomData));
        }
        Err(E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempDir;

    fn read(text: &str) -> Result<DisplayNames, String> {
        let folder = TempDir::new();
        let path = folder.path().join("display-names.toml");
        std::fs::write(&path, text).unwrap();
        load_display_names(&path).map_err(|error| {
            let whole = error.to_string();
            let shown = folder.path().display().to_string();
            whole.replace(&format!("{shown}/"), "")
        })
    }

    #[test]
    fn the_file_in_the_repository_changes_nothing_and_its_examples_hold() {
        let text = include_str!("../../../config/display-names.toml");
        assert_eq!(read(text), Ok(DisplayNames::default()));
        let is_example = |line: &&str| line.starts_with("#[") || line.contains(" = ");
        let examples: String = text
            .lines()
            .filter(is_example)
            .map(|line| format!("{}\n", line.trim_start_matches('#')))
            .collect();
        let names = read(&examples).unwrap();
        assert_eq!(names.0["NL"].label.pick("zh-CN"), "荷兰王国");
        assert_eq!(names.0["NL"].city["The Hague"].flag, Some(false));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_and_what_is_allowed() {
        for (text, place, allowed) in [
            ("[NL]\nflagg = true\n", "line 2", "`flag`"),
            ("[NL]\nflag = \"no\"\n", "line 2", "a boolean"),
            ("\n[XX]\nflag = true\n", "line 2", "ISO 3166-1"),
            ("[nl]\nflag = true\n", "line 1", "as \"NL\""),
            (
                "[NL]\nlabel.zh-CN = \"荷兰\"\n",
                "line 2",
                "\"en\" among them",
            ),
            (
                "[NL]\nlabel = { en = \"N\", dutch = \"N\" }\n",
                "line 2",
                "tag of a language",
            ),
            (
                "[NL]\nlabel = { en = \"N\", nl = \"\" }\n",
                "line 2",
                "1 to 100 characters",
            ),
            ("[NL.city.\"The Hague\"]\nlabels = 1\n", "line 2", "`name`"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.starts_with("display-names.toml"), "{said}");
            assert!(
                said.contains(place) && said.contains(allowed),
                "{text}: {said}"
            );
        }
    }
}
