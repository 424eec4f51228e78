//! A document, its pages, and what is drawn on them. Lengths are points; the origin of a page is
//! its top left corner.

use std::collections::BTreeMap;
use std::num::NonZeroU16;
use std::sync::Arc;

use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::graphic::Graphic;
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag, TagGroup, TagTree};
use krilla::{Document, SerializeSettings};

use crate::text::Block;
use crate::{Error, Phrase, Printed, flag};

pub(crate) const MM: f32 = 72.0 / 25.4;
pub(crate) const A4: (f32, f32) = (210.0 * MM, 297.0 * MM);

/// Colours of the look on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(u8, u8, u8);

pub(crate) const INK: Colour = Colour(14, 36, 42);
pub(crate) const INK_2: Colour = Colour(57, 79, 84);
pub(crate) const INK_3: Colour = Colour(81, 100, 104);
pub(crate) const LINE: Colour = Colour(209, 220, 218);
pub(crate) const EDGE: Colour = Colour(111, 131, 133);
pub(crate) const JADE: Colour = Colour(11, 93, 76);
pub(crate) const JADE_SOFT: Colour = Colour(212, 239, 229);
pub(crate) const LAKE: Colour = Colour(31, 88, 123);
pub(crate) const LAKE_SOFT: Colour = Colour(220, 237, 249);
pub(crate) const WHITE: Colour = Colour(255, 255, 255);

impl Colour {
    fn fill(self) -> Fill {
        Fill {
            paint: rgb::Color::new(self.0, self.1, self.2).into(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }
    }

    fn stroke(self, width: f32) -> Stroke {
        Stroke {
            paint: rgb::Color::new(self.0, self.1, self.2).into(),
            width,
            ..Stroke::default()
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

impl Align {
    /// Where texts of a page begin.
    pub(crate) fn start(right_to_left: bool) -> Self {
        if right_to_left {
            Self::Right
        } else {
            Self::Left
        }
    }

    pub(crate) fn end(right_to_left: bool) -> Self {
        Self::start(!right_to_left)
    }
}

/// Where a text stands: within a width, from a top down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) align: Align,
}

pub(crate) struct Paper {
    document: Document,
    tree: TagTree,
    flags: BTreeMap<Arc<str>, Graphic>,
}

impl Paper {
    /// A document as an archive and a reading aid want it: PDF/A-2a and PDF/UA-1.
    pub(crate) fn new(
        title: &Phrase,
        printed: Printed,
        right_to_left: bool,
    ) -> Result<Self, Error> {
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A2_A)
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| Error::Refused(format!("{error:?}")))?;
        let mut document = Document::new_with(SerializeSettings {
            configuration,
            enable_tagging: true,
            ..SerializeSettings::default()
        });
        let direction = if right_to_left {
            TextDirection::RightToLeft
        } else {
            TextDirection::LeftToRight
        };
        let metadata = Metadata::new()
            .title(title.text.clone())
            .language(title.language.clone())
            .creator("Yunqiao".to_owned())
            .text_direction(direction)
            .creation_date(date(printed));
        document.set_metadata(metadata);
        let mut outline = Outline::new();
        let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
        outline.push_child(OutlineNode::new(title.text.clone(), top));
        document.set_outline(outline);
        Ok(Self {
            document,
            tree: TagTree::new().with_lang(Some(title.language.clone())),
            flags: BTreeMap::new(),
        })
    }

    pub(crate) fn page(&mut self, size: (f32, f32), draw: impl FnOnce(&mut Canvas)) {
        let settings = PageSettings::from_wh(size.0, size.1).unwrap_or_default();
        let mut page = self.document.start_page_with(settings);
        // What is drawn belongs to the page once the surface is gone.
        draw(&mut Canvas {
            surface: page.surface(),
            flags: &mut self.flags,
        });
        page.finish();
    }

    /// Adds a part of what is read, in the order of reading.
    pub(crate) fn read(&mut self, group: TagGroup) {
        self.tree.push(group);
    }

    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Error> {
        self.document.set_tag_tree(self.tree);
        let finished = self.document.finish();
        finished.map_err(|error| Error::Refused(format!("{error:?}")))
    }
}

fn date(printed: Printed) -> DateTime {
    DateTime::new(printed.year)
        .month(printed.month)
        .day(printed.day)
        .hour(printed.hour)
        .minute(printed.minute)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// A paragraph of what is read.
pub(crate) fn paragraph() -> TagGroup {
    TagGroup::new(Tag::P)
}

pub(crate) fn heading(level: u16, title: &str) -> TagGroup {
    let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    TagGroup::new(Tag::Hn(level, Some(title.to_owned())))
}

pub(crate) struct Canvas<'a> {
    surface: Surface<'a>,
    flags: &'a mut BTreeMap<Arc<str>, Graphic>,
}

impl Canvas<'_> {
    /// Writes a text that is read as a part of `group`.
    pub(crate) fn write(
        &mut self,
        block: &Block,
        spot: Spot,
        colour: Colour,
        group: &mut TagGroup,
    ) {
        for place in 0..block.lines.len() {
            let tag = SpanTag::empty().with_lang(Some(&block.language));
            let identifier = self.surface.start_tagged(ContentTag::Span(tag));
            self.line(block, place, spot, colour);
            self.surface.end_tagged();
            group.push(identifier);
        }
    }

    /// Writes what repeats on every page and is not read again.
    pub(crate) fn aside(&mut self, block: &Block, spot: Spot, colour: Colour) {
        self.decorate(ArtifactType::PaginationOther, |canvas| {
            for place in 0..block.lines.len() {
                canvas.line(block, place, spot, colour);
            }
        });
    }

    fn line(&mut self, block: &Block, place: usize, spot: Spot, colour: Colour) {
        let line = &block.lines[place];
        let left = spot.width - line.width * block.size;
        let mut x = spot.x
            + match spot.align {
                Align::Left => 0.0,
                Align::Centre => left / 2.0,
                Align::Right => left,
            };
        let y = spot.y + block.baseline() + place as f32 * block.step;
        self.surface.set_fill(Some(colour.fill()));
        self.surface.set_stroke(None);
        for piece in &line.pieces {
            self.surface.draw_glyphs(
                Point::from_xy(x, y),
                &piece.glyphs,
                piece.face.font.clone(),
                &line.text,
                block.size,
                false,
            );
            x += piece.width * block.size;
        }
    }

    /// A filled rectangle with round corners.
    pub(crate) fn area(&mut self, (x, y, width, height): Bounds, radius: f32, colour: Colour) {
        self.shape(
            rounded((x, y, width, height), radius),
            Some(colour.fill()),
            None,
        );
    }

    /// Its outline alone.
    pub(crate) fn frame(&mut self, bounds: Bounds, radius: f32, width: f32, colour: Colour) {
        self.shape(rounded(bounds, radius), None, Some(colour.stroke(width)));
    }

    pub(crate) fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32, colour: Colour) {
        self.shape(segment(from, to), None, Some(colour.stroke(width)));
    }

    /// Where the paper is folded.
    pub(crate) fn dashes(&mut self, from: (f32, f32), to: (f32, f32), colour: Colour) {
        let stroke = Stroke {
            dash: Some(StrokeDash {
                array: vec![2.0, 3.0],
                offset: 0.0,
            }),
            ..colour.stroke(0.5)
        };
        self.shape(segment(from, to), None, Some(stroke));
    }

    fn shape(&mut self, path: Option<Path>, fill: Option<Fill>, stroke: Option<Stroke>) {
        let Some(path) = path else { return };
        self.decorate(ArtifactType::Layout, |canvas| {
            canvas.surface.set_fill(fill);
            canvas.surface.set_stroke(stroke);
            canvas.surface.draw_path(&path);
        });
    }

    /// A flag of this width, with a hairline around it. The place is always written beside it, so
    /// it is not read aloud.
    pub(crate) fn flag(&mut self, svg: &Arc<str>, x: f32, y: f32, width: f32) {
        let Some(graphic) = self.graphic(svg) else {
            return;
        };
        let bounds = (x, y, width, flag::height(width));
        let (Some(edge), Some(clip)) =
            (rounded(bounds, width * 0.05), rounded(bounds, width * 0.05))
        else {
            return;
        };
        let scale = width / flag::WIDTH;
        self.decorate(ArtifactType::Layout, |canvas| {
            let surface = &mut canvas.surface;
            surface.push_clip_path(&clip, &FillRule::NonZero);
            surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, x, y));
            surface.draw_graphic(graphic);
            surface.pop();
            surface.pop();
            surface.set_fill(None);
            surface.set_stroke(Some(LINE.stroke(0.5)));
            surface.draw_path(&edge);
        });
    }

    fn graphic(&mut self, svg: &Arc<str>) -> Option<Graphic> {
        if let Some(graphic) = self.flags.get(svg) {
            return Some(graphic.clone());
        }
        let tree = flag::parse(svg)?;
        let mut builder = self.surface.stream_builder();
        let mut surface = builder.surface();
        flag::draw(&tree, &mut surface);
        surface.finish();
        let graphic = Graphic::new(builder.finish(), false);
        self.flags.insert(svg.clone(), graphic.clone());
        Some(graphic)
    }

    /// Draws upside down within these bounds.
    pub(crate) fn turned(&mut self, (x, y, width, height): Bounds, draw: impl FnOnce(&mut Self)) {
        let (x, y) = (2.0 * x + width, 2.0 * y + height);
        let turn = Transform::from_row(-1.0, 0.0, 0.0, -1.0, x, y);
        self.surface.push_transform(&turn);
        draw(self);
        self.surface.pop();
    }

    fn decorate(&mut self, kind: ArtifactType, draw: impl FnOnce(&mut Self)) {
        let artifact = Artifact::with_kind(kind);
        self.surface.start_tagged(ContentTag::Artifact(artifact));
        draw(self);
        self.surface.end_tagged();
    }
}

/// Left, top, width, height.
pub(crate) type Bounds = (f32, f32, f32, f32);

fn segment(from: (f32, f32), to: (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(from.0, from.1);
    path.line_to(to.0, to.1);
    path.finish()
}

fn rounded((x, y, width, height): Bounds, radius: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    if radius <= 0.0 {
        path.push_rect(Rect::from_xywh(x, y, width, height)?);
        return path.finish();
    }
    let (right, bottom) = (x + width, y + height);
    // How far the handles of a curve lie from a corner that is a quarter of a circle.
    let k = radius * (1.0 - 0.552_285);
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.cubic_to(right - k, y, right, y + k, right, y + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - k, right - k, bottom, right - radius, bottom);
    path.line_to(x + radius, bottom);
    path.cubic_to(x + k, bottom, x, bottom - k, x, bottom - radius);
    path.line_to(x, y + radius);
    path.cubic_to(x, y + k, x + k, y, x + radius, y);
    path.close();
    path.finish()
}
