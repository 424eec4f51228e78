//! The parts of one date.

use history::date::PartialDate;

use super::super::reason::Reason;
use super::DayOrder;
use super::months::{is_filler, month};

/// Year, month and day as far as they are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// In which order numbers stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "as those orders are called")]
pub(super) enum Style {
    YearFirst,
    DayFirst,
    MonthFirst,
}

/// What one text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    Whole(Parts, Style),
    /// A month by its name or mark, perhaps with a day, and no year.
    InYear(i8, Option<i8>),
    /// A day by its mark.
    Day(i8),
    /// Two numbers without a year.
    Pair(i8, i8),
    Lone(i8),
}

impl Parts {
    pub(super) fn date(self) -> Result<PartialDate, Reason> {
        // Two-digit years were refused before; these are the years that a city remembers.
        if !(1800..2200).contains(&self.year) {
            return Err(Reason::NotADate);
        }
        let text = match (self.month, self.day) {
            (None, _) => format!("{:04}", self.year),
            (Some(month), None) => format!("{:04}-{month:02}", self.year),
            (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", self.year),
        };
        text.parse().map_err(|_| Reason::NoSuchDay)
    }
}

impl Read {
    /// As a date that stands alone.
    pub(super) fn alone(self) -> Result<PartialDate, Reason> {
        match self {
            Read::Whole(parts, _) => parts.date(),
            Read::InYear(..) | Read::Pair(..) => Err(Reason::NoYear),
            Read::Day(_) | Read::Lone(_) => Err(Reason::NotADate),
        }
    }

    /// As the other end of a period of which `base` is one.
    pub(super) fn completed(self, base: Parts, style: Style) -> Result<PartialDate, Reason> {
        let year = base.year;
        let (month, day) = match (self, style) {
            (Read::Whole(parts, _), _) => return parts.date(),
            (Read::InYear(month, day), _) => (month, day),
            (Read::Day(day), _) => (base.month.ok_or(Reason::NotADate)?, Some(day)),
            (Read::Lone(number), _) => match (base.month, base.day) {
                (Some(month), Some(_)) => (month, Some(number)),
                (Some(_), None) => (number, None),
                (None, _) => return Err(Reason::NotADate),
            },
            (Read::Pair(..), _) if base.day.is_none() => return Err(Reason::NotADate),
            (Read::Pair(day, month), Style::DayFirst) => (month, Some(day)),
            (Read::Pair(month, day), Style::YearFirst | Style::MonthFirst) => (month, Some(day)),
        };
        Parts {
            year,
            month: Some(month),
            day,
        }
        .date()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// Its value, and how many digits it has.
    Number(u32, usize),
    Month(i8),
    /// 年, 月, 日 and what stands for them.
    Mark(Mark),
    Sign(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Year,
    Month,
    Day,
}

pub(super) fn read(text: &str, order: Option<DayOrder>) -> Result<Read, Reason> {
    let tokens = tokens(text)?;
    if tokens.iter().any(|token| matches!(token, Token::Mark(_))) {
        return marked(&tokens);
    }
    if tokens.iter().any(|token| matches!(token, Token::Month(_))) {
        return named(&tokens);
    }
    numbers(&tokens, order)
}

fn tokens(text: &str) -> Result<Vec<Token>, Reason> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let run =
            |is: fn(char) -> bool| rest.find(|letter: char| !is(letter)).unwrap_or(rest.len());
        let mut length = letter.len_utf8();
        if letter.is_ascii_digit() {
            length = run(|letter| letter.is_ascii_digit());
            let digits = rest.get(..length).unwrap_or_default();
            let value = digits.parse().map_err(|_| Reason::NotADate)?;
            tokens.push(Token::Number(value, length));
        } else if let Some(mark) = mark(letter) {
            tokens.push(Token::Mark(mark));
        } else if letter.is_alphabetic() {
            length = run(|letter| letter.is_alphabetic() || letter == '\u{301}');
            let word = rest.get(..length).unwrap_or_default();
            if !is_filler(word) {
                tokens.push(Token::Month(month(word).ok_or(Reason::NotADate)?));
            }
        } else if matches!(letter, '-' | '/' | '.' | ',') {
            tokens.push(Token::Sign(letter));
        } else if letter != ' ' {
            return Err(Reason::NotADate);
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(tokens)
}

fn mark(letter: char) -> Option<Mark> {
    Some(match letter {
        '年' | '년' => Mark::Year,
        '月' | '월' => Mark::Month,
        '日' | '号' | '일' => Mark::Day,
        _ => return None,
    })
}

fn small(value: u32) -> Result<i8, Reason> {
    i8::try_from(value).map_err(|_| Reason::NoSuchDay)
}

fn year(value: u32, digits: usize) -> Result<i16, Reason> {
    if digits < 4 {
        return Err(Reason::ShortYear);
    }
    i16::try_from(value).map_err(|_| Reason::NotADate)
}

/// `2019年9月5日`, `9月5日`, `2019年9月5`.
fn marked(tokens: &[Token]) -> Result<Read, Reason> {
    let (mut found_year, mut found_month, mut found_day) = (None, None, None);
    let mut rest = tokens.iter().copied().peekable();
    while let Some(token) = rest.next() {
        let Token::Number(value, digits) = token else {
            return Err(Reason::NotADate);
        };
        match rest.peek() {
            Some(Token::Mark(Mark::Year)) if found_year.is_none() => {
                found_year = Some(year(value, digits)?);
            }
            Some(Token::Mark(Mark::Month)) if found_month.is_none() => {
                found_month = Some(small(value)?);
            }
            Some(Token::Mark(Mark::Day)) if found_day.is_none() => found_day = Some(small(value)?),
            // The last mark may be left out: `2019年9月5`, and `2019年9-10月`.
            None if found_month.is_some() && found_day.is_none() => found_day = Some(small(value)?),
            None if found_month.is_none() && found_year.is_some() => {
                found_month = Some(small(value)?);
            }
            _ => return Err(Reason::NotADate),
        }
        rest.next();
    }
    match (found_year, found_month, found_day) {
        (Some(_), None, Some(_)) => Err(Reason::NotADate),
        (Some(year), month, day) => Ok(Read::Whole(Parts { year, month, day }, Style::YearFirst)),
        (None, Some(month), day) => Ok(Read::InYear(month, day)),
        (None, None, Some(day)) => Ok(Read::Day(day)),
        (None, None, None) => Err(Reason::NotADate),
    }
}

/// `5 September 2019`, `Sept. 5, 2019`, `September 2019`.
fn named(tokens: &[Token]) -> Result<Read, Reason> {
    let (mut found_year, mut found_month, mut found_day) = (None, None, None);
    for token in tokens {
        match *token {
            Token::Month(month) if found_month.is_none() => found_month = Some(month),
            Token::Number(value, 4) if found_year.is_none() => found_year = Some(value),
            Token::Number(value, 1 | 2) if found_day.is_none() => found_day = Some(small(value)?),
            Token::Number(_, 1 | 2) if found_year.is_none() => return Err(Reason::ShortYear),
            Token::Sign('.' | ',') => {}
            Token::Sign(_) | Token::Mark(_) | Token::Month(_) | Token::Number(..) => {
                return Err(Reason::NotADate);
            }
        }
    }
    let month = found_month.ok_or(Reason::NotADate)?;
    match found_year {
        None => Ok(Read::InYear(month, found_day)),
        Some(value) => {
            let parts = Parts {
                year: year(value, 4)?,
                month: Some(month),
                day: found_day,
            };
            Ok(Read::Whole(parts, Style::YearFirst))
        }
    }
}

fn numbers(tokens: &[Token], order: Option<DayOrder>) -> Result<Read, Reason> {
    let mut numbers = Vec::new();
    let mut signs = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        match (place % 2, *token) {
            (0, Token::Number(value, digits)) => numbers.push((value, digits)),
            (1, Token::Sign(sign @ ('-' | '/' | '.'))) => signs.push(sign),
            _ => return Err(Reason::NotADate),
        }
    }
    signs.dedup();
    // A point may stand behind the last number: `5.9.`
    if signs.len() > 1 || (tokens.len().is_multiple_of(2) && signs != ['.']) {
        return Err(Reason::NotADate);
    }
    let whole = |year, month, day| Ok(Read::Whole(Parts { year, month, day }, Style::YearFirst));
    match *numbers.as_slice() {
        [(value, 4)] => whole(year(value, 4)?, None, None),
        [(value, 6)] => whole(year(value / 100, 4)?, Some(small(value % 100)?), None),
        [(value, 8)] => {
            let (month, day) = (small(value / 100 % 100)?, small(value % 100)?);
            whole(year(value / 10_000, 4)?, Some(month), Some(day))
        }
        [(value, 1 | 2)] => Ok(Read::Lone(small(value)?)),
        [(first, 4), (second, 1 | 2)] => whole(year(first, 4)?, Some(small(second)?), None),
        [(first, 1 | 2), (second, 4)] => whole(year(second, 4)?, Some(small(first)?), None),
        [(first, 1 | 2), (second, 1 | 2)] => Ok(Read::Pair(small(first)?, small(second)?)),
        [(first, 4), (second, 1 | 2), (third, 1 | 2)] => {
            whole(year(first, 4)?, Some(small(second)?), Some(small(third)?))
        }
        [(first, 1 | 2), (second, 1 | 2), (third, 4)] => {
            let (first, second) = (small(first)?, small(second)?);
            let style = day_order(first, second, signs.first().copied(), order)?;
            let (month, day) = match style {
                Style::MonthFirst => (first, second),
                Style::DayFirst | Style::YearFirst => (second, first),
            };
            let (month, day) = (Some(month), Some(day));
            let year = year(third, 4)?;
            Ok(Read::Whole(Parts { year, month, day }, style))
        }
        [(_, 1 | 2), (_, 1 | 2), (_, 1 | 2)] => Err(Reason::ShortYear),
        _ => Err(Reason::NotADate),
    }
}

fn day_order(
    first: i8,
    second: i8,
    sign: Option<char>,
    order: Option<DayOrder>,
) -> Result<Style, Reason> {
    match order {
        _ if sign == Some('.') || first > 12 || first == second => Ok(Style::DayFirst),
        _ if second > 12 => Ok(Style::MonthFirst),
        Some(DayOrder::DayFirst) => Ok(Style::DayFirst),
        Some(DayOrder::MonthFirst) => Ok(Style::MonthFirst),
        None => Err(Reason::AmbiguousDate),
    }
}
