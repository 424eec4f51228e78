//! The only source of chance in the service.

use ring::rand::{SecureRandom, SystemRandom};

/// Bytes nobody can guess.
///
/// # Panics
/// If the operating system has no randomness to give: there is nothing safe left to do.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the operating system gives random bytes");
    bytes
}

/// 64 random bits, as identities are made of.
pub(crate) fn bits() -> u64 {
    u64::from_le_bytes(bytes())
}
