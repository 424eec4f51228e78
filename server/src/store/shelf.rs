//! Files beside the database, each under the SHA-256 of its content: what stands there is whole, and
//! the same content stands there once. The tables `paper`, `entry_paper` and `photo` say what belongs to
//! whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use ring::digest::{Context, SHA256};
use sqlx::SqliteConnection;
use tokio::io::AsyncWriteExt as _;

use super::backup::{new_private, sync_folder_of};
use super::{StoreError, facts, sqlite};

/// The folder inside a data folder.
pub(super) const FOLDER: &str = "papers";

/// What files are called while they arrive.
const INCOMING: &str = "incoming-";

const PIECE: usize = 64 * 1024;

/// A folder of such files.
#[derive(Debug, Clone)]
pub(crate) struct Shelf(PathBuf);

impl Shelf {
    /// That of a data folder.
    pub(crate) fn of(data: &Path) -> Self {
        Self(data.join(FOLDER))
    }

    /// The one at this place.
    pub(super) fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    pub(crate) fn place(&self, sha256: &str) -> PathBuf {
        self.0.join(sha256)
    }

    /// Begins a file whose content is not known yet. `number` tells it from others.
    pub(crate) fn begin(&self, number: u64) -> io::Result<Incoming> {
        let path = self.0.join(format!("{INCOMING}{number:016x}"));
        make_private(&self.0)?;
        let file = new_private(&path)?;
        Ok(Incoming {
            unfinished: Unfinished(path),
            file: tokio::fs::File::from_std(file),
            context: Context::new(&SHA256),
            bytes: 0,
        })
    }

    /// Puts a file that has arrived under its hash, for good once this returns. To be done in a
    /// transaction that writes, so that nobody tidies up meanwhile.
    pub(crate) fn put(&self, arrived: &Arrived) -> io::Result<()> {
        let place = self.place(&arrived.sha256);
        fs::rename(arrived.path(), &place)?;
        sync_folder_of(&place)
    }

    /// Removes what is not among these, and says how many files that were. To be done in a
    /// transaction that writes: a file is put here before the row that names it is committed. What
    /// is still arriving stays, and goes with the request that brings it.
    pub(crate) fn keep_only(&self, named: &BTreeSet<String>) -> io::Result<usize> {
        self.remove(|name| is_hash(name) && !named.contains(name))
    }

    /// Removes what was arriving when the service ended.
    pub(crate) fn clear(&self) -> io::Result<usize> {
        self.remove(|name| name.starts_with(INCOMING))
    }

    fn remove(&self, goes: impl Fn(&str) -> bool) -> io::Result<usize> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        let mut removed = 0;
        for entry in entries {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(&goes) {
                fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// What is wrong with a file, if anything is; reads all of it.
    pub(super) fn flaw(&self, sha256: &str) -> io::Result<Option<&'static str>> {
        self.give(sha256, &mut io::sink())
    }

    /// Writes a file out, and tells what is wrong with it, if anything is: what was written is then of
    /// no use.
    pub(crate) fn give(
        &self,
        sha256: &str,
        out: &mut impl Write,
    ) -> io::Result<Option<&'static str>> {
        let mut file = match File::open(self.place(sha256)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some("is missing")),
            file => file?,
        };
        let found = copied(&mut file, out)?;
        Ok((found != sha256).then_some("was altered"))
    }

    /// Whether a file is there and whole. What cannot be read is as good as lost.
    pub(super) fn holds(&self, sha256: &str) -> bool {
        matches!(self.flaw(sha256), Ok(None))
    }
}

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Gives the hash of what was copied.
fn copied(file: &mut impl Read, out: &mut impl Write) -> io::Result<String> {
    let mut context = Context::new(&SHA256);
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(written(context)),
            read => {
                context.update(&piece[..read]);
                out.write_all(&piece[..read])?;
            }
        }
    }
}

fn written(context: Context) -> String {
    let digest = context.finish();
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A file that goes with the value, unless it was moved away.
#[derive(Debug)]
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A file that is arriving. Dropped, nothing of it is kept.
pub(crate) struct Incoming {
    unfinished: Unfinished,
    file: tokio::fs::File,
    context: Context,
    bytes: u64,
}

impl Incoming {
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) async fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.context.update(piece);
        self.bytes += piece.len() as u64;
        self.file.write_all(piece).await
    }

    /// Waits until all of it is on the disk.
    pub(crate) async fn finish(mut self) -> io::Result<Arrived> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        Ok(Arrived {
            sha256: written(self.context),
            bytes: self.bytes,
            unfinished: self.unfinished,
        })
    }
}

/// A file that is all there, and not in its place yet. Dropped, nothing of it is kept.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    unfinished: Unfinished,
}

impl Arrived {
    pub(crate) fn path(&self) -> &Path {
        &self.unfinished.0
    }
}

/// The files that a database names.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// Those of deleted papers that can still be taken back among them.
    pub(crate) all: BTreeSet<String>,
    /// Those of papers that are not deleted, and of what was signed: without them something is lost.
    /// A deleted paper may be forgotten, and its file tidied away, while somebody else still reads
    /// the row.
    pub(super) needed: BTreeSet<String>,
}

pub(crate) async fn named(database: &mut SqliteConnection) -> Result<Named, sqlx::Error> {
    let mut named = Named::default();
    if !sqlite::has_table(database, "paper").await? {
        return Ok(named);
    }
    let mut rows: Vec<(String, bool)> =
        sqlx::query_as("SELECT sha256, deleted_at IS NULL FROM paper")
            .fetch_all(&mut *database)
            .await?;
    if sqlite::has_table(database, "entry_paper").await? {
        let query = "SELECT sha256, deleted_at IS NULL FROM entry_paper";
        rows.extend(sqlx::query_as(query).fetch_all(&mut *database).await?);
    }
    for (sha256, is_needed) in rows {
        if is_needed {
            named.needed.insert(sha256.clone());
        }
        named.all.insert(sha256);
    }
    // Wherever papers are, facts can be found by their event.
    for edition in facts::signed_editions(database, None).await? {
        named.all.insert(edition.sha256.as_str().to_owned());
        named.needed.insert(edition.sha256.as_str().to_owned());
    }
    if sqlite::has_table(database, "photo").await? {
        let photos: Vec<String> = sqlx::query_scalar("SELECT sha256 FROM photo")
            .fetch_all(database)
            .await?;
        named.all.extend(photos.iter().cloned());
        named.needed.extend(photos);
    }
    Ok(named)
}

/// A row whose file is not what it should be.
pub(crate) struct Flaw {
    pub(crate) table: String,
    pub(crate) key: String,
    pub(crate) problem: String,
}

/// Papers, not deleted or signed, and pictures, whose file is missing or altered.
pub(crate) async fn flaws(
    database: &mut SqliteConnection,
    data: &Path,
) -> Result<Vec<Flaw>, StoreError> {
    let query = "SELECT 'paper', id, sha256 FROM paper WHERE deleted_at IS NULL
         UNION ALL SELECT 'entry_paper', id, sha256 FROM entry_paper WHERE deleted_at IS NULL
         UNION ALL SELECT 'photo', session || '/' || photo || '/' || sha256, sha256 FROM photo";
    let rows: Vec<(String, String, String)> =
        sqlx::query_as(query).fetch_all(&mut *database).await?;
    let rows = rows.into_iter();
    let mut files: BTreeMap<(String, String), String> = rows
        .map(|(table, key, sha256)| ((table, key), sha256))
        .collect();
    for edition in facts::signed_editions(database, None).await? {
        let row = ("paper".to_owned(), edition.paper.to_string());
        let sha256 = edition.sha256.as_str().to_owned();
        files.entry(row).or_insert(sha256);
    }
    let shelf = Shelf::of(data);
    let flaw = |((table, key), sha256): ((String, String), String)| {
        let problem = match shelf.flaw(&sha256) {
            Ok(problem) => problem?.to_owned(),
            Err(error) => format!("cannot be read: {error}"),
        };
        let problem = format!("its file {FOLDER}/{sha256} {problem}");
        Some(Flaw {
            table,
            key,
            problem,
        })
    };
    Ok(files.into_iter().filter_map(flaw).collect())
}

/// Copies those files from one shelf to another that are not there yet, and gives those that are
/// missing, altered or unreadable where they come from. Each is complete over there or not there at
/// all. An error is one of the place they go to.
pub(super) fn copy(from: &Shelf, to: &Shelf, named: &BTreeSet<String>) -> io::Result<Vec<String>> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    make_private(&to.0)?;
    let mut flawed = Vec::new();
    for sha256 in named {
        if to.holds(sha256) {
            continue;
        }
        if !from.holds(sha256) {
            flawed.push(sha256.clone());
            continue;
        }
        match super::backup::copy_durably(&from.place(sha256), &to.place(sha256)) {
            Ok(()) => {}
            Err(error) if from.holds(sha256) => return Err(error),
            // It was tidied away, or went bad, since it was looked at.
            Err(_) => flawed.push(sha256.clone()),
        }
    }
    Ok(flawed)
}

fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let made = fs::DirBuilder::new().mode(0o700).create(folder);
    match made {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}
