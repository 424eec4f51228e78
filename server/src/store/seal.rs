//! Sealing with AES-256-GCM. What is sealed is bound to its place by associated data, so a
//! sealed text moved to another row or person does not open.

use meeting::id::{PersonId, SessionId};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};
use ring::error::Unspecified;
use ring::rand::{SecureRandom, SystemRandom};

/// The wrong key, a changed text, or a place it was not sealed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("does not open under its key")]
pub(crate) struct DoesNotOpen;

impl From<Unspecified> for DoesNotOpen {
    fn from(_: Unspecified) -> Self {
        DoesNotOpen
    }
}

pub(crate) const KEY_LENGTH: usize = 32;

/// A key of 256 random bits: the master key, or the data key of one person.
pub(crate) struct Key(LessSafeKey);

impl Key {
    pub(crate) fn new(bits: &[u8]) -> Result<Key, DoesNotOpen> {
        Ok(Key(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bits)?)))
    }

    /// 12 bytes of nonce, the ciphertext, 16 bytes of tag.
    pub(crate) fn seal(&self, context: &[u8], text: &[u8]) -> Result<Vec<u8>, DoesNotOpen> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut sealed = text.to_vec();
        self.0.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(context),
            &mut sealed,
        )?;
        sealed.splice(0..0, nonce);
        Ok(sealed)
    }

    pub(crate) fn unseal(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, DoesNotOpen> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(DoesNotOpen)?;
        let mut rest = rest.to_vec();
        let length = self
            .0
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(context),
                &mut rest,
            )?
            .len();
        rest.truncate(length);
        Ok(rest)
    }
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], Unspecified> {
    let mut bits = [0; N];
    SystemRandom::new().fill(&mut bits)?;
    Ok(bits)
}

/// Names a master key without giving it away: the database remembers which one it belongs to.
pub(crate) fn fingerprint(master_key: &[u8; KEY_LENGTH]) -> String {
    let hash = digest(
        &SHA256,
        &[b"yunqiao master key".as_slice(), master_key].concat(),
    );
    hash.as_ref()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Where the private text of a fact stands.
pub(crate) fn fact_context(person: PersonId, session: SessionId, epoch: u32, seq: i64) -> Vec<u8> {
    [
        person.bits().to_be_bytes().as_slice(),
        &session.bits().to_be_bytes(),
        &epoch.to_be_bytes(),
        &seq.to_be_bytes(),
    ]
    .concat()
}

/// Where the data key of a person stands.
pub(crate) fn key_context(person: PersonId) -> Vec<u8> {
    [b"data key".as_slice(), &person.bits().to_be_bytes()].concat()
}
