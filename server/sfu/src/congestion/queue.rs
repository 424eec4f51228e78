//! What has to wait for its turn: not the packets, only where they are kept.

use std::collections::VecDeque;

/// Beyond this the client is hopelessly behind.
const MAX_WAITING: usize = 512;

/// A packet of the layer that plays on a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// In the source.
    pub(crate) position: u64,
    /// Index of the m-line.
    pub(crate) line: u16,
    pub(crate) bytes: u16,
}

/// Sent under this number on a slot, and missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repair {
    pub(crate) line: u16,
    pub(crate) sequence: u16,
}

#[derive(Default)]
pub(crate) struct SendQueue {
    repairs: VecDeque<Repair>,
    pictures: VecDeque<Waiting>,
    bytes: usize,
}

impl SendQueue {
    pub(crate) fn is_empty(&self) -> bool {
        self.repairs.is_empty() && self.pictures.is_empty()
    }

    /// Of pictures.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// False if there is no room.
    pub(crate) fn push(&mut self, waiting: Waiting) -> bool {
        if self.pictures.len() >= MAX_WAITING {
            return false;
        }
        self.bytes += usize::from(waiting.bytes);
        self.pictures.push_back(waiting);
        true
    }

    pub(crate) fn push_repair(&mut self, repair: Repair) {
        if self.repairs.len() < MAX_WAITING {
            self.repairs.push_back(repair);
        }
    }

    /// Repairs come before anything new.
    pub(crate) fn pop_repair(&mut self) -> Option<Repair> {
        self.repairs.pop_front()
    }

    pub(crate) fn pop(&mut self) -> Option<Waiting> {
        let waiting = self.pictures.pop_front()?;
        self.bytes -= usize::from(waiting.bytes);
        Some(waiting)
    }

    /// The slot shows something else now.
    pub(crate) fn forget(&mut self, line: u16) {
        self.repairs.retain(|repair| repair.line != line);
        if !self.pictures.is_empty() {
            self.pictures.retain(|waiting| waiting.line != line);
            let bytes = self.pictures.iter().map(|it| usize::from(it.bytes));
            self.bytes = bytes.sum();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bounded_and_counts_what_is_in_it() {
        let mut queue = SendQueue::default();
        let waiting = |position: u64| Waiting {
            position,
            line: (position % 2) as u16,
            bytes: 100,
        };
        for position in 0..MAX_WAITING as u64 {
            assert!(queue.push(waiting(position)));
        }
        assert!(!queue.push(waiting(0)));
        queue.forget(0);
        assert_eq!(queue.bytes(), MAX_WAITING * 50);
        assert_eq!(queue.pop(), Some(waiting(1)));
        assert_eq!(queue.bytes(), MAX_WAITING * 50 - 100);
        while queue.pop().is_some() {}
        assert!(queue.is_empty());
        assert_eq!(size_of::<Waiting>(), 16);
    }
}
