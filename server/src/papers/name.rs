//! Names of files: what is kept of the one that somebody's computer gave, and how it is told again.

use unicode_normalization::UnicodeNormalization as _;

use super::kind::Kind;

/// Characters, without what it ends with.
const LONGEST: usize = 120;

/// The name without its folders, without characters that systems do not take or that hide what it
/// ends with, and ending as files of its kind do: nothing that is text is opened as a program.
pub(super) fn cleaned(given: &str, kind: Kind) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let composed: String = last.nfc().filter(|letter| !is_hidden(*letter)).collect();
    let plain = composed.replace(|letter| "<>:\"|?*".contains(letter), "_");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let name = words.join(" ");
    let name = name.trim_matches(['.', ' ']);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if is_of(kind, ending) => (stem, ending.to_lowercase()),
        Some(_) | None => (name, kind.extensions()[0].to_owned()),
    };
    let stem: String = stem.chars().take(LONGEST).collect();
    let stem = match stem.trim_end_matches(['.', ' ']) {
        "" => "paper",
        stem => stem,
    };
    // Windows takes these for devices, whatever follows.
    let device = stem.split('.').next().unwrap_or_default().to_uppercase();
    let is_device = ["CON", "PRN", "AUX", "NUL"].contains(&device.as_str())
        || (device.len() == 4
            && (device.starts_with("COM") || device.starts_with("LPT"))
            && device.ends_with(|last: char| last.is_ascii_digit()));
    let before = if is_device { "_" } else { "" };
    format!("{before}{stem}.{ending}")
}

fn is_of(kind: Kind, ending: &str) -> bool {
    let known = kind.extensions();
    known.iter().any(|one| one.eq_ignore_ascii_case(ending))
}

/// Controls, and those that turn the direction of writing around, so that `fdp.exe` reads otherwise.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The name without what it ends with: what a paper is called until somebody gives it a title.
pub(super) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// `Content-Disposition` that has a browser save the file under this name, in any script (RFC 6266).
pub(crate) fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| match letter {
            ' '..='~' if !"\"\\%".contains(letter) => letter,
            _ => '_',
        })
        .collect();
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        encoded(name)
    )
}

/// Percent-encoded but for the characters that RFC 5987 leaves as they are.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A percent-encoded UTF-8 text, as in the header `Slug` (RFC 5023).
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        let digits = std::str::from_utf8(&digits).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_what_people_know_it_by_and_ends_as_its_kind_does() {
        for (given, kind, expected) in [
            ("议程 终稿.pdf", Kind::Pdf, "议程 终稿.pdf"),
            ("C:\\Users\\me\\Rede.PDF", Kind::Pdf, "Rede.pdf"),
            ("../../etc/passwd", Kind::Text, "passwd.txt"),
            ("photo.JPEG", Kind::Jpeg, "photo.jpeg"),
            ("run.bat", Kind::Text, "run.bat.txt"),
            ("speech\u{202e}fdp.exe", Kind::Text, "speechfdp.exe.txt"),
            ("a\r\nb: c.txt", Kind::Text, "ab_ c.txt"),
            (".pdf", Kind::Pdf, "pdf.pdf"),
            ("", Kind::Png, "paper.png"),
            ("con.txt", Kind::Text, "_con.txt"),
            ("Cafe\u{301}.txt", Kind::Text, "Café.txt"),
        ] {
            assert_eq!(cleaned(given, kind), expected, "{given:?}");
        }
        let long = cleaned(&"长".repeat(500), Kind::Docx);
        assert_eq!(long.chars().count(), LONGEST + ".docx".len());
    }

    #[test]
    fn a_name_of_any_script_is_told_and_ends_no_header() {
        let told = disposition("议程 \"a\"; x=1%.pdf");
        assert_eq!(
            told,
            "attachment; filename=\"__ _a_; x=1_.pdf\"; \
             filename*=UTF-8''%E8%AE%AE%E7%A8%8B%20%22a%22%3B%20x%3D1%25.pdf"
        );
        let (_, encoded) = told.split_once("''").unwrap();
        assert_eq!(decoded(encoded).as_deref(), Some("议程 \"a\"; x=1%.pdf"));
        for bad in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }
}
