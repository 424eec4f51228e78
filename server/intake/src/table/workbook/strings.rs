//! The texts that the cells of a workbook share.

use quick_xml::events::Event;

use super::damaged;
use super::part::{Archive, Part};
use crate::table::Limits;
use crate::table::error::TableError;

/// One run of text and where each ends in it.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read(
        archive: &Archive<'_>,
        name: Option<&str>,
        limits: Limits,
    ) -> Result<Strings, TableError> {
        let mut strings = Strings::default();
        let Some(name) = name else {
            return Ok(strings);
        };
        let mut part = archive.part(name)?;
        loop {
            match part.next()? {
                Event::Start(element) if element.local_name().as_ref() == "si" => {
                    item(&mut part, "si", &mut strings.text)?;
                    strings.ends.push(strings.text.len());
                }
                Event::Eof => return Ok(strings),
                _ => {}
            }
            if strings.text.len() + 8 * strings.ends.len() > limits.shared {
                return Err(TableError::Inflated {
                    most: limits.shared as u64,
                });
            }
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let before = index.checked_sub(1).and_then(|index| self.ends.get(index));
        self.text.get(before.copied().unwrap_or(0)..end)
    }
}

/// The text of a string with its runs in different fonts, but not how it is pronounced.
pub(super) fn item(part: &mut Part<'_>, end: &str, text: &mut String) -> Result<(), TableError> {
    loop {
        match part.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => part.text_until("t", text)?,
                "rPh" => part.text_until("rPh", &mut String::new())?,
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == end => return Ok(()),
            Event::Eof => return Err(damaged(part)),
            _ => {}
        }
    }
}
