//! Tables that this service writes mark with an apostrophe what a spreadsheet program would
//! calculate. Read back, the mark goes again.

use std::borrow::Cow;

/// Without the marks before what would begin a formula.
pub(super) fn lifted(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    let mut out = String::with_capacity(cell.len());
    let mut begins = true;
    let mut letters = cell.chars().peekable();
    while let Some(letter) = letters.next() {
        let marks = begins && letter == '\'' && letters.peek().copied().is_some_and(starts_formula);
        if marks {
            continue;
        }
        begins = [';', '\t', '\r', '\n'].contains(&letter)
            || (begins && (letter == '"' || letter.is_whitespace()));
        out.push(letter);
    }
    Cow::Owned(out)
}

fn starts_formula(letter: char) -> bool {
    ['=', '+', '-', '@', '＝', '＋', '－', '＠'].contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::lifted;

    #[test]
    fn only_marks_before_a_formula_go() {
        for (written, text) in [
            ("'=1+1", "=1+1"),
            ("a;\"'=1;'+2", "a;\"=1;+2"),
            ("x\n'-1", "x\n-1"),
            ("'90s", "'90s"),
            ("it's -1", "it's -1"),
            ("a '=1", "a '=1"),
            ("-1", "-1"),
        ] {
            assert_eq!(lifted(written), text);
        }
    }
}
