//! Taking a registry file into the ledger: all of it or nothing, and a second time changes nothing.

use std::fmt;
use std::io::{self, Read};

use history::partner::Partner;
use history::relation::Relation;

use super::entry::Record;
use super::write::{Change, Refused};
use super::{Batch, Ledger, What, table};
use crate::partners::{self, FilePartner, RowError};
use crate::store::StoreError;

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
    /// The ledger does not take it, in a sentence.
    Refused(String),
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
            ImportError::Refused(problem) => write!(out, "nothing was imported: {problem}"),
            ImportError::Store(problem) => write!(out, "nothing was imported: {problem}"),
        }
    }
}

impl std::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ImportError::Rows { .. } | ImportError::Refused(_) => None,
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

impl From<Refused> for ImportError {
    fn from(problem: Refused) -> Self {
        if let Refused::Store(problem) = problem {
            ImportError::Store(problem)
        } else {
            ImportError::Refused(problem.to_string())
        }
    }
}

/// Imports a registry file as one batch. Partners are told apart by their `id` column; those that
/// the file does not name stay as they are. Of a partner and of its relation the file's columns are
/// taken over; what else the office has written of them stays. `origin` is the file's name, for the
/// report and for errors.
pub(crate) async fn import_file(
    ledger: &Ledger,
    reader: impl Read,
    origin: &str,
) -> Result<Report, ImportError> {
    let bytes = contents(reader).map_err(|problem| ImportError::Unreadable {
        origin: origin.to_owned(),
        problem,
    })?;
    let rows = read(&bytes, origin)?;
    let mut report = Report {
        origin: origin.to_owned(),
        added: 0,
        changed: 0,
        unchanged: 0,
    };
    let mut batch = Batch::of(What::Import, None, Vec::new());
    batch.title = Some(origin.to_owned());
    for row in &rows {
        let (city, relation) = merged(ledger, row).await?;
        let unchanged = city.is_same() && relation.is_same();
        match (unchanged, city.before.is_some()) {
            (true, _) => report.unchanged += 1,
            (false, true) => report.changed += 1,
            (false, false) => report.added += 1,
        }
        batch.changes.push(city.change());
        batch.changes.push(relation.change());
    }
    ledger.write(batch).await?;
    Ok(report)
}

/// The rows of the registry that comes with the release.
pub(super) fn of_the_release() -> Result<Vec<FilePartner>, ImportError> {
    read(BUILT_IN, "config/partners.csv")
}

fn read(bytes: &[u8], origin: &str) -> Result<Vec<FilePartner>, ImportError> {
    partners::read(bytes).map_err(|errors| ImportError::Rows {
        origin: origin.to_owned(),
        errors,
    })
}

/// A record, before and after.
struct Merge<T> {
    version: i64,
    before: Option<T>,
    after: T,
}

impl<T: Record + PartialEq> Merge<T> {
    fn is_same(&self) -> bool {
        self.before.as_ref() == Some(&self.after)
    }

    fn change(self) -> Change {
        Change::put(self.after.entry(), Some(self.version))
    }
}

async fn merged(
    ledger: &Ledger,
    row: &FilePartner,
) -> Result<(Merge<Partner>, Merge<Relation>), StoreError> {
    let mut database = ledger.store().pool().acquire().await?;
    let known = ledger.cities().find(&row.slug);
    let mut city = row.city();
    if let Some(known) = known {
        city.id = known.id();
    }
    let standing = table::standing(&mut database, city.key()).await?;
    let before = standing.entry.and_then(Partner::of);
    if let Some(before) = before.clone() {
        city = Partner {
            aliases: before.aliases,
            counted_in: before.counted_in,
            standing: before.standing,
            candidacy: before.candidacy,
            ..city
        };
    }
    let city = Merge {
        version: standing.version,
        before,
        after: city,
    };
    let mut relation = row.relation();
    relation.partner = city.after.id;
    let standing = table::standing(&mut database, relation.key()).await?;
    let before = standing.entry.and_then(Relation::of);
    if let Some(before) = before.clone() {
        relation = Relation {
            kind: relation.kind,
            valid_from: relation.valid_from,
            provenance: relation.provenance,
            ..before
        };
    }
    let relation = Merge {
        version: standing.version,
        before,
        after: relation,
    };
    Ok((city, relation))
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
