//! What a paper is called: at first as its file is, then as an organizer says.

use meeting::plan::{Localized, Plan};

use super::name::stem;
use crate::partners::codes;
use crate::rest::ApiError;

/// Characters of a title in one language.
const LONGEST: usize = 200;

/// In the first language of the session.
pub(super) fn first(plan: &Plan, name: &str) -> Localized {
    let language = plan.languages.first().map_or("en", String::as_str);
    Localized::of(language, stem(name))
}

/// Without what is blank; refused where nothing is left, or nothing that can be read.
pub(super) fn checked(title: Localized) -> Result<Localized, ApiError> {
    let trimmed = title.0.into_iter();
    let trimmed = trimmed.map(|(tag, text)| (tag, text.trim().to_owned()));
    let title = Localized(trimmed.filter(|(_, text)| !text.is_empty()).collect());
    let problem = if title.0.is_empty() {
        "empty"
    } else if title.0.keys().any(|tag| !codes::is_language_tag(tag)) {
        "unknown"
    } else if title.0.values().any(|text| text.chars().count() > LONGEST) {
        "too_long"
    } else if title
        .0
        .values()
        .any(|text| text.chars().any(char::is_control))
    {
        "invalid"
    } else {
        return Ok(title);
    };
    Err(ApiError::bad_input("title", problem))
}
