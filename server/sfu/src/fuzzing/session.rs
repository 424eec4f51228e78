//! A shard with a client in a room: what anybody may send it, and what the client may.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc_crypto::providers::RingProvider;

use super::{FixedDice, datagrams, identity, start};
use crate::api::{Command, Kind, OwnerKey, PeerKey, RoomKey, Source, Want};
use crate::client::{BOTH_PROFILES, Client, Slots};
use crate::outbox::Path;
use crate::sdp::answer::Candidates;
use crate::shard::{Setup, Shard};
use crate::timeline::Timeline;

const ROOM: RoomKey = RoomKey(1);
const STEP: Duration = Duration::from_millis(10);

/// Until the handshake is done, and no longer.
const STEPS: usize = 200;

/// Datagrams from an address that has proved nothing.
pub fn stranger(bytes: &[u8]) {
    let mut stage = Stage::new();
    let stranger = path(999);
    for datagram in datagrams(bytes) {
        stage.now += STEP;
        let before = stage.shard.figures().received;
        stage
            .shard
            .datagram(&mut datagram.to_vec(), stranger, stage.now);
        stage.shard.tick(stage.now);
        assert_eq!(stage.shard.figures().received, before);
        stage.shard.outbox().clear();
    }
    assert_eq!(stage.shard.figures().faults, 0);
}

/// Packets and reports of an authenticated client, as they are before they are sealed. A second
/// client watches.
pub fn session(bytes: &[u8]) {
    let mut stage = Stage::new();
    stage.join(1);
    stage.join(2);
    stage.connect();
    for packet in datagrams(bytes) {
        // What cannot be sealed never leaves a client.
        let is_report = packet.get(1).is_some_and(|kind| (192..224).contains(kind));
        stage.clients[0].seal_and_send(packet, is_report);
        stage.step();
    }
    for client in &stage.clients {
        assert_eq!(client.unreadable, 0);
    }
    assert_eq!(stage.shard.figures().faults, 0);
}

struct Stage {
    shard: Shard,
    clients: Vec<Client>,
    now: Instant,
}

impl Stage {
    fn new() -> Self {
        let provider = Arc::new(RingProvider::new());
        let now = start();
        let setup = Setup {
            identity: identity(&provider),
            provider,
            dice: Box::new(FixedDice(7)),
            candidates: Candidates {
                udp: vec![SocketAddr::from(([192, 0, 2, 100], 7000))],
                tcp: Vec::new(),
            },
            thread: 0,
            timeline: Timeline::new(now, Duration::from_secs(1_000_000)),
        };
        Stage {
            shard: Shard::new(setup, now).expect("a shard"),
            clients: Vec::new(),
            now,
        }
    }

    fn join(&mut self, number: u64) {
        let peer = PeerKey(number);
        let mut client = Client::new(&BOTH_PROFILES, Slots { audio: 1, video: 2 });
        let (tell, told) = std::sync::mpsc::channel();
        let wants = [Kind::Camera, Kind::Screen].map(|kind| Want {
            source: Source {
                peer: PeerKey(1),
                kind,
            },
            width: 640,
            height: 360,
        });
        for command in [
            Command::Enter {
                room: ROOM,
                peer,
                owner: OwnerKey(peer.0),
            },
            Command::Allow {
                peer,
                microphone: true,
                camera: true,
                screen: true,
            },
            Command::Offer {
                peer,
                sdp: client.offer(),
                fresh: true,
                reply: Box::new(move |answer| tell.send(answer).expect("somebody listens")),
            },
            Command::View {
                peer,
                wants: wants.to_vec(),
                audio_only: false,
            },
        ] {
            self.shard.command(command, self.now);
        }
        let answer = told.recv().expect("an answer").expect("a good offer");
        client.answered(&answer);
        self.clients.push(client);
    }

    fn connect(&mut self) {
        for _ in 0..STEPS {
            if self.clients.iter().all(Client::is_secured) {
                return;
            }
            for client in &mut self.clients {
                client.tick(self.now);
            }
            self.step();
        }
        panic!("the handshake never ended");
    }

    /// Delivers what is on the way, in both directions.
    fn step(&mut self) {
        self.now += STEP;
        for (index, client) in self.clients.iter_mut().enumerate() {
            for mut datagram in client.transmit() {
                self.shard.datagram(&mut datagram, path(index), self.now);
            }
        }
        assert!(!self.shard.forward_pictures(self.now));
        self.shard.tick(self.now);
        while self.shard.poll_event().is_some() {}
        let outbox = self.shard.outbox();
        for datagram in outbox.datagrams() {
            let bytes = &outbox.bytes()[datagram.start..][..datagram.length];
            if let Some(client) = self
                .clients
                .get_mut(usize::from(datagram.path.remote.port()))
            {
                client.receive(bytes, self.now);
            }
        }
        outbox.clear();
    }
}

/// The client's number is its port.
fn path(client: usize) -> Path {
    Path::udp(
        SocketAddr::from(([192, 0, 2, 1], client as u16)),
        IpAddr::from([192, 0, 2, 100]),
    )
}
