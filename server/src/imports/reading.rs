//! A sheet read on a thread of its own, some hundred rows at a time.

use std::io;
use std::path::Path;
use std::sync::Arc;

use intake::columns::Mapping;
use intake::draft::{Known, NotReadable, Reader, RowDraft};
use intake::names::Directory;
use intake::table::{Limits, Table, TableError};
use jiff::civil::Date;
use tokio::sync::mpsc;

use super::kinds::Importable;
use super::stop::Stop;

/// Rows that stand in memory together, and that are written in one transaction.
pub(super) const ROWS: usize = 500;

/// That of titles which are not in Chinese, Japanese or Korean.
const LANGUAGE: &str = "en";

/// The bytes of a file, or the text that was pasted.
#[derive(Debug)]
pub(super) enum Content {
    File(Vec<u8>),
    Pasted(String),
}

impl Content {
    pub(super) fn read(file: &Path, is_pasted: bool) -> io::Result<Content> {
        let bytes = std::fs::read(file)?;
        Ok(match is_pasted {
            // What is no UTF-8 is told as a file would be, with its place.
            true => String::from_utf8(bytes)
                .map_or_else(|error| Content::File(error.into_bytes()), Content::Pasted),
            false => Content::File(bytes),
        })
    }

    pub(super) fn table(&self, limits: Limits) -> Result<Table<'_>, TableError> {
        match self {
            Content::File(bytes) => Table::open(bytes, limits),
            Content::Pasted(text) => Table::pasted(text, limits),
        }
    }
}

/// How a sheet is to be read.
#[derive(Clone)]
pub(super) struct Reading {
    pub(super) content: Arc<Content>,
    pub(super) limits: Limits,
    pub(super) sheet: String,
    pub(super) mapping: Arc<Mapping>,
    pub(super) names: Arc<Directory>,
    pub(super) today: Date,
}

/// The rows of a sheet, as they are read.
pub(super) struct Rows<R: Importable> {
    pieces: mpsc::Receiver<Piece<R>>,
    examples: u32,
}

enum Piece<R: Importable> {
    Rows(Vec<RowDraft<R>>),
    /// Said, so that a reader that breaks is not taken for one that is done.
    End {
        examples: u32,
    },
    Fault(NotReadable),
}

impl<R: Importable> Rows<R> {
    /// The next ones; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<RowDraft<R>>>, Stop> {
        match self.pieces.recv().await {
            Some(Piece::Rows(rows)) => Ok(Some(rows)),
            Some(Piece::End { examples }) => {
                self.examples = examples;
                Ok(None)
            }
            Some(Piece::Fault(fault)) => Err(fault.into()),
            None => Err(Stop::Broken("the reader of a sheet broke".to_owned())),
        }
    }

    /// How many rows were passed over as examples; known at the end.
    pub(super) fn examples(&self) -> u32 {
        self.examples
    }
}

impl Reading {
    /// Begins to read. `known` is what rows may repeat.
    pub(super) fn rows<R: Importable>(&self, known: Known<R::Id>) -> Rows<R> {
        // One piece waits while one is worked on.
        let (pieces, taken) = mpsc::channel(1);
        let reading = self.clone();
        tokio::task::spawn_blocking(move || {
            let last = match reading.send(known, &pieces) {
                Ok(examples) => Piece::End { examples },
                Err(fault) => Piece::Fault(fault),
            };
            // Nobody waits for it where it was cancelled.
            let _ = pieces.blocking_send(last);
        });
        Rows {
            pieces: taken,
            examples: 0,
        }
    }

    /// How many rows were examples.
    fn send<R: Importable>(
        &self,
        known: Known<R::Id>,
        pieces: &mpsc::Sender<Piece<R>>,
    ) -> Result<u32, NotReadable> {
        let table = self.content.table(self.limits)?;
        let sheet = table.sheet(Some(&self.sheet))?;
        let (names, today) = (self.names.as_ref(), self.today);
        let mut reader =
            Reader::<R>::new(&table, sheet, &self.mapping, names, known, today, LANGUAGE)?;
        loop {
            let mut rows = Vec::with_capacity(ROWS);
            while rows.len() < ROWS
                && let Some(row) = reader.next_row()?
            {
                rows.push(row);
            }
            let is_last = rows.len() < ROWS;
            let is_heard = rows.is_empty() || pieces.blocking_send(Piece::Rows(rows)).is_ok();
            if is_last || !is_heard {
                return Ok(reader.examples());
            }
        }
    }
}
