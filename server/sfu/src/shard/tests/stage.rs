//! A shard, its clients, the network between them, and a clock that only moves when told.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::RingProvider;
use rtc_dtls::crypto::Certificate;

use crate::api::{Command, Event, Kind, OfferError, OwnerKey, PeerKey, RoomKey, Source, Want};
use crate::client::{Audio, BOTH_PROFILES, Client, Shape, Slots, Video};
use crate::dtls::Identity;
use crate::outbox::Path;
use crate::random::tests::Counting;
use crate::sdp::answer::Candidates;
use crate::shard::{Setup, Shard};
use crate::tests::start;
use crate::timeline::Timeline;

pub(super) const ROOM: RoomKey = RoomKey(1);
pub(super) const ALICE: PeerKey = PeerKey(1);
pub(super) const BOB: PeerKey = PeerKey(2);
pub(super) const CAROL: PeerKey = PeerKey(3);

type Losing = Box<dyn FnMut(PeerKey, &[u8]) -> bool>;

const STEP: Duration = Duration::from_millis(10);

pub(super) struct Stage {
    pub(super) shard: Shard,
    pub(super) now: Instant,
    pub(super) clients: BTreeMap<PeerKey, Client>,
    pub(super) answers: BTreeMap<PeerKey, String>,
    pub(super) events: Vec<Event>,
    /// The port each client sends from and is reached at.
    pub(super) ports: BTreeMap<PeerKey, u16>,
    /// Drops a datagram towards a client when this says so.
    pub(super) loses: Losing,
    has_broken: bool,
}

impl Drop for Stage {
    /// No fault is contained in silence.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.shard.figures().faults > 0, self.has_broken);
        }
    }
}

impl Stage {
    pub(super) fn new() -> Self {
        let provider = Arc::new(RingProvider::new());
        let names = vec!["server".to_owned()];
        let certificate = Certificate::generate_self_signed(names, provider.crypto()).unwrap();
        let now = start();
        let setup = Setup {
            identity: Identity::new(certificate, &*provider).unwrap(),
            provider,
            dice: Box::new(Counting(7)),
            thread: 0,
            candidates: Candidates {
                udp: vec![SocketAddr::from(([192, 0, 2, 100], 7000))],
                tcp: Vec::new(),
            },
            timeline: Timeline::new(now, Duration::from_secs(1_000_000)),
        };
        Stage {
            shard: Shard::new(setup, now).unwrap(),
            now,
            clients: BTreeMap::new(),
            answers: BTreeMap::new(),
            events: Vec::new(),
            ports: BTreeMap::new(),
            loses: Box::new(|_, _| false),
            has_broken: false,
        }
    }

    /// With these people connected, and everything allowed to them.
    pub(super) fn with(peers: &[PeerKey]) -> Self {
        let mut stage = Stage::new();
        for peer in peers {
            stage.join(ROOM, *peer);
            stage.allow_screen(*peer);
        }
        stage.run(1000);
        stage.events.clear();
        stage
    }

    pub(super) fn join(&mut self, room: RoomKey, peer: PeerKey) {
        let slots = Slots { audio: 3, video: 4 };
        self.join_with(room, peer, Client::new(&BOTH_PROFILES, slots));
    }

    pub(super) fn join_with(&mut self, room: RoomKey, peer: PeerKey, client: Client) {
        self.join_as(OwnerKey(peer.0), room, peer, client);
    }

    pub(super) fn join_as(
        &mut self,
        owner: OwnerKey,
        room: RoomKey,
        peer: PeerKey,
        client: Client,
    ) {
        self.clients.insert(peer, client);
        self.ports.insert(peer, 40_000 + peer.0 as u16);
        self.command(Command::Enter { room, peer, owner });
        self.offer(peer, true).unwrap();
    }

    pub(super) fn offer(&mut self, peer: PeerKey, fresh: bool) -> Result<(), OfferError> {
        let sdp = self.clients[&peer].offer();
        let answer = self.offer_text(peer, sdp, fresh)?;
        self.clients.get_mut(&peer).unwrap().answered(&answer);
        self.answers.insert(peer, answer);
        Ok(())
    }

    pub(super) fn offer_text(
        &mut self,
        peer: PeerKey,
        sdp: String,
        fresh: bool,
    ) -> Result<String, OfferError> {
        let answer = Arc::new(Mutex::new(None));
        let slot = answer.clone();
        self.command(Command::Offer {
            peer,
            sdp,
            fresh,
            reply: Box::new(move |answer| *slot.lock().unwrap() = Some(answer)),
        });
        let answer = answer.lock().unwrap().take();
        answer.unwrap()
    }

    pub(super) fn command(&mut self, command: Command) {
        self.shard.command(command, self.now);
        self.collect();
    }

    pub(super) fn allow(&mut self, peer: PeerKey, microphone: bool, camera: bool) {
        self.command(Command::Allow {
            peer,
            microphone,
            camera,
            screen: false,
        });
    }

    /// Everything.
    pub(super) fn allow_screen(&mut self, peer: PeerKey) {
        self.command(Command::Allow {
            peer,
            microphone: true,
            camera: true,
            screen: true,
        });
    }

    pub(super) fn view(&mut self, peer: PeerKey, wants: &[(PeerKey, u16, u16)]) {
        let wants = wants.iter().map(|(peer, width, height)| Want {
            source: camera(*peer),
            width: *width,
            height: *height,
        });
        self.view_all(peer, wants.collect());
    }

    pub(super) fn view_all(&mut self, peer: PeerKey, wants: Vec<Want>) {
        self.command(Command::View {
            peer,
            wants,
            audio_only: false,
        });
    }

    /// Lets time pass; clients check their paths about twice a second.
    pub(super) fn run(&mut self, milliseconds: u64) {
        for step in 0..milliseconds / 10 {
            self.now += STEP;
            if step % 50 == 0 {
                for client in self.clients.values_mut() {
                    client.tick(self.now);
                }
            }
            self.exchange();
            self.shard.tick(self.now);
            self.collect();
        }
    }

    /// Carries everything that is under way.
    pub(super) fn exchange(&mut self) {
        for _ in 0..12 {
            for peer in self.clients.keys().copied().collect::<Vec<_>>() {
                let path = self.path(peer);
                for mut datagram in self.clients.get_mut(&peer).unwrap().transmit() {
                    self.shard.datagram(&mut datagram, path, self.now);
                }
            }
            self.collect();
        }
    }

    pub(super) fn path(&self, peer: PeerKey) -> Path {
        Path::udp(
            SocketAddr::from(([192, 0, 2, 1], self.ports[&peer])),
            IpAddr::from([192, 0, 2, 100]),
        )
    }

    fn collect(&mut self) {
        while let Some(event) = self.shard.poll_event() {
            self.events.push(event);
        }
        assert!(!self.shard.forward_pictures(self.now));
        self.deliver();
    }

    /// What is to be sent reaches those it is for.
    pub(super) fn deliver(&mut self) {
        let outbox = self.shard.outbox();
        let sent: Vec<_> = outbox
            .datagrams()
            .iter()
            .map(|datagram| {
                let end = datagram.start + datagram.length;
                (datagram.path, outbox.bytes()[datagram.start..end].to_vec())
            })
            .collect();
        outbox.clear();
        for (path, bytes) in sent {
            let port = path.remote.port();
            let owner = self.ports.iter().find(|(_, own)| **own == port);
            let Some(peer) = owner.map(|(peer, _)| *peer) else {
                continue;
            };
            if !(self.loses)(peer, &bytes) {
                let client = self.clients.get_mut(&peer).unwrap();
                client.receive(&bytes, self.now);
            }
        }
    }

    /// Nothing can be done without a fault for this one's connection.
    pub(super) fn break_peer(&mut self, peer: PeerKey) {
        self.break_peer_after(peer, 0);
    }

    /// It goes well so many times before.
    pub(super) fn break_peer_after(&mut self, peer: PeerKey, spared: usize) {
        let index = self.shard.by_key[&peer];
        let number = self.shard.peers.connection(index).unwrap().number;
        self.shard.broken.push((number, spared));
        self.has_broken = true;
    }

    pub(super) fn client(&mut self, peer: PeerKey) -> &mut Client {
        self.clients.get_mut(&peer).unwrap()
    }

    pub(super) fn say(&mut self, peer: PeerKey, sequence: u16, level: u8) {
        self.client(peer).send_audio(&Audio {
            of_screen: false,
            sequence,
            level,
        });
        self.exchange();
    }

    pub(super) fn show(&mut self, peer: PeerKey, video: Video) {
        self.client(peer).send_video(&video);
        self.exchange();
    }

    /// The sources on a peer's slots, as last told, empty ones left out.
    pub(super) fn shown_to(&self, peer: PeerKey) -> Vec<Source> {
        self.events
            .iter()
            .rev()
            .find_map(|event| {
                let Event::Slots { peer: to, slots } = event else {
                    return None;
                };
                let shown = || slots.iter().filter_map(|(_, source)| *source).collect();
                (*to == peer).then(shown)
            })
            .unwrap_or_default()
    }

    pub(super) fn told(&self, event: &Event) -> usize {
        self.events.iter().filter(|told| *told == event).count()
    }
}

pub(super) fn camera(peer: PeerKey) -> Source {
    Source {
        peer,
        kind: Kind::Camera,
    }
}

pub(super) fn microphone(peer: PeerKey) -> Source {
    Source {
        peer,
        kind: Kind::Microphone,
    }
}

/// The `number`th picture of a camera at 30 frames a second.
pub(super) fn picture(layer: usize, number: u16) -> Video {
    Video {
        of_screen: false,
        layer,
        sequence: number.wrapping_add(layer as u16 * 1000),
        timestamp: u32::from(number) * 3000 + layer as u32 * 777,
        picture: (number + layer as u16 * 50) & 0x7fff,
        key_frame: false,
        repair: None,
        transport_sequence: number,
        shape: Shape::default(),
    }
}

pub(super) fn key_picture(layer: usize, number: u16) -> Video {
    Video {
        key_frame: true,
        ..picture(layer, number)
    }
}
