//! What waits to be written to one stream. A slow client loses picture before sound, and sound
//! before what holds the connection together.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Bytes that may wait: some tenths of a second of a meeting, or one large key frame.
const ROOM: usize = 256 * 1024;

/// A client that takes nothing for so long, while more comes than can wait, is gone.
const STUCK: Duration = Duration::from_secs(10);

/// What a datagram is, the most important first: the first leave first and are dropped last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// STUN, DTLS and RTCP.
    Control,
    Sound,
    Picture,
}

const CLASSES: usize = 3;

/// A datagram for the other end of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Our address that it comes from.
    pub local: IpAddr,
    pub datagram: Vec<u8>,
}

#[derive(Default)]
pub(crate) struct FrameQueue {
    /// One for each class.
    waiting: [VecDeque<Frame>; CLASSES],
    bytes: usize,
    /// Since when frames are dropped and none is taken.
    stuck_since: Option<Instant>,
}

impl FrameQueue {
    /// Makes room by dropping what matters less, the oldest first; a frame that finds nothing to
    /// displace is dropped itself.
    pub(crate) fn push(&mut self, class: Class, frame: Frame, now: Instant) {
        while self.bytes + frame.datagram.len() > ROOM {
            self.stuck_since = self.stuck_since.or(Some(now));
            if !self.drop_one(class) {
                return;
            }
        }
        self.bytes += frame.datagram.len();
        self.waiting[class as usize].push_back(frame);
    }

    /// Drops the oldest frame of the least class, which is none above `class`.
    fn drop_one(&mut self, class: Class) -> bool {
        let droppable = &mut self.waiting[class as usize..];
        let dropped = droppable.iter_mut().rev().find_map(VecDeque::pop_front);
        if let Some(frame) = &dropped {
            self.bytes -= frame.datagram.len();
        }
        dropped.is_some()
    }

    /// The next frames, until they are `bytes` together or there are no more.
    pub(crate) fn take(&mut self, bytes: usize) -> Vec<Frame> {
        let mut taken = Vec::new();
        let mut length = 0;
        while length < bytes {
            let Some(frame) = self.waiting.iter_mut().find_map(VecDeque::pop_front) else {
                break;
            };
            length += frame.datagram.len();
            taken.push(frame);
        }
        if !taken.is_empty() {
            self.bytes -= length;
            self.stuck_since = None;
        }
        taken
    }

    /// Whether to give the stream up.
    pub(crate) fn is_stuck(&self, now: Instant) -> bool {
        self.stuck_since
            .is_some_and(|since| now.saturating_duration_since(since) >= STUCK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::start;
    use proptest::prelude::*;

    const CLASS: [Class; CLASSES] = [Class::Control, Class::Sound, Class::Picture];

    fn frame(number: u32, length: usize) -> Frame {
        let mut datagram = number.to_be_bytes().to_vec();
        datagram.resize(length.max(4), 0);
        Frame {
            local: IpAddr::from([10, 0, 0, 1]),
            datagram,
        }
    }

    fn number(frame: &Frame) -> u32 {
        u32::from_be_bytes(frame.datagram[..4].try_into().unwrap())
    }

    proptest! {
        #[test]
        fn less_important_frames_go_first_and_nothing_exceeds_the_room(
            pushed in prop::collection::vec((0usize..CLASSES, 4usize..20_000), 1..200),
        ) {
            let mut queue = FrameQueue::default();
            for (at, (class, length)) in pushed.iter().enumerate() {
                queue.push(CLASS[*class], frame(at as u32, *length), start());
                prop_assert!(queue.bytes <= ROOM);
                let held: usize = queue.waiting.iter().flatten().map(|it| it.datagram.len()).sum();
                prop_assert_eq!(held, queue.bytes);
            }
            // Whoever was dropped was not above anybody who was there at the end, except for those
            // that came later.
            let taken: Vec<u32> = queue.take(usize::MAX).iter().map(number).collect();
            for (at, (class, _)) in pushed.iter().enumerate() {
                if taken.contains(&(at as u32)) {
                    continue;
                }
                let before = |other: &u32| (*other as usize) < at;
                let mut kept = taken.iter().filter(|other| before(other));
                let is_lawful = kept.all(|other| pushed[*other as usize].0 <= *class);
                prop_assert!(is_lawful);
            }
            // The important leave first, each class in its order.
            let order: Vec<_> = taken.iter().map(|at| (pushed[*at as usize].0, *at)).collect();
            prop_assert!(order.is_sorted());
            prop_assert_eq!(queue.bytes, 0);
        }
    }

    #[test]
    fn pictures_make_room_for_sound_and_sound_for_control() {
        let mut queue = FrameQueue::default();
        let now = start();
        queue.push(Class::Picture, frame(0, ROOM / 2), now);
        queue.push(Class::Sound, frame(1, ROOM / 2), now);
        queue.push(Class::Sound, frame(2, ROOM / 2), now);
        queue.push(Class::Picture, frame(3, ROOM / 2), now);
        queue.push(Class::Control, frame(4, ROOM / 2), now);
        let left: Vec<u32> = queue.take(usize::MAX).iter().map(number).collect();
        assert_eq!(left, [4, 2]);
    }

    #[test]
    fn only_a_queue_that_nobody_empties_is_stuck() {
        let mut queue = FrameQueue::default();
        let now = start();
        let fill = |queue: &mut FrameQueue, now| {
            for at in 0..3 {
                queue.push(Class::Picture, frame(at, ROOM / 2), now);
            }
        };
        fill(&mut queue, now);
        assert!(!queue.is_stuck(now + STUCK / 2));
        // A slow client is none that is gone.
        queue.take(1);
        fill(&mut queue, now + STUCK / 2);
        assert!(!queue.is_stuck(now + STUCK));
        assert!(queue.is_stuck(now + STUCK / 2 + STUCK));
    }
}
