//! What could not go out at once: repairs, pictures that came too fast, and probes. None of it is
//! copied to wait; it is fetched from where it is kept when its turn comes.

use std::time::Instant;

use super::Shard;
use super::kept::Kept;
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
        while let Some(&index) = self.paced.get(place) {
            let goes_on = self.for_peer(index, |shard| shard.take_turn(index, now));
            if goes_on.unwrap_or(false) {
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
                    self.send_waiting(index, &waiting, now);
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

    /// A picture's packet, of the layer that plays on its slot.
    fn send_waiting(&mut self, index: PeerIndex, waiting: &Waiting, now: Instant) -> Option<()> {
        let line = usize::from(waiting.line);
        let kept = Kept {
            layer: self.peers.connection_mut(index)?.slot_mut(line)?.playing?,
            position: waiting.position,
        };
        let length = self.send_kept(index, line, kept, now, |slot, packet, egress, way| {
            slot.forward(packet, egress, way)
        })?;
        self.figures.forwarded.count(length);
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
