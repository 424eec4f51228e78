//! The papers of an archive on their way in: their files are read to the end and held against their
//! lines before a row is written, and are in their places with the rows that name them or not at all.

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::path::Path;

use sqlx::SqliteConnection;
use zip::ZipArchive;
use zip::result::ZipError;

use super::read::wrong;
use super::{ArchiveError, PAPERS, file_of_paper};
use crate::identity::random;
use crate::papers::carried::{self, Carried};
use crate::papers::{Kind, kind_of};
use crate::store::{self, Arrived, Shelf, Store};

const PIECE: usize = 64 * 1024;

/// Papers whose files are on the disk, and not in their places yet. Dropped, nothing of them is kept.
pub(super) struct Brought {
    shelf: Shelf,
    papers: Vec<Carried>,
    files: BTreeMap<String, File>,
}

struct File {
    arrived: Arrived,
    kind: Option<Kind>,
}

impl Brought {
    /// Each paper with its line.
    pub(super) async fn read(
        store: &Store,
        data: &Path,
        zip: &mut ZipArchive<impl Read + Seek>,
        lines: BTreeMap<usize, Carried>,
    ) -> Result<Brought, ArchiveError> {
        let mut database = store.pool().acquire().await?;
        for (line, paper) in &lines {
            if carried::is_another(&mut database, paper).await? {
                let problem = "the data folder has another paper of this identity";
                return Err(wrong(PAPERS, *line, problem));
            }
        }
        drop(database);
        let mut brought = Brought {
            shelf: Shelf::of(data),
            papers: Vec::with_capacity(lines.len()),
            files: BTreeMap::new(),
        };
        for (line, paper) in lines {
            brought.take_in(zip, line, &paper).await?;
            brought.papers.push(paper);
        }
        Ok(brought)
    }

    pub(super) fn papers(&self) -> usize {
        self.papers.len()
    }

    async fn take_in(
        &mut self,
        zip: &mut ZipArchive<impl Read + Seek>,
        line: usize,
        paper: &Carried,
    ) -> Result<(), ArchiveError> {
        let sha256 = paper.sha256.as_str();
        let file = match self.files.remove(sha256) {
            Some(file) => file,
            None => read_file(&self.shelf, zip, paper).await?,
        };
        let is_as_long = file.arrived.bytes == paper.bytes;
        let is_of_kind = file.kind == Some(paper.kind);
        self.files.insert(sha256.to_owned(), file);
        match (is_as_long, is_of_kind) {
            (true, true) => Ok(()),
            (false, _) => Err(wrong(PAPERS, line, "its file has another length")),
            (true, false) => Err(wrong(PAPERS, line, "its file is of another kind")),
        }
    }

    /// Puts the files into their places and writes the rows.
    pub(super) async fn put(&self, database: &mut SqliteConnection) -> Result<(), ArchiveError> {
        for file in self.files.values() {
            self.shelf.put(&file.arrived).map_err(not_taken)?;
        }
        for paper in &self.papers {
            carried::put(database, paper).await?;
        }
        Ok(())
    }

    /// Takes the files out of their places that no row names in the end.
    pub(super) async fn clear_away(&self, store: &Store) {
        if let Err(error) = self.keep_only_named(store).await {
            tracing::error!(%error, "files of papers that were not imported stand until the service tidies up");
        }
    }

    async fn keep_only_named(&self, store: &Store) -> Result<(), ArchiveError> {
        let mut transaction = store.write().await?;
        let named = store::named_papers(&mut transaction).await?;
        self.shelf.keep_only(&named.all)?;
        Ok(())
    }
}

/// Reads a file to its end, never all of it in memory, and no further than its paper is long.
async fn read_file(
    shelf: &Shelf,
    zip: &mut ZipArchive<impl Read + Seek>,
    paper: &Carried,
) -> Result<File, ArchiveError> {
    let name = file_of_paper(paper.sha256.as_str());
    let wrong = |problem: &str| ArchiveError::Paper {
        file: name.clone(),
        problem: problem.to_owned(),
    };
    let mut file = zip.by_name(&name).map_err(|error| {
        if matches!(error, ZipError::FileNotFound) {
            wrong("is missing")
        } else {
            wrong(&format!("cannot be read: {error}"))
        }
    })?;
    let mut incoming = shelf.begin(random::bits()).map_err(not_taken)?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece);
        let read = read.map_err(|error| wrong(&format!("cannot be read: {error}")))?;
        if read == 0 {
            break;
        }
        incoming.write(&piece[..read]).await.map_err(not_taken)?;
        if incoming.bytes() > paper.bytes {
            return Err(wrong("is longer than its paper"));
        }
    }
    let arrived = incoming.finish().await.map_err(not_taken)?;
    if arrived.sha256 != paper.sha256.as_str() {
        return Err(wrong("was altered"));
    }
    let kind = kind_of(arrived.path()).map_err(not_taken)?;
    Ok(File { arrived, kind })
}

fn not_taken(error: std::io::Error) -> ArchiveError {
    ArchiveError::Refused(format!("the data folder does not take its papers: {error}"))
}
