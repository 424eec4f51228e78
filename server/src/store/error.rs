use std::path::PathBuf;

use super::sqlite::{Trouble, trouble};

/// Why the store could not be opened. Each reads as a sentence for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "the data folder {folder} is in use by another Yunqiao (process {holder}): stop that one first, or choose another folder with data.dir"
    )]
    InUse { folder: PathBuf, holder: String },
    #[error(
        "the database was written by release {release} of Yunqiao (schema {found}); this is release {ours} and knows schemas up to {known}: start that release or a later one"
    )]
    Newer {
        found: i64,
        known: i64,
        release: String,
        ours: &'static str,
    },
    #[error(
        "the database has schema {found}, this release reads {known}: start the server once, it brings it up to date"
    )]
    Older { found: i64, known: i64 },
    #[error("the database would not take the setting {pragma}: it answered {answer}")]
    Setting {
        pragma: &'static str,
        answer: String,
    },
    #[error(
        "secrets.toml is not the one this database was written with, so its names could not be read: put the right one back (a backup keeps it beside the database)"
    )]
    OtherSecrets,
    #[error("the data folder {folder} cannot be used: {error}")]
    Folder {
        folder: PathBuf,
        error: std::io::Error,
    },
    #[error("the database cannot be opened: {0}")]
    Database(#[from] sqlx::Error),
}

/// Why a read or write of the store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full or the database locked; facts wait in memory. Try again later.
    #[error("the database cannot be written at present")]
    Behind,
    #[error("no session {0} is planned")]
    UnknownSession(meeting::id::SessionId),
    #[error("session {0} has not ended")]
    NotEnded(meeting::id::SessionId),
    /// A row does not hold what this release writes: damage, or a hand in the file.
    #[error("{table} {key}: {problem}")]
    Damaged {
        table: &'static str,
        key: String,
        problem: String,
    },
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

impl StoreError {
    /// The disk is full or the database locked: the same request may succeed later.
    pub fn is_behind(&self) -> bool {
        match self {
            StoreError::Behind | StoreError::Database(sqlx::Error::PoolTimedOut) => true,
            StoreError::Database(error) => {
                matches!(trouble(error), Trouble::Locked | Trouble::Full)
            }
            StoreError::UnknownSession(_)
            | StoreError::NotEnded(_)
            | StoreError::Damaged { .. } => false,
        }
    }

    /// It lies in what was asked, or in the rows it needs: the same request will never succeed,
    /// and others may.
    pub fn is_lasting(&self) -> bool {
        match self {
            StoreError::UnknownSession(_)
            | StoreError::NotEnded(_)
            | StoreError::Damaged { .. }
            | StoreError::Database(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) => {
                true
            }
            StoreError::Database(error) => trouble(error) == Trouble::Misfit,
            StoreError::Behind => false,
        }
    }

    pub(crate) fn damaged(
        table: &'static str,
        key: impl ToString,
        problem: impl ToString,
    ) -> StoreError {
        StoreError::Damaged {
            table,
            key: key.to_string(),
            problem: problem.to_string(),
        }
    }
}
