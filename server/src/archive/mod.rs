//! The whole registry and history as a file: a ZIP archive of JSON lines, a file for the batches, one for
//! each kind of record, with all versions, and one for the papers of relations and exchanges, whose own
//! files stand beside it under their hash.

mod papers;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::io::{self, Read, Seek};
use std::path::Path;

use meeting::id::EntryId;
use serde::{Deserialize, Serialize};
use zip::ZipArchive;

use crate::ledger::{self, Batch, Change, EntryKind, Ledger, Refused, What, Writing};
use crate::store::StoreError;

use self::papers::Brought;
use self::read::Archive;

pub use write::export;

/// The shape of the archive that this release writes.
const FORMAT: u32 = 2;
/// The oldest shape that this release reads. Before the second, papers were not in it.
const OLDEST: u32 = 1;

const HEAD: &str = "ledger.json";
const BATCHES: &str = "batches.jsonl";
const PAPERS: &str = "papers.jsonl";

/// Why an archive was not written, or not taken over.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{0}")]
    File(#[from] io::Error),
    #[error("it is no archive of a registry: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("it was written in shape {found}; this release reads shapes {OLDEST} to {FORMAT}")]
    Format { found: u32 },
    #[error("{file}, line {line}: {problem}")]
    Line {
        file: String,
        line: usize,
        problem: String,
    },
    /// The file of a paper, by its name.
    #[error("{file} {problem}")]
    Paper { file: String, problem: String },
    #[error("nothing was imported: {0}")]
    Refused(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refused> for ArchiveError {
    fn from(refusal: Refused) -> Self {
        match refusal {
            Refused::Store(error) => ArchiveError::Store(error),
            Refused::Changed(_)
            | Refused::Flawed { .. }
            | Refused::InUse(_)
            | Refused::NoBatch
            | Refused::BeingWritten
            | Refused::Missing { .. }
            | Refused::Unfit { .. }
            | Refused::Erased(_) => ArchiveError::Refused(refusal.to_string()),
        }
    }
}

impl From<sqlx::Error> for ArchiveError {
    fn from(error: sqlx::Error) -> Self {
        ArchiveError::Store(error.into())
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: u32,
}

#[derive(Debug, Serialize, Deserialize)]
struct BatchLine {
    number: i64,
    what: String,
    title: Option<String>,
    at: i64,
    organizer: Option<String>,
    undoes: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct VersionLine {
    id: EntryId,
    version: i64,
    batch: i64,
    /// `None`: it was removed, or erased.
    record: Option<serde_json::Value>,
}

/// What an archive holds, or what was taken from one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    pub batches: usize,
    pub versions: usize,
    /// Records that stand.
    pub entries: usize,
    pub papers: usize,
    /// Papers of meetings that were held elsewhere: nothing shows them here, so they stay out.
    pub papers_left_out: usize,
}

/// Takes over an archive into the data folder of a ledger: where nothing was ever written as it was,
/// with all its versions; else what stands in it as one batch, which can be taken back, and the papers
/// of that. All of it or nothing: neither rows nor files. A ledger that was restored so is to be opened
/// anew.
pub async fn import(
    ledger: &Ledger,
    data: &Path,
    file: impl Read + Seek,
    origin: &str,
) -> Result<Amount, ArchiveError> {
    let mut zip = ZipArchive::new(file)?;
    let mut archive = Archive::read(&mut zip)?;
    let is_new = ledger.is_new().await?;
    if is_new {
        archive.refuse_loose_ends()?;
    } else {
        archive.leave_papers_of_removed();
    }
    let left_out = if is_new {
        0
    } else {
        archive.leave_papers_of_unknown(ledger).await?
    };
    let papers = std::mem::take(&mut archive.papers);
    let brought = Brought::read(ledger.store(), data, &mut zip, papers).await?;
    let imported = if is_new {
        restore(ledger, &archive, &brought).await
    } else {
        add(ledger, archive, origin, &brought).await
    };
    if imported.is_err() {
        brought.clear_away(ledger.store()).await;
    }
    Ok(Amount {
        papers_left_out: left_out,
        ..imported?
    })
}

/// Writes the batches and versions of an archive as they are. Nothing is open at that time, so one
/// transaction may be long.
async fn restore(
    ledger: &Ledger,
    archive: &Archive,
    brought: &Brought,
) -> Result<Amount, ArchiveError> {
    let mut writer = ledger.store().write().await?;
    for batch in &archive.batches {
        sqlx::query(
            "INSERT INTO ledger_batch (number, what, title, at, organizer, undoes, open)
             VALUES ($1, $2, $3, $4, $5, $6, 0)",
        )
        .bind(batch.number)
        .bind(&batch.what)
        .bind(batch.title.as_deref())
        .bind(batch.at)
        .bind(batch.organizer.as_deref())
        .bind(batch.undoes)
        .execute(&mut *writer)
        .await?;
    }
    for (key, versions) in &archive.versions {
        for (version, (batch, entry)) in versions {
            ledger::put_version(&mut writer, *batch, *key, *version, entry.as_ref()).await?;
        }
    }
    brought.put(&mut writer).await?;
    writer.commit().await?;
    Ok(Amount {
        papers: brought.papers(),
        ..archive.amount()
    })
}

/// What stands in an archive as one batch of a ledger that holds something already.
async fn add(
    ledger: &Ledger,
    archive: Archive,
    origin: &str,
    brought: &Brought,
) -> Result<Amount, ArchiveError> {
    let entries = archive.standing().into_values();
    let changes = entries.map(|entry| Change::put(entry, None));
    let mut batch = Batch::of(What::Import, None, changes.collect());
    batch.title = Some(origin.to_owned());
    let writing = ledger.write_open(batch).await?;
    if let Err(error) = put_with(ledger, &writing, brought).await {
        if let Err(error) = writing.give_up().await {
            tracing::error!(%error, "what was imported is taken back at the next start");
        }
        return Err(error);
    }
    let written = writing.closed().await;
    Ok(Amount {
        batches: usize::from(written.batch.is_some()),
        versions: written.added + written.changed,
        entries: written.added + written.changed + written.unchanged,
        papers: brought.papers(),
        papers_left_out: 0,
    })
}

/// The papers and the end of their batch in one transaction: whatever happens, no records stand without
/// their papers.
async fn put_with(
    ledger: &Ledger,
    writing: &Writing,
    brought: &Brought,
) -> Result<(), ArchiveError> {
    let mut transaction = ledger.store().write().await?;
    brought.put(&mut transaction).await?;
    writing.close_in(&mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

fn file_of(kind: EntryKind) -> String {
    format!("{}.jsonl", kind.name())
}

/// Of a paper, by the hash of its content.
fn file_of_paper(sha256: &str) -> String {
    format!("papers/{sha256}")
}
