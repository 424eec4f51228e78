//! The service's own relay, which speaks TURN over TLS, for clients that speak it in datagrams.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use participant::Trust;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// Gives each client a TLS connection of its own. Dropped, it ends.
pub struct TurnBridge {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl TurnBridge {
    /// # Errors
    /// When there is no socket for it.
    pub async fn start(service: SocketAddr, trust: &Trust) -> anyhow::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        let address = socket.local_addr()?;
        let connector = TlsConnector::from(trust.tls());
        let task = tokio::spawn(async move {
            let socket = Arc::new(socket);
            let mut clients: HashMap<SocketAddr, UnboundedSender<Vec<u8>>> = HashMap::new();
            let mut buffer = vec![0; 65_536];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let client = clients.entry(from).or_insert_with(|| {
                    let (datagrams, theirs) = unbounded_channel();
                    let way = carry(service, connector.clone(), socket.clone(), from, theirs);
                    tokio::spawn(async move {
                        // A connection that broke is a relay that is gone: the client notices.
                        way.await.ok();
                    });
                    datagrams
                });
                // Whose connection has ended is heard by nobody.
                client.send(buffer[..length].to_vec()).ok();
            }
        });
        Ok(Self { address, task })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for TurnBridge {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(
    service: SocketAddr,
    connector: TlsConnector,
    socket: Arc<UdpSocket>,
    client: SocketAddr,
    mut datagrams: UnboundedReceiver<Vec<u8>>,
) -> anyhow::Result<()> {
    let stream = TcpStream::connect(service).await?;
    stream.set_nodelay(true)?;
    let name = ServerName::from(service.ip());
    let (mut read, mut write) = tokio::io::split(connector.connect(name, stream).await?);
    let back = async {
        loop {
            let message = message(&mut read).await?;
            socket.send_to(&message, client).await?;
        }
    };
    let forth = async {
        while let Some(mut datagram) = datagrams.recv().await {
            // Over a stream channel data is padded (RFC 8656, 12.5).
            datagram.resize(datagram.len().next_multiple_of(4), 0);
            write.write_all(&datagram).await?;
            write.flush().await?;
        }
        anyhow::Ok(())
    };
    tokio::select! {
        ended = back => ended,
        ended = forth => ended,
    }
}

/// One message of STUN, or of channel data, without its padding.
async fn message(stream: &mut (impl AsyncRead + Unpin)) -> anyhow::Result<Vec<u8>> {
    let mut message = vec![0; 4];
    stream.read_exact(&mut message).await?;
    let is_channel_data = message[0] & 0xC0 == 0x40;
    let length = usize::from(u16::from_be_bytes([message[2], message[3]]));
    let (whole, padded) = if is_channel_data {
        (4 + length, 4 + length.next_multiple_of(4))
    } else {
        (20 + length, 20 + length)
    };
    message.resize(padded, 0);
    let rest = stream.read_exact(&mut message[4..]).await;
    rest.context("a whole message")?;
    message.truncate(whole);
    Ok(message)
}
