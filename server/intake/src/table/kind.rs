//! What a file is, by its first bytes.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::TableError;

pub(super) enum Kind {
    Zip,
    Text,
}

/// What people pick by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = IntakeOtherDocument)]
pub enum OtherDocument {
    OpenDocument,
    BinaryWorkbook,
    TextDocument,
    Pdf,
    WebPage,
    Archive,
}

impl fmt::Display for OtherDocument {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            OtherDocument::OpenDocument => "an OpenDocument file",
            OtherDocument::BinaryWorkbook => "a binary workbook (.xlsb)",
            OtherDocument::TextDocument => "a text document",
            OtherDocument::Pdf => "a PDF",
            OtherDocument::WebPage => "a web page or another kind of XML",
            OtherDocument::Archive => "an archive without a workbook",
        })
    }
}

/// The container in which old workbooks and encrypted new ones are kept.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

pub(super) fn of(bytes: &[u8]) -> Result<Kind, TableError> {
    if bytes.starts_with(COMPOUND) {
        return Err(if holds_encrypted_package(bytes) {
            TableError::Protected
        } else {
            TableError::LegacyWorkbook
        });
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    if bytes.starts_with(b"%PDF-") {
        let what = OtherDocument::Pdf;
        return Err(TableError::OtherDocument { what });
    }
    let begin = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let begin = begin.trim_ascii_start();
    let begins = |with: &[u8]| {
        let start = begin.get(..with.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    if [&b"<?xml"[..], b"<!doctype", b"<html", b"<table"]
        .iter()
        .any(|with| begins(with))
    {
        let what = OtherDocument::WebPage;
        return Err(TableError::OtherDocument { what });
    }
    Ok(Kind::Text)
}

/// An encrypted workbook keeps itself in a stream of this name.
fn holds_encrypted_package(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    // The directory of the container stands in sectors; a name never straddles its entry of 128.
    let mut entries = bytes.chunks(128);
    entries.any(|entry| entry.starts_with(&name))
}
