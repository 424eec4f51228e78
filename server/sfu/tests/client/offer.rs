//! The offer: four m-lines to send, then the receive slots.

/// How many receive slots are offered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slots {
    pub(crate) audio: usize,
    pub(crate) video: usize,
}

const TRANSPORT_SEQUENCE: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

pub(super) const PASSWORD: &str = "a-password-that-is-long-enough";

pub(super) fn write(user: &str, fingerprint: &str, slots: Slots, redundant: bool) -> String {
    let count = 4 + slots.audio + slots.video;
    let mids: Vec<String> = (0..count).map(|mid| mid.to_string()).collect();
    let mut sdp = format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\n\
         a=ice-ufrag:{user}\r\na=ice-pwd:{PASSWORD}\r\n\
         a=fingerprint:sha-256 {fingerprint}\r\na=setup:actpass\r\n",
        mids.join(" ")
    );
    for mid in 0..count {
        let sends = mid < 4;
        let is_video = match mid {
            0 | 3 => false,
            1 | 2 => true,
            slot => slot >= 4 + slots.audio,
        };
        sdp.push_str(&section(mid, is_video, sends, redundant));
    }
    sdp
}

fn section(mid: usize, is_video: bool, sends: bool, redundant: bool) -> String {
    let codec = if is_video {
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\n\
         a=fmtp:97 apt=96\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\n\
         a=rtcp-fb:96 transport-cc\r\n"
    } else if redundant {
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=rtpmap:111 opus/48000/2\r\n\
         a=rtcp-fb:111 transport-cc\r\na=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"
    } else {
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n\
         a=rtcp-fb:111 transport-cc\r\n"
    };
    let (media, attributes) = codec.split_once("\r\n").unwrap_or_default();
    let direction = if sends { "sendonly" } else { "recvonly" };
    let simulcast = if sends && is_video {
        "a=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n"
    } else {
        ""
    };
    format!(
        "{media}\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na={direction}\r\na=rtcp-mux\r\n{attributes}\
         a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n\
         a=extmap:3 {TRANSPORT_SEQUENCE}\r\n\
         a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n\
         a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n\
         a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\r\n{simulcast}"
    )
}
