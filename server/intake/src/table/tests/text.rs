//! Separated text in every encoding and form.

use encoding_rs::{BIG5, GB18030, WINDOWS_1252};
use proptest::prelude::*;

use super::*;

const SHEET: &str = "日期,名称,友城\r\n2019-09-05,\"文化周, 第一届\",德累斯顿\r\n";

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn marked(mark: &[u8], text: Vec<u8>) -> Vec<u8> {
    [mark, &text].concat()
}

#[test]
fn every_encoding_gives_the_same_cells() {
    let gb = GB18030.encode(SHEET).0.into_owned();
    for (bytes, encoding) in [
        (SHEET.as_bytes().to_vec(), Encoding::Utf8),
        (
            marked(b"\xef\xbb\xbf", SHEET.as_bytes().to_vec()),
            Encoding::Utf8,
        ),
        (
            marked(b"\xff\xfe", utf_16(SHEET, u16::to_le_bytes)),
            Encoding::Utf16Le,
        ),
        (
            marked(b"\xfe\xff", utf_16(SHEET, u16::to_be_bytes)),
            Encoding::Utf16Be,
        ),
        (utf_16(SHEET, u16::to_le_bytes), Encoding::Utf16Le),
        (utf_16(SHEET, u16::to_be_bytes), Encoding::Utf16Be),
        (gb.clone(), Encoding::Gb18030),
        (marked(b"\x84\x31\x95\x33", gb), Encoding::Gb18030),
    ] {
        let table = Table::open(&bytes, Limits::default()).expect("is read");
        let format = Format::Separated {
            encoding,
            separator: ',',
        };
        assert_eq!(table.format(), format);
        assert_eq!(
            cells(&table, 0),
            Ok(vec![
                "A1=日期 B1=名称 C1=友城".to_owned(),
                "A2=2019-09-05 B2=文化周, 第一届 C2=德累斯顿".to_owned(),
            ]),
            "{encoding:?}"
        );
    }
}

#[test]
fn separators_and_line_ends_are_found() {
    for (text, separator) in [
        ("a,b\nc,d", ','),
        ("a;b\nc;d", ';'),
        ("a\tb\nc\td\n", '\t'),
        ("a;b\rc;d\r", ';'),
        // Commas stand in the texts, as decimals, and in a title above.
        ("a;b\n\"x, y, z\";1,5\nc, c;d", ';'),
        ("A list, of 2019, of ours\na;b\nc;d\n", ';'),
        ("a\tb\nx, y, z\t1,5\n", '\t'),
        ("partners,what\n\"a;b;c\",x\n\"d;e\",y", ','),
        ("sep=;\na,a,a;b\nc,c,c;d", ';'),
        ("alone\nbelow", ','),
    ] {
        let table = Table::open(text.as_bytes(), Limits::default()).expect("is read");
        let Format::Separated {
            separator: found, ..
        } = table.format()
        else {
            panic!("is text");
        };
        assert_eq!(found, separator, "{text}");
    }
    assert_eq!(
        opened(b"sep=;\r\na;b\r\n"),
        Ok(vec!["A2=a B2=b".to_owned()])
    );
}

#[test]
fn lines_are_counted_where_rows_begin() {
    let text = "a,b\n\n\"x\r\ny\",\"1\n2\"\n , \nc,d";
    assert_eq!(
        opened(text.as_bytes()),
        Ok(vec![
            "A1=a B1=b".to_owned(),
            "A3=x\r\ny B3=1\n2".to_owned(),
            "A7=c B7=d".to_owned()
        ])
    );
}

#[test]
fn pasted_cells_may_hold_tabs_lines_and_marks() {
    let text =
        "\u{feff}名称\t备注\n文化周\t\"第一行\n第二行 \"\"引用\"\"\t制表\"\n5\" pipe\t'=1+1\n";
    let table = Table::pasted(text, Limits::default()).expect("is read");
    assert_eq!(
        cells(&table, 0),
        Ok(vec![
            "A1=名称 B1=备注".to_owned(),
            "A2=文化周 B2=第一行\n第二行 \"引用\"\t制表".to_owned(),
            "A4=5\" pipe B4==1+1".to_owned()
        ])
    );
}

#[test]
fn what_looks_like_another_encoding_is_not_taken_for_chinese() {
    let western = WINDOWS_1252
        .encode("Stadt,Name\r\nKöln,Müllerstraße\r\nMünchen,Größe\r\n")
        .0;
    let traditional = BIG5
        .encode("日期,名稱\r\n2019,德勒斯登市長率團訪問本市\r\n")
        .0;
    let place = |line, column| TableError::UnknownEncoding {
        place: crate::place::Place::cell(line, column),
    };
    assert_eq!(opened(&western), Err(place(2, 1)));
    assert_eq!(opened(&traditional), Err(place(1, 1)));
}

proptest! {
    #[test]
    fn what_a_writer_writes_is_read_back(
        rows in prop::collection::vec(prop::collection::vec("[a-z中\"',;\t\r\n ]{0,6}", 3), 1..8),
        separator in prop::sample::select(vec![b',', b';', b'\t']),
        crlf in any::<bool>(),
    ) {
        // A first row that tells the separator, as headings do; an empty cell cannot be told from
        // none, so each begins with a letter.
        let rows: Vec<Vec<String>> = rows
            .into_iter()
            .map(|row| row.into_iter().map(|cell| format!("x{cell}")).collect())
            .collect();
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(separator)
            .terminator(terminator)
            .quote_style(csv::QuoteStyle::Necessary)
            .from_writer(Vec::new());
        let heading = ["one", "two", "three"];
        writer.write_record(heading).expect("writes");
        for row in &rows {
            writer.write_record(row).expect("writes");
        }
        let bytes = writer.into_inner().expect("is whole");
        let text = String::from_utf8(bytes).expect("is text");
        let mut fields = Fields::of(&text, separator, Limits::default());
        let mut row = Row::default();
        let mut read: Vec<Vec<String>> = Vec::new();
        while fields.read(&mut row).expect("is well formed") {
            read.push((1..=3).map(|column| row.cell(column).raw().to_owned()).collect());
        }
        prop_assert_eq!(&read[0], &heading);
        prop_assert_eq!(&read[1..], &rows[..]);
    }

    #[test]
    fn a_csv_of_one_width_is_read_as_it_was_meant(
        rows in prop::collection::vec(prop::collection::vec("[a-z0-9中 ]{1,8}", 4), 2..8),
        separator in prop::sample::select(vec![b',', b';', b'\t']),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("writes");
        }
        let bytes = writer.into_inner().expect("is whole");
        let table = Table::open(&bytes, Limits::default()).expect("is a table");
        let found = table.format();
        let separator = char::from(separator);
        prop_assert_eq!(found, Format::Separated { encoding: Encoding::Utf8, separator });
    }

    #[test]
    fn any_bytes_are_a_table_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        crate::fuzzing::intake(&bytes);
    }

    #[test]
    fn so_is_any_text(text in "[a-z\"',;\t\r\n 日期名称类型友城0-9.-]{0,200}") {
        crate::fuzzing::intake(text.as_bytes());
    }
}
