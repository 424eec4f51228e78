//! Reading the file and the environment, and saying exactly where something is wrong.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use super::environment::Override;
use super::place::{Origins, Place, covering};
use super::{Config, Mail, Security};

/// Every key there is, with its default: what an override may name, and of which type it is.
pub(super) const REFERENCE: &str = include_str!("../../../config/yunqiao.toml");

/// Sections, dotted, in which every language may have its key.
pub(super) const LANGUAGE_TABLES: [&str; 2] = ["office.name", "office.home_city.names"];

const PREFIX: &str = "YUNQIAO__";

/// A configuration that cannot be used: a sentence for whoever wrote it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the configuration {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{place}: {problem}")]
    Wrong { place: Place, problem: String },
}

/// The defaults, changed by `file` where there is one, changed by those of the `environment`'s
/// variables that begin with `YUNQIAO__`.
pub fn load(
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let mut values = reference()?;
    let mut origins = Origins::default();
    if let Some(path) = file {
        let (table, text) = read_file(path)?;
        lay_over(&mut values, table);
        origins.read_file(path, text);
    }
    for (variable, text) in environment {
        if let Some(name) = variable.strip_prefix(PREFIX) {
            let change = read_override(&variable, name, &text)?;
            change.apply(&mut values);
            origins.read_variable(&change.key, variable);
        }
    }
    let config = Config::deserialize(values).map_err(|error| ConfigError::Wrong {
        place: Place::Key("the configuration"),
        problem: error.message().to_owned(),
    })?;
    check(&config).map_err(|broken| ConfigError::Wrong {
        place: origins.of(broken.keys),
        problem: broken.problem.to_owned(),
    })?;
    Ok(config)
}

fn reference() -> Result<Table, ConfigError> {
    REFERENCE
        .parse()
        .map_err(|error| wrong_in_file(Path::new("config/yunqiao.toml"), REFERENCE, &error))
}

/// A file that stands for itself.
pub(super) fn read_toml<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, ConfigError> {
    let text = read_text(path)?;
    toml::from_str(&text).map_err(|error| wrong_in_file(path, &text, &error))
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn read_file(path: &Path) -> Result<(Table, String), ConfigError> {
    let text = read_text(path)?;
    // Read as a whole configuration first, while errors still know their place in the text.
    let wrong = |error: toml::de::Error| wrong_in_file(path, &text, &error);
    toml::from_str::<Config>(&text).map_err(wrong)?;
    let table = text.parse::<Table>().map_err(wrong)?;
    Ok((table, text))
}

fn wrong_in_file(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let at = error.span().map_or(0, |span| span.start);
    ConfigError::Wrong {
        place: covering(path, text, at),
        problem: error.message().trim_end().to_owned(),
    }
}

/// One variable. It is tried on the defaults alone, so that what is wrong with it is said of it.
fn read_override(variable: &str, name: &str, text: &str) -> Result<Override, ConfigError> {
    let wrong = |problem: String| ConfigError::Wrong {
        place: Place::Environment {
            variable: variable.to_owned(),
        },
        problem,
    };
    let mut whole = reference()?;
    let change = Override::read(&whole, name, text).map_err(wrong)?;
    change.apply(&mut whole);
    Config::deserialize(whole).map_err(|error| wrong(error.message().to_owned()))?;
    Ok(change)
}

/// A file that gives a name gives it in all the languages it is to have.
fn lay_over(values: &mut Table, file: Table) {
    for dotted in LANGUAGE_TABLES {
        let mut names = dotted.split('.');
        let given = names.try_fold(&file, |table, name| table.get(name)?.as_table());
        if given.is_some() {
            let mut names = dotted.split('.');
            let ours = names.try_fold(&mut *values, |table, name| {
                table.get_mut(name)?.as_table_mut()
            });
            if let Some(ours) = ours {
                ours.clear();
            }
        }
    }
    merge(values, file);
}

pub(super) fn merge(into: &mut Table, change: Table) {
    for (key, value) in change {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(change)) => merge(inner, change),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// A rule between several values that does not hold.
struct Broken {
    /// Those of the values that may be wrong, the likeliest first.
    keys: &'static [&'static str],
    problem: &'static str,
}

fn check(config: &Config) -> Result<(), Broken> {
    let wrong = |keys, problem| Err(Broken { keys, problem });
    let http = &config.http;
    let pair: &'static [&'static str] = match (&http.tls.certificate, &http.tls.key) {
        (Some(_), Some(_)) | (None, None) => &[],
        (Some(_), None) => &["http.tls.certificate", "http.tls.key"],
        (None, Some(_)) => &["http.tls.key", "http.tls.certificate"],
    };
    if !pair.is_empty() {
        return wrong(pair, "certificate and key are given together or not at all");
    }
    let plain = http.public_url.as_ref().is_some_and(|url| !url.is_secure());
    if plain && http.tls.certificate.is_some() {
        return wrong(
            &["http.public_url", "http.tls.certificate"],
            "with http.tls.certificate people come by https://, and links, cookies and browsers are \
             to be told so; leave the certificate out where a proxy does the TLS",
        );
    }
    let exposed = !http.listen.ip().is_loopback();
    if exposed && http.tls.certificate.is_none() && !http.allow_plain {
        return wrong(
            &["http.listen"],
            "an address beyond this machine needs http.tls.certificate and http.tls.key, or \
             http.allow_plain = true behind a proxy that does the TLS",
        );
    }
    let last_port = usize::from(config.media.listen.port()) + config.media.threads - 1;
    if last_port > usize::from(u16::MAX) {
        return wrong(
            &["media.threads", "media.listen"],
            "each thread takes the next port, and there are not so many after media.listen",
        );
    }
    if config.media.turn.urls.is_empty() != config.media.turn.secret.is_none() {
        return wrong(
            &["media.turn.urls", "media.turn.secret"],
            "urls and secret are given together or not at all",
        );
    }
    check_mail(&config.mail)
}

fn check_mail(mail: &Mail) -> Result<(), Broken> {
    let wrong = |keys, problem| Err(Broken { keys, problem });
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:".contains(letter);
    if !mail.host.chars().all(plain) {
        return wrong(
            &["mail.host"],
            "a host is a name or an address, as \"mail.example.org\"",
        );
    }
    if !mail.host.is_empty() && mail.from.is_none() {
        return wrong(
            &["mail.from", "mail.host"],
            "letters need an address that they come from",
        );
    }
    if mail.user.is_some() != mail.password.is_some() {
        return wrong(
            &["mail.user", "mail.password"],
            "user and password are given together or not at all",
        );
    }
    if mail.user.is_some() && mail.security == Security::None {
        return wrong(
            &["mail.security", "mail.user"],
            "a password is not sent in the clear; use \"starttls\" or \"tls\"",
        );
    }
    Ok(())
}
