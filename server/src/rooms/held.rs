//! Effects that wait for their facts to be durable. Nobody is told before it is kept, and the
//! room never waits: it goes on with its next input while the turns before it are written.

use std::collections::VecDeque;

use meeting::protocol::ServerMessage;
use meeting::room::Effect;
use tokio::sync::oneshot;

/// One turn: its effects, and the word of the journal that its facts are durable (`None` when it
/// kept nothing).
#[derive(Debug)]
struct Turn {
    durable: Option<oneshot::Receiver<()>>,
    effects: Vec<Effect>,
}

/// Turns in order; effects leave from the front.
#[derive(Debug, Default)]
pub(super) struct Held {
    turns: VecDeque<Turn>,
    /// The journal cannot write. Then the room goes on showing what happens, but a request that
    /// made a fact gets its `Done` only when that fact is durable.
    behind: bool,
}

impl Held {
    pub(super) fn push(&mut self, durable: Option<oneshot::Receiver<()>>, effects: Vec<Effect>) {
        self.turns.push_back(Turn { durable, effects });
    }

    pub(super) fn set_behind(&mut self, behind: bool) {
        self.behind = behind;
    }

    /// Effects that may leave now without waiting for anything.
    pub(super) fn ready(&mut self) -> Vec<Effect> {
        let mut ready = Vec::new();
        while let Some(front) = self.turns.front_mut() {
            let durable = match &mut front.durable {
                None => true,
                Some(word) => !matches!(word.try_recv(), Err(oneshot::error::TryRecvError::Empty)),
            };
            if !durable {
                break;
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
                let (owed, flows) = turn.effects.drain(..).partition(is_acknowledgement);
                turn.effects = owed;
                ready.extend::<Vec<Effect>>(flows);
            }
        }
        ready
    }

    /// Resolves when the oldest turn has become durable; never, when nothing waits.
    pub(super) async fn wait(&mut self) {
        match self
            .turns
            .front_mut()
            .and_then(|turn| turn.durable.as_mut())
        {
            // An error means that the journal is gone with the service: nothing is left to wait for.
            Some(word) => {
                let _ = word.await;
                if let Some(front) = self.turns.front_mut() {
                    front.durable = None;
                }
            }
            None => std::future::pending().await,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.turns.is_empty()
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
        assert_eq!(held.ready(), vec![]);
        first_kept.send(()).unwrap();
        assert_eq!(held.ready(), vec![done(1), refused(2)]);
        assert!(held.is_empty());
    }

    #[tokio::test]
    async fn waiting_ends_with_the_oldest_turn() {
        let mut held = Held::default();
        let (kept, word) = oneshot::channel();
        held.push(Some(word), vec![done(1)]);
        kept.send(()).unwrap();
        held.wait().await;
        assert_eq!(held.ready(), vec![done(1)]);
    }

    #[test]
    fn while_the_record_is_behind_only_acknowledgements_wait() {
        let mut held = Held::default();
        let (kept, word) = oneshot::channel();
        held.push(Some(word), vec![refused(1), done(1)]);
        held.set_behind(true);
        held.push(None, vec![refused(2)]);
        assert_eq!(held.ready(), vec![refused(1), refused(2)]);
        kept.send(()).unwrap();
        assert_eq!(held.ready(), vec![done(1)]);
    }
}
