use super::*;
use crate::rtp::header::PlainHeader;
use proptest::prelude::*;
use rtc_srtp::context::Context;
use rtc_srtp::protection_profile::ProtectionProfile;
use std::collections::BTreeSet;

const SSRC: u32 = 0x0102_0304;
const HEADER: usize = 12;

fn provider() -> rtc_crypto::providers::RingProvider {
    rtc_crypto::providers::RingProvider::new()
}

fn material(profile: Profile) -> Vec<u8> {
    (0..profile.material_length() as u8).collect()
}

fn both(profile: Profile) -> (Inbound, Outbound) {
    use rtc_crypto::RTCCryptoProvider;
    sessions(profile, &material(profile), provider().crypto()).unwrap()
}

/// The client's ends, by the reference implementation.
fn reference(profile: Profile) -> (Context, Context) {
    use rtc_crypto::RTCCryptoProvider;
    let material = material(profile);
    let (client, server) = split(profile, &material).unwrap();
    let theirs = match profile {
        Profile::AeadAes128Gcm => ProtectionProfile::AeadAes128Gcm,
        Profile::Aes128CmHmacSha1_80 => ProtectionProfile::Aes128CmHmacSha1_80,
    };
    let context = |master: Master<'_>| {
        Context::new(
            master.key,
            master.salt,
            theirs,
            None,
            None,
            provider().crypto(),
        )
        .unwrap()
    };
    (context(client), context(server))
}

fn plain(position: u64, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0; HEADER];
    PlainHeader {
        payload_type: 96,
        marker: false,
        sequence: position as u16,
        timestamp: 7,
        ssrc: SSRC,
    }
    .write(&mut packet);
    packet.extend_from_slice(payload);
    packet
}

fn seal(out: &mut Outbound, stream: &mut SendStream, position: u64) -> Option<Vec<u8>> {
    let mut packet = plain(position, &position.to_be_bytes());
    packet.resize(packet.len() + TAG_ROOM, 0);
    let length = out.seal_rtp(stream, position, HEADER, &mut packet)?;
    packet.truncate(length);
    Some(packet)
}

fn open(inbound: &mut Inbound, sealed: &[u8]) -> Option<Vec<u8>> {
    let mut packet = sealed.to_vec();
    let header = Header::parse(&packet)?;
    let length = inbound.open_rtp(&mut packet, &header)?;
    packet.truncate(length);
    Some(packet)
}

const PROFILES: [Profile; 2] = [Profile::AeadAes128Gcm, Profile::Aes128CmHmacSha1_80];

#[test]
fn agrees_with_the_reference_over_a_rollover() {
    for profile in PROFILES {
        let (mut inbound, mut outbound) = both(profile);
        let (mut client, mut server) = reference(profile);
        let mut stream = SendStream::new(SSRC);
        for position in 65_400..65_700 {
            let expected = plain(position, &position.to_be_bytes());
            let sealed = client.encrypt_rtp(&expected).unwrap();
            assert_eq!(open(&mut inbound, &sealed), Some(expected.clone()));
            assert_eq!(open(&mut inbound, &sealed), None, "replay");
            let ours = seal(&mut outbound, &mut stream, position).unwrap();
            assert_eq!(server.decrypt_rtp(&ours).unwrap(), expected);
        }
    }
}

#[test]
fn agrees_with_the_reference_on_rtcp() {
    let report = [0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2];
    for profile in PROFILES {
        let (mut inbound, mut outbound) = both(profile);
        let (mut client, mut server) = reference(profile);
        for _ in 0..5 {
            let sealed = client.encrypt_rtcp(&report).unwrap();
            assert_eq!(inbound.open_rtcp(&sealed).as_deref(), Some(&report[..]));
            assert_eq!(inbound.open_rtcp(&sealed), None, "replay");
            let ours = outbound.seal_rtcp(&report).unwrap();
            assert_eq!(server.decrypt_rtcp(&ours).unwrap(), &report[..]);
        }
    }
}

/// A packet of before the rollover that is sent after it, as when a retransmission arrives late.
#[test]
fn a_late_packet_keeps_the_counter_of_its_time() {
    for profile in PROFILES {
        let (_, mut outbound) = both(profile);
        let (_, mut server) = reference(profile);
        let mut stream = SendStream::new(SSRC);
        for position in (65_500..65_600).filter(|position| *position != 65_530) {
            let sealed = seal(&mut outbound, &mut stream, position).unwrap();
            server.decrypt_rtp(&sealed).unwrap();
        }
        let late = seal(&mut outbound, &mut stream, 65_530).unwrap();
        let expected = plain(65_530, &65_530u64.to_be_bytes());
        assert_eq!(server.decrypt_rtp(&late).unwrap(), expected);
        assert_eq!(seal(&mut outbound, &mut stream, 65_530), None);
    }
}

#[test]
fn a_forged_packet_is_refused_and_moves_nothing() {
    for profile in PROFILES {
        let (mut inbound, _) = both(profile);
        let (mut client, _) = reference(profile);
        let first = client.encrypt_rtp(&plain(10, b"first")).unwrap();
        let second = client.encrypt_rtp(&plain(11, b"second")).unwrap();
        assert!(open(&mut inbound, &first).is_some());
        let mut forged = second.to_vec();
        forged[14] ^= 1;
        assert_eq!(open(&mut inbound, &forged), None);
        assert!(open(&mut inbound, &second).is_some());
    }
}

#[test]
fn forged_stream_numbers_do_not_add_up() {
    let (mut inbound, _) = both(Profile::Aes128CmHmacSha1_80);
    let (mut client, _) = reference(Profile::Aes128CmHmacSha1_80);
    let first = client.encrypt_rtp(&plain(10, b"first")).unwrap();
    assert!(open(&mut inbound, &first).is_some());
    for ssrc in 0..10_000u32 {
        let mut forged = first.to_vec();
        forged[8..12].copy_from_slice(&ssrc.to_be_bytes());
        assert_eq!(open(&mut inbound, &forged), None);
    }
    let Inbound::CounterMode(counter_mode) = &inbound else {
        panic!("the profile that was asked for");
    };
    assert_eq!(counter_mode.streams(), MAX_STREAMS);
    let second = client.encrypt_rtp(&plain(11, b"second")).unwrap();
    assert!(open(&mut inbound, &second).is_some());
}

#[test]
fn material_of_the_wrong_length_is_refused() {
    use rtc_crypto::RTCCryptoProvider;
    for profile in PROFILES {
        assert!(sessions(profile, &[1; 7], provider().crypto()).is_err());
    }
}

proptest! {
    #[test]
    fn no_position_is_sealed_twice(steps in prop::collection::vec((0u64..2000, any::<bool>()), 1..200)) {
        let (_, mut outbound) = both(Profile::AeadAes128Gcm);
        let mut stream = SendStream::new(SSRC);
        let mut sealed = BTreeSet::new();
        let mut position = 64_000;
        for (step, back) in steps {
            let here = if back { position - step } else { position += step; position };
            if seal(&mut outbound, &mut stream, here).is_some() {
                prop_assert!(sealed.insert(here));
            }
        }
    }

    #[test]
    fn reordered_packets_open_once_across_rollovers(
        start in 0u64..32_768,
        count in 1u64..60,
        stride in prop_oneof![1u64..18, 1u64..3000],
        swaps in prop::collection::vec((0usize..60, 0usize..60), 0..20),
    ) {
        let (mut inbound, _) = both(Profile::AeadAes128Gcm);
        let (mut client, _) = reference(Profile::AeadAes128Gcm);
        let positions: Vec<u64> = (0..count).map(|i| start + i * stride).collect();
        let mut sealed: Vec<_> = positions
            .iter()
            .map(|position| client.encrypt_rtp(&plain(*position, b"x")).unwrap())
            .collect();
        for (a, b) in swaps {
            let (a, b) = (a % sealed.len(), b % sealed.len());
            // Never the first: its rollover counter is taken to be zero. And only where all of them
            // fit into the window of 1,024: several swaps carry one packet far.
            if a.min(b) > 0 && count * stride < 1024 {
                sealed.swap(a, b);
            }
        }
        for packet in &sealed {
            prop_assert!(open(&mut inbound, packet).is_some());
            prop_assert!(open(&mut inbound, packet).is_none());
        }
    }

    #[test]
    fn any_bytes_are_refused_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        for profile in PROFILES {
            let (mut inbound, _) = both(profile);
            prop_assert_eq!(open(&mut inbound, &bytes), None);
            prop_assert_eq!(inbound.open_rtcp(&bytes), None);
        }
    }
}
