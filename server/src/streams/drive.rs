//! Moves the bytes of one stream, both ways at once: a client that takes little still gives.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// Bytes read, and bytes fetched from the engine, at a time.
const CHUNK: usize = 16 * 1024;

/// Answers that a client may leave unread.
const UNREAD: usize = 256 * 1024;

/// What was fetched at a time has so long to leave.
const PATIENCE: Duration = Duration::from_secs(10);

/// The stream is of no more use.
#[derive(Debug)]
pub(super) struct Over;

/// What is spoken over a stream.
pub(super) trait Talk {
    /// Handles what has arrived; answers are appended to `out`.
    fn arrived(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Over>;
    /// Appends what the engine has for the client, about `bytes` of it.
    fn fetch(&mut self, bytes: usize, out: &mut Vec<u8>) -> Result<(), Over>;
    /// When to close it, unless something moves that moment.
    fn ends_at(&self) -> Option<Instant>;
}

/// What is being written, and how far.
#[derive(Default)]
struct Writing {
    bytes: Vec<u8>,
    written: usize,
    until: Option<Instant>,
}

impl Writing {
    /// May be cancelled at any time and called again.
    async fn finish(&mut self, io: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
        while self.written < self.bytes.len() {
            match io.write(&self.bytes[self.written..]).await? {
                0 => return Err(std::io::ErrorKind::WriteZero.into()),
                more => self.written += more,
            }
        }
        io.flush().await?;
        *self = Writing::default();
        Ok(())
    }
}

/// Returns when the stream is over, however that came. `ready` says that there is something to
/// fetch.
pub(super) async fn drive(
    io: impl AsyncRead + AsyncWrite,
    talk: &mut impl Talk,
    ready: &Notify,
) -> Result<(), Over> {
    let (mut reader, mut writer) = tokio::io::split(io);
    let mut input = vec![0; CHUNK];
    let mut writing = Writing::default();
    loop {
        if writing.until.is_none() {
            talk.fetch(CHUNK, &mut writing.bytes)?;
            if !writing.bytes.is_empty() {
                writing.until = Some(Instant::now() + PATIENCE);
            }
        }
        if writing.bytes.len() - writing.written > UNREAD {
            return Err(Over);
        }
        let ends = [talk.ends_at(), writing.until].into_iter().flatten().min();
        let is_writing = writing.until.is_some();
        tokio::select! {
            read = reader.read(&mut input) => match read {
                Ok(0) | Err(_) => return Ok(()),
                Ok(length) => talk.arrived(&input[..length], &mut writing.bytes)?,
            },
            finished = writing.finish(&mut writer), if is_writing => finished.map_err(|_| Over)?,
            () = ready.notified() => {}
            () = until(ends) => return Err(Over),
        }
    }
}

async fn until(ends: Option<Instant>) {
    match ends {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
