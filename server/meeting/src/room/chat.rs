//! The written word: to everybody in the meeting, kept as facts, the last lines at hand.

use std::collections::VecDeque;

use crate::fact::{Event, Private};
use crate::id::{ChatId, PersonId};
use crate::protocol::{Change, ChatLine, Reason};
use crate::time::Timestamp;

use super::Room;
use super::log::Audience;
use super::roles::takes_part;

/// Lines in a snapshot.
const SHOWN: usize = 200;
/// Longest line, in characters.
const LENGTH: usize = 2000;

#[derive(Debug, Default)]
pub(super) struct Chat {
    lines: VecDeque<Line>,
    /// Lines of this epoch.
    written: u32,
}

/// A line as it is kept: the plan knows the name of its author.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) id: ChatId,
    pub(super) from: PersonId,
    pub(super) at: Timestamp,
    /// `None` once the author was erased.
    pub(super) text: Option<String>,
    /// Written while a closed item ran.
    pub(super) closed: bool,
}

impl Chat {
    pub(super) fn push(&mut self, line: Line) {
        if self.lines.len() == SHOWN {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }

    pub(super) fn erase(&mut self, person: PersonId) {
        for line in self.lines.iter_mut().filter(|line| line.from == person) {
            line.text = None;
        }
    }

    /// Unique in the session: the epoch, then the number of the line in it.
    fn next_id(&mut self, epoch: u32) -> ChatId {
        self.written += 1;
        ChatId::from_bits(u64::from(epoch) << 32 | u64::from(self.written))
    }
}

impl Room {
    pub(super) fn write(&mut self, person: PersonId, text: &str) -> Result<(), Reason> {
        if !takes_part(self.known(person)?) {
            return Err(Reason::NotAllowed);
        }
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LENGTH {
            return Err(Reason::Malformed);
        }
        let id = self.chat.next_id(self.epoch);
        self.keep(Event::Chat {
            id,
            person,
            text: Private::text(text),
        });
        let line = Line {
            id,
            from: person,
            at: self.now.timestamp,
            text: Some(text.to_owned()),
            closed: self.closed.is_closed(),
        };
        let shown = self.chat_line(&line);
        self.chat.push(line);
        self.delta(Audience::Everyone, Change::Chat { line: shown });
        Ok(())
    }

    /// Press and observers never see what was written while a closed item ran.
    pub(super) fn chat_view(&self, sees_closed: bool) -> Vec<ChatLine> {
        let lines = self.chat.lines.iter();
        let lines = lines.filter(|line| sees_closed || !line.closed);
        lines.map(|line| self.chat_line(line)).collect()
    }

    fn chat_line(&self, line: &Line) -> ChatLine {
        let author = self.named(line.from).filter(|_| line.text.is_some());
        ChatLine {
            id: line.id,
            from: line.from,
            delegation: author.as_ref().map(|author| author.delegation),
            name: author.map(|author| author.name).unwrap_or_default(),
            at: line.at,
            text: line.text.clone(),
        }
    }
}
