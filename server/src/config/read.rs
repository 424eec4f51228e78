//! How fields of the configuration are read: what is wrong with one is said in its own words.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use meeting::plan::Localized;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Unexpected, Visitor};

use super::value::Textual;

pub(super) fn text<'de, D: Deserializer<'de>, T: Textual>(source: D) -> Result<T, D::Error> {
    source.deserialize_str(TextVisitor(PhantomData))
}

/// The empty text stands for "none".
pub(super) fn optional_text<'de, D, T>(source: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Textual,
{
    source.deserialize_str(OptionalTextVisitor(PhantomData))
}

pub(super) fn texts<'de, D, T>(source: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Textual,
{
    source.deserialize_seq(ListVisitor(PhantomData))
}

/// A whole number from `MIN` to `MAX`.
pub(super) fn within<'de, D, T, const MIN: u64, const MAX: u64>(source: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u64>,
{
    let number = source.deserialize_i64(RangeVisitor::<MIN, MAX>)?;
    T::try_from(number)
        .map_err(|_| Error::invalid_value(Unexpected::Unsigned(number), &RangeVisitor::<MIN, MAX>))
}

pub(super) fn minutes<'de, D: Deserializer<'de>>(source: D) -> Result<Duration, D::Error> {
    let minutes: u64 = within::<_, _, 1, 1440>(source)?;
    Ok(Duration::from_secs(minutes * 60))
}

pub(super) fn seconds<'de, D: Deserializer<'de>>(source: D) -> Result<Duration, D::Error> {
    within::<_, _, 5, 600>(source).map(Duration::from_secs)
}

pub(super) fn retry_seconds<'de, D: Deserializer<'de>>(source: D) -> Result<Duration, D::Error> {
    within::<_, _, 1, 3600>(source).map(Duration::from_secs)
}

pub(super) fn milliseconds<'de, D: Deserializer<'de>>(source: D) -> Result<Duration, D::Error> {
    within::<_, _, 0, 10_000>(source).map(Duration::from_millis)
}

/// A number from `-MAX` to `MAX`.
pub(super) fn degrees<'de, D, const MAX: u32>(source: D) -> Result<f64, D::Error>
where
    D: Deserializer<'de>,
{
    let degrees = f64::deserialize(source)?;
    if degrees.abs() <= f64::from(MAX) {
        return Ok(degrees);
    }
    let expected = format!("degrees from -{MAX} to {MAX}");
    Err(Error::invalid_value(
        Unexpected::Float(degrees),
        &expected.as_str(),
    ))
}

/// Texts by language; at least English.
pub(super) fn names<'de, D: Deserializer<'de>>(source: D) -> Result<Localized, D::Error> {
    let names = BTreeMap::<String, String>::deserialize(source)?;
    if names.get("en").is_none_or(|name| name.trim().is_empty()) {
        return Err(Error::custom(
            "expected a name in every language given, \"en\" among them",
        ));
    }
    Ok(Localized(names))
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: Textual> Visitor<'_> for TextVisitor<T> {
    type Value = T;
    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(T::EXPECTED)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        if text.is_empty() {
            return Err(E::invalid_value(Unexpected::Str(text), &self));
        }
        text.parse()
            .map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

struct OptionalTextVisitor<T>(PhantomData<T>);

impl<T: Textual> Visitor<'_> for OptionalTextVisitor<T> {
    type Value = Option<T>;
    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}, or nothing", T::EXPECTED)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
        if text.is_empty() {
            return Ok(None);
        }
        text.parse()
            .map(Some)
            .map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Textual> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;
    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a list, each of them {}", T::EXPECTED)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut values = Vec::new();
        while let Some(Item(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(values)
    }
}

struct Item<T>(T);

impl<'de, T: Textual> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        text(source).map(Self)
    }
}

struct RangeVisitor<const MIN: u64, const MAX: u64>;

impl<const MIN: u64, const MAX: u64> Visitor<'_> for RangeVisitor<MIN, MAX> {
    type Value = u64;
    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a whole number from {MIN} to {MAX}")
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<u64, E> {
        u64::try_from(number)
            .ok()
            .filter(|number| (MIN..=MAX).contains(number))
            .ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        if (MIN..=MAX).contains(&number) {
            Ok(number)
        } else {
            Err(E::invalid_value(Unexpected::Unsigned(number), &self))
        }
    }
}
