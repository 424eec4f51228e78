use std::ops::Range;
use std::rc::Rc;

use krilla::text::KrillaGlyph;
use unicode_bidi::{Level, ParagraphBidiInfo, get_base_direction};
use unicode_linebreak::linebreaks;
use unicode_script::{Script, UnicodeScript};

use crate::fonts::{Face, Fonts, Run, Style, is_invisible, leading, script_of};
use crate::{Error, Phrase};

/// A text that was looked through: which face writes what, and in which direction.
pub(crate) struct Paragraph {
    text: Rc<str>,
    pub(crate) language: String,
    /// Height of a line in sizes of the font: what its highest script needs.
    pub(crate) leading: f32,
    items: Vec<Item>,
    levels: Vec<Level>,
}

/// Characters one after the other that one face writes.
struct Item {
    range: Range<usize>,
    face: Rc<Face>,
    script: Script,
}

/// One line; lengths are in sizes of the font.
#[derive(Clone)]
pub(crate) struct Line {
    /// From left to right, as they are drawn.
    pub(crate) pieces: Vec<Piece>,
    pub(crate) width: f32,
    /// What the glyphs refer to: the whole paragraph.
    pub(crate) text: Rc<str>,
}

#[derive(Clone)]
pub(crate) struct Piece {
    pub(crate) face: Rc<Face>,
    pub(crate) glyphs: Vec<KrillaGlyph>,
    pub(crate) width: f32,
}

impl Paragraph {
    pub(crate) fn new(fonts: &Fonts, phrase: &Phrase, style: Style) -> Result<Self, Error> {
        let text = clean(&phrase.text);
        let items = items(fonts, &text, &phrase.language, style)?;
        let base = if begins_right(&text, &phrase.language) {
            Level::rtl()
        } else {
            Level::ltr()
        };
        let levels = ParagraphBidiInfo::new(&text, Some(base)).levels;
        let heights = items.iter().map(|item| leading(item.script, style));
        let least = leading(script_of(&phrase.language), style).min(1.3);
        Ok(Self {
            leading: heights.fold(least, f32::max),
            text: text.into(),
            language: phrase.language.clone(),
            items,
            levels,
        })
    }

    /// Lines of at most this width, and whether a word had to be broken for that. A text without
    /// a letter has no line.
    pub(crate) fn wrap(&self, width: f32) -> (Vec<Line>, bool) {
        let mut lines = Vec::new();
        let mut broken = false;
        let mut start = 0;
        let breaks: Vec<usize> = linebreaks(&self.text).map(|(at, _)| at).collect();
        while start < self.text.len() {
            let fits = |end: &usize| self.line(start..*end).width <= width;
            let later = breaks.iter().copied().filter(|at| *at > start);
            let end = later.take_while(fits).last().unwrap_or_else(|| {
                broken = true;
                self.within_a_word(start, width)
            });
            lines.push(self.line(start..end));
            start = end;
        }
        (lines, broken)
    }

    /// The longest part of a word that fits; one character at least.
    fn within_a_word(&self, start: usize, width: f32) -> usize {
        let marks = |at: &usize| {
            let next = self.text[*at..].chars().next();
            next.is_none_or(|next| next.script() != Script::Inherited && !is_invisible(next))
        };
        let ends = self.text[start..].char_indices().skip(1);
        let ends = ends.map(|(at, _)| start + at).filter(marks);
        let mut ends = ends.chain([self.text.len()]);
        let first = ends.next().unwrap_or(self.text.len());
        let fitting = ends.take_while(|end| self.line(start..*end).width <= width);
        fitting.last().unwrap_or(first)
    }

    /// The part of the text as it stands in one line, without the spaces at its end.
    pub(crate) fn line(&self, range: Range<usize>) -> Line {
        let trimmed = self.text[range.clone()].trim_end().len();
        let range = range.start..range.start + trimmed;
        let mut pieces = Vec::new();
        for (run, right_to_left) in self.visual(range.clone()) {
            let parts = self.items.iter().filter_map(|item| {
                let start = item.range.start.max(run.start);
                let end = item.range.end.min(run.end);
                (start < end).then_some((item, start..end))
            });
            let mut parts: Vec<_> = parts.collect();
            if right_to_left {
                parts.reverse();
            }
            for (item, part) in parts {
                pieces.push(self.piece(item, part, right_to_left));
            }
        }
        Line {
            width: pieces.iter().map(|piece: &Piece| piece.width).sum(),
            pieces,
            text: self.text.clone(),
        }
    }

    /// Stretches of one direction from left to right.
    fn visual(&self, range: Range<usize>) -> Vec<(Range<usize>, bool)> {
        let mut runs: Vec<(Range<usize>, Level)> = Vec::new();
        for at in range {
            let level = self.levels[at];
            match runs.last_mut() {
                Some((run, last)) if *last == level => run.end = at + 1,
                _ => runs.push((at..at + 1, level)),
            }
        }
        let levels: Vec<Level> = runs.iter().map(|(_, level)| *level).collect();
        let order = ParagraphBidiInfo::reorder_visual(&levels);
        let run = |place: usize| (runs[place].0.clone(), runs[place].1.is_rtl());
        order.into_iter().map(run).collect()
    }

    fn piece(&self, item: &Item, range: Range<usize>, right_to_left: bool) -> Piece {
        let glyphs = item.face.shape(&Run {
            text: &self.text,
            range,
            script: item.script,
            language: &self.language,
            right_to_left,
        });
        Piece {
            face: item.face.clone(),
            width: glyphs.iter().map(|glyph| glyph.x_advance).sum(),
            glyphs,
        }
    }
}

/// One paragraph: control characters and line breaks within a name mean a space.
fn clean(text: &str) -> String {
    let plain = |letter: char| {
        if letter.is_control() || letter.is_whitespace() && letter != '\u{a0}' {
            ' '
        } else {
            letter
        }
    };
    let text = text.chars().filter(|letter| !says_nothing(*letter));
    let text: String = text.map(plain).collect();
    text.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Marks without a width that come along with a pasted name: of byte order, of formulas, of notes,
/// and such as nobody uses any more. Joiners, marks of direction and of breaks are of use.
fn says_nothing(letter: char) -> bool {
    matches!(
        letter,
        '\u{180e}'
            | '\u{2061}'..='\u{2064}'
            | '\u{206a}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

/// Whether texts of a language run from right to left.
pub(crate) fn is_from_right(language: &str) -> bool {
    runs_left(script_of(language))
}

fn runs_left(script: Script) -> bool {
    matches!(script, Script::Arabic | Script::Hebrew)
}

/// An Arabic text begins at the right whatever it begins with; others begin as their letters do.
fn begins_right(text: &str, language: &str) -> bool {
    let by_letters = get_base_direction(text) == unicode_bidi::Direction::Rtl;
    by_letters || is_from_right(language) && has_right_to_left(text)
}

/// Whether any letter of it is of a script that runs from right to left.
pub(crate) fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|letter| runs_left(letter.script()))
}

fn items(fonts: &Fonts, text: &str, language: &str, style: Style) -> Result<Vec<Item>, Error> {
    let mut items: Vec<Item> = Vec::new();
    // A sign is written like the letters before it; at the beginning like those that follow.
    let mut script = text
        .chars()
        .find_map(script_of_letter)
        .unwrap_or_else(|| script_of(language));
    for (at, letter) in text.char_indices() {
        script = script_beside(letter, script, script_of(language));
        let range = at..at + letter.len_utf8();
        if let Some(item) = items.last_mut().filter(|_| is_invisible(letter)) {
            item.range.end = range.end;
            continue;
        }
        let face = fonts.face(letter, script, language, style)?;
        match items.last_mut() {
            Some(item) if Rc::ptr_eq(&item.face, &face) && item.script == script => {
                item.range.end = range.end;
            }
            _ => items.push(Item {
                range,
                face,
                script,
            }),
        }
    }
    Ok(items)
}

/// None for what several scripts share: digits, punctuation, marks.
fn script_of_letter(letter: char) -> Option<Script> {
    let script = letter.script();
    let shared = matches!(script, Script::Common | Script::Inherited | Script::Unknown);
    (!shared).then_some(script)
}

/// The script in which a letter or a sign is written after one of `before`. Some signs belong to a
/// few scripts only: the Arabic comma stays Arabic behind a Latin word.
fn script_beside(letter: char, before: Script, of_language: Script) -> Script {
    if let Some(script) = script_of_letter(letter) {
        return script;
    }
    let few = letter.script_extension();
    if few.is_common() || few.is_inherited() || few.contains_script(before) {
        return before;
    }
    let likely = [of_language, Script::Arabic, Script::Han];
    let likely = likely
        .into_iter()
        .find(|script| few.contains_script(*script));
    likely.or_else(|| few.iter().next()).unwrap_or(before)
}
