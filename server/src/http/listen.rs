//! The way in: TCP, with TLS where certificate files are configured.
//!
//! A handshake runs in a task of its own with a deadline, so a silent stranger keeps nobody
//! waiting, and so many run at once and no more. New files are taken up without a restart.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

use crate::config::Tls;

const HANDSHAKE: Duration = Duration::from_secs(10);
const HANDSHAKES: usize = 256;
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// The other end of a connection, as the socket knows it: with a proxy, the proxy.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        Self(*stream.remote_addr())
    }
}

pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// Connections that are ready to speak HTTP. Stops accepting when dropped.
pub struct Listener {
    address: SocketAddr,
    ready: mpsc::Receiver<(Box<dyn Duplex>, SocketAddr)>,
}

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot read the PEM file {}: {error}", file.display())]
    Unreadable {
        file: PathBuf,
        error: rustls::pki_types::pem::Error,
    },
    #[error("there is no certificate in {}", file.display())]
    Empty { file: PathBuf },
    #[error("certificate {} and key {} do not serve: {error}", certificate.display(), key.display())]
    Unusable {
        certificate: PathBuf,
        key: PathBuf,
        error: rustls::Error,
    },
}

impl Listener {
    /// Begins to accept. `files` are certificate and key.
    pub fn new(tcp: TcpListener, address: SocketAddr, tls: &Tls) -> Result<Self, TlsError> {
        let (connections, ready) = mpsc::channel(64);
        let tls = match (&tls.certificate, &tls.key) {
            (Some(certificate), Some(key)) => Some(reloaded(certificate.clone(), key.clone())?),
            _ => None,
        };
        tokio::spawn(accept(tcp, tls, connections));
        Ok(Self { address, ready })
    }
}

impl axum::serve::Listener for Listener {
    type Io = Box<dyn Duplex>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // The accepting task lives as long as this listener.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

type Connections = mpsc::Sender<(Box<dyn Duplex>, SocketAddr)>;

async fn accept(
    tcp: TcpListener,
    tls: Option<watch::Receiver<Arc<ServerConfig>>>,
    connections: Connections,
) {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES));
    loop {
        let accepted = tokio::select! {
            accepted = tcp.accept() => accepted,
            () = connections.closed() => return,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors, or the peer was gone already: others may fare better.
                tracing::debug!(%error, "a connection was not accepted");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Small messages are what this service is about; a failure costs some delay, no more.
        let _ = stream.set_nodelay(true);
        let Some(config) = tls.as_ref().map(|tls| tls.borrow().clone()) else {
            // Closed: the listener was dropped, which the next turn sees.
            let _ = connections.send((Box::new(stream), address)).await;
            continue;
        };
        let Ok(permit) = handshakes.clone().try_acquire_owned() else {
            continue;
        };
        let connections = connections.clone();
        tokio::spawn(async move {
            shake_hands(config, stream, address, connections).await;
            drop(permit);
        });
    }
}

async fn shake_hands(
    config: Arc<ServerConfig>,
    stream: TcpStream,
    address: SocketAddr,
    connections: Connections,
) {
    match timeout(HANDSHAKE, TlsAcceptor::from(config).accept(stream)).await {
        Ok(Ok(stream)) => {
            // Closed: the listener was dropped, and nobody is served any more.
            let _ = connections.send((Box::new(stream), address)).await;
        }
        Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
        Err(_) => tracing::debug!("a TLS handshake took too long"),
    }
}

/// The configuration of now, and of every later state of the files.
fn reloaded(
    certificate: PathBuf,
    key: PathBuf,
) -> Result<watch::Receiver<Arc<ServerConfig>>, TlsError> {
    let mut seen = written_at(&certificate, &key);
    let (newest, config) = watch::channel(Arc::new(server_config(&certificate, &key)?));
    tokio::spawn(async move {
        while !newest.is_closed() {
            sleep(LOOK_AGAIN).await;
            let now = written_at(&certificate, &key);
            if now == seen {
                continue;
            }
            match server_config(&certificate, &key) {
                Ok(config) => {
                    tracing::info!("the TLS certificate was read again");
                    newest.send_replace(Arc::new(config));
                    seen = now;
                }
                // Half of a pair was written: the other half will follow.
                Err(error) => tracing::warn!(%error, "the changed TLS files do not serve yet"),
            }
        }
    });
    Ok(config)
}

type WrittenAt = [Option<SystemTime>; 2];

fn written_at(certificate: &Path, key: &Path) -> WrittenAt {
    [certificate, key].map(|file| std::fs::metadata(file).ok()?.modified().ok())
}

fn server_config(certificate: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    let unreadable = |file: &Path| {
        let file = file.to_owned();
        move |error| TlsError::Unreadable { file, error }
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(unreadable(certificate))?;
    if chain.is_empty() {
        return Err(TlsError::Empty {
            file: certificate.to_owned(),
        });
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(unreadable(key))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder
                .with_no_client_auth()
                .with_single_cert(chain, private)
        })
        .map_err(|error| TlsError::Unusable {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            error,
        })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
