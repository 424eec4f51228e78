//! Offers as our client makes them, and answers to those of a server that offers itself.

use std::fmt::Write as _;

use super::packet::{AUDIO, AUDIO_LEVEL, MID, REPAIR, STREAM_ID, TRANSPORT_SEQUENCE, VIDEO};
use super::peer::PASSWORD;

/// Names of the simulcast layers, lowest first.
pub(super) const LAYERS: [char; 3] = ['q', 'h', 'f'];

/// What an offer holds, in this order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lines {
    pub(super) microphone: bool,
    pub(super) camera: Camera,
    /// Screen and its sound.
    pub(super) screen: bool,
    /// Receive slots.
    pub(super) audio: usize,
    pub(super) video: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Camera {
    #[default]
    None,
    Single,
    Simulcast,
}

/// Who makes the description.
pub(super) struct Local<'a> {
    pub(super) user: &'a str,
    pub(super) fingerprint: &'a str,
    pub(super) port: u16,
}

enum Line {
    Sound { sends: bool },
    Picture { sends: bool, simulcast: bool },
}

impl Lines {
    fn list(self) -> Vec<Line> {
        let sound = |sends| Line::Sound { sends };
        let picture = |simulcast| Line::Picture {
            sends: true,
            simulcast,
        };
        let mut lines = Vec::new();
        lines.extend(self.microphone.then(|| sound(true)));
        lines.extend(
            (self.camera != Camera::None).then(|| picture(self.camera == Camera::Simulcast)),
        );
        if self.screen {
            lines.extend([picture(false), sound(true)]);
        }
        lines.extend((0..self.audio).map(|_| sound(false)));
        lines.extend((0..self.video).map(|_| Line::Picture {
            sends: false,
            simulcast: false,
        }));
        lines
    }
}

pub(super) fn offer(local: &Local<'_>, lines: Lines) -> String {
    let lines = lines.list();
    let mids: Vec<String> = (0..lines.len()).map(|mid| mid.to_string()).collect();
    let mut sdp = session(&mids.join(" "));
    for (mid, line) in mids.iter().zip(&lines) {
        let (media, attributes, sends) = match line {
            Line::Sound { sends } => (format!("audio 9 UDP/TLS/RTP/SAVPF {AUDIO}"), sound(), sends),
            Line::Picture { sends, simulcast } => (
                format!("video 9 UDP/TLS/RTP/SAVPF {VIDEO} {REPAIR}"),
                picture(*simulcast),
                sends,
            ),
        };
        let direction = if *sends { "sendonly" } else { "recvonly" };
        section(&mut sdp, &media, mid, direction, local);
        sdp.push_str(&attributes);
    }
    sdp
}

fn session(mids: &str) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {mids}\r\n\
         a=msid-semantic: WMS *\r\n"
    )
}

/// Said active, so that no server begins the handshake itself.
fn section(sdp: &mut String, media: &str, mid: &str, direction: &str, local: &Local<'_>) {
    let Local {
        user,
        fingerprint,
        port,
    } = local;
    // Writing to a string cannot fail.
    let _ = write!(
        sdp,
        "m={media}\r\nc=IN IP4 127.0.0.1\r\na=mid:{mid}\r\na={direction}\r\na=rtcp-mux\r\n\
         a=ice-ufrag:{user}\r\na=ice-pwd:{PASSWORD}\r\na=fingerprint:sha-256 {fingerprint}\r\n\
         a=setup:active\r\na=candidate:1 1 udp 2130706431 127.0.0.1 {port} typ host\r\n\
         a=end-of-candidates\r\n"
    );
}

fn extensions() -> String {
    format!(
        "a=extmap:{TRANSPORT_SEQUENCE} http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n\
         a=extmap:{MID} urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
    )
}

fn sound() -> String {
    format!(
        "a=rtpmap:{AUDIO} opus/48000/2\r\na=rtcp-fb:{AUDIO} transport-cc\r\n{}\
         a=extmap:{AUDIO_LEVEL} urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n",
        extensions()
    )
}

fn picture(simulcast: bool) -> String {
    let mut attributes = format!(
        "a=rtpmap:{VIDEO} VP8/90000\r\na=rtpmap:{REPAIR} rtx/90000\r\na=fmtp:{REPAIR} apt={VIDEO}\r\n\
         a=rtcp-fb:{VIDEO} nack\r\na=rtcp-fb:{VIDEO} nack pli\r\na=rtcp-fb:{VIDEO} transport-cc\r\n{}\
         a=extmap:{STREAM_ID} urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n",
        extensions()
    );
    if simulcast {
        for layer in LAYERS {
            let _ = write!(attributes, "a=rid:{layer} send\r\n");
        }
        let list = LAYERS.map(String::from).join(";");
        let _ = write!(attributes, "a=simulcast:send {list}\r\n");
    }
    attributes
}

/// Takes everything that is offered, with the first codec of each m-line.
pub(super) fn answer(offer: &str, local: &Local<'_>) -> String {
    let sections: Vec<&str> = offer.split("\r\nm=").skip(1).collect();
    let value = |section: &'_ str, key: &str| -> String {
        let mut lines = section.lines();
        let found = lines.find_map(|line| line.strip_prefix(key));
        found.unwrap_or_default().to_owned()
    };
    let mids: Vec<String> = sections
        .iter()
        .map(|section| value(section, "a=mid:"))
        .collect();
    let mut sdp = session(&mids.join(" "));
    for (mid, offered) in mids.iter().zip(&sections) {
        let words: Vec<&str> = offered
            .lines()
            .next()
            .unwrap_or_default()
            .split(' ')
            .collect();
        let (media, format) = (
            words.first().copied().unwrap_or_default(),
            words.get(3).copied().unwrap_or_default(),
        );
        let codec = value(offered, &format!("a=rtpmap:{format} "));
        let line = format!("{media} 9 UDP/TLS/RTP/SAVPF {format}");
        section(&mut sdp, &line, mid, "recvonly", local);
        let _ = write!(sdp, "a=rtpmap:{format} {codec}\r\n");
    }
    sdp
}
