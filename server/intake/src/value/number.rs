//! Numbers as people write them: with thousands separators, counting words, Chinese numerals, and
//! as lower bounds.

use history::exchange::Figure;
use unicode_normalization::UnicodeNormalization;

use super::content;
use super::reason::Reason;
use crate::table::{Cell, CellKind};

/// A whole number, or at least so many: `870`, `1,234 people`, `over 870`, `870余人次`, `三批`.
pub fn figure(cell: &Cell<'_>) -> Result<Figure, Reason> {
    let number = Written::of(cell)?;
    Ok(Figure {
        number: number.whole()?,
        at_least: number.at_least,
    })
}

/// A whole number that is exact.
pub fn count(cell: &Cell<'_>) -> Result<u32, Reason> {
    let number = Written::of(cell)?;
    if number.at_least {
        return Err(Reason::NotANumber);
    }
    number.whole()
}

/// A number with decimals, as of degrees.
pub fn decimal(cell: &Cell<'_>) -> Result<f64, Reason> {
    let text = content(cell)?;
    let text = ascii(&text);
    let number = text.replace('\u{2212}', "-").replace(',', ".");
    let number: f64 = number.trim().parse().map_err(|_| Reason::NotANumber)?;
    Some(number)
        .filter(|number| number.is_finite())
        .ok_or(Reason::NotANumber)
}

/// Full-width and Arabic-Indic digits as ASCII, kinds of blanks as one.
pub(super) fn ascii(text: &str) -> String {
    let plain = text.nfkc().map(|letter| match letter {
        '\u{660}'..='\u{669}' => digit(letter as u32 - 0x660),
        '\u{6f0}'..='\u{6f9}' => digit(letter as u32 - 0x6f0),
        '\u{2212}' => '-',
        letter if letter.is_whitespace() => ' ',
        letter => letter,
    });
    plain.collect()
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('0')
}

/// A number in hundredths, so that amounts stay exact.
struct Written {
    hundredths: u64,
    at_least: bool,
}

const OVER: [&str; 22] = [
    "more than",
    "at least",
    "over",
    "above",
    "超过",
    "不少于",
    "多于",
    "至少",
    "逾",
    "超",
    ">=",
    "≥",
    ">",
    "über",
    "mehr als",
    "plus de",
    "más de",
    "более",
    "свыше",
    "أكثر من",
    "이상",
    "以上",
];
const OVER_AFTER: [&str; 8] = ["余", "多", "以上", "+", "or more", "plus", "이상", "余り"];
const ABOUT: [&str; 14] = [
    "about", "around", "circa", "ca.", "approx", "some ", "大约", "大概", "约", "近", "左右",
    "上下", "~", "etwa",
];
/// What is counted, as it stands behind the number.
const COUNTED: [&str; 39] = [
    "人次",
    "批次",
    "个团组",
    "个国家",
    "个代表团",
    "团组",
    "代表团",
    "批人",
    "人",
    "名",
    "位",
    "批",
    "个",
    "团",
    "组",
    "家",
    "国",
    "次",
    "参加者",
    "delegations",
    "delegation",
    "countries",
    "country",
    "people",
    "persons",
    "person",
    "participants",
    "visitors",
    "guests",
    "groups",
    "group",
    "pax",
    "명",
    "개국",
    "Personen",
    "personnes",
    "personas",
    "человек",
    "شخص",
];

impl Written {
    fn of(cell: &Cell<'_>) -> Result<Written, Reason> {
        let text = content(cell)?;
        if cell.kind == CellKind::Number {
            return Ok(Written {
                hundredths: plain(&text)?,
                at_least: false,
            });
        }
        let text = ascii(&text);
        let mut rest = text.trim();
        if ABOUT.iter().any(|about| contains(rest, about)) {
            return Err(Reason::Approximate);
        }
        let mut at_least = false;
        loop {
            let before = rest;
            if let Some(without) = OVER.iter().find_map(|over| strip_prefix(rest, over)) {
                (rest, at_least) = (without.trim_start(), true);
            }
            if let Some(without) = OVER_AFTER.iter().find_map(|over| rest.strip_suffix(over)) {
                (rest, at_least) = (without.trim_end(), true);
            }
            if let Some(without) = COUNTED.iter().find_map(|word| strip_suffix(rest, word)) {
                rest = without.trim_end();
            }
            if rest == before {
                break;
            }
        }
        // 1万余人 and 十余万: what is over stands within.
        let within = rest.replace(['余', '多'], "");
        at_least |= within.len() != rest.len();
        let hundredths = amount(within.trim())?;
        Ok(Written {
            hundredths,
            at_least,
        })
    }

    fn whole(&self) -> Result<u32, Reason> {
        if !self.hundredths.is_multiple_of(100) {
            return Err(Reason::NotWhole);
        }
        let most = u64::from(u32::MAX);
        u32::try_from(self.hundredths / 100).map_err(|_| Reason::TooMuch { most })
    }
}

fn contains(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(word)
}

fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let start = text.get(..prefix.len())?;
    let rest = text.get(prefix.len()..)?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn strip_suffix<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(suffix.len())?;
    let (rest, end) = (text.get(..at)?, text.get(at..)?);
    end.eq_ignore_ascii_case(suffix).then_some(rest)
}

/// How many a word behind a number makes of it, the longest words first.
const FACTORS: [(&str, u64); 23] = [
    ("thousand", 1_000),
    ("millions", 1_000_000),
    ("millionen", 1_000_000),
    ("million", 1_000_000),
    ("millones", 1_000_000),
    ("billion", 1_000_000_000),
    ("mln", 1_000_000),
    ("mio.", 1_000_000),
    ("mio", 1_000_000),
    ("tsd.", 1_000),
    ("тыс.", 1_000),
    ("млн", 1_000_000),
    ("百万", 1_000_000),
    ("千万", 10_000_000),
    ("亿", 100_000_000),
    ("億", 100_000_000),
    ("억", 100_000_000),
    ("万", 10_000),
    ("萬", 10_000),
    ("만", 10_000),
    ("千", 1_000),
    ("천", 1_000),
    ("k", 1_000),
];

/// A number without sign in hundredths, with a word of magnitude behind it or without.
pub(super) fn amount(text: &str) -> Result<u64, Reason> {
    if let Some(number) = chinese(text) {
        return number.checked_mul(100).ok_or(TOO_MUCH);
    }
    let (text, factor) = magnitude(text);
    let hundredths = plain(text.trim());
    // 1.2万 is whole though 1.2 has but one decimal, and 1.2345万 is not lost below the hundredth.
    if factor == 1 {
        return hundredths;
    }
    scaled(text.trim(), factor)
}

const TOO_MUCH: Reason = Reason::TooMuch {
    most: u64::MAX / 100,
};

/// The number and how many times it is meant.
pub(super) fn magnitude(text: &str) -> (&str, u64) {
    let found = FACTORS
        .iter()
        .find_map(|(word, factor)| Some((strip_suffix(text, word)?, *factor)));
    match found {
        Some((rest, factor)) if rest.trim().ends_with(|last: char| last.is_ascii_digit()) => {
            (rest, factor)
        }
        _ => (text, 1),
    }
}

fn plain(text: &str) -> Result<u64, Reason> {
    scaled(text, 1)
}

/// `text` times `factor`, in hundredths; what is less than that must be nothing.
pub(super) fn scaled(text: &str, factor: u64) -> Result<u64, Reason> {
    if text.starts_with('-') {
        return Err(Reason::Negative);
    }
    let (whole, fraction) = parts(text)?;
    let places = u32::try_from(fraction.len()).map_err(|_| Reason::NotANumber)?;
    let parse = |digits: &str| digits.parse::<u64>().map_err(|_| TOO_MUCH);
    let whole = parse(&whole)?.checked_mul(100).ok_or(TOO_MUCH)?;
    let whole = whole.checked_mul(factor).ok_or(TOO_MUCH)?;
    if fraction.is_empty() {
        return Ok(whole);
    }
    // Spreadsheet programs calculate in binary: 0.1 + 0.2 is written with seventeen digits.
    let kept = fraction.get(..12).unwrap_or(&fraction);
    let scale = 10u128.pow(places.min(12));
    let fraction = u128::from(parse(kept)?) * 100 * u128::from(factor);
    let rounded = (fraction + scale / 2) / scale;
    let exact = fraction % scale == 0 || places >= 12;
    if !exact {
        return Err(Reason::AmbiguousNumber);
    }
    let rounded = u64::try_from(rounded).map_err(|_| TOO_MUCH)?;
    whole.checked_add(rounded).ok_or(TOO_MUCH)
}

/// The digits before and behind the decimal sign, thousands separators taken out. A single sign
/// before three digits may be either; a comma then separates thousands, as it does in Chinese and
/// English, and a point is not clear.
fn parts(text: &str) -> Result<(String, String), Reason> {
    let signs: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, letter)| !letter.is_ascii_digit())
        .collect();
    let groups: Vec<&str> = text
        .split(|letter: char| !letter.is_ascii_digit())
        .collect();
    let allowed = |letter: char| matches!(letter, ',' | '.' | ' ' | '\'' | '’' | '٬' | '٫');
    let first = groups.first().copied().unwrap_or_default();
    if first.is_empty() || signs.iter().any(|(_, letter)| !allowed(*letter)) {
        return Err(Reason::NotANumber);
    }
    let Some((_, last_sign)) = signs.last().copied() else {
        return Ok((text.to_owned(), String::new()));
    };
    let last = groups.last().copied().unwrap_or_default();
    let same = signs.iter().filter(|(_, sign)| *sign == last_sign).count();
    let others = signs.len() - same;
    let is_decimal = match last_sign {
        ' ' | '\'' | '’' | '٬' => false,
        '٫' => true,
        _ if same > 1 => false,
        _ if others > 0 => true,
        // Now it is the only sign.
        '.' if last.len() == 3 && first.len() <= 3 && first != "0" => {
            return Err(Reason::AmbiguousNumber);
        }
        ',' => last.len() != 3 || first.len() > 3 || first == "0",
        _ => true,
    };
    let (whole, fraction) = if is_decimal {
        let whole = groups.get(..groups.len() - 1).unwrap_or_default();
        (whole, last)
    } else {
        (groups.as_slice(), "")
    };
    let well_grouped = whole.iter().skip(1).all(|group| group.len() == 3) && first.len() <= 3;
    let of_one_kind = signs
        .iter()
        .filter(|(_, sign)| *sign != last_sign || !is_decimal);
    let mut kinds: Vec<char> = of_one_kind.map(|(_, sign)| *sign).collect();
    kinds.dedup();
    if (whole.len() > 1 && !well_grouped) || kinds.len() > 1 || (is_decimal && fraction.is_empty())
    {
        return Err(Reason::NotANumber);
    }
    Ok((whole.concat(), fraction.to_owned()))
}

/// A number in Chinese numerals up to ten thousands: `三十五`, `一百零三`, `两千`.
fn chinese(text: &str) -> Option<u64> {
    let (mut total, mut section, mut digit) = (0u64, 0u64, None);
    for letter in text.chars() {
        let value = "零一二三四五六七八九"
            .chars()
            .position(|other| other == letter);
        let value = value.or_else(|| (letter == '两').then_some(2));
        let unit = match letter {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' => {
                section += digit.take().unwrap_or(0);
                total = section.checked_mul(10_000)?;
                section = 0;
                continue;
            }
            _ => {
                digit = Some(value? as u64);
                continue;
            }
        };
        section = section.checked_add(digit.take().unwrap_or(1) * unit)?;
    }
    let spoken = !text.is_empty() && !text.starts_with('万');
    spoken.then_some(total.checked_add(section + digit.unwrap_or(0))?)
}

#[cfg(test)]
mod tests;
