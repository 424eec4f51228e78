//! What nobody looks at is not sent.

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
