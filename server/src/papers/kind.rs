//! What a file is, by its content alone: neither its name nor what a browser says of it is believed.

mod archive;
#[cfg(test)]
mod tests;
mod text;
mod webm;

#[cfg(test)]
pub(super) use webm::tests as films;

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PaperKind)]
pub(crate) enum Kind {
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    Odt,
    Png,
    Jpeg,
    /// In UTF-8.
    Text,
    /// A video that every browser plays: VP8 with Opus.
    Webm,
}

impl Kind {
    /// As it is served.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Kind::Odt => "application/vnd.oasis.opendocument.text",
            Kind::Png => "image/png",
            Kind::Jpeg => "image/jpeg",
            Kind::Text => "text/plain; charset=utf-8",
            Kind::Webm => "video/webm",
        }
    }

    /// What a name of such a file ends with; the usual one first.
    pub(super) fn extensions(self) -> &'static [&'static str] {
        match self {
            Kind::Pdf => &["pdf"],
            Kind::Docx => &["docx"],
            Kind::Xlsx => &["xlsx"],
            Kind::Pptx => &["pptx"],
            Kind::Odt => &["odt"],
            Kind::Png => &["png"],
            Kind::Jpeg => &["jpg", "jpeg"],
            Kind::Text => &["txt"],
            Kind::Webm => &["webm"],
        }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PaperRefusal)]
pub(crate) enum Refusal {
    Empty,
    /// HTML, SVG or other XML, which a browser would run.
    WebPage,
    /// A program or a script.
    Program,
    /// An office file with macros or controls in it.
    Macros,
    /// An office file of the old format, or locked with a password.
    OldOffice,
    /// An archive, or an office file of a kind that is not taken.
    Archive,
    /// Text in another encoding than UTF-8.
    Encoding,
    /// It begins as something that is taken, and cannot be read as that.
    Damaged,
    Unknown,
    /// A video in a container that not every browser plays.
    OtherVideo,
    /// A WebM of other tracks than one VP8 picture and one Opus sound.
    VideoCodec,
    /// A video of more than half an hour.
    TooLong,
}

impl Refusal {
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Refusal::Empty => "The file is empty.",
            Refusal::WebPage => "The file is a web page or an SVG drawing.",
            Refusal::Program => "The file is a program or a script.",
            Refusal::Macros => "The office file contains macros or controls.",
            Refusal::OldOffice => "The office file is of the old format, or locked.",
            Refusal::Archive => "The file is an archive.",
            Refusal::Encoding => "The text is not in UTF-8.",
            Refusal::Damaged => "The file is damaged.",
            Refusal::Unknown => "Files of this kind are not taken.",
            Refusal::OtherVideo => "The file is a video, and no WebM.",
            Refusal::VideoCodec => "The video is not VP8 with one Opus sound track.",
            Refusal::TooLong => "The video is longer than half an hour.",
        }
    }
}

/// Bytes at the beginning that tell everything apart but texts and archives.
const HEAD: u64 = 1024;

/// Beginnings of what is refused, with why.
const REFUSED: [(&[u8], Refusal); 17] = [
    (b"MZ", Refusal::Program),
    (b"\x7fELF", Refusal::Program),
    (b"\xfe\xed\xfa", Refusal::Program),
    (b"\xcf\xfa\xed\xfe", Refusal::Program),
    (b"\xce\xfa\xed\xfe", Refusal::Program),
    (b"\xca\xfe\xba\xbe", Refusal::Program),
    (b"\0asm", Refusal::Program),
    (b"#!", Refusal::Program),
    (b"%!PS", Refusal::Program),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Refusal::OldOffice),
    (b"{\\rtf", Refusal::OldOffice),
    (b"Rar!", Refusal::Archive),
    (b"7z\xbc\xaf\x27\x1c", Refusal::Archive),
    (b"\x1f\x8b", Refusal::Archive),
    (b"BZh", Refusal::Archive),
    (b"\xfe\xff", Refusal::Encoding),
    (b"\xff\xfe", Refusal::Encoding),
];

/// What a file was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) kind: Kind,
    /// Of a video.
    pub(crate) length: Option<Duration>,
}

/// Whether a file that begins like this may be as large as a video.
pub(super) fn begins_as_video(head: &[u8]) -> bool {
    head.starts_with(webm::SIGN)
}

/// What a file on the disk is; `None` of what is not taken.
pub(crate) fn kind_of(file: &Path) -> io::Result<Option<Kind>> {
    let content = sniff(&mut File::open(file)?)?;
    Ok(content.ok().map(|content| content.kind))
}

/// Tells what a whole file is. Reads it in pieces, whatever its size; fails when it cannot be read.
pub(super) fn sniff(file: &mut (impl Read + Seek)) -> io::Result<Result<Content, Refusal>> {
    let mut head = Vec::new();
    file.rewind()?;
    let sign = webm::SIGN.len() as u64;
    file.by_ref().take(sign).read_to_end(&mut head)?;
    if begins_as_video(&head) {
        let film = webm::length(file)?;
        return Ok(film.map(|length| Content {
            kind: Kind::Webm,
            length: Some(length),
        }));
    }
    let kind = sniff_kind(file)?;
    Ok(kind.map(|kind| Content { kind, length: None }))
}

fn sniff_kind(file: &mut (impl Read + Seek)) -> io::Result<Result<Kind, Refusal>> {
    let mut head = Vec::new();
    file.rewind()?;
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    file.rewind()?;
    if head.is_empty() {
        return Ok(Err(Refusal::Empty));
    }
    let refused = REFUSED.iter().find(|(sign, _)| head.starts_with(sign));
    if let Some((_, why)) = refused {
        return Ok(Err(*why));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return archive::sniff(file);
    }
    if is_other_video(&head) {
        return Ok(Err(Refusal::OtherVideo));
    }
    if let Some(known) = by_sign(&head) {
        return Ok(known);
    }
    text::sniff(file)
}

/// MP4 and its relatives, AVI, Ogg, MPEG streams.
fn is_other_video(head: &[u8]) -> bool {
    let is_avi = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"AVI ");
    head.get(4..8) == Some(b"ftyp")
        || is_avi
        || head.starts_with(b"OggS")
        || head.starts_with(b"\0\0\x01\xba")
}

/// A PDF or a picture, by where every reader of it begins.
fn by_sign(head: &[u8]) -> Option<Result<Kind, Refusal>> {
    let whole = |kind, is_whole| {
        Some(if is_whole {
            Ok(kind)
        } else {
            Err(Refusal::Damaged)
        })
    };
    if let Some(rest) = head.strip_prefix(b"%PDF-") {
        let is_version = rest.first().is_some_and(u8::is_ascii_digit);
        return whole(Kind::Pdf, is_version);
    }
    if let Some(rest) = head.strip_prefix(b"\x89PNG\r\n\x1a\n") {
        return whole(Kind::Png, rest.get(4..8) == Some(b"IHDR"));
    }
    if head.starts_with(b"\xff\xd8") {
        return whole(Kind::Jpeg, head.get(2) == Some(&0xff));
    }
    None
}
