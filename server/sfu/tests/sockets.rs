//! The running engine over real sockets.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[expect(dead_code, reason = "the tests in memory use more of it")]
mod client;

use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use client::{Audio, BOTH_PROFILES, Client, Shape, Slots, Video};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use sfu::{
    Command, Config, Engine, Event, Kind, OfferError, OwnerKey, PeerKey, RoomKey, Source, Want,
};

/// Nothing here takes longer, unless it never happens.
const DEADLINE: Duration = Duration::from_secs(30);

struct Participant {
    peer: PeerKey,
    client: Client,
    socket: UdpSocket,
    server: SocketAddr,
    checked_at: Option<Instant>,
}

fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "this test runs in real time")]
    Instant::now()
}

fn start(listen: &str, threads: usize) -> (Engine, Receiver<Event>) {
    let (events, told) = mpsc::channel();
    let config = Config {
        listen: listen.parse().unwrap(),
        public: Vec::new(),
        threads,
        tcp: None,
    };
    let engine = Engine::start(config, move |event| {
        let _ = events.send(event);
    });
    (engine.unwrap(), told)
}

fn offer(engine: &Engine, peer: PeerKey, sdp: String) -> Result<String, OfferError> {
    let (reply, answer) = mpsc::channel();
    engine.command(Command::Offer {
        peer,
        sdp,
        fresh: true,
        reply: Box::new(move |answer| {
            let _ = reply.send(answer);
        }),
    });
    answer.recv_timeout(DEADLINE).unwrap()
}

impl Participant {
    fn join(engine: &Engine, room: u64, peer: u64, profile: SrtpProtectionProfile) -> Self {
        let (room, peer) = (RoomKey(room), PeerKey(peer));
        let mut client = Client::new(&[profile], Slots { audio: 1, video: 1 });
        engine.command(Command::Enter {
            room,
            peer,
            owner: OwnerKey(peer.0),
        });
        engine.command(Command::Allow {
            peer,
            microphone: true,
            camera: true,
            screen: true,
        });
        let answer = offer(engine, peer, client.offer()).unwrap();
        client.answered(&answer);
        let server = last_candidate(&answer);
        let local = if server.is_ipv6() {
            "[::1]:0"
        } else {
            "127.0.0.1:0"
        };
        let socket = UdpSocket::bind(local).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_millis(5)))
            .unwrap();
        Participant {
            peer,
            client,
            socket,
            server,
            checked_at: None,
        }
    }

    /// Exchanges datagrams for a moment.
    fn step(&mut self) {
        let pause = Duration::from_millis(200);
        if self.checked_at.is_none_or(|at| now() >= at + pause) {
            self.checked_at = Some(now());
            self.client.tick(now());
        }
        for datagram in self.client.transmit() {
            self.socket.send_to(&datagram, self.server).unwrap();
        }
        let mut buffer = [0; 2048];
        while let Ok((length, from)) = self.socket.recv_from(&mut buffer) {
            assert_eq!(
                from, self.server,
                "answers leave from where they were asked"
            );
            self.client.receive(&buffer[..length], now());
        }
    }
}

/// Loopback is offered last.
fn last_candidate(answer: &str) -> SocketAddr {
    let lines = answer.lines();
    let candidate = lines
        .filter_map(|line| line.strip_prefix("a=candidate:"))
        .next_back();
    let words: Vec<&str> = candidate.unwrap().split(' ').collect();
    SocketAddr::new(words[4].parse().unwrap(), words[5].parse().unwrap())
}

fn until(participants: &mut [Participant], mut is_done: impl FnMut(&mut [Participant]) -> bool) {
    let deadline = now() + DEADLINE;
    while !is_done(participants) {
        assert!(now() < deadline, "it never happened");
        participants.iter_mut().for_each(Participant::step);
    }
}

fn secured(participants: &mut [Participant]) -> bool {
    participants.iter().all(|it| it.client.is_secured())
}

/// Alice sends sound and a picture with the one profile, Bob receives with the other.
fn forwards(listen: &str, alice: SrtpProtectionProfile, bob: SrtpProtectionProfile) {
    let (engine, told) = start(listen, 1);
    let mut both = [
        Participant::join(&engine, 1, 1, alice),
        Participant::join(&engine, 1, 2, bob),
    ];
    until(&mut both, secured);
    let source = Source {
        peer: both[0].peer,
        kind: Kind::Camera,
    };
    engine.command(Command::View {
        peer: both[1].peer,
        wants: vec![Want {
            source,
            width: 320,
            height: 180,
        }],
        audio_only: false,
    });
    let mut sequence = 0;
    until(&mut both, |both| {
        sequence += 1;
        both[0].client.send_audio(&Audio {
            of_screen: false,
            sequence,
            level: 30,
        });
        both[0].client.send_video(&Video {
            of_screen: false,
            layer: 0,
            sequence,
            timestamp: u32::from(sequence) * 3000,
            picture: sequence,
            key_frame: sequence.is_multiple_of(10),
            repair: None,
            transport_sequence: sequence,
            shape: Shape::default(),
        });
        let received = &both[1].client.received;
        let count = |kind: u8| received.iter().filter(|it| it.payload_type == kind).count();
        count(111) > 20 && count(96) > 20
    });
    assert_eq!(both[1].client.unreadable, 0);
    engine.stop();
    let figures = engine.figures();
    assert!(figures[0].forwarded.packets >= 40, "{figures:?}");
    assert_eq!(figures[0].faults, 0);
    let events: Vec<Event> = told.try_iter().collect();
    for participant in &both {
        let peer = participant.peer;
        assert!(events.contains(&Event::Connected { peer }));
    }
}

#[test]
fn packets_are_forwarded_between_profiles() {
    let [counter_mode, gcm] = BOTH_PROFILES;
    forwards("127.0.0.1:0", gcm, counter_mode);
    forwards("127.0.0.1:0", counter_mode, gcm);
}

#[test]
fn an_unspecified_address_answers_from_the_address_that_was_asked() {
    let [_, gcm] = BOTH_PROFILES;
    forwards("0.0.0.0:0", gcm, gcm);
}

#[test]
fn rooms_are_spread_over_threads_with_a_port_each() {
    let [_, gcm] = BOTH_PROFILES;
    let (engine, _told) = start("127.0.0.1:0", 2);
    assert_eq!(engine.addresses().len(), 2);
    let mut people = [
        Participant::join(&engine, 1, 1, gcm),
        Participant::join(&engine, 2, 2, gcm),
    ];
    assert_ne!(people[0].server, people[1].server);
    until(&mut people, secured);
}

/// The other end of a stream in memory, as a TCP connection or a relay is one.
struct Line {
    client: Client,
    stream: sfu::Stream,
    local: std::net::IpAddr,
}

impl Line {
    fn new(engine: &Engine, mut participant: Participant) -> (Self, Receiver<()>) {
        let local = participant.server.ip();
        participant.client.tick(now());
        let first = participant.client.transmit().remove(0);
        let (ready, told) = mpsc::channel();
        let remote = "198.51.100.7:50000".parse().unwrap();
        let stream = engine.stream_by_request(&first, remote, move || {
            let _ = ready.send(());
        });
        let line = Line {
            client: participant.client,
            stream: stream.unwrap(),
            local,
        };
        line.stream.arrived(local, first);
        (line, told)
    }

    /// Exchanges datagrams until the client is as wanted.
    fn until(&mut self, mut is_done: impl FnMut(&mut Client) -> bool) {
        let deadline = now() + DEADLINE;
        while !is_done(&mut self.client) {
            assert!(now() < deadline, "it never happened");
            std::thread::sleep(Duration::from_millis(2));
            for frame in self.stream.take(usize::MAX).unwrap() {
                assert_eq!(frame.local, self.local);
                self.client.receive(&frame.datagram, now());
            }
            self.client.tick(now());
            for datagram in self.client.transmit() {
                self.stream.arrived(self.local, datagram);
            }
        }
    }
}

#[test]
fn a_stream_carries_everything_and_finds_its_thread() {
    let [_, gcm] = BOTH_PROFILES;
    let (engine, _told) = start("127.0.0.1:0", 3);
    // Rooms are spread, so each lives on another thread.
    for room in 1..4 {
        let participant = Participant::join(&engine, room, room, gcm);
        let (mut line, ready) = Line::new(&engine, participant);
        line.until(|client| client.is_secured());
        ready.try_recv().unwrap();
        assert_eq!(line.client.unreadable, 0);
    }
}

#[test]
fn a_stream_that_nobody_is_on_is_closed_with_the_engine_at_the_latest() {
    let [_, gcm] = BOTH_PROFILES;
    let (engine, _told) = start("127.0.0.1:0", 1);
    assert!(
        engine
            .stream_by_request(b"GET / HTTP/1.1", "[::1]:1".parse().unwrap(), || {})
            .is_none()
    );
    assert!(
        engine
            .stream_to(
                "192.0.2.9:1".parse().unwrap(),
                "[::1]:1".parse().unwrap(),
                || {}
            )
            .is_none()
    );
    let participant = Participant::join(&engine, 1, 1, gcm);
    let stream = engine.stream_to(participant.server, "[::1]:1".parse().unwrap(), || {});
    let stream = stream.unwrap();
    assert_eq!(stream.take(1), Ok(Vec::new()));
    engine.stop();
    assert_eq!(stream.take(1), Err(sfu::StreamClosed));
}

#[test]
fn both_families_are_offered_and_served() {
    let [_, gcm] = BOTH_PROFILES;
    if UdpSocket::bind("[::1]:0").is_err() {
        eprintln!("this machine has no IPv6: nothing was tested");
        return;
    }
    forwards("[::1]:0", gcm, gcm);
    let (engine, _told) = start("[::]:0", 1);
    let families = |v6| engine.candidates().iter().any(|it| it.is_ipv6() == v6);
    assert!(families(true) && families(false));
    // Loopback of IPv6 stands last.
    let mut people = [Participant::join(&engine, 1, 1, gcm)];
    assert!(people[0].server.is_ipv6());
    until(&mut people, secured);
}

#[test]
fn a_stopped_engine_says_so() {
    let (engine, _told) = start("127.0.0.1:0", 1);
    let (room, peer) = (RoomKey(1), PeerKey(1));
    assert_eq!(
        offer(&engine, peer, String::new()),
        Err(OfferError::UnknownPeer)
    );
    engine.command(Command::Enter {
        room,
        peer,
        owner: OwnerKey(peer.0),
    });
    engine.stop();
    assert_eq!(
        offer(&engine, peer, String::new()),
        Err(OfferError::Stopped)
    );
}
