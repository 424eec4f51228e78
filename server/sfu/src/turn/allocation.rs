//! What one client may relay, and until when.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

/// Lifetimes of RFC 8656.
const DEFAULT: Duration = Duration::from_secs(600);
const LONGEST: Duration = Duration::from_secs(3600);
const PERMISSION: Duration = Duration::from_secs(300);
const CHANNEL: Duration = Duration::from_secs(600);

/// Numbers that a client may give a channel.
const CHANNELS: std::ops::RangeInclusive<u16> = 0x4000..=0x4fff;

pub(super) struct Allocation {
    pub(super) user: String,
    pub(super) relayed: SocketAddr,
    pub(super) expires: Instant,
    /// Bounded, like the channels, by the number of our own addresses.
    permissions: BTreeMap<IpAddr, Instant>,
    channels: BTreeMap<u16, Channel>,
}

#[derive(Clone, Copy)]
struct Channel {
    peer: SocketAddr,
    expires: Instant,
}

impl Allocation {
    pub(super) fn new(user: String, relayed: SocketAddr, expires: Instant) -> Self {
        Allocation {
            user,
            relayed,
            expires,
            permissions: BTreeMap::new(),
            channels: BTreeMap::new(),
        }
    }

    pub(super) fn permit(&mut self, peer: IpAddr, now: Instant) {
        self.permissions.insert(peer, now + PERMISSION);
    }

    pub(super) fn permits(&self, peer: IpAddr, now: Instant) -> bool {
        self.permissions
            .get(&peer)
            .is_some_and(|until| now < *until)
    }

    /// Binds or refreshes; false if either end is bound to something else.
    pub(super) fn bind(&mut self, number: u16, peer: SocketAddr, now: Instant) -> bool {
        self.channels.retain(|_, channel| now < channel.expires);
        let mut bound = self.channels.iter();
        let is_taken = bound.any(|(other, it)| (*other == number) != (it.peer == peer));
        if is_taken || !CHANNELS.contains(&number) {
            return false;
        }
        let expires = now + CHANNEL;
        self.channels.insert(number, Channel { peer, expires });
        self.permit(peer.ip(), now);
        true
    }

    pub(super) fn peer_of(&self, number: u16, now: Instant) -> Option<SocketAddr> {
        let channel = self.channels.get(&number)?;
        (now < channel.expires).then_some(channel.peer)
    }

    pub(super) fn channel_of(&self, peer: SocketAddr, now: Instant) -> Option<u16> {
        let mut channels = self.channels.iter();
        let (number, _) = channels.find(|(_, it)| it.peer == peer && now < it.expires)?;
        Some(*number)
    }
}

/// What a client that asks for so many seconds gets; zero ends an allocation.
pub(super) fn lifetime(asked: Option<u32>) -> Duration {
    match asked {
        None => DEFAULT,
        Some(0) => Duration::ZERO,
        Some(seconds) => Duration::from_secs(u64::from(seconds)).clamp(DEFAULT, LONGEST),
    }
}
