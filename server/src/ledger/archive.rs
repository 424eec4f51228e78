//! The whole ledger as a file: a ZIP archive of JSON lines, a file for the batches and one for each
//! kind of record, with all versions.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read, Seek, Write};

use futures_util::TryStreamExt as _;
use meeting::id::EntryId;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection as _, Row as _, SqliteConnection};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::entry::{Entry, EntryKind, Key};
use super::write::{Change, Refused, Written};
use super::{Batch, Ledger, What, table};
use crate::store::StoreError;

/// The shape of the archive that this release writes and reads.
const FORMAT: u32 = 1;
/// Bytes of one line.
const LONGEST_LINE: u64 = 4 * 1024 * 1024;

/// Why a ledger was not written to a file, or not read from one.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{0}")]
    File(#[from] io::Error),
    #[error("it is no archive of a registry: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("it was written in shape {found}; this release reads shape {FORMAT}")]
    Format { found: u32 },
    #[error("{file}, line {line}: {problem}")]
    Line {
        file: String,
        line: usize,
        problem: String,
    },
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    pub batches: usize,
    pub versions: usize,
    /// Records that stand.
    pub entries: usize,
}

impl Ledger {
    /// Writes everything that was ever entered, as of one moment.
    pub async fn export(&self, out: impl Write + Seek) -> Result<Amount, ArchiveError> {
        let mut database = self.store().pool().acquire().await?;
        let mut moment = database.begin().await?;
        let mut zip = ZipWriter::new(out);
        let mut amount = Amount {
            batches: 0,
            versions: 0,
            entries: 0,
        };
        begin(&mut zip, "ledger.json")?;
        write_line(&mut zip, &Head { format: FORMAT })?;
        begin(&mut zip, "batches.jsonl")?;
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
        zip.finish()?;
        Ok(amount)
    }

    /// Takes over an archive: into a ledger in which nothing was ever written as it was, with all its
    /// versions; else what stands in it as one batch, which can be taken back. All of it or nothing.
    /// A ledger that was restored so is to be opened anew.
    pub async fn import(
        &self,
        file: impl Read + Seek,
        origin: &str,
    ) -> Result<Amount, ArchiveError> {
        let archive = Archive::read(file)?;
        if self.is_new().await? {
            self.restore(&archive).await?;
            return Ok(archive.amount());
        }
        let entries = archive.standing();
        let changes = entries.into_values().map(|entry| Change::put(entry, None));
        let mut batch = Batch::of(What::Import, None, changes.collect());
        batch.title = Some(origin.to_owned());
        let written: Written = self.write(batch).await?;
        Ok(Amount {
            batches: usize::from(written.batch.is_some()),
            versions: written.added + written.changed,
            entries: written.added + written.changed + written.unchanged,
        })
    }

    /// Writes the batches and versions of an archive as they are. Nothing is open at that time, so one
    /// transaction may be long.
    async fn restore(&self, archive: &Archive) -> Result<(), ArchiveError> {
        archive.refuse_loose_ends()?;
        let mut writer = self.store().write().await?;
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
                table::put(&mut writer, *batch, *key, *version, entry.as_ref()).await?;
            }
        }
        writer.commit().await?;
        Ok(())
    }
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

fn file_of(kind: EntryKind) -> String {
    format!("{}.jsonl", kind.name())
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

/// An archive that was read, every record of it understood.
struct Archive {
    batches: Vec<BatchLine>,
    /// Of each record its versions, with the batch of each; without an entry it was removed.
    versions: BTreeMap<Key, BTreeMap<i64, (i64, Option<Entry>)>>,
}

impl Archive {
    fn read(file: impl Read + Seek) -> Result<Archive, ArchiveError> {
        let mut zip = ZipArchive::new(file)?;
        each_line(&mut zip, "ledger.json", |_, head: Head| {
            let fits = head.format == FORMAT;
            fits.then_some(())
                .ok_or(ArchiveError::Format { found: head.format })
        })?;
        let mut archive = Archive {
            batches: Vec::new(),
            versions: BTreeMap::new(),
        };
        let mut numbers = BTreeSet::new();
        each_line(&mut zip, "batches.jsonl", |line, batch: BatchLine| {
            let what: Result<What, _> = serde_json::from_value(batch.what.clone().into());
            let order = numbers.last().is_none_or(|last| *last < batch.number);
            let undone = batch.undoes.is_none_or(|undone| numbers.contains(&undone));
            numbers.insert(batch.number);
            if what.is_err() || !order || !undone || batch.number < 1 {
                return Err(wrong(
                    "batches.jsonl",
                    line,
                    "this is no batch that can follow",
                ));
            }
            archive.batches.push(batch);
            Ok(())
        })?;
        for kind in EntryKind::ALL {
            let file = file_of(kind);
            let versions = &mut archive.versions;
            each_line(&mut zip, &file, |line, version: VersionLine| {
                let key = Key {
                    kind,
                    id: version.id,
                };
                let versions = versions.entry(key).or_default();
                let next = versions.len() + 1;
                if i64::try_from(next) != Ok(version.version) {
                    return Err(wrong(&file, line, "versions count from 1, each once"));
                }
                if !numbers.contains(&version.batch) {
                    return Err(wrong(&file, line, "no such batch"));
                }
                let entry = version
                    .record
                    .map(|record| entry(&file, line, key, &record));
                let entry = entry.transpose()?;
                versions.insert(version.version, (version.batch, entry));
                Ok(())
            })?;
        }
        Ok(archive)
    }

    /// What stands in it.
    fn standing(self) -> BTreeMap<Key, Entry> {
        let newest = self.versions.into_iter().filter_map(|(key, mut versions)| {
            let (_, (_, entry)) = versions.pop_last()?;
            Some((key, entry?))
        });
        newest.collect()
    }

    fn amount(&self) -> Amount {
        let versions = self.versions.values();
        let stands = |versions: &&BTreeMap<i64, (i64, Option<Entry>)>| {
            let last = versions.last_key_value();
            last.is_some_and(|(_, (_, entry))| entry.is_some())
        };
        Amount {
            batches: self.batches.len(),
            versions: versions.clone().map(BTreeMap::len).sum(),
            entries: versions.filter(stands).count(),
        }
    }

    fn refuse_loose_ends(&self) -> Result<(), ArchiveError> {
        let newest = |versions: &BTreeMap<i64, (i64, Option<Entry>)>| {
            let last = versions.last_key_value();
            last.and_then(|(_, (_, entry))| entry.clone())
        };
        let standing: BTreeMap<Key, Entry> = self
            .versions
            .iter()
            .filter_map(|(key, versions)| Some((*key, newest(versions)?)))
            .collect();
        for (key, entry) in &standing {
            let named = entry.references();
            // A meeting that was held here stands in the records of sessions, not in this file.
            let mut named = named.iter().filter(|key| key.kind != EntryKind::Exchange);
            if let Some(missing) = named.find(|named| !standing.contains_key(named)) {
                let problem = format!("{key} names {missing}, which is not there");
                return Err(ArchiveError::Refused(problem));
            }
        }
        Ok(())
    }
}

fn entry(
    file: &str,
    line: usize,
    key: Key,
    record: &serde_json::Value,
) -> Result<Entry, ArchiveError> {
    let entry = key.kind.parse(key.id, &record.to_string());
    let entry = entry.map_err(|error| wrong(file, line, &error.to_string()))?;
    match entry.flaws().first() {
        Some(flaw) => Err(wrong(
            file,
            line,
            &format!("{}: {}", flaw.path, flaw.problem),
        )),
        None => Ok(entry),
    }
}

fn wrong(file: &str, line: usize, problem: &str) -> ArchiveError {
    ArchiveError::Line {
        file: file.to_owned(),
        line,
        problem: problem.to_owned(),
    }
}

/// Reads a file of the archive line by line, counted from 1.
fn each_line<T: for<'a> Deserialize<'a>>(
    zip: &mut ZipArchive<impl Read + Seek>,
    name: &str,
    mut take: impl FnMut(usize, T) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut lines = BufReader::new(zip.by_name(name)?);
    for number in 1.. {
        let mut line = Vec::new();
        let read = lines
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        if line.last() != Some(&b'\n') {
            return Err(wrong(name, number, "the line is too long, or cut off"));
        }
        let value = serde_json::from_slice(&line);
        take(
            number,
            value.map_err(|error| wrong(name, number, &error.to_string()))?,
        )?;
    }
    Ok(())
}
