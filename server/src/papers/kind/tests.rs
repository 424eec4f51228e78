//! What small real files, and files that pretend, are taken for.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Kind, Refusal, sniff};

fn judged(content: &[u8]) -> Result<Kind, Refusal> {
    let content = sniff(&mut Cursor::new(content)).unwrap();
    content.map(|content| content.kind)
}

/// An archive of such parts, compressed as office programs do.
pub(in crate::papers) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let method = match *name {
            "mimetype" => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        archive.start_file(*name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn office(part: &str, types: &str) -> Vec<u8> {
    let types = format!("<Types>{types}</Types>");
    archive(&[("[Content_Types].xml", &types), (part, "<document/>")])
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9";
const ODT: &str = "application/vnd.oasis.opendocument.text";
const PLAIN: &str = "<Override ContentType=\"application/xml\"/>";

#[test]
fn files_are_known_by_their_content() {
    let odt = archive(&[("mimetype", ODT), ("content.xml", "<office/>")]);
    for (content, kind) in [
        (PDF, Kind::Pdf),
        (PNG, Kind::Png),
        (JPEG, Kind::Jpeg),
        (&office("word/document.xml", PLAIN), Kind::Docx),
        (&office("xl/workbook.xml", PLAIN), Kind::Xlsx),
        (&office("ppt/presentation.xml", PLAIN), Kind::Pptx),
        (&odt, Kind::Odt),
        ("尊敬的市长：\n\tGuten Tag, 1 < 2".as_bytes(), Kind::Text),
        ("\u{feff}with a mark".as_bytes(), Kind::Text),
        (b"a < b and <3 is no page", Kind::Text),
        (&super::films::recorded(), Kind::Webm),
    ] {
        assert_eq!(judged(content), Ok(kind));
    }
}

#[test]
fn what_could_run_or_cannot_be_read_is_refused_with_its_reason() {
    let macros =
        "<Override ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/>";
    let sheet = "<Override ContentType=\"application/vnd.ms-excel.macrosheet+xml\"/>";
    let control = "<Override ContentType=\"application/vnd.ms-office.activeX+xml\"/>";
    let parts = [
        ("[Content_Types].xml", PLAIN),
        ("word/document.xml", ""),
        ("word/vbaProject.bin", "x"),
    ];
    let basic = [
        ("mimetype", ODT),
        ("content.xml", ""),
        ("Basic/Standard/Module1.xml", "x"),
    ];
    let sheets = "application/vnd.oasis.opendocument.spreadsheet";
    let torn = office("word/document.xml", PLAIN);
    let trailing = [&torn[..], b"<html>"].concat();
    for (content, why) in [
        (&b""[..], Refusal::Empty),
        (
            b"<!DOCTYPE html><script>alert(1)</script>",
            Refusal::WebPage,
        ),
        ("\u{feff} \n <svg onload='x'>".as_bytes(), Refusal::WebPage),
        (b"<?xml version='1.0'?><svg/>", Refusal::WebPage),
        (b"<!-- x --><html>", Refusal::WebPage),
        (b"MZ\x90\0", Refusal::Program),
        (b"\x7fELF\x02\x01", Refusal::Program),
        (b"#!/bin/sh\nrm -r /\n", Refusal::Program),
        (b"%!PS-Adobe-3.0\n", Refusal::Program),
        (&office("word/document.xml", macros), Refusal::Macros),
        (&office("xl/workbook.xml", sheet), Refusal::Macros),
        (&office("ppt/presentation.xml", control), Refusal::Macros),
        (&archive(&parts), Refusal::Macros),
        (&archive(&basic), Refusal::Macros),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", Refusal::OldOffice),
        (b"{\\rtf1\\ansi}", Refusal::OldOffice),
        (&archive(&[("run.exe", "MZ")]), Refusal::Archive),
        (
            &archive(&[("mimetype", sheets), ("content.xml", "")]),
            Refusal::Archive,
        ),
        (b"Rar!\x1a\x07", Refusal::Archive),
        (b"\x1f\x8b\x08\0", Refusal::Archive),
        (b"\xc4\xe3\xba\xc3", Refusal::Encoding),
        (b"\xff\xfeh\0i\0", Refusal::Encoding),
        (
            "cut in a character \u{4f60}"
                .as_bytes()
                .split_last()
                .unwrap()
                .1,
            Refusal::Encoding,
        ),
        (&torn[..torn.len() - 30], Refusal::Damaged),
        (&trailing, Refusal::Damaged),
        (b"%PDF-page", Refusal::Damaged),
        (b"\x89PNG\r\n\x1a\n<html>", Refusal::Damaged),
        (b"text\0with a zero", Refusal::Unknown),
        (b"\x00\x01\x02", Refusal::Unknown),
        (b"GIF89a\x01\0\x01\0", Refusal::Unknown),
        (b"\0\0\0\x20ftypisom\0\0\x02\0", Refusal::OtherVideo),
        (b"RIFF\x10\0\0\0AVI LIST", Refusal::OtherVideo),
        (b"\x1a\x45\xdf\xa3\x80", Refusal::Damaged),
    ] {
        let shown = String::from_utf8_lossy(&content[..content.len().min(40)]);
        assert_eq!(judged(content), Err(why), "{shown:?}");
    }
}

#[test]
fn a_directory_that_claims_more_entries_than_are_read_is_refused() {
    let mut content = office("word/document.xml", PLAIN);
    let end = content.len() - 22;
    content[end + 8..end + 12].copy_from_slice(&[0xff; 4]);
    assert_eq!(judged(&content), Err(Refusal::Damaged));
}

#[test]
fn a_part_that_unpacks_to_more_than_it_may_is_refused() {
    let types = "<Types/>".repeat(1024 * 1024);
    let content = archive(&[("[Content_Types].xml", &types), ("word/document.xml", "")]);
    assert!(content.len() < 1024 * 1024);
    assert_eq!(judged(&content), Err(Refusal::Damaged));
}

#[test]
fn a_text_is_read_in_pieces_without_cutting_characters() {
    for shift in 0..4 {
        let text = "x".repeat(shift) + &"桥".repeat(100_000);
        assert_eq!(judged(text.as_bytes()), Ok(Kind::Text));
        let bad = [text.as_bytes(), b"\xe6\xa1"].concat();
        assert_eq!(judged(&bad), Err(Refusal::Encoding));
    }
}
