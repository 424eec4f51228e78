//! Packets sent together are one group: what matters is how the delay changes from group to group,
//! for within a group the network only stretches or squeezes a burst.

use super::Micros;

/// Packets sent within this time of the first belong together.
const BURST: Micros = 5_000;

/// So does what arrives together although it was sent apart, up to this length.
const LONGEST_BURST: Micros = 100_000;

/// After so many groups that arrived before their predecessor the receiver's clock has jumped.
const MAX_BACKWARD: u32 = 3;

/// From one group to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) sent: Micros,
    pub(super) arrived: Micros,
    /// When the later group had arrived, on the client's clock.
    pub(super) at: Micros,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    first_sent: Micros,
    last_sent: Micros,
    first_arrived: Micros,
    last_arrived: Micros,
}

impl Group {
    fn new(sent: Micros, arrived: Micros) -> Self {
        Group {
            first_sent: sent,
            last_sent: sent,
            first_arrived: arrived,
            last_arrived: arrived,
        }
    }

    fn takes(&self, sent: Micros, arrived: Micros) -> bool {
        let later = arrived - self.last_arrived;
        let is_catching_up = (-BURST..sent - self.last_sent).contains(&later);
        sent - self.first_sent <= BURST
            || (is_catching_up && later <= BURST && arrived - self.first_arrived < LONGEST_BURST)
    }
}

#[derive(Default)]
pub(super) struct ArrivalGroups {
    current: Option<Group>,
    previous: Option<Group>,
    backward: u32,
}

impl ArrivalGroups {
    /// A packet that arrived, in the order of sending. The step is there when a group is complete.
    pub(super) fn packet(&mut self, sent: Micros, arrived: Micros) -> Option<Step> {
        let Some(current) = &mut self.current else {
            self.current = Some(Group::new(sent, arrived));
            return None;
        };
        if sent < current.first_sent {
            return None;
        }
        if current.takes(sent, arrived) {
            current.last_sent = current.last_sent.max(sent);
            // Not the latest: a packet that was overtaken tells nothing of the queue.
            current.last_arrived = arrived;
            return None;
        }
        let complete = Group {
            last_arrived: current.last_arrived.min(arrived),
            ..*current
        };
        self.current = Some(Group::new(sent, arrived));
        let previous = self.previous.replace(complete)?;
        let step = Step {
            sent: complete.last_sent - previous.last_sent,
            arrived: complete.last_arrived - previous.last_arrived,
            at: complete.last_arrived,
        };
        if step.arrived < 0 {
            self.backward += 1;
            if self.backward >= MAX_BACKWARD {
                *self = ArrivalGroups::default();
            }
            return None;
        }
        self.backward = 0;
        Some(step)
    }

    /// What follows is not compared with what was.
    pub(super) fn interrupt(&mut self) {
        self.current = None;
        self.previous = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bursts_are_compared_by_their_ends() {
        let mut groups = ArrivalGroups::default();
        for (sent, arrived) in [(0, 50_000), (1_000, 52_000), (33_000, 90_000)] {
            assert_eq!(groups.packet(sent, arrived), None);
        }
        let step = groups.packet(66_000, 130_000).unwrap();
        assert_eq!((step.sent, step.arrived, step.at), (32_000, 38_000, 90_000));
    }

    #[test]
    fn what_catches_up_belongs_to_the_group_it_arrives_with() {
        let mut groups = ArrivalGroups::default();
        groups.packet(0, 100_000);
        // Held up somewhere and released together.
        for sent in [20_000, 40_000, 60_000] {
            assert_eq!(groups.packet(sent, 101_000), None);
        }
        assert_eq!(groups.packet(80_000, 180_000), None);
        assert_eq!(groups.packet(100_000, 200_000).unwrap().arrived, 79_000);
    }

    #[test]
    fn a_clock_that_jumps_back_is_followed() {
        let mut groups = ArrivalGroups::default();
        let mut steps = 0;
        for packet in 0..40 {
            let clock = if packet < 20 { 1_000_000 } else { 0 };
            let at = packet * 20_000;
            steps += usize::from(groups.packet(at, at + clock).is_some());
        }
        assert!(steps >= 34, "{steps}");
    }
}
