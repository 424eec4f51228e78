//! Effects that wait for their facts to be durable. Nobody is told before it is kept, and the
//! room never waits: it goes on with its next input while the turns before it are written.

use std::collections::VecDeque;

use meeting::protocol::ServerMessage;
use meeting::room::Effect;
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

/// Whether the facts of a turn are kept.
#[derive(Debug)]
enum Word {
    Kept,
    Awaited(oneshot::Receiver<()>),
}

/// One turn: its effects, and the word of the journal on its facts.
#[derive(Debug)]
struct Turn {
    word: Word,
    effects: Vec<Effect>,
}

/// The journal will never keep a turn of this room: another has taken its place, or the store is
/// closed. Whatever still waits must not be told to anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Disowned;

/// Turns in order; effects leave from the front.
#[derive(Debug, Default)]
pub(super) struct Held {
    turns: VecDeque<Turn>,
    /// The journal cannot write. Then the room goes on showing what happens, but a request that
    /// made a fact gets its `Done` only when that fact is durable.
    behind: bool,
}

impl Held {
    /// A turn whose facts are on their way to the journal; `None` when it kept nothing.
    pub(super) fn push(&mut self, word: Option<oneshot::Receiver<()>>, effects: Vec<Effect>) {
        let word = word.map_or(Word::Kept, Word::Awaited);
        self.turns.push_back(Turn { word, effects });
    }

    pub(super) fn set_behind(&mut self, behind: bool) {
        self.behind = behind;
    }

    /// Effects that may leave now without waiting for anything.
    pub(super) fn ready(&mut self) -> Result<Vec<Effect>, Disowned> {
        let mut ready = Vec::new();
        while let Some(front) = self.turns.front_mut() {
            if let Word::Awaited(word) = &mut front.word {
                match word.try_recv() {
                    Ok(()) => {}
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Closed) => return Err(Disowned),
                }
            }
            ready.extend(
                self.turns
                    .pop_front()
                    .into_iter()
                    .flat_map(|turn| turn.effects),
            );
        }
        if self.behind {
            for turn in &mut self.turns {
                let waits = matches!(turn.word, Word::Awaited(_));
                let effects = turn.effects.drain(..);
                let (owed, flows) = effects.partition(|effect| waits && is_acknowledgement(effect));
                turn.effects = owed;
                ready.extend::<Vec<Effect>>(flows);
            }
            self.turns
                .retain(|turn| matches!(turn.word, Word::Awaited(_)));
        }
        Ok(ready)
    }

    /// Resolves when the journal has spoken on the oldest turn; never, when nothing waits.
    pub(super) async fn wait(&mut self) -> Result<(), Disowned> {
        let Some(Turn {
            word: Word::Awaited(word),
            ..
        }) = self.turns.front_mut()
        else {
            return std::future::pending().await;
        };
        word.await.map_err(|_| Disowned)?;
        if let Some(front) = self.turns.front_mut() {
            front.word = Word::Kept;
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.turns.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.turns.len()
    }
}

fn is_acknowledgement(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Finished
            | Effect::Send {
                message: ServerMessage::Done { .. },
                ..
            }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use meeting::id::ConnectionId;
    use meeting::protocol::Reason;

    fn done(id: u32) -> Effect {
        let message = ServerMessage::Done { id, answer: None };
        Effect::Send {
            to: ConnectionId::from_bits(1),
            message,
        }
    }

    fn refused(id: u32) -> Effect {
        let message = ServerMessage::Rejected {
            detail: None,
            id,
            reason: Reason::WrongState,
        };
        Effect::Send {
            to: ConnectionId::from_bits(1),
            message,
        }
    }

    #[test]
    fn effects_leave_in_order_and_only_when_kept() {
        let mut held = Held::default();
        let (first_kept, first) = oneshot::channel();
        held.push(Some(first), vec![done(1)]);
        held.push(None, vec![refused(2)]);
        assert_eq!(held.ready(), Ok(vec![]));
        first_kept.send(()).unwrap();
        assert_eq!(held.ready(), Ok(vec![done(1), refused(2)]));
        assert!(held.is_empty());
    }

    #[tokio::test]
    async fn waiting_ends_with_the_oldest_turn() {
        let mut held = Held::default();
        let (kept, word) = oneshot::channel();
        held.push(Some(word), vec![done(1)]);
        kept.send(()).unwrap();
        held.wait().await.unwrap();
        assert_eq!(held.ready(), Ok(vec![done(1)]));
    }

    #[test]
    fn while_the_record_is_behind_only_acknowledgements_of_facts_wait() {
        let mut held = Held::default();
        let (kept, word) = oneshot::channel();
        held.push(Some(word), vec![refused(1), done(1)]);
        held.set_behind(true);
        held.push(None, vec![refused(2), done(3)]);
        assert_eq!(held.ready(), Ok(vec![refused(1), refused(2), done(3)]));
        assert_eq!(held.len(), 1, "what has left is not remembered");
        kept.send(()).unwrap();
        assert_eq!(held.ready(), Ok(vec![done(1)]));
    }

    #[tokio::test]
    async fn what_the_journal_will_not_keep_is_never_told() {
        let mut held = Held::default();
        let (kept, word) = oneshot::channel();
        held.push(Some(word), vec![done(1)]);
        drop(kept);
        assert_eq!(held.wait().await, Err(Disowned));
        assert_eq!(held.ready(), Err(Disowned));
    }
}
