//! Many datagrams by one call, and many of one destination as one message that the kernel (or the
//! network card) cuts apart: generic segmentation offload is what makes forwarding cheap.

#![expect(unsafe_code, reason = "the standard library has no sendmmsg")]

use std::io;
use std::net::IpAddr;

use tracing::debug;

use super::address::{RawAddress, in_addr, in6_addr};
use super::socket::MediaSocket;
use crate::outbox::{Datagram, Outbox};

/// Limits of one segmented message.
const MAX_SEGMENTS: usize = 64;
const MAX_BYTES: usize = 65_000;

/// Messages of one call.
const MAX_MESSAGES: usize = 512;

/// How long to wait for room in the socket's buffer before the rest is dropped, in milliseconds.
const PATIENCE: libc::c_int = 5;

/// Room for the segment size and our address.
#[repr(C, align(8))]
#[derive(Clone, Copy)]
struct Control([u8; 96]);

/// A run of datagrams sent as one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    first: usize,
    count: usize,
    /// Length of all datagrams but the last, which may be shorter.
    segment: usize,
    /// One lies behind the other, so that the kernel can take them as one piece.
    adjoins: bool,
}

impl Run {
    fn pieces(&self) -> usize {
        if self.adjoins { 1 } else { self.count }
    }
}

pub(super) struct Sender {
    /// Not where the kernel or the card refuses it.
    segmentation: bool,
    call: Call,
}

/// What one call to the kernel points to; kept, so that a call allocates nothing.
#[derive(Default)]
struct Call {
    runs: Vec<Run>,
    parts: Vec<libc::iovec>,
    addresses: Vec<(RawAddress, libc::socklen_t)>,
    controls: Vec<Control>,
    headers: Vec<libc::mmsghdr>,
}

impl Sender {
    pub(super) fn new() -> Self {
        Sender {
            segmentation: true,
            call: Call::default(),
        }
    }

    /// Sends and clears the outbox.
    pub(super) fn flush(&mut self, socket: &MediaSocket, outbox: &mut Outbox) {
        outbox.group();
        let mut rest = outbox.datagrams();
        while !rest.is_empty() {
            let longest = if self.segmentation { MAX_SEGMENTS } else { 1 };
            self.call.cut(rest, longest);
            let sent = match self.call.send(socket, outbox.bytes(), rest) {
                Ok(messages) => datagrams(&self.call.runs[..messages]),
                Err(error) => match self.recover(socket, &error, self.call.runs[0]) {
                    Some(skipped) => skipped,
                    None => break,
                },
            };
            rest = &rest[sent..];
        }
        outbox.clear();
    }

    /// How many datagrams to give up after an error; `None`: all the rest.
    fn recover(&mut self, socket: &MediaSocket, error: &io::Error, run: Run) -> Option<usize> {
        match error.raw_os_error() {
            Some(libc::EINTR) => Some(0),
            Some(libc::EAGAIN) => is_writable(socket).then_some(0),
            Some(libc::EIO | libc::EINVAL | libc::EOPNOTSUPP | libc::EMSGSIZE) if run.count > 1 => {
                debug!(%error, "no segmentation offload");
                self.segmentation = false;
                Some(0)
            }
            // This one cannot be reached; the next one may.
            _ => Some(run.count),
        }
    }
}

fn run_from(datagrams: &[Datagram], first: usize, longest: usize) -> Run {
    let head = datagrams[first];
    let mut count = 1;
    let mut bytes = head.length;
    let mut adjoins = true;
    while count < longest {
        let Some(next) = datagrams.get(first + count) else {
            break;
        };
        let is_next = next.start == head.start + bytes;
        bytes += next.length;
        if next.path != head.path || next.length > head.length || bytes > MAX_BYTES {
            break;
        }
        count += 1;
        adjoins &= is_next;
        // Only the last may be shorter.
        if next.length < head.length {
            break;
        }
    }
    Run {
        first,
        count,
        segment: head.length,
        adjoins,
    }
}

/// What the kernel is to read of a run, piece by piece.
fn pieces<'a>(
    run: &Run,
    datagrams: &'a [Datagram],
) -> impl Iterator<Item = (usize, usize)> + use<'a> {
    let datagrams = &datagrams[run.first..run.first + run.count];
    let step = run.count / run.pieces();
    datagrams.chunks(step).map(|piece| {
        let length = piece.iter().map(|datagram| datagram.length).sum();
        (piece[0].start, length)
    })
}

fn datagrams(runs: &[Run]) -> usize {
    runs.iter().map(|run| run.count).sum()
}

impl Call {
    /// Cuts grouped datagrams into runs of one destination and one length.
    fn cut(&mut self, datagrams: &[Datagram], longest: usize) {
        self.runs.clear();
        let mut first = 0;
        while first < datagrams.len() && self.runs.len() < MAX_MESSAGES {
            let run = run_from(datagrams, first, longest);
            first += run.count;
            self.runs.push(run);
        }
    }

    /// Sends the runs. Returns how many of them were sent; an error is that of the first.
    fn send(
        &mut self,
        socket: &MediaSocket,
        bytes: &[u8],
        datagrams: &[Datagram],
    ) -> io::Result<usize> {
        let Call {
            runs,
            parts,
            addresses,
            controls,
            headers,
        } = self;
        parts.clear();
        let pieces = runs.iter().flat_map(|run| pieces(run, datagrams));
        parts.extend(pieces.map(|(start, length)| libc::iovec {
            iov_base: bytes[start..].as_ptr().cast_mut().cast(),
            iov_len: length,
        }));
        addresses.clear();
        let remotes = runs.iter().map(|run| datagrams[run.first].path.remote);
        addresses.extend(remotes.map(|remote| RawAddress::new(remote, socket.is_v6())));
        controls.clear();
        controls.resize(runs.len(), Control([0; 96]));
        headers.clear();
        let mut part = 0;
        for (index, run) in runs.iter().enumerate() {
            // SAFETY: all of it may be zero.
            let mut header: libc::mmsghdr = unsafe { std::mem::zeroed() };
            let (address, size) = &mut addresses[index];
            header.msg_hdr.msg_name = (&raw mut *address).cast();
            header.msg_hdr.msg_namelen = *size;
            header.msg_hdr.msg_iov = &raw mut parts[part];
            header.msg_hdr.msg_iovlen = run.pieces();
            part += run.pieces();
            let local = datagrams[run.first].path.local;
            let control = &mut controls[index];
            write_control(&mut header.msg_hdr, control, *run, local, socket);
            headers.push(header);
        }
        // SAFETY: the headers point into vectors that live and stay in place until the call
        // returns; the kernel only reads what the parts point to.
        let sent = unsafe {
            libc::sendmmsg(
                socket.fd(),
                headers.as_mut_ptr(),
                headers.len() as libc::c_uint,
                0,
            )
        };
        usize::try_from(sent).map_err(|_| io::Error::last_os_error())
    }
}

/// Says how to cut the message and which of our addresses it leaves from, where that matters.
fn write_control(
    header: &mut libc::msghdr,
    control: &mut Control,
    run: Run,
    local: IpAddr,
    socket: &MediaSocket,
) {
    let mut written = 0;
    header.msg_control = (&raw mut *control).cast();
    header.msg_controllen = size_of::<Control>();
    // SAFETY: the room is aligned, zeroed, and large enough for both messages.
    unsafe {
        let mut message = libc::CMSG_FIRSTHDR(&raw const *header);
        if run.count > 1 {
            let segment = run.segment as u16;
            written += put(message, libc::SOL_UDP, libc::UDP_SEGMENT, segment);
            message = libc::CMSG_NXTHDR(&raw const *header, message);
        }
        if socket.only_local().is_none() {
            written += put_local(message, local, socket.is_v6());
        }
    }
    header.msg_controllen = written;
    if written == 0 {
        header.msg_control = std::ptr::null_mut();
    }
}

/// Writes one control message and returns the room it takes.
///
/// # Safety
/// There must be that much room behind `message`.
unsafe fn put<T>(
    message: *mut libc::cmsghdr,
    level: libc::c_int,
    kind: libc::c_int,
    value: T,
) -> usize {
    let size = size_of::<T>() as libc::c_uint;
    // SAFETY: promised by the caller.
    unsafe {
        (*message).cmsg_level = level;
        (*message).cmsg_type = kind;
        (*message).cmsg_len = libc::CMSG_LEN(size) as usize;
        libc::CMSG_DATA(message).cast::<T>().write_unaligned(value);
        libc::CMSG_SPACE(size) as usize
    }
}

/// # Safety
/// As for [`put`].
unsafe fn put_local(message: *mut libc::cmsghdr, local: IpAddr, v6: bool) -> usize {
    match local {
        IpAddr::V4(ip) if !v6 => {
            let info = libc::in_pktinfo {
                ipi_ifindex: 0,
                ipi_spec_dst: in_addr(ip),
                ipi_addr: in_addr(ip),
            };
            // SAFETY: promised by the caller.
            unsafe { put(message, libc::IPPROTO_IP, libc::IP_PKTINFO, info) }
        }
        IpAddr::V4(_) | IpAddr::V6(_) => {
            let ip = match local {
                IpAddr::V4(ip) => ip.to_ipv6_mapped(),
                IpAddr::V6(ip) => ip,
            };
            let info = libc::in6_pktinfo {
                ipi6_addr: in6_addr(ip),
                ipi6_ifindex: 0,
            };
            // SAFETY: promised by the caller.
            unsafe { put(message, libc::IPPROTO_IPV6, libc::IPV6_PKTINFO, info) }
        }
    }
}

fn is_writable(socket: &MediaSocket) -> bool {
    let mut wait = libc::pollfd {
        fd: socket.fd(),
        events: libc::POLLOUT,
        revents: 0,
    };
    // SAFETY: one descriptor, as said.
    unsafe { libc::poll(&raw mut wait, 1, PATIENCE) > 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::Path;
    use std::net::SocketAddr;

    fn datagrams(lengths: &[(u16, usize)]) -> Vec<Datagram> {
        lengths
            .iter()
            .map(|(port, length)| {
                let path = Path::udp(
                    SocketAddr::from(([10, 0, 0, 1], *port)),
                    IpAddr::from([10, 0, 0, 2]),
                );
                Datagram::new(path, 0, *length)
            })
            .collect()
    }

    fn counts(lengths: &[(u16, usize)]) -> Vec<usize> {
        let datagrams = datagrams(lengths);
        let mut call = Call::default();
        call.cut(&datagrams, MAX_SEGMENTS);
        assert_eq!(super::datagrams(&call.runs), datagrams.len());
        call.runs.iter().map(|run| run.count).collect()
    }

    #[test]
    fn only_the_last_of_a_run_is_shorter() {
        assert_eq!(counts(&[(1, 100), (1, 100), (1, 60), (1, 60)]), [3, 1]);
        assert_eq!(counts(&[(1, 100), (1, 100), (1, 101), (1, 101)]), [2, 2]);
        assert_eq!(counts(&[(1, 100), (2, 100), (2, 100)]), [1, 2]);
    }

    #[test]
    fn what_adjoins_is_one_piece() {
        let mut datagrams = datagrams(&[(1, 100), (1, 100), (1, 60)]);
        let pieces_of = |datagrams: &[Datagram]| -> Vec<_> {
            let run = run_from(datagrams, 0, MAX_SEGMENTS);
            assert_eq!(run.count, 3);
            pieces(&run, datagrams).collect()
        };
        assert_eq!(pieces_of(&datagrams), [(0, 100), (0, 100), (0, 60)]);
        for (place, start) in [500, 600, 700].into_iter().enumerate() {
            datagrams[place].start = start;
        }
        assert_eq!(pieces_of(&datagrams), [(500, 260)]);
        datagrams[2].start = 701;
        assert_eq!(pieces_of(&datagrams), [(500, 100), (600, 100), (701, 60)]);
    }

    #[test]
    fn runs_have_their_limits() {
        assert_eq!(counts(&[(1, 10); 130]), [64, 64, 2]);
        assert_eq!(counts(&[(1, 1200); 60]), [54, 6]);
    }
}
