//! What the fuzz targets in `fuzz/` call: every parser of bytes from the network, with what must hold
//! whatever the bytes are. Compiled for the fuzzer and for the test that replays the inputs it found.

mod session;

use std::time::{Duration, Instant};

use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::RingProvider;
use rtc_dtls::crypto::Certificate;

use crate::dtls::{Budget, ConnectionNumber, Dtls, Identity};
use crate::ice::Credentials;
use crate::ice::stun::Request;
use crate::random::Randomness;
use crate::rtcp::transport_feedback::FeedbackRecorder;
use crate::rtp::extension::{Extension, ExtensionMap};
use crate::rtp::header::{FIXED_LENGTH, Header};
use crate::rtp::red::Redundant;
use crate::rtp::vp8::{Descriptor, PictureNumbers, PictureShift};
use crate::sdp::answer::{Candidates, Local, answer};
use crate::sdp::offer::Offer;
use crate::srtp::{self, Profile};
use crate::stream::framing::Deframer;
use crate::turn::fuzzing as turn_server;

pub use session::{session, stranger};

/// Takes any bytes, and panics only at a fault.
type Target = fn(&[u8]);

/// Every target with its name, which is also that of its file and of its corpus.
pub const TARGETS: [(&str, Target); 13] = [
    ("stun", stun),
    ("dtls", dtls),
    ("srtp", srtp),
    ("rtp", rtp),
    ("red", red),
    ("vp8", vp8),
    ("rtcp", rtcp),
    ("transport_feedback", transport_feedback),
    ("sdp", sdp),
    ("stranger", stranger),
    ("session", session),
    ("framing", framing),
    ("turn", turn),
];

/// A binding request, up to the answer it would get.
pub fn stun(bytes: &[u8]) {
    let provider = RingProvider::new();
    let Ok(mut request) = Request::parse(bytes) else {
        return;
    };
    assert!(!request.user().contains(':'));
    request.exercise("a-password-that-is-long-enough", provider.crypto());
}

/// Handshake datagrams, each preceded by its length in two bytes.
pub fn dtls(bytes: &[u8]) {
    let provider = std::sync::Arc::new(RingProvider::new());
    let (now, connection) = (start(), ConnectionNumber(1));
    let mut dtls = Dtls::new(&identity(&provider), provider).expect("a configuration");
    dtls.expect(connection, now);
    let mut budget = Budget::default();
    let taken = datagrams(bytes).filter(|datagram| budget.takes(datagram));
    for (step, datagram) in taken.enumerate() {
        let now = now + Duration::from_millis(step as u64);
        let outcome = dtls.receive(now, connection, datagram);
        assert!(
            !matches!(outcome, Ok(crate::dtls::Outcome::Established(_))),
            "nobody has the client's keys"
        );
        while dtls.poll_transmit().is_some() {}
    }
}

/// Sealed packets: whatever was not sealed with the keys is refused.
pub fn srtp(bytes: &[u8]) {
    let provider = RingProvider::new();
    for profile in [Profile::AeadAes128Gcm, Profile::Aes128CmHmacSha1_80] {
        let material: Vec<u8> = (0..profile.material_length() as u8).collect();
        let sessions = srtp::sessions(profile, &material, provider.crypto());
        let (mut inbound, _) = sessions.expect("keys of the right length");
        if let Some(header) = Header::parse(bytes) {
            assert_eq!(inbound.open_rtp(&mut bytes.to_vec(), &header), None);
        }
        assert_eq!(inbound.open_rtcp(bytes), None);
    }
}

/// An RTP packet with header extensions of both forms.
pub fn rtp(bytes: &[u8]) {
    let Some(header) = Header::parse(bytes) else {
        return;
    };
    assert!((FIXED_LENGTH..=bytes.len()).contains(&header.length));
    let mut map = ExtensionMap::default();
    for (number, extension) in [
        (1, Extension::AudioLevel),
        (3, Extension::TransportSequence),
        (4, Extension::Mid),
        (10, Extension::StreamId),
        (11, Extension::RepairedStreamId),
    ] {
        map.assign(number, extension);
    }
    let found = map.read(&header, bytes);
    assert!(found.audio_level.is_none_or(|level| level < 128));
    if let Some(payload) = header.payload(bytes) {
        assert!(header.length + payload.len() <= bytes.len());
    }
}

/// The payload of redundant sound.
pub fn red(bytes: &[u8]) {
    let Some(redundant) = Redundant::parse(bytes) else {
        return;
    };
    let earlier = redundant.earlier().map(|(_, block)| block.payload.len());
    let length: usize = earlier.sum();
    assert!(length + redundant.primary().payload.len() < bytes.len());
}

/// A payload descriptor, and the rewriting of its numbers.
pub fn vp8(bytes: &[u8]) {
    let Some(descriptor) = Descriptor::parse(bytes) else {
        return;
    };
    descriptor.key_frame(bytes);
    let Some(numbers) = PictureNumbers::read(bytes) else {
        return;
    };
    // The numbers of the packet are moved to follow on from themselves.
    let shift = PictureShift::continuing(numbers, numbers);
    let mut rewritten = bytes.to_vec();
    shift.apply(&mut rewritten);
    assert_eq!(Descriptor::parse(&rewritten), Some(descriptor));
    assert_eq!(rewritten.len(), bytes.len());
}

/// A compound RTCP packet in the clear.
pub fn rtcp(bytes: &[u8]) {
    for message in crate::rtcp::read(bytes) {
        if let crate::rtcp::Message::Missing { sequences, .. } = message {
            // One word of a request names 17 packets.
            assert!(sequences.len() <= bytes.len() / 4 * 17);
        }
    }
}

/// Arrivals that a client controls: its transport sequence numbers, and pauses between them.
pub fn transport_feedback(bytes: &[u8]) {
    let mut recorder = FeedbackRecorder::default();
    let mut micros = 0;
    for arrival in bytes.chunks_exact(4) {
        let [high, low, pause, tell] = [arrival[0], arrival[1], arrival[2], arrival[3]];
        micros += i64::from(pause) * i64::from(pause) * 100;
        recorder.arrived(u16::from_be_bytes([high, low]), micros);
        if tell < 16 {
            for message in recorder.messages(1) {
                assert!(message.len() % 4 == 0 && message.len() < 1500);
            }
        }
    }
}

/// An offer, and the answer to it.
pub fn sdp(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(offer) = Offer::parse(text) else {
        return;
    };
    let identity = identity(&RingProvider::new());
    let credentials = Credentials {
        user: "user".into(),
        password: "password".into(),
    };
    let local = Local {
        session: 1,
        version: 1,
        credentials: &credentials,
        fingerprint: identity.fingerprint,
        candidates: &Candidates::default(),
    };
    let text = answer(&offer, &local, &vec![None; offer.sections.len()]);
    let lines = text.split("\r\n");
    let sections = lines.filter(|line| line.starts_with("m=")).count();
    assert_eq!(sections, offer.sections.len());
}

/// Pieces of a TCP stream (RFC 4571), each preceded by its length in two bytes.
pub fn framing(bytes: &[u8]) {
    let mut deframer = Deframer::default();
    let (mut came, mut taken) = (0, 0);
    for piece in datagrams(bytes) {
        came += piece.len();
        let Ok(whole) = deframer.take(piece) else {
            return;
        };
        taken += whole
            .iter()
            .map(|datagram| 2 + datagram.len())
            .sum::<usize>();
        assert!(taken <= came);
        // Datagrams of no length are left out, and less than one is kept.
        assert!(whole.iter().all(|datagram| !datagram.is_empty()));
    }
}

/// What a client of the TURN server sends, in pieces each preceded by its length in two bytes: an even
/// first byte stands before bytes of the stream, an odd one before a request that the client signs.
pub fn turn(bytes: &[u8]) {
    turn_server::turn(bytes);
}

/// Pieces of the input, each preceded by its length in two bytes.
pub(crate) fn datagrams(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (length, after) = rest.split_at_checked(2)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let (datagram, after) = after.split_at(length.min(after.len()));
        rest = after;
        Some(datagram)
    })
}

fn identity(provider: &RingProvider) -> Identity {
    let names = vec!["server".to_owned()];
    let certificate = Certificate::generate_self_signed(names, provider.crypto());
    Identity::new(certificate.expect("a certificate"), provider).expect("a fingerprint")
}

#[expect(
    clippy::disallowed_methods,
    reason = "there is no other way to make an Instant"
)]
pub(crate) fn start() -> Instant {
    Instant::now()
}

/// The same for every input, so that a find repeats itself.
struct FixedDice(u64);

impl Randomness for FixedDice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            // The high bits of a linear congruential generator do not repeat soon.
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            *byte = self.0.to_be_bytes()[0];
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::TARGETS;

    /// Inputs that the fuzzer has found, kept in `fuzz/corpus`.
    #[test]
    fn the_corpora_pass() {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
        for (name, target) in TARGETS {
            let inputs = std::fs::read_dir(fuzz.join("corpus").join(name)).unwrap();
            let mut count = 0;
            for input in inputs {
                let input = input.unwrap().path();
                let bytes = std::fs::read(&input).unwrap();
                let passed = std::panic::catch_unwind(|| target(&bytes));
                assert!(passed.is_ok(), "{}", input.display());
                count += 1;
            }
            assert!(count > 0, "no inputs for {name}");
            let source = fuzz.join("fuzz_targets").join(name).with_extension("rs");
            assert!(source.exists(), "{}", source.display());
        }
    }
}
