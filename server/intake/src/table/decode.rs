//! Bytes as text, in the encodings in which spreadsheet programs save: UTF-8, UTF-16, GB18030.

use std::borrow::Cow;
use std::fmt;

use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::TableError;
use super::separated;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = IntakeEncoding)]
pub enum Encoding {
    #[serde(rename = "utf_8")]
    Utf8,
    #[serde(rename = "utf_16_le")]
    Utf16Le,
    #[serde(rename = "utf_16_be")]
    Utf16Be,
    #[serde(rename = "gb_18030")]
    Gb18030,
}

impl fmt::Display for Encoding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            Encoding::Gb18030 => "GB18030",
        })
    }
}

/// Marks at the beginning of a file that say how it is encoded.
const MARKS: [(&[u8], Encoding); 4] = [
    (b"\xef\xbb\xbf", Encoding::Utf8),
    (b"\xff\xfe", Encoding::Utf16Le),
    (b"\xfe\xff", Encoding::Utf16Be),
    (b"\x84\x31\x95\x33", Encoding::Gb18030),
];

/// The bytes that tell UTF-16 without a mark: a separator or the end of a line is among them.
const LOOKED_AT: usize = 4096;

pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), TableError> {
    let marked = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark));
    if let Some((mark, encoding)) = marked {
        let rest = bytes.get(mark.len()..).unwrap_or_default();
        let text = decoded(rest, *encoding);
        return text
            .map(|text| (text, *encoding))
            .map_err(|before| TableError::Malformed {
                place: separated::place_after(&before),
                encoding: *encoding,
            });
    }
    if let Some(encoding) = wide(bytes) {
        let text = decoded(bytes, encoding);
        return text
            .map(|text| (text, encoding))
            .map_err(|before| TableError::NotText {
                place: separated::place_after(&before),
            });
    }
    let before = match decoded(bytes, Encoding::Utf8) {
        Ok(text) => return Ok((text, Encoding::Utf8)),
        Err(before) => before,
    };
    if looks_chinese(bytes)
        && let Ok(text) = decoded(bytes, Encoding::Gb18030)
    {
        return Ok((text, Encoding::Gb18030));
    }
    let place = separated::place_after(&before);
    Err(TableError::UnknownEncoding { place })
}

/// The text, or as much of it as comes before the first bytes that are none.
fn decoded(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, String> {
    let encoding = match encoding {
        Encoding::Utf8 => {
            return match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Cow::Borrowed(text)),
                Err(error) => {
                    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                    Err(String::from_utf8_lossy(before).into_owned())
                }
            };
        }
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Gb18030 => GB18030,
    };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let longest = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(longest.unwrap_or(bytes.len()));
    match decoder
        .decode_to_string_without_replacement(bytes, &mut text, true)
        .0
    {
        DecoderResult::InputEmpty => {
            text.shrink_to_fit();
            Ok(Cow::Owned(text))
        }
        DecoderResult::Malformed(..) | DecoderResult::OutputFull => Err(text),
    }
}

/// UTF-16 without a mark. Its separators and line ends have a NUL beside them, always on the same
/// side; in other text there is none. (Characters of other scripts may have one on the other side:
/// 一 is U+4E00.)
fn wide(bytes: &[u8]) -> Option<Encoding> {
    if bytes.len() % 2 == 1 {
        return None;
    }
    let start = bytes.get(..LOOKED_AT.min(bytes.len()))?;
    let units = || start.chunks_exact(2);
    let ends = |byte: u8| matches!(byte, b'\r' | b'\n' | b'\t' | b',' | b';');
    let little = units().filter(|unit| matches!(unit, [byte, 0] if ends(*byte)));
    let big = units().filter(|unit| matches!(unit, [0, byte] if ends(*byte)));
    match (little.count(), big.count()) {
        (little, big) if little > big => return Some(Encoding::Utf16Le),
        (little, big) if little < big => return Some(Encoding::Utf16Be),
        _ => {}
    }
    // One cell alone, then: of every second byte of Latin text.
    let nuls = |at: usize| units().filter(|unit| unit.get(at) == Some(&0)).count();
    match (nuls(0), nuls(1)) {
        (0, odd) if odd > 0 && odd * 2 >= units().count() => Some(Encoding::Utf16Le),
        (even, 0) if even > 0 && even * 2 >= units().count() => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Nearly any bytes are GB18030 of some kind, most of them gibberish. Chinese text consists of the
/// six thousand characters of daily use and their punctuation, which have a region of their own;
/// Western and traditional Chinese encodings come out elsewhere.
fn looks_chinese(bytes: &[u8]) -> bool {
    let (mut usual, mut other) = (0usize, 0usize);
    let mut rest = bytes.iter().copied();
    while let Some(lead) = rest.next() {
        if lead < 0x80 {
            continue;
        }
        match (lead, rest.next()) {
            (0xb0..=0xf7 | 0xa1 | 0xa3, Some(0xa1..=0xfe)) => usual += 1,
            (_, Some(0x30..=0x39)) => {
                // Four bytes; the third is that of a character again.
                rest.nth(1);
                other += 1;
            }
            _ => other += 1,
        }
    }
    usual >= 2 * other
}
