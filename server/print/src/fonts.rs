//! The fonts of the system: which face serves a character, and what it needs to be written.

mod disk;
mod table;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use harfrust::{Direction, FontRef, Language, ShapeOptions, ShaperData, UnicodeBuffer};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::MetadataProvider;
use unicode_script::{Script, UnicodeScript};

use table::{Source, rare, signs, sources};
pub(crate) use table::{leading, script_of};

use crate::Error;

/// What a text is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Style {
    /// Serif: names of people, cities and sessions.
    Title,
    /// Sans: all else.
    Text,
    /// Sans, bold.
    Strong,
}

/// The fonts found in some folders. They are read when a text first needs them, and kept for as
/// long as this lives: for one document, for those of Chinese have 25 MB.
pub struct Fonts {
    files: BTreeMap<String, PathBuf>,
    read: RefCell<BTreeMap<String, Arc<Vec<u8>>>>,
    faces: RefCell<BTreeMap<(String, u32), Rc<Face>>>,
}

impl Fonts {
    /// Looks which files there are, in the folders and below. A folder that does not exist has none.
    pub fn in_folders(folders: &[PathBuf]) -> Self {
        Self {
            files: disk::files(folders),
            read: RefCell::default(),
            faces: RefCell::default(),
        }
    }

    /// The face for a character that is written in this script, within a text in this language.
    pub(crate) fn face(
        &self,
        character: char,
        script: Script,
        language: &str,
        style: Style,
    ) -> Result<Rc<Face>, Error> {
        let own = sources(script, language, style);
        if !own.iter().any(|source| self.has(source)) {
            return Err(Error::MissingFont {
                script: script.full_name(),
                package: own[0].package,
            });
        }
        let others = if character.script() == script {
            rare(script)
        } else {
            let others = [script_of(language), Script::Latin, Script::Han];
            let others = others.map(|script| sources(script, language, style));
            others.into_iter().flatten().chain(signs()).collect()
        };

        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for source in own.into_iter().chain(others) {
            if !self.has(&source) {
                missing.push(source.package);
                continue;
            }
            found.push(source.package);
            let face = self.load(source)?;
            if face.has(character) {
                return Ok(face);
            }
        }
        // Not every script has every cut: a package is missing when nothing of it is there.
        missing.retain(|package| !found.contains(package));
        Err(Error::MissingGlyph {
            character,
            package: missing.first().copied(),
        })
    }

    fn has(&self, source: &Source) -> bool {
        self.has_file(&source.file)
    }

    pub(crate) fn has_file(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    fn load(&self, source: Source) -> Result<Rc<Face>, Error> {
        let key = (source.file, source.index);
        if let Some(face) = self.faces.borrow().get(&key) {
            return Ok(face.clone());
        }
        let face = Face::new(self.bytes(&key.0)?, key.1);
        let face = face.ok_or_else(|| Error::BrokenFont {
            file: key.0.clone(),
            cause: "it is no font".to_owned(),
        })?;
        let face = Rc::new(face);
        self.faces.borrow_mut().insert(key, face.clone());
        Ok(face)
    }

    fn bytes(&self, file: &str) -> Result<Arc<Vec<u8>>, Error> {
        if let Some(bytes) = self.read.borrow().get(file) {
            return Ok(bytes.clone());
        }
        let broken = |cause: String| Error::BrokenFont {
            file: file.to_owned(),
            cause,
        };
        let path = self.files.get(file);
        let path = path.ok_or_else(|| broken("it is not there".to_owned()))?;
        let bytes = disk::read(path).map_err(|error| broken(error.to_string()))?;
        let bytes = Arc::new(bytes);
        self.read
            .borrow_mut()
            .insert(file.to_owned(), bytes.clone());
        Ok(bytes)
    }
}

/// One face: what it has, and how a text looks in it.
pub(crate) struct Face {
    bytes: Arc<Vec<u8>>,
    index: u32,
    shaping: ShaperData,
    units_per_em: f32,
    /// As the writer of the PDF wants it.
    pub(crate) font: Font,
}

impl Face {
    fn new(bytes: Arc<Vec<u8>>, index: u32) -> Option<Self> {
        let font = Font::new(bytes.clone().into(), index)?;
        let shaping = ShaperData::new(&FontRef::from_index(&bytes, index).ok()?);
        Some(Self {
            index,
            shaping,
            units_per_em: font.units_per_em(),
            font,
            bytes,
        })
    }

    /// What cannot be seen needs no glyph.
    fn has(&self, character: char) -> bool {
        let mapped = self.reference().map(|font| font.charmap().map(character));
        is_invisible(character) || mapped.flatten().is_some()
    }

    fn reference(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.bytes, self.index).ok()
    }

    /// The glyphs of a part of a text from left to right, in sizes of the font. What stands around
    /// the part is looked at, for letters join over its bounds.
    pub(crate) fn shape(&self, run: &Run) -> Vec<KrillaGlyph> {
        let Some(font) = self.reference() else {
            return Vec::new();
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.set_pre_context(&run.text[..run.range.start]);
        buffer.push_str(&run.text[run.range.clone()]);
        buffer.set_post_context(&run.text[run.range.end..]);
        buffer.set_direction(if run.right_to_left {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        });
        if let Ok(script) = run.script.short_name().parse() {
            buffer.set_script(script);
        }
        if let Ok(language) = run.language.parse::<Language>() {
            buffer.set_language(language);
        }
        let shaper = self.shaping.shaper(&font).build();
        let shaped = shaper.shape(buffer, ShapeOptions::new());
        self.glyphs(&shaped, run.range.clone())
    }

    fn glyphs(&self, shaped: &harfrust::GlyphBuffer, range: Range<usize>) -> Vec<KrillaGlyph> {
        let infos = shaped.glyph_infos();
        let mut starts: Vec<usize> = infos.iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        let end = |start: usize| {
            let next = starts.partition_point(|other| *other <= start);
            starts.get(next).copied().unwrap_or(range.len())
        };
        let glyphs = infos.iter().zip(shaped.glyph_positions());
        let ems = |units: i32| units as f32 / self.units_per_em;
        glyphs
            .map(|(info, position)| {
                let start = info.cluster as usize;
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    ems(position.x_advance),
                    ems(position.x_offset),
                    ems(position.y_offset),
                    ems(position.y_advance),
                    range.start + start..range.start + end(start),
                    None,
                )
            })
            .collect()
    }
}

/// A part of a text that one face writes in one direction.
pub(crate) struct Run<'a> {
    pub(crate) text: &'a str,
    pub(crate) range: Range<usize>,
    pub(crate) script: Script,
    pub(crate) language: &'a str,
    pub(crate) right_to_left: bool,
}

/// Joiners, marks of direction, selectors of variants.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests;
