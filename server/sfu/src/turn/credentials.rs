//! Time-limited credentials, as coturn's REST interface has them.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::hmac;

/// The name of somebody until `expires`, in seconds since 1970.
pub fn user_until(expires: u64, name: &str) -> String {
    format!("{expires}:{name}")
}

/// The password that belongs to a user name of [`user_until`].
pub fn credential(secret: &[u8], user: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    BASE64_STANDARD.encode(hmac::sign(&key, user.as_bytes()))
}

/// Whether a user name is still good; one that says no time never was.
pub(super) fn holds(user: &str, unix: u64) -> bool {
    let expires = user.split(':').next().unwrap_or_default();
    expires.parse().is_ok_and(|expires: u64| unix <= expires)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By `printf %s USER | openssl dgst -sha1 -hmac SECRET -binary | base64`.
    #[test]
    fn credentials_are_those_of_coturn() {
        let user = user_until(1_700_000_000, "p1");
        assert_eq!(user, "1700000000:p1");
        assert_eq!(credential(b"secret", &user), "0eBzZq6Gbz8vtWCnJTCAn+awJQI=");
    }

    #[test]
    fn a_user_holds_until_its_time() {
        assert!(holds("1700000000:p1", 1_700_000_000));
        assert!(holds("1700000000", 1_699_999_999));
        for user in ["1700000000:p1", "", ":", "p1:1800000000", "-1"] {
            assert!(!holds(user, 1_700_000_001), "{user}");
        }
    }
}
