//! A copy of the database while the server runs on it, and of the secrets that open its names.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

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

/// Copies the database of `folder` as it is at this moment to `file`, and its secrets to
/// `file` with `.secrets` appended, which it returns: without them the names in the copy cannot
/// be read, so whoever has both can read everything. Both are readable by their owner only. An
/// earlier backup of that name is replaced at once, when the new one is complete; a file that the
/// service works with never is.
pub async fn backup(folder: &Path, file: &Path) -> Result<PathBuf, BackupError> {
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
    let secrets = secrets_of(file);
    copy_durably(&folder.join(SECRETS), &secrets).map_err(|error| BackupError::File {
        file: secrets.clone(),
        error,
    })?;
    fs::rename(&partial, file)
        .and_then(|()| sync_folder_of(file))
        .map_err(failed)?;
    Ok(secrets)
}

/// Whether `file`, by whatever way it is named, is or would be one that a server on `folder` opens.
fn is_in_use(folder: &Path, file: &Path) -> bool {
    let mut ours = sqlite::FILES.into_iter().chain([SECRETS, lock::FILE]);
    let same = |name| place(&folder.join(name)).ok() == place(file).ok();
    place(file).is_ok() && ours.any(same)
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

/// Copies a file so that it is complete or not there at all, readable by its owner only.
pub(super) fn copy_durably(from: &Path, to: &Path) -> io::Result<()> {
    let partial = with_suffix(to, ".partial");
    let mut copy = new_private(&partial)?;
    io::copy(&mut File::open(from)?, &mut copy)?;
    copy.sync_all()?;
    fs::rename(&partial, to)?;
    sync_folder_of(to)
}

fn new_private(file: &Path) -> io::Result<File> {
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
