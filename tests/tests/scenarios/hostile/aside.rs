//! Side rooms: nothing comes to it from a room in which it is not, and nothing of it goes there.

use meeting::protocol::{Command, Reason, SideCommand, StageCommand};
use participant::media::{Kind, Way};
use participant::{Error, Participant};

use super::{Scene, meet, receives_nothing, stopped};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_side_room_leaves_it_over_udp() -> anyhow::Result<()> {
    is_alone_while_the_others_are_aside(Way::Udp).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_side_room_leaves_it_over_tcp() -> anyhow::Result<()> {
    is_alone_while_the_others_are_aside(Way::Tcp).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_side_room_leaves_it_over_the_relay() -> anyhow::Result<()> {
    is_alone_while_the_others_are_aside(Way::Relay).await
}

/// The others go into a side room: it goes on sending, and looks at them as before.
async fn is_alone_while_the_others_are_aside(way: Way) -> anyhow::Result<()> {
    let scene = Scene::set().await?;
    let mallory = scene.mallory(way).await?;
    let aside = SideCommand::Open {
        title: "Alice and Bob".to_owned(),
        minutes: 10,
        may_return: true,
        people: vec![scene.alice.id(), scene.bob.id()],
        delegations: Vec::new(),
    };
    let since = scene.order(Command::Side(aside)).await?;
    mallory
        .look_at(&[scene.alice.id(), scene.bob.id()], (320, 180))
        .await?;
    scene.go_on().await?;
    scene.hears_nothing_of(&mallory, &[Kind::Sound, Kind::Picture], since);
    receives_nothing(&mallory, since);
    scene.order(Command::Side(SideCommand::Return)).await?;
    meet(&scene.alice, &mallory).await?;
    meet(&mallory, &scene.alice).await?;
    let unheard = mallory
        .reports()
        .last_of(scene.bob.signature(), Kind::Sound);
    stopped("sound of Bob, who is aside still", unheard, since);
    scene.order(Command::Side(SideCommand::CloseAll)).await?;
    meet(&mallory, &scene.bob).await?;
    is_alone_aside(&scene, &mallory).await
}

/// It is sent into a side room by itself, with the stage open for the others: it goes on sending.
async fn is_alone_aside(scene: &Scene, mallory: &Participant) -> anyhow::Result<()> {
    let open = StageCommand::OpenStage {
        on_stage: vec![scene.alice.id(), scene.bob.id()],
    };
    scene.order(Command::Stage(open)).await?;
    let aside = SideCommand::Open {
        title: "Mallory".to_owned(),
        minutes: 10,
        may_return: false,
        people: vec![mallory.id()],
        delegations: Vec::new(),
    };
    let since = scene.order(Command::Side(aside)).await?;
    mallory
        .request(Command::SetMedia {
            microphone: true,
            camera: true,
        })
        .await?;
    let back = mallory.request(Command::Side(SideCommand::Return)).await;
    assert!(matches!(back, Err(Error::Refused(Reason::NotAllowed))));
    scene.go_on().await?;
    scene.hears_nothing_of(mallory, &[Kind::Sound, Kind::Picture], since);
    receives_nothing(mallory, since);
    Ok(())
}
