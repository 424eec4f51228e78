//! Reading the file and the environment, and saying exactly where something is wrong.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

use super::Config;

/// Every key there is, with its default: what an override may name, and of which type it is.
pub(super) const REFERENCE: &str = include_str!("../../../config/yunqiao.toml");

const PREFIX: &str = "YUNQIAO__";

/// A configuration that cannot be used: a sentence for whoever wrote it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the configuration {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{place}: {problem}")]
    Wrong { place: Place, problem: String },
}

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    File {
        path: PathBuf,
        line: usize,
        /// Dotted; empty where the text is not even TOML.
        key: String,
    },
    Environment {
        variable: String,
    },
    /// A rule between several values, named by one of its keys.
    Key(&'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line, key } => {
                write!(out, "{}, line {line}", path.display())?;
                if key.is_empty() {
                    return Ok(());
                }
                write!(out, ", {key}")
            }
            Self::Environment { variable } => out.write_str(variable),
            Self::Key(key) => out.write_str(key),
        }
    }
}

/// The defaults, changed by `file` where there is one, changed by those of the `environment`'s
/// variables that begin with `YUNQIAO__`.
pub fn load(
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let mut values = match file {
        Some(path) => read_file(path)?,
        None => reference()?,
    };
    for (variable, text) in environment {
        if let Some(rest) = variable.strip_prefix(PREFIX) {
            let change = read_override(&variable, rest, &text)?;
            merge(&mut values, change);
        }
    }
    let config = Config::deserialize(values).map_err(|error| ConfigError::Wrong {
        place: Place::Key("the configuration"),
        problem: error.message().to_owned(),
    })?;
    check(&config)?;
    Ok(config)
}

fn reference() -> Result<Table, ConfigError> {
    REFERENCE
        .parse()
        .map_err(|error| wrong_in_file(Path::new("config/yunqiao.toml"), REFERENCE, &error))
}

fn read_file(path: &Path) -> Result<Table, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    // Read as a whole configuration first, while errors still know their place in the text.
    let wrong = |error: toml::de::Error| wrong_in_file(path, &text, &error);
    toml::from_str::<Config>(&text).map_err(wrong)?;
    text.parse::<Table>().map_err(wrong)
}

fn wrong_in_file(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let key = DeTable::parse(text)
        .ok()
        .and_then(|table| key_at(table.get_ref(), at))
        .unwrap_or_default();
    ConfigError::Wrong {
        place: Place::File {
            path: path.to_owned(),
            line: text.as_bytes()[..at]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1,
            key,
        },
        problem: error.message().trim_end().to_owned(),
    }
}

/// The dotted key whose name or value covers the byte `at`; the innermost one.
fn key_at(table: &DeTable<'_>, at: usize) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        let name = key.get_ref();
        if let DeValue::Table(inner) = value.get_ref()
            && let Some(rest) = key_at(inner, at)
        {
            return Some(format!("{name}.{rest}"));
        }
        (key.span().contains(&at) || value.span().contains(&at)).then(|| name.to_string())
    })
}

/// One variable, as the table that changes the rest.
fn read_override(variable: &str, rest: &str, text: &str) -> Result<Table, ConfigError> {
    let wrong = |problem: String| ConfigError::Wrong {
        place: Place::Environment {
            variable: variable.to_owned(),
        },
        problem,
    };
    let mut whole = reference()?;
    let parts: Vec<&str> = rest.split("__").collect();
    let change = override_table(&whole, &parts, text).map_err(wrong)?;
    merge(&mut whole, change.clone());
    Config::deserialize(whole).map_err(|error| wrong(error.message().to_owned()))?;
    Ok(change)
}

fn override_table(reference: &Table, parts: &[&str], text: &str) -> Result<Table, String> {
    let (first, rest) = parts.split_first().ok_or("no key")?;
    let known = reference
        .iter()
        .find(|(key, _)| key.replace('-', "_").eq_ignore_ascii_case(first));
    let value = match known {
        Some((_, Value::Table(section))) if !rest.is_empty() => {
            Value::Table(override_table(section, rest, text)?)
        }
        Some((_, Value::Table(section))) => {
            return Err(format!(
                "{first} is a section; its keys are {}",
                keys(section)
            ));
        }
        Some((_, default)) if rest.is_empty() => typed_like(default, text),
        Some(_) | None => {
            return Err(format!("unknown key, expected one of {}", keys(reference)));
        }
    };
    let key = known.map_or(*first, |(key, _)| key.as_str());
    Ok(Table::from_iter([(key.to_owned(), value)]))
}

fn keys(table: &Table) -> String {
    let names: Vec<String> = table
        .keys()
        .map(|key| format!("`{}`", key.replace('-', "_").to_uppercase()))
        .collect();
    names.join(", ")
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

fn merge(into: &mut Table, change: Table) {
    for (key, value) in change {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(change)) => merge(inner, change),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// Rules between several values.
fn check(config: &Config) -> Result<(), ConfigError> {
    let wrong = |key, problem: &str| {
        Err(ConfigError::Wrong {
            place: Place::Key(key),
            problem: problem.to_owned(),
        })
    };
    let http = &config.http;
    if http.tls.certificate.is_some() != http.tls.key.is_some() {
        return wrong(
            "http.tls",
            "certificate and key are given together or not at all",
        );
    }
    let exposed = !http.listen.ip().is_loopback();
    if exposed && http.tls.certificate.is_none() && !http.allow_plain {
        return wrong(
            "http.listen",
            "an address beyond this machine needs http.tls.certificate and http.tls.key, or \
             http.allow_plain = true behind a proxy that does the TLS",
        );
    }
    let last_port = usize::from(config.media.listen.port()) + config.media.threads - 1;
    if last_port > usize::from(u16::MAX) {
        return wrong(
            "media.threads",
            "each thread takes the next port, and there are not so many after media.listen",
        );
    }
    Ok(())
}
