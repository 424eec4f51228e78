use super::answer::{Candidates, Local, SlotStreams, answer};
use super::offer::{Direction, Media, Offer};
use crate::api::OfferError;
use crate::dtls::Fingerprint;
use crate::ice::Credentials;
use proptest::prelude::*;
use std::net::SocketAddr;

const CHROMIUM: &str = include_str!("fixtures/chromium.sdp");
const FIREFOX: &str = include_str!("fixtures/firefox.sdp");
const CHROMIUM_ALL: &str = include_str!("fixtures/chromium-all-codecs.sdp");
const FIREFOX_ALL: &str = include_str!("fixtures/firefox-all-codecs.sdp");
const RECORDED: [&str; 4] = [CHROMIUM, FIREFOX, CHROMIUM_ALL, FIREFOX_ALL];

fn answered(text: &str) -> String {
    let offer = Offer::parse(text).unwrap();
    let slots: Vec<_> = offer
        .sections
        .iter()
        .enumerate()
        .map(|(index, section)| {
            let codec = section.codec?;
            let ssrc = 100 + index as u32 * 2;
            (section.direction == Direction::ReceiveOnly).then_some(SlotStreams {
                ssrc,
                rtx_ssrc: codec.rtx_payload_type.map(|_| ssrc + 1),
            })
        })
        .collect();
    let credentials = Credentials {
        user: "ouruser".into(),
        password: "ourpassword".into(),
    };
    let both = |port| {
        let v6 = SocketAddr::new("2001:db8::1".parse().unwrap(), port);
        vec![SocketAddr::from(([192, 0, 2, 1], port)), v6]
    };
    let candidates = Candidates {
        udp: both(7000),
        tcp: both(7443),
    };
    let local = Local {
        session: 77,
        version: 1,
        credentials: &credentials,
        fingerprint: Fingerprint::parse(&["AB"; 32].join(":")).unwrap(),
        candidates: &candidates,
    };
    answer(&offer, &local, &slots)
}

fn sections(sdp: &str) -> Vec<&str> {
    sdp.split("\r\nm=").skip(1).collect()
}

#[test]
fn recorded_offers_are_understood() {
    for text in RECORDED {
        let offer = Offer::parse(text).unwrap();
        assert_eq!(offer.fingerprints.len(), 1);
        assert_eq!(offer.sections.len(), 8);
        let media: Vec<_> = offer
            .sections
            .iter()
            .map(|section| (section.codec.unwrap().media, section.direction))
            .collect();
        use Direction::{ReceiveOnly, SendOnly};
        use Media::{Audio, Video};
        assert_eq!(
            media,
            [
                (Audio, SendOnly),
                (Video, SendOnly),
                (Video, SendOnly),
                (Audio, SendOnly),
                (Audio, ReceiveOnly),
                (Audio, ReceiveOnly),
                (Video, ReceiveOnly),
                (Video, ReceiveOnly)
            ]
        );
        assert_eq!(offer.sections[1].stream_ids, ["q", "h", "f"]);
    }
}

#[test]
fn payload_types_are_those_of_the_offer() {
    for (text, opus, vp8, rtx) in [
        (CHROMIUM, 111, 96, 97),
        (CHROMIUM_ALL, 111, 96, 97),
        (FIREFOX, 109, 120, 124),
        (FIREFOX_ALL, 109, 120, 124),
    ] {
        let offer = Offer::parse(text).unwrap();
        let video = offer.sections[1].codec.unwrap();
        assert_eq!(offer.sections[0].codec.unwrap().payload_type, opus);
        assert_eq!(video.payload_type, vp8);
        assert_eq!(video.rtx_payload_type, Some(rtx));
        assert!(video.feedback.nack && video.feedback.transport);
    }
}

#[test]
fn sound_with_redundancy_is_asked_for_and_can_be_sent() {
    for (text, red) in [(CHROMIUM_ALL, Some(63)), (FIREFOX_ALL, None)] {
        let offer = Offer::parse(text).unwrap();
        assert_eq!(offer.sections[0].codec.unwrap().red_payload_type, red);
        assert_eq!(offer.sections[1].codec.unwrap().red_payload_type, None);
    }
    for (direction, formats) in [("sendonly", "63 111"), ("recvonly", "111 63")] {
        let direction = format!("a={direction}");
        let sdp = answered(&CHROMIUM_ALL.replacen("a=sendonly", &direction, 1));
        let audio = sections(&sdp)[0];
        assert!(audio.starts_with(&format!("audio 9 UDP/TLS/RTP/SAVPF {formats}\r\n")));
        assert!(audio.contains("a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"));
        // While nobody speaks a few packets a second are enough.
        assert!(audio.contains("a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n"));
    }
    // Redundancy of something else is of no use.
    for other in ["a=fmtp:63 9/9", "a=fmtp:63 111/9", "a=fmtp:63 111/"] {
        let offer = CHROMIUM_ALL.replace("a=fmtp:63 111/111", other);
        let codec = Offer::parse(&offer).unwrap().sections[0].codec.unwrap();
        assert_eq!(codec.red_payload_type, None, "{other}");
    }
}

#[test]
fn retransmission_streams_of_firefox_are_paired() {
    let offer = Offer::parse(FIREFOX).unwrap();
    assert_eq!(offer.sections[1].repairs.len(), 3);
    assert_eq!(offer.sections[1].ssrcs.len(), 6);
    assert_eq!(Offer::parse(CHROMIUM).unwrap().sections[1].repairs, []);
}

#[test]
fn every_m_line_is_answered_in_its_place() {
    for text in RECORDED {
        let sdp = answered(text);
        assert!(sdp.starts_with("v=0\r\no=- 77 1 IN IP4 127.0.0.1\r\n"));
        assert!(sdp.contains("\r\na=ice-lite\r\n"));
        assert!(sdp.contains("\r\na=group:BUNDLE 0 1 2 3 4 5 6 7\r\n"));
        let sections = sections(&sdp);
        assert_eq!(sections.len(), 8);
        for (index, section) in sections.iter().enumerate() {
            assert!(section.contains(&format!("\r\na=mid:{index}\r\n")));
            assert!(section.contains("\r\na=setup:passive\r\n"));
            assert!(section.contains("\r\na=rtcp-mux\r\n"));
            assert_eq!(section.contains("a=candidate:"), index == 0);
            assert_eq!(section.contains("\r\na=recvonly\r\n"), index < 4);
            assert_eq!(section.contains("\r\na=sendonly\r\n"), index >= 4);
        }
    }
}

#[test]
fn simulcast_is_accepted_lowest_first() {
    for text in RECORDED {
        let sdp = answered(text);
        let camera = sections(&sdp)[1];
        assert!(camera.contains("a=rid:q recv\r\na=rid:h recv\r\na=rid:f recv\r\n"));
        assert!(camera.contains("a=simulcast:recv q;h;f"));
        assert!(camera.contains("transport-cc"));
    }
}

#[test]
fn slots_carry_their_streams_and_what_measures_the_way() {
    for text in RECORDED {
        let sdp = answered(text);
        for (index, slot) in sections(&sdp).into_iter().enumerate().skip(4) {
            let video = index >= 6;
            let extensions = slot.lines().filter(|line| line.starts_with("a=extmap"));
            for extension in extensions {
                let measures =
                    extension.contains("transport-wide-cc") || extension.contains("abs-send-time");
                assert!(measures && !extension.contains("/recvonly"), "{extension}");
            }
            if video {
                assert!(slot.contains("transport-cc\r\n"), "{slot}");
                assert!(slot.contains("transport-wide-cc"), "{slot}");
            }
            assert!(slot.contains(&format!("a=ssrc:{} cname", 100 + index * 2)));
            assert_eq!(slot.contains("a=ssrc-group:FID"), index >= 6);
        }
    }
}

#[test]
fn an_extension_offered_in_one_direction_is_answered_in_the_other() {
    let sdp = answered(FIREFOX);
    let sections = sections(&sdp);
    assert!(
        sections[1].contains("a=extmap:9/recvonly urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id")
    );
    assert!(sections[0].contains("a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level"));
    assert!(sections[0].contains("a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid"));
}

#[test]
fn candidates_of_both_families_are_offered_in_order() {
    let sdp = answered(CHROMIUM);
    let candidates: Vec<_> = sdp
        .lines()
        .filter(|line| line.starts_with("a=candidate"))
        .collect();
    assert_eq!(
        candidates,
        [
            "a=candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host",
            "a=candidate:2 1 udp 2130705663 2001:db8::1 7000 typ host",
            "a=candidate:3 1 tcp 1520435199 192.0.2.1 7443 typ host tcptype passive",
            "a=candidate:4 1 tcp 1520434431 2001:db8::1 7443 typ host tcptype passive",
        ]
    );
}

#[test]
fn what_cannot_be_spoken_is_refused_in_its_place() {
    let data =
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:8\r\n";
    let offer = format!("{CHROMIUM}{data}").replace("6 7\r\n", "6 7 8\r\n");
    let sdp = answered(&offer);
    let refused = *sections(&sdp).last().unwrap();
    assert!(refused.starts_with("application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
    assert!(refused.contains("a=inactive"));
    assert!(sdp.contains("a=group:BUNDLE 0 1 2 3 4 5 6 7\r\n"));
}

#[test]
fn an_m_line_in_other_codecs_only_is_refused_by_name() {
    for (ours, needed, theirs, names) in [
        ("VP8/90000", "VP8", "H264/90000", "H264"),
        ("opus/48000/2", "Opus", "PCMU/8000", "PCMU"),
    ] {
        let other = CHROMIUM.replace(ours, theirs);
        let refused = OfferError::Codec {
            needed,
            offered: names.into(),
        };
        assert_eq!(Offer::parse(&other), Err(refused));
    }
    // An m-line that is not in use may be in any.
    let (head, camera) = CHROMIUM_ALL.split_once("m=video").unwrap();
    let unused = camera.replacen("a=sendonly", "a=inactive", 1);
    let unused = unused.replacen("VP8/90000", "H264/90000", 1);
    let offer = Offer::parse(&format!("{head}m=video{unused}")).unwrap();
    assert_eq!(offer.sections[1].codec, None);
}

#[test]
fn offers_without_the_necessary_are_refused() {
    let refused = |text: &str| Offer::parse(text).unwrap_err();
    let without = |what: &str| {
        let lines = CHROMIUM.lines().filter(|line| !line.starts_with(what));
        lines.map(|line| format!("{line}\r\n")).collect::<String>()
    };
    for what in [
        "a=group",
        "a=fingerprint",
        "a=ice-ufrag",
        "a=rtcp-mux",
        "a=rtpmap",
    ] {
        let error = refused(&without(what));
        assert!(
            matches!(error, OfferError::Unsupported(_)),
            "{what}: {error}"
        );
    }
    assert!(matches!(
        refused(&without("a=mid")),
        OfferError::Malformed(_)
    ));
    let sha1 = CHROMIUM.replace("sha-256", "sha-1");
    assert_eq!(
        refused(&sha1),
        OfferError::Unsupported("a sha-256 fingerprint")
    );
    let passive = CHROMIUM.replace("actpass", "passive");
    assert!(matches!(refused(&passive), OfferError::Unsupported(_)));
    let twice = CHROMIUM.replace("a=mid:1\r\n", "a=mid:0\r\n");
    assert!(matches!(refused(&twice), OfferError::Malformed(_)));
    for nonsense in ["", "hello", "v=0", "v=0\r\nm=audio"] {
        assert!(Offer::parse(nonsense).is_err());
    }
}

#[test]
fn a_refusal_quotes_nothing_of_the_offer() {
    let offer = "v=0\r\no=- 1 2 IN IP4 192.0.2.77 one word too many\r\n";
    let refusal = Offer::parse(offer).unwrap_err();
    assert_eq!(refusal, OfferError::Malformed("not SDP"));
    assert!(!refusal.to_string().contains("192.0.2.77"), "{refusal}");
}

proptest! {
    #[test]
    fn damaged_offers_are_read_without_panic(
        which in 0usize..4,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<char>(), any::<bool>()), 1..12),
    ) {
        let mut text: Vec<char> = RECORDED[which].chars().collect();
        for (index, character, remove) in damage {
            let at = index.index(text.len());
            if remove { text.remove(at); } else { text[at] = character; }
        }
        let text: String = text.into_iter().collect();
        if Offer::parse(&text).is_ok() {
            answered(&text);
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "(?s).{0,200}") {
        let _ = Offer::parse(&text);
    }

    #[test]
    fn lines_in_any_order_are_read_without_panic(
        lines in prop::collection::vec("(v=0|o=- 1 1 IN IP4 x|s=-|t=0 0|c=IN IP4 x|m=(audio|video) [0-9]{1,5} [A-Z/]{0,9} [0-9 ]{0,9}|a=[a-z:/; 0-9-]{0,30}|[a-z]=.{0,20})", 0..30),
    ) {
        let _ = Offer::parse(&lines.join("\r\n"));
    }
}

/// Some of what is read takes a look at every other line of its m-line.
#[test]
fn an_endless_m_line_is_refused() {
    let line = "a=rtpmap:96 VP8/90000\r\n";
    assert!(Offer::parse(CHROMIUM).is_ok());
    let long = format!("{CHROMIUM}{}", line.repeat(5000));
    assert!(matches!(
        Offer::parse(&long),
        Err(OfferError::Unsupported(_))
    ));
}
