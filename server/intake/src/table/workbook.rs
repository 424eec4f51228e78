//! Workbooks: the sheets of an `.xlsx` file (ISO/IEC 29500), read from first to last without
//! holding more than the shared strings. What is unpacked is measured while it is: whatever sizes
//! the file claims, it ends at the limit.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all that the reader of XML tells, each part concerns a little"
)]

mod date;
mod merges;
mod part;
mod sheet;
mod strings;
mod styles;

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::error::TableError;
use super::kind::OtherDocument;
use super::{Limits, Sheet};

pub use date::{Epoch, serial_day};
pub(super) use sheet::SheetRows;

use merges::Merges;
use part::{Archive, Part, attribute};
use strings::Strings;
use styles::Styles;

/// More sheets than anybody scrolls through.
const MOST_SHEETS: usize = 1_000;

#[derive(Debug)]
pub(super) struct Workbook<'a> {
    archive: Archive<'a>,
    /// The parts in which the sheets stand, in the order of the workbook.
    parts: Vec<String>,
    strings: Strings,
    styles: Styles,
    epoch: Epoch,
    limits: Limits,
}

impl<'a> Workbook<'a> {
    pub(super) fn open(
        bytes: &'a [u8],
        limits: Limits,
    ) -> Result<(Workbook<'a>, Vec<Sheet>), TableError> {
        let archive = Archive::open(bytes, limits)?;
        let main = main_part(&archive)?;
        let related = relationships(&archive, &main)?;
        let (listed, epoch) = sheets(&archive, &main)?;
        let (mut sheets, mut parts) = (Vec::new(), Vec::new());
        for (sheet, relation) in listed {
            // Sheets of charts and dialogs have no cells.
            let target = related.get(&relation);
            if let Some((_, part)) = target.filter(|(kind, _)| kind == "worksheet") {
                sheets.push(sheet);
                parts.push(part.clone());
            }
        }
        let of_kind = |kind: &str| {
            let mut related = related.values();
            let found = related.find(|(other, _)| other == kind);
            found.map(|(_, part)| part.as_str())
        };
        let strings = Strings::read(&archive, of_kind("sharedStrings"), limits)?;
        let styles = Styles::read(&archive, of_kind("styles"))?;
        let workbook = Workbook {
            archive,
            parts,
            strings,
            styles,
            epoch,
            limits,
        };
        Ok((workbook, sheets))
    }

    pub(super) fn rows(&self, sheet: usize) -> Result<SheetRows<'_>, TableError> {
        let Some(name) = self.parts.get(sheet) else {
            return Err(TableError::NoSuchSheet {
                name: sheet.to_string(),
            });
        };
        let merges = Merges::read(self.archive.part(name)?, self.limits)?;
        let part = self.archive.part(name)?;
        Ok(SheetRows::of(self, part, merges))
    }
}

/// The name of the part that lists the sheets.
fn main_part(archive: &Archive<'_>) -> Result<String, TableError> {
    if !archive.holds("_rels/.rels") {
        let what = if archive.holds("mimetype") && archive.holds("content.xml") {
            OtherDocument::OpenDocument
        } else {
            OtherDocument::Archive
        };
        return Err(TableError::OtherDocument { what });
    }
    let related = relationships(archive, "")?;
    let main = related
        .into_values()
        .find(|(kind, _)| kind == "officeDocument");
    let Some((_, part)) = main else {
        let what = OtherDocument::Archive;
        return Err(TableError::OtherDocument { what });
    };
    let lower = part.to_ascii_lowercase();
    let other = if lower.ends_with(".bin") {
        Some(OtherDocument::BinaryWorkbook)
    } else if lower.starts_with("word/") || lower.starts_with("ppt/") {
        Some(OtherDocument::TextDocument)
    } else {
        None
    };
    other.map_or(Ok(part), |what| Err(TableError::OtherDocument { what }))
}

/// What a part is related to: by the identity of the relation, its kind and the part's name.
fn relationships(
    archive: &Archive<'_>,
    of: &str,
) -> Result<BTreeMap<String, (String, String)>, TableError> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let slash = if folder.is_empty() { "" } else { "/" };
    let mut related = BTreeMap::new();
    let mut part = archive.part(&format!("{folder}{slash}_rels/{file}.rels"))?;
    loop {
        match part.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let text = |name: &str| attribute(&element, name).unwrap_or_default();
                let kind = text("Type");
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                related.insert(text("Id"), (kind, resolved(folder, &text("Target"))));
            }
            Event::Eof => return Ok(related),
            _ => {}
        }
    }
}

/// A target as the name of a part: absolute, or beside the part that names it.
fn resolved(folder: &str, target: &str) -> String {
    let mut names: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|name| !name.is_empty()).collect(),
    };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    names.join("/")
}

type Listed = Vec<(Sheet, String)>;

fn sheets(archive: &Archive<'_>, main: &str) -> Result<(Listed, Epoch), TableError> {
    let mut part = archive.part(main)?;
    let (mut sheets, mut epoch) = (Vec::new(), Epoch::default());
    loop {
        match part.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "workbookPr" => {
                    let from_1904 = attribute(&element, "date1904");
                    if matches!(from_1904.as_deref(), Some("1" | "true" | "on")) {
                        epoch = Epoch::From1904;
                    }
                }
                "sheet" if sheets.len() < MOST_SHEETS => sheets.extend(listed(&element)),
                _ => {}
            },
            Event::Eof => return Ok((sheets, epoch)),
            _ => {}
        }
    }
}

fn listed(element: &BytesStart<'_>) -> Option<(Sheet, String)> {
    let sheet = Sheet {
        name: attribute(element, "name")?,
        hidden: attribute(element, "state").is_some_and(|state| state != "visible"),
    };
    // `r:id`, whatever the prefix; `sheetId` is another thing.
    Some((sheet, attribute(element, "id")?))
}

/// The damage of a part that is not what it should be.
fn damaged(part: &Part<'_>) -> TableError {
    TableError::Damaged {
        part: part.name().to_owned(),
    }
}
