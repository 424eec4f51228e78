//! Short forms with a shape of their own: slugs, language tags, web addresses, degrees.

use super::reason::Reason;
use super::{content, decimal, line};
use crate::table::Cell;

/// Characters of a slug.
const SLUG: usize = 32;

/// The office's own short name of a partner.
pub fn slug(cell: &Cell<'_>) -> Result<String, Reason> {
    let text = content(cell)?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let good = !text.is_empty() && text.len() <= SLUG && text.bytes().all(allowed);
    good.then(|| text.into_owned()).ok_or(Reason::NotASlug)
}

/// A tag of BCP 47, by its shape: `de`, `pt-BR`, `zh-Hant-TW`.
pub fn language(cell: &Cell<'_>) -> Result<String, Reason> {
    tag(&content(cell)?)
}

pub fn languages(cell: &Cell<'_>) -> Result<Vec<String>, Reason> {
    let text = content(cell)?;
    let parts = text.split(|letter: char| "|,;、，； \n".contains(letter));
    let parts = parts.filter(|part| !part.is_empty());
    let mut languages: Vec<String> = Vec::new();
    for part in parts {
        let tag = tag(part)?;
        if !languages.contains(&tag) {
            languages.push(tag);
        }
    }
    Ok(languages)
}

fn tag(text: &str) -> Result<String, Reason> {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let is_language =
        matches!(first.len(), 2 | 3) && first.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_subtag = |part: &str| {
        matches!(part.len(), 2..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if is_language && parts.all(is_subtag) {
        return Ok(text.to_owned());
    }
    Err(Reason::NotALanguage {
        tag: text.to_owned(),
    })
}

/// Degrees from `-most` to `most`.
pub fn degrees(cell: &Cell<'_>, most: u32) -> Result<f64, Reason> {
    let degrees = decimal(cell).map_err(|_| Reason::NotDegrees { most })?;
    let within = degrees.abs() <= f64::from(most);
    within.then_some(degrees).ok_or(Reason::NotDegrees { most })
}

/// Addresses of the web, apart by blanks. No other scheme may come in: they are linked.
pub fn addresses(cell: &Cell<'_>) -> Result<Vec<String>, Reason> {
    let text = content(cell)?;
    let addresses = text.split_whitespace().map(|address| {
        let good = is_of_the_web(address);
        good.then(|| address.to_owned()).ok_or(Reason::NotAnAddress)
    });
    addresses.collect()
}

fn is_of_the_web(address: &str) -> bool {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#', ':']).next());
    let in_host = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    let in_path = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}@".contains(&byte);
    let host = host.is_some_and(|host| host.contains('.') && host.bytes().all(in_host));
    host && address.bytes().all(in_path)
}

/// Several texts of a line each, apart by `|`, semicolons or line ends.
pub fn lines(cell: &Cell<'_>) -> Result<Vec<String>, Reason> {
    // Checked as a whole, and as long as a note at most.
    line(cell, 8_000)?;
    let text = content(cell)?;
    let parts = super::coarse(&text).into_iter().map(str::to_owned);
    Ok(parts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;

    fn cell(text: &str) -> Cell<'_> {
        Cell::fixed(text, Place::cell(1, 1))
    }

    #[test]
    fn short_forms_have_their_shape() {
        assert_eq!(slug(&cell("S18")).as_deref(), Ok("S18"));
        for text in ["", "S 18", "Ä", &"x".repeat(33)] {
            assert_eq!(slug(&cell(text)), Err(Reason::NotASlug), "{text}");
        }
        assert_eq!(
            languages(&cell("en|fil, zh-Hant-TW、en")),
            Ok(vec![
                "en".to_owned(),
                "fil".to_owned(),
                "zh-Hant-TW".to_owned()
            ])
        );
        for tag in ["English", "e", "de_DE", "de-"] {
            let reason = Reason::NotALanguage {
                tag: tag.to_owned(),
            };
            assert_eq!(language(&cell(tag)), Err(reason));
        }
        assert_eq!(degrees(&cell("-75.5"), 90), Ok(-75.5));
        assert_eq!(
            degrees(&cell("91"), 90),
            Err(Reason::NotDegrees { most: 90 })
        );
    }

    #[test]
    fn only_addresses_of_the_web_are_taken() {
        let good = "https://www.dresden.de/ http://example.org:8080/a?b=c#d";
        assert_eq!(addresses(&cell(good)).map(|all| all.len()), Ok(2));
        for address in [
            "javascript:alert(1)",
            "https://localhost/",
            "//evil.example/",
            "https://bank.example@evil.example/",
            "https://a.example/<script>",
        ] {
            assert_eq!(
                addresses(&cell(address)),
                Err(Reason::NotAnAddress),
                "{address}"
            );
        }
    }
}
