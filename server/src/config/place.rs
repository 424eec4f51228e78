//! Where a value stands, so that whoever wrote it finds it again.

use std::fmt;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

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
    /// A default that nobody wrote down.
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

/// Who wrote which value.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// Path and text.
    file: Option<(PathBuf, String)>,
    /// Dotted keys, and the variables that set them.
    variables: Vec<(String, String)>,
}

impl Origins {
    pub(super) fn read_file(&mut self, path: &Path, text: String) {
        self.file = Some((path.to_owned(), text));
    }

    pub(super) fn read_variable(&mut self, key: &str, variable: String) {
        self.variables.push((key.to_owned(), variable));
    }

    /// Where the first of these keys stands that anybody wrote down. The environment wins, as it
    /// does for the value.
    pub(super) fn of(&self, keys: &[&'static str]) -> Place {
        let mut written = keys.iter().filter_map(|key| self.find(key));
        let default = Place::Key(keys.first().copied().unwrap_or_default());
        written.next().unwrap_or(default)
    }

    fn find(&self, key: &str) -> Option<Place> {
        let mut set = self.variables.iter().rev();
        if let Some((_, variable)) = set.find(|(dotted, _)| dotted == key) {
            let variable = variable.clone();
            return Some(Place::Environment { variable });
        }
        let (path, text) = self.file.as_ref()?;
        let table = DeTable::parse(text).ok()?;
        let at = start_of(table.get_ref(), key)?;
        Some(in_file(path, text, at, key.to_owned()))
    }
}

/// The place of the byte `at`, by the innermost key that covers it.
pub(super) fn covering(path: &Path, text: &str, at: usize) -> Place {
    let table = DeTable::parse(text).ok();
    let key = table.and_then(|table| key_at(table.get_ref(), at));
    in_file(path, text, at, key.unwrap_or_default())
}

fn in_file(path: &Path, text: &str, at: usize, key: String) -> Place {
    let before = &text.as_bytes()[..at.min(text.len())];
    Place::File {
        path: path.to_owned(),
        line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
        key,
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

/// Where the name of a dotted key begins.
fn start_of(table: &DeTable<'_>, dotted: &str) -> Option<usize> {
    let (first, rest) = dotted
        .split_once('.')
        .map_or((dotted, None), |(first, rest)| (first, Some(rest)));
    let (key, value) = table
        .iter()
        .find(|(key, _)| key.get_ref().as_ref() == first)?;
    match (rest, value.get_ref()) {
        (None, _) => Some(key.span().start),
        (Some(rest), DeValue::Table(inner)) => start_of(inner, rest),
        (Some(_), _) => None,
    }
}
