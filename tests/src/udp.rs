//! Sockets of those who measure.

#![expect(unsafe_code, reason = "the standard library sets no buffer sizes")]

use std::io;
use std::net::UdpSocket;
use std::os::fd::AsRawFd as _;

/// Bytes of kernel buffer: a socket must bear that its owner is busy with others.
const BUFFER: libc::c_int = 8 << 20;

/// On loopback, with large buffers where the system allows it.
pub fn bind() -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    for (forced, ordinary) in [
        (libc::SO_RCVBUFFORCE, libc::SO_RCVBUF),
        (libc::SO_SNDBUFFORCE, libc::SO_SNDBUF),
    ] {
        if !set(&socket, forced) {
            set(&socket, ordinary);
        }
    }
    Ok(socket)
}

fn set(socket: &UdpSocket, option: libc::c_int) -> bool {
    let size = BUFFER;
    // SAFETY: the value is an int, which is what these options take.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            option,
            (&raw const size).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    result == 0
}
