//! Texts with their language.

use crate::text::has_right_to_left;

/// One text. The language decides on the shapes of Han characters and the direction of a text that
/// says nothing about it; it stands in the PDF for those who have it read aloud.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    pub text: String,
    /// BCP 47 tag.
    pub language: String,
}

impl Phrase {
    pub fn new(language: &str, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            language: language.to_owned(),
        }
    }
}

/// One thing in the language of the session and in another: English, or a person's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pair {
    pub first: Phrase,
    /// None where it is not known, or says the same.
    pub second: Option<Phrase>,
}

impl Pair {
    /// What says the same as the first, or nothing, is no second.
    pub fn new(first: Phrase, second: Option<Phrase>) -> Self {
        let second = second.filter(|second| !second.text.is_empty() && second.text != first.text);
        Self { first, second }
    }

    /// In one language alone.
    pub fn one(phrase: Phrase) -> Self {
        Self {
            first: phrase,
            second: None,
        }
    }

    /// Both in one line.
    pub(crate) fn joined(&self) -> Phrase {
        let Some(second) = &self.second else {
            return self.first.clone();
        };
        let right_to_left = [&self.first, second].map(|side| has_right_to_left(&side.text));
        let side = |phrase: &Phrase| apart(&phrase.text, right_to_left.contains(&true));
        let text = format!("{} · {}", side(&self.first), side(second));
        Phrase::new(&self.first.language, text)
    }

    /// As the other side of the table reads it; the first where there is no second.
    pub(crate) fn other(&self) -> &Phrase {
        self.second.as_ref().unwrap_or(&self.first)
    }
}

/// Isolated, where something in the line runs from right to left: each part keeps its own order.
pub(crate) fn apart(text: &str, beside_right_to_left: bool) -> String {
    if beside_right_to_left {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}
