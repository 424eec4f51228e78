//! The way in: TCP, with TLS where certificate files are configured.
//!
//! A handshake runs in a task of its own with a deadline, so a silent stranger keeps nobody
//! waiting, and so many run at once, from one address and in all, and no more. New files are taken up without a restart.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

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
use crate::identity::{Crowd, Neighbourhood};

const HANDSHAKE: Duration = Duration::from_secs(10);
const HANDSHAKES: usize = 256;
/// Of one address: a hall full of people behind it needs a moment each, a flood takes no more.
const HANDSHAKES_OF_ONE: usize = 64;
const LOOK_AGAIN: Duration = Duration::from_secs(15);

pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// Connections that are ready to speak HTTP. Stops accepting when dropped.
pub struct Listener {
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
    pub fn new(tcp: TcpListener, tls: &Tls) -> Result<Self, TlsError> {
        let (connections, ready) = mpsc::channel(64);
        let tls = match (&tls.certificate, &tls.key) {
            (Some(certificate), Some(key)) => {
                Some(reloaded(certificate.clone(), key.clone(), LOOK_AGAIN)?)
            }
            _ => None,
        };
        tokio::spawn(accept(tcp, tls, connections));
        Ok(Self { ready })
    }

    /// The next connection, and who is at its other end.
    pub async fn accept(&mut self) -> (Box<dyn Duplex>, SocketAddr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // The accepting task lives as long as this listener.
            None => std::future::pending().await,
        }
    }
}

type Connections = mpsc::Sender<(Box<dyn Duplex>, SocketAddr)>;

async fn accept(
    tcp: TcpListener,
    tls: Option<watch::Receiver<Arc<ServerConfig>>>,
    connections: Connections,
) {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES));
    let neighbours = Crowd::new(HANDSHAKES_OF_ONE);
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
        let Some(place) = neighbours.enter(Neighbourhood::from(address.ip())) else {
            continue;
        };
        let Ok(permit) = handshakes.clone().try_acquire_owned() else {
            continue;
        };
        let connections = connections.clone();
        tokio::spawn(async move {
            shake_hands(config, stream, address, connections).await;
            drop((permit, place));
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

/// The configuration of now, and of every later state of the files, which are looked at `every` so
/// often.
fn reloaded(
    certificate: PathBuf,
    key: PathBuf,
    every: Duration,
) -> Result<watch::Receiver<Arc<ServerConfig>>, TlsError> {
    let mut seen = written_at(&certificate, &key);
    let (newest, config) = watch::channel(Arc::new(server_config(&certificate, &key)?));
    tokio::spawn(async move {
        while !newest.is_closed() {
            sleep(every).await;
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
    // RFC 7443 names TURN, which comes by the same port.
    config.alpn_protocols = vec![b"http/1.1".to_vec(), b"stun.turn".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::TlsConnector;
    use tokio_rustls::client::TlsStream;
    use tokio_rustls::rustls::{ClientConfig, RootCertStore};

    use super::*;
    use crate::testing::TempDir;

    fn sample(name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls");
        folder.join(name)
    }

    fn certificate(name: &str) -> CertificateDer<'static> {
        CertificateDer::from_pem_file(sample(name)).unwrap()
    }

    async fn connect(address: SocketAddr) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(certificate("first.pem")).unwrap();
        roots.add(certificate("second.pem")).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(address).await.unwrap();
        let name = "localhost".try_into().unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, stream).await.unwrap()
    }

    async fn listener(tls: &Tls) -> (Listener, SocketAddr) {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        (Listener::new(tcp, tls).unwrap(), address)
    }

    fn files(certificate: &str, key: &str) -> Tls {
        Tls {
            certificate: Some(sample(certificate)),
            key: Some(sample(key)),
        }
    }

    #[tokio::test]
    async fn whoever_shakes_no_hands_keeps_nobody_waiting() {
        let (mut listener, address) = listener(&files("first.pem", "first.key.pem")).await;
        let _silent = TcpStream::connect(address).await.unwrap();
        let speaking = tokio::spawn(async move {
            let mut stream = connect(address).await;
            stream.write_all(b"hello").await.unwrap();
            stream
        });
        let (mut accepted, _) = listener.accept().await;
        let mut text = [0; 5];
        accepted.read_exact(&mut text).await.unwrap();
        assert_eq!(&text, b"hello");
        drop(speaking.await.unwrap());
    }

    #[tokio::test]
    async fn a_changed_certificate_is_taken_up() {
        let folder = TempDir::new();
        let [file, key] = ["chain.pem", "key.pem"].map(|name| folder.path().join(name));
        std::fs::copy(sample("first.pem"), &file).unwrap();
        std::fs::copy(sample("first.key.pem"), &key).unwrap();
        let often = Duration::from_millis(5);
        let mut configs = reloaded(file.clone(), key.clone(), often).unwrap();
        // Half of the new pair does not serve, and the old one goes on until the other half is there.
        std::fs::copy(sample("second.pem"), &file).unwrap();
        std::fs::copy(sample("second.key.pem"), &key).unwrap();
        let later = SystemTime::now() + Duration::from_secs(60);
        let changed = std::fs::File::open(&key).unwrap();
        changed.set_modified(later).unwrap();
        configs.changed().await.unwrap();
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        let (connections, _ready) = mpsc::channel(1);
        tokio::spawn(accept(tcp, Some(configs), connections));
        let stream = connect(address).await;
        let (_, session) = stream.get_ref();
        let shown = session.peer_certificates().unwrap().first().unwrap();
        assert_eq!(*shown, certificate("second.pem"));
    }

    #[tokio::test]
    async fn files_that_do_not_serve_are_refused_with_their_names() {
        let refusal = |certificate: &str, key: &str| {
            server_config(&sample(certificate), &sample(key))
                .unwrap_err()
                .to_string()
        };
        assert!(refusal("none.pem", "first.key.pem").contains("none.pem"));
        assert!(refusal("first.pem", "second.key.pem").contains("do not serve"));
        assert!(
            refusal("first.key.pem", "first.key.pem").starts_with("there is no certificate in")
        );
    }
}
