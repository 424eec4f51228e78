//! What every iCalendar file is made of: content lines, folded, ended and escaped as RFC 5545, section
//! 3.1, wants it. Invitations and anniversaries write theirs with it.

/// Octets of a line, without its end.
const LONGEST: usize = 75;

#[derive(Debug, Default)]
pub(crate) struct Lines(String);

impl Lines {
    /// Adds a line. What is longer than [`LONGEST`] goes on in the next, after a blank; no
    /// character is torn apart.
    pub(crate) fn put(&mut self, line: &str) {
        let mut left = LONGEST;
        for letter in line.chars() {
            if letter.len_utf8() > left {
                self.0.push_str("\r\n ");
                left = LONGEST - 1;
            }
            left -= letter.len_utf8();
            self.0.push(letter);
        }
        self.0.push_str("\r\n");
    }

    pub(crate) fn text(self) -> String {
        self.0
    }
}

/// A value of type TEXT. Line ends stay, other control characters become blanks.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            _ if letter.is_control() => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

/// A value of a parameter. It cannot hold a quotation mark; an apostrophe stands in for it.
pub(crate) fn quoted(text: &str) -> String {
    let plain = text.chars().map(|letter| match letter {
        '"' => '\'',
        _ if letter.is_control() => ' ',
        _ => letter,
    });
    format!("\"{}\"", plain.collect::<String>())
}
