//! A table as an answer: logged first, then written while it is sent, a few hundred lines in memory
//! at a time.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use futures_util::stream;
use serde::Deserialize;
use utoipa::IntoParams;

use super::cell::{Column, Line};
use super::encoder::{Encoder, Format};
use super::log::{self, Export};
use super::words::Words;
use crate::app::App;
use crate::identity::Organizer;
use crate::rest::ApiError;
use crate::store::StoreError;

/// Lines that are written at once.
const AT_ONCE: usize = 500;

/// In which format a table is wanted, and in whose words.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wish {
    /// `csv` when absent.
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// BCP 47 tag of the headings and words; English when absent. Tables that can be read in again
    /// know Chinese and English.
    #[serde(default)]
    language: Option<String>,
}

impl Wish {
    /// Of something that has one format alone.
    pub(crate) fn spoken(language: Option<String>) -> Wish {
        Wish {
            format: Format::default(),
            language,
        }
    }

    pub(crate) fn language(&self) -> &str {
        self.language.as_deref().unwrap_or("en")
    }

    pub(crate) fn words(&self) -> Words {
        Words::of(self.language())
    }
}

/// Some lines that follow, `None` when there are no more.
type Next = Result<Option<Vec<Line>>, StoreError>;
pub(crate) type More = Box<dyn FnMut() -> BoxFuture<'static, Next> + Send>;

/// Where the lines come from.
pub(crate) enum Lines {
    /// From what is in memory, made a line at a time.
    Known(Box<dyn Iterator<Item = Line> + Send>),
    /// From the store.
    Read(More),
}

/// A table ready to be written.
pub(crate) struct Table {
    /// Of the table among all tables: part of the file's name, and what the log says.
    pub(crate) name: &'static str,
    /// For people: the name of the sheet.
    pub(crate) title: String,
    pub(crate) columns: Vec<Column>,
    /// How many lines there are.
    pub(crate) length: usize,
    pub(crate) lines: Lines,
}

impl Table {
    pub(crate) fn of(
        name: &'static str,
        title: String,
        columns: Vec<Column>,
        lines: impl ExactSizeIterator<Item = Line> + Send + 'static,
    ) -> Table {
        Table {
            name,
            title,
            columns,
            length: lines.len(),
            lines: Lines::Known(Box::new(lines)),
        }
    }
}

/// Logs that the table leaves the house, and sends it.
pub(crate) async fn answer(
    app: &Arc<App>,
    organizer: &Organizer,
    wish: &Wish,
    (table, query): (Table, Option<String>),
) -> Result<Response, ApiError> {
    let export = Export {
        sheet: table.name,
        format: wish.format.name(),
        language: wish.words().language(),
        lines: table.length,
        query: filters(query),
    };
    let names = (table.name, table.title.as_str());
    let right_to_left = meeting::plan::is_same_language(wish.language(), "ar");
    let encoder = Encoder::begin(wish.format, names, &table.columns, right_to_left);
    let encoder = encoder.map_err(ApiError::internal)?;
    log::write(app, organizer.id, export).await?;
    let day = crate::registry::today(app);
    let name = format!("{}-{day}.{}", table.name, wish.format.name());
    let headers = [
        (header::CONTENT_TYPE, wish.format.content_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body(encoder, table.lines)).into_response())
}

struct Writing {
    encoder: Encoder,
    lines: Lines,
    ended: bool,
}

/// A file that breaks off is told from one that is whole by how its transfer ends.
fn body(encoder: Encoder, lines: Lines) -> Body {
    let writing = Writing {
        encoder,
        lines,
        ended: false,
    };
    Body::from_stream(stream::try_unfold(writing, |mut writing| async {
        if writing.ended {
            return Ok::<_, io::Error>(None);
        }
        let read = match &mut writing.lines {
            Lines::Known(_) => None,
            Lines::Read(more) => more().await.map_err(io::Error::other)?,
        };
        // Compressing takes its time; whoever is in a meeting shall not wait for it.
        let work = tokio::task::spawn_blocking(move || writing.some(read));
        let (bytes, writing) = work.await.map_err(io::Error::other)??;
        Ok(Some((Bytes::from(bytes), writing)))
    }))
}

impl Writing {
    fn some(mut self, read: Option<Vec<Line>>) -> io::Result<(Vec<u8>, Writing)> {
        let lines = match &mut self.lines {
            Lines::Known(lines) => {
                let lines: Vec<Line> = lines.take(AT_ONCE).collect();
                Some(lines).filter(|lines| !lines.is_empty())
            }
            Lines::Read(_) => read,
        };
        let bytes = match lines {
            Some(lines) => self.encoder.lines(lines)?,
            None => {
                self.ended = true;
                self.encoder.end()?
            }
        };
        Ok((bytes, self))
    }
}

/// What was asked, but for the format and the language.
pub(crate) fn filters(query: Option<String>) -> Option<String> {
    let query = query?;
    let of_table = |pair: &&str| !pair.starts_with("format=") && !pair.starts_with("language=");
    let pairs: Vec<&str> = query.split('&').filter(of_table).collect();
    Some(pairs.join("&")).filter(|pairs| !pairs.is_empty())
}
