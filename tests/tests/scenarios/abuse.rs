//! Bad input: a stable code, then the door; nobody else notices.

use std::time::Duration;

use meeting::protocol::{
    ClientMessage, Command, Goodbye, Hello, NOTICE, Reason, ServerMessage, VERSION,
};
use participant::{Error, Line, Options, Participant, Ticket};
use support::{Part, Server, Stage, delegate, host};
use tokio::time::{sleep, timeout};

/// Nothing here takes longer, unless it never happens.
const PATIENCE: Duration = Duration::from_secs(60);

const CAST: [Part; 3] = [host("Alice"), delegate("Bob", 1), delegate("Mallory", 2)];

/// Mallory's own WebSocket, welcomed.
async fn mallory(stage: &Stage) -> anyhow::Result<Line> {
    let url = &stage.server.url;
    let ticket = Ticket::exchange(url, stage.meeting.token("Mallory")).await?;
    let mut line = Line::open(url, url).await?;
    line.say(&hello(ticket.pass)).await?;
    let first = line.hear().await?;
    assert!(
        matches!(first, Some(ServerMessage::Welcome(_))),
        "{first:?}"
    );
    Ok(line)
}

fn hello(pass: String) -> ClientMessage {
    ClientMessage::Hello(Hello {
        protocol: VERSION,
        pass,
        acknowledged: Some(NOTICE.to_owned()),
        device: "mallory".to_owned(),
        language: "en".to_owned(),
        resume: None,
    })
}

/// Reads on until the server closes: the reasons of refusals, and its last word.
async fn to_the_end(line: &mut Line) -> anyhow::Result<(Vec<Reason>, Option<Goodbye>)> {
    let (mut refusals, mut goodbye) = (Vec::new(), None);
    while let Some(message) = line.hear().await? {
        if let ServerMessage::Rejected { reason, .. } = message {
            refusals.push(reason);
        } else if let ServerMessage::Goodbye { reason } = message {
            goodbye = Some(reason);
        }
    }
    Ok((refusals, goodbye))
}

async fn assert_undisturbed(alice: &Participant, bob: &Participant) -> anyhow::Result<()> {
    for one in [alice, bob] {
        assert!(one.model().connected);
        one.request(Command::Hand { raised: true }).await?;
        one.request(Command::Hand { raised: false }).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn rubbish_is_refused_and_the_connection_closed() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::default()).await?;
    let bob = stage.enter("Bob", Options::default()).await?;
    let rubbish = [
        "",
        "{",
        "null",
        "[]",
        "\u{0}\u{1}\u{2}",
        r#"{"type":"hello"}"#,
        r#"{"type":"request","id":1,"command":{"do":"become_host"}}"#,
        r#"{"type":"request","id":-1,"command":{"do":"leave"}}"#,
        r#"{"type":"request","id":1,"command":{"do":"admit","person":"nobody"}}"#,
        r#"{"type":"request","id":1,"command":{"do":"hand","raised":true,"also":1}}"#,
        r#"{"type":"ping","sent":"now"}"#,
    ];
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    for text in rubbish.into_iter().chain([deep.as_str()]) {
        let mut line = mallory(&stage).await?;
        line.say_raw(text.to_owned()).await?;
        let (refusals, goodbye) = to_the_end(&mut line).await?;
        assert_eq!(refusals, [Reason::Malformed], "{text:.60}");
        assert_eq!(goodbye, Some(Goodbye::Abuse), "{text:.60}");
    }
    assert_undisturbed(&alice, &bob).await
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_at_once_is_refused() -> anyhow::Result<()> {
    let server = Server::start_with(&[("LIMITS__MESSAGE_BYTES", "4096")]).await?;
    let stage = Stage::set_on(server, &CAST, |_| {}).await?;
    let alice = stage.enter("Alice", Options::default()).await?;
    let bob = stage.enter("Bob", Options::default()).await?;
    let mut line = mallory(&stage).await?;
    // The last one is not even read.
    for length in [5000, 4 * 4096 + 5000] {
        let text = "x".repeat(length);
        let command = Command::Chat { text };
        line.say(&ClientMessage::Request { id: 1, command }).await?;
        let (refusals, goodbye) = to_the_end(&mut line).await?;
        assert_eq!(refusals, [Reason::TooLarge]);
        assert_eq!(goodbye, Some(Goodbye::Abuse));
        line = mallory(&stage).await?;
    }
    assert_undisturbed(&alice, &bob).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_removed_and_does_not_hang_up_is_hung_up_on() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::default()).await?;
    let mut line = mallory(&stage).await?;
    let person = stage.person("Mallory");
    alice.request(Command::Remove { person }).await?;
    // Never reads, and so never answers the close.
    let ping = ClientMessage::Ping { sent: 0.0 };
    let ended = timeout(PATIENCE, async {
        while line.say(&ping).await.is_ok() {
            sleep(Duration::from_millis(100)).await;
        }
    });
    ended.await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn too_often_is_refused() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::default()).await?;
    let bob = stage.enter("Bob", Options::default()).await?;
    let mut line = mallory(&stage).await?;
    for id in 1..=500 {
        let command = Command::Hand {
            raised: id % 2 == 0,
        };
        let said = line.say(&ClientMessage::Request { id, command }).await;
        if said.is_err() {
            break; // closed already
        }
    }
    let (refusals, goodbye) = to_the_end(&mut line).await?;
    assert!(refusals.contains(&Reason::TooFast), "{refusals:?}");
    assert_eq!(goodbye, Some(Goodbye::Abuse));
    assert_undisturbed(&alice, &bob).await
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_that_are_nonsense_are_refused() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let bob = stage.enter("Bob", Options::default()).await?;
    let peer = participant::media::Peer::new(participant::media::Setup::default()).await?;
    let whole = peer.offer().await?;
    let cut = |share: usize| {
        whole
            .chars()
            .take(whole.len() * share / 10)
            .collect::<String>()
    };
    let nonsense = [
        String::new(),
        "v=0".to_owned(),
        "友".repeat(9000),
        "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n".repeat(300),
        whole.replace("a=fingerprint:", "a=fingerprinted:"),
        "a=ssrc:99999999999999999999 cname:x\r\n".to_owned(),
    ];
    for (number, sdp) in nonsense.into_iter().enumerate() {
        let answer = bob.request(Command::Offer { sdp, fresh: true }).await;
        let refused = matches!(answer, Err(Error::Refused(Reason::BadOffer)));
        assert!(refused, "offer {number}: {answer:?}");
    }
    let sdp = whole
        .replace("VP8/90000", "H264/90000")
        .replace("opus", "PCMU");
    let answer = bob.request(Command::Offer { sdp, fresh: true }).await;
    let refused = matches!(answer, Err(Error::Refused(Reason::UnsupportedCodec)));
    assert!(refused, "other codecs: {answer:?}");
    // What is only odd or cut short may be answered or refused, but never brings anything down.
    let odd = [
        whole.replace("sha-256", "sha-1"),
        whole.replace("a=ice-pwd:", "a=ice-pwd:\u{0}"),
    ];
    for sdp in (1..10).map(cut).chain(odd) {
        let answer = bob.request(Command::Offer { sdp, fresh: true }).await;
        assert!(matches!(
            answer,
            Ok(_) | Err(Error::Refused(Reason::BadOffer))
        ));
    }
    bob.request(Command::Hand { raised: true }).await?;
    let mut listener = bob;
    listener.leave().await?;
    listener = stage.enter("Bob", Options::sends(1)).await?;
    listener.leave().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_speaks_before_hello_or_from_another_site() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let url = &stage.server.url;
    let foreign = Line::open(url, "https://elsewhere.example").await;
    assert!(matches!(foreign, Err(Error::Http { status: 403, .. })));
    let mut line = Line::open(url, url).await?;
    line.say(&ClientMessage::Ping { sent: 0.0 }).await?;
    let (_, goodbye) = to_the_end(&mut line).await?;
    assert_eq!(goodbye, Some(Goodbye::Abuse));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn passes_and_links_that_were_tampered_with_open_nothing() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let url = &stage.server.url;
    let token = stage.meeting.token("Mallory");
    let pass = Ticket::exchange(url, token).await?.pass;
    for hostile in mutations(token).into_iter().chain([pass.clone()]) {
        let answer = Ticket::exchange(url, &hostile).await;
        let refused = matches!(
            answer,
            Err(Error::Http {
                status: 400..=410,
                ..
            })
        );
        assert!(refused, "{hostile:.60}: {answer:?}");
    }
    for hostile in mutations(&pass).into_iter().chain([token.to_owned()]) {
        let mut line = Line::open(url, url).await?;
        line.say(&hello(hostile.clone())).await?;
        let (_, goodbye) = to_the_end(&mut line).await?;
        assert_eq!(goodbye, Some(Goodbye::BadPass), "{hostile:.60}");
    }
    Ok(())
}

/// Variations on a token, none of which is it.
fn mutations(token: &str) -> Vec<String> {
    let mut all = vec![
        String::new(),
        " ".to_owned(),
        "null".to_owned(),
        "../../etc/passwd".to_owned(),
        "' OR 1=1 --".to_owned(),
        "\u{0}".repeat(40),
        "桥".repeat(200),
        "A".repeat(20_000),
        format!("{token}A"),
        format!("{token}.{token}"),
        token[..token.len() - 1].to_owned(),
        token.to_uppercase(),
        token.chars().rev().collect(),
    ];
    for place in (0..token.len()).step_by(1 + token.len() / 12) {
        let other = if &token[place..=place] == "A" {
            "B"
        } else {
            "A"
        };
        let mut changed = token.to_owned();
        changed.replace_range(place..=place, other);
        all.push(changed);
    }
    all.retain(|changed| changed != token);
    all
}
