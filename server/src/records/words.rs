//! The words of the sheets in the languages of the interface.

use std::collections::HashMap;
use std::sync::LazyLock;

use meeting::plan::is_same_language;

static SHEETS: LazyLock<Terms> = LazyLock::new(|| Terms::read(TABLE));
const TABLE: &str = include_str!("words.tsv");

/// Terms in several languages.
#[derive(Debug)]
pub(crate) struct Terms {
    languages: Vec<&'static str>,
    terms: HashMap<&'static str, Vec<&'static str>>,
}

impl Terms {
    /// From a table with tabs: the first line names the languages, each other one is a term, its key
    /// first.
    pub(crate) fn read(table: &'static str) -> Self {
        let terms = table.lines().skip(1);
        let terms =
            terms.filter_map(|line| Some((line.split('\t').next()?, fields(line).collect())));
        Self {
            languages: table.lines().take(1).flat_map(fields).collect(),
            terms: terms.collect(),
        }
    }
}

/// A line without its first field.
fn fields(line: &str) -> impl Iterator<Item = &str> {
    line.split('\t').skip(1)
}

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    terms: &'static Terms,
    column: usize,
}

impl Words {
    /// Those of the sheets, see [`Words::in_table`].
    pub(crate) fn of(tag: &str) -> Words {
        Words::in_table(&SHEETS, tag)
    }

    /// The language that serves a BCP 47 tag best; English when there is none.
    pub(crate) fn in_table(terms: &'static Terms, tag: &str) -> Words {
        let column = |wish: &str| {
            let mut known = terms.languages.iter();
            known.position(|known| is_same_language(known, wish))
        };
        Words {
            terms,
            column: column(tag).or_else(|| column("en")).unwrap_or(0),
        }
    }

    /// BCP 47 tag of the language chosen.
    pub(crate) fn language(self) -> &'static str {
        self.terms.languages[self.column]
    }

    /// A term, by its key; one that the table does not know stands for itself.
    pub(crate) fn get(self, key: &str) -> String {
        self.terms
            .terms
            .get(key)
            .and_then(|words| words.get(self.column))
            .map_or_else(|| key.to_owned(), |word| (*word).to_owned())
    }

    pub(super) fn yes_or_no(self, yes: bool) -> String {
        self.get(if yes { "yes" } else { "no" })
    }
}

/// A text with every `{name}` in it filled in: one after the other, and not again in what was filled in.
pub(crate) fn filled(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let value = values.iter().find(|(known, _)| *known == name);
        out.push_str(value.map_or("", |(_, value)| value));
        rest = behind;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_term_is_there_in_nine_languages() {
        assert_eq!(SHEETS.languages.len(), 9);
        for (key, words) in SHEETS.terms.iter() {
            assert_eq!(words.len(), 9, "{key}");
            assert!(words.iter().all(|word| !word.trim().is_empty()), "{key}");
        }
        let keys: BTreeSet<&str> = SHEETS.terms.keys().copied().collect();
        assert_eq!(keys.len(), TABLE.lines().count() - 1, "a key stands twice");
    }

    #[test]
    fn a_tag_finds_its_language() {
        assert_eq!(Words::of("zh").language(), "zh-CN");
        assert_eq!(Words::of("de-CH").language(), "de");
        assert_eq!(Words::of("DE").language(), "de");
        assert_eq!(Words::of("sw").language(), "en");
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let values = [("a", "{b}"), ("b", "x")];
        assert_eq!(filled("{a} {b} {c}{", &values), "{b} x {");
    }
}
