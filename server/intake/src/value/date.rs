//! Dates as people write them, to the day, the month or the year; and periods of several days.
//!
//! What can be read in two ways is not read: `5/9/2019` is a day of May or of September, as long as
//! nobody says which comes first. With points the day comes first wherever people write points.

mod months;
mod read;

use history::date::PartialDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::content;
use super::number::ascii;
use super::reason::Reason;
use crate::table::{Cell, CellKind, serial_day};

use read::{Read, read};

/// What comes first in `5/9/2019`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    DayFirst,
    MonthFirst,
}

/// The serial numbers that are days of our time. A number beyond is something else.
const SERIALS: std::ops::Range<f64> = 18_264.0..73_051.0;

/// One date.
pub fn date(cell: &Cell<'_>, order: Option<DayOrder>) -> Result<PartialDate, Reason> {
    match period(cell, order)? {
        (date, None) => Ok(date),
        (_, Some(_)) => Err(Reason::APeriod),
    }
}

/// The first day and, where it is another, the last: `2019-09-05 – 08`, `2019年9月5日至8日`.
pub fn period(
    cell: &Cell<'_>,
    order: Option<DayOrder>,
) -> Result<(PartialDate, Option<PartialDate>), Reason> {
    let text = content(cell)?;
    let one = |date| Ok((date, None));
    if let CellKind::Date(day) = cell.kind {
        return one(text.parse().unwrap_or_else(|_| PartialDate::from(day)));
    }
    let text = bare(&ascii(&text));
    if let Some(date) = serial(&text, cell) {
        return one(date);
    }
    if let Some((left, right)) = split_at_range_sign(&text) {
        return combined(left, right, order);
    }
    let whole = match read(&text, order).and_then(Read::alone) {
        Ok(date) => return one(date),
        Err(reason) => reason,
    };
    if whole != Reason::NotADate {
        return Err(whole);
    }
    // A stroke or a hyphen may stand between two dates as well as within one.
    let mut told = whole;
    for (at, _) in text.match_indices(['-', '/']) {
        let (left, right) = (text.get(..at), text.get(at + 1..));
        let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
        match combined(left, right, order) {
            Ok(period) => return Ok(period),
            Err(reason @ (Reason::EndsBeforeItBegins | Reason::AmbiguousDate))
                if told == Reason::NotADate =>
            {
                told = reason;
            }
            Err(_) => {}
        }
    }
    Err(told)
}

/// A day by its number, as it comes out when a cell of a sheet is not formatted as a date.
fn serial(text: &str, cell: &Cell<'_>) -> Option<PartialDate> {
    let digits = text.split('.').next().unwrap_or_default();
    let shaped = digits.len() == 5
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = text.parse().ok().filter(|_| shaped)?;
    let day = serial_day(number, cell.epoch);
    day.filter(|_| SERIALS.contains(&number))
        .map(PartialDate::from)
}

/// Signs and words that stand between two dates and in none.
const BETWEEN: [&str; 8] = ["至", "到", "~", "–", "—", " to ", " bis ", " until "];

fn split_at_range_sign(text: &str) -> Option<(&str, &str)> {
    BETWEEN.iter().find_map(|sign| text.split_once(sign))
}

fn combined(
    left: &str,
    right: &str,
    order: Option<DayOrder>,
) -> Result<(PartialDate, Option<PartialDate>), Reason> {
    // A dash that is doubled, or a word and a sign.
    let right = right.trim_start_matches(['—', '–', '-', '~', ' ']);
    let (left, right) = (read(left.trim(), order)?, read(right.trim(), order)?);
    let (from, to) = match (left, right) {
        (Read::Whole(left, _), Read::Whole(right, _)) => (left.date()?, right.date()?),
        (Read::Whole(base, style), right) => (base.date()?, right.completed(base, style)?),
        (left, Read::Whole(base, style)) => (left.completed(base, style)?, base.date()?),
        (_, _) => return Err(Reason::NoYear),
    };
    if to.latest() < from.earliest() {
        return Err(Reason::EndsBeforeItBegins);
    }
    Ok((from, Some(to).filter(|to| *to != from)))
}

/// Parts of a month that are said in words.
const ROUGHLY: [&str; 8] = [
    "上旬", "中旬", "下旬", "年初", "年底", "年末", "月初", "月底",
];

/// Without what is in brackets, the time of day, and the day of the week.
fn bare(text: &str) -> String {
    let mut text = text.trim().to_owned();
    while let (Some(open), Some(close)) = (text.find('('), text.find(')')) {
        if close < open {
            break;
        }
        text.replace_range(open..=close, " ");
    }
    if let Some(colon) = text.find(':') {
        let before = text.get(..colon).unwrap_or_default();
        let before = before.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let before = before.trim_end_matches(['T', 't', ' ']);
        text.truncate(before.len());
    }
    for word in ["上午", "下午", "晚上"] {
        text = text.replace(word, "");
    }
    for word in ROUGHLY {
        if let Some(rest) = text.strip_suffix(word) {
            let unit = word
                .chars()
                .next()
                .filter(|unit| ['年', '月'].contains(unit));
            text = rest.chars().chain(unit).collect();
        }
    }
    for week in ["星期", "周"] {
        if let Some(at) = text.find(week) {
            let day = text
                .get(at + week.len()..)
                .and_then(|rest| rest.chars().next());
            if let Some(day) = day.filter(|day| "一二三四五六日天".contains(*day)) {
                text.replace_range(at..at + week.len() + day.len_utf8(), " ");
            }
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests;
