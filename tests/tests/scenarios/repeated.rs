//! A council that meets every week, over a change of the clock: in the calendars of those invited it
//! is one entry that recurs, and what becomes of one of its sessions is told by name.

use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use support::{Desk, MailServer, Server, leave_out};
use tokio::time::{sleep, timeout};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);
const HOUR: i64 = 3600;
const WEEK: i64 = 7 * 24 * HOUR;

struct Council {
    mail: MailServer,
    desk: Desk,
    /// In the order of time.
    sessions: Vec<String>,
    event: String,
    _server: Server,
}

fn text(value: &Value) -> anyhow::Result<String> {
    Ok(value.as_str().context("a text")?.to_owned())
}

/// Three Wednesdays at 09:00 in Berlin; the clock is put back after the first.
async fn council() -> anyhow::Result<Option<Council>> {
    let Some(mail) = MailServer::start().await? else {
        leave_out("python", "Python packages could not be installed")?;
        return Ok(None);
    };
    let server = Server::start_with(&mail.configuration()).await?;
    let desk = server.desk().await?;
    let asked = "/api/time?at=2027-10-27T09:00&in=Europe/Berlin";
    let starts_at = desk.get(asked).await?.ok()?["at"].clone();
    let begun = json!({
        "template": "council", "starts_at": starts_at, "admission": "by_host", "event": event(),
    });
    let begun = desk.post("/api/events", &begun).await?.ok()?;
    let first = begun["sessions"].as_array().context("sessions")?;
    let first = first.iter().find(|one| one["rehearsal"] == false);
    let first = text(&first.context("a session")?["id"])?;
    let path = format!("/api/sessions/{first}");
    let times = desk
        .get(&format!("{path}/repeat?every=week&times=2"))
        .await?;
    let times = times.ok()?;
    let times = times.as_array().context("times")?.iter();
    let starts: Vec<Value> = times.map(|one| one["at"].clone()).collect();
    let version = desk.get(&path).await?.ok()?["version"].clone();
    let body = json!({ "version": version, "every": "week", "starts": starts });
    desk.post(&format!("{path}/repeat"), &body).await?.ok()?;
    let event = text(&begun["event"]["id"])?;
    let all = desk.get(&format!("/api/events/{event}")).await?.ok()?;
    let all = all["sessions"].as_array().context("sessions")?.iter();
    let held = all.filter(|one| one["rehearsal"] == false);
    let sessions = held
        .map(|one| text(&one["id"]))
        .collect::<anyhow::Result<_>>()?;
    Ok(Some(Council {
        mail,
        desk,
        sessions,
        event,
        _server: server,
    }))
}

fn event() -> Value {
    let person = |id: &str, delegation: &str, role: &str, language: &str| {
        json!({ "id": id, "delegation": delegation, "role": role, "rank": "director",
            "name": { "en": id }, "language": language, "email": format!("{id}@partner.example") })
    };
    json!({
        "kind": "council", "title": { "en": "Council", "zh-CN": "理事会" }, "theme": {},
        "zone": "Europe/Berlin", "languages": ["zh-CN", "en"],
        "delegations": [
            { "id": "new-0", "partner": null, "city": { "en": "Hangzhou" }, "country": "CN" },
            { "id": "new-1", "partner": "S18" },
        ],
        "people": [
            person("lin", "new-0", "host", "zh-CN"),
            person("anna", "new-1", "delegate", "de"),
        ],
    })
}

impl Council {
    /// Sends everything that the board of the event shows about these sessions, and waits until it
    /// is gone.
    async fn send(&self, sessions: &[&String], count: usize) -> anyhow::Result<()> {
        let path = format!("/api/events/{}/invitations", self.event);
        let board = self.desk.get(&path).await?.ok()?;
        let people = board["people"].as_array().context("people")?;
        let mut letters = Vec::new();
        for line in people {
            for session in sessions {
                letters.push(json!({ "session": session, "person": line["person"] }));
            }
        }
        let body = json!({ "digest": board["digest"], "letters": letters });
        self.desk.post(&format!("{path}/send"), &body).await?.ok()?;
        let gone = async {
            while self.mail.letters().await?.len() < count || self.is_moving(&path).await? {
                sleep(Duration::from_millis(50)).await;
            }
            Ok::<(), anyhow::Error>(())
        };
        timeout(PATIENCE, gone).await??;
        assert_eq!(self.mail.letters().await?.len(), count);
        Ok(())
    }

    async fn is_moving(&self, path: &str) -> anyhow::Result<bool> {
        let board = self.desk.get(path).await?.ok()?;
        Ok(board["people"]
            .as_array()
            .context("people")?
            .iter()
            .filter_map(|line| line["sessions"].as_array())
            .flatten()
            .any(|cell| {
                ["queued", "sending"]
                    .iter()
                    .any(|state| cell["letter"]["state"] == **state)
            }))
    }

    /// When each entry in Anna's calendar begins, and where it leads.
    async fn anna(&self) -> anyhow::Result<Vec<(i64, String)>> {
        let calendars = self.mail.calendars().await?;
        let entries = calendars.get("anna@partner.example").context("hers")?;
        let told = entries.iter().map(|entry| {
            let at = entry["starts_at"].as_i64().context("a time")?;
            Ok((at, text(&entry["location"])?))
        });
        told.collect()
    }

    /// Changes the plan of a session.
    async fn change(&self, session: usize, change: impl FnOnce(&mut Value)) -> anyhow::Result<()> {
        let path = format!("/api/sessions/{}", self.sessions[session]);
        let current = self.desk.get(&path).await?.ok()?;
        let mut plan = current["plan"].clone();
        change(&mut plan);
        let body = json!({ "version": current["version"], "plan": plan });
        self.desk.put(&path, &body).await?.ok()?;
        Ok(())
    }
}

fn shift(plan: &mut Value, hours: i64) {
    let at = plan["starts_at"].as_i64().unwrap_or_default();
    plan["starts_at"] = json!(at + hours * HOUR * 1_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_repeat_are_one_entry_and_one_of_them_changes_alone() -> anyhow::Result<()> {
    let Some(council) = council().await? else {
        return Ok(());
    };
    let all: Vec<&String> = council.sessions.iter().collect();
    assert_eq!(all.len(), 3);

    // One letter each about all three. 09:00 in Berlin is an hour later by UTC from November on.
    council.send(&all, 2).await?;
    let first = 1_824_620_400;
    let times = [first, first + WEEK + HOUR, first + 2 * WEEK + HOUR];
    let told = council.anna().await?;
    assert_eq!(told.iter().map(|(at, _)| *at).collect::<Vec<_>>(), times);
    let links: Vec<&String> = told.iter().map(|(_, link)| link).collect();
    assert!(links[0] != links[1] && links[1] != links[2] && links[0] != links[2]);
    let letters = council.mail.letters().await?;
    assert_eq!(
        letters[0]["calendar"]["rule"],
        "FREQ=WEEKLY;COUNT=3;INTERVAL=1"
    );
    let uid = letters[1]["calendar"]["uid"].clone();
    let german = letters.iter().find(|letter| letter["language"] == "de");
    let german = text(&german.context("a German letter")?["text"])?;
    assert!(
        links.iter().all(|link| german.contains(link.as_str())),
        "{german}"
    );

    // The second is moved, and moved once more before anybody is told.
    council.change(1, |plan| shift(plan, 2)).await?;
    council.change(1, |plan| shift(plan, 1)).await?;
    council.send(&all, 4).await?;
    let told = council.anna().await?;
    let moved = [times[0], times[1] + 3 * HOUR, times[2]];
    assert_eq!(told.iter().map(|(at, _)| *at).collect::<Vec<_>>(), moved);
    let letters = council.mail.letters().await?;
    let change = &letters[3]["calendar"];
    assert_eq!((&change["uid"], &change["sequence"]), (&uid, &json!(1)));
    assert_eq!(change["entries"][0]["stands_for"], times[1]);

    // The third does not take place.
    let path = format!("/api/sessions/{}", council.sessions[2]);
    let version = council.desk.get(&path).await?.ok()?["version"].clone();
    let body = json!({ "version": version });
    council
        .desk
        .post(&format!("{path}/cancel"), &body)
        .await?
        .ok()?;
    council.send(&all, 6).await?;
    let told = council.anna().await?;
    assert_eq!(
        told.iter().map(|(at, _)| *at).collect::<Vec<_>>(),
        moved[..2]
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_told_of_one_is_told_the_whole_with_the_next() -> anyhow::Result<()> {
    let Some(council) = council().await? else {
        return Ok(());
    };
    council.send(&[&council.sessions[1]], 2).await?;
    assert_eq!(council.anna().await?.len(), 1);
    // It is moved meanwhile, and told together with the two others.
    council.change(1, |plan| shift(plan, 1)).await?;
    let all: Vec<&String> = council.sessions.iter().collect();
    council.send(&all, 4).await?;
    let told = council.anna().await?;
    let first = 1_824_620_400;
    let times = [first, first + WEEK + 2 * HOUR, first + 2 * WEEK + HOUR];
    assert_eq!(told.iter().map(|(at, _)| *at).collect::<Vec<_>>(), times);
    Ok(())
}
