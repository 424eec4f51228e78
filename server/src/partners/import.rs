//! Taking a registry file into the store: all of it or nothing, and a second time changes nothing.

use std::fmt;
use std::io::{self, Read};

use meeting::time::Timestamp;

use crate::store::{Store, StoreError};

use super::file::{self, RowError};
use super::table;

/// Larger than any registry of partner cities: a file beyond it is another file.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// The registry of the release, for a first start.
const BUILT_IN: &[u8] = include_bytes!("../../../config/partners.csv");

/// What an import did, in partners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where the rows came from, as the caller named it.
    pub origin: String,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report {
            origin,
            added,
            changed,
            unchanged,
        } = self;
        write!(
            out,
            "{origin}: {added} partners added, {changed} changed, {unchanged} as before"
        )
    }
}

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportError {
    /// Everything that is wrong with the file.
    Rows {
        origin: String,
        errors: Vec<RowError>,
    },
    Unreadable {
        origin: String,
        problem: io::Error,
    },
    Store(StoreError),
}

impl fmt::Display for ImportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::Rows { origin, errors } => {
                write!(out, "{origin}: nothing was imported")?;
                errors
                    .iter()
                    .try_for_each(|error| write!(out, "\n  {error}"))
            }
            ImportError::Unreadable { origin, problem } => {
                write!(out, "{origin} cannot be read: {problem}")
            }
            ImportError::Store(problem) => write!(out, "nothing was imported: {problem}"),
        }
    }
}

impl std::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ImportError::Rows { .. } => None,
            ImportError::Unreadable { problem, .. } => Some(problem),
            ImportError::Store(problem) => Some(problem),
        }
    }
}

impl From<StoreError> for ImportError {
    fn from(problem: StoreError) -> Self {
        ImportError::Store(problem)
    }
}

/// Imports a registry file. Partners are told apart by their `id` column; those that the file does
/// not name stay as they are. `origin` is the file's name, for the report and for errors.
pub async fn import(
    store: &Store,
    reader: impl Read,
    origin: &str,
    now: Timestamp,
) -> Result<Report, ImportError> {
    let bytes = contents(reader).map_err(|problem| ImportError::Unreadable {
        origin: origin.to_owned(),
        problem,
    })?;
    let partners = file::read(&bytes).map_err(|errors| ImportError::Rows {
        origin: origin.to_owned(),
        errors,
    })?;
    let mut report = Report {
        origin: origin.to_owned(),
        added: 0,
        changed: 0,
        unchanged: 0,
    };
    let mut transaction = store.write().await?;
    for partner in &partners {
        match table::put(&mut transaction, partner, now).await? {
            table::Put::Added => report.added += 1,
            table::Put::Changed => report.changed += 1,
            table::Put::Unchanged => report.unchanged += 1,
        }
    }
    transaction.commit().await.map_err(StoreError::from)?;
    Ok(report)
}

/// Imports the registry of the release if there is none yet.
pub async fn import_first(store: &Store, now: Timestamp) -> Result<Option<Report>, ImportError> {
    if table::is_empty(store).await? {
        return import(store, BUILT_IN, "config/partners.csv", now)
            .await
            .map(Some);
    }
    Ok(None)
}

fn contents(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = reader.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if u64::try_from(read).unwrap_or(u64::MAX) > LARGEST_FILE {
        return Err(io::Error::other(format!(
            "it is larger than {LARGEST_FILE} bytes"
        )));
    }
    Ok(bytes)
}
