//! Reading the file and the environment, and saying exactly where something is wrong.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

use super::Config;

/// Every key there is, with its default: what an override may name, and of which type it is.
const REFERENCE: &str = include_str!("../../../config/yunqiao.toml");

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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn from_text(text: &str) -> Result<Config, ConfigError> {
        let file = crate::testing::TempDir::new();
        let path = file.path().join("yunqiao.toml");
        std::fs::write(&path, text).unwrap();
        load(Some(&path), [])
    }

    fn complaint(text: &str) -> String {
        let error = from_text(text).unwrap_err().to_string();
        error.split_once("yunqiao.toml, ").unwrap().1.to_owned()
    }

    fn from_environment(name: &str, value: &str) -> Result<Config, String> {
        load(None, [(name.to_owned(), value.to_owned())]).map_err(|error| error.to_string())
    }

    #[test]
    fn the_documented_file_holds_the_defaults() {
        assert_eq!(
            toml::from_str::<Config>(REFERENCE).unwrap(),
            Config::default()
        );
        assert_eq!(from_text(REFERENCE).unwrap(), Config::default());
    }

    #[test]
    fn every_key_of_the_documented_file_has_its_comment() {
        let mut commented = false;
        for line in REFERENCE.lines() {
            if line.contains('=') && !line.starts_with('#') {
                let language = line.starts_with("en ");
                assert!(commented || language, "no comment above `{line}`");
            }
            commented = line.starts_with('#');
        }
    }

    #[test]
    fn wrong_values_are_named_with_line_key_and_what_is_allowed() {
        assert_eq!(
            complaint("[http]\nlisten = \"here\"\n"),
            "line 2, http.listen: invalid value: string \"here\", expected an address with a \
             port, as \"127.0.0.1:8080\" or \"[::1]:8080\""
        );
        assert_eq!(
            complaint("[media]\n\nthreads = 0\n"),
            "line 3, media.threads: invalid value: integer `0`, expected a whole number from 1 to 64"
        );
        assert_eq!(
            complaint("[limits]\nburst = \"many\"\n"),
            "line 2, limits.burst: invalid type: string \"many\", expected a whole number from 1 \
             to 10000"
        );
        let level = complaint("[log]\nlevel = \"loud\"\n");
        assert!(
            level.starts_with("line 2, log.level: unknown variant `loud`, expected one of `error`")
        );
    }

    #[test]
    fn unknown_keys_are_named_with_those_that_exist() {
        let key = complaint("[http]\nallow_plain = true\nlisten_on = \"\"\n");
        assert!(
            key.starts_with(
                "line 3, http.listen_on: unknown field `listen_on`, expected one of `listen`"
            ),
            "{key}"
        );
        let section = complaint("[htpp]\n");
        assert!(
            section.starts_with("line 1, htpp: unknown field `htpp`"),
            "{section}"
        );
    }

    #[test]
    fn what_is_not_toml_names_its_line() {
        assert!(complaint("[http]\nlisten = \n").starts_with("line 2"));
    }

    #[test]
    fn the_environment_overrides_every_type() {
        let changed = |name: &str, value: &str| from_environment(name, value).unwrap();
        assert_eq!(
            changed("YUNQIAO__HTTP__LISTEN", "[::1]:0")
                .http
                .listen
                .port(),
            0
        );
        assert_eq!(
            changed("YUNQIAO__MEDIA__PUBLIC_ADDRESS", "192.0.2.1, 2001:db8::1")
                .media
                .public_address
                .len(),
            2
        );
        assert_eq!(
            changed("YUNQIAO__MEETING__EMPTY_MINUTES", "3")
                .meeting
                .empty,
            Duration::from_secs(180)
        );
        assert_eq!(
            changed("YUNQIAO__OFFICE__HOME_CITY__LATITUDE", "-7.5")
                .office
                .home_city
                .latitude,
            -7.5
        );
        assert_eq!(
            changed("YUNQIAO__LOG__FORMAT", "json").log.format,
            super::super::Format::Json
        );
        assert_eq!(changed("UNRELATED", "x"), Config::default());
        let name = changed("YUNQIAO__OFFICE__NAME__EN", "Office of Protocol")
            .office
            .name;
        assert_eq!(name.pick("fr"), "Office of Protocol");
    }

    #[test]
    fn the_environment_wins_over_the_file_key_by_key() {
        let dir = crate::testing::TempDir::new();
        let path = dir.path().join("yunqiao.toml");
        std::fs::write(&path, "[meeting]\nempty_minutes = 2\ngrace_seconds = 60\n").unwrap();
        let override_ = (
            "YUNQIAO__MEETING__GRACE_SECONDS".to_owned(),
            "10".to_owned(),
        );
        let meeting = load(Some(&path), [override_]).unwrap().meeting;
        assert_eq!(meeting.empty, Duration::from_secs(120));
        assert_eq!(meeting.grace, Duration::from_secs(10));
    }

    #[test]
    fn wrong_overrides_name_their_variable() {
        assert_eq!(
            from_environment("YUNQIAO__MEDIA__THREADS", "two").unwrap_err(),
            "YUNQIAO__MEDIA__THREADS: invalid type: string \"two\", expected a whole number from \
             1 to 64"
        );
        assert_eq!(
            from_environment("YUNQIAO__DATA__FOLDER", "x").unwrap_err(),
            "YUNQIAO__DATA__FOLDER: unknown key, expected one of `DIR`"
        );
        assert!(
            from_environment("YUNQIAO__HTTP", "x")
                .unwrap_err()
                .contains("is a section")
        );
        assert!(
            from_environment("YUNQIAO__", "x")
                .unwrap_err()
                .contains("unknown key")
        );
    }

    #[test]
    fn plain_http_beyond_this_machine_must_be_asked_for() {
        let exposed = "[http]\nlisten = \"0.0.0.0:80\"\n";
        let refusal = from_text(exposed).unwrap_err().to_string();
        assert!(
            refusal.starts_with("http.listen: an address beyond this machine"),
            "{refusal}"
        );
        assert!(from_text(&format!("{exposed}allow_plain = true\n")).is_ok());
        assert!(from_text("[http.tls]\nkey = \"a\"\n").is_err());
    }

    #[test]
    fn networks_hold_their_addresses() {
        let network: super::super::Network = "10.1.0.0/16".parse().unwrap();
        assert!(network.contains("10.1.255.1".parse().unwrap()));
        assert!(network.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!network.contains("10.2.0.1".parse().unwrap()));
        assert!(
            "0.0.0.0/0"
                .parse::<super::super::Network>()
                .unwrap()
                .contains("8.8.8.8".parse().unwrap())
        );
        assert!("10.0.0.0/33".parse::<super::super::Network>().is_err());
    }
}
