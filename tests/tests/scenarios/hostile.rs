//! A client that ignores every message: it goes on sending and reading whatever the service says.
//! What counts is what arrives: at it, and of it at the others.

mod aside;

use std::net::SocketAddr;
use std::time::Duration;

use meeting::plan::{Localized, Role};
use meeting::protocol::{Command, Goodbye, Reason, VoteCommand};
use meeting::vote::{Electorate, Kind as VoteKind, Majority, Motion, Quorum, Rule};
use participant::media::{Kind, Setup, Way};
use participant::{Error, Model, Options, Participant};
use support::{Desk, Part, Server, Stage, TurnBridge, delegate, host, press};
use tokio::time::Instant;

const CAST: [Part; 4] = [
    host("Alice"),
    delegate("Bob", 1),
    delegate("Mallory", 2),
    press("Paul"),
];

const ITEM: &str = "Between us";

/// What is under way when the service acknowledges may arrive so much later, and nothing after it.
const LIMIT: Duration = Duration::from_millis(200);

/// Packets of sound that the others exchange before anything is looked at: two seconds of them.
const MEANWHILE: u64 = 100;

fn options(signature: u8, way: Way, relay_at: Option<SocketAddr>) -> Options {
    Options {
        relay_at,
        setup: Setup {
            way,
            picture_slots: 3,
            ..Setup::default()
        },
        ..Options::sends(signature)
    }
}

/// Alice and Bob come by UDP, the hostile ones by the way that is tried.
struct Scene {
    stage: Stage,
    alice: Participant,
    bob: Participant,
    relay: TurnBridge,
}

impl Scene {
    async fn set() -> anyhow::Result<Self> {
        let plan = |draft: &mut support::Draft| {
            draft.agenda.push((ITEM, 10));
            draft.closed.push(ITEM);
        };
        let server = Server::start_secure().await?;
        let relay = TurnBridge::start(server.http()?, server.trust()).await?;
        let stage = Stage::set_on(server, &CAST, plan).await?;
        let alice = stage.enter("Alice", options(1, Way::Udp, None)).await?;
        let bob = stage.enter("Bob", options(2, Way::Udp, None)).await?;
        Ok(Self {
            stage,
            alice,
            bob,
            relay,
        })
    }

    fn hostile(&self, signature: u8, way: Way) -> Options {
        options(signature, way, Some(self.relay.address()))
    }

    /// Somebody who is heard and seen, and hears and sees.
    async fn mallory(&self, way: Way) -> anyhow::Result<Participant> {
        let mallory = self.stage.enter("Mallory", self.hostile(3, way)).await?;
        meet(&self.alice, &mallory).await?;
        meet(&self.bob, &mallory).await?;
        meet(&mallory, &self.bob).await?;
        Ok(mallory)
    }

    /// Of the press: sees and hears, and sends although it may not.
    async fn paul(&self, way: Way) -> anyhow::Result<Participant> {
        let listens = Options {
            media: participant::Media::Listens,
            ..self.hostile(4, way)
        };
        let paul = self.stage.enter("Paul", listens).await?;
        meet(&paul, &self.bob).await?;
        paul.send_unasked(true);
        Ok(paul)
    }

    async fn go_on(&self) -> anyhow::Result<()> {
        let (alice, bob) = (&self.alice, &self.bob);
        bob.more_frames(alice.signature(), Kind::Sound, MEANWHILE)
            .await?;
        alice
            .more_frames(bob.signature(), Kind::Sound, MEANWHILE)
            .await?;
        Ok(())
    }

    /// Has the host do something, and gives when the service acknowledged it.
    async fn order(&self, command: Command) -> anyhow::Result<Instant> {
        self.alice.request(command).await?;
        Ok(Instant::now())
    }

    /// Nothing of `silenced` arrives any more with those who are inside.
    fn hears_nothing_of(&self, silenced: &Participant, kinds: &[Kind], since: Instant) {
        for listener in [&self.alice, &self.bob] {
            for kind in kinds {
                let last = listener.reports().last_of(silenced.signature(), *kind);
                stopped(&format!("{kind:?} from it"), last, since);
            }
        }
    }
}

/// A picture that was lost on the way is asked for by looking anew.
async fn meet(one: &Participant, other: &Participant) -> anyhow::Result<()> {
    let mut perceived = Ok(());
    for _ in 0..3 {
        one.look_at(&[other.id()], (320, 180)).await?;
        perceived = one.perceive(other).await;
        if perceived.is_ok() {
            break;
        }
        one.look_at(&[], (320, 180)).await?;
    }
    Ok(perceived?)
}

fn stopped(what: &str, last: Option<Instant>, since: Instant) {
    let late = last.and_then(|last| last.checked_duration_since(since));
    let late = late.unwrap_or_default();
    println!("{what}: the last packet came {late:?} after the acknowledgement");
    assert!(late <= LIMIT, "{what}: {late:?}");
}

fn receives_nothing(hostile: &Participant, since: Instant) {
    stopped("to it", hostile.reports().last_packet(), since);
}

async fn is_cut_off_when_removed(way: Way) -> anyhow::Result<()> {
    let scene = Scene::set().await?;
    let mut mallory = scene.mallory(way).await?;
    let person = mallory.id();
    let since = scene.order(Command::Remove { person }).await?;
    let sent = mallory.sent();
    scene.go_on().await?;
    assert!(mallory.sent() > sent, "it goes on sending");
    scene.hears_nothing_of(&mallory, &[Kind::Sound, Kind::Picture], since);
    receives_nothing(&mallory, since);
    // The pass and the link are dead too, and it stays outside.
    let refused = mallory.resume().await;
    assert!(matches!(refused, Err(Error::Goodbye(Goodbye::Removed))));
    receives_nothing(&mallory, since);
    Ok(())
}

/// A microphone that a host closed, and somebody whose role lets them follow only.
async fn is_silent_when_muted(way: Way) -> anyhow::Result<()> {
    let scene = Scene::set().await?;
    let mallory = scene.mallory(way).await?;
    let person = mallory.id();
    let since = scene.order(Command::Mute { person }).await?;
    scene.go_on().await?;
    scene.hears_nothing_of(&mallory, &[Kind::Sound], since);
    let seen = scene.bob.more_frames(mallory.signature(), Kind::Picture, 1);
    seen.await?;

    let observe = Command::SetRole {
        person,
        role: Role::Observer,
    };
    let since = scene.order(observe).await?;
    scene.go_on().await?;
    scene.hears_nothing_of(&mallory, &[Kind::Sound, Kind::Picture], since);
    Ok(())
}

async fn is_outside_while_an_item_is_closed(way: Way) -> anyhow::Result<()> {
    let scene = Scene::set().await?;
    let mut paul = scene.paul(way).await?;
    let item = scene.stage.meeting.item(ITEM);
    let since = scene.order(Command::StartItem { item }).await?;
    let text = "between us".to_owned();
    scene.bob.request(Command::Chat { text }).await?;
    scene.order(Command::Vote(a_vote())).await?;
    knock_in_vain(&mut paul).await?;
    scene.go_on().await?;
    receives_nothing(&paul, since);
    let never = scene
        .alice
        .reports()
        .frames_of(paul.signature(), Kind::Sound);
    assert_eq!(never, 0, "the press is never heard");

    scene.order(Command::EndItem { item }).await?;
    paul.wait_until("being brought back", Model::inside).await?;
    paul.open_media().await?;
    meet(&paul, &scene.bob).await?;
    let model = paul.model();
    let room = &model.room.expect("a view");
    assert!(room.chat.is_empty(), "{:?}", room.chat);
    assert!(room.votes.votes.is_empty(), "{:?}", room.votes.votes);
    Ok(())
}

fn a_vote() -> VoteCommand {
    VoteCommand::Open {
        motion: Motion {
            text: Localized::of("en", "Adopt the budget"),
            options: Vec::new(),
        },
        rule: Rule {
            kind: VoteKind::Open,
            electorate: Electorate::Person {
                roles: [Role::Host, Role::Delegate].into(),
            },
            quorum: Quorum::Share { percent: 50 },
            majority: Majority::Simple,
        },
    }
}

/// It asks for media and to speak, and comes back by a new line: nothing is taken.
async fn knock_in_vain(paul: &mut Participant) -> anyhow::Result<()> {
    let offer = Command::Offer {
        sdp: "v=0\r\n".to_owned(),
        fresh: true,
    };
    let hand = Command::Hand { raised: true };
    for command in [offer, hand] {
        let refused = paul.request(command).await;
        assert!(matches!(refused, Err(Error::Refused(Reason::NotAdmitted))));
    }
    paul.rejoin().await?;
    let outside = paul
        .wait_until("being outside", |model| model.outside.is_some())
        .await?;
    assert_eq!(outside.room, None, "nothing of the room");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_client_is_cut_off_over_udp() -> anyhow::Result<()> {
    is_cut_off_when_removed(Way::Udp).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_client_is_cut_off_over_tcp() -> anyhow::Result<()> {
    is_cut_off_when_removed(Way::Tcp).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_client_is_cut_off_over_the_relay() -> anyhow::Result<()> {
    is_cut_off_when_removed(Way::Relay).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_client_is_silent_over_udp() -> anyhow::Result<()> {
    is_silent_when_muted(Way::Udp).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_client_is_silent_over_tcp() -> anyhow::Result<()> {
    is_silent_when_muted(Way::Tcp).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_client_is_silent_over_the_relay() -> anyhow::Result<()> {
    is_silent_when_muted(Way::Relay).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_press_is_outside_over_udp() -> anyhow::Result<()> {
    is_outside_while_an_item_is_closed(Way::Udp).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_press_is_outside_over_tcp() -> anyhow::Result<()> {
    is_outside_while_an_item_is_closed(Way::Tcp).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_press_is_outside_over_the_relay() -> anyhow::Result<()> {
    is_outside_while_an_item_is_closed(Way::Relay).await
}

/// With the pass, over REST: papers, the link, and the record afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn papers_and_record_of_a_closed_item_are_hidden_and_a_removed_pass_is_dead()
-> anyhow::Result<()> {
    let scene = Scene::set().await?;
    let item = scene.stage.meeting.item(ITEM);
    let session = scene.stage.meeting.session;
    let path = format!("/api/sessions/{session}/papers?item={item}&audience=invited");
    let desk = &scene.stage.desk;
    desk.upload(&path, "draft.pdf", b"%PDF-1.7\n%%EOF\n".to_vec())
        .await?
        .ok()?;
    let paul = scene.stage.enter("Paul", Options::default()).await?;
    let server = &scene.stage.server;
    let guest = Desk::stranger_trusting(&server.url, server.trust())?;
    let pass = |one: &Participant| one.ticket().pass.clone();
    let papers = async |one: &Participant| guest.get_with(&pass(one), "/api/papers").await;
    assert_eq!(
        papers(&scene.bob).await?.body.as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(papers(&paul).await?.body.as_array().map(Vec::len), Some(0));

    // A role that was given live counts at once.
    let role = |role| Command::SetRole {
        person: paul.id(),
        role,
    };
    scene.order(role(Role::Delegate)).await?;
    assert_eq!(papers(&paul).await?.body.as_array().map(Vec::len), Some(1));
    scene.order(role(Role::Press)).await?;
    assert_eq!(papers(&paul).await?.body.as_array().map(Vec::len), Some(0));

    let person = scene.bob.id();
    scene.order(Command::Remove { person }).await?;
    assert_eq!(papers(&scene.bob).await?.code(), "removed_link");
    let token = serde_json::json!({ "token": scene.stage.meeting.token("Bob") });
    assert_eq!(
        guest.post("/api/join", &token).await?.code(),
        "removed_link"
    );
    scene.order(Command::Admit { person }).await?;
    assert_eq!(papers(&scene.bob).await?.status, 200);

    scene.order(Command::StartItem { item }).await?;
    scene.order(Command::EndSession).await?;
    let record = async |one| guest.get_with(&pass(one), "/api/join/record").await;
    let titles = |record: &serde_json::Value| record["agenda"].to_string();
    assert!(titles(&record(&scene.bob).await?.body).contains(ITEM));
    let seen = record(&paul).await?.body;
    assert!(!titles(&seen).contains(ITEM), "{seen}");
    Ok(())
}
