//! SHA-256 fingerprints of certificates (RFC 8122).

use std::fmt;

use rtc_crypto::{HashAlgorithm, RTCCrypto};

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of a certificate in DER.
    pub(crate) fn of(certificate: &[u8], crypto: &dyn RTCCrypto) -> Option<Fingerprint> {
        let hash = crypto.hash(HashAlgorithm::Sha256, certificate).ok()?;
        Some(Fingerprint(hash.try_into().ok()?))
    }

    /// From `AB:CD:...`, in either case.
    pub(crate) fn parse(text: &str) -> Option<Fingerprint> {
        let mut bytes = [0; 32];
        let mut parts = text.split(':');
        for byte in &mut bytes {
            let part = parts.next()?;
            if part.len() != 2 || !part.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            *byte = u8::from_str_radix(part, 16).ok()?;
        }
        parts.next().is_none().then_some(Fingerprint(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ":" };
            write!(f, "{separator}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_as_it_is_written_in_either_case() {
        let fingerprint = Fingerprint([0xab; 32]);
        let text = fingerprint.to_string();
        assert_eq!(text.len(), 95);
        assert_eq!(Fingerprint::parse(&text), Some(fingerprint));
        assert_eq!(Fingerprint::parse(&text.to_lowercase()), Some(fingerprint));
    }

    #[test]
    fn nonsense_is_refused() {
        let text = Fingerprint([0xab; 32]).to_string();
        for wrong in [
            "",
            "AB",
            &text[3..],
            &format!("{text}:AB"),
            &text.replacen("AB", "+B", 1),
        ] {
            assert_eq!(Fingerprint::parse(wrong), None, "{wrong}");
        }
    }
}
