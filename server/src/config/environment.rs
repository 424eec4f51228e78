//! One value from the environment: which key a variable names, and its text as the type of the
//! default.

use toml::{Table, Value};

use super::load::{LANGUAGE_TABLES, merge};

/// A value that takes the place of another.
pub(super) struct Override {
    /// Dotted.
    pub(super) key: String,
    value: Value,
}

impl Override {
    /// `name` is what follows `YUNQIAO__`; `reference` holds every key there is, with its default.
    ///
    /// # Errors
    /// A sentence, when there is no such key.
    pub(super) fn read(reference: &Table, name: &str, text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = name.split("__").collect();
        find(reference, "", &parts, text)
    }

    pub(super) fn apply(&self, values: &mut Table) {
        let mut names = self.key.rsplit('.');
        let last = names.next().unwrap_or_default();
        let leaf = Table::from_iter([(last.to_owned(), self.value.clone())]);
        let change = names.fold(leaf, |inner, name| {
            Table::from_iter([(name.to_owned(), Value::Table(inner))])
        });
        merge(values, change);
    }
}

/// `within` is the dotted name of the section, empty for the whole.
fn find(section: &Table, within: &str, parts: &[&str], text: &str) -> Result<Override, String> {
    let (first, rest) = parts.split_first().ok_or("no key")?;
    let known = section
        .iter()
        .find(|(key, _)| key.replace('-', "_").eq_ignore_ascii_case(first));
    match known {
        Some((_, Value::Table(inner))) if rest.is_empty() => Err(format!(
            "{first} is a section; its keys are {}",
            keys(inner)
        )),
        Some((key, Value::Table(inner))) => find(inner, &dotted(within, key), rest, text),
        Some((key, default)) if rest.is_empty() => Ok(Override {
            key: dotted(within, key),
            value: typed_like(default, text),
        }),
        None if rest.is_empty() && LANGUAGE_TABLES.contains(&within) => {
            let tag = language_tag(first).ok_or_else(|| {
                format!("{first} is no tag of a language, as `DE` or `ZH_HANT` is")
            })?;
            Ok(Override {
                key: dotted(within, &tag),
                value: Value::String(text.to_owned()),
            })
        }
        Some(_) | None => Err(format!("unknown key, expected one of {}", keys(section))),
    }
}

fn dotted(within: &str, key: &str) -> String {
    if within.is_empty() {
        return key.to_owned();
    }
    format!("{within}.{key}")
}

fn keys(table: &Table) -> String {
    let names: Vec<String> = table
        .keys()
        .map(|key| format!("`{}`", key.replace('-', "_").to_uppercase()))
        .collect();
    names.join(", ")
}

/// BCP 47 as it is written, of what the name of a variable can spell: `zh-Hant` of `ZH_HANT`.
fn language_tag(spelled: &str) -> Option<String> {
    let mut parts = spelled.split('_');
    let language = parts.next()?.to_ascii_lowercase();
    let letters = language.bytes().all(|byte| byte.is_ascii_lowercase());
    if !letters || !(2..=3).contains(&language.len()) {
        return None;
    }
    let mut tag = language;
    for part in parts {
        let plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !plain || !(2..=8).contains(&part.len()) {
            return None;
        }
        tag.push('-');
        match part.len() {
            // A region.
            2 => tag.push_str(&part.to_ascii_uppercase()),
            // A script.
            4 => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

/// `text` as the type of the default; what cannot be read so stays text, and is then refused with
/// what is allowed.
fn typed_like(default: &Value, text: &str) -> Value {
    let read = match default {
        Value::Integer(_) => text.parse().ok().map(Value::Integer),
        Value::Float(_) => text.parse().ok().map(Value::Float),
        Value::Boolean(_) => text.parse().ok().map(Value::Boolean),
        Value::Array(_) => Some(list(text)),
        Value::String(_) | Value::Datetime(_) | Value::Table(_) => None,
    };
    read.unwrap_or_else(|| Value::String(text.to_owned()))
}

fn list(text: &str) -> Value {
    let items = text.split(',').map(str::trim);
    Value::Array(
        items
            .filter(|item| !item.is_empty())
            .map(|item| Value::String(item.to_owned()))
            .collect(),
    )
}
