//! `yunqiao serve`: every part put together, started and stopped in order.

use std::future::Future;
use std::io::{self, IsTerminal as _, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use meeting::room::Limits;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::analytics::Cache;
use crate::app::{App, now};
use crate::config::{Config, Origin};
use crate::http::{self, Listener, TlsError};
use crate::identity::{Identity, Secrets, SecretsError, organizers};
use crate::imports::{self, Imports};
use crate::invitations::{self, Letters};
use crate::ledger::{self, Ledger};
use crate::papers;
use crate::process;
use crate::rooms::Rooms;
use crate::signaling::Sockets;
use crate::store::{OpenError, Store, StoreError};
use crate::streams::{self, IceServers, Relays};
use crate::trial::Trials;
use crate::wall::Walls;

/// Requests that are under way when the service stops get this long.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Devices that were told to go have this long to hear it.
const LAST_GOODBYES: Duration = Duration::from_secs(5);

/// Nobody comes or goes for so long after a crowd.
const CALM: Duration = Duration::from_secs(3);

/// Why the service does not start. Each reads as a sentence for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address} (http.listen): {error}{}", hint(error))]
    Listen {
        address: SocketAddr,
        error: io::Error,
    },
    #[error("cannot listen on {address} for media over TCP (media.tcp_listen): {error}")]
    Media {
        address: SocketAddr,
        error: io::Error,
    },
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Store(#[from] OpenError),
    #[error(transparent)]
    Ledger(#[from] ledger::ImportError),
    #[error(transparent)]
    Read(#[from] StoreError),
    #[error(transparent)]
    Rooms(#[from] crate::rooms::StartError),
}

fn hint(error: &io::Error) -> &'static str {
    if error.kind() == io::ErrorKind::AddrInUse {
        "; another program, perhaps another Yunqiao, has it: stop that one, or choose another with \
         YUNQIAO__HTTP__LISTEN=127.0.0.1:8081"
    } else {
        ""
    }
}

/// Started, and waiting to be run.
pub struct Service {
    app: Arc<App>,
    listener: Listener,
    /// Of media over TCP.
    media: Option<(SocketAddr, TcpListener)>,
    relays: Option<Relays>,
    /// While nobody can sign in yet.
    setup_url: Option<String>,
}

impl Service {
    /// Opens and starts everything. What can fail without a trace in the data folder comes first.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let address = config.http.listen;
        let bound = TcpListener::bind(address)
            .await
            .and_then(|tcp| Ok((tcp.local_addr()?, tcp)));
        let (address, tcp) = bound.map_err(|error| StartError::Listen { address, error })?;
        let listener = Listener::new(tcp, &config.http.tls)?;
        let media = media_over_tcp(&config)?;
        let secrets = Secrets::of(&config.data.dir)?;
        // Beyond this machine TURN without TLS is for nobody.
        let may_relay = config.http.tls.certificate.is_some() || address.ip().is_loopback();
        let tcp = media.as_ref().map(|(address, _)| *address);
        let app = app(config, &secrets, address, tcp).await?;
        let relays = || Relays::new(app.rooms.engine().clone(), &secrets.relay_key());
        let relays = may_relay.then(relays);
        let setup_url = first_setup(&app).await?;
        Ok(Self {
            app,
            listener,
            media,
            relays,
            setup_url,
        })
    }

    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Serves until `stop`; then lets no new room begin, tells every client, finishes what was
    /// asked, and closes the store.
    pub async fn run(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let (stopping, stopped) = watch::channel(false);
        let router = http::router(self.app.clone());
        if let Some((_, listener)) = self.media {
            let engine = self.app.rooms.engine().clone();
            tokio::spawn(streams::serve(listener, engine, stopped.clone()));
        }
        let letters = tokio::spawn(invitations::run(self.app.clone(), stopped.clone()));
        tokio::spawn(papers::tidy(self.app.clone(), stopped.clone()));
        tokio::spawn(imports::sweep(self.app.clone(), stopped.clone()));
        tokio::spawn(give_back_memory(self.app.clone(), stopped.clone()));
        let server = tokio::spawn(http::serve(self.listener, router, self.relays, stopped));
        stop.await;
        tracing::info!("stopping");
        stopping.send_replace(true);
        self.app.walls.stop();
        self.app.rooms.shutdown().await;
        self.app.sockets.stop(LAST_GOODBYES).await;
        let finished = timeout(LAST_ANSWERS, server).await;
        // A letter that is still being handed over then is found in doubt at the next start.
        let _ = timeout(LAST_ANSWERS, letters).await;
        self.app.store.clone().close().await;
        tracing::info!("stopped");
        match finished {
            Ok(Ok(())) => Ok(()),
            Ok(Err(panicked)) => Err(io::Error::other(panicked)),
            // Whoever still had not read an answer after all that time is left behind.
            Err(_) => Ok(()),
        }
    }

    /// The lines that say that it is ready: the first of each are read by machines too.
    pub fn announce(&self, out: &mut impl Write) -> io::Result<()> {
        let url = self.app.identity.public_url();
        writeln!(out, "Yunqiao is ready: {url}")?;
        let media = self.app.rooms.media_addresses();
        let media: Vec<String> = media.iter().map(ToString::to_string).collect();
        write!(out, "Media: udp {}", media.join(", "))?;
        if let Some((address, _)) = &self.media {
            write!(out, ", tcp {address}")?;
        }
        writeln!(out)?;
        if let Some(setup) = &self.setup_url {
            writeln!(out, "First organizer: {setup}")?;
        }
        if io::stdout().is_terminal() {
            self.advise(out)?;
        }
        out.flush()
    }

    fn advise(&self, out: &mut impl Write) -> io::Result<()> {
        let folder = std::path::absolute(&self.app.config.data.dir);
        let folder = folder.unwrap_or_else(|_| PathBuf::from(&self.app.config.data.dir));
        writeln!(out)?;
        if self.setup_url.is_some() {
            writeln!(
                out,
                "Open the second link to choose a name and a password; it works once."
            )?;
        } else {
            writeln!(
                out,
                "Sign in there. Forgotten the password? Run: yunqiao organizer reset"
            )?;
        }
        writeln!(
            out,
            "Then plan a meeting and send each person the link made for them."
        )?;
        writeln!(
            out,
            "Everything is kept in {}. Ctrl+C stops.",
            folder.display()
        )
    }
}

/// Whenever a crowd is in, or gone, and it is quiet again, until the service stops.
async fn give_back_memory(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut people = 0;
    loop {
        people = tokio::select! {
            people = app.sockets.after_a_crowd(people, CALM) => people,
            // An error means that the sender is gone: stop just the same.
            _ = stop.wait_for(|stop| *stop) => return,
        };
        // It takes as long as there is much to give; an error would mean that it panicked.
        let _ = tokio::task::spawn_blocking(process::give_back_memory).await;
    }
}

/// The state that everything shares, around an open store.
/// `tcp`: where media over TCP is accepted.
pub(crate) async fn app(
    config: Config,
    secrets: &Secrets,
    address: SocketAddr,
    tcp: Option<SocketAddr>,
) -> Result<Arc<App>, StartError> {
    let store = Store::open(&config.data.dir, secrets.master_key).await?;
    store.journal().delay(config.store.commit_delay);
    store.retain_records(config.office.retention_days);
    store.file_missing().await?;
    let ledger = Ledger::open(&store).await?;
    ledger.begin().await?;
    let imports = Imports::open(&config.data.dir);
    let secure = config.http.tls.certificate.is_some();
    let public_url = config.http.public_url.clone();
    let public_url = public_url.unwrap_or_else(|| Origin::of_listener(address, secure));
    let mut servers = IceServers::default();
    if secure {
        servers = servers.own(&public_url, &secrets.relay_key());
    }
    let servers = servers.outside(&config.media.turn);
    let (media, limits) = (media(&config, tcp), limits(&config));
    let trials = Trials::new(&config.limits);
    let rooms = Rooms::start(store.clone(), ledger.clone(), media, limits, servers).await?;
    Ok(Arc::new(App {
        identity: Identity::new(secrets, public_url, &config.limits),
        config,
        store,
        partners: ledger.cities().clone(),
        ledger,
        imports,
        figures: Cache::default(),
        rooms,
        sockets: Sockets::default(),
        trials,
        letters: Letters::default(),
        walls: Walls::default(),
    }))
}

fn limits(config: &Config) -> Limits {
    Limits {
        grace: config.meeting.grace,
        empty: config.meeting.empty,
        participants: config.limits.participants,
    }
}

/// Binds where media comes over TCP, if it does.
fn media_over_tcp(config: &Config) -> Result<Option<(SocketAddr, TcpListener)>, StartError> {
    let Some(listen) = config.media.tcp_listen else {
        return Ok(None);
    };
    let address = listen.address(config.media.listen);
    let bound = streams::listen(address).and_then(|tcp| Ok((tcp.local_addr()?, tcp)));
    let bound = bound.map_err(|error| StartError::Media { address, error })?;
    Ok(Some(bound))
}

fn media(config: &Config, tcp: Option<SocketAddr>) -> sfu::Config {
    sfu::Config {
        tcp,
        listen: config.media.listen,
        public: config
            .media
            .public_address
            .iter()
            .map(|told| sfu::PublicAddress {
                ip: told.ip,
                port: told.port,
            })
            .collect(),
        threads: config.media.threads,
    }
}

/// While nobody can sign in, each start makes a new one-time link; the one before dies.
async fn first_setup(app: &App) -> Result<Option<String>, StoreError> {
    if !organizers::setup_needed(&app.store).await? {
        return Ok(None);
    }
    let mut tx = app.store.write().await?;
    let token = organizers::issue_setup(&mut tx, now().timestamp).await?;
    tx.commit().await?;
    Ok(Some(app.identity.setup_url(&token)))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::oneshot;

    use super::*;
    use crate::testing::TempDir;

    fn config(folder: &TempDir) -> Config {
        let mut config = Config::default();
        config.http.listen.set_port(0);
        config.media.listen = "127.0.0.1:0".parse().unwrap();
        config.data.dir = folder.path().to_owned();
        config
    }

    async fn ask(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn it_announces_itself_serves_and_stops() {
        let folder = TempDir::new();
        let service = Service::start(config(&folder)).await.unwrap();
        let mut said = Vec::new();
        service.announce(&mut said).unwrap();
        let said = String::from_utf8(said).unwrap();
        let lines: Vec<&str> = said.lines().collect();
        let url = lines[0].strip_prefix("Yunqiao is ready: ").unwrap();
        let port = url
            .strip_prefix("http://localhost:")
            .unwrap()
            .parse()
            .unwrap();
        assert!(lines[1].starts_with("Media: udp 127.0.0.1:"), "{said}");
        let setup = lines[2].strip_prefix("First organizer: ").unwrap();
        assert!(setup.starts_with(&format!("{url}/setup#")), "{said}");

        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(service.run(async move {
            let _ = stopped.await;
        }));
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        assert!(ask(address, "/readyz").await.starts_with("HTTP/1.1 200"));
        // A connection that is kept open and asks nothing does not hold up the stop.
        let _idle = TcpStream::connect(address).await.unwrap();
        stop.send(()).unwrap();
        running.await.unwrap().unwrap();
        // Everything was given back: the folder's lock among it.
        Service::start(config(&folder)).await.unwrap();
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_named_with_a_way_out() {
        let folder = TempDir::new();
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = config(&folder);
        config.http.listen = taken.local_addr().unwrap();
        let refusal = Service::start(config).await.err().unwrap().to_string();
        assert!(refusal.contains("YUNQIAO__HTTP__LISTEN="), "{refusal}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_folder_in_use_is_refused() {
        let folder = TempDir::new();
        let _first = Service::start(config(&folder)).await.unwrap();
        let refusal = Service::start(config(&folder))
            .await
            .err()
            .unwrap()
            .to_string();
        assert!(refusal.contains("in use by another Yunqiao"), "{refusal}");
    }
}
