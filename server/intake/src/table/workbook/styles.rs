//! Which numbers of a workbook are shown as dates, and how much of the date is shown.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::part::{Archive, attribute};
use crate::table::error::TableError;

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    #[default]
    Number,
    Day,
    Month,
    Year,
    Time,
}

/// The formats of a workbook, by the number that cells give.
#[derive(Debug, Default)]
pub(super) struct Styles {
    formats: Vec<Shown>,
}

/// More formats than any program writes.
const MOST_FORMATS: usize = 100_000;

impl Styles {
    pub(super) fn read(archive: &Archive<'_>, name: Option<&str>) -> Result<Styles, TableError> {
        let mut styles = Styles::default();
        let Some(name) = name else {
            return Ok(styles);
        };
        let mut own: BTreeMap<u32, Shown> = BTreeMap::new();
        let mut within = false;
        let mut part = archive.part(name)?;
        loop {
            match part.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "numFmt" if own.len() < MOST_FORMATS => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                        let code = attribute(&element, "formatCode");
                        if let (Some(id), Some(code)) = (id, code) {
                            own.insert(id, by_code(&code));
                        }
                    }
                    "cellXfs" => within = true,
                    "xf" if within && styles.formats.len() < MOST_FORMATS => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                        let id = id.unwrap_or(0);
                        let shown = own.get(&id).copied();
                        styles.formats.push(shown.unwrap_or_else(|| built_in(id)));
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "cellXfs" => within = false,
                Event::Eof => return Ok(styles),
                _ => {}
            }
        }
    }

    pub(super) fn get(&self, index: usize) -> Shown {
        self.formats.get(index).copied().unwrap_or_default()
    }
}

/// Formats that every program knows by number. Those from 27 on differ between East Asian
/// languages, but all of them are dates or times.
fn built_in(id: u32) -> Shown {
    match id {
        14..=16 | 22 | 28..=31 | 51 | 53 | 54 | 58 => Shown::Day,
        17 | 27 | 36 | 50 | 52 | 57 => Shown::Month,
        18..=21 | 32..=35 | 45..=47 | 55 | 56 => Shown::Time,
        _ => Shown::Number,
    }
}

/// A format of the workbook's own, as `yyyy"年"m"月"`.
fn by_code(code: &str) -> Shown {
    let mut letters = String::new();
    let mut rest = code.chars();
    while let Some(letter) = rest.next() {
        match letter {
            '"' => {
                rest.by_ref().find(|other| *other == '"');
            }
            '\\' | '_' | '*' => {
                rest.next();
            }
            // A colour, a language, a condition; or hours that are counted on.
            '[' => {
                let inner: String = rest.by_ref().take_while(|other| *other != ']').collect();
                let counted = inner
                    .chars()
                    .all(|one| "hms".contains(one.to_ascii_lowercase()));
                letters.extend(inner.chars().next().filter(|_| counted));
            }
            ';' => break,
            letter => letters.push(letter.to_ascii_lowercase()),
        }
    }
    if letters.contains("general") || letters.contains('@') {
        return Shown::Number;
    }
    let digits = letters.contains(['0', '#', '?']);
    let has = |letter: char| letters.contains(letter);
    if has('d') {
        return Shown::Day;
    }
    let year = has('y') || (has('e') && !digits);
    match (year, has('m'), has('h') || has('s')) {
        (true, true, _) => Shown::Month,
        (true, false, _) => Shown::Year,
        (false, _, true) => Shown::Time,
        (false, true, false) => Shown::Month,
        (false, false, false) => Shown::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_how_much_of_a_date_is_shown() {
        for (code, shown) in [
            ("General", Shown::Number),
            ("0.00", Shown::Number),
            ("#,##0.00", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("\"day\"0", Shown::Number),
            ("@", Shown::Number),
            ("[Red]0", Shown::Number),
            ("yyyy-mm-dd", Shown::Day),
            ("yyyy\"年\"m\"月\"d\"日\";@", Shown::Day),
            ("[$-804]yyyy\"年\"m\"月\"", Shown::Month),
            ("mmm-yy", Shown::Month),
            ("yyyy", Shown::Year),
            ("[$-411]ge.m.d", Shown::Day),
            ("h:mm", Shown::Time),
            ("[h]:mm:ss", Shown::Time),
            ("m/d/yy h:mm", Shown::Day),
        ] {
            assert_eq!(by_code(code), shown, "{code}");
        }
        assert_eq!(built_in(14), Shown::Day);
        assert_eq!(built_in(2), Shown::Number);
    }
}
