//! AES_CM_128_HMAC_SHA1_80 by `rtc-srtp`, for clients that offer nothing better.

use std::collections::HashSet;

use rtc_crypto::RTCCrypto;
use rtc_srtp::context::Context;
use rtc_srtp::option::{
    srtcp_no_replay_protection, srtcp_replay_protection, srtp_no_replay_protection,
    srtp_replay_protection,
};
use rtc_srtp::protection_profile::ProtectionProfile;

use super::{KeyError, MAX_STREAMS, Master, TAG_ROOM};
use crate::rtp::header::read_u32;

const PROFILE: ProtectionProfile = ProtectionProfile::Aes128CmHmacSha1_80;
const REPLAY_WINDOW: usize = 1024;
/// Index word and tag behind an SRTCP packet.
const RTCP_TRAILER: usize = 4 + 10;
/// The flag in the first byte of the index word.
const ENCRYPTED: u8 = 0x80;

/// One direction.
pub(crate) struct CounterMode {
    context: Context,
    /// Stream numbers that the context has been shown.
    shown: HashSet<u32>,
}

impl CounterMode {
    /// A context has no protection against replay unless it is asked for.
    pub(super) fn opening(master: Master<'_>, crypto: &dyn RTCCrypto) -> Result<Self, KeyError> {
        let context = Context::new(
            master.key,
            master.salt,
            PROFILE,
            Some(srtp_replay_protection(REPLAY_WINDOW)),
            Some(srtcp_replay_protection(REPLAY_WINDOW)),
            crypto,
        );
        Ok(CounterMode {
            context: context.map_err(|_| KeyError)?,
            shown: HashSet::new(),
        })
    }

    pub(super) fn sealing(master: Master<'_>, crypto: &dyn RTCCrypto) -> Result<Self, KeyError> {
        let context = Context::new(
            master.key,
            master.salt,
            PROFILE,
            Some(srtp_no_replay_protection()),
            Some(srtcp_no_replay_protection()),
            crypto,
        );
        Ok(CounterMode {
            context: context.map_err(|_| KeyError)?,
            shown: HashSet::new(),
        })
    }

    /// The context keeps a state for every stream number it is shown, before it knows whether the
    /// packet is authentic; forged numbers must not fill the memory.
    fn show(&mut self, ssrc: u32) -> Option<()> {
        if !self.shown.contains(&ssrc) {
            if self.shown.len() >= MAX_STREAMS {
                return None;
            }
            self.shown.insert(ssrc);
        }
        Some(())
    }

    #[cfg(test)]
    pub(super) fn streams(&self) -> usize {
        self.shown.len()
    }

    pub(super) fn open_rtp(&mut self, packet: &mut [u8]) -> Option<usize> {
        self.show(read_u32(packet, 8)?)?;
        let plain = self.context.decrypt_rtp(packet).ok()?;
        packet.get_mut(..plain.len())?.copy_from_slice(&plain);
        Some(plain.len())
    }

    /// `rtc-srtp` hands out a packet that claims to be in the clear without looking at its tag, so
    /// such a packet goes no further than here.
    pub(super) fn open_rtcp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        let index_word = packet.len().checked_sub(RTCP_TRAILER)?;
        if packet[index_word] & ENCRYPTED == 0 {
            return None;
        }
        self.show(read_u32(packet, 4)?)?;
        Some(self.context.decrypt_rtcp(packet).ok()?.to_vec())
    }

    /// The context counts the rollovers itself, from the sequence numbers.
    pub(super) fn seal_rtp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let body = packet.len().checked_sub(TAG_ROOM)?;
        let sealed = self.context.encrypt_rtp(&packet[..body]).ok()?;
        packet.get_mut(..sealed.len())?.copy_from_slice(&sealed);
        Some(sealed.len())
    }

    pub(super) fn seal_rtcp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        Some(self.context.encrypt_rtcp(packet).ok()?.to_vec())
    }
}
