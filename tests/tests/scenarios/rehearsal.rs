//! `yunqiao rehearse` against a running service, as an organizer types it.

use std::process::{Output, Stdio};

use meeting::id::SessionId;
use participant::Options;
use support::{Desk, Part, Server, Stage, delegate, host, program};

const CAST: [Part; 2] = [host("Alice"), delegate("Bob", 1)];

async fn stage(rehearsal: bool) -> anyhow::Result<Stage> {
    let server = Server::start().await?;
    Stage::set_on(server, &CAST, |draft| {
        draft.rehearsal = rehearsal;
        draft.admission = "by_host";
    })
    .await
}

fn rehearse(
    server: &str,
    session: SessionId,
    more: &[&str],
) -> anyhow::Result<tokio::process::Command> {
    let mut command = tokio::process::Command::new(program()?);
    command
        .args(["rehearse", &format!("{server}/sessions/{session}")])
        .args(["--server", server, "--within", "1"])
        .args(more)
        .env("YUNQIAO_ORGANIZER", Desk::NAME)
        .env("YUNQIAO_PASSWORD", Desk::PASSWORD)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    Ok(command)
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// The table and the verdict; what a busy machine froze is no fault of the service's.
fn check_table(output: &Output, joined: &str) {
    let (table, errors) = said(output);
    let line = |name: &str| table.lines().find(|line| line.starts_with(name));
    let told = |name: &str| line(name).unwrap_or_else(|| panic!("{name} in\n{table}\n{errors}"));
    assert!(told("Joined").contains(joined), "{table}\n{errors}");
    assert!(told("Server load").contains("cores busy"), "{table}");
    assert!(table.contains("Who would have frozen"), "{table}");
    let fine = told("Verdict:").starts_with("Verdict: fine.");
    assert_eq!(output.status.code(), Some(i32::from(!fine)), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn stand_ins_come_and_go_and_it_is_told_how_it_went() -> anyhow::Result<()> {
    let stage = stage(true).await?;
    let session = stage.meeting.session;
    let url = stage.server.url.clone();
    let order = ["--participants", "6", "--cameras", "2", "--minutes", "0.1"];
    let output = rehearse(&url, session, &order)?.output().await?;
    check_table(&output, "6 of 6");
    let (table, _) = said(&output);
    // Two see one another, four see both.
    let mut lines = table.lines().filter(|line| line.contains("joined 6/6"));
    assert!(lines.any(|line| line.contains("/10  voices")), "{table}");
    let first = table.lines().find(|line| line.starts_with("First picture"));
    assert!(
        first.is_some_and(|line| line.contains("slowest")),
        "{table}"
    );

    let after = stage.desk.session(session).await?;
    assert_eq!(after.plan.people, stage.meeting.plan.people);
    let record = stage.desk.record(session).await?;
    assert!(record.rehearsal);
    assert_eq!(record.totals.present, 6);
    // A real person is met by nobody who does not exist.
    stage
        .enter("Alice", Options::default())
        .await?
        .leave()
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_no_rehearsal_is_left_alone() -> anyhow::Result<()> {
    let stage = stage(false).await?;
    let url = stage.server.url.clone();
    let session = stage.meeting.session;
    let output = rehearse(&url, session, &[])?.output().await?;
    let (table, errors) = said(&output);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("not a rehearsal"), "{errors}");
    assert_eq!(table, "");
    let after = stage.desk.session(session).await?;
    assert_eq!((&after.plan, after.version), (&stage.meeting.plan, 1));

    for (more, name, problem) in [
        (["--cameras", "50"], Desk::NAME, "50 cameras for 40"),
        (["--minutes", "0"], Desk::NAME, "0.05"),
        (["--cameras", "1"], "nobody", "do not belong together"),
    ] {
        let mut command = rehearse(&url, session, &more)?;
        let output = command.env("YUNQIAO_ORGANIZER", name).output().await?;
        let (_, errors) = said(&output);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(problem), "{errors}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_that_is_interrupted_tells_what_it_knows() -> anyhow::Result<()> {
    let stage = stage(true).await?;
    let session = stage.meeting.session;
    let order = ["--participants", "3", "--cameras", "1"];
    let running = rehearse(&stage.server.url, session, &order)?.spawn()?;
    let pid = running.id().unwrap_or_default().to_string();
    let present = async {
        loop {
            let record = stage.desk.record(session).await?;
            if record.totals.present == 3 {
                return anyhow::Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), present).await??;
    let told = tokio::process::Command::new("kill")
        .args(["-INT", &pid])
        .status();
    assert!(told.await?.success());
    let output = running.wait_with_output().await?;
    let (table, errors) = said(&output);
    assert!(table.contains("Ended early."), "{table}\n{errors}");
    assert!(table.contains("Verdict:"), "{table}\n{errors}");
    let after = stage.desk.session(session).await?;
    assert_eq!(after.plan.people, stage.meeting.plan.people);
    Ok(())
}
