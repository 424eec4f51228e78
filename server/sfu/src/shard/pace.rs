//! What could not go out at once: repairs, pictures that came too fast, and probes. None of it is
//! copied to wait; it is fetched from where it is kept when its turn comes.

use std::time::Instant;

use super::Shard;
use super::connection::slot_of;
use crate::congestion::queue::{Repair, Waiting};
use crate::egress::{Egress, Way};
use crate::media::PeerIndex;

enum Turn {
    Repair(Repair),
    Picture(Waiting),
}

impl Shard {
    /// When the next turn is due.
    pub(super) fn next_turn(&self) -> Option<Instant> {
        let turns = self.paced.iter().filter_map(|index| {
            let secured = self.peers.connection(*index)?.secured.as_ref()?;
            secured.egress.turn_at()
        });
        turns.min()
    }

    pub(super) fn take_turns(&mut self, now: Instant) {
        let mut place = 0;
        // In place, so that a fault with one leaves the others in the list.
        while let Some(&index) = self.paced.get(place) {
            if self.take_turn(index, now) {
                place += 1;
            } else {
                self.paced.swap_remove(place);
            }
        }
    }

    /// Says whether there will be another.
    fn take_turn(&mut self, index: PeerIndex, now: Instant) -> bool {
        let turn_at = self.egress_mut(index).and_then(|egress| egress.turn_at());
        let Some(at) = turn_at else { return false };
        if at > now {
            return true;
        }
        while let Some(turn) = self.next_waiting(index, now) {
            match turn {
                Turn::Repair(Repair { line, sequence }) => {
                    self.resend_on(index, usize::from(line), sequence, now);
                }
                Turn::Picture(waiting) => {
                    self.send_kept(index, &waiting, now);
                }
            }
        }
        self.fill_probe(index, now);
        self.egress_mut(index)
            .is_some_and(|egress| egress.turned(now))
    }

    pub(super) fn egress_mut(&mut self, index: PeerIndex) -> Option<&mut Egress> {
        let secured = self.peers.connection_mut(index)?.secured.as_mut()?;
        Some(&mut secured.egress)
    }

    fn next_waiting(&mut self, index: PeerIndex, now: Instant) -> Option<Turn> {
        let egress = self.egress_mut(index)?;
        if !egress.admits(now) {
            return None;
        }
        let repair = egress.queue.pop_repair().map(Turn::Repair);
        repair.or_else(|| egress.queue.pop().map(Turn::Picture))
    }

    /// A picture's packet, from the history of the layer that plays on its slot.
    fn send_kept(&mut self, index: PeerIndex, waiting: &Waiting, now: Instant) -> Option<()> {
        let line = usize::from(waiting.line);
        let connection = self.peers.connection_mut(index)?;
        let path = connection.media_path()?;
        let playing = connection.slot_mut(line)?.playing?;
        let history = std::mem::take(&mut self.layer_mut(playing)?.history);
        if let Some(packet) = history.get(waiting.position)
            && let Some(connection) = self.peers.connection_mut(index)
            && let Some(secured) = &mut connection.secured
            && let Some(slot) = slot_of(&mut connection.lines, line)
        {
            let mut way = Way {
                path,
                now,
                outbox: &mut self.outbox,
            };
            if let Some(length) = slot.forward(&packet, &mut secured.egress, &mut way) {
                self.figures.forwarded.count(length);
            }
        }
        self.layer_mut(playing)?.history = history;
        Some(())
    }

    /// Real packets come first; padding makes up for what a probe lacks.
    fn fill_probe(&mut self, index: PeerIndex, now: Instant) -> Option<()> {
        let connection = self.peers.connection_mut(index)?;
        let path = connection.media_path()?;
        let egress = &mut connection.secured.as_mut()?.egress;
        let mut slots = connection
            .lines
            .iter_mut()
            .filter_map(super::connection::Line::slot_mut);
        let slot = slots.find(|slot| slot.can_pad())?;
        let mut way = Way {
            path,
            now,
            outbox: &mut self.outbox,
        };
        while egress.owes(now) {
            slot.pad(egress, &mut way)?;
        }
        Some(())
    }
}
