//! Debian's Janus with its video room, in a folder of its own, on loopback.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use participant::Trust;
use serde_json::{Value, json};
use support::Folder;

use super::generator::Generator;
use super::process::{self, Measured};
use super::sdp::{self, LAYERS, Lines, Local};

const ROOM: u64 = 1234;

/// Answers to come before one gives up.
const PATIENCE: usize = 200;

/// How Janus uses threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// As it comes: a thread for each connection.
    Default,
    /// `event_loops = 1`: one thread for all connections.
    OneLoop,
}

impl Mode {
    pub(super) fn name(self) -> &'static str {
        match self {
            Mode::Default => "Janus 1.1.2",
            Mode::OneLoop => "Janus 1.1.2, event_loops = 1",
        }
    }
}

pub(super) struct Janus {
    pub(super) process: Measured,
    http: reqwest::Client,
    url: String,
    session: u64,
    _folder: Folder,
}

/// A stream of a publisher, and which of its layers is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) feed: u64,
    pub(super) mid: usize,
    pub(super) layer: Option<usize>,
}

/// Says why Janus cannot be measured here, if it cannot. Installs it where that is allowed.
pub(super) fn missing() -> Option<String> {
    let found = || Path::new("/usr/bin/janus").exists();
    if found() {
        return None;
    }
    let need = concat!(env!("CARGO_MANIFEST_DIR"), "/../tools/need");
    let installed = Command::new(need).arg("bench").status();
    match installed {
        Ok(status) if status.success() && found() => None,
        _ => Some("Janus is not installed and cannot be: `apt-get install janus`".to_owned()),
    }
}

impl Janus {
    pub(super) async fn start(mode: Mode) -> anyhow::Result<Self> {
        let folder = Folder::new();
        // Free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0")?
            .local_addr()?
            .port();
        configure(folder.path(), mode, port)?;
        let shim = compile_shim(folder.path())?;
        let log = std::fs::File::create(folder.path().join("log"))?;
        let child = process::pinned(Path::new("/usr/bin/janus"))
            .arg("--configs-folder")
            .arg(folder.path())
            .arg("--config")
            .arg(folder.path().join("janus.jcfg"))
            .env("LD_PRELOAD", shim)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let mut janus = Self {
            process: Measured(child),
            http: Trust::default().http(),
            url: format!("http://127.0.0.1:{port}/janus"),
            session: 0,
            _folder: folder,
        };
        janus.session = janus.create().await?;
        janus.make_room().await?;
        Ok(janus)
    }

    /// A session, as soon as Janus answers at all.
    async fn create(&self) -> anyhow::Result<u64> {
        for _ in 0..PATIENCE {
            let order = json!({ "janus": "create", "transaction": "create" });
            if let Ok(answer) = self.post("", order).await {
                return answer["data"]["id"].as_u64().context("a session");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("Janus did not start")
    }

    async fn post(&self, path: &str, order: Value) -> anyhow::Result<Value> {
        let url = format!("{}{path}", self.url);
        let answer = self.http.post(url).json(&order).send().await?;
        let answer: Value = answer.json().await?;
        if answer["janus"] == "error" {
            bail!("Janus: {answer}");
        }
        Ok(answer)
    }

    async fn attach(&self) -> anyhow::Result<u64> {
        let plugin = "janus.plugin.videoroom";
        let order = json!({ "janus": "attach", "plugin": plugin, "transaction": "attach" });
        let answer = self.post(&format!("/{}", self.session), order).await?;
        answer["data"]["id"].as_u64().context("a handle")
    }

    async fn message(
        &self,
        handle: u64,
        body: Value,
        jsep: Option<Value>,
    ) -> anyhow::Result<Value> {
        let mut order = json!({ "janus": "message", "transaction": "message", "body": body });
        if let Some(jsep) = jsep {
            order["jsep"] = jsep;
        }
        let path = format!("/{}/{handle}", self.session);
        self.post(&path, order).await
    }

    /// The next event of the handle that has what is looked for.
    async fn event(&self, handle: u64, is_it: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        let url = format!("{}/{}?maxev=1", self.url, self.session);
        for _ in 0..PATIENCE {
            let event: Value = self.http.get(&url).send().await?.json().await?;
            let data = &event["plugindata"]["data"];
            if data["error"].is_string() {
                bail!("Janus: {data}");
            }
            if event["sender"] == handle && is_it(&event) {
                return Ok(event);
            }
        }
        bail!("Janus never answered")
    }

    async fn make_room(&self) -> anyhow::Result<()> {
        let handle = self.attach().await?;
        let body = json!({
            "request": "create", "room": ROOM, "publishers": 1000, "bitrate": 0,
            "audiocodec": "opus", "videocodec": "vp8", "fir_freq": 0,
            "transport_wide_cc_ext": true, "notify_joining": false,
        });
        let answer = self.message(handle, body, None).await?;
        if answer["plugindata"]["data"]["videoroom"] != "created" {
            bail!("Janus made no room: {answer}");
        }
        Ok(())
    }

    /// A new publisher, not yet connected, and the number of its feed.
    pub(super) async fn publish(
        &self,
        load: &mut Generator,
        lines: Lines,
    ) -> anyhow::Result<(usize, u64)> {
        let number = load.add()?;
        let handle = self.attach().await?;
        let join = json!({ "request": "join", "ptype": "publisher", "room": ROOM });
        self.message(handle, join, None).await?;
        let joined = self
            .event(handle, |event| {
                event["plugindata"]["data"]["videoroom"] == "joined"
            })
            .await?;
        let feed = joined["plugindata"]["data"]["id"].as_u64();
        let peer = &load.peers[number];
        let local = Local {
            user: &peer.user,
            fingerprint: &load.identity.fingerprint,
            port: peer.port()?,
        };
        let offer = json!({ "type": "offer", "sdp": sdp::offer(&local, lines) });
        let publish = json!({ "request": "configure" });
        self.message(handle, publish, Some(offer)).await?;
        let answer = self.event(handle, has_description).await?;
        load.peers[number].meet(description(&answer))?;
        Ok((number, feed.context("a feed")?))
    }

    /// A new subscriber to these streams, not yet connected.
    pub(super) async fn subscribe(
        &self,
        load: &mut Generator,
        wanted: &[Wanted],
    ) -> anyhow::Result<usize> {
        let number = load.add()?;
        let handle = self.attach().await?;
        let streams: Vec<Value> = wanted
            .iter()
            .map(|one| json!({ "feed": one.feed, "mid": one.mid.to_string() }))
            .collect();
        let join = json!({
            "request": "join", "ptype": "subscriber", "room": ROOM, "streams": streams,
        });
        let offer = self.offered(handle, join).await?;
        let peer = &load.peers[number];
        let local = Local {
            user: &peer.user,
            fingerprint: &load.identity.fingerprint,
            port: peer.port()?,
        };
        let answer = sdp::answer(description(&offer), &local);
        load.peers[number].meet(description(&offer))?;
        let answer = json!({ "type": "answer", "sdp": answer });
        let start = json!({ "request": "start" });
        self.message(handle, start, Some(answer)).await?;
        self.choose_layers(handle, wanted).await?;
        Ok(number)
    }

    /// A publisher is connected a moment before its feed is there.
    async fn offered(&self, handle: u64, join: Value) -> anyhow::Result<Value> {
        let mut answer = Ok(Value::Null);
        for _ in 0..PATIENCE {
            self.message(handle, join.clone(), None).await?;
            answer = self.event(handle, has_description).await;
            if answer.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        answer
    }

    async fn choose_layers(&self, handle: u64, wanted: &[Wanted]) -> anyhow::Result<()> {
        let streams: Vec<Value> = wanted
            .iter()
            .enumerate()
            .filter_map(|(place, one)| {
                let layer = one.layer?;
                // It takes the layers of an offer for listed from the highest down.
                let substream = LAYERS.len() - 1 - layer;
                Some(json!({ "mid": place.to_string(), "substream": substream, "temporal": 2 }))
            })
            .collect();
        if !streams.is_empty() {
            let configure = json!({ "request": "configure", "streams": streams });
            self.message(handle, configure, None).await?;
        }
        Ok(())
    }
}

fn has_description(event: &Value) -> bool {
    event["jsep"]["sdp"].is_string()
}

fn description(event: &Value) -> &str {
    event["jsep"]["sdp"].as_str().unwrap_or_default()
}

fn configure(folder: &Path, mode: Mode, port: u16) -> anyhow::Result<()> {
    let library = "/usr/lib/x86_64-linux-gnu/janus";
    let loops = match mode {
        Mode::Default => "",
        Mode::OneLoop => "event_loops = 1",
    };
    let main = format!(
        "general: {{\n configs_folder = \"{folder}\"\n plugins_folder = \"{library}/plugins\"\n \
         transports_folder = \"{library}/transports\"\n debug_level = 3\n session_timeout = 0\n \
         {loops}\n}}\n\
         nat: {{\n ice_enforce_list = \"lo\"\n ice_lite = true\n}}\n\
         plugins: {{\n disable = \"{}\"\n}}\n\
         transports: {{\n disable = \"libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,\
         libjanus_rabbitmq.so,libjanus_websockets.so\"\n}}\n",
        OTHER_PLUGINS.join(","),
        folder = folder.display(),
    );
    std::fs::write(folder.join("janus.jcfg"), main)?;
    let http = format!(
        "general: {{\n json = \"compact\"\n base_path = \"/janus\"\n http = true\n port = {port}\n \
         ip = \"127.0.0.1\"\n https = false\n}}\n"
    );
    std::fs::write(folder.join("janus.transport.http.jcfg"), http)?;
    std::fs::write(folder.join("janus.plugin.videoroom.jcfg"), "general: {}\n")?;
    Ok(())
}

const OTHER_PLUGINS: [&str; 11] = [
    "libjanus_audiobridge.so",
    "libjanus_duktape.so",
    "libjanus_echotest.so",
    "libjanus_lua.so",
    "libjanus_nosip.so",
    "libjanus_recordplay.so",
    "libjanus_sip.so",
    "libjanus_streaming.so",
    "libjanus_textroom.so",
    "libjanus_videocall.so",
    "libjanus_voicemail.so",
];

fn compile_shim(folder: &Path) -> anyhow::Result<PathBuf> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/janus/loopback.c");
    let library = folder.join("loopback.so");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-o"])
        .arg(&library)
        .args([source, "-ldl"])
        .status()?;
    if !compiled.success() {
        bail!("{source} does not compile");
    }
    Ok(library)
}
