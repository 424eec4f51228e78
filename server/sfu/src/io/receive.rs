//! Many datagrams by one call.

#![expect(unsafe_code, reason = "the standard library has no recvmmsg")]

use std::net::{IpAddr, Ipv6Addr};

use super::address::{RawAddress, from_in_addr};
use super::socket::MediaSocket;
use crate::outbox::Path;

/// Datagrams of one call.
const BATCH: usize = 64;

/// Larger ones are cut off, and then refused: WebRTC stays below 1,500 bytes.
const DATAGRAM: usize = 2048;

/// Room for the address that a datagram came to.
#[repr(C, align(8))]
#[derive(Clone, Copy)]
struct Control([u8; 64]);

pub(super) struct Receiver {
    buffers: Vec<[u8; DATAGRAM]>,
    addresses: Vec<RawAddress>,
    controls: Vec<Control>,
    lengths: Vec<(usize, usize)>,
    /// What a call points to; kept, so that a call allocates nothing.
    parts: Vec<libc::iovec>,
    headers: Vec<libc::mmsghdr>,
}

impl Receiver {
    pub(super) fn new() -> Self {
        Receiver {
            buffers: vec![[0; DATAGRAM]; BATCH],
            addresses: vec![RawAddress::EMPTY; BATCH],
            controls: vec![Control([0; 64]); BATCH],
            lengths: Vec::with_capacity(BATCH),
            parts: Vec::with_capacity(BATCH),
            headers: Vec::with_capacity(BATCH),
        }
    }

    /// Takes what is there, and says whether there may be more.
    pub(super) fn receive(
        &mut self,
        socket: &MediaSocket,
        mut handle: impl FnMut(&mut [u8], Path),
    ) -> bool {
        self.fill(socket);
        for index in 0..self.lengths.len() {
            let (length, control) = self.lengths[index];
            let local = socket
                .only_local()
                .or_else(|| local_address(&self.controls[index], control));
            if let (Some(remote), Some(local)) = (self.addresses[index].get(), local) {
                handle(&mut self.buffers[index][..length], Path::udp(remote, local));
            }
        }
        self.lengths.len() == BATCH
    }

    fn fill(&mut self, socket: &MediaSocket) {
        self.lengths.clear();
        self.parts.clear();
        let parts = self.buffers.iter_mut().map(|buffer| libc::iovec {
            iov_base: buffer.as_mut_ptr().cast(),
            iov_len: DATAGRAM,
        });
        self.parts.extend(parts);
        self.headers.clear();
        for index in 0..BATCH {
            // SAFETY: all of it may be zero.
            let mut header: libc::mmsghdr = unsafe { std::mem::zeroed() };
            header.msg_hdr.msg_name = (&raw mut self.addresses[index]).cast();
            header.msg_hdr.msg_namelen = RawAddress::SIZE;
            header.msg_hdr.msg_iov = &raw mut self.parts[index];
            header.msg_hdr.msg_iovlen = 1;
            header.msg_hdr.msg_control = (&raw mut self.controls[index]).cast();
            header.msg_hdr.msg_controllen = size_of::<Control>();
            self.headers.push(header);
        }
        // SAFETY: the headers point into vectors that are not touched before the call returns.
        let received = unsafe {
            libc::recvmmsg(
                socket.fd(),
                self.headers.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        // An error of one datagram, such as an unreachable client, is none of the others'.
        let received = usize::try_from(received).unwrap_or(0);
        let headers = self.headers[..received].iter();
        self.lengths
            .extend(headers.map(|it| (it.msg_len as usize, it.msg_hdr.msg_controllen)));
    }
}

fn local_address(control: &Control, length: usize) -> Option<IpAddr> {
    // SAFETY: the header describes the buffer that the kernel filled.
    unsafe {
        let mut header: libc::msghdr = std::mem::zeroed();
        header.msg_control = (&raw const *control).cast_mut().cast();
        header.msg_controllen = length.min(size_of::<Control>());
        let mut message = libc::CMSG_FIRSTHDR(&raw const header);
        while let Some(part) = message.as_ref() {
            let data = libc::CMSG_DATA(message);
            match (part.cmsg_level, part.cmsg_type) {
                (libc::IPPROTO_IP, libc::IP_PKTINFO) => {
                    let info: libc::in_pktinfo = data.cast::<libc::in_pktinfo>().read_unaligned();
                    return Some(from_in_addr(info.ipi_addr).into());
                }
                (libc::IPPROTO_IPV6, libc::IPV6_PKTINFO) => {
                    let info: libc::in6_pktinfo = data.cast::<libc::in6_pktinfo>().read_unaligned();
                    return Some(Ipv6Addr::from(info.ipi6_addr.s6_addr).to_canonical());
                }
                _ => {}
            }
            message = libc::CMSG_NXTHDR(&raw const header, message);
        }
    }
    None
}
