use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use tokio::net::UdpSocket;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::sleep_until;

/// Brings every datagram at its time. It ends with the last handle.
#[derive(Clone)]
pub(super) struct Courier {
    parcels: UnboundedSender<(Instant, Parcel)>,
}

pub(super) struct Parcel {
    socket: Arc<UdpSocket>,
    /// `None`: where the socket is connected to.
    to: Option<SocketAddr>,
    datagram: Vec<u8>,
}

impl Parcel {
    pub(super) fn to_server(socket: &Arc<UdpSocket>, datagram: &[u8]) -> Self {
        Self {
            socket: socket.clone(),
            to: None,
            datagram: datagram.to_vec(),
        }
    }

    pub(super) fn to_client(
        listener: &Arc<UdpSocket>,
        client: SocketAddr,
        datagram: &[u8],
    ) -> Self {
        Self {
            socket: listener.clone(),
            to: Some(client),
            datagram: datagram.to_vec(),
        }
    }

    async fn deliver(self) {
        // Who is not there any more gets nothing, as on a real network.
        match self.to {
            Some(client) => self.socket.send_to(&self.datagram, client).await.ok(),
            None => self.socket.send(&self.datagram).await.ok(),
        };
    }
}

impl Courier {
    pub(super) fn start() -> Self {
        let (parcels, taken) = unbounded_channel();
        tokio::spawn(deliver(taken));
        Self { parcels }
    }

    pub(super) fn take(&self, at: Instant, parcel: Parcel) {
        self.parcels.send((at, parcel)).ok();
    }
}

/// In the order of their times, and of their coming where the times are the same.
struct Waiting {
    at: Instant,
    number: u64,
    parcel: Parcel,
}

impl Waiting {
    fn key(&self) -> (Instant, u64) {
        (self.at, self.number)
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Waiting {}
impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

async fn deliver(mut taken: UnboundedReceiver<(Instant, Parcel)>) {
    let mut waiting: BinaryHeap<Reverse<Waiting>> = BinaryHeap::new();
    for number in 0.. {
        let next = waiting.peek().map(|Reverse(next)| next.at);
        let due = async {
            match next {
                Some(at) => sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = due => {
                if let Some(Reverse(due)) = waiting.pop() {
                    due.parcel.deliver().await;
                }
            }
            parcel = taken.recv() => match parcel {
                Some((at, parcel)) => waiting.push(Reverse(Waiting { at, number, parcel })),
                None => return,
            },
        }
    }
}
