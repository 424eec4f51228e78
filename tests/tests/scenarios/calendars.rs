//! Entries for calendars, read by a parser that is not ours.

use serde_json::{Value, json};
use support::{Desk, Folder, Server, leave_out, read_days, read_letters};

/// Zones with a wall clock in them: around changes of the clock, in Ramadan, with odd offsets.
const CLOCKS: [(&str, &str); 13] = [
    ("Asia/Shanghai", "2026-12-10T16:00"),
    ("Asia/Kathmandu", "2026-12-10T13:45"),
    ("Africa/Casablanca", "2026-03-01T09:00"),
    ("Africa/Casablanca", "2026-04-01T09:00"),
    ("Pacific/Auckland", "2026-09-27T03:30"),
    ("America/Cancun", "2026-07-01T08:00"),
    ("America/New_York", "2026-03-08T03:30"),
    ("America/New_York", "2026-11-01T00:30"),
    ("Europe/Dublin", "2026-10-25T02:30"),
    ("Australia/Lord_Howe", "2026-10-04T02:45"),
    ("Asia/Tehran", "2026-06-01T10:00"),
    ("America/Sao_Paulo", "2026-02-15T10:00"),
    ("UTC", "2026-12-31T23:30"),
];

#[tokio::test(flavor = "multi_thread")]
async fn other_parsers_find_the_time_that_was_meant() -> anyhow::Result<()> {
    let server = Server::start().await?;
    let desk = server.desk().await?;
    let folder = Folder::new();
    let (mut files, mut meant) = (Vec::new(), Vec::new());
    for (number, (zone, wall)) in CLOCKS.into_iter().enumerate() {
        let asked = desk
            .get(&format!("/api/time?at={wall}&in={zone}"))
            .await?
            .ok()?;
        let at = asked["at"]
            .as_i64()
            .expect("a clock that shows this time once");
        let path = planned(&desk, zone, at).await?;
        let calendar = desk.download(&format!("{path}/invitation.ics")).await?;
        let file = folder.path().join(format!("{number:02}.ics"));
        std::fs::write(&file, calendar)?;
        files.push(file);
        meant.push(at / 1_000_000);
    }
    let Some(read) = read_letters(&files).await? else {
        return leave_out("python", "Python packages could not be installed");
    };
    assert_eq!(read.len(), CLOCKS.len());
    for ((told, at), (zone, wall)) in read.iter().zip(meant).zip(CLOCKS) {
        let told = &told["calendar"];
        assert_eq!(
            (&told["zone"], &told["starts"]),
            (&json!(zone), &json!(wall))
        );
        assert_eq!(
            told["starts_at"], at,
            "{zone}: by the observances in the file"
        );
        assert_eq!(
            told["starts_by_zone"], at,
            "{zone}: by the parser's own zone"
        );
        assert_eq!(told["ends_at"], at + 90 * 60, "{zone}");
        assert_eq!(told["summary"], "Zeit; Ort, \\ und „Grüße“ – 市长论坛");
        assert_eq!(
            (&told["method"], &told["status"]),
            (&json!("PUBLISH"), &json!("CONFIRMED"))
        );
    }
    Ok(())
}

/// Plans a session of one and a half hours; gives the path of its guest's invitation.
async fn planned(desk: &Desk, zone: &str, at: i64) -> anyhow::Result<String> {
    let plan = json!({
        "title": { "de": "Zeit; Ort, \\ und „Grüße“ – 市长论坛", "zh-CN": "论坛" },
        "starts_at": at, "minutes": 90, "zone": zone,
        "languages": ["zh-CN", "de"], "admission": "by_host",
        "delegations": [
            { "id": "new-0", "partner": null, "city": { "en": "Hangzhou" }, "country": "CN" },
            { "id": "new-1", "partner": "S01" },
        ],
        "people": [
            { "id": "new-2", "delegation": "new-0", "role": "host", "rank": "director",
              "name": { "en": "Alice" }, "language": "en" },
            { "id": "new-3", "delegation": "new-1", "role": "delegate", "rank": "mayor",
              "name": { "de": "Bob" }, "language": "de", "email": "bob@partner.example" },
        ],
        "agenda": [],
    });
    let session = desk
        .post("/api/sessions", &json!({ "plan": plan }))
        .await?
        .ok()?;
    let plan = &session["session"]["plan"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (session, person) = (text(&plan["session"]), text(&plan["people"][1]["id"]));
    Ok(format!("/api/sessions/{session}/invitations/{person}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn other_parsers_find_the_anniversaries_on_their_days() -> anyhow::Result<()> {
    let server = Server::start().await?;
    let desk = server.desk().await?;
    let folder = Folder::new();
    let mut files = Vec::new();
    for language in ["zh-CN", "en", "ja", "ko", "de", "fr", "es", "ru", "ar"] {
        let path = "/api/analytics/anniversaries.ics?first=2096&last=2100&as_of=2096-01-01";
        let calendar = desk
            .download(&format!("{path}&language={language}"))
            .await?;
        let file = folder.path().join(format!("{language}.ics"));
        std::fs::write(&file, calendar)?;
        files.push(file);
    }
    let meant = desk
        .get("/api/analytics/anniversaries?first=2096&last=2100&as_of=2096-01-01")
        .await?
        .ok()?;
    let meant = meant.as_array().expect("anniversaries");
    let on = |one: &Value| one["on"].as_str().unwrap_or_default().to_owned();
    let dated: Vec<&Value> = meant.iter().filter(|one| on(one).len() > 4).collect();
    assert!(dated.len() > 100, "{}", dated.len());
    let Some(read) = read_days(&files).await? else {
        return leave_out("python", "Python packages could not be installed");
    };
    assert_eq!(read.len(), files.len());
    for told in &read {
        let entries = told.as_array().expect("entries");
        assert_eq!(entries.len(), dated.len());
        for (entry, one) in entries.iter().zip(&dated) {
            // Of a month, its first day.
            assert_eq!(entry["day"], (on(one) + "-01")[..10]);
            let alarms = match one["round"].as_bool() {
                Some(true) => json!([-180, -30]),
                _ => json!([-30]),
            };
            assert_eq!(entry["alarms"], alarms, "{entry}");
            let (name, id) = (one["relation"].as_str(), one["years"].to_string());
            let uid = format!("anniversary-{}-{id}@yunqiao", name.unwrap_or_default());
            assert_eq!(entry["uid"], uid);
        }
    }
    // The same entries in all languages, each in its own words.
    let uids = |told: &Value| -> Vec<Value> {
        let entries = told.as_array().into_iter().flatten();
        entries.map(|entry| entry["uid"].clone()).collect()
    };
    assert!(read.iter().all(|told| uids(told) == uids(&read[0])));
    let mut words: Vec<String> = read
        .iter()
        .map(|told| told[0]["summary"].to_string())
        .collect();
    words.sort();
    words.dedup();
    assert_eq!(words.len(), read.len(), "{words:?}");
    Ok(())
}
