//! The formats in which a table leaves the house, written a line at a time.

use std::io;

use serde::Deserialize;
use utoipa::ToSchema;

use super::cell::{Column, Line};
use super::csv::Csv;
use super::json::Json;
use super::xlsx::Xlsx;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TableFormat)]
pub(crate) enum Format {
    /// UTF-8 with a byte order mark.
    #[default]
    Csv,
    Xlsx,
    /// With values instead of words: `{table, rows: [{key: value}]}`.
    Json,
}

impl Format {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json => "application/json",
        }
    }
}

/// A table of few lines, all at once.
pub(crate) fn whole(
    format: Format,
    names: (&str, &str),
    columns: &[Column],
    lines: Vec<Line>,
) -> io::Result<Vec<u8>> {
    let mut encoder = Encoder::begin(format, names, columns, false)?;
    let mut file = encoder.lines(lines)?;
    file.extend(encoder.end()?);
    Ok(file)
}

pub(super) enum Encoder {
    Csv(Box<Csv>),
    Xlsx(Box<Xlsx>),
    Json(Json),
}

impl Encoder {
    pub(super) fn begin(
        format: Format,
        (name, title): (&str, &str),
        columns: &[Column],
        right_to_left: bool,
    ) -> io::Result<Encoder> {
        Ok(match format {
            Format::Csv => Encoder::Csv(Box::new(Csv::begin(columns)?)),
            Format::Xlsx => Encoder::Xlsx(Box::new(Xlsx::begin(title, columns, right_to_left)?)),
            Format::Json => Encoder::Json(Json::begin(name, columns)?),
        })
    }

    /// Some lines, and what is there of the file since the last call.
    pub(super) fn lines(&mut self, lines: impl IntoIterator<Item = Line>) -> io::Result<Vec<u8>> {
        for line in lines {
            match self {
                Encoder::Csv(csv) => csv.line(&line)?,
                Encoder::Xlsx(xlsx) => xlsx.line(&line)?,
                Encoder::Json(json) => json.line(&line)?,
            }
        }
        self.taken()
    }

    /// The rest of the file.
    pub(super) fn end(&mut self) -> io::Result<Vec<u8>> {
        match self {
            Encoder::Csv(_) => {}
            Encoder::Xlsx(xlsx) => xlsx.end()?,
            Encoder::Json(json) => json.end(),
        }
        self.taken()
    }

    fn taken(&mut self) -> io::Result<Vec<u8>> {
        match self {
            Encoder::Csv(csv) => csv.taken(),
            Encoder::Xlsx(xlsx) => Ok(xlsx.taken()),
            Encoder::Json(json) => Ok(json.taken()),
        }
    }
}
