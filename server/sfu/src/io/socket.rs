//! The UDP socket of one thread.

#![expect(
    unsafe_code,
    reason = "packet information and large buffers are asked for by setsockopt"
)]

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsRawFd, RawFd};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};

/// Bytes of kernel buffer each way: a key frame to a full room is sent at once.
const BUFFER: libc::c_int = 8 << 20;

pub(super) struct MediaSocket {
    socket: Socket,
    address: SocketAddr,
}

impl MediaSocket {
    pub(super) fn bind(address: SocketAddr) -> io::Result<Self> {
        let socket = Socket::new(
            Domain::for_address(address),
            Type::DGRAM,
            Some(Protocol::UDP),
        )?;
        socket.set_nonblocking(true)?;
        if address.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        let bound = MediaSocket { socket, address };
        bound.enlarge_buffers();
        bound.socket.bind(&address.into())?;
        if address.ip().is_unspecified() {
            bound.ask_for_local_addresses()?;
        }
        let address = bound.socket.local_addr()?.as_socket();
        Ok(MediaSocket {
            address: address.unwrap_or(bound.address),
            ..bound
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for a datagram, but no longer than this.
    pub(super) fn is_readable(&self, patience: Duration) -> bool {
        let mut wait = libc::pollfd {
            fd: self.fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        let patience = libc::timespec {
            tv_sec: patience.as_secs() as libc::time_t,
            tv_nsec: libc::c_long::from(patience.subsec_nanos()),
        };
        // SAFETY: one descriptor, as said, and no change of the signals.
        unsafe { libc::ppoll(&raw mut wait, 1, &raw const patience, std::ptr::null()) > 0 }
    }

    pub(super) fn is_v6(&self) -> bool {
        self.address.is_ipv6()
    }

    /// The address that packets come to, if it is always the same. Otherwise each packet says, and
    /// the answer must be sent from there: the routing table may prefer another address of ours,
    /// which the client has never heard of.
    pub(super) fn only_local(&self) -> Option<IpAddr> {
        let ip = self.address.ip();
        (!ip.is_unspecified()).then_some(ip)
    }

    pub(super) fn fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    /// As large as the system allows; going without is no error.
    fn enlarge_buffers(&self) {
        for (forced, ordinary) in [
            (libc::SO_RCVBUFFORCE, libc::SO_RCVBUF),
            (libc::SO_SNDBUFFORCE, libc::SO_SNDBUF),
        ] {
            if self.set(libc::SOL_SOCKET, forced, BUFFER).is_err() {
                let _ = self.set(libc::SOL_SOCKET, ordinary, BUFFER);
            }
        }
    }

    fn ask_for_local_addresses(&self) -> io::Result<()> {
        if self.address.is_ipv6() {
            self.set(libc::IPPROTO_IPV6, libc::IPV6_RECVPKTINFO, 1)
        } else {
            self.set(libc::IPPROTO_IP, libc::IP_PKTINFO, 1)
        }
    }

    fn set(&self, level: libc::c_int, option: libc::c_int, value: libc::c_int) -> io::Result<()> {
        // SAFETY: the value is an int, which is what these options take.
        let result = unsafe {
            libc::setsockopt(
                self.fd(),
                level,
                option,
                (&raw const value).cast(),
                size_of::<libc::c_int>() as libc::socklen_t,
            )
        };
        if result == 0 {
            Ok(())
        } else {
            Err(io::Error::last_os_error())
        }
    }
}
