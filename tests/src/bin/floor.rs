//! `floor PORT...`: what a forwarder does at the very least. Every picture that comes is copied, sealed and
//! sent to each of the ports as soon as it is whole, and nothing else happens: no rewriting, no history,
//! no congestion control, no repairs. It shows what a machine takes for that.

#![expect(
    unsafe_code,
    reason = "the standard library has neither poll nor sendmmsg"
)]

use std::io::{self, Write as _};
use std::net::UdpSocket;
use std::os::fd::AsRawFd as _;

use anyhow::Context as _;
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Bytes of RTP header that stay readable.
const HEADER: usize = 12;

/// Packets of a picture are made equally long, in steps of so many bytes.
const EVEN: usize = 8;

const DATAGRAM: usize = 2048;

/// The most that is taken as one picture, and that the kernel cuts into datagrams at once.
const PICTURE: usize = 64;
const PICTURE_BYTES: usize = 60_000;

/// How long the rest of a picture is waited for, in milliseconds.
const PATIENCE: libc::c_int = 1;

/// Bytes that are sealed before they are sent.
const PIECE: usize = 256 << 10;

/// In the second byte of the header: the picture ends here.
const MARKER: u8 = 0x80;

fn main() -> anyhow::Result<()> {
    let receivers: Vec<Receiver> = std::env::args()
        .skip(1)
        .map(|port| Receiver::new(port.parse()?))
        .collect::<anyhow::Result<_>>()?;
    let socket = support::udp::bind()?;
    println!("{}", socket.local_addr()?.port());
    io::stdout().flush()?;
    Floor {
        socket,
        receivers,
        picture: Vec::new(),
        ends: Vec::new(),
        sealed: Vec::new(),
        sent: 0,
    }
    .run()
}

struct Receiver {
    address: libc::sockaddr_in,
    key: LessSafeKey,
}

impl Receiver {
    fn new(port: u16) -> anyhow::Result<Self> {
        let mut key = [0x5a; 16];
        key[..2].copy_from_slice(&port.to_be_bytes());
        let key = UnboundKey::new(&AES_128_GCM, &key).ok().context("a key")?;
        Ok(Self {
            address: libc::sockaddr_in {
                sin_family: libc::AF_INET as libc::sa_family_t,
                sin_port: port.to_be(),
                sin_addr: libc::in_addr {
                    s_addr: u32::from_ne_bytes([127, 0, 0, 1]),
                },
                sin_zero: [0; 8],
            },
            key: LessSafeKey::new(key),
        })
    }
}

/// One message to the kernel: equally long packets, one behind the other.
#[derive(Clone, Copy)]
struct Run {
    receiver: usize,
    start: usize,
    length: usize,
    segment: u16,
}

#[repr(C, align(8))]
#[derive(Clone, Copy)]
struct Control([u8; 32]);

struct Floor {
    socket: UdpSocket,
    receivers: Vec<Receiver>,
    /// One packet behind the other, and where each ends.
    picture: Vec<u8>,
    ends: Vec<usize>,
    sealed: Vec<u8>,
    sent: u64,
}

impl Floor {
    fn run(mut self) -> anyhow::Result<()> {
        let mut runs = Vec::new();
        loop {
            self.take_picture()?;
            runs.clear();
            self.sealed.clear();
            for receiver in 0..self.receivers.len() {
                self.seal(receiver, &mut runs)?;
                if self.sealed.len() >= PIECE {
                    self.send(&runs)?;
                    runs.clear();
                    self.sealed.clear();
                }
            }
            self.send(&runs)?;
        }
    }

    fn take_picture(&mut self) -> anyhow::Result<()> {
        let mut buffer = [0; DATAGRAM];
        self.picture.clear();
        self.ends.clear();
        let mut patience = -1;
        while self.is_readable(patience) {
            let length = self.socket.recv(&mut buffer)?;
            self.picture.extend_from_slice(&buffer[..length]);
            self.ends.push(self.picture.len());
            let is_full = self.ends.len() == PICTURE || self.picture.len() >= PICTURE_BYTES;
            if is_full || buffer[1] & MARKER != 0 {
                break;
            }
            patience = PATIENCE;
        }
        Ok(())
    }

    fn is_readable(&self, patience: libc::c_int) -> bool {
        let mut wait = libc::pollfd {
            fd: self.socket.as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        // SAFETY: one descriptor, as said.
        unsafe { libc::poll(&raw mut wait, 1, patience) > 0 }
    }

    /// Appends the picture for one receiver, and the messages it makes: one for all packets of a length.
    fn seal(&mut self, receiver: usize, runs: &mut Vec<Run>) -> anyhow::Result<()> {
        let mut run: Option<Run> = None;
        let mut begin = 0;
        for end in &self.ends {
            let packet = &self.picture[begin..*end];
            begin = *end;
            let start = self.sealed.len();
            self.sealed.extend_from_slice(packet);
            self.sealed
                .resize(start + packet.len().next_multiple_of(EVEN), 0);
            self.sent += 1;
            let mut nonce = [0; NONCE_LEN];
            nonce[..8].copy_from_slice(&self.sent.to_be_bytes());
            let nonce = Nonce::assume_unique_for_key(nonce);
            let (header, body) = self.sealed[start..].split_at_mut(HEADER);
            let key = &self.receivers[receiver].key;
            let tag = key.seal_in_place_separate_tag(nonce, Aad::from(&*header), body);
            self.sealed
                .extend_from_slice(tag.ok().context("sealed")?.as_ref());
            let length = self.sealed.len() - start;
            match &mut run {
                Some(run) if usize::from(run.segment) == length => run.length += length,
                _ => {
                    runs.extend(run.take());
                    run = Some(Run {
                        receiver,
                        start,
                        length,
                        segment: length as u16,
                    });
                }
            }
        }
        runs.extend(run);
        Ok(())
    }

    fn send(&mut self, runs: &[Run]) -> anyhow::Result<()> {
        let mut parts: Vec<libc::iovec> = runs
            .iter()
            .map(|run| libc::iovec {
                iov_base: self.sealed[run.start..].as_mut_ptr().cast(),
                iov_len: run.length,
            })
            .collect();
        let mut controls = vec![Control([0; 32]); runs.len()];
        let mut headers = Vec::with_capacity(runs.len());
        for (index, run) in runs.iter().enumerate() {
            // SAFETY: all of it may be zero.
            let mut header: libc::mmsghdr = unsafe { std::mem::zeroed() };
            let address = &raw mut self.receivers[run.receiver].address;
            header.msg_hdr.msg_name = address.cast();
            header.msg_hdr.msg_namelen = size_of::<libc::sockaddr_in>() as libc::socklen_t;
            header.msg_hdr.msg_iov = &raw mut parts[index];
            header.msg_hdr.msg_iovlen = 1;
            if run.length > usize::from(run.segment) {
                cut(&mut header.msg_hdr, &mut controls[index], run.segment);
            }
            headers.push(header);
        }
        let mut rest = &mut headers[..];
        while !rest.is_empty() {
            let count = rest.len() as libc::c_uint;
            // SAFETY: the headers point into vectors that stay in place until the call returns.
            let sent =
                unsafe { libc::sendmmsg(self.socket.as_raw_fd(), rest.as_mut_ptr(), count, 0) };
            let sent = usize::try_from(sent).map_err(|_| io::Error::last_os_error())?;
            rest = &mut rest[sent..];
        }
        Ok(())
    }
}

/// The kernel is to cut the message into datagrams of this length.
fn cut(header: &mut libc::msghdr, control: &mut Control, segment: u16) {
    header.msg_control = (&raw mut *control).cast();
    header.msg_controllen = size_of::<Control>();
    // SAFETY: the room is aligned, zeroed, and large enough for one such message.
    unsafe {
        let message = libc::CMSG_FIRSTHDR(&raw const *header);
        (*message).cmsg_level = libc::SOL_UDP;
        (*message).cmsg_type = libc::UDP_SEGMENT;
        (*message).cmsg_len = libc::CMSG_LEN(size_of::<u16>() as libc::c_uint) as usize;
        libc::CMSG_DATA(message)
            .cast::<u16>()
            .write_unaligned(segment);
        header.msg_controllen = libc::CMSG_SPACE(size_of::<u16>() as libc::c_uint) as usize;
    }
}
