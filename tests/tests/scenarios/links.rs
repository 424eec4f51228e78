//! Personal links that do not open: each says why, and whom to ask.

use meeting::protocol::{Command, Goodbye};
use participant::{Error, Options, Participant, Ticket};
use serde_json::json;
use support::{Answer, Desk, Part, Server, Stage, delegate, host};

const CAST: [Part; 3] = [host("Alice"), delegate("Bob", 1), delegate("Carol", 2)];

async fn open(stage: &Stage, token: &str) -> anyhow::Result<Answer> {
    let stranger = Desk::stranger(&stage.server.url)?;
    stranger.post("/api/join", &json!({ "token": token })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_links_say_why_and_whom_to_ask() -> anyhow::Result<()> {
    let server = Server::start_with(&[("OFFICE__CONTACT", "fao@example.org")]).await?;
    let stage = Stage::set_on(server, &CAST, |_| {}).await?;
    let (session, bob) = (stage.meeting.session, stage.person("Bob"));
    let old = stage.meeting.token("Bob").to_owned();

    let unknown = open(&stage, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await?;
    assert_eq!((unknown.status, unknown.code()), (404, "unknown_link"));
    assert_eq!(unknown.body["detail"]["contact"], "fao@example.org");

    stage.desk.revoke(session, bob).await?;
    let revoked = open(&stage, &old).await?;
    assert_eq!((revoked.status, revoked.code()), (410, "revoked_link"));
    assert_eq!(revoked.body["detail"]["contact"], "fao@example.org");

    let path = format!("/api/sessions/{session}/people/{bob}/link");
    let again = stage.desk.post(&path, &json!({})).await?.ok()?;
    let url = again["url"].as_str().unwrap_or_default();
    let (_, new) = url.split_once("/j#").expect("a personal link");
    assert_ne!(new, old);
    assert_eq!(open(&stage, new).await?.status, 200);
    assert_eq!(open(&stage, &old).await?.code(), "revoked_link");

    let version = stage.desk.session(session).await?.version;
    let cancel = format!("/api/sessions/{session}/cancel");
    let body = json!({ "version": version });
    stage.desk.post(&cancel, &body).await?.ok()?;
    let cancelled = open(&stage, new).await?;
    assert_eq!((cancelled.status, cancelled.code()), (410, "cancelled"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_came_by_a_link_goes_with_it() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::default()).await?;
    let mut bob = stage.enter("Bob", Options::default()).await?;
    stage.desk.revoke(stage.meeting.session, bob.id()).await?;
    bob.wait_until("being put out", |model| !model.connected)
        .await?;
    assert_eq!(bob.model().goodbye, Some(Goodbye::Revoked));
    alice
        .wait_until("Bob gone", |model| model.people() == [alice.id()])
        .await?;
    let back = bob.resume().await;
    let reasons = [Goodbye::Revoked, Goodbye::BadPass];
    assert!(matches!(back, Err(Error::Goodbye(reason)) if reasons.contains(&reason)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_removed_stays_out_until_admitted_again() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::default()).await?;
    let bob = stage.enter("Bob", Options::default()).await?;
    let person = bob.id();
    alice.request(Command::Remove { person }).await?;
    bob.wait_until("being put out", |model| !model.connected)
        .await?;
    assert_eq!(bob.model().goodbye, Some(Goodbye::Removed));
    let again = open(&stage, stage.meeting.token("Bob")).await?;
    assert_eq!((again.status, again.code()), (410, "removed_link"));
    // Nor does the pass that it gave before.
    let ticket = bob.ticket().clone();
    let refused = Participant::with_ticket(&stage.server.url, ticket, Options::default()).await;
    let refused = refused.err();
    assert!(matches!(refused, Some(Error::Goodbye(Goodbye::Removed))));
    alice.request(Command::Admit { person }).await?;
    stage.enter("Bob", Options::default()).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_an_ended_session_to_its_record() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let alice = stage.enter("Alice", Options::default()).await?;
    alice.request(Command::EndSession).await?;
    let token = stage.meeting.token("Carol");
    let ticket = Ticket::exchange(&stage.server.url, token).await?;
    assert_eq!(ticket.session.state, "ended");
    let late = stage.knock("Carol", Options::default()).await;
    let refused = late.err().and_then(|error| error.downcast::<Error>().ok());
    assert!(matches!(refused, Some(Error::Goodbye(Goodbye::Ended))));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_in_without_the_notice_or_before_the_doors() -> anyhow::Result<()> {
    let server = Server::start().await?;
    let tomorrow = |draft: &mut support::Draft| draft.starts_at.0 += 20 * 3600 * 1_000_000;
    let stage = Stage::set_on(server, &CAST, tomorrow).await?;
    let silent = Options {
        acknowledged: None,
        ..Options::default()
    };
    let why = |outcome: anyhow::Result<participant::Participant>| {
        outcome
            .err()
            .and_then(|error| error.downcast::<Error>().ok())
    };
    let refused = why(stage.knock("Alice", silent).await);
    assert!(matches!(
        refused,
        Some(Error::Goodbye(Goodbye::NotAcknowledged))
    ));
    let early = why(stage.knock("Bob", Options::default()).await);
    assert!(matches!(early, Some(Error::Goodbye(Goodbye::TooEarly))));
    stage.enter("Alice", Options::default()).await?;
    Ok(())
}
