//! Texts in several languages, and when two tags name one language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// One text in several languages, by BCP 47 tag (`zh-CN`, `en`, `ko`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<String, String>);

impl Localized {
    pub fn of(language: &str, text: &str) -> Self {
        Self(BTreeMap::from([(language.to_owned(), text.to_owned())]))
    }
    pub fn and(mut self, language: &str, text: &str) -> Self {
        self.0.insert(language.to_owned(), text.to_owned());
        self
    }
    /// Without blanks around its texts, and without empty ones.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let texts = self.0.into_iter();
        let texts = texts.map(|(language, text)| (language, text.trim().to_owned()));
        Self(texts.filter(|(_, text)| !text.is_empty()).collect())
    }
    /// Whether it says something, in these languages alone, in at most so many characters each.
    pub fn is_within(&self, longest: usize, languages: &[String]) -> bool {
        let is_good = |(language, text): (&String, &String)| {
            languages.contains(language) && text.chars().count() <= longest
        };
        !self.0.is_empty() && self.0.iter().all(is_good)
    }
    /// The text in `language`; else English; else any one; else the empty text.
    pub fn pick(&self, language: &str) -> &str {
        self.0
            .get(language)
            .or_else(|| {
                let mut all = self.0.iter();
                let related = all.find(|(tag, _)| is_same_language(tag, language));
                related.map(|(_, text)| text)
            })
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }
}

/// Whether two BCP 47 tags name one language, whatever script or region they add: `zh-CN` and `zh`.
pub fn is_same_language(one: &str, other: &str) -> bool {
    let base = |tag: &str| {
        tag.split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    base(one) == base(other)
}
