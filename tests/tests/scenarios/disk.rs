//! The disk is full: sound and picture go on, nothing that could not be kept is promised, and what
//! happened meanwhile is written when there is room again.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::Duration;

use meeting::protocol::{Command, Presence, Reason, RecordHealth};
use meeting::record::IntervalEnd;
use participant::media::Kind;
use participant::{Error, Media, Model, Options, Participant};
use support::{Folder, Moment, Part, Server, Stage, Truth, delegate, host, leave_out};
use tokio::time::sleep;

const CAST: [Part; 4] = [
    host("Alice"),
    delegate("Bob", 1),
    delegate("Carol", 1),
    delegate("Dave", 2),
];

/// A small disk of the test's own, in memory.
struct Disk {
    at: PathBuf,
    _folder: Folder,
}

impl Disk {
    /// `None` where it may not be mounted.
    fn mount() -> anyhow::Result<Option<Self>> {
        let folder = Folder::new();
        let at = folder.path().join("disk");
        std::fs::create_dir(&at)?;
        let mounted = Process::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(&at)
            .status();
        let mounted = mounted.is_ok_and(|status| status.success());
        Ok(mounted.then_some(Self {
            at,
            _folder: folder,
        }))
    }

    fn ballast(&self) -> PathBuf {
        self.at.join("ballast")
    }

    /// Takes all the room there is.
    fn fill(&self) -> std::io::Result<()> {
        let mut ballast = std::fs::File::create(self.ballast())?;
        for size in [1 << 16, 1 << 12, 1 << 8, 1] {
            let block = vec![0; size];
            while ballast.write_all(&block).is_ok() {}
        }
        Ok(())
    }

    fn give_back(&self) -> std::io::Result<()> {
        std::fs::remove_file(self.ballast())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        Process::new("umount").arg("-l").arg(&self.at).status().ok();
    }
}

fn is_behind(model: &Model) -> bool {
    let room = model.room.as_ref();
    room.is_some_and(|room| room.record == RecordHealth::Behind)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_promises_not_the_meeting() -> anyhow::Result<()> {
    let Some(disk) = Disk::mount()? else {
        return leave_out("disk", "a disk of its own may not be mounted here");
    };
    let stage = set(&disk.at.join("data")).await?;
    let (alice, alice_in) = Moment::of(stage.enter("Alice", Options::sends(6))).await?;
    let listens = Options {
        media: Media::Listens,
        ..Options::default()
    };
    let (mut bob, bob_in) = Moment::of(stage.enter("Bob", listens)).await?;
    let (carol, carol_in) = Moment::of(stage.enter("Carol", Options::default())).await?;

    disk.fill()?;
    write_until_behind(&alice, &carol).await?;
    for command in [
        Command::Hand { raised: true },
        Command::StartItem {
            item: stage.meeting.item("Opening"),
        },
    ] {
        let refused = alice.request(command).await;
        assert!(matches!(
            refused,
            Err(Error::Refused(Reason::RecordingBehind))
        ));
    }
    bob.more_frames(alice.signature(), Kind::Sound, 25).await?;
    alice.set_media(true, true).await?;
    let (dave, dave_in) = Moment::of(stage.enter("Dave", Options::default())).await?;
    let (_, cut) = Moment::of(async {
        bob.cut();
        let away = |model: &Model| {
            let bob = model.person(bob.id());
            bob.is_some_and(|bob| bob.presence == Presence::Reconnecting)
        };
        alice.wait_until("Bob cut off", away).await
    })
    .await?;

    disk.give_back()?;
    alice
        .wait_until("being kept", |model| !is_behind(model))
        .await?;
    let (_, back) = Moment::of(bob.resume()).await?;
    dave.request(Command::Hand { raised: true }).await?;
    let (_, end) = Moment::of(alice.request(Command::EndSession)).await?;

    let mut truth = Truth::default();
    truth.present(alice.id(), alice_in, end, IntervalEnd::Ended);
    truth.present(bob.id(), bob_in, cut, IntervalEnd::Dropped);
    truth.present(bob.id(), back, end, IntervalEnd::Ended);
    truth.present(carol.id(), carol_in, end, IntervalEnd::Ended);
    truth.present(dave.id(), dave_in, end, IntervalEnd::Ended);
    truth.check(&stage.desk.record(stage.meeting.session).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_does_not_fit_on_the_disk_is_not_half_kept() -> anyhow::Result<()> {
    let Some(disk) = Disk::mount()? else {
        return leave_out("disk", "a disk of its own may not be mounted here");
    };
    let data = disk.at.join("data");
    let stage = set(&data).await?;
    let path = format!("/api/sessions/{}/papers", stage.meeting.session);
    let speech = b"%PDF-1.7\n".repeat(1 << 18);
    let upload = |name| {
        let path = format!("{path}?audience=hosts");
        let (desk, speech) = (&stage.desk, speech.clone());
        async move { desk.upload(&path, name, speech).await }
    };
    disk.fill()?;
    let refused = upload("speech.pdf").await?;
    assert_eq!((refused.status, refused.code()), (507, "disk_full"));
    assert_eq!(std::fs::read_dir(data.join("papers"))?.count(), 0);
    disk.give_back()?;
    let paper = upload("speech.pdf").await?.ok()?;
    let id = paper["id"].as_str().unwrap_or_default();
    let back = stage.desk.download(&format!("{path}/{id}/file")).await?;
    assert!(back == speech, "another file came back");
    Ok(())
}

async fn set(data: &Path) -> anyhow::Result<Stage> {
    let fast = [
        ("LIMITS__MESSAGES_PER_SECOND", "1000"),
        ("LIMITS__BURST", "10000"),
    ];
    let server = Server::start_in(data, &fast).await?;
    Stage::set_on(server, &CAST, |_| {}).await
}

/// The database may have room of its own left: it is written to until that is used up. The line
/// that did not fit is answered when it is kept, not before.
async fn write_until_behind(host: &Participant, writer: &Participant) -> anyhow::Result<()> {
    let write = async {
        loop {
            let text = "桥".repeat(2000);
            match writer.request(Command::Chat { text }).await {
                Ok(_) => {}
                Err(Error::Refused(Reason::TooFast)) => sleep(Duration::from_millis(100)).await,
                Err(Error::Refused(Reason::RecordingBehind)) => std::future::pending().await,
                Err(error) => return error,
            }
        }
    };
    tokio::select! {
        told = host.wait_until("the record behind", is_behind) => { told?; }
        error = write => return Err(error.into()),
    }
    Ok(())
}
