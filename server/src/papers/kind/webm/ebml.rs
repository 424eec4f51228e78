//! The parts of an EBML file, one after another.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::Refusal;

/// Parts of one file; half an hour has some two hundred thousand.
const MOST_PARTS: u32 = 2_000_000;

/// Bytes of a part that is read into memory.
const LONGEST: u64 = 64 * 1024;

/// What a number of eight bytes says where a size is not known.
const UNKNOWN: u64 = u64::MAX;

#[derive(Debug)]
pub(super) enum Fault {
    Disk(io::Error),
    Refused(Refusal),
}

impl Fault {
    pub(super) const DAMAGED: Fault = Fault::Refused(Refusal::Damaged);
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Fault::DAMAGED
        } else {
            Fault::Disk(error)
        }
    }
}

/// The head of a part; its content follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) id: u32,
    /// `None`: it ends where another begins that cannot stand in it.
    size: Option<u64>,
}

/// A walk through a file, from part to part.
pub(super) struct Walk<'a, File> {
    file: BufReader<&'a mut File>,
    /// Bytes that are left of it.
    left: u64,
    parts: u32,
}

impl<'a, File: Read + Seek> Walk<'a, File> {
    pub(super) fn of(file: &'a mut File) -> io::Result<Self> {
        let left = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        Ok(Self {
            file: BufReader::new(file),
            left,
            parts: 0,
        })
    }

    /// The next part; `None` at the end of the file. Its content is left to read or to skip, or is
    /// parts again.
    pub(super) fn next(&mut self) -> Result<Option<Part>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(Fault::DAMAGED);
        }
        let (id, _) = self.number(4, false)?;
        let (size, length) = self.number(8, true)?;
        let unknown = UNKNOWN >> (64 - 7 * length);
        let size = (size != unknown).then_some(size);
        if size.is_some_and(|size| size > self.left) {
            return Err(Fault::DAMAGED);
        }
        let id = u32::try_from(id).map_err(|_| Fault::DAMAGED)?;
        Ok(Some(Part { id, size }))
    }

    /// All of a part that is short.
    pub(super) fn content(&mut self, part: &Part) -> Result<Vec<u8>, Fault> {
        let size = part.size.filter(|size| *size <= LONGEST);
        let size = size.ok_or(Fault::DAMAGED)?;
        let mut content = vec![0; usize::try_from(size).map_err(|_| Fault::DAMAGED)?];
        self.read(&mut content)?;
        Ok(content)
    }

    pub(super) fn skip(&mut self, part: &Part) -> Result<(), Fault> {
        let size = part.size.ok_or(Fault::DAMAGED)?;
        self.pass(size)
    }

    /// How many ticks after its cluster a block begins; the rest of it is skipped.
    pub(super) fn block(&mut self, part: &Part) -> Result<i16, Fault> {
        let size = part.size.ok_or(Fault::DAMAGED)?;
        let before = self.left;
        self.number(8, true)?;
        let mut after = [0; 2];
        self.read(&mut after)?;
        let rest = size.checked_sub(before - self.left);
        self.pass(rest.ok_or(Fault::DAMAGED)?)?;
        Ok(i16::from_be_bytes(after))
    }

    /// A number of so many bytes at most, with or without the bit that says how many they are.
    fn number(&mut self, longest: u32, without: bool) -> Result<(u64, u32), Fault> {
        let mut first = [0];
        self.read(&mut first)?;
        let length = first[0].leading_zeros() + 1;
        if length > longest {
            return Err(Fault::DAMAGED);
        }
        let kept = if without {
            0xff_u8.checked_shr(length)
        } else {
            Some(0xff)
        };
        let mut number = u64::from(first[0] & kept.unwrap_or(0));
        for _ in 1..length {
            let mut byte = [0];
            self.read(&mut byte)?;
            number = number << 8 | u64::from(byte[0]);
        }
        Ok((number, length))
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), Fault> {
        self.left = self
            .left
            .checked_sub(into.len() as u64)
            .ok_or(Fault::DAMAGED)?;
        Ok(self.file.read_exact(into)?)
    }

    fn pass(&mut self, bytes: u64) -> Result<(), Fault> {
        self.left = self.left.checked_sub(bytes).ok_or(Fault::DAMAGED)?;
        let bytes = i64::try_from(bytes).map_err(|_| Fault::DAMAGED)?;
        Ok(self.file.seek_relative(bytes)?)
    }
}

/// The parts of a content that is in memory.
pub(super) struct Parts<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Parts<'a> {
    type Item = Result<(u32, &'a [u8]), Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let part = self.part();
        if part.is_none() {
            self.0 = &[];
        }
        Some(part.ok_or(Fault::DAMAGED))
    }
}

impl<'a> Parts<'a> {
    fn part(&mut self) -> Option<(u32, &'a [u8])> {
        let (id, rest) = split(self.0, 4, false)?;
        let (size, rest) = split(rest, 8, true)?;
        let size = usize::try_from(size).ok()?;
        let (content, rest) = rest.split_at_checked(size)?;
        self.0 = rest;
        Some((u32::try_from(id).ok()?, content))
    }
}

/// A number as [`Walk::number`] reads it, and what follows.
fn split(bytes: &[u8], longest: u32, without: bool) -> Option<(u64, &[u8])> {
    let first = *bytes.first()?;
    let length = first.leading_zeros() + 1;
    if length > longest {
        return None;
    }
    let (digits, rest) = bytes.split_at_checked(length as usize)?;
    let kept = if without {
        0xff_u8.checked_shr(length)
    } else {
        Some(0xff)
    };
    let first = u64::from(first & kept.unwrap_or(0));
    let digits = digits.iter().skip(1);
    let number = digits.fold(first, |number, digit| number << 8 | u64::from(*digit));
    Some((number, rest))
}

/// A whole number; of more than eight bytes the last.
pub(super) fn number(content: &[u8]) -> u64 {
    let digits = content.iter();
    digits.fold(0, |number, digit| number << 8 | u64::from(*digit))
}

pub(super) fn real(content: &[u8]) -> Option<f64> {
    if let Ok(bytes) = <[u8; 4]>::try_from(content) {
        return Some(f64::from(f32::from_be_bytes(bytes)));
    }
    Some(f64::from_be_bytes(content.try_into().ok()?))
}

/// A text that means something to machines; one that is none is no word.
pub(super) fn word(content: &[u8]) -> &str {
    let text = std::str::from_utf8(content).unwrap_or_default();
    text.trim_end_matches('\0')
}
