//! Networks that let less through than one would like.

use std::net::UdpSocket;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use participant::media::{Kind, Setup, Way};
use participant::{Options, Participant};
use support::{Part, Server, Stage, delegate, host};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

const CAST: [Part; 2] = [host("Wang"), delegate("Sato", 1)];

/// As long as a busy machine takes for a connection, or for a picture.
const PATIENCE: Duration = Duration::from_secs(10);

/// A relay may lose the first picture, which a browser would ask for again; these participants ask
/// by looking anew.
async fn perceive(one: &Participant, other: &Participant) -> anyhow::Result<()> {
    let mut perceived = Ok(());
    for _ in 0..3 {
        one.look_at(&[], (320, 180)).await?;
        one.look_at(&[other.id()], (320, 180)).await?;
        perceived = one.perceive(other).await;
        if perceived.is_ok() {
            break;
        }
    }
    Ok(perceived?)
}

/// Two people who have no other way than this see and hear each other.
async fn meet(server: Server, way: Way) -> anyhow::Result<()> {
    let stage = Stage::set_on(server, &CAST, |_| {}).await?;
    let by = |signature| Options {
        setup: Setup {
            way,
            picture_slots: 1,
            ..Setup::default()
        },
        patience: PATIENCE,
        ..Options::sends(signature)
    };
    let wang = stage.enter("Wang", by(1)).await?;
    let sato = stage.enter("Sato", by(2)).await?;
    perceive(&wang, &sato).await?;
    perceive(&sato, &wang).await?;
    // And it goes on.
    wang.more_frames(sato.signature(), Kind::Picture, 30)
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn media_over_tcp_alone() -> anyhow::Result<()> {
    meet(Server::start().await?, Way::Tcp).await
}

const SECRET: &str = "shared with the relay";

/// Debian's coturn on loopback; `None` where it is not installed.
async fn coturn(port: u16) -> anyhow::Result<Option<Child>> {
    let port_text = port.to_string();
    let spawned = Command::new("turnserver")
        .args(["-n", "--no-cli", "--no-tls", "--no-dtls"])
        .args(["--listening-ip", "127.0.0.1", "--relay-ip", "127.0.0.1"])
        .args(["--allow-loopback-peers", "--realm", "example.org"])
        .args(["--use-auth-secret", "--static-auth-secret", SECRET])
        .args(["--listening-port", &port_text, "--log-file", "stdout"])
        .args(["--pidfile", "/dev/null"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let child = match spawned {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        spawned => spawned?,
    };
    let listening = async {
        while UdpSocket::bind(("127.0.0.1", port)).is_ok() {
            sleep(Duration::from_millis(50)).await;
        }
    };
    let started = timeout(Duration::from_secs(20), listening).await;
    started.context("coturn does not listen")?;
    Ok(Some(child))
}

#[tokio::test(flavor = "multi_thread")]
async fn media_through_a_relay_of_others() -> anyhow::Result<()> {
    let port = UdpSocket::bind("127.0.0.1:0")?.local_addr()?.port();
    let Some(_relay) = coturn(port).await? else {
        eprintln!("coturn is not installed: a relay of others was not tested");
        return Ok(());
    };
    let url = format!("turn:127.0.0.1:{port}?transport=udp");
    let turn = [
        ("MEDIA__TURN__URLS", url.as_str()),
        ("MEDIA__TURN__SECRET", SECRET),
    ];
    meet(Server::start_with(&turn).await?, Way::Relay).await
}
