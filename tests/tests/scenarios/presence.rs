//! Coming, going and coming back: one person stays one person.

use meeting::protocol::{Command, Goodbye, MediaState, Presence, Reason, Track};
use meeting::record::IntervalEnd;
use participant::media::Kind;
use participant::{Error, Media, Model, Options, Participant};
use support::{Moment, Part, Server, Stage, Truth, delegate, host};

const CAST: [Part; 3] = [host("Alice"), delegate("Bob", 1), delegate("Carol", 2)];

/// Both see the same room.
fn assert_same_room(one: &Participant, other: &Participant) {
    let seen = |participant: &Participant| {
        let mut room = participant.model().room.expect("a room");
        room.lobby.clear();
        room.people.sort_by_key(|person| person.id);
        room
    };
    assert_eq!(seen(one), seen(other));
}

async fn sees(who: &Participant, whom: &Participant, presence: Presence) -> anyhow::Result<()> {
    let so = |model: &Model| {
        model
            .person(whom.id())
            .is_some_and(|one| one.presence == presence)
    };
    who.wait_until(&format!("{presence:?}"), so).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_resumes_with_what_it_missed() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let (alice, alice_in) = Moment::of(stage.enter("Alice", Options::sends(4))).await?;
    let listens = Options {
        media: Media::Listens,
        ..Options::default()
    };
    let (mut bob, bob_in) = Moment::of(stage.enter("Bob", listens)).await?;
    let (carol, carol_in) = Moment::of(stage.enter("Carol", Options::default())).await?;
    bob.more_frames(alice.signature(), Kind::Sound, 5).await?;

    let (_, cut) = Moment::of(async {
        bob.cut();
        sees(&alice, &bob, Presence::Reconnecting).await
    })
    .await?;
    carol.request(Command::Hand { raised: true }).await?;
    let item = stage.meeting.item("Opening");
    alice.request(Command::StartItem { item }).await?;
    let text = "while you were away".to_owned();
    alice.request(Command::Chat { text }).await?;
    bob.more_frames(alice.signature(), Kind::Sound, 5).await?;

    let (_, back) = Moment::of(bob.resume()).await?;
    assert_eq!(bob.model().media, Some(MediaState::Kept));
    sees(&alice, &bob, Presence::Here).await?;
    // A request is answered after everything that was told before it.
    bob.request(Command::Hand { raised: false }).await?;
    alice.request(Command::Hand { raised: false }).await?;
    assert_same_room(&alice, &bob);
    assert_eq!(bob.model().snapshots, 1, "only what was missed is told");
    bob.more_frames(alice.signature(), Kind::Sound, 5).await?;

    let (_, end) = Moment::of(alice.request(Command::EndSession)).await?;
    let mut truth = Truth::default();
    truth.present(alice.id(), alice_in, end, IntervalEnd::Ended);
    truth.present(bob.id(), bob_in, cut, IntervalEnd::Dropped);
    truth.present(bob.id(), back, end, IntervalEnd::Ended);
    truth.present(carol.id(), carol_in, end, IntervalEnd::Ended);
    let record = stage.desk.record(stage.meeting.session).await?;
    truth.check(&record);
    assert_eq!(record.totals.peak, 3);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_network_restarts_ice_in_place() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::sends(4)).await?;
    let mut bob = stage.enter("Bob", Options::sends(5)).await?;
    bob.more_frames(alice.signature(), Kind::Sound, 5).await?;
    bob.restart_ice().await?;
    bob.more_frames(alice.signature(), Kind::Sound, 50).await?;
    alice.more_frames(bob.signature(), Kind::Sound, 50).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_device_is_never_a_second_person() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let (alice, alice_in) = Moment::of(stage.enter("Alice", Options::default())).await?;
    let (desktop, bob_in) = Moment::of(stage.enter("Bob", Options::default())).await?;
    desktop.set_media(true, false).await?;
    let phone = stage.enter("Bob", Options::default()).await?;
    assert_eq!(phone.model().people(), alice.model().people());
    assert_eq!(alice.model().people().len(), 2);
    desktop
        .wait_until("handing over", |model| {
            model.you.is_some_and(|you| !you.sends)
        })
        .await?;
    let refused = desktop.set_media(true, true).await;
    assert!(matches!(refused, Err(Error::Refused(Reason::OtherDevice))));
    phone.set_media(true, true).await?;

    desktop.leave().await?;
    phone.request(Command::Hand { raised: true }).await?;
    sees(&alice, &phone, Presence::Here).await?;
    let (_, end) = Moment::of(alice.request(Command::EndSession)).await?;
    let mut truth = Truth::default();
    truth.present(alice.id(), alice_in, end, IntervalEnd::Ended);
    truth.present(phone.id(), bob_in, end, IntervalEnd::Ended);
    truth.check(&stage.desk.record(stage.meeting.session).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_comes_back_as_the_same_participant() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let (alice, alice_in) = Moment::of(stage.enter("Alice", Options::default())).await?;
    let page = Options::default();
    let (before, bob_in) = Moment::of(stage.enter("Bob", page.clone())).await?;
    before.request(Command::Hand { raised: true }).await?;
    let after = stage.enter("Bob", page).await?;
    let gone = before.wait_until("being replaced", |model| !model.connected);
    gone.await?;
    assert_eq!(before.model().goodbye, Some(Goodbye::Replaced));
    assert_eq!(alice.model().people().len(), 2);
    let hands = after.model().room.map(|room| room.hands);
    assert_eq!(hands, Some(vec![after.id()]), "the hand stays up");

    let (_, end) = Moment::of(alice.request(Command::EndSession)).await?;
    let mut truth = Truth::default();
    truth.present(alice.id(), alice_in, end, IntervalEnd::Ended);
    truth.present(after.id(), bob_in, end, IntervalEnd::Ended);
    truth.check(&stage.desk.record(stage.meeting.session).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_meeting_still_takes_its_people_back() -> anyhow::Result<()> {
    let server = Server::start_with(&[("LIMITS__PARTICIPANTS", "2")]).await?;
    let stage = Stage::set_on(server, &CAST, |_| {}).await?;
    let alice = stage.enter("Alice", Options::default()).await?;
    let mut bob = stage.enter("Bob", Options::default()).await?;
    let carol = stage.knock("Carol", Options::default()).await;
    let refusal = carol.err().and_then(|error| error.downcast().ok());
    assert!(matches!(refusal, Some(Error::Goodbye(Goodbye::Full))));

    let phone = stage.enter("Bob", Options::default()).await?;
    bob.cut();
    bob.resume().await?;
    assert!(bob.model().inside() && phone.model().inside());
    bob.leave().await?;
    phone.leave().await?;
    alice
        .wait_until("two places", |model| model.people().len() == 1)
        .await?;
    stage.enter("Carol", Options::default()).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn media_that_broke_while_away_is_built_anew() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::sends(4)).await?;
    let mut bob = stage.enter("Bob", Options::sends(5)).await?;
    alice.more_frames(bob.signature(), Kind::Sound, 5).await?;
    bob.cut();
    bob.close_media().await;
    let silent = |model: &Model| {
        let bob = model.person(bob.id());
        bob.is_some_and(|bob| bob.microphone == Track::Silent)
    };
    alice.wait_until("silence", silent).await?;
    bob.resume().await?;
    assert_eq!(bob.model().media, Some(MediaState::Lost));
    bob.open_media().await?;
    alice.more_frames(bob.signature(), Kind::Sound, 5).await?;
    Ok(())
}
