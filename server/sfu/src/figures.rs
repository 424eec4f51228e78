//! What a thread of the engine counts. Plain numbers, for they are touched with every packet.

/// Packets with their bytes, headers of RTP included, those of UDP and IP not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    pub packets: u64,
    pub bytes: u64,
}

impl Traffic {
    pub(crate) fn count(&mut self, bytes: usize) {
        self.packets += 1;
        self.bytes += bytes as u64;
    }
}

/// Media packets that were received and went no further, by the rule that held them back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// The peer may not send this.
    pub not_allowed: u64,
    /// They belong to nothing that was offered.
    pub unknown_stream: u64,
    /// They were there before, or repeat what was never asked for.
    pub repeated: u64,
    /// They have no content.
    pub padding: u64,
}

/// Of one thread of the engine, since it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Connections there are now, secured or on the way to it.
    pub connections: u64,
    /// Authentic media packets.
    pub received: Traffic,
    /// Packets sent, one for each receiver.
    pub forwarded: Traffic,
    /// Packets sent again.
    pub retransmitted: Traffic,
    pub dropped: Dropped,
    /// Requests of receivers for packets they miss.
    pub nacks: u64,
    /// Requests to senders for a key frame.
    pub key_frame_requests: u64,
    /// Datagrams of no known client, forged or damaged.
    pub unauthenticated: u64,
    /// Faults of the engine itself, each of which cost at most one client its connection.
    pub faults: u64,
}

/// How many numbers there are.
pub(crate) const CELLS: usize = 15;

impl Figures {
    pub(crate) fn to_cells(self) -> [u64; CELLS] {
        [
            self.connections,
            self.received.packets,
            self.received.bytes,
            self.forwarded.packets,
            self.forwarded.bytes,
            self.retransmitted.packets,
            self.retransmitted.bytes,
            self.dropped.not_allowed,
            self.dropped.unknown_stream,
            self.dropped.repeated,
            self.dropped.padding,
            self.nacks,
            self.key_frame_requests,
            self.unauthenticated,
            self.faults,
        ]
    }

    pub(crate) fn from_cells(cells: [u64; CELLS]) -> Self {
        let traffic = |at: usize| Traffic {
            packets: cells[at],
            bytes: cells[at + 1],
        };
        Figures {
            connections: cells[0],
            received: traffic(1),
            forwarded: traffic(3),
            retransmitted: traffic(5),
            dropped: Dropped {
                not_allowed: cells[7],
                unknown_stream: cells[8],
                repeated: cells[9],
                padding: cells[10],
            },
            nacks: cells[11],
            key_frame_requests: cells[12],
            unauthenticated: cells[13],
            faults: cells[14],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_its_own_cell() {
        let cells: [u64; CELLS] = std::array::from_fn(|cell| cell as u64 + 1);
        assert_eq!(Figures::from_cells(cells).to_cells(), cells);
    }
}
