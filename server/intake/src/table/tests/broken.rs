//! Files that are no table, each with the place and the reason.

use super::made::{Made, archive};
use super::*;
use crate::place::Place;

fn error(bytes: &[u8]) -> TableError {
    opened(bytes).expect_err("is no table")
}

fn limited(bytes: &[u8], limits: Limits) -> Option<TableError> {
    let table = match Table::open(bytes, limits) {
        Ok(table) => table,
        Err(error) => return Some(error),
    };
    match table.sheet(None) {
        Ok(sheet) => cells(&table, sheet).err(),
        Err(error) => Some(error),
    }
}

#[test]
fn broken_text_is_an_error_with_its_line_and_column() {
    let place = Place::cell;
    for (text, expected) in [
        (&b""[..], TableError::Empty),
        (b"\n \n, ,\n", TableError::Empty),
        (
            b"a,b\n1,\"open\n2,3\n",
            TableError::OpenQuote { place: place(2, 2) },
        ),
        (
            b"a\tb\n\"1\n2\"\t\"x",
            TableError::OpenQuote { place: place(3, 2) },
        ),
        (
            b"a,b\n\"1\"x,2\n",
            TableError::TextAfterQuote { place: place(2, 1) },
        ),
        (b"a,b\n1,2\0\n", TableError::NotText { place: place(2, 2) }),
        (
            b"a,b\n1,\xff\xfe\n",
            TableError::UnknownEncoding { place: place(2, 2) },
        ),
        (
            b"\xef\xbb\xbfa,b\n1,2\nx,\xd6\xd0\n",
            TableError::Malformed {
                place: place(3, 2),
                encoding: Encoding::Utf8,
            },
        ),
        (
            // Half of a surrogate pair.
            b"\xff\xfea\0,\0\n\0b\0,\0\x3d\xd8\n\0",
            TableError::Malformed {
                place: place(2, 2),
                encoding: Encoding::Utf16Le,
            },
        ),
        (
            b"\x84\x31\x95\x33\xc8\xd5,\xff",
            TableError::Malformed {
                place: place(1, 2),
                encoding: Encoding::Gb18030,
            },
        ),
    ] {
        assert_eq!(error(text), expected, "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn other_documents_are_told_what_to_be_saved_as() {
    let other = |what| TableError::OtherDocument { what };
    let compound = |rest: &[u8]| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.resize(512, 0);
        bytes.extend_from_slice(rest);
        bytes
    };
    let utf_16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    assert_eq!(
        error(&compound(&utf_16("Workbook"))),
        TableError::LegacyWorkbook
    );
    assert_eq!(
        error(&compound(&utf_16("EncryptedPackage"))),
        TableError::Protected
    );
    assert_eq!(error(b"%PDF-1.7 ..."), other(OtherDocument::Pdf));
    assert_eq!(
        error(b"\xef\xbb\xbf <HTML><table>"),
        other(OtherDocument::WebPage)
    );
    assert_eq!(
        error(b"<?xml version=\"1.0\"?><Workbook>"),
        other(OtherDocument::WebPage)
    );
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let open_document = archive(&[file("mimetype", "x"), file("content.xml", "<x/>")]);
    assert_eq!(error(&open_document), other(OtherDocument::OpenDocument));
    assert_eq!(
        error(&archive(&[file("a.txt", "x")])),
        other(OtherDocument::Archive)
    );
    let with_main = |main: &str| {
        let rels = super::made::RELS.replace("xl/workbook.xml", main);
        archive(&[file("_rels/.rels", &rels)])
    };
    assert_eq!(
        error(&with_main("xl/workbook.bin")),
        other(OtherDocument::BinaryWorkbook)
    );
    assert_eq!(
        error(&with_main("word/document.xml")),
        other(OtherDocument::TextDocument)
    );
    // Cut off anywhere, it is damaged or an archive without a directory.
    let whole = Made::of("<row/>").bytes();
    let cut = error(&whole[..whole.len() / 2]);
    assert_eq!(
        cut,
        TableError::Damaged {
            part: "archive".to_owned()
        }
    );
}

#[test]
fn damaged_parts_are_named() {
    let good = Made::of(r#"<row r="1"><c r="A1" t="str"><v>x</v></c></row>"#);
    let sheet = "xl/worksheets/sheet1.xml";
    let with = |name: &str, text: &str| {
        let mut parts = good.parts();
        for part in &mut parts {
            if part.0 == name {
                part.1 = text.to_owned();
            }
        }
        archive(&parts)
    };
    let damaged = |part: &str| TableError::Damaged {
        part: part.to_owned(),
    };
    for (text, expected) in [
        (
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\">",
            damaged(sheet),
        ),
        (
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>",
            damaged(sheet),
        ),
        (
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>seven</v></c></row>",
            damaged(sheet),
        ),
        ("<worksheet><sheetData/></worksheet>", TableError::Empty),
        ("", TableError::Empty),
    ] {
        assert_eq!(error(&with(sheet, text)), expected, "{text}");
    }
    let without = |name: &str| {
        let mut parts = good.parts();
        parts.retain(|(other, _)| other != name);
        archive(&parts)
    };
    assert_eq!(error(&without(sheet)), damaged(sheet));
    assert_eq!(
        error(&without("xl/workbook.xml")),
        damaged("xl/workbook.xml")
    );
    // One letter of a stored part changed: its sum tells.
    let mut bytes = good.bytes();
    let content = b"xl/workbook.xml";
    let at = bytes
        .windows(content.len())
        .position(|window| window == content)
        .expect("stands there");
    bytes[at + content.len() + 3] ^= 1;
    assert!(matches!(error(&bytes), TableError::Damaged { .. }));
}

#[test]
fn a_file_ends_at_the_limits_whatever_sizes_it_claims() {
    let small = Limits {
        bytes: 4_000,
        inflated: 200_000,
        shared: 2_000,
        rows: 3,
        columns: 4,
        cell: 100,
    };
    let none = |bytes: &[u8]| limited(bytes, small);
    assert_eq!(
        none(&[b'x'; 4_001]),
        Some(TableError::TooLarge { most: 4_000 })
    );
    assert_eq!(
        none(b"a\nb\n\nc\nd\n"),
        Some(TableError::TooManyRows { most: 3 })
    );
    assert_eq!(none(b"a\nb\n\nc\n"), None);
    let wide = TableError::TooWide {
        place: Place::cell(2, 5),
        most: 4,
    };
    assert_eq!(none(b"a,,,,,\n1,,,,x\n"), Some(wide));
    let long = TableError::CellTooLong {
        place: Place::cell(1, 2),
        most: 100,
    };
    assert_eq!(
        none(format!("a,\"{}\"", "x".repeat(101)).as_bytes()),
        Some(long)
    );
    let row = |cell: &str| Made::of(&format!("<row r=\"1\">{cell}</row>")).bytes();
    let wide = TableError::TooWide {
        place: Place::cell(1, 5),
        most: 4,
    };
    assert_eq!(none(&row(r#"<c r="E1" t="str"><v>x</v></c>"#)), Some(wide));
    assert_eq!(
        none(&row(r#"<c r="A1" t="str"><v>x</v></c><c r="E1"/>"#)),
        None
    );
    // A megabyte of the same, packed into a few kilobytes: in many elements, in one text, in one
    // attribute, in shared strings.
    let many = row(&"<c/>".repeat(60_000));
    assert_eq!(none(&many), Some(TableError::Inflated { most: 200_000 }));
    let text = row(&format!(
        r#"<c r="A1" t="str"><v>{}</v></c>"#,
        "x".repeat(100_000)
    ));
    assert_eq!(none(&text), Some(TableError::Inflated { most: 200_000 }));
    let attribute = row(&format!(r#"<c r="{}"/>"#, "A".repeat(100_000)));
    assert_eq!(
        none(&attribute),
        Some(TableError::Inflated { most: 200_000 })
    );
    let strings = Made {
        strings: &["<t>shared</t>"; 300],
        ..Made::of("")
    };
    assert_eq!(
        none(&strings.bytes()),
        Some(TableError::Inflated { most: 2_000 })
    );
}

#[test]
fn every_error_says_where_and_what_to_do() {
    let place = Place::cell(3, 2);
    let error = TableError::OpenQuote { place };
    assert_eq!(
        error.to_string(),
        "line 3, column 2 (B): the quotation mark at the beginning of this cell is never closed: close it, or double it"
    );
    let json = serde_json::to_value(&error).expect("is written");
    assert_eq!(json["code"], "open_quote");
    assert_eq!(json["place"]["line"], 3);
}
