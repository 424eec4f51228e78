//! Office files are archives: which one it is stands in their parts.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::{Kind, Refusal};

/// Entries of one archive; a large presentation has a few thousand.
const MOST_ENTRIES: u16 = 10_000;

/// Bytes of the part that says what the others are.
const LONGEST_TYPES: u64 = 4 * 1024 * 1024;

/// The end of an archive: its signature, and how long it is without its comment.
const END: &[u8; 4] = b"PK\x05\x06";
const END_LENGTH: usize = 22;

pub(super) fn sniff(file: &mut (impl Read + Seek)) -> io::Result<Result<Kind, Refusal>> {
    if !has_modest_directory(file)? {
        return Ok(Err(Refusal::Damaged));
    }
    let Ok(mut archive) = ZipArchive::new(file) else {
        return Ok(Err(Refusal::Damaged));
    };
    Ok(judge(&mut archive))
}

/// Whether the archive ends where the file does, and says that it has no more entries than are read
/// into memory.
fn has_modest_directory(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let longest = END_LENGTH as u64 + u64::from(u16::MAX);
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(longest)))?;
    let mut tail = Vec::new();
    file.by_ref().take(longest).read_to_end(&mut tail)?;
    file.rewind()?;
    let Some(at) = tail.windows(END.len()).rposition(|bytes| bytes == END) else {
        return Ok(false);
    };
    let end = &tail[at..];
    let number = |place: usize| Some(u16::from_le_bytes([*end.get(place)?, *end.get(place + 1)?]));
    let (Some(entries), Some(comment)) = (number(10), number(20)) else {
        return Ok(false);
    };
    // The count of a larger archive stands elsewhere, before the end.
    let is_large = tail.windows(4).any(|bytes| bytes == b"PK\x06\x07");
    let ends_here = end.len() == END_LENGTH + usize::from(comment);
    Ok(entries <= MOST_ENTRIES && ends_here && !is_large)
}

fn judge<File: Read + Seek>(archive: &mut ZipArchive<File>) -> Result<Kind, Refusal> {
    let names: Vec<String> = archive
        .file_names_raw()
        .map(|name| String::from_utf8_lossy(name).to_lowercase())
        .collect();
    let has = |name: &str| names.iter().any(|one| one == name);
    if has("[content_types].xml") {
        let kind = [
            ("word/document.xml", Kind::Docx),
            ("xl/workbook.xml", Kind::Xlsx),
            ("ppt/presentation.xml", Kind::Pptx),
        ];
        let kind = kind.into_iter().find(|(part, _)| has(part));
        let (_, kind) = kind.ok_or(Refusal::Archive)?;
        let types = part(archive, "[Content_Types].xml")?.to_lowercase();
        let is_active = |types: &str| {
            ["macro", "vbaproject", "activex"]
                .iter()
                .any(|word| types.contains(word))
        };
        let has_program = names.iter().any(|name| is_active(name));
        return if is_active(&types) || has_program {
            Err(Refusal::Macros)
        } else {
            Ok(kind)
        };
    }
    if has("mimetype") && has("content.xml") {
        let declared = part(archive, "mimetype")?;
        if declared.trim_end() != "application/vnd.oasis.opendocument.text" {
            return Err(Refusal::Archive);
        }
        let scripts = |name: &String| name.starts_with("basic/") || name.starts_with("scripts/");
        return if names.iter().any(scripts) {
            Err(Refusal::Macros)
        } else {
            Ok(Kind::Odt)
        };
    }
    Err(Refusal::Archive)
}

/// One part as text, if it is as short as such a part is.
fn part<File: Read + Seek>(archive: &mut ZipArchive<File>, name: &str) -> Result<String, Refusal> {
    let part = archive.by_name(name).map_err(|_| Refusal::Damaged)?;
    let mut text = String::new();
    let read = part.take(LONGEST_TYPES + 1).read_to_string(&mut text);
    match read {
        Ok(length) if length as u64 <= LONGEST_TYPES => Ok(text),
        Ok(_) | Err(_) => Err(Refusal::Damaged),
    }
}
