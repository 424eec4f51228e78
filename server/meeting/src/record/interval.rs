//! Spans of time: union, clipping, length.

use std::time::Duration;

use crate::time::Timestamp;

/// From `from` up to, and without, `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Span {
    pub fn new(from: Timestamp, to: Timestamp) -> Self {
        Self { from, to }
    }

    pub fn length(self) -> Duration {
        self.to.since(self.from)
    }

    /// What of it lies in `window`; `None` when nothing does.
    pub fn clipped(self, window: Span) -> Option<Span> {
        let clipped = Span::new(self.from.max(window.from), self.to.min(window.to));
        (clipped.from < clipped.to).then_some(clipped)
    }
}

/// Merges what overlaps or touches; the result is in order. Each merged span carries the tag of
/// the one that reached its end (the later in the list, if several did).
pub fn union<T>(mut spans: Vec<(Span, T)>) -> Vec<(Span, T)> {
    spans.sort_by_key(|(span, _)| span.from);
    let mut merged: Vec<(Span, T)> = Vec::new();
    for (span, tag) in spans {
        match merged.last_mut() {
            Some((last, last_tag)) if span.from <= last.to => {
                if span.to >= last.to {
                    last.to = span.to;
                    *last_tag = tag;
                }
            }
            Some(_) | None => merged.push((span, tag)),
        }
    }
    merged
}

pub fn total(spans: impl IntoIterator<Item = Span>) -> Duration {
    spans.into_iter().map(Span::length).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(from: i64, to: i64) -> Span {
        Span::new(Timestamp(from), Timestamp(to))
    }

    #[test]
    fn touching_spans_are_one() {
        let merged = union(vec![(span(5, 9), 'b'), (span(0, 5), 'a')]);
        assert_eq!(merged, [(span(0, 9), 'b')]);
    }

    #[test]
    fn a_span_inside_another_does_not_end_it() {
        let merged = union(vec![(span(0, 9), 'a'), (span(2, 5), 'b')]);
        assert_eq!(merged, [(span(0, 9), 'a')]);
    }

    #[test]
    fn nothing_is_left_outside_the_window() {
        assert_eq!(span(0, 5).clipped(span(5, 9)), None);
        assert_eq!(span(0, 7).clipped(span(5, 9)), Some(span(5, 7)));
    }

    proptest! {
        #[test]
        fn a_moment_is_in_the_union_when_it_is_in_any(
            spans in prop::collection::vec((0i64..50, 1i64..20), 0..12),
            moment in 0i64..80,
        ) {
            let spans: Vec<_> = spans.iter().map(|(from, length)| (span(*from, from + length), ())).collect();
            let covers = |all: &[(Span, ())]| all
                .iter()
                .filter(|(span, ())| span.from.0 <= moment && moment < span.to.0)
                .count();
            let merged = union(spans.clone());
            prop_assert_eq!(covers(&merged), usize::from(covers(&spans) > 0));
        }
    }
}
