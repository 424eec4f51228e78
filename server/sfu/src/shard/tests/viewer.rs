//! A camera with three layers, somebody who watches it over an emulated link, and what they see.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use super::stage::{ALICE, BOB, Stage, camera, key_picture, picture};
use crate::api::Event;
use crate::client::{Audio, Client, Shape, Video};
use crate::congestion::link::Link;
use crate::rtcp::transport_feedback::FeedbackRecorder;
use crate::rtcp::{self, Message};
use crate::rtp::sequence;

const STEP: i64 = 5_000;

/// Packets of a picture and bytes of each: about 160, 560 and 1,700 kbit/s.
const LAYERS: [(u16, usize); 3] = [(1, 600), (2, 1_050), (6, 1_100)];
const KEY_FRAME: u16 = 3;

/// Temporal layers of the pictures.
const PATTERN: [u8; 4] = [0, 2, 1, 2];

pub(super) struct Broadcast {
    pub(super) stage: Stage,
    pub(super) link: Link<Vec<u8>>,
    pub(super) back: Link<Vec<u8>>,
    pub(super) viewer: Viewer,
    caught: Rc<RefCell<Vec<Vec<u8>>>>,
    recorder: FeedbackRecorder,
    /// Since the beginning, in microseconds.
    pub(super) now: i64,
    picture: u16,
    sound: u16,
    sequences: [u16; 3],
    key_wanted: BTreeSet<usize>,
    /// Whether the viewer tells of arrivals.
    pub(super) tells: bool,
    /// Whether the camera leaves out the layers that nobody needs.
    pub(super) heeds: bool,
    /// The layers that are sent.
    pub(super) sent: [bool; 3],
}

/// Shows pictures in their order, asks for what is missing, and looks at the clock.
#[derive(Default)]
pub(super) struct Viewer {
    packets: BTreeMap<u64, Shown>,
    newest: Option<u64>,
    next: u64,
    shown_at: i64,
    asked: BTreeMap<u64, i64>,
    /// Longest time without a picture, in microseconds.
    pub(super) freeze: i64,
    /// Layers in the order in which they were shown, and when each began.
    pub(super) layers: Vec<(u8, i64)>,
    pub(super) pictures: usize,
    /// Pictures that did not follow the one before, though no packet was missing.
    pub(super) gaps: usize,
    picture: Option<u16>,
    pub(super) sounds: usize,
}

#[derive(Clone, Copy)]
struct Shown {
    layer: u8,
    begins_key_frame: bool,
    picture: u16,
}

impl Broadcast {
    pub(super) fn new(seed: u64, width: u16, height: u16) -> Self {
        let mut stage = Stage::with(&[ALICE, BOB]);
        stage.view(BOB, &[(ALICE, width, height)]);
        let caught: Rc<RefCell<Vec<Vec<u8>>>> = Rc::default();
        let catching = caught.clone();
        stage.loses = Box::new(move |peer, datagram| {
            let is_media = peer == BOB && datagram[0] >= 128;
            if is_media {
                catching.borrow_mut().push(datagram.to_vec());
            }
            is_media
        });
        Broadcast {
            stage,
            link: Link::new(seed, 30_000),
            back: Link::new(seed + 1, 30_000),
            viewer: Viewer::default(),
            caught,
            recorder: FeedbackRecorder::default(),
            now: 0,
            picture: 0,
            sound: 0,
            sequences: [0; 3],
            key_wanted: BTreeSet::from([0, 1, 2]),
            tells: true,
            heeds: false,
            sent: [true; 3],
        }
    }

    /// What the engine believes that it may send to the viewer, in kbit/s.
    pub(super) fn target(&mut self) -> f64 {
        let index = self.stage.shard.by_key[&BOB];
        let egress = self.stage.shard.egress_mut(index).unwrap();
        egress.control.target().bits() / 1000.0
    }

    pub(super) fn run(&mut self, seconds: f64) {
        let end = self.now + (seconds * 1e6) as i64;
        while self.now < end {
            self.step();
        }
    }

    fn step(&mut self) {
        self.now += STEP;
        self.stage.now += Duration::from_micros(STEP as u64);
        if self.now % 500_000 == 0 {
            let now = self.stage.now;
            for client in self.stage.clients.values_mut() {
                client.tick(now);
            }
        }
        self.send();
        self.receive();
        if self.now % 60_000 == 0 {
            self.answer();
        }
        // What the viewer says takes its way; the rest goes at once.
        for datagram in self.stage.client(BOB).transmit() {
            self.back.send(datagram.len(), datagram, self.now);
        }
        let path = self.stage.path(BOB);
        for (_, mut datagram) in self.back.receive(self.now) {
            let now = self.stage.now;
            self.stage.shard.datagram(&mut datagram, path, now);
        }
        let now = self.stage.now;
        self.stage.shard.tick(now);
        self.stage.exchange();
        for datagram in self.caught.borrow_mut().drain(..) {
            self.link.send(datagram.len(), datagram, self.now);
        }
    }

    /// Sound every 20 ms, a picture in three layers every 35 ms.
    fn send(&mut self) {
        let alice = self.stage.client(ALICE);
        if self.now % 20_000 == 0 {
            self.sound = self.sound.wrapping_add(1);
            alice.send_audio(&Audio {
                sequence: self.sound,
                level: 30,
                of_screen: false,
            });
        }
        if self.now % 35_000 != 0 {
            return;
        }
        for report in std::mem::take(&mut alice.reports) {
            for message in rtcp::read(&report) {
                if let Message::PictureLost { ssrc } = message {
                    self.key_wanted.insert((ssrc - 2000) as usize);
                }
            }
        }
        self.picture = self.picture.wrapping_add(1);
        if self.heeds {
            self.heed();
        }
        for (layer, (packets, _)) in LAYERS.into_iter().enumerate() {
            if !self.sent[layer] {
                continue;
            }
            let key_frame = self.key_wanted.remove(&layer);
            let packets = if key_frame {
                packets * KEY_FRAME
            } else {
                packets
            };
            for part in 0..packets {
                self.send_part(layer, part, key_frame);
            }
        }
    }

    /// As browsers do: a layer that comes back begins with a key frame.
    fn heed(&mut self) {
        let told = self.stage.events.iter().rev().find_map(|event| {
            let Event::Needed { source, layers } = event else {
                return None;
            };
            (*source == camera(ALICE)).then_some(layers)
        });
        let Some(told) = told else { return };
        for (layer, name) in ["q", "h", "f"].into_iter().enumerate() {
            let is_needed = told.iter().any(|it| it == name);
            if is_needed && !self.sent[layer] {
                self.key_wanted.insert(layer);
            }
            self.sent[layer] = is_needed;
        }
    }

    fn send_part(&mut self, layer: usize, part: u16, key_frame: bool) {
        let video = if key_frame {
            key_picture(layer, self.picture)
        } else {
            picture(layer, self.picture)
        };
        let temporal = PATTERN[usize::from(self.picture) % PATTERN.len()];
        self.sequences[layer] = self.sequences[layer].wrapping_add(1);
        let (_, filling) = LAYERS[layer];
        self.stage.client(ALICE).send_video(&Video {
            sequence: self.sequences[layer],
            shape: Shape {
                continues: part > 0,
                goes_on: false,
                temporal: if key_frame { 0 } else { temporal },
                filling,
            },
            ..video
        });
    }

    /// A picture of so many packets on the highest layer. Returns how many packets leave at once.
    pub(super) fn burst(&mut self, packets: u16) -> usize {
        self.picture = self.picture.wrapping_add(1);
        for part in 0..packets {
            self.send_part(2, part, false);
        }
        self.stage.exchange();
        self.caught.borrow().len()
    }

    fn receive(&mut self) {
        for (at, datagram) in self.link.receive(self.now) {
            let now = self.stage.now;
            let client = self.stage.client(BOB);
            client.receive(&datagram, now);
            for (sequence, _) in client.arrivals.drain(..) {
                self.recorder.arrived(sequence, at);
            }
            for packet in client.received.drain(..) {
                self.viewer.take(&packet);
            }
        }
        self.viewer.show(self.now);
    }

    fn answer(&mut self) {
        if self.tells {
            for message in self.recorder.messages(1) {
                self.stage.client(BOB).send_rtcp(&message);
            }
        }
        let (ssrc, _) = Client::streams_of(&self.stage.answers[&BOB], 7);
        let missing = self.viewer.missing(self.now);
        if let Some(nack) = rtcp::nack(ssrc, &missing).filter(|_| !missing.is_empty()) {
            self.stage.client(BOB).send_rtcp(&nack);
        }
        if self.viewer.is_stuck(self.now) && self.now % 300_000 == 0 {
            let loss = rtcp::picture_loss(ssrc).unwrap();
            self.stage.client(BOB).send_rtcp(&loss);
        }
    }
}

impl Viewer {
    fn take(&mut self, packet: &crate::client::Received) {
        let (number, payload) = match packet.payload_type {
            96 => (packet.sequence, &packet.payload[..]),
            97 => (
                u16::from_be_bytes([packet.payload[0], packet.payload[1]]),
                &packet.payload[2..],
            ),
            _ => {
                self.sounds += 1;
                return;
            }
        };
        let position = match self.newest {
            Some(newest) => sequence::nearest(newest, number).unwrap(),
            None => (1 << 16) + u64::from(number),
        };
        if self.newest.is_none() {
            self.next = position;
        }
        self.newest = self.newest.max(Some(position));
        // What is empty only fills its place.
        let picture = picture_of(payload);
        let (layer, begins_key_frame) = match payload {
            [] => (u8::MAX, false),
            [first, ..] => {
                let is_key_frame = first & 0x10 != 0 && payload[6] & 1 == 0;
                (payload[payload.len() - 1], is_key_frame)
            }
        };
        self.packets.insert(
            position,
            Shown {
                layer,
                begins_key_frame,
                picture,
            },
        );
    }

    fn show(&mut self, now: i64) {
        let Some(newest) = self.newest else {
            self.shown_at = now;
            return;
        };
        loop {
            if let Some(shown) = self.packets.remove(&self.next) {
                self.next += 1;
                self.follow(&shown);
                self.pictures += usize::from(shown.layer != u8::MAX);
                self.freeze = self.freeze.max(now - self.shown_at);
                self.shown_at = now;
                let is_new = self
                    .layers
                    .last()
                    .is_none_or(|(last, _)| *last != shown.layer);
                if is_new && shown.layer != u8::MAX {
                    self.layers.push((shown.layer, now));
                }
                continue;
            }
            let mut later = self.packets.iter();
            let Some((position, _)) = later.find(|(_, shown)| shown.begins_key_frame) else {
                break;
            };
            self.next = *position;
            self.picture = None;
            self.packets = self.packets.split_off(&self.next);
        }
        self.freeze = self.freeze.max(now - self.shown_at);
        self.asked = self.asked.split_off(&self.next.min(newest));
    }

    fn follow(&mut self, shown: &Shown) {
        if shown.layer == u8::MAX {
            return;
        }
        if let Some(before) = self.picture.replace(shown.picture) {
            let step = shown.picture.wrapping_sub(before) & 0x7fff;
            self.gaps += usize::from(step > 1);
        }
    }

    fn missing(&mut self, now: i64) -> Vec<u16> {
        let Some(newest) = self.newest else {
            return Vec::new();
        };
        let missing: Vec<u64> = (self.next..newest)
            .filter(|position| !self.packets.contains_key(position))
            .filter(|position| self.asked.get(position).is_none_or(|at| now - at > 120_000))
            .take(100)
            .collect();
        self.asked
            .extend(missing.iter().map(|position| (*position, now)));
        missing
            .into_iter()
            .map(|position| position as u16)
            .collect()
    }

    fn is_stuck(&self, now: i64) -> bool {
        now - self.shown_at > 400_000
    }

    /// Changes of the layer since then.
    pub(super) fn changes_since(&self, at: i64) -> usize {
        self.layers.iter().filter(|(_, began)| *began > at).count()
    }

    pub(super) fn layer(&self) -> u8 {
        self.layers.last().unwrap().0
    }
}

fn picture_of(payload: &[u8]) -> u16 {
    let bytes = payload
        .get(2..4)
        .map_or([0; 2], |bytes| [bytes[0], bytes[1]]);
    u16::from_be_bytes(bytes) & 0x7fff
}
