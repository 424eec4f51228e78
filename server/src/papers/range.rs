//! Parts of a file (RFC 9110, 14): one range at a time, which is all that players and downloads ask.

use axum::http::{HeaderMap, header};

/// What of a file somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Whole,
    /// The first byte, and how many.
    Part(u64, u64),
    /// Nothing that there is.
    Beyond,
}

/// Of a file of so many bytes. What cannot be read, or is of another edition of it, is no wish.
pub(super) fn wanted(asked: &HeaderMap, tag: &str, length: u64) -> Wanted {
    let text = |name| asked.get(name).and_then(|value| value.to_str().ok());
    let is_other = asked.contains_key(header::IF_RANGE) && text(header::IF_RANGE) != Some(tag);
    let range = text(header::RANGE).filter(|_| !is_other);
    let range = range.and_then(|range| range.strip_prefix("bytes="));
    match range.and_then(ends) {
        None => Wanted::Whole,
        Some((None, 0)) => Wanted::Beyond,
        Some((None, last)) if length > 0 => {
            let bytes = last.min(length);
            Wanted::Part(length - bytes, bytes)
        }
        Some((Some(first), last)) if first < length => {
            let last = last.min(length - 1);
            Wanted::Part(first, last - first + 1)
        }
        Some(_) => Wanted::Beyond,
    }
}

/// The first byte and the last; without a first: so many of the end.
fn ends(range: &str) -> Option<(Option<u64>, u64)> {
    let (first, last) = range.trim().split_once('-')?;
    let number = |digits: &str| {
        let all = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        all.then(|| digits.parse().unwrap_or(u64::MAX))
    };
    match (first, last) {
        ("", last) => Some((None, number(last)?)),
        (first, "") => Some((Some(number(first)?), u64::MAX)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some((Some(first), last))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_ten(range: &str, edition: Option<&str>) -> Wanted {
        let mut asked = HeaderMap::new();
        asked.insert(header::RANGE, range.parse().unwrap());
        if let Some(edition) = edition {
            asked.insert(header::IF_RANGE, edition.parse().unwrap());
        }
        wanted(&asked, "\"a\"", 10)
    }

    #[test]
    fn one_range_is_given_and_what_is_none_gives_all() {
        let huge = format!("bytes={}-", "9".repeat(40));
        for (range, expected) in [
            ("bytes=0-", Wanted::Part(0, 10)),
            ("bytes=0-0", Wanted::Part(0, 1)),
            ("bytes=4-6", Wanted::Part(4, 3)),
            ("bytes=9-99", Wanted::Part(9, 1)),
            ("bytes=-3", Wanted::Part(7, 3)),
            ("bytes=-99", Wanted::Part(0, 10)),
            ("bytes=10-", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            (&huge, Wanted::Beyond),
            ("bytes=6-4", Wanted::Whole),
            ("bytes=1-2,4-5", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("lines=1-2", Wanted::Whole),
        ] {
            assert_eq!(of_ten(range, None), expected, "{range}");
        }
        assert_eq!(of_ten("bytes=4-6", Some("\"a\"")), Wanted::Part(4, 3));
        assert_eq!(of_ten("bytes=4-6", Some("\"b\"")), Wanted::Whole);
        assert_eq!(wanted(&HeaderMap::new(), "\"a\"", 10), Wanted::Whole);
    }

    #[test]
    fn an_empty_file_has_no_parts() {
        let mut asked = HeaderMap::new();
        asked.insert(header::RANGE, "bytes=-5".parse().unwrap());
        assert_eq!(wanted(&asked, "\"a\"", 0), Wanted::Beyond);
    }
}
