//! Tables for programs: every line an object with the values themselves, by the keys of the columns.

use std::io;

use serde_json::{Map, Value, json};

use super::cell::{Cell, Column, Line};

pub(super) struct Json {
    keys: Vec<String>,
    written: Vec<u8>,
    lines: u64,
}

impl Json {
    pub(super) fn begin(table: &str, columns: &[Column]) -> io::Result<Json> {
        let mut written = b"{\"table\":".to_vec();
        serde_json::to_writer(&mut written, table)?;
        written.extend_from_slice(b",\"rows\":[");
        Ok(Json {
            keys: columns.iter().map(|column| column.key.clone()).collect(),
            written,
            lines: 0,
        })
    }

    pub(super) fn line(&mut self, line: &Line) -> io::Result<()> {
        let values = line.iter().map(value);
        let object: Map<String, Value> = self.keys.iter().cloned().zip(values).collect();
        let between: &[u8] = if self.lines == 0 { b"\n" } else { b",\n" };
        self.written.extend_from_slice(between);
        serde_json::to_writer(&mut self.written, &object)?;
        self.lines += 1;
        Ok(())
    }

    pub(super) fn end(&mut self) {
        self.written.extend_from_slice(b"\n]}\n");
    }

    pub(super) fn taken(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.written)
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Word(value, _) => json!(value),
        Cell::Truth(yes, _) => json!(yes),
        Cell::Count(count) => json!(count),
        Cell::Number(number) => json!(number),
        Cell::Figure(figure) => json!(figure),
        // A decimal that is exact has to be a text.
        Cell::Hundredths(_) => json!(cell.shown()),
        Cell::Date(date) => json!(date.to_string()),
        Cell::Many(texts, _) => json!(texts),
        Cell::Refs(records, _) => records
            .iter()
            .map(|(id, name)| json!({ "id": id, "name": name }))
            .collect(),
    }
}
