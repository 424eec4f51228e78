//! How media flows to and from each peer: gathered from what is counted anyway, told every two
//! seconds, off the way of the packets.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::Shard;
use super::connection::Connection;
use super::feedback::line_of_stream;
use super::peer::{Peer, Place};
use crate::api::{Event, Flow, Kind, PeerQuality, RoomKey, SlotQuality, Source};
use crate::media::PeerIndex;
use crate::media::flow::{ENOUGH, Judgement, Losses, Report, Reported};
use crate::media::slot::{Sent, Slot};
use crate::sdp::offer::Media;

/// How often the caller is told.
pub(super) const INTERVAL: Duration = Duration::from_secs(2);

/// A picture that stands still for so long is frozen, if its source goes on.
const FREEZE: Duration = Duration::from_secs(1);

/// A client that receives says something at least that often: reports, or checks of its path.
const UNREACHABLE: Duration = Duration::from_secs(8);

/// What is known of one connection since it was last told.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) received_octets: u64,
    told_octets: u64,
    round_trip: Option<Duration>,
    up: Judgement,
    down: Judgement,
    /// Nothing of what is allowed arrived at the last look either.
    was_silent: bool,
    /// By m-line.
    slots: BTreeMap<usize, SlotTally>,
    /// Packets expected and received, by m-line and layer, as last told.
    layers: BTreeMap<(usize, usize), (u64, u64)>,
}

#[derive(Default)]
struct SlotTally {
    source: Option<Source>,
    reported: Reported,
    losses: Losses,
    /// Of sound, until they are enough to judge the line by.
    unjudged: Losses,
    /// Of sound, as last reported since it was told.
    jitter: Option<Duration>,
    /// As last told.
    told: Sent,
    /// As last looked at for freezes.
    seen_packets: u32,
    is_frozen: bool,
    freezes: u16,
}

impl Shard {
    /// A client says how one of its slots arrives. `lost`: of 256 packets since the last report.
    pub(super) fn receiver_reported(
        &mut self,
        index: PeerIndex,
        ssrc: u32,
        lost: u8,
        report: &Report,
        now: Instant,
    ) -> Option<()> {
        let ntp = (self.timeline.ntp(now) >> 16) as u32;
        let connection = self.peers.connection_mut(index)?;
        let line = line_of_stream(connection, ssrc)?;
        let slot = connection.slot(line)?;
        let is_sound = slot.codec.media == Media::Audio;
        let is_enough = u64::from(slot.sent.packets) >= ENOUGH;
        let tally = &mut connection.tally;
        tally.round_trip = report.round_trip(ntp).or(tally.round_trip);
        let heard = tally.slots.entry(line).or_default();
        let is_first = heard.reported.is_none();
        let lost_since = heard.reported.hear(report);
        heard.losses.add(lost_since);
        if is_sound {
            heard.jitter = Some(time_of(report.jitter, Media::Audio));
            heard.unjudged.add(lost_since);
            let share = heard.unjudged.take_share();
            // The first report is the only word there is.
            let share = share.or((is_first && is_enough).then_some(lost));
            if let Some(share) = share {
                connection.slot_mut(line)?.redundancy.reported(share, now);
            }
        }
        Some(())
    }

    /// To be called once in [`FREEZE`].
    pub(super) fn watch_for_freezes(&mut self, now: Instant) {
        self.for_each_peer(|shard, index| shard.watch_for_freezes_of(index, now));
    }

    fn watch_for_freezes_of(&mut self, index: PeerIndex, now: Instant) {
        let Some(peer) = self.peers.get(index) else {
            return;
        };
        let slots = peer.connection.iter().flat_map(|it| it.slots());
        let shown: Vec<(usize, Source, u32, bool)> = slots
            .filter_map(|(line, _, slot)| {
                let source = slot.source.filter(|source| source.kind == Kind::Camera)?;
                let arrives = self.arrives(peer.place, source, now);
                Some((line, source, slot.sent.packets, arrives))
            })
            .collect();
        let Some(connection) = self.peers.connection_mut(index) else {
            return;
        };
        for (line, source, packets, arrives) in shown {
            let slot = connection.tally.slots.entry(line).or_default();
            slot.look(source, packets, arrives);
        }
    }

    fn arrives(&self, place: Place, source: Source, now: Instant) -> bool {
        let located = self.locate(place, source);
        let sender = located.and_then(|(index, _)| self.peers.get(index));
        sender.is_some_and(|sender| sender.delivered_within(FREEZE, source.kind, now))
    }

    pub(super) fn tell_quality(&mut self, now: Instant) {
        let mut rooms: BTreeMap<RoomKey, Vec<PeerQuality>> = BTreeMap::new();
        self.for_each_peer(|shard, index| {
            if let Some(peer) = shard.peers.get_mut(index)
                && let Some(quality) = quality_of(peer, now)
            {
                rooms.entry(peer.place.room).or_default().push(quality);
            }
        });
        let events = rooms
            .into_iter()
            .map(|(room, peers)| Event::Quality { room, peers });
        self.events.extend(events);
    }
}

impl SlotTally {
    fn look(&mut self, source: Source, packets: u32, arrives: bool) {
        let is_same = self.source.replace(source) == Some(source);
        let stands_still = std::mem::replace(&mut self.seen_packets, packets) == packets;
        let is_frozen = is_same && stands_still && arrives;
        if is_frozen && !self.is_frozen {
            self.freezes = self.freezes.saturating_add(1);
        }
        self.is_frozen = is_frozen;
    }
}

/// `None` while there is no secure connection.
fn quality_of(peer: &mut Peer, now: Instant) -> Option<PeerQuality> {
    let expects = peer.allowed.microphone || peer.allowed.camera;
    let arrives = peer.arriving.microphone || peer.arriving.camera;
    let connection = peer.connection.as_mut()?;
    connection.media_path()?;
    let is_silent = expects && !arrives;
    let was_silent = std::mem::replace(&mut connection.tally.was_silent, is_silent);
    let up = Flow {
        is_silent: is_silent && was_silent,
        ..uplink(connection)
    };
    let (mut down, slots) = downlink(connection);
    down.is_silent = now.saturating_duration_since(connection.heard_at) >= UNREACHABLE;
    Some(PeerQuality {
        peer: peer.key,
        up,
        down,
        round_trip: connection.tally.round_trip,
        slots,
    })
}

fn uplink(connection: &mut Connection) -> Flow {
    let mut tally = std::mem::take(&mut connection.tally);
    let mut losses = Losses::default();
    let mut jitter: Option<Duration> = None;
    for (line, publication) in connection.publications() {
        for (number, layer) in publication.layers.iter().enumerate() {
            let totals = layer.reception.totals();
            let before = tally.layers.insert((line, number), totals);
            let lost = since(before.unwrap_or(totals), totals);
            losses.add(lost);
            // Packets of one picture leave together: only sound tells of the line.
            if publication.codec.media == Media::Audio && lost.expected > 0 {
                jitter = jitter.max(Some(time_of(layer.reception.jitter(), Media::Audio)));
            }
        }
    }
    let octets = tally.received_octets - tally.told_octets;
    tally.told_octets = tally.received_octets;
    let lost = tally.up.with(losses);
    connection.tally = tally;
    Flow {
        bits_per_second: bits_per_second(octets),
        lost_per_mille: lost,
        jitter,
        is_silent: false,
    }
}

/// A stream that began anew counts from its beginning.
fn since(before: (u64, u64), now: (u64, u64)) -> Losses {
    let began_anew = now.0 < before.0 || now.1 < before.1;
    let (expected, received) = if began_anew { (0, 0) } else { before };
    let expected = now.0 - expected;
    Losses {
        expected,
        lost: expected.saturating_sub(now.1 - received),
    }
}

fn downlink(connection: &mut Connection) -> (Flow, Vec<SlotQuality>) {
    let mut tallies = std::mem::take(&mut connection.tally.slots);
    let mut all = Losses::default();
    let mut flow = Flow::default();
    let mut slots = Vec::new();
    for (line, mid, slot) in connection.slots() {
        let tally = tallies.entry(line).or_default();
        let losses = std::mem::take(&mut tally.losses);
        all.add(losses);
        flow.jitter = flow.jitter.max(tally.jitter.take());
        let told = std::mem::replace(&mut tally.told, slot.sent);
        let bits = bits_per_second(u64::from(slot.sent.octets.wrapping_sub(told.octets)));
        flow.bits_per_second = flow.bits_per_second.saturating_add(bits);
        let freezes = std::mem::take(&mut tally.freezes);
        slots.extend(slot_quality(mid, slot, bits, losses, freezes));
    }
    connection.tally.slots = tallies;
    flow.lost_per_mille = connection.tally.down.with(all);
    (flow, slots)
}

fn slot_quality(
    mid: &str,
    slot: &Slot,
    bits_per_second: u32,
    losses: Losses,
    freezes: u16,
) -> Option<SlotQuality> {
    let layer = slot.playing.map(|playing| playing.layer);
    Some(SlotQuality {
        mid: mid.to_owned(),
        source: slot.source?,
        layer: layer.and_then(|layer| u8::try_from(layer).ok()),
        bits_per_second,
        lost_per_mille: losses.per_mille(),
        freezes,
    })
}

fn time_of(ticks: u32, media: Media) -> Duration {
    Duration::from_micros(u64::from(ticks) * 1_000_000 / u64::from(media.clock_rate()))
}

/// Of what came in one [`INTERVAL`].
fn bits_per_second(octets: u64) -> u32 {
    u32::try_from(octets * 8 / INTERVAL.as_secs()).unwrap_or(u32::MAX)
}
