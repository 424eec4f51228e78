//! Plain text: UTF-8 without what stands in no text, and nothing that is more than text.

use std::io::{self, Read};

use super::{Kind, Refusal};

const PIECE: usize = 64 * 1024;

/// Judges a file from where it stands, which is its beginning.
pub(super) fn sniff(file: &mut impl Read) -> io::Result<Result<Kind, Refusal>> {
    let mut buffer = vec![0; PIECE];
    // Bytes of a character that the next piece ends.
    let mut held = 0;
    let mut is_first = true;
    loop {
        let read = file.read(&mut buffer[held..])?;
        let piece = &buffer[..held + read];
        let (text, rest) = match std::str::from_utf8(piece) {
            Ok(text) => (text, 0),
            // The end is missing, and may still come.
            Err(error) if error.error_len().is_none() && read > 0 => {
                let (good, rest) = piece.split_at(error.valid_up_to());
                (std::str::from_utf8(good).unwrap_or_default(), rest.len())
            }
            Err(_) => return Ok(Err(not_text(piece))),
        };
        if text.chars().any(is_foreign) {
            return Ok(Err(Refusal::Unknown));
        }
        if is_first && looks_like_markup(text) {
            return Ok(Err(Refusal::WebPage));
        }
        if read == 0 {
            return Ok(Ok(Kind::Text));
        }
        is_first &= text.trim_start().is_empty();
        let end = piece.len();
        buffer.copy_within(end - rest..end, 0);
        held = rest;
    }
}

/// Control characters that stand in no text.
fn is_foreign(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\x0c' | '\u{85}')
}

/// As browsers guess it: the first thing that is no blank opens a tag, a declaration or a comment.
fn looks_like_markup(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut characters = text.chars();
    characters.next() == Some('<')
        && characters
            .next()
            .is_some_and(|next| next.is_ascii_alphabetic() || next == '!' || next == '?')
}

/// Text of another encoding has no control characters either.
fn not_text(piece: &[u8]) -> Refusal {
    let foreign = |byte: &u8| byte.is_ascii_control() && !b"\t\n\r\x0c".contains(byte);
    if piece.iter().any(foreign) {
        Refusal::Unknown
    } else {
        Refusal::Encoding
    }
}
