//! The answer, as text.

use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};

use super::offer::{Codec, Direction, Media, Offer, OfferedExtension, Section};
use crate::dtls::Fingerprint;
use crate::ice::Credentials;
use crate::rtp::extension::Extension;

/// Our side of the connection.
pub(crate) struct Local<'a> {
    pub(crate) session: u64,
    /// Grows with every answer of a session.
    pub(crate) version: u64,
    pub(crate) credentials: &'a Credentials,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) candidates: &'a Candidates,
}

/// Where clients reach us, most preferred first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Candidates {
    pub(crate) udp: Vec<SocketAddr>,
    /// We wait there for the client to connect (RFC 6544).
    pub(crate) tcp: Vec<SocketAddr>,
}

/// The streams on which a receive slot is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SlotStreams {
    pub(crate) ssrc: u32,
    pub(crate) rtx_ssrc: Option<u32>,
}

/// `slots[i]` is there if something can be sent to the client on m-line `i`.
pub(crate) fn answer(offer: &Offer, local: &Local<'_>, slots: &[Option<SlotStreams>]) -> String {
    let accepted: Vec<&str> = offer
        .sections
        .iter()
        .filter(|section| section.codec.is_some())
        .map(|section| section.mid.as_str())
        .collect();
    let mut sdp = Sdp(String::with_capacity(512 + offer.sections.len() * 640));
    sdp.line("v=0");
    let (session, version) = (local.session, local.version);
    sdp.line(format_args!("o=- {session} {version} IN IP4 127.0.0.1"));
    sdp.line("s=-");
    sdp.line("t=0 0");
    sdp.line(format_args!("a=group:BUNDLE {}", accepted.join(" ")));
    sdp.line("a=ice-lite");
    sdp.line("a=msid-semantic: WMS *");
    let mut first = true;
    for (index, section) in offer.sections.iter().enumerate() {
        let Some(codec) = &section.codec else {
            sdp.refused(section);
            continue;
        };
        let slot = slots.get(index).copied().flatten();
        sdp.accepted(section, codec, local, slot);
        if first {
            sdp.candidates(local.candidates);
            first = false;
        }
    }
    sdp.0
}

struct Sdp(String);

impl Sdp {
    fn line(&mut self, line: impl std::fmt::Display) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{line}\r\n");
    }

    fn refused(&mut self, section: &Section) {
        let Section {
            media,
            protocol,
            first_format,
            mid,
            ..
        } = section;
        self.line(format_args!("m={media} 0 {protocol} {first_format}"));
        self.line("c=IN IP4 0.0.0.0");
        self.line(format_args!("a=mid:{mid}"));
        self.line("a=inactive");
    }

    fn accepted(
        &mut self,
        section: &Section,
        codec: &Codec,
        local: &Local<'_>,
        slot: Option<SlotStreams>,
    ) {
        let receives = section.direction.sends();
        self.media(section, codec, receives);
        self.transport(local);
        self.line(match (slot.is_some(), receives) {
            (true, _) => "a=sendonly",
            (false, true) => "a=recvonly",
            (false, false) => "a=inactive",
        });
        if receives {
            self.extensions(section);
        } else if slot.is_some() {
            self.slot_extensions(section);
        }
        self.codec(codec, receives || slot.is_some());
        if receives {
            self.simulcast(&section.stream_ids);
        }
        if let Some(slot) = slot {
            self.streams(&section.mid, slot);
        }
    }

    /// A client that sends takes the first format: sound with redundancy, where it has that. On a
    /// slot redundancy comes and goes with what gets lost.
    fn media(&mut self, section: &Section, codec: &Codec, receives: bool) {
        let (media, protocol) = (&section.media, &section.protocol);
        let (red, itself) = (codec.red_payload_type, Some(codec.payload_type));
        let formats = match receives {
            true => [red, itself, codec.rtx_payload_type],
            false => [itself, red, codec.rtx_payload_type],
        };
        let formats: Vec<String> = formats.iter().flatten().map(u8::to_string).collect();
        let formats = formats.join(" ");
        self.line(format_args!("m={media} 9 {protocol} {formats}"));
        self.line("c=IN IP4 0.0.0.0");
        self.line(format_args!("a=mid:{}", section.mid));
    }

    fn transport(&mut self, local: &Local<'_>) {
        self.line(format_args!("a=ice-ufrag:{}", local.credentials.user));
        self.line(format_args!("a=ice-pwd:{}", local.credentials.password));
        self.line(format_args!("a=fingerprint:sha-256 {}", local.fingerprint));
        self.line("a=setup:passive");
        self.line("a=rtcp-mux");
        self.line("a=rtcp-rsize");
    }

    /// What the client may put on the packets that it sends. The time of sending is of no use to
    /// us: we tell when its packets arrive.
    fn extensions(&mut self, section: &Section) {
        for offered in &section.extensions {
            let direction = offered.direction.map(Direction::reversed);
            let is_theirs = direction.is_none_or(|direction| direction == Direction::ReceiveOnly);
            if is_theirs && offered.extension != Extension::SendTime {
                self.extension(offered, direction);
            }
        }
    }

    /// What we put on a slot: what is needed to measure the way. The streams are named in the
    /// answer, and with a `mid` on them Firefox does not recognise retransmissions.
    fn slot_extensions(&mut self, section: &Section) {
        for offered in section.slot_extensions() {
            self.extension(offered, offered.direction.map(Direction::reversed));
        }
    }

    fn extension(&mut self, offered: &OfferedExtension, direction: Option<Direction>) {
        let (number, uri) = (offered.number, offered.extension.uri());
        match direction {
            Some(direction) => {
                self.line(format_args!("a=extmap:{number}/{} {uri}", direction.name()));
            }
            None => self.line(format_args!("a=extmap:{number} {uri}")),
        }
    }

    fn codec(&mut self, codec: &Codec, is_used: bool) {
        let payload_type = codec.payload_type;
        match codec.media {
            Media::Audio => {
                self.line(format_args!("a=rtpmap:{payload_type} opus/48000/2"));
                // On slots too, where it says nothing: one payload type means the same everywhere.
                self.line(format_args!(
                    "a=fmtp:{payload_type} minptime=10;useinbandfec=1;usedtx=1"
                ));
            }
            Media::Video => self.line(format_args!("a=rtpmap:{payload_type} VP8/90000")),
        }
        let feedback = codec.feedback;
        let video = codec.media == Media::Video;
        for (agreed, name) in [
            (feedback.nack && video, "nack"),
            (feedback.picture_loss && video, "nack pli"),
            (feedback.full_intra && video, "ccm fir"),
            (feedback.transport && is_used, "transport-cc"),
        ] {
            if agreed {
                self.line(format_args!("a=rtcp-fb:{payload_type} {name}"));
            }
        }
        if let Some(red) = codec.red_payload_type {
            self.line(format_args!("a=rtpmap:{red} red/48000/2"));
            self.line(format_args!("a=fmtp:{red} {payload_type}/{payload_type}"));
        }
        if let Some(rtx) = codec.rtx_payload_type {
            self.line(format_args!("a=rtpmap:{rtx} rtx/90000"));
            self.line(format_args!("a=fmtp:{rtx} apt={payload_type}"));
        }
    }

    fn simulcast(&mut self, stream_ids: &[String]) {
        if stream_ids.is_empty() {
            return;
        }
        for id in stream_ids {
            self.line(format_args!("a=rid:{id} recv"));
        }
        self.line(format_args!("a=simulcast:recv {}", stream_ids.join(";")));
    }

    fn streams(&mut self, mid: &str, slot: SlotStreams) {
        let ssrc = slot.ssrc;
        self.line(format_args!("a=msid:slot-{mid} slot-{mid}"));
        if let Some(rtx) = slot.rtx_ssrc {
            self.line(format_args!("a=ssrc-group:FID {ssrc} {rtx}"));
        }
        self.line(format_args!("a=ssrc:{ssrc} cname:slots"));
        if let Some(rtx) = slot.rtx_ssrc {
            self.line(format_args!("a=ssrc:{rtx} cname:slots"));
        }
    }

    fn candidates(&mut self, candidates: &Candidates) {
        for (index, candidate) in candidates.udp.iter().enumerate() {
            let foundation = index + 1;
            let priority = udp_priority(index, candidate.ip());
            let (ip, port) = (candidate.ip(), candidate.port());
            self.line(format_args!(
                "a=candidate:{foundation} 1 udp {priority} {ip} {port} typ host"
            ));
        }
        for (index, candidate) in candidates.tcp.iter().enumerate() {
            let foundation = candidates.udp.len() + index + 1;
            let priority = tcp_priority(index, candidate.ip());
            let (ip, port) = (candidate.ip(), candidate.port());
            self.line(format_args!(
                "a=candidate:{foundation} 1 tcp {priority} {ip} {port} typ host tcptype passive"
            ));
        }
        self.line("a=end-of-candidates");
    }
}

/// RFC 8445, 5.1.2: host candidates of component 1, in their order, IPv4 before IPv6 at equal rank.
fn udp_priority(index: usize, ip: IpAddr) -> u32 {
    const HOST: u32 = 126;
    HOST << 24 | (0xffff - rank(index, ip)) << 8 | 255
}

/// RFC 6544, 4.2: below every candidate of UDP, with the local preference of a passive one.
fn tcp_priority(index: usize, ip: IpAddr) -> u32 {
    const HOST_TCP: u32 = 90;
    const PASSIVE: u32 = 4;
    HOST_TCP << 24 | (PASSIVE << 13 | (0x1fff - rank(index, ip))) << 8 | 255
}

fn rank(index: usize, ip: IpAddr) -> u32 {
    u32::try_from(index).unwrap_or(0xfff).min(0xfff) * 2 + u32::from(ip.is_ipv6())
}
