//! The texts by which a partner is found, and how well what is typed fits one.

use super::fold;

/// How well a text fits, the best first; then by what it was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit(Closeness, Field);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Whole,
    Start,
    StartOfWord,
    Inside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Name,
    Sound,
    Country,
}

/// One text by which a partner is found: folded words run together, and where each begins.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) text: String,
    starts: Vec<usize>,
    field: Field,
    /// Whether a match may begin within a word. Not in pinyin, where `an` would be everywhere.
    inside: bool,
}

impl Key {
    pub(super) fn of(words: Vec<String>, field: Field, inside: bool) -> Key {
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

    pub(super) fn fit(&self, text: &str) -> Option<Fit> {
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

/// A name as it stands, each of the names that stand in it beside one another (`Cape Town /
/// Kaapstad`, `浜松市(滨松市)`), and how the Chinese ones sound.
pub(super) fn name_keys(name: &str, field: Field) -> Vec<Key> {
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
