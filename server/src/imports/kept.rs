//! What waits to be taken in: the bytes in a folder, everything else in memory. A start of the
//! service forgets all of it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use intake::columns::SheetKind;
use intake::table::{Format, Sheet};
use meeting::id::ImportId;
use meeting::time::Timestamp;
use tokio::sync::{Semaphore, watch};

use super::reading::Content;
use super::shapes::{Progress, Proposed, Shown};

/// The folder inside a data folder.
const FOLDER: &str = "imports";
/// So long it may be taken in.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// So many at once; the oldest goes when another one comes.
const MOST: usize = 32;
/// So many may be read at once by those who look: each may take as much memory as the file has bytes.
const READERS: usize = 2;

/// Everything that waits to be taken in.
#[derive(Debug)]
pub struct Imports {
    folder: PathBuf,
    kept: Mutex<BTreeMap<ImportId, Arc<Import>>>,
    /// Whoever looks at one holds a permit.
    pub(super) reading: Semaphore,
    /// Whoever takes one in holds this, so that it finds the duplicates of the one before.
    pub(super) writing: tokio::sync::Mutex<()>,
}

impl Imports {
    /// Those of a data folder: none. What a run before left there is removed.
    pub fn open(data: &Path) -> Imports {
        let folder = data.join(FOLDER);
        if let Err(error) = fs::remove_dir_all(&folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "files that were to be imported were not removed");
        }
        Imports {
            folder,
            kept: Mutex::default(),
            reading: Semaphore::new(READERS),
            writing: tokio::sync::Mutex::default(),
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<ImportId, Arc<Import>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, id: ImportId) -> Option<Arc<Import>> {
        self.all().get(&id).cloned()
    }

    pub(super) fn keep(&self, import: Arc<Import>) {
        let mut all = self.all();
        while all.len() >= MOST {
            let idle = all.values().filter(|import| !import.is_running());
            let oldest = idle.min_by_key(|import| import.uploaded_at);
            let Some(oldest) = oldest.map(|import| import.id) else {
                break;
            };
            all.remove(&oldest);
        }
        all.insert(import.id, import);
    }

    /// Whether it is forgotten now: not while it is being taken in.
    pub(super) fn forget(&self, id: ImportId) -> bool {
        let mut all = self.all();
        let is_idle = all.get(&id).is_some_and(|import| !import.is_running());
        is_idle && all.remove(&id).is_some()
    }

    pub(super) fn forget_old(&self, now: Timestamp) {
        let oldest = now.minus(KEPT);
        self.all()
            .retain(|_, import| import.is_running() || import.uploaded_at > oldest);
    }
}

/// The file of one, which goes with it.
#[derive(Debug)]
pub(super) struct OnDisk(pub(super) PathBuf);

impl Drop for OnDisk {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a file that was to be imported was not removed");
        }
    }
}

/// One file, or what was pasted.
#[derive(Debug)]
pub(super) struct Import {
    pub(super) id: ImportId,
    pub(super) name: Option<String>,
    pub(super) bytes: u64,
    /// Whether it is text by how it came, and not by its content.
    pub(super) is_pasted: bool,
    pub(super) file: OnDisk,
    pub(super) format: Format,
    pub(super) sheets: Vec<Sheet>,
    pub(super) uploaded_at: Timestamp,
    status: Mutex<Status>,
    /// Whether somebody asked to leave it.
    leave: watch::Sender<bool>,
}

/// What changes of one.
#[derive(Debug)]
struct Status {
    sheet: String,
    kind: Option<SheetKind>,
    proposal: Option<Proposed>,
    progress: Progress,
}

/// A file as it came, before anybody knows what is in it.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) id: ImportId,
    pub(super) name: Option<String>,
    pub(super) bytes: u64,
    pub(super) is_pasted: bool,
    pub(super) file: OnDisk,
}

impl Import {
    pub(super) fn of(
        arrived: Arrived,
        (format, sheets): (Format, Vec<Sheet>),
        (sheet, proposal): (String, Option<Proposed>),
        uploaded_at: Timestamp,
    ) -> Import {
        Import {
            id: arrived.id,
            name: arrived.name,
            bytes: arrived.bytes,
            is_pasted: arrived.is_pasted,
            file: arrived.file,
            format,
            sheets,
            uploaded_at,
            status: Mutex::new(Status {
                sheet,
                kind: proposal.as_ref().map(|proposal| proposal.kind),
                proposal,
                progress: Progress::Waiting,
            }),
            leave: watch::Sender::new(false),
        }
    }

    fn status(&self) -> MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn content(&self) -> io::Result<Content> {
        Content::read(&self.file.0, self.is_pasted)
    }

    pub(super) fn has_sheet(&self, name: &str) -> bool {
        self.sheets.iter().any(|sheet| sheet.name == name)
    }

    pub(super) fn is_running(&self) -> bool {
        self.status().progress.is_running()
    }

    /// Keeps what was proposed last, for whoever comes back to the page.
    pub(super) fn propose(&self, proposal: Proposed) {
        let mut status = self.status();
        status.sheet.clone_from(&proposal.sheet);
        status.kind = Some(proposal.kind);
        status.proposal = Some(proposal);
    }

    /// Whether it is begun by this: of two who press at once, by one.
    pub(super) fn begin(&self) -> bool {
        let mut status = self.status();
        if !status.progress.may_begin() {
            return false;
        }
        status.progress = Progress::Checking { done: 0 };
        self.leave.send_replace(false);
        true
    }

    pub(super) fn set(&self, progress: Progress) {
        self.status().progress = progress;
    }

    /// Asks whoever takes it in to leave it. Whether somebody does.
    pub(super) fn cancel(&self) -> bool {
        let status = self.status();
        if status.progress.is_running() {
            self.leave.send_replace(true);
        }
        status.progress.is_running()
    }

    pub(super) fn is_cancelled(&self) -> bool {
        *self.leave.borrow()
    }

    /// Waits until somebody asks to leave it.
    pub(super) async fn cancelled(&self) {
        // The other end is our own.
        let _ = self.leave.subscribe().wait_for(|leave| *leave).await;
    }

    pub(super) fn shown(&self) -> Shown {
        let status = self.status();
        Shown {
            id: self.id,
            name: self.name.clone(),
            bytes: self.bytes,
            format: self.format,
            sheets: self.sheets.clone(),
            uploaded_at: self.uploaded_at,
            kept_until: self.uploaded_at.plus(KEPT),
            sheet: status.sheet.clone(),
            kind: status.kind,
            proposal: status.proposal.clone(),
            progress: status.progress.clone(),
        }
    }
}
