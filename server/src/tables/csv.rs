//! Tables as comma-separated text: UTF-8 with a byte order mark, so that every program takes it for
//! that, and RFC 4180.

use std::io;

use super::cell::{Column, Line};
use crate::records::defused;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

pub(super) struct Csv(csv::Writer<Vec<u8>>);

impl Csv {
    pub(super) fn begin(columns: &[Column]) -> io::Result<Csv> {
        let mut writer = writer(BYTE_ORDER_MARK.to_vec());
        writer.write_record(columns.iter().map(|column| defused(&column.heading)))?;
        Ok(Csv(writer))
    }

    pub(super) fn line(&mut self, line: &Line) -> io::Result<()> {
        let cells = line.iter().map(|cell| {
            let shown = cell.shown();
            if cell.is_number() {
                shown
            } else {
                defused(&shown)
            }
        });
        Ok(self.0.write_record(cells)?)
    }

    /// What was written since this was asked last.
    pub(super) fn taken(&mut self) -> io::Result<Vec<u8>> {
        let written = std::mem::replace(&mut self.0, writer(Vec::new()));
        written.into_inner().map_err(|error| error.into_error())
    }
}

fn writer(begin: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(begin)
}
