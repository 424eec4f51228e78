//! Bytes of strangers.

use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_bytes_are_no_response(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        prop_assert!(Response::parse(&bytes).is_none());
    }

    #[test]
    fn any_bytes_are_refused_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        prop_assert!(Request::parse(&bytes).is_err());
    }

    /// Changed bytes with the checksum put right again, so that they reach the inner checks.
    #[test]
    fn a_damaged_request_is_refused_without_panic(
        damage in prop::collection::vec((20usize..200, any::<u8>()), 1..6),
    ) {
        let mut bytes = nominate(0).datagram();
        let checksum = bytes.len() - 8;
        for (at, value) in damage {
            bytes[at % checksum] = value;
        }
        let value = rtc_stun::fingerprint::fingerprint_value(&bytes[..checksum]);
        bytes[checksum + 4..].copy_from_slice(&value.to_be_bytes());
        if let Ok(mut request) = Request::parse(&bytes) {
            let mut agent = agent();
            let _ = agent.answer(start(), path(1), &mut request, RingProvider::new().crypto());
        }
    }
}
