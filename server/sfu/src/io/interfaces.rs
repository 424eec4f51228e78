//! The addresses of this machine that a client might reach.

#![expect(unsafe_code, reason = "the standard library has no getifaddrs")]

use std::io;
use std::net::{IpAddr, SocketAddr};

use super::address::RawAddress;

/// Of interfaces that are up: ordinary addresses first, loopback last, link-local ones not at all.
pub(super) fn addresses() -> io::Result<Vec<IpAddr>> {
    let mut list: *mut libc::ifaddrs = std::ptr::null_mut();
    // SAFETY: `list` is written on success and freed below.
    if unsafe { libc::getifaddrs(&raw mut list) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let mut found = Vec::new();
    let mut next = list;
    // SAFETY: the list is valid until it is freed, and every node points to the next.
    while let Some(entry) = unsafe { next.as_ref() } {
        next = entry.ifa_next;
        if entry.ifa_flags & libc::IFF_UP as libc::c_uint != 0
            && let Some(address) = read(entry.ifa_addr)
            && !found.contains(&address)
        {
            found.push(address);
        }
    }
    // SAFETY: as returned by getifaddrs, and not used any more.
    unsafe { libc::freeifaddrs(list) };
    Ok(sorted(found))
}

fn read(address: *const libc::sockaddr) -> Option<IpAddr> {
    // SAFETY: null, or an address whose size its family tells.
    let family = unsafe { address.as_ref()? }.sa_family;
    let size = match i32::from(family) {
        libc::AF_INET => size_of::<libc::sockaddr_in>(),
        libc::AF_INET6 => size_of::<libc::sockaddr_in6>(),
        _ => return None,
    };
    let mut raw = RawAddress::EMPTY;
    // SAFETY: both are at least `size` bytes.
    unsafe {
        std::ptr::copy_nonoverlapping(address.cast::<u8>(), (&raw mut raw).cast::<u8>(), size);
    }
    raw.get().as_ref().map(SocketAddr::ip)
}

fn sorted(mut addresses: Vec<IpAddr>) -> Vec<IpAddr> {
    addresses.retain(|address| match address {
        IpAddr::V4(address) => !address.is_link_local() && !address.is_unspecified(),
        IpAddr::V6(address) => !address.is_unicast_link_local() && !address.is_unspecified(),
    });
    // Stable: the system's order otherwise, IPv4 first.
    addresses.sort_by_key(|address| (address.is_loopback(), address.is_ipv6()));
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_last_and_link_local_is_left_out() {
        let given = [
            "127.0.0.1",
            "fe80::1",
            "2001:db8::1",
            "169.254.3.4",
            "10.0.0.1",
            "::1",
        ];
        let order: Vec<_> = sorted(given.map(|text| text.parse().unwrap()).to_vec());
        let expected = ["10.0.0.1", "2001:db8::1", "127.0.0.1", "::1"];
        let expected: Vec<IpAddr> = expected.map(|text| text.parse().unwrap()).to_vec();
        assert_eq!(order, expected);
    }

    #[test]
    fn this_machine_has_an_address() {
        assert!(!addresses().unwrap().is_empty());
    }
}
