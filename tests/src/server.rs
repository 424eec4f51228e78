//! The real server as a child process.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use participant::Trust;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::desk::Desk;
use crate::folder::Folder;

/// How long a start may take before a test gives up: far longer than it does.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server on loopback, with a data folder of its own.
pub struct Server {
    /// Scheme, host and port, as the server prints it.
    pub url: String,
    /// From the start of the process to the first answer of `/readyz`.
    pub started_in: Duration,
    media: SocketAddr,
    /// Token of the one-time link, as soon as it is printed.
    setup: watch::Receiver<Option<String>>,
    child: Child,
    data: PathBuf,
    extra: Vec<(String, String)>,
    folder: Option<Folder>,
    trust: Trust,
}

/// What a server says of itself when it starts.
struct Announced {
    url: String,
    media: SocketAddr,
    setup: watch::Receiver<Option<String>>,
}

impl Server {
    /// A new server on free ports.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(&[]).await
    }

    /// The same with further configuration, as `SECTION__KEY` and value.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_with(extra: &[(&str, &str)]) -> anyhow::Result<Self> {
        let folder = Folder::new();
        let data = folder.path().join("data");
        let mut server = Self::start_in(&data, extra).await?;
        server.folder = Some(folder);
        Ok(server)
    }

    /// The same over TLS, with a certificate of its own: then it relays. [`Server::trust`] vouches for it.
    ///
    /// # Errors
    /// When it does not start, or no certificate can be made: openssl(1) does that.
    pub async fn start_secure() -> anyhow::Result<Self> {
        let folder = Folder::new();
        let (chain, key) = make_certificate(folder.path())?;
        let extra = [
            ("HTTP__TLS__CERTIFICATE", chain.display().to_string()),
            ("HTTP__TLS__KEY", key.display().to_string()),
        ];
        let extra = extra.map(|(key, value)| (key.to_owned(), value)).to_vec();
        let any = "127.0.0.1:0".parse()?;
        let data = folder.path().join("data");
        let trust = Trust::and(&chain)?;
        let mut server = Self::launch(data, extra, (any, any), trust).await?;
        server.folder = Some(folder);
        Ok(server)
    }

    /// The same with its data in a folder that outlives it.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_in(data: &Path, extra: &[(&str, &str)]) -> anyhow::Result<Self> {
        let extra = extra
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let any = "127.0.0.1:0".parse()?;
        Self::launch(
            data.to_owned(),
            extra.collect(),
            (any, any),
            Trust::default(),
        )
        .await
    }

    async fn launch(
        data: PathBuf,
        extra: Vec<(String, String)>,
        (http, media): (SocketAddr, SocketAddr),
        trust: Trust,
    ) -> anyhow::Result<Self> {
        let start = Instant::now();
        let mut child = command(&data, &extra, http, media)?.spawn()?;
        let stdout = child
            .stdout
            .take()
            .context("the server's standard output")?;
        let lines = BufReader::new(stdout).lines();
        let announced = match timeout(PATIENCE, Announced::read(lines)).await? {
            Ok(announced) => announced,
            Err(error) => {
                let status = child.wait().await?;
                return Err(error.context(format!("the server ended with {status}")));
            }
        };
        let mut server = Self {
            url: announced.url,
            media: announced.media,
            setup: announced.setup,
            started_in: Duration::ZERO,
            child,
            data,
            extra,
            folder: None,
            trust,
        };
        timeout(PATIENCE, server.ready()).await??;
        server.started_in = start.elapsed();
        Ok(server)
    }

    async fn ready(&self) -> anyhow::Result<()> {
        let url = format!("{}/readyz", self.url);
        loop {
            let asked = self.trust.http().get(&url).send();
            if asked.await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// What it tells Prometheus.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn metrics(&self) -> anyhow::Result<String> {
        let url = format!("{}/metrics", self.url);
        let answer = self.trust.http().get(url).send().await?;
        Ok(answer.text().await?)
    }

    /// Becomes the first organizer.
    ///
    /// # Errors
    /// When the server printed no link for it, or it does not hold.
    pub async fn desk(&self) -> anyhow::Result<Desk> {
        let mut setup = self.setup.clone();
        let printed = timeout(PATIENCE, setup.wait_for(Option::is_some)).await;
        let token = printed.context("no one-time link was printed")??.clone();
        Desk::set_up_trusting(&self.url, &token.unwrap_or_default(), &self.trust).await
    }

    /// Who vouches for it.
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Where its pages are.
    ///
    /// # Errors
    /// When its address is none.
    pub fn http(&self) -> anyhow::Result<SocketAddr> {
        let (_, port) = self.url.rsplit_once(':').context("a port")?;
        Ok(SocketAddr::from(([127, 0, 0, 1], port.parse()?)))
    }

    /// Where its first media thread listens.
    pub fn media(&self) -> SocketAddr {
        self.media
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    /// # Panics
    /// When the process is not running.
    pub fn pid(&self) -> u32 {
        self.child.id().expect("a running server")
    }

    /// Kills it without a word of warning.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill().await?;
        Ok(())
    }

    /// Starts it again on the same folder and the same ports.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        let (_, port) = self.url.rsplit_once(':').context("a port")?;
        let http = SocketAddr::from(([127, 0, 0, 1], port.parse()?));
        let (data, extra) = (self.data.clone(), self.extra.clone());
        let trust = self.trust.clone();
        let again = Self::launch(data, extra, (http, self.media), trust).await?;
        let folder = self.folder.take();
        *self = again;
        self.folder = folder;
        Ok(())
    }

    /// Asks it to stop, and waits.
    ///
    /// # Errors
    /// When it does not stop.
    pub async fn terminate(&mut self) -> anyhow::Result<ExitStatus> {
        let pid = self.pid().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status().await?;
        if !told.success() {
            bail!("kill -TERM {pid}: {told}");
        }
        Ok(timeout(PATIENCE, self.child.wait()).await??)
    }

    /// Resident memory in bytes.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn memory(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes: u64 = line
            .and_then(|line| line.trim().strip_suffix(" kB"))
            .context("VmRSS")?
            .parse()?;
        Ok(kilobytes * 1024)
    }
}

fn command(
    data: &Path,
    extra: &[(String, String)],
    http: SocketAddr,
    media: SocketAddr,
) -> anyhow::Result<Command> {
    let mut command = Command::new(program()?);
    command
        .arg("serve")
        .env("YUNQIAO__HTTP__LISTEN", http.to_string())
        .env("YUNQIAO__MEDIA__LISTEN", media.to_string())
        // A port that is free for UDP need not be so for TCP.
        .env("YUNQIAO__MEDIA__TCP_LISTEN", "127.0.0.1:0")
        .env("YUNQIAO__DATA__DIR", data)
        .env("YUNQIAO__LOG__LEVEL", "warn")
        .envs(
            extra
                .iter()
                .map(|(key, value)| (format!("YUNQIAO__{key}"), value)),
        )
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    Ok(command)
}

/// A certificate of nobody's authority for the loopback address, with its key.
fn make_certificate(folder: &Path) -> anyhow::Result<(PathBuf, PathBuf)> {
    let (chain, key) = (folder.join("chain.pem"), folder.join("key.pem"));
    let made = std::process::Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"])
        .args(["-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-subj", "/CN=Yunqiao test"])
        .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        // It is its own authority, and no other's.
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&chain)
        .stderr(Stdio::null())
        .status()?;
    if !made.success() {
        bail!("openssl: {made}");
    }
    Ok((chain, key))
}

/// The server's program: `YUNQIAO_BINARY`, or else built from this workspace once.
///
/// # Errors
/// When it cannot be built.
pub fn program() -> anyhow::Result<&'static Path> {
    static PROGRAM: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let found = PROGRAM.get_or_init(|| build().map_err(|error| format!("{error:#}")));
    found.as_deref().map_err(|error| anyhow::anyhow!("{error}"))
}

fn build() -> anyhow::Result<PathBuf> {
    if let Some(given) = std::env::var_os("YUNQIAO_BINARY") {
        return Ok(given.into());
    }
    // .../target/PROFILE/deps/this-test, or .../target/PROFILE/bench
    let program = std::env::current_exe()?;
    let profile = program
        .ancestors()
        .skip(1)
        .find(|folder| !folder.ends_with("deps"))
        .context("the folder of the profile")?;
    let target = profile.parent().context("the target folder")?;
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo
        .args([
            "build",
            "--quiet",
            "--package",
            "yunqiao",
            "--bin",
            "yunqiao",
            "--target-dir",
        ])
        .arg(target)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    let built = cargo.status()?;
    if !built.success() {
        bail!("the server does not build: {built}");
    }
    Ok(profile.join("yunqiao"))
}

impl Announced {
    /// Reads until the addresses are known, and goes on reading: a full pipe would block the server.
    async fn read(mut lines: Lines<BufReader<ChildStdout>>) -> anyhow::Result<Self> {
        let url = word(&mut lines, |word| {
            let scheme = word.split_once("://").map(|(scheme, _)| scheme);
            scheme
                .filter(|scheme| ["http", "https"].contains(scheme))
                .map(|_| word.to_owned())
        });
        let url = url.await?;
        let media = word(&mut lines, |word| word.trim_end_matches(',').parse().ok());
        let media = media.await?;
        let (tell, setup) = watch::channel(None);
        tokio::spawn(async move {
            let token = word(&mut lines, |word| {
                let (_, token) = word.split_once("/setup#")?;
                Some(token.to_owned())
            });
            if let Ok(token) = token.await {
                tell.send_replace(Some(token));
            }
            while let Ok(Some(_)) = lines.next_line().await {}
        });
        Ok(Self { url, media, setup })
    }
}

/// The first word of the lines to come that is understood.
async fn word<T>(
    lines: &mut Lines<BufReader<ChildStdout>>,
    read: impl Fn(&str) -> Option<T>,
) -> anyhow::Result<T> {
    loop {
        let line = lines.next_line().await?;
        let line = line.context("it said nothing more")?;
        if let Some(found) = line.split_whitespace().find_map(&read) {
            return Ok(found);
        }
    }
}
