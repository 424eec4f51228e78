//! A copy of the database while the server runs on it, of the secrets that open its names, and of the
//! papers that it names.
//!
//! `FILE` is the database, `FILE.secrets` its keys, `FILE.papers` a folder with one file a paper, named
//! by its content. A later backup to the same place copies only the papers that are new. They are
//! there before the database that names them takes its place, and go after it: whenever a backup is
//! cut off, what stands there is a whole one, the earlier or the later.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::shelf::{self, Shelf};
use super::{lock, sqlite};

/// The keys of a data folder, beside its database.
pub(super) const SECRETS: &str = "secrets.toml";

/// Why there is no backup. Each reads as a sentence for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("there is no database in {}", .0.display())]
    NoDatabase(PathBuf),
    #[error(
        "{} is what the service works with, and a backup there would destroy it: name another file",
        .0.display()
    )]
    InUse(PathBuf),
    #[error("cannot write {}: {error}", file.display())]
    File { file: PathBuf, error: io::Error },
    #[error("the database could not be copied: {0}")]
    Database(#[from] sqlx::Error),
}

/// What was copied beside the database.
#[derive(Debug)]
pub struct BackedUp {
    pub secrets: PathBuf,
    /// Where the papers are, if there are any.
    pub papers: Option<PathBuf>,
    /// Papers, by the SHA-256 of their content, that are missing, altered or unreadable in the data
    /// folder itself; the backup is without them. Deleted papers are not counted.
    pub lost: Vec<String>,
}

/// Copies the database of `folder` as it is at this moment to `file`, its secrets to `file` with
/// `.secrets` appended, and its papers into a folder `file` with `.papers` appended. Without the secrets
/// the names in the copy cannot be read, so whoever has both can read everything. All are readable
/// by their owner only. An earlier backup of that name is replaced at once, when the new one is
/// complete; a file that the service works with never is.
pub async fn backup(folder: &Path, file: &Path) -> Result<BackedUp, BackupError> {
    let database = folder.join(sqlite::FILE);
    if !database.exists() {
        return Err(BackupError::NoDatabase(folder.to_owned()));
    }
    if is_in_use(folder, file) {
        return Err(BackupError::InUse(file.to_owned()));
    }
    let partial = with_suffix(file, ".partial");
    let failed = |error| BackupError::File {
        file: partial.clone(),
        error,
    };
    // SQLite fills an empty file; made here, nobody else may read it.
    new_private(&partial).map_err(failed)?;
    copy_database(&database, &partial).await?;
    File::open(&partial)
        .and_then(|copy| copy.sync_all())
        .map_err(failed)?;
    let (papers, named) = (papers_of(file), named_in(&partial).await?);
    let in_papers = |error| BackupError::File {
        file: papers.folder().to_owned(),
        error,
    };
    let mut lost = shelf::copy(&Shelf::of(folder), &papers, &named.all).map_err(in_papers)?;
    lost.retain(|sha256| named.needed.contains(sha256));
    let secrets = secrets_of(file);
    copy_durably(&folder.join(SECRETS), &secrets).map_err(|error| BackupError::File {
        file: secrets.clone(),
        error,
    })?;
    fs::rename(&partial, file)
        .and_then(|()| sync_folder_of(file))
        .map_err(failed)?;
    papers.keep_only(&named.all).map_err(in_papers)?;
    Ok(BackedUp {
        secrets,
        papers: papers.folder().exists().then(|| papers.folder().to_owned()),
        lost,
    })
}

async fn named_in(database: &Path) -> Result<shelf::Named, sqlx::Error> {
    shelf::named(&mut sqlite::to_read(database).await?).await
}

/// Whether `file`, by whatever way it is named, is or would be one that a server on `folder` opens.
fn is_in_use(folder: &Path, file: &Path) -> bool {
    let mut ours = sqlite::FILES
        .into_iter()
        .chain([SECRETS, lock::FILE, shelf::FOLDER]);
    let Ok(file) = place(file) else {
        return false;
    };
    // Nor anything among the papers.
    ours.any(|name| place(&folder.join(name)).is_ok_and(|ours| file.starts_with(ours)))
}

/// The one path of a file that may not be there yet.
fn place(file: &Path) -> io::Result<PathBuf> {
    if let Ok(place) = fs::canonicalize(file) {
        return Ok(place);
    }
    let file = std::path::absolute(file)?;
    match (file.parent(), file.file_name()) {
        (Some(folder), Some(name)) => Ok(fs::canonicalize(folder)?.join(name)),
        _ => Ok(file),
    }
}

async fn copy_database(from: &Path, to: &Path) -> Result<(), sqlx::Error> {
    let mut database = sqlite::to_read(from).await?;
    sqlite::copy(&mut database, to).await
}

/// Where the secrets of a backup stand.
pub(super) fn secrets_of(file: &Path) -> PathBuf {
    with_suffix(file, ".secrets")
}

/// Where the papers of a backup stand.
pub(super) fn papers_of(file: &Path) -> Shelf {
    Shelf::at(with_suffix(file, ".papers"))
}

/// Copies a file so that it is complete or not there at all, readable by its owner only.
pub(super) fn copy_durably(from: &Path, to: &Path) -> io::Result<()> {
    let partial = with_suffix(to, ".partial");
    let mut from = File::open(from)?;
    let mut copy = new_private(&partial)?;
    io::copy(&mut from, &mut copy)?;
    copy.sync_all()?;
    fs::rename(&partial, to)?;
    sync_folder_of(to)
}

pub(super) fn new_private(file: &Path) -> io::Result<File> {
    // What a backup that was cut off left behind.
    if let Err(error) = fs::remove_file(file)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
}

/// A rename is durable once its folder is.
pub(super) fn sync_folder_of(file: &Path) -> io::Result<()> {
    match file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
