//! Socket addresses as the kernel has them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

/// Room for an address of either family.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) union RawAddress {
    family: libc::sa_family_t,
    v4: libc::sockaddr_in,
    v6: libc::sockaddr_in6,
}

impl RawAddress {
    pub(super) const SIZE: libc::socklen_t = size_of::<RawAddress>() as libc::socklen_t;

    pub(super) const EMPTY: RawAddress = RawAddress {
        v6: libc::sockaddr_in6 {
            sin6_family: libc::AF_UNSPEC as libc::sa_family_t,
            sin6_port: 0,
            sin6_flowinfo: 0,
            sin6_addr: libc::in6_addr { s6_addr: [0; 16] },
            sin6_scope_id: 0,
        },
    };

    /// For a socket of the family `v6`; such a socket reaches IPv4 by mapped addresses.
    pub(super) fn new(address: SocketAddr, v6: bool) -> (RawAddress, libc::socklen_t) {
        match address {
            SocketAddr::V4(address) if !v6 => {
                let v4 = libc::sockaddr_in {
                    sin_family: libc::AF_INET as libc::sa_family_t,
                    sin_port: address.port().to_be(),
                    sin_addr: in_addr(*address.ip()),
                    sin_zero: [0; 8],
                };
                let mut raw = RawAddress::EMPTY;
                raw.v4 = v4;
                (raw, size_of::<libc::sockaddr_in>() as libc::socklen_t)
            }
            SocketAddr::V4(address) => {
                let mapped = address.ip().to_ipv6_mapped();
                Self::new_v6(SocketAddrV6::new(mapped, address.port(), 0, 0))
            }
            SocketAddr::V6(address) => Self::new_v6(address),
        }
    }

    fn new_v6(address: SocketAddrV6) -> (RawAddress, libc::socklen_t) {
        let v6 = libc::sockaddr_in6 {
            sin6_family: libc::AF_INET6 as libc::sa_family_t,
            sin6_port: address.port().to_be(),
            sin6_flowinfo: 0,
            sin6_addr: in6_addr(*address.ip()),
            sin6_scope_id: address.scope_id(),
        };
        (
            RawAddress { v6 },
            size_of::<libc::sockaddr_in6>() as libc::socklen_t,
        )
    }

    /// Mapped addresses become IPv4 again.
    #[expect(unsafe_code, reason = "the family says which member was written")]
    pub(super) fn get(&self) -> Option<SocketAddr> {
        // SAFETY: every member begins with the family, and `EMPTY` initialises all bytes.
        unsafe {
            match i32::from(self.family) {
                libc::AF_INET => {
                    let ip = from_in_addr(self.v4.sin_addr);
                    Some(SocketAddr::from((ip, u16::from_be(self.v4.sin_port))))
                }
                libc::AF_INET6 => {
                    let ip = Ipv6Addr::from(self.v6.sin6_addr.s6_addr);
                    let port = u16::from_be(self.v6.sin6_port);
                    Some(match ip.to_canonical() {
                        IpAddr::V4(ip) => SocketAddr::from((ip, port)),
                        IpAddr::V6(ip) => {
                            SocketAddrV6::new(ip, port, 0, self.v6.sin6_scope_id).into()
                        }
                    })
                }
                _ => None,
            }
        }
    }
}

pub(super) fn in_addr(ip: Ipv4Addr) -> libc::in_addr {
    libc::in_addr {
        s_addr: u32::from_ne_bytes(ip.octets()),
    }
}

pub(super) fn from_in_addr(address: libc::in_addr) -> Ipv4Addr {
    Ipv4Addr::from(address.s_addr.to_ne_bytes())
}

pub(super) fn in6_addr(ip: Ipv6Addr) -> libc::in6_addr {
    libc::in6_addr {
        s6_addr: ip.octets(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_survive_both_kinds_of_socket() {
        for text in ["192.0.2.1:5000", "[2001:db8::7]:6000"] {
            let address: SocketAddr = text.parse().unwrap();
            assert_eq!(RawAddress::new(address, true).0.get(), Some(address));
        }
        let v4: SocketAddr = "192.0.2.1:5000".parse().unwrap();
        assert_eq!(RawAddress::new(v4, false).0.get(), Some(v4));
        assert_eq!(RawAddress::EMPTY.get(), None);
    }
}
