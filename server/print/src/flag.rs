//! Flags as vectors. `usvg` resolves an SVG to plain paths, and this draws what flags are made of:
//! paths, groups, clips, colours and gradients. What else an SVG may hold (texts, pictures, masks,
//! filters) no flag of the client has; `krilla-svg` draws it too, and brings a rasteriser, four
//! codecs of pictures and a second font stack for that.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Transform};
use krilla::num::NormalizedF32;
use krilla::paint::{
    Fill, FillRule, LineCap, LineJoin, LinearGradient, Paint, RadialGradient, SpreadMethod, Stop,
    Stroke,
};
use krilla::surface::Surface;
use usvg::tiny_skia_path::{self, PathSegment};
use usvg::{Group, Node, Tree};

/// A flag is drawn this wide, and three quarters of it high.
pub(crate) const WIDTH: f32 = 640.0;

pub(crate) fn height(width: f32) -> f32 {
    width * 0.75
}

/// Nothing for what is no SVG.
pub(crate) fn parse(svg: &str) -> Option<Tree> {
    Tree::from_str(svg, &usvg::Options::default()).ok()
}

/// Draws a flag from the origin on, [`WIDTH`] wide.
pub(crate) fn draw(tree: &Tree, surface: &mut Surface) {
    let size = tree.size();
    let scale = Transform::from_scale(WIDTH / size.width(), height(WIDTH) / size.height());
    surface.push_transform(&scale);
    group(tree.root(), surface);
    surface.pop();
}

fn group(group: &Group, surface: &mut Surface) {
    surface.push_transform(&transform(group.transform()));
    surface.push_opacity(share(group.opacity().get()));
    let mut pushed = 2;
    let mut clip = group.clip_path();
    while let Some(outer) = clip {
        let (path, rule) = outline(outer);
        surface.push_clip_path(&path, &rule);
        pushed += 1;
        clip = outer.clip_path();
    }
    for child in group.children() {
        match child {
            Node::Group(child) => self::group(child, surface),
            Node::Path(path) if path.is_visible() => draw_path(path, surface),
            Node::Path(_) | Node::Image(_) | Node::Text(_) => {}
        }
    }
    for _ in 0..pushed {
        surface.pop();
    }
}

fn draw_path(path: &usvg::Path, surface: &mut Surface) {
    let fill = path.fill().and_then(|fill| {
        Some(Fill {
            paint: paint(fill.paint())?,
            opacity: share(fill.opacity().get()),
            rule: rule(fill.rule()),
        })
    });
    let stroke = path.stroke().and_then(stroke);
    if fill.is_none() && stroke.is_none() {
        return;
    }
    let mut builder = PathBuilder::new();
    extend(
        &mut builder,
        path.data(),
        tiny_skia_path::Transform::identity(),
    );
    let Some(outline) = builder.finish() else {
        return;
    };
    let parts = match path.paint_order() {
        usvg::PaintOrder::FillAndStroke => [(fill, None), (None, stroke)],
        usvg::PaintOrder::StrokeAndFill => [(None, stroke), (fill, None)],
    };
    for (fill, stroke) in parts {
        if fill.is_some() || stroke.is_some() {
            surface.set_fill(fill);
            surface.set_stroke(stroke);
            surface.draw_path(&outline);
        }
    }
}

fn stroke(stroke: &usvg::Stroke) -> Option<Stroke> {
    Some(Stroke {
        paint: paint(stroke.paint())?,
        width: stroke.width().get(),
        miter_limit: stroke.miterlimit().get(),
        line_cap: match stroke.linecap() {
            usvg::LineCap::Butt => LineCap::Butt,
            usvg::LineCap::Round => LineCap::Round,
            usvg::LineCap::Square => LineCap::Square,
        },
        line_join: match stroke.linejoin() {
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => LineJoin::Miter,
            usvg::LineJoin::Round => LineJoin::Round,
            usvg::LineJoin::Bevel => LineJoin::Bevel,
        },
        opacity: share(stroke.opacity().get()),
        dash: None,
    })
}

fn paint(paint: &usvg::Paint) -> Option<Paint> {
    Some(match paint {
        usvg::Paint::Color(colour) => rgb::Color::new(colour.red, colour.green, colour.blue).into(),
        usvg::Paint::LinearGradient(gradient) => LinearGradient {
            x1: gradient.x1(),
            y1: gradient.y1(),
            x2: gradient.x2(),
            y2: gradient.y2(),
            transform: transform(gradient.transform()),
            spread_method: spread(gradient.spread_method()),
            stops: gradient.stops().iter().map(stop).collect(),
            anti_alias: false,
        }
        .into(),
        usvg::Paint::RadialGradient(gradient) => RadialGradient {
            cx: gradient.cx(),
            cy: gradient.cy(),
            cr: gradient.r().get(),
            fx: gradient.fx(),
            fy: gradient.fy(),
            fr: 0.0,
            transform: transform(gradient.transform()),
            spread_method: spread(gradient.spread_method()),
            stops: gradient.stops().iter().map(stop).collect(),
            anti_alias: false,
        }
        .into(),
        usvg::Paint::Pattern(_) => return None,
    })
}

fn stop(stop: &usvg::Stop) -> Stop {
    let colour = stop.color();
    Stop {
        offset: share(stop.offset().get()),
        color: rgb::Color::new(colour.red, colour.green, colour.blue).into(),
        opacity: share(stop.opacity().get()),
    }
}

fn spread(method: usvg::SpreadMethod) -> SpreadMethod {
    match method {
        usvg::SpreadMethod::Pad => SpreadMethod::Pad,
        usvg::SpreadMethod::Reflect => SpreadMethod::Reflect,
        usvg::SpreadMethod::Repeat => SpreadMethod::Repeat,
    }
}

/// The outline of all that lies within a clip; of nothing, where it is empty.
fn outline(clip: &usvg::ClipPath) -> (Path, FillRule) {
    let mut builder = PathBuilder::new();
    builder.move_to(0.0, 0.0);
    builder.line_to(0.0, 0.0);
    let mut found = FillRule::NonZero;
    collect(clip.root(), clip.transform(), &mut builder, &mut found);
    let path = builder.finish().expect("a path of one point is a path");
    (path, found)
}

fn collect(
    group: &Group,
    outer: tiny_skia_path::Transform,
    builder: &mut PathBuilder,
    found: &mut FillRule,
) {
    for child in group.children() {
        match child {
            Node::Path(path) => {
                extend(builder, path.data(), outer);
                *found = path.fill().map_or(*found, |fill| rule(fill.rule()));
            }
            Node::Group(inner) => {
                let inner_transform = outer.pre_concat(inner.transform());
                collect(inner, inner_transform, builder, found);
            }
            Node::Image(_) | Node::Text(_) => {}
        }
    }
}

fn extend(
    builder: &mut PathBuilder,
    path: &tiny_skia_path::Path,
    transform: tiny_skia_path::Transform,
) {
    let at = |mut point: tiny_skia_path::Point| {
        transform.map_point(&mut point);
        point
    };
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                let to = at(to);
                builder.move_to(to.x, to.y);
            }
            PathSegment::LineTo(to) => {
                let to = at(to);
                builder.line_to(to.x, to.y);
            }
            PathSegment::QuadTo(handle, to) => {
                let (handle, to) = (at(handle), at(to));
                builder.quad_to(handle.x, handle.y, to.x, to.y);
            }
            PathSegment::CubicTo(first, second, to) => {
                let (first, second, to) = (at(first), at(second), at(to));
                builder.cubic_to(first.x, first.y, second.x, second.y, to.x, to.y);
            }
            PathSegment::Close => builder.close(),
        }
    }
}

fn rule(rule: usvg::FillRule) -> FillRule {
    match rule {
        usvg::FillRule::NonZero => FillRule::NonZero,
        usvg::FillRule::EvenOdd => FillRule::EvenOdd,
    }
}

fn share(share: f32) -> NormalizedF32 {
    NormalizedF32::new(share.clamp(0.0, 1.0)).unwrap_or(NormalizedF32::ONE)
}

fn transform(transform: tiny_skia_path::Transform) -> Transform {
    let tiny_skia_path::Transform {
        sx,
        kx,
        ky,
        sy,
        tx,
        ty,
    } = transform;
    Transform::from_row(sx, ky, kx, sy, tx, ty)
}
