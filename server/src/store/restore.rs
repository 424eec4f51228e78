//! Putting a backup in place of a data folder.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::backup::{SECRETS, copy_durably, papers_of, secrets_of};
use super::lock::FolderLock;
use super::shelf::{self, Shelf};
use super::{OpenError, migrate, sqlite};

/// Why a backup was not restored. Each reads as a sentence for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error(transparent)]
    Folder(#[from] OpenError),
    #[error("the data folder {} holds a database already: --force moves it aside", .0.display())]
    HoldsData(PathBuf),
    #[error("{} is missing: without the secrets of the backup its names cannot be read", .0.display())]
    NoSecrets(PathBuf),
    #[error("{} is no whole database of Yunqiao: {problem}", file.display())]
    NotABackup { file: PathBuf, problem: String },
    #[error(
        "{lost} papers of the backup are missing, altered or unreadable in {}, {example} among them: \
         put that folder beside the backup, or do without them with --without-papers",
        folder.display()
    )]
    NoPapers {
        folder: PathBuf,
        lost: usize,
        /// By the SHA-256 of its content.
        example: String,
    },
    #[error("cannot restore into {}: {error}", folder.display())]
    File { folder: PathBuf, error: io::Error },
}

/// What was done.
#[derive(Debug)]
pub struct Restored {
    /// Where the data went that were there before.
    pub moved_aside: Option<PathBuf>,
}

/// What may be done all the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct Allowed {
    /// Move aside what is in the folder.
    pub force: bool,
    /// Restore a backup some of whose papers are not there.
    pub without_papers: bool,
}

/// Puts the backup `file`, with its secrets and papers beside it, into `folder`. Refuses while a server
/// runs there, and when there is a database already unless that may be moved aside. The backup is
/// looked through first: nothing is touched for one that is damaged, incomplete or of a later release.
pub async fn restore(
    folder: &Path,
    file: &Path,
    allowed: Allowed,
) -> Result<Restored, RestoreError> {
    let secrets = secrets_of(file);
    if !secrets.exists() {
        return Err(RestoreError::NoSecrets(secrets));
    }
    let named = look_through(file).await?;
    let papers = papers_of(file);
    if !allowed.without_papers {
        refuse_lost(&papers, &named.needed)?;
    }
    let _lock = FolderLock::take(folder)?;
    if folder.join(sqlite::FILE).exists() && !allowed.force {
        return Err(RestoreError::HoldsData(folder.to_owned()));
    }
    let put = || {
        let moved_aside = move_aside(folder)?;
        // The database last: a folder that was left half done holds none.
        copy_durably(&secrets, &folder.join(SECRETS))?;
        shelf::copy(&papers, &Shelf::of(folder), &named.all)?;
        copy_durably(file, &folder.join(sqlite::FILE))?;
        Ok(Restored { moved_aside })
    };
    put().map_err(|error| RestoreError::File {
        folder: folder.to_owned(),
        error,
    })
}

fn refuse_lost(papers: &Shelf, needed: &BTreeSet<String>) -> Result<(), RestoreError> {
    let is_lost = |sha256: &&String| !papers.holds(sha256);
    let lost: Vec<&String> = needed.iter().filter(is_lost).collect();
    match lost.first() {
        None => Ok(()),
        Some(example) => Err(RestoreError::NoPapers {
            folder: papers.folder().to_owned(),
            lost: lost.len(),
            example: (*example).clone(),
        }),
    }
}

/// Gives the papers that it names.
async fn look_through(file: &Path) -> Result<shelf::Named, RestoreError> {
    let not_a_backup = |error: sqlx::Error| RestoreError::NotABackup {
        file: file.to_owned(),
        problem: error.to_string(),
    };
    let mut database = sqlite::to_read(file).await.map_err(not_a_backup)?;
    let damage = sqlite::damage(&mut database).await.map_err(not_a_backup)?;
    let damage = damage.into_iter().next();
    let schema = migrate::schema(&mut database).await?;
    if damage.is_some() || schema == 0 {
        return Err(RestoreError::NotABackup {
            file: file.to_owned(),
            problem: damage.unwrap_or_else(|| "it has no tables of ours".to_owned()),
        });
    }
    migrate::refuse_newer(&mut database, schema).await?;
    shelf::named(&mut database).await.map_err(not_a_backup)
}

/// Moves whatever there is of a database, its logs, its secrets and its papers into a folder of its own. A
/// log that stayed would be played into the restored database.
fn move_aside(folder: &Path) -> io::Result<Option<PathBuf>> {
    let there = |name: &&str| folder.join(name).exists();
    let names = sqlite::FILES.into_iter().chain([SECRETS, shelf::FOLDER]);
    let names: Vec<&str> = names.filter(there).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let moment = crate::app::now().timestamp.micros();
    let aside = folder.join(format!("before-restore-{moment}"));
    fs::create_dir(&aside)?;
    for name in names {
        fs::rename(folder.join(name), aside.join(name))?;
    }
    Ok(Some(aside))
}
