//! Tables as workbooks (ISO/IEC 29500, `.xlsx`), written from first to last: no line is held once it
//! stands in the sheet.
//!
//! The writer is our own. The crate `rust_xlsxwriter` keeps the cells of a whole sheet in memory, or
//! else in files in the clear in the folder for passing files; what a table of ours needs is one
//! sheet with texts, numbers and days.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use history::date::Precision;
use jiff::civil::Date;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::cell::{Cell, Column, Line};

/// Characters of a cell, as UTF-16 counts them; programs refuse a sheet with more.
const LONGEST: usize = 32_767;
/// The first day that all programs number alike: before it one of them knows a 29th of February 1900.
const FIRST_DAY: Date = jiff::civil::date(1900, 3, 1);
/// The day numbered 0.
const DAY_ZERO: Date = jiff::civil::date(1899, 12, 30);

/// Places in the list of formats in `STYLES`.
const HEADING: u8 = 1;
const DAY: u8 = 2;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const PACKAGE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATED: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0""#;
/// The line of the headings stays in sight.
const FROZEN: &str = r#"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"#;

/// What is compressed and not yet sent on; the archive owns one handle, we another.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    fn taken(&self) -> Vec<u8> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *bytes)
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut sink = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sink.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) struct Xlsx {
    archive: ZipWriter<StreamWriter<Sink>>,
    sink: Sink,
    /// Of the next line, counted from 1.
    row: u32,
    width: usize,
    text: String,
}

impl Xlsx {
    /// `right_to_left`: the first column stands at the right.
    pub(super) fn begin(title: &str, columns: &[Column], right_to_left: bool) -> io::Result<Xlsx> {
        let sink = Sink::default();
        let mut xlsx = Xlsx {
            archive: ZipWriter::new_stream(sink.clone()),
            sink,
            row: 1,
            width: columns.len(),
            text: String::new(),
        };
        for (name, content) in [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", PACKAGE),
            ("xl/workbook.xml", &workbook(title)),
            ("xl/_rels/workbook.xml.rels", RELATED),
            ("xl/styles.xml", STYLES),
        ] {
            xlsx.part(name)?;
            xlsx.archive.write_all(content.as_bytes())?;
        }
        xlsx.part("xl/worksheets/sheet1.xml")?;
        xlsx.text.push_str(SHEET);
        if right_to_left {
            xlsx.text.push_str(" rightToLeft=\"1\"");
        }
        xlsx.text.push_str(FROZEN);
        xlsx.widths(columns);
        xlsx.text.push_str("<sheetData>");
        xlsx.headings(columns);
        xlsx.pass_on()?;
        Ok(xlsx)
    }

    fn part(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        Ok(self.archive.start_file(name, options)?)
    }

    fn widths(&mut self, columns: &[Column]) {
        self.text.push_str("<cols>");
        for (number, column) in (1..).zip(columns) {
            // Han are twice as wide.
            let width: usize = column
                .heading
                .chars()
                .map(|letter| if letter.is_ascii() { 1 } else { 2 })
                .sum();
            let width = (width + 4).clamp(12, 40);
            put(
                &mut self.text,
                format_args!(
                    "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
                ),
            );
        }
        self.text.push_str("</cols>");
    }

    fn headings(&mut self, columns: &[Column]) {
        put(&mut self.text, format_args!("<row r=\"1\">"));
        for (place, column) in columns.iter().enumerate() {
            self.string(place, &column.heading, HEADING);
        }
        self.text.push_str("</row>");
        self.row = 2;
    }

    pub(super) fn line(&mut self, line: &Line) -> io::Result<()> {
        put(&mut self.text, format_args!("<row r=\"{}\">", self.row));
        for (place, cell) in line.iter().enumerate() {
            self.cell(place, cell);
        }
        self.text.push_str("</row>");
        self.row += 1;
        self.pass_on()
    }

    fn cell(&mut self, place: usize, cell: &Cell) {
        match cell {
            Cell::Empty => {}
            Cell::Date(date) => match serial(date.earliest()) {
                Some(number) if date.precision() == Precision::Day => {
                    self.number(place, &number.to_string(), DAY);
                }
                Some(_) | None => self.string(place, &date.to_string(), 0),
            },
            Cell::Count(_)
            | Cell::Number(_)
            | Cell::Hundredths(_)
            | Cell::Figure(_)
            | Cell::Text(_)
            | Cell::Word(..)
            | Cell::Truth(..)
            | Cell::Many(..)
            | Cell::Refs(..) => {
                let shown = cell.shown();
                if cell.is_number() {
                    self.number(place, &shown, 0);
                } else if !shown.is_empty() {
                    self.string(place, &shown, 0);
                }
            }
        }
    }

    fn number(&mut self, place: usize, number: &str, style: u8) {
        let (name, row) = (letters(place), self.row);
        put(
            &mut self.text,
            format_args!("<c r=\"{name}{row}\" s=\"{style}\"><v>{number}</v></c>"),
        );
    }

    /// Text that stands in the cell itself: never taken for a formula, whatever it begins with.
    fn string(&mut self, place: usize, text: &str, style: u8) {
        let (name, row) = (letters(place), self.row);
        put(
            &mut self.text,
            format_args!(
                "<c r=\"{name}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
            ),
        );
        escape(cut(text), &mut self.text);
        self.text.push_str("</t></is></c>");
    }

    pub(super) fn end(&mut self) -> io::Result<()> {
        self.text.push_str("</sheetData>");
        let last = letters(self.width.saturating_sub(1));
        let rows = (self.row - 1).max(1);
        put(
            &mut self.text,
            format_args!("<autoFilter ref=\"A1:{last}{rows}\"/></worksheet>"),
        );
        self.pass_on()?;
        let archive = std::mem::replace(&mut self.archive, ZipWriter::new_stream(Sink::default()));
        archive.finish()?;
        Ok(())
    }

    /// To be compressed.
    fn pass_on(&mut self) -> io::Result<()> {
        self.archive.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }

    /// What was compressed since this was asked last.
    pub(super) fn taken(&mut self) -> Vec<u8> {
        self.sink.taken()
    }
}

fn workbook(title: &str) -> String {
    let mut name = String::new();
    escape(&sheet_name(title), &mut name);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><bookViews><workbookView/></bookViews><sheets><sheet name=\"{name}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    )
}

/// At most 31 characters, none of those with a meaning in formulas, no apostrophe at either end.
fn sheet_name(title: &str) -> String {
    let plain: String = title
        .chars()
        .map(|letter| {
            if "[]:*?/\\".contains(letter) {
                ' '
            } else {
                letter
            }
        })
        .take(31)
        .collect();
    let plain = plain.trim_matches(|letter: char| letter == '\'' || letter.is_whitespace());
    if plain.is_empty() { "1" } else { plain }.to_owned()
}

/// The name of a column, counted from 0: A to Z, AA ...
fn letters(mut place: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(char::from(b'A' + (place % 26) as u8));
        if place < 26 {
            break;
        }
        place = place / 26 - 1;
    }
    name.iter().rev().collect()
}

fn serial(day: Date) -> Option<i32> {
    (day >= FIRST_DAY).then(|| history::date::days_between(DAY_ZERO, day))
}

/// As much of a text as a cell may hold.
fn cut(text: &str) -> &str {
    let mut units = 0;
    let too_long = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > LONGEST
    });
    too_long.map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

/// What XML cannot hold at all is left out.
fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            letter => out.push(letter),
        }
    }
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    // A string takes everything.
    let _ = out.write_fmt(what);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_spreadsheets() {
        for (place, name) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (702, "AAA"),
        ] {
            assert_eq!(letters(place), name);
        }
    }

    #[test]
    fn days_are_numbered_as_in_spreadsheets() {
        assert_eq!(serial(jiff::civil::date(1900, 3, 1)), Some(61));
        assert_eq!(serial(jiff::civil::date(2020, 10, 26)), Some(44_130));
        assert_eq!(serial(jiff::civil::date(1900, 2, 28)), None);
    }

    #[test]
    fn a_sheet_has_a_name_that_programs_take() {
        assert_eq!(sheet_name("Exchanges"), "Exchanges");
        assert_eq!(sheet_name("'A/B: [c]?'"), "A B   c");
        assert_eq!(sheet_name("***"), "1");
        assert_eq!(sheet_name(&"友".repeat(40)).chars().count(), 31);
    }

    #[test]
    fn no_cell_is_longer_than_programs_take() {
        assert_eq!(cut(&"a".repeat(LONGEST + 5)).len(), LONGEST);
        assert_eq!(
            cut(&"😀".repeat(LONGEST)).encode_utf16().count(),
            LONGEST - 1
        );
        assert_eq!(cut("short"), "short");
    }
}
