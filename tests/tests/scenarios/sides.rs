//! A side room over a crash: whoever was in it is in it again, and by themselves.

use meeting::id::PersonId;
use meeting::protocol::{Command, SideCommand};
use participant::media::Kind;
use participant::{Options, Participant};
use support::{Part, Stage, delegate, host};

const CAST: [Part; 4] = [
    host("Alice"),
    delegate("Bob", 0),
    delegate("Carol", 1),
    delegate("Dave", 1),
];

const TILE: (u16, u16) = (320, 180);

fn aside(people: Vec<PersonId>) -> Command {
    Command::Side(SideCommand::Open {
        title: "Terms".to_owned(),
        minutes: 10,
        may_return: true,
        people,
        delegations: Vec::new(),
    })
}

/// Those on one side hear and see each other, and nothing of those on the other.
async fn are_apart(
    (one, other): (&Participant, &Participant),
    away: [&Participant; 2],
) -> anyhow::Result<()> {
    one.look_at(&[other.id(), away[0].id(), away[1].id()], TILE)
        .await?;
    one.perceive(other).await?;
    let heard = || {
        away.map(|person| {
            let of = |kind| one.reports().frames_of(person.signature(), kind);
            (of(Kind::Sound), of(Kind::Picture))
        })
    };
    one.more_frames(other.signature(), Kind::Sound, 10).await?;
    let before = heard();
    one.more_frames(other.signature(), Kind::Sound, 50).await?;
    assert_eq!(heard(), before, "frames from another room");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn those_aside_are_aside_after_a_crash_and_come_back_by_a_call() -> anyhow::Result<()> {
    let mut stage = Stage::set(&CAST).await?;
    let mut all = Vec::new();
    for (part, signature) in CAST.iter().zip(1..) {
        all.push(stage.enter(part.name, Options::sends(signature)).await?);
    }
    let [bob, carol] = [all[1].id(), all[2].id()];
    all[0].request(aside(vec![bob, carol])).await?;
    are_apart((&all[1], &all[2]), [&all[0], &all[3]]).await?;
    are_apart((&all[0], &all[3]), [&all[1], &all[2]]).await?;

    stage.server.kill().await?;
    stage.server.restart().await?;
    for participant in &mut all {
        participant.resume().await?;
        participant.set_media(true, true).await?;
    }
    let room = all[3].model().room.expect("a view");
    assert_eq!(room.sides.rooms.len(), 1);
    assert_eq!(room.sides.rooms[0].title.as_deref(), Some("Terms"));
    assert_eq!(room.sides.rooms[0].people, [bob, carol]);
    are_apart((&all[1], &all[2]), [&all[0], &all[3]]).await?;
    are_apart((&all[0], &all[3]), [&all[1], &all[2]]).await?;

    all[0].request(Command::Side(SideCommand::CloseAll)).await?;
    all[0].look_at(&[bob], TILE).await?;
    all[0].perceive(&all[1]).await?;
    all[3].look_at(&[carol], TILE).await?;
    all[3].perceive(&all[2]).await?;
    Ok(())
}
