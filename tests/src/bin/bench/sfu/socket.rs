//! Many datagrams by one call, from many sockets: a generator must cost less than what it measures.

#![expect(
    unsafe_code,
    reason = "the standard library has neither recvmmsg nor epoll"
)]

use std::io;
use std::net::UdpSocket;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

/// Datagrams of one call.
const BATCH: usize = 64;
const DATAGRAM: usize = 2048;

/// Sockets told of by one wait.
const READY: usize = 256;

/// On loopback, with large buffers; it never waits.
pub(super) fn bind() -> io::Result<UdpSocket> {
    let socket = support::udp::bind()?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Lets the process open as many sockets as the system allows at most.
pub(super) fn allow_many() {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: both calls take a limit; a refusal shows when a socket cannot be opened.
    unsafe {
        if libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) == 0 {
            limit.rlim_cur = limit.rlim_max;
            libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
        }
    }
}

/// Buffers of one call, made once.
pub(super) struct Receiver {
    buffers: Vec<[u8; DATAGRAM]>,
}

impl Receiver {
    pub(super) fn new() -> Self {
        Self {
            buffers: vec![[0; DATAGRAM]; BATCH],
        }
    }

    /// Takes all that is there.
    pub(super) fn drain(&mut self, socket: &UdpSocket, mut handle: impl FnMut(&[u8])) {
        loop {
            let lengths = self.fill(socket);
            for (buffer, length) in self.buffers.iter().zip(&lengths) {
                handle(&buffer[..*length]);
            }
            if lengths.len() < BATCH {
                return;
            }
        }
    }

    fn fill(&mut self, socket: &UdpSocket) -> Vec<usize> {
        let mut parts = self.buffers.iter_mut().map(|buffer| libc::iovec {
            iov_base: buffer.as_mut_ptr().cast(),
            iov_len: DATAGRAM,
        });
        let mut parts: [libc::iovec; BATCH] =
            std::array::from_fn(|_| parts.next().expect("a buffer for each"));
        // SAFETY: all of a header may be zero.
        let mut headers: [libc::mmsghdr; BATCH] = unsafe { std::mem::zeroed() };
        for (header, part) in headers.iter_mut().zip(&mut parts) {
            header.msg_hdr.msg_iov = part;
            header.msg_hdr.msg_iovlen = 1;
        }
        // SAFETY: the headers point to buffers that are not touched before the call returns.
        let received = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                headers.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let received = usize::try_from(received).unwrap_or(0);
        headers[..received]
            .iter()
            .map(|header| header.msg_len as usize)
            .collect()
    }
}

/// Waits for many sockets at once.
pub(super) struct Poll {
    epoll: OwnedFd,
}

impl Poll {
    pub(super) fn new() -> io::Result<Self> {
        // SAFETY: no pointers are passed.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the descriptor is new and owned by nobody else.
        let epoll = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Self { epoll })
    }

    /// `number` names the socket from now on.
    pub(super) fn add(&self, socket: &UdpSocket, number: usize) -> io::Result<()> {
        let mut event = libc::epoll_event {
            events: libc::EPOLLIN as u32,
            u64: number as u64,
        };
        // SAFETY: both descriptors are open, and the event is copied.
        let result = unsafe {
            libc::epoll_ctl(
                self.epoll.as_raw_fd(),
                libc::EPOLL_CTL_ADD,
                socket.as_raw_fd(),
                &raw mut event,
            )
        };
        if result == 0 {
            Ok(())
        } else {
            Err(io::Error::last_os_error())
        }
    }

    /// Numbers of sockets with something to read now.
    pub(super) fn ready(&self) -> Vec<usize> {
        let mut events = [libc::epoll_event { events: 0, u64: 0 }; READY];
        // SAFETY: there is room for as many events as said.
        let count = unsafe {
            libc::epoll_wait(
                self.epoll.as_raw_fd(),
                events.as_mut_ptr(),
                READY as libc::c_int,
                0,
            )
        };
        let count = usize::try_from(count).unwrap_or(0);
        events[..count]
            .iter()
            .map(|event| event.u64 as usize)
            .collect()
    }
}
