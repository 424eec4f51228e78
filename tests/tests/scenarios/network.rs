//! Media over a bad network.

use std::time::Duration;

use participant::Options;
use participant::media::Kind;
use support::{Direction, Part, Relay, Server, Stage, Weather, delegate, host};

const CAST: [Part; 2] = [host("Alice"), delegate("Bob", 1)];

#[tokio::test(flavor = "multi_thread")]
async fn a_lossy_link_carries_sound_and_picture_both_ways() -> anyhow::Result<()> {
    let relay = Relay::start("127.0.0.1:0".parse()?, 11).await?;
    let announced = relay.address().to_string();
    let server = Server::start_with(&[("MEDIA__PUBLIC_ADDRESS", &announced)]).await?;
    relay.lead_to(server.media());
    let lossy = Weather {
        loss: 0.05,
        delay: Duration::from_millis(30),
        jitter: Duration::from_millis(5),
        ..Weather::FAIR
    };
    relay.set(Direction::Up, lossy);
    relay.set(Direction::Down, lossy);
    let stage = Stage::set_on(server, &CAST, |_| {}).await?;
    let alice = stage.enter("Alice", Options::sends(1)).await?;
    let bob = stage.enter("Bob", Options::sends(2)).await?;
    alice.look_at(&[bob.id()], participant::LAYERS[1]).await?;
    bob.look_at(&[alice.id()], participant::LAYERS[1]).await?;
    alice.perceive(&bob).await?;
    bob.perceive(&alice).await?;
    // Enough packets for some to be lost.
    bob.more_frames(alice.signature(), Kind::Sound, 100).await?;
    alice.more_frames(bob.signature(), Kind::Sound, 100).await?;
    for direction in [Direction::Up, Direction::Down] {
        let passage = relay.passage(direction);
        assert!(passage.arrived > 0 && passage.lost > 0, "{passage:?}");
    }
    Ok(())
}
