//! One part of a workbook as the events of its XML, unpacked as they are asked for and no further
//! than the limits go.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::table::Limits;
use crate::table::error::TableError;

/// Files in an archive; a workbook with a hundred sheets and their pictures has fewer.
const MOST_FILES: usize = 10_000;

/// Where the files of an archive stand in it.
#[derive(Debug)]
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    /// By name in lower case: programs do not agree on the case.
    files: BTreeMap<String, File>,
    limits: Limits,
}

#[derive(Debug, Clone, Copy)]
struct File {
    start: usize,
    length: usize,
    method: CompressionMethod,
    crc: u32,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: Limits) -> Result<Archive<'a>, TableError> {
        // Each entry of the directory begins so; what only looks like one counts too.
        let entries = bytes.windows(4).filter(|window| window == b"PK\x01\x02");
        if entries.take(MOST_FILES + 1).count() > MOST_FILES {
            return Err(damage("archive"));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damage("archive"))?;
        let mut files = BTreeMap::new();
        for index in 0..zip.len() {
            let entry = match zip.by_index_raw(index) {
                Ok(entry) => entry,
                Err(ZipError::InvalidPassword) => return Err(TableError::Protected),
                Err(_) => return Err(damage("archive")),
            };
            if entry.encrypted() {
                return Err(TableError::Protected);
            }
            let name = entry.name().map_err(|_| damage("archive"))?;
            let name = name.replace('\\', "/").to_ascii_lowercase();
            let start = entry.data_start().and_then(|start| start.try_into().ok());
            let length = entry.compressed_size().try_into().ok();
            let (Some(start), Some(length)) = (start, length) else {
                return Err(damage("archive"));
            };
            let (method, crc) = (entry.compression(), entry.crc32());
            files.insert(
                name.trim_start_matches('/').to_owned(),
                File {
                    start,
                    length,
                    method,
                    crc,
                },
            );
        }
        Ok(Archive {
            bytes,
            files,
            limits,
        })
    }

    pub(super) fn holds(&self, name: &str) -> bool {
        self.files.contains_key(&name.to_ascii_lowercase())
    }

    pub(super) fn part(&self, name: &str) -> Result<Part<'a>, TableError> {
        let file = self.files.get(&name.to_ascii_lowercase());
        let file = file.ok_or_else(|| damage(name))?;
        let end = file.start.checked_add(file.length);
        let bytes = end.and_then(|end| self.bytes.get(file.start..end));
        let bytes = bytes.ok_or_else(|| damage(name))?;
        let packed = match file.method {
            CompressionMethod::Stored => Packed::Stored(bytes),
            CompressionMethod::Deflated => Packed::Deflated(DeflateDecoder::new(bytes)),
            _ => return Err(damage(name)),
        };
        let unpacked = Unpacked {
            packed,
            sum: Crc::new(),
            crc: file.crc,
            left: self.limits.inflated,
        };
        let measured = Measured {
            inner: BufReader::with_capacity(64 << 10, unpacked),
            read: 0,
            // An element with its attributes is no longer than the text of a cell may be.
            most: self.limits.cell,
        };
        let mut xml = Reader::from_reader(measured);
        let config = xml.config_mut();
        config.expand_empty_elements = true;
        // Names of open elements would be remembered, as many as somebody likes to open.
        config.check_end_names = false;
        Ok(Part {
            xml,
            buffer: Vec::new(),
            name: name.to_owned(),
            limits: self.limits,
        })
    }
}

fn damage(part: &str) -> TableError {
    TableError::Damaged {
        part: part.to_owned(),
    }
}

#[derive(Debug)]
enum Packed<'a> {
    Stored(&'a [u8]),
    Deflated(DeflateDecoder<&'a [u8]>),
}

/// The bytes of a file, checked at its end.
#[derive(Debug)]
struct Unpacked<'a> {
    packed: Packed<'a>,
    sum: Crc,
    crc: u32,
    left: u64,
}

/// More came out than may.
#[derive(Debug, thiserror::Error)]
#[error("too much comes out")]
struct TooMuch;

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.packed {
            Packed::Stored(bytes) => bytes.read(buffer)?,
            Packed::Deflated(decoder) => decoder.read(buffer)?,
        };
        if read == 0 && !buffer.is_empty() && self.sum.sum() != self.crc {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.sum.update(buffer.get(..read).unwrap_or_default());
        let left = self.left.checked_sub(read as u64);
        self.left = left.ok_or_else(|| io::Error::other(TooMuch))?;
        Ok(read)
    }
}

/// Ends what is longer than one event may be: it would have to stand in memory as a whole.
#[derive(Debug)]
struct Measured<'a> {
    inner: BufReader<Unpacked<'a>>,
    read: usize,
    most: usize,
}

impl Read for Measured<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl BufRead for Measured<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read > self.most {
            return Err(io::Error::other(TooMuch));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.read = self.read.saturating_add(amount);
        self.inner.consume(amount);
    }
}

#[derive(Debug)]
pub(super) struct Part<'a> {
    xml: Reader<Measured<'a>>,
    buffer: Vec<u8>,
    name: String,
    limits: Limits,
}

impl Part<'_> {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The next event; an element without content gives its beginning and its end.
    pub(super) fn next(&mut self) -> Result<Event<'_>, TableError> {
        self.buffer.clear();
        self.xml.get_mut().read = 0;
        match self.xml.read_event_into(&mut self.buffer) {
            Ok(event) => Ok(event),
            Err(quick_xml::Error::Io(error)) if is_too_much(&error) => Err(TableError::Inflated {
                most: self.limits.inflated,
            }),
            Err(_) => Err(damage(&self.name)),
        }
    }

    /// Adds to `text` what stands between the beginning that was just read and its end, elements
    /// within left out.
    pub(super) fn text_until(&mut self, end: &str, text: &mut String) -> Result<(), TableError> {
        let start = text.len();
        let most = self.limits.cell;
        loop {
            match self.next()? {
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) => text.extend(referred(&reference)),
                Event::End(element) if element.local_name().as_ref() == end => break,
                Event::Eof => return Err(damage(&self.name)),
                _ => {}
            }
            if text.len() - start > most {
                return Err(TableError::Inflated {
                    most: self.limits.inflated,
                });
            }
        }
        let written = text.get(start..).unwrap_or_default();
        if written.contains("_x") {
            let unescaped = unescaped(written);
            text.truncate(start);
            text.push_str(&unescaped);
        }
        Ok(())
    }
}

fn is_too_much(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<TooMuch>())
}

/// `&amp;` and `&#x4e2d;`; others are not declared in a workbook.
fn referred(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character);
    }
    Some(match reference.xml10_content().as_ref() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// Workbooks write what XML cannot hold as `_x000D_`, and the beginning of such as `_x005F_`.
fn unescaped(text: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let code = rest.get(..7).and_then(escaped_unit);
        if let Some(code) = code {
            units.push(code);
            rest = rest.get(7..).unwrap_or_default();
        } else {
            units.extend(character.encode_utf16(&mut [0; 2]).iter());
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
        }
    }
    String::from_utf16_lossy(&units)
}

fn escaped_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.strip_suffix('_')?;
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = u16::from_str_radix(digits, 16).ok();
    code.filter(|_| hexadecimal)
}

/// The value of an attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let mut found = attributes.flatten();
    let found = found.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found
        .normalized_value(XmlVersion::Implicit1_0)
        .ok()
        .map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn what_xml_cannot_hold_is_read() {
        for (written, text) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("_x00", "_x00"),
            ("_x+0D0_", "_x+0D0_"),
            ("中_x4E2D_", "中中"),
        ] {
            assert_eq!(unescaped(written), text);
        }
    }
}
