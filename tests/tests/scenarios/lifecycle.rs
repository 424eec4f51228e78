//! Starting and stopping the service.

use std::process::Stdio;

use meeting::protocol::{Command, Goodbye, ServerMessage};
use meeting::record::IntervalEnd;
use participant::{Line, Options, Trust};
use support::{Part, Server, Stage, delegate, host, program};

const CAST: [Part; 2] = [host("Alice"), delegate("Bob", 1)];

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_one_folder_says_why_it_does_not_start() -> anyhow::Result<()> {
    let first = Server::start().await?;
    let second = tokio::process::Command::new(program()?)
        .arg("serve")
        .env("YUNQIAO__HTTP__LISTEN", "127.0.0.1:0")
        .env("YUNQIAO__MEDIA__LISTEN", "127.0.0.1:0")
        .env("YUNQIAO__DATA__DIR", first.data())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains(&*first.data().to_string_lossy()), "{said}");
    assert!(said.contains(&first.pid().to_string()), "{said}");
    let ready = Trust::default().http().get(format!("{}/readyz", first.url));
    assert_eq!(ready.send().await?.status(), 200);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_in_good_order_is_told_and_recorded_as_such() -> anyhow::Result<()> {
    let mut stage = Stage::set(&CAST).await?;
    let mut alice = stage.enter("Alice", Options::default()).await?;
    let mut bob = stage.enter("Bob", Options::default()).await?;
    bob.request(Command::Hand { raised: true }).await?;
    let url = &stage.server.url;
    let mut stranger = Line::open(url, url).await?;
    let status = stage.server.terminate().await?;
    assert_eq!(status.code(), Some(0));
    let reason = Goodbye::Restart;
    let goodbye = Some(ServerMessage::Goodbye { reason });
    assert_eq!(stranger.hear().await?, goodbye);
    for one in [&alice, &bob] {
        one.wait_until("the stop", |model| !model.connected).await?;
        assert_eq!(one.model().goodbye, Some(Goodbye::Restart));
    }
    stage.server.restart().await?;
    alice.resume().await?;
    bob.resume().await?;
    let hands = alice.model().room.map(|room| room.hands);
    assert_eq!(hands, Some(vec![bob.id()]));
    alice.request(Command::EndSession).await?;
    let record = stage.desk.record(stage.meeting.session).await?;
    for one in &record.participants {
        let ends: Vec<_> = one.intervals.iter().map(|interval| interval.end).collect();
        assert_eq!(ends, [Some(IntervalEnd::Stop), Some(IntervalEnd::Ended)]);
    }
    Ok(())
}
