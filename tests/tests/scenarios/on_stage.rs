//! The stage against a client that goes on sending whatever the service says.

use meeting::id::PersonId;
use meeting::protocol::{Command, Reason, StageCommand};
use meeting::stage::StagePlace;
use participant::media::Kind;
use participant::{Error, Options, Participant};
use support::{Part, Stage, delegate, host};

const CAST: [Part; 4] = [
    host("Alice"),
    delegate("Bob", 0),
    delegate("Mallory", 1),
    delegate("Kim", 1),
];

const TILE: (u16, u16) = (320, 180);

fn put(person: PersonId, place: StagePlace) -> Command {
    Command::Stage(StageCommand::Place { person, place })
}

/// What was on its way when the host asked has arrived once later packets of others have.
async fn nothing_arrives(
    at: &Participant,
    (silent, loud): (&Participant, &Participant),
    kind: Kind,
) -> anyhow::Result<()> {
    at.more_frames(loud.signature(), Kind::Sound, 10).await?;
    let before = at.reports().frames_of(silent.signature(), kind);
    let sent = silent.sent();
    at.more_frames(loud.signature(), Kind::Sound, 50).await?;
    assert!(silent.sent() > sent, "it goes on sending");
    let after = at.reports().frames_of(silent.signature(), kind);
    assert_eq!(before, after, "{kind:?} of somebody who is not on stage");
    Ok(())
}

async fn is_refused(hostile: &Participant, why: Reason) {
    let refused = hostile.set_media(true, true).await;
    assert!(matches!(refused, Err(Error::Refused(reason)) if reason == why));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_heard_or_seen_from_outside_the_stage() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::sends(1)).await?;
    let bob = stage.enter("Bob", Options::sends(2)).await?;
    let mallory = stage.enter("Mallory", Options::sends(3)).await?;
    let kim = stage.enter("Kim", Options::sends(4)).await?;
    let person = mallory.id();
    for viewer in [&alice, &bob, &kim] {
        viewer.look_at(&[person], TILE).await?;
        viewer.perceive(&mallory).await?;
    }

    let on_stage = vec![alice.id(), bob.id()];
    let open = StageCommand::OpenStage { on_stage };
    alice.request(Command::Stage(open)).await?;
    is_refused(&mallory, Reason::NotOnStage).await;
    for kind in [Kind::Sound, Kind::Picture] {
        nothing_arrives(&bob, (&mallory, &alice), kind).await?;
        nothing_arrives(&kim, (&mallory, &alice), kind).await?;
    }

    // Backstage: a picture for those who run the meeting, and for nobody else; no sound at all.
    alice.request(put(person, StagePlace::Backstage)).await?;
    is_refused(&mallory, Reason::Backstage).await;
    mallory
        .request(Command::SetMedia {
            microphone: false,
            camera: true,
        })
        .await?;
    alice
        .more_frames(mallory.signature(), Kind::Picture, 5)
        .await?;
    nothing_arrives(&alice, (&mallory, &bob), Kind::Sound).await?;
    for viewer in [&bob, &kim] {
        nothing_arrives(viewer, (&mallory, &alice), Kind::Picture).await?;
    }

    alice.request(Command::Stage(StageCommand::Promote)).await?;
    mallory.set_media(true, true).await?;
    for viewer in [&alice, &bob, &kim] {
        viewer.perceive(&mallory).await?;
    }

    alice.request(put(person, StagePlace::Audience)).await?;
    nothing_arrives(&kim, (&mallory, &alice), Kind::Sound).await?;
    nothing_arrives(&kim, (&mallory, &alice), Kind::Picture).await?;
    Ok(())
}
