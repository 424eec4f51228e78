//! What nobody looks at is not sent.

use anyhow::Context;
use meeting::protocol::Command;
use participant::media::Kind;
use participant::{Media, Options, Received};
use support::{Part, Stage, delegate, host};

const CAST: [Part; 2] = [host("Alice"), delegate("Bob", 1)];

fn shows(layer: u8) -> impl Fn(&Received) -> bool {
    move |received| {
        let picture = received.picture.as_ref();
        picture.is_some_and(|picture| picture.layer == Some(layer))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_layer_is_left_out_while_nobody_sees_it_and_comes_back_when_somebody_does()
-> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::sends(1)).await?;
    let listens = Options {
        media: Media::Listens,
        ..Options::default()
    };
    let bob = stage.enter("Bob", listens).await?;
    alice.wait_for_layers(&["q"]).await?;

    bob.look_at(&[alice.id()], (640, 360)).await?;
    alice.wait_for_layers(&["q", "f"]).await?;
    bob.wait_for_media(alice.id(), shows(2)).await?;

    bob.look_at(&[alice.id()], (320, 180)).await?;
    bob.wait_for_media(alice.id(), shows(1)).await?;
    alice.wait_for_layers(&["q", "h"]).await?;

    bob.look_at(&[alice.id()], (160, 90)).await?;
    let received = bob.wait_for_media(alice.id(), shows(0)).await?;
    alice.wait_for_layers(&["q"]).await?;
    let undecodable = received.picture.map(|picture| picture.undecodable);
    assert_eq!(undecodable, Some(0));
    alice.leave().await?;
    bob.leave().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_says_how_sound_and_picture_came_through() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::sends(1)).await?;
    let bob = stage.enter("Bob", Options::sends(2)).await?;
    bob.look_at(&[alice.id()], (320, 180)).await?;
    bob.perceive(&alice).await?;
    let measured = |metrics: &str| {
        let count = metrics
            .lines()
            .find_map(|line| line.strip_prefix("yunqiao_media_round_trip_seconds_count "));
        count.is_some_and(|count| count != "0")
    };
    while !measured(&stage.server.metrics().await?) {
        bob.more_frames(alice.signature(), Kind::Sound, 10).await?;
    }
    alice.request(Command::EndSession).await?;
    let record = stage.desk.filed_record(stage.meeting.session).await?;
    let bobs = record.delegations.iter().find(|one| one.partner.is_some());
    let quality = bobs.and_then(|delegation| delegation.quality);
    let quality = quality.context("what was measured")?;
    assert!(quality.seconds >= 2, "{quality:?}");
    assert_eq!(quality.silent_per_mille, 0);
    Ok(())
}
