//! A registry file: comma-separated, UTF-8 with or without a byte order mark, lines ending in LF
//! or CRLF, columns found by their names in the first line. Whatever is wrong with it is said with
//! line and column, all of it at once.

use std::collections::HashMap;
use std::fmt;

use csv::ByteRecord;

use super::partner::FilePartner;
use super::row;

/// Every column a registry file has, in any order.
pub(super) const COLUMNS: [&str; 22] = [
    "id",
    "name_zh",
    "name_en",
    "name_local",
    "iso2",
    "continent",
    "kind",
    "kind_zh",
    "relation_date",
    "date_precision",
    "bri65",
    "dormant_2020",
    "languages_bcp47_assigned",
    "lat",
    "lon",
    "tz",
    "population_geonames",
    "geonameid",
    "confidence",
    "note",
    "source_names",
    "official_url",
];

/// A place in the header, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub number: usize,
    pub name: String,
}

/// What is wrong with one line, or with one field of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// Counted from 1, the header included; of a row that spans several, the first.
    pub line: u64,
    pub column: Option<Column>,
    pub problem: String,
}

impl fmt::Display for RowError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(out, ", column {} ({})", column.number, column.name)?;
        }
        write!(out, ": {}", self.problem)
    }
}

/// The fields of one line, by column name; what is wrong with them gathers in `errors`.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    header: &'a Header,
    fields: Vec<&'a str>,
    errors: &'a mut Vec<RowError>,
}

impl Row<'_> {
    /// What `parse` makes of a field, or an entry in the list of errors.
    pub(super) fn read<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let index = self.header.index(name);
        match parse(self.fields.get(index).copied().unwrap_or_default()) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.wrong(name, problem);
                None
            }
        }
    }

    pub(super) fn wrong(&mut self, name: &'static str, problem: String) {
        let column = self.header.column(self.header.index(name));
        self.errors.push(RowError {
            line: self.line,
            column: Some(column),
            problem,
        });
    }
}

/// All partners of the file in its order, or everything that is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Vec<FilePartner>, Vec<RowError>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines = Lines::of(bytes);
    let Some((header_line, record)) = lines.next()? else {
        return Err(vec![whole_line(
            1,
            "the file is empty; its first line names the columns",
        )]);
    };
    let header = Header::of(header_line, &record)?;
    let (mut partners, mut errors) = (Vec::new(), Vec::new());
    let mut first_seen: HashMap<String, u64> = HashMap::new();
    while let Some((line, record)) = lines.next()? {
        let Some(fields) = header.fields(line, &record, &mut errors) else {
            continue;
        };
        let mut row = Row {
            line,
            header: &header,
            fields,
            errors: &mut errors,
        };
        let Some(partner) = row::partner(&mut row) else {
            continue;
        };
        if let Some(first) = first_seen.get(&partner.slug) {
            row.wrong(
                "id",
                format!("{} stands in line {first} already", partner.slug),
            );
        } else {
            first_seen.insert(partner.slug.clone(), line);
        }
        partners.push(partner);
    }
    if errors.is_empty() {
        Ok(partners)
    } else {
        Err(errors)
    }
}

fn whole_line(line: u64, problem: impl Into<String>) -> RowError {
    RowError {
        line,
        column: None,
        problem: problem.into(),
    }
}

struct Header {
    names: Vec<String>,
}

impl Header {
    fn of(line: u64, record: &ByteRecord) -> Result<Header, Vec<RowError>> {
        let names: Vec<String> = record
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_owned())
            .collect();
        let header = Header { names };
        let mut errors = Vec::new();
        for (index, name) in header.names.iter().enumerate() {
            let problem = if !COLUMNS.contains(&name.as_str()) {
                "no column of a registry file has this name"
            } else if header.names[..index].contains(name) {
                "this column stands here a second time"
            } else {
                continue;
            };
            let column = Some(header.column(index));
            errors.push(RowError {
                line,
                column,
                problem: problem.to_owned(),
            });
        }
        let missing = COLUMNS
            .iter()
            .filter(|known| !header.names.iter().any(|name| name == *known));
        errors
            .extend(missing.map(|name| whole_line(line, format!("the column {name} is missing"))));
        if errors.is_empty() {
            Ok(header)
        } else {
            Err(errors)
        }
    }

    fn index(&self, name: &str) -> usize {
        let place = self.names.iter().position(|known| known == name);
        place.unwrap_or(usize::MAX)
    }

    fn column(&self, index: usize) -> Column {
        Column {
            number: index.saturating_add(1),
            name: self.names.get(index).cloned().unwrap_or_default(),
        }
    }

    /// The fields of a record as text, without the blanks around them.
    fn fields<'r>(
        &self,
        line: u64,
        record: &'r ByteRecord,
        errors: &mut Vec<RowError>,
    ) -> Option<Vec<&'r str>> {
        if record.len() != self.names.len() {
            let problem = format!("{} columns instead of {}", record.len(), self.names.len());
            errors.push(whole_line(line, problem));
            return None;
        }
        let before = errors.len();
        let mut fields = Vec::with_capacity(record.len());
        for (index, field) in record.iter().enumerate() {
            match std::str::from_utf8(field) {
                Ok(text) => fields.push(text.trim()),
                Err(_) => errors.push(RowError {
                    line,
                    column: Some(self.column(index)),
                    problem: "this is not UTF-8".to_owned(),
                }),
            }
        }
        (errors.len() == before).then_some(fields)
    }
}

/// The records of a file, each with the line it begins in. (The reader's own line count is that of
/// the end of the record before, blank lines not counted.)
struct Lines<'a> {
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let mut builder = csv::ReaderBuilder::new();
        let reader = builder.has_headers(false).flexible(true).from_reader(bytes);
        Lines {
            bytes,
            reader,
            counted: 0,
            line: 1,
        }
    }

    fn next(&mut self) -> Result<Option<(u64, ByteRecord)>, Vec<RowError>> {
        let start = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        let mut record = ByteRecord::new();
        match self.reader.read_byte_record(&mut record) {
            Ok(true) => Ok(Some((self.line_at(start), record))),
            Ok(false) => Ok(None),
            Err(problem) => Err(vec![whole_line(self.line_at(start), problem.to_string())]),
        }
    }

    fn line_at(&mut self, start: usize) -> u64 {
        let blank = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let rest = self.bytes.get(start..).unwrap_or_default();
        let begin = start.saturating_add(rest.iter().take_while(blank).count());
        let passed = self.bytes.get(self.counted..begin).unwrap_or_default();
        let newlines = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line += u64::try_from(newlines).unwrap_or(0);
        self.counted = begin.max(self.counted);
        self.line
    }
}

#[cfg(test)]
mod tests;
