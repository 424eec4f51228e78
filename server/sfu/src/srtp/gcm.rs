//! AES-128-GCM for SRTP (RFC 7714), in place.

use std::collections::HashMap;

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, Tag, UnboundKey};
use rtc_crypto::{BlockCipherAlgorithm, RTCCrypto};

use super::{KeyError, MAX_STREAMS, Master, TAG_ROOM};
use crate::rtp::header::{Header, read_u32};
use crate::rtp::sequence;
use crate::rtp::window::Window;

const TAG_LENGTH: usize = 16;
const RTCP_HEADER: usize = 8;
const RTCP_INDEX: usize = 4;
/// In the SRTCP index word: the packet is encrypted.
const ENCRYPTED: u32 = 1 << 31;

/// Key derivation labels (RFC 3711, 4.3.2).
const LABEL_RTP_KEY: u8 = 0;
const LABEL_RTP_SALT: u8 = 2;
const LABEL_RTCP_KEY: u8 = 3;
const LABEL_RTCP_SALT: u8 = 5;

struct SessionKey {
    key: LessSafeKey,
    salt: [u8; NONCE_LEN],
}

impl SessionKey {
    fn derive(
        master: Master<'_>,
        key_label: u8,
        salt_label: u8,
        crypto: &dyn RTCCrypto,
    ) -> Result<SessionKey, KeyError> {
        let key = derive_block(master, key_label, crypto)?;
        let salt = derive_block(master, salt_label, crypto)?;
        let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| KeyError)?;
        Ok(SessionKey {
            key: LessSafeKey::new(key),
            salt: salt[..NONCE_LEN].try_into().map_err(|_| KeyError)?,
        })
    }

    /// For RTP `index` is rollover counter and sequence number, for RTCP its own counter.
    fn nonce(&self, ssrc: u32, index: u64) -> Nonce {
        let mut bytes = [0; NONCE_LEN];
        bytes[2..6].copy_from_slice(&ssrc.to_be_bytes());
        bytes[6..].copy_from_slice(&index.to_be_bytes()[2..]);
        for (byte, salt) in bytes.iter_mut().zip(self.salt) {
            *byte ^= salt;
        }
        Nonce::assume_unique_for_key(bytes)
    }

    fn seal(&self, nonce: Nonce, aad: &[u8], payload: &mut [u8]) -> Option<Tag> {
        self.key
            .seal_in_place_separate_tag(nonce, Aad::from(aad), payload)
            .ok()
    }

    /// Returns the length without the tag.
    fn open(&self, nonce: Nonce, aad: &[u8], sealed: &mut [u8]) -> Option<usize> {
        let plain = self.key.open_in_place(nonce, Aad::from(aad), sealed).ok()?;
        Some(plain.len())
    }
}

/// The first block of the AES-CM key stream for a label; a GCM key or salt needs no more.
fn derive_block(
    master: Master<'_>,
    label: u8,
    crypto: &dyn RTCCrypto,
) -> Result<[u8; 16], KeyError> {
    let mut block = [0; 16];
    block[..master.salt.len()].copy_from_slice(master.salt);
    block[7] ^= label;
    crypto
        .block_encrypt(BlockCipherAlgorithm::Aes128, master.key, &mut block)
        .map_err(|_| KeyError)?;
    Ok(block)
}

pub(crate) struct GcmOutbound {
    rtp: SessionKey,
    rtcp: SessionKey,
    rtcp_index: u32,
}

impl GcmOutbound {
    pub(super) fn new(master: Master<'_>, crypto: &dyn RTCCrypto) -> Result<Self, KeyError> {
        Ok(GcmOutbound {
            rtp: SessionKey::derive(master, LABEL_RTP_KEY, LABEL_RTP_SALT, crypto)?,
            rtcp: SessionKey::derive(master, LABEL_RTCP_KEY, LABEL_RTCP_SALT, crypto)?,
            rtcp_index: 0,
        })
    }

    pub(super) fn seal_rtp(
        &self,
        ssrc: u32,
        position: u64,
        header_length: usize,
        packet: &mut [u8],
    ) -> Option<usize> {
        let body = packet.len().checked_sub(TAG_ROOM)?;
        let (header, rest) = packet.split_at_mut_checked(header_length)?;
        let (payload, tag) = rest.split_at_mut_checked(body.checked_sub(header_length)?)?;
        let sealed = self
            .rtp
            .seal(self.rtp.nonce(ssrc, position), header, payload)?;
        tag.copy_from_slice(sealed.as_ref());
        Some(body + TAG_LENGTH)
    }

    pub(super) fn seal_rtcp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        let ssrc = read_u32(packet, 4)?;
        // The counter is shared by all senders under this key and must not come round.
        self.rtcp_index = self.rtcp_index.checked_add(1)?;
        if self.rtcp_index & ENCRYPTED != 0 {
            return None;
        }
        let word = (self.rtcp_index | ENCRYPTED).to_be_bytes();
        let aad = rtcp_aad(packet, word)?;
        let nonce = self.rtcp.nonce(ssrc, u64::from(self.rtcp_index));
        let mut sealed = Vec::with_capacity(packet.len() + TAG_LENGTH + RTCP_INDEX);
        sealed.extend_from_slice(packet);
        let tag = self.rtcp.seal(nonce, &aad, &mut sealed[RTCP_HEADER..])?;
        sealed.extend_from_slice(tag.as_ref());
        sealed.extend_from_slice(&word);
        Some(sealed)
    }
}

fn rtcp_aad(packet: &[u8], word: [u8; RTCP_INDEX]) -> Option<[u8; RTCP_HEADER + RTCP_INDEX]> {
    let mut aad = [0; RTCP_HEADER + RTCP_INDEX];
    aad[..RTCP_HEADER].copy_from_slice(packet.get(..RTCP_HEADER)?);
    aad[RTCP_HEADER..].copy_from_slice(&word);
    Some(aad)
}

pub(crate) struct GcmInbound {
    rtp: SessionKey,
    rtcp: SessionKey,
    rtp_streams: HashMap<u32, Window>,
    rtcp_streams: HashMap<u32, Window>,
}

impl GcmInbound {
    pub(super) fn new(master: Master<'_>, crypto: &dyn RTCCrypto) -> Result<Self, KeyError> {
        Ok(GcmInbound {
            rtp: SessionKey::derive(master, LABEL_RTP_KEY, LABEL_RTP_SALT, crypto)?,
            rtcp: SessionKey::derive(master, LABEL_RTCP_KEY, LABEL_RTCP_SALT, crypto)?,
            rtp_streams: HashMap::new(),
            rtcp_streams: HashMap::new(),
        })
    }

    pub(super) fn open_rtp(&mut self, packet: &mut [u8], header: &Header) -> Option<usize> {
        let position = match self.rtp_streams.get(&header.ssrc) {
            Some(window) => {
                let position = sequence::nearest(window.highest()?, header.sequence)?;
                window.is_unused(position).then_some(position)?
            }
            None if self.rtp_streams.len() >= MAX_STREAMS => return None,
            None => u64::from(header.sequence),
        };
        let nonce = self.rtp.nonce(header.ssrc, position);
        let (aad, sealed) = packet.split_at_mut_checked(header.length)?;
        let length = self.rtp.open(nonce, aad, sealed)?;
        self.rtp_streams
            .entry(header.ssrc)
            .or_default()
            .take(position);
        Some(header.length + length)
    }

    pub(super) fn open_rtcp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        let (body, word) = packet.split_at_checked(packet.len().checked_sub(RTCP_INDEX)?)?;
        let word: [u8; RTCP_INDEX] = word.try_into().ok()?;
        let ssrc = read_u32(body, 4)?;
        let index = u32::from_be_bytes(word);
        if index & ENCRYPTED == 0 {
            return None;
        }
        let index = u64::from(index & !ENCRYPTED);
        match self.rtcp_streams.get(&ssrc) {
            Some(window) if !window.is_unused(index) => return None,
            None if self.rtcp_streams.len() >= MAX_STREAMS => return None,
            Some(_) | None => {}
        }
        let aad = rtcp_aad(body, word)?;
        let mut plain = body.to_vec();
        let nonce = self.rtcp.nonce(ssrc, index);
        let length = self.rtcp.open(nonce, &aad, &mut plain[RTCP_HEADER..])?;
        plain.truncate(RTCP_HEADER + length);
        self.rtcp_streams.entry(ssrc).or_default().take(index);
        Some(plain)
    }
}
