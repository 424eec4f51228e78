//! Minutes of a session: headings and paragraphs over as many pages as they take. A4, upright, in one
//! language.

use std::ops::Range;

use krilla::tagging::TagGroup;

use crate::fonts::{Fonts, Style};
use crate::paper::{
    A4, Align, Canvas, Colour, INK, INK_2, INK_3, JADE, Paper, Spot, heading, paragraph,
};
use crate::text::{Block, fixed, is_from_right};
use crate::{Error, Phrase, Printed};

/// What is printed. Every text is in the one language, but for names in whatever they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    /// BCP 47 tag; it decides which way the page runs.
    pub language: String,
    /// That these are minutes.
    pub label: String,
    /// Whether and when they were approved.
    pub standing: String,
    /// The first one's heading is that of the whole.
    pub sections: Vec<Section>,
    pub printed: Printed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub heading: String,
    /// Those without a letter stand for space.
    pub paragraphs: Vec<String>,
}

const MARGIN: f32 = 56.0;
const WIDTH: f32 = A4.0 - 2.0 * MARGIN;
const TOP: f32 = 52.0;
/// Below this stands the line with the number of the page.
const BOTTOM: f32 = A4.1 - 62.0;
const FOOT: f32 = A4.1 - 44.0;

/// One line of a text, where it belongs.
struct Line {
    block: Block,
    /// Space above it, but not at the top of a page.
    gap: f32,
    colour: Colour,
    /// Place of its paragraph in what is read.
    paragraph: usize,
    /// It does not stand alone at the bottom of a page.
    leads: bool,
}

impl Line {
    fn height(&self) -> f32 {
        self.gap + self.block.height()
    }
}

/// Renders minutes.
pub fn minutes(minutes: &Minutes, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    let mut text = Text::new(minutes, fonts);
    text.add(&minutes.label, &LABEL)?;
    for (place, section) in minutes.sections.iter().enumerate() {
        let (form, level) = if place == 0 {
            (&TITLE, 1)
        } else {
            (&HEADING, 2)
        };
        text.head(level, &section.heading, form)?;
        if place == 0 {
            text.add(&minutes.standing, &STANDING)?;
        }
        for paragraph in &section.paragraphs {
            text.add(paragraph, &TEXT)?;
        }
    }
    draw(minutes, text, fonts)
}

/// How a kind of text is written.
struct Form {
    style: Style,
    size: f32,
    gap: f32,
    colour: Colour,
    leads: bool,
}

const LABEL: Form = Form {
    style: Style::Strong,
    size: 10.5,
    gap: 0.0,
    colour: JADE,
    leads: true,
};
const TITLE: Form = Form {
    style: Style::Title,
    size: 20.0,
    gap: 6.0,
    colour: INK,
    leads: true,
};
const STANDING: Form = Form {
    style: Style::Text,
    size: 9.5,
    gap: 2.0,
    colour: INK_3,
    leads: true,
};
const HEADING: Form = Form {
    style: Style::Strong,
    size: 11.5,
    gap: 16.0,
    colour: INK,
    leads: true,
};
const TEXT: Form = Form {
    style: Style::Text,
    size: 10.0,
    gap: 4.0,
    colour: INK_2,
    leads: false,
};

/// The text in lines, and in what is read.
struct Text<'a> {
    fonts: &'a Fonts,
    language: &'a str,
    lines: Vec<Line>,
    groups: Vec<TagGroup>,
    /// Of paragraphs without a letter, for the next line.
    space: f32,
}

impl<'a> Text<'a> {
    fn new(minutes: &'a Minutes, fonts: &'a Fonts) -> Self {
        Self {
            fonts,
            language: &minutes.language,
            lines: Vec::new(),
            groups: Vec::new(),
            space: 0.0,
        }
    }

    fn head(&mut self, level: u16, text: &str, form: &Form) -> Result<(), Error> {
        self.push(heading(level, text), text, form)
    }

    fn add(&mut self, text: &str, form: &Form) -> Result<(), Error> {
        self.push(paragraph(), text, form)
    }

    fn push(&mut self, group: TagGroup, text: &str, form: &Form) -> Result<(), Error> {
        let phrase = Phrase::new(self.language, text);
        let whole = fixed(self.fonts, &phrase, form.style, form.size, WIDTH)?;
        if whole.lines.is_empty() {
            self.space += form.size / 2.0;
            return Ok(());
        }
        let paragraph = self.groups.len();
        self.groups.push(group);
        for (place, line) in whole.lines.iter().enumerate() {
            let gap = if place == 0 {
                form.gap + self.space
            } else {
                0.0
            };
            self.lines.push(Line {
                block: Block {
                    lines: vec![line.clone()],
                    ..whole.clone()
                },
                gap,
                colour: form.colour,
                paragraph,
                leads: form.leads,
            });
        }
        self.space = 0.0;
        Ok(())
    }
}

fn draw(minutes: &Minutes, mut text: Text, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    let right_to_left = is_from_right(&minutes.language);
    let title = minutes.sections.first().map_or("", |one| &one.heading);
    let title = format!("{title} · {}", minutes.label);
    let title = Phrase::new(&minutes.language, title);
    let mut paper = Paper::new(&title, minutes.printed, right_to_left)?;
    let heights: Vec<(f32, bool)> = text
        .lines
        .iter()
        .map(|one| (one.height(), one.leads))
        .collect();
    let pages = pages(&heights, BOTTOM - TOP);
    for (place, page) in pages.iter().enumerate() {
        let foot = Foot::new(minutes, fonts, (place + 1, pages.len()))?;
        paper.page(A4, |canvas| {
            let mut y = TOP;
            for (nth, line) in text.lines[page.clone()].iter().enumerate() {
                y += if nth == 0 { 0.0 } else { line.gap };
                let group = &mut text.groups[line.paragraph];
                canvas.write(
                    &line.block,
                    spot(y, Align::start(right_to_left)),
                    line.colour,
                    group,
                );
                y += line.block.height();
            }
            foot.draw(canvas, right_to_left);
        });
    }
    for group in text.groups {
        paper.read(group);
    }
    paper.finish()
}

fn spot(y: f32, align: Align) -> Spot {
    Spot {
        x: MARGIN,
        y,
        width: WIDTH,
        align,
    }
}

/// The lines of each page, from their heights. What leads others goes with the first of them to the
/// next page; there is one page at least, and none without a line where there are lines.
fn pages(lines: &[(f32, bool)], room: f32) -> Vec<Range<usize>> {
    let mut pages: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut used = 0.0;
    let mut place = 0;
    while let Some((height, _)) = lines.get(place) {
        if used + height > room && start < place {
            let led = |at: &usize| *at > start && lines[at - 1].1;
            let mut end = place;
            while led(&end) {
                end -= 1;
            }
            // A page of nothing but headings is broken where it is full.
            let end = if end == start { place } else { end };
            pages.push(start..end);
            (start, place, used) = (end, end, 0.0);
        } else {
            used += height;
            place += 1;
        }
    }
    pages.push(start..lines.len());
    pages
}

/// What these pages are, and which one it is.
struct Foot {
    standing: Block,
    number: Block,
}

impl Foot {
    fn new(minutes: &Minutes, fonts: &Fonts, (number, of): (usize, usize)) -> Result<Self, Error> {
        let standing = Phrase::new(&minutes.language, &minutes.standing);
        let number = Phrase::new("en", format!("{number} / {of}"));
        Ok(Self {
            standing: fixed(fonts, &standing, Style::Text, 8.0, WIDTH - 80.0)?,
            number: fixed(fonts, &number, Style::Strong, 9.0, 60.0)?,
        })
    }

    fn draw(&self, canvas: &mut Canvas, right_to_left: bool) {
        canvas.aside(
            &self.standing,
            spot(FOOT, Align::start(right_to_left)),
            INK_3,
        );
        canvas.aside(&self.number, spot(FOOT, Align::end(right_to_left)), INK);
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::fonts;

    proptest! {
        #[test]
        fn every_line_stands_on_one_page_and_no_page_overflows(
            lines in vec((10.0_f32..90.0, any::<bool>()), 0..80),
        ) {
            let pages = pages(&lines, 300.0);
            let placed: Vec<usize> = pages.iter().cloned().flatten().collect();
            prop_assert_eq!(placed, (0..lines.len()).collect::<Vec<_>>());
            for page in &pages {
                let height: f32 = lines[page.clone()].iter().map(|(height, _)| height).sum();
                prop_assert!(height <= 300.01 || page.len() == 1);
                prop_assert!(lines.is_empty() || !page.is_empty());
            }
            for page in &pages[..pages.len() - 1] {
                let leads = |at: usize| lines[at].1;
                let ends_with_heading = leads(page.end - 1);
                prop_assert!(!ends_with_heading || page.clone().all(leads));
            }
        }
    }

    fn section(heading: &str, paragraphs: &[&str]) -> Section {
        Section {
            heading: heading.to_owned(),
            paragraphs: paragraphs.iter().map(|one| (*one).to_owned()).collect(),
        }
    }

    #[test]
    fn minutes_are_set_in_every_script_over_several_pages() {
        let Some(fonts) = fonts() else { return };
        let long = "友城之间的合作项目由双方共同推进。".repeat(40);
        for (language, title, words) in [
            ("zh-CN", "市长论坛", long.as_str()),
            ("ar", "منتدى العمدات", "قرار: اعتماد إعلان المياه (Dresden)"),
            (
                "de",
                "Bürgermeisterforum",
                "Beschluss: Die Erklärung wird angenommen.",
            ),
        ] {
            let mut sections = vec![section(title, &[words, "", words])];
            sections.extend((0..30).map(|_| section(title, &[words])));
            let pages = minutes(
                &Minutes {
                    language: language.to_owned(),
                    label: title.to_owned(),
                    standing: words.chars().take(40).collect(),
                    sections,
                    printed: Printed {
                        year: 2026,
                        month: 12,
                        day: 10,
                        hour: 10,
                        minute: 0,
                    },
                },
                &fonts,
            );
            let pages = pages.unwrap_or_else(|error| panic!("{language}: {error}"));
            assert!(pages.starts_with(b"%PDF-"), "{language}");
        }
    }
}
