//! Writing an archive.

use std::collections::BTreeSet;
use std::io::{self, Seek, Write};
use std::path::Path;

use futures_util::TryStreamExt as _;
use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection as _, Row as _, SqliteConnection};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{
    Amount, ArchiveError, BATCHES, BatchLine, FORMAT, HEAD, Head, PAPERS, VersionLine, file_of,
    file_of_paper,
};
use crate::ledger::{EntryKind, Ledger};
use crate::papers::carried;
use crate::store::{Shelf, StoreError};

/// Writes everything that was ever entered, as of one moment, and the papers that are not deleted.
pub async fn export(
    ledger: &Ledger,
    data: &Path,
    out: impl Write + Seek,
) -> Result<Amount, ArchiveError> {
    let mut database = ledger.store().pool().acquire().await?;
    let mut moment = database.begin().await?;
    let mut zip = ZipWriter::new(out);
    let mut amount = Amount::default();
    begin(&mut zip, HEAD)?;
    write_line(&mut zip, &Head { format: FORMAT })?;
    begin(&mut zip, BATCHES)?;
    let mut batches = sqlx::query(
        "SELECT number, what, title, at, organizer, undoes FROM ledger_batch
         WHERE open = 0 ORDER BY number",
    )
    .fetch(&mut *moment);
    while let Some(row) = batches.try_next().await? {
        write_line(&mut zip, &batch_line(&row)?)?;
        amount.batches += 1;
    }
    drop(batches);
    for kind in EntryKind::ALL {
        begin(&mut zip, &file_of(kind))?;
        write_versions(&mut moment, &mut zip, kind, &mut amount).await?;
    }
    amount.papers = write_papers(&mut moment, &mut zip, &Shelf::of(data)).await?;
    zip.finish()?;
    Ok(amount)
}

/// The papers, and after them the file of each content. What is not whole in the data folder is told,
/// and no archive without it is written.
async fn write_papers(
    database: &mut SqliteConnection,
    zip: &mut ZipWriter<impl Write + Seek>,
    shelf: &Shelf,
) -> Result<usize, ArchiveError> {
    let papers = carried::all(database).await?;
    begin(zip, PAPERS)?;
    for paper in &papers {
        write_line(zip, paper)?;
    }
    let files: BTreeSet<&str> = papers.iter().map(|paper| paper.sha256.as_str()).collect();
    for sha256 in files {
        let file = file_of_paper(sha256);
        // They are compressed by themselves.
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(&file, options.large_file(true))?;
        if let Some(problem) = shelf.give(sha256, zip)? {
            let problem = format!("{problem}; `yunqiao check` says of which paper it is");
            return Err(ArchiveError::Paper { file, problem });
        }
    }
    Ok(papers.len())
}

fn batch_line(row: &SqliteRow) -> Result<BatchLine, sqlx::Error> {
    Ok(BatchLine {
        number: row.try_get("number")?,
        what: row.try_get("what")?,
        title: row.try_get("title")?,
        at: row.try_get("at")?,
        organizer: row.try_get("organizer")?,
        undoes: row.try_get("undoes")?,
    })
}

fn begin(zip: &mut ZipWriter<impl Write + Seek>, name: &str) -> Result<(), ArchiveError> {
    let options = SimpleFileOptions::default().large_file(true);
    Ok(zip.start_file(name, options)?)
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> Result<(), ArchiveError> {
    serde_json::to_writer(&mut *out, line).map_err(io::Error::other)?;
    Ok(out.write_all(b"\n")?)
}

async fn write_versions(
    database: &mut SqliteConnection,
    out: &mut impl Write,
    kind: EntryKind,
    amount: &mut Amount,
) -> Result<(), ArchiveError> {
    type Row = (String, i64, i64, Option<String>, bool);
    let query = "SELECT id, version, batch, doc, EXISTS (SELECT 1 FROM ledger_entry
             WHERE ledger_entry.kind = ledger_version.kind
             AND ledger_entry.id = ledger_version.id
             AND ledger_entry.version = ledger_version.version)
         FROM ledger_version WHERE kind = $1 ORDER BY id, version";
    let mut rows = sqlx::query_as::<_, Row>(query)
        .bind(kind.name())
        .fetch(database);
    while let Some((id, version, batch, doc, stands)) = rows.try_next().await? {
        let damaged = |problem: String| StoreError::damaged("ledger_version", &id, problem);
        let record = doc.as_deref().map(serde_json::from_str).transpose();
        let line = VersionLine {
            id: id
                .parse()
                .map_err(|error: meeting::id::NotAnId| damaged(error.to_string()))?,
            version,
            batch,
            record: record.map_err(|error| damaged(error.to_string()))?,
        };
        write_line(out, &line)?;
        amount.versions += 1;
        amount.entries += usize::from(stands);
    }
    Ok(())
}
