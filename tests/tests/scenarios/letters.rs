//! Invitations through a real mail server: it puts off, refuses, breaks off, and the service is
//! killed meanwhile. Nobody gets a letter twice.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use support::{Desk, MailServer, Server, leave_out, wall_clock};
use tokio::time::{sleep, timeout};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

struct Office {
    mail: MailServer,
    server: Server,
    desk: Desk,
    path: String,
}

/// Who is invited, as `NAME@partner.example`; and a host without an address.
async fn office(names: &[&str]) -> anyhow::Result<Option<Office>> {
    let Some(mail) = MailServer::start().await? else {
        leave_out("python", "Python packages could not be installed")?;
        return Ok(None);
    };
    let server = Server::start_with(&mail.configuration()).await?;
    let desk = server.desk().await?;
    let plan = json!({ "plan": plan(names) });
    let session = desk.post("/api/sessions", &plan).await?.ok()?["session"].clone();
    let id = session["plan"]["session"].as_str().context("an id")?;
    Ok(Some(Office {
        path: format!("/api/sessions/{id}"),
        mail,
        server,
        desk,
    }))
}

fn plan(names: &[&str]) -> Value {
    let languages = ["de", "ar", "ja", "zh-CN", "fr"];
    let guests = names.iter().enumerate().map(|(number, name)| {
        json!({
            "id": format!("new-{name}"), "delegation": "new-1", "role": "delegate", "rank": "mayor",
            "name": { "en": name }, "language": languages[number % languages.len()],
            "email": format!("{name}@partner.example"),
        })
    });
    let host = json!({ "id": "new-host", "delegation": "new-0", "role": "host", "rank": "director",
        "name": { "en": "Alice" }, "language": "en" });
    json!({
        "title": { "en": "Mayors’ forum", "zh-CN": "市长论坛", "ar": "منتدى العُمد" },
        "starts_at": wall_clock().micros() / 60_000_000 * 60_000_000 + 20 * 86_400_000_000,
        "minutes": 90, "zone": "Asia/Shanghai", "languages": ["zh-CN", "en"],
        "admission": "by_host",
        "delegations": [
            { "id": "new-0", "partner": null, "city": { "en": "Hangzhou" }, "country": "CN" },
            { "id": "new-1", "partner": "S01" },
        ],
        "people": std::iter::once(host).chain(guests).collect::<Vec<_>>(),
        "agenda": [{ "title": { "en": "Opening" }, "kind": "opening", "minutes": 10, "open": true }],
    })
}

impl Office {
    async fn board(&self) -> anyhow::Result<Value> {
        self.desk
            .get(&format!("{}/invitations", self.path))
            .await?
            .ok()
    }

    /// Sends what the board shows.
    async fn send(&self) -> anyhow::Result<()> {
        let body = json!({ "digest": self.board().await?["digest"] });
        let path = format!("{}/invitations/send", self.path);
        self.desk.post(&path, &body).await?.ok()?;
        Ok(())
    }

    /// Waits until every letter is in one of these states; gives the lines of the board by address.
    async fn settled(&self, states: &[&str]) -> anyhow::Result<BTreeMap<String, Value>> {
        let wait = async {
            loop {
                let board = self.board().await?;
                let lines = board["people"].as_array().context("people")?;
                let lines = lines.iter().filter(|line| line["letter"].is_object());
                let state = |line: &Value| line["letter"]["state"].as_str().map(str::to_owned);
                if lines
                    .clone()
                    .all(|line| state(line).is_some_and(|state| states.contains(&state.as_str())))
                {
                    let name = |line: &Value| {
                        let address = line["email"].as_str().unwrap_or_default();
                        address.split('@').next().unwrap_or_default().to_owned()
                    };
                    return Ok(lines.map(|line| (name(line), line.clone())).collect());
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, wait).await?
    }

    async fn settle(&self, line: &Value, letter: &str) -> anyhow::Result<()> {
        let person = line["person"].as_str().context("a person")?;
        let path = format!("{}/invitations/{person}/settle", self.path);
        self.desk
            .post(&path, &json!({ "letter": letter }))
            .await?
            .ok()?;
        Ok(())
    }

    /// What each address received, in order.
    async fn received(&self) -> anyhow::Result<BTreeMap<String, Vec<Value>>> {
        let mut received: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for letter in self.mail.letters().await? {
            let address = letter["recipient"].as_str().unwrap_or_default();
            let name = address.split('@').next().unwrap_or_default().to_owned();
            received.entry(name).or_default().push(letter);
        }
        Ok(received)
    }

    async fn version(&self) -> anyhow::Result<Value> {
        Ok(self.desk.get(&self.path).await?.ok()?["version"].clone())
    }
}

const DONE: [&str; 3] = ["sent", "failed", "in_doubt"];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_mail_server_does_nobody_is_written_to_twice() -> anyhow::Result<()> {
    let Some(mut office) = office(&["bob", "carol", "dave", "erin"]).await? else {
        return Ok(());
    };
    let how = [("carol", "once"), ("dave", "refuse"), ("erin", "cut")];
    let how = how.map(|(name, how)| (format!("{name}@partner.example"), how));
    let how: Vec<(&str, &str)> = how
        .iter()
        .map(|(name, how)| (name.as_str(), *how))
        .collect();
    office.mail.behave(&how)?;
    office.send().await?;
    let lines = office.settled(&DONE).await?;
    let states: Vec<&Value> = lines
        .values()
        .map(|line| &line["letter"]["state"])
        .collect();
    assert_eq!(states, ["sent", "sent", "failed", "in_doubt"]);
    assert_eq!(lines["carol"]["letter"]["attempts"], 2);
    let dave = &lines["dave"]["letter"];
    assert_eq!(dave["problem"], "refused");
    assert!(
        dave["answer"]
            .as_str()
            .is_some_and(|words| words.contains("no such mailbox"))
    );
    assert_eq!(lines["erin"]["letter"]["problem"], "unanswered");
    assert_eq!(
        lines["erin"]["next"],
        json!({ "kind": "nothing", "why": "in_doubt" })
    );

    // Sending again sends what was refused, and nothing else.
    office.mail.behave(&[])?;
    office.send().await?;
    office.settled(&["sent", "in_doubt"]).await?;
    office.send().await?;
    let received = office.received().await?;
    let counts: Vec<usize> = received.values().map(Vec::len).collect();
    assert_eq!(counts, [1, 1, 1, 1]);
    check_first(&received["bob"][0]);
    assert!(
        received["carol"][0]["html"]
            .as_str()
            .is_some_and(|html| html.contains("dir=\"rtl\""))
    );
    office.settle(&lines["erin"], "arrived").await?;

    // A change reaches everybody as the same entry, with a higher number.
    let mut plan = office.desk.get(&office.path).await?.ok()?["plan"].clone();
    let later = plan["starts_at"].as_i64().context("a time")? + 1_800_000_000;
    plan["starts_at"] = json!(later);
    let changed = json!({ "version": office.version().await?, "plan": plan });
    office.desk.put(&office.path, &changed).await?.ok()?;
    let lines = office.settled(&DONE).await?;
    let time = json!({ "kind": "update", "changes": ["time"] });
    assert!(lines.values().all(|line| line["next"] == time), "{lines:?}");
    office.send().await?;
    office.settled(&["sent"]).await?;

    let version = office.version().await?;
    let cancel = format!("{}/cancel", office.path);
    office
        .desk
        .post(&cancel, &json!({ "version": version }))
        .await?
        .ok()?;
    office.send().await?;
    office.settled(&["sent"]).await?;
    for (name, letters) in office.received().await? {
        let calendars: Vec<&Value> = letters.iter().map(|letter| &letter["calendar"]).collect();
        let methods: Vec<&Value> = calendars.iter().map(|one| &one["method"]).collect();
        assert_eq!(methods, ["REQUEST", "REQUEST", "CANCEL"], "{name}");
        let sequences: Vec<&Value> = calendars.iter().map(|one| &one["sequence"]).collect();
        assert_eq!(sequences, [0, 1, 2], "{name}");
        assert!(
            calendars
                .iter()
                .all(|one| one["uid"] == calendars[0]["uid"]),
            "{name}"
        );
        assert_eq!(calendars[1]["starts_at"], later / 1_000_000, "{name}");
        assert_eq!(calendars[2]["status"], "CANCELLED", "{name}");
    }
    office.server.terminate().await?;
    Ok(())
}

/// A letter to Bob, in German.
fn check_first(letter: &Value) {
    let calendar = &letter["calendar"];
    assert_eq!(letter["language"], "de");
    assert_eq!(letter["subject"], "Einladung: Mayors’ forum");
    assert_eq!(letter["to"], "bob <bob@partner.example>");
    let from = letter["from"].as_str().unwrap_or_default();
    assert!(
        from.contains("Hangzhou Foreign Affairs Office <office@hangzhou.example>"),
        "{from}"
    );
    let text = letter["text"].as_str().unwrap_or_default();
    let link = calendar["location"].as_str().unwrap_or_default();
    assert!(link.contains("/j#") && text.contains(link), "{text}");
    assert!(text.contains(&link.replace("/j#", "/check#")), "{text}");
    assert_eq!(calendar["rsvp"], "TRUE");
    assert_eq!(calendar["attendee"], "mailto:bob@partner.example");
    assert_eq!(calendar["organizer"], "mailto:office@hangzhou.example");
    assert_eq!(calendar["starts_at"], calendar["starts_by_zone"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_sending_it_goes_on_where_it_was() -> anyhow::Result<()> {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let Some(mut office) = office(&names).await? else {
        return Ok(());
    };
    office.mail.behave(&[("d@partner.example", "hold")])?;
    office.send().await?;
    // The server has the letter to d, and says nothing.
    let held = async {
        while !office.received().await?.contains_key("d") {
            sleep(Duration::from_millis(50)).await;
        }
        anyhow::Ok(())
    };
    timeout(PATIENCE, held).await??;
    office.server.kill().await?;
    office.server.restart().await?;
    let lines = office.settled(&DONE).await?;
    assert_eq!(lines.len(), names.len());
    for (name, line) in &lines {
        let letter = &line["letter"];
        let (state, problem) = match name.as_str() {
            "d" => (json!("in_doubt"), json!("interrupted")),
            _ => (json!("sent"), Value::Null),
        };
        assert_eq!(
            (&letter["state"], &letter["problem"]),
            (&state, &problem),
            "{name}"
        );
    }
    office.send().await?;
    office.settled(&DONE).await?;
    let received = office.received().await?;
    assert!(
        received.values().all(|letters| letters.len() == 1),
        "{received:?}"
    );
    assert_eq!(received.len(), names.len());

    // The organizer decides that it was lost: it is the same letter that is sent.
    office.mail.behave(&[])?;
    office.settle(&lines["d"], "lost").await?;
    office.settled(&["sent"]).await?;
    let received = office.received().await?;
    let ids: Vec<&Value> = received["d"]
        .iter()
        .map(|letter| &letter["message_id"])
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_out_while_sending_is_paused_and_all_of_it_afterwards() -> anyhow::Result<()> {
    let Some(mut office) = office(&["a", "b", "c"]).await? else {
        return Ok(());
    };
    let pause = async |office: &Office, paused: bool| {
        let body = json!({ "paused": paused });
        office.desk.put("/api/letters/pause", &body).await?.ok()
    };
    pause(&office, true).await?;
    office.send().await?;
    office.server.kill().await?;
    office.server.restart().await?;
    let lines = office.settled(&["queued"]).await?;
    assert_eq!(lines.len(), 3);
    assert_eq!(office.board().await?["paused"], true);
    assert!(office.received().await?.is_empty());
    pause(&office, false).await?;
    office.settled(&["sent"]).await?;
    let received = office.received().await?;
    assert!(received.values().all(|letters| letters.len() == 1));
    assert_eq!(received.len(), 3);
    Ok(())
}
