//! Fewer pictures a second out of the same stream: pictures that no later one of the layers below
//! builds on can be left out at any time, and come back where they build on the lowest layer alone.

use crate::rtp::vp8::PictureMark;

/// All pictures are shown; there are four temporal layers at most.
pub(crate) const ALL: u8 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Show,
    /// `first`: nothing of this picture was left out before.
    LeaveOut {
        first: bool,
    },
}

/// Of one slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TemporalFilter {
    /// The highest layer that is asked for.
    limit: u8,
    /// The highest that is shown.
    shown: u8,
    picture: Option<u16>,
    left_out: Option<u16>,
}

impl Default for TemporalFilter {
    fn default() -> Self {
        TemporalFilter {
            limit: ALL,
            shown: ALL,
            picture: None,
            left_out: None,
        }
    }
}

impl TemporalFilter {
    pub(crate) fn limit(&mut self, limit: u8) {
        self.limit = limit.min(ALL);
    }

    /// The stream begins anew with a key frame.
    pub(crate) fn restart(&mut self) {
        self.shown = self.limit;
        self.picture = None;
        self.left_out = None;
    }

    /// `None` for a packet that says nothing of layers: it is shown.
    pub(crate) fn judge(&mut self, mark: Option<PictureMark>) -> Verdict {
        let Some(mark) = mark else {
            return Verdict::Show;
        };
        if self.limit == ALL && self.shown == ALL {
            return Verdict::Show;
        }
        // What has begun is completed.
        if self.picture == Some(mark.picture) {
            return Verdict::Show;
        }
        if self.left_out == Some(mark.picture) {
            return Verdict::LeaveOut { first: false };
        }
        if mark.key_frame {
            self.shown = self.limit;
        }
        if mark.temporal == self.shown + 1 && mark.sync && mark.temporal <= self.limit {
            self.shown = mark.temporal;
        }
        self.shown = self.shown.min(self.limit);
        if self.shown + 1 == ALL && self.limit == ALL {
            self.shown = ALL;
        }
        if mark.temporal <= self.shown {
            self.picture = Some(mark.picture);
            return Verdict::Show;
        }
        let before = self.left_out.replace(mark.picture);
        let first = before.is_none_or(|before| mark.picture.wrapping_sub(before) & 0x7fff < 0x4000);
        Verdict::LeaveOut { first }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pictures as browsers layer them; every eighth begins a pattern in which all may join.
    fn marks() -> impl Iterator<Item = PictureMark> {
        (0u16..).map(|picture| {
            let temporal = [0, 2, 1, 2, 0, 2, 1, 2][usize::from(picture % 8)];
            PictureMark {
                picture,
                temporal,
                sync: temporal > 0 && picture % 8 < 4,
                key_frame: picture == 0,
            }
        })
    }

    fn shown(filter: &mut TemporalFilter, marks: impl Iterator<Item = PictureMark>) -> Vec<u8> {
        marks
            .filter(|mark| filter.judge(Some(*mark)) == Verdict::Show)
            .map(|mark| mark.temporal)
            .collect()
    }

    #[test]
    fn layers_go_at_once_and_come_back_where_they_may() {
        let mut filter = TemporalFilter::default();
        let mut marks = marks();
        assert_eq!(shown(&mut filter, marks.by_ref().take(8)).len(), 8);
        filter.limit(1);
        assert_eq!(shown(&mut filter, marks.by_ref().take(8)), [0, 1, 0, 1]);
        filter.limit(0);
        assert_eq!(shown(&mut filter, marks.by_ref().take(6)), [0, 0]);
        filter.limit(ALL);
        // In the second half of a pattern nothing may join.
        assert_eq!(shown(&mut filter, marks.by_ref().take(2)), []);
        let back = shown(&mut filter, marks.by_ref().take(8));
        assert_eq!(back, [0, 1, 2, 0, 2, 1, 2]);
    }

    #[test]
    fn a_picture_is_shown_whole_or_not_at_all() {
        let mut filter = TemporalFilter::default();
        let mark = |picture, temporal| PictureMark {
            picture,
            temporal,
            sync: false,
            key_frame: false,
        };
        filter.limit(1);
        assert_eq!(filter.judge(Some(mark(7, 1))), Verdict::Show);
        filter.limit(0);
        assert_eq!(filter.judge(Some(mark(7, 1))), Verdict::Show);
        let left_out = |first| Verdict::LeaveOut { first };
        assert_eq!(filter.judge(Some(mark(9, 1))), left_out(true));
        filter.limit(1);
        assert_eq!(filter.judge(Some(mark(9, 1))), left_out(false));
        assert_eq!(filter.judge(Some(mark(8, 2))), left_out(false));
        assert_eq!(filter.judge(None), Verdict::Show);
    }
}
