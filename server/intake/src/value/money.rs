//! Amounts of money: with sign, code or name of the currency, in front or behind; in thousands,
//! 万 or millions.

use history::exchange::{Currency, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::content;
use super::number::{amount, ascii, magnitude, scaled};
use super::reason::Reason;
use super::words;
use crate::table::{Cell, CellKind};

/// What the heading of a column says in brackets: `援助金额（万元）`, `Aid (EUR)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakeUnit)]
pub struct Unit {
    /// How many times each number is meant.
    pub factor: u64,
    #[serde(default)]
    pub currency: Option<Currency>,
}

impl Default for Unit {
    fn default() -> Unit {
        Unit {
            factor: 1,
            currency: None,
        }
    }
}

impl Unit {
    /// `None` of what is no unit.
    pub fn of(text: &str) -> Option<Unit> {
        let text = ascii(text.trim());
        if let Some(currency) = words::find(&text) {
            return Some(Unit {
                factor: 1,
                currency: Some(currency),
            });
        }
        // As if one of it stood in the cell.
        let one = format!("1{text}");
        let (number, currency) = without_currency(&one).ok()?;
        let (number, factor) = magnitude(number);
        (number.trim() == "1" && factor > 1).then_some(Unit { factor, currency })
    }
}

/// An amount; the currency is that of the cell, else that of a column of its own, else that of the
/// heading.
pub fn money(cell: &Cell<'_>, unit: Unit, column: Option<Currency>) -> Result<Money, Reason> {
    let text = content(cell)?;
    let text = ascii(&text);
    let (number, said) = without_currency(text.trim())?;
    if said.is_some() && column.is_some() && said != column {
        return Err(Reason::TwoCurrencies);
    }
    let currency = said.or(column).or(unit.currency);
    let number = number.trim();
    let hundredths = if cell.kind == CellKind::Number {
        scaled(number, unit.factor)?
    } else {
        let (digits, own) = magnitude(number);
        match own {
            1 if unit.factor > 1 => scaled(digits, unit.factor)?,
            _ => amount(number)?,
        }
    };
    Ok(Money {
        hundredths,
        currency: currency.ok_or(Reason::NoCurrency)?,
    })
}

/// The number of an amount, and the currency in front of it or behind.
fn without_currency(text: &str) -> Result<(&str, Option<Currency>), Reason> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let (Some(first), Some(last)) = (text.find(is_digit), text.rfind(is_digit)) else {
        return Err(Reason::NotANumber);
    };
    let (before, after) = (text.get(..first), text.get(last + 1..));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    if before.trim() == "-" {
        return Err(Reason::Negative);
    }
    let in_front = match before.trim() {
        "" => None,
        word => Some(currency(word).ok_or(Reason::NotANumber)?),
    };
    let (end, behind) = split_behind(after)?;
    if in_front.is_some() && behind.is_some() && in_front != behind {
        return Err(Reason::TwoCurrencies);
    }
    let number = text.get(first..last + 1 + end).unwrap_or_default();
    Ok((number, in_front.or(behind)))
}

/// How much of what follows the digits belongs to the number, and the currency after it.
fn split_behind(after: &str) -> Result<(usize, Option<Currency>), Reason> {
    if after.trim().is_empty() {
        return Ok((0, None));
    }
    // From the longest: `万美元` ends in a currency, and so does it in `元`.
    for (at, _) in after.char_indices() {
        let (magnitude_word, word) = after.split_at(at);
        let fits = magnitude_word.trim().is_empty() || is_magnitude(magnitude_word.trim());
        if let Some(currency) = currency(word.trim()).filter(|_| fits) {
            return Ok((at, Some(currency)));
        }
    }
    if is_magnitude(after.trim()) {
        return Ok((after.len(), None));
    }
    Err(Reason::NotANumber)
}

fn is_magnitude(word: &str) -> bool {
    magnitude(&format!("1{word}")).1 > 1 && magnitude(&format!("1{word}")).0.trim() == "1"
}

/// A word or sign, or any code of three letters.
fn currency(word: &str) -> Option<Currency> {
    words::find(word).or_else(|| word.to_ascii_uppercase().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;

    fn read(text: &str) -> Result<(u64, String), Reason> {
        let money = money(&Cell::fixed(text, Place::cell(1, 1)), Unit::default(), None)?;
        Ok((money.hundredths, money.currency.to_string()))
    }

    #[test]
    fn amounts_are_read_with_their_currency() {
        for (text, hundredths, code) in [
            ("10万元", 10_000_000, "CNY"),
            ("100,000 CNY", 10_000_000, "CNY"),
            ("CNY 100,000.50", 10_000_050, "CNY"),
            ("￥5000", 500_000, "CNY"),
            ("人民币1.5亿元", 15_000_000_000, "CNY"),
            ("$ 1,200", 120_000, "USD"),
            ("US$1.5 million", 150_000_000, "USD"),
            ("3,5 Mio. EUR", 350_000_000, "EUR"),
            ("€ 12.345,67", 1_234_567, "EUR"),
            ("50万美元", 50_000_000, "USD"),
            ("300万日元", 300_000_000, "JPY"),
            ("2000 THB", 200_000, "THB"),
            ("20 欧元", 2_000, "EUR"),
        ] {
            assert_eq!(read(text), Ok((hundredths, code.to_owned())), "{text}");
        }
        for (text, reason) in [
            ("5000", Reason::NoCurrency),
            ("口罩5000只", Reason::NotANumber),
            ("masks", Reason::NotANumber),
            ("$5 EUR", Reason::TwoCurrencies),
            ("-5元", Reason::Negative),
            ("1.234 EUR", Reason::AmbiguousNumber),
        ] {
            assert_eq!(read(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn the_heading_says_the_unit_once_for_all() {
        let cny = "CNY".parse().ok();
        let eur: Option<Currency> = "EUR".parse().ok();
        for (text, factor, currency) in [
            ("万元", 10_000, cny),
            ("元", 1, cny),
            ("亿元", 100_000_000, cny),
            ("EUR", 1, eur),
            ("thousand EUR", 1_000, eur),
            ("万", 10_000, None),
        ] {
            assert_eq!(Unit::of(text), Some(Unit { factor, currency }), "{text}");
        }
        assert_eq!(Unit::of("人"), None);
        assert_eq!(Unit::of("from"), None);
        let unit = Unit::of("万元").unwrap_or_default();
        let cell = |text| Cell::fixed(text, Place::cell(1, 1));
        let read = |text, column| money(&cell(text), unit, column).map(|money| money.hundredths);
        assert_eq!(read("12.5", None), Ok(12_500_000));
        assert_eq!(read("12.3456", None), Ok(12_345_600));
        // A cell that says more than its heading means what it says.
        assert_eq!(read("3亿", None), Ok(30_000_000_000));
        let said = money(&cell("5 EUR"), unit, cny);
        assert_eq!(said, Err(Reason::TwoCurrencies));
        let said = money(&cell("5"), Unit::default(), eur).map(|money| money.currency);
        assert_eq!(said.ok(), eur);
    }
}
