//! Random values as an argument: the dice themselves are in `io`.

/// A cryptographically secure source of random bytes.
pub(crate) trait Randomness: Send {
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The 64 characters allowed in ICE credentials (RFC 8839, 5.4).
const ICE_CHARACTERS: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Threads that can be told apart by one character.
pub(crate) const MAX_THREADS: usize = ICE_CHARACTERS.len();

/// A user fragment that says whose it is: a connection that is accepted for all threads finds its
/// own by it.
pub(crate) fn ice_user(dice: &mut dyn Randomness, thread: usize, length: usize) -> String {
    let mut user = ice_characters(dice, length);
    let own = char::from(ICE_CHARACTERS[thread % MAX_THREADS]);
    user.replace_range(..1, own.encode_utf8(&mut [0; 4]));
    user
}

/// The thread that has given this user fragment, if one has.
pub(crate) fn thread_of(user: &str) -> Option<usize> {
    let first = user.bytes().next()?;
    ICE_CHARACTERS.iter().position(|known| *known == first)
}

/// `length` characters of 6 random bits each.
pub(crate) fn ice_characters(dice: &mut dyn Randomness, length: usize) -> String {
    let mut bytes = vec![0; length];
    dice.fill(&mut bytes);
    bytes
        .iter()
        .map(|byte| char::from(ICE_CHARACTERS[usize::from(byte & 63)]))
        .collect()
}

pub(crate) fn number(dice: &mut dyn Randomness) -> u32 {
    let mut bytes = [0; 4];
    dice.fill(&mut bytes);
    u32::from_be_bytes(bytes)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Counts, so that tests repeat themselves.
    pub(crate) struct Counting(pub(crate) u64);

    impl Randomness for Counting {
        fn fill(&mut self, bytes: &mut [u8]) {
            for byte in bytes {
                self.0 = self
                    .0
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                *byte = self.0.to_be_bytes()[0];
            }
        }
    }

    #[test]
    fn a_user_names_its_thread() {
        for thread in [0, 1, 63] {
            let user = ice_user(&mut Counting(7), thread, 8);
            assert_eq!((user.len(), thread_of(&user)), (8, Some(thread)));
        }
        assert_eq!(thread_of(""), None);
        assert_eq!(thread_of("\u{e9}"), None);
    }

    #[test]
    fn credentials_use_the_allowed_characters_only() {
        let text = ice_characters(&mut Counting(7), 200);
        assert_eq!(text.len(), 200);
        assert!(text.bytes().all(|byte| ICE_CHARACTERS.contains(&byte)));
    }
}
