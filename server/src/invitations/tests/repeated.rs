use std::sync::Arc;

use super::super::desk;
use super::super::kin::{Kin, Shared};
use super::*;

/// A council that meets three times, a week apart.
struct Council {
    first: Planned,
    sessions: Vec<String>,
}

impl Council {
    async fn new() -> Self {
        let first = Planned::new().await;
        let preview = first.path("/repeat?every=week&times=2");
        let starts = first.desk.get(&preview).await.json();
        let starts: Vec<Value> = starts
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["at"].clone())
            .collect();
        let body = json!({ "version": 1, "every": "week", "starts": starts });
        let answer = first.desk.post(&first.path("/repeat"), body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let repetition = json!({ "every": "week", "number": 1, "of": 3 });
        assert_eq!(answer.json()["repetition"], repetition);
        let all = first.desk.get("/api/sessions?when=all").await.json();
        let ids = all["items"].as_array().unwrap().iter();
        let sessions = ids.map(|one| one["id"].as_str().unwrap().to_owned());
        Self {
            sessions: sessions.collect(),
            first,
        }
    }

    /// What the calendar of a person is told about a session now.
    async fn calendar(&self, session: usize, person: usize) -> Vec<String> {
        let (session, person) = (&self.sessions[session], self.first.person(person));
        let path = format!("/api/sessions/{session}/invitations/{person}/invitation.ics");
        let calendar = self.first.desk.get(&path).await;
        assert_eq!(calendar.status, 200, "{}", calendar.text);
        let unfolded = calendar.text.replace("\r\n ", "");
        unfolded.lines().map(str::to_owned).collect()
    }

    async fn hand_over(&self, session: usize) -> Value {
        let path = format!("/api/sessions/{}/invitations", self.sessions[session]);
        let digest = self.first.desk.get(&path).await.json()["digest"].clone();
        let body = json!({ "digest": digest, "by_hand": true });
        let answer = self.first.desk.post(&format!("{path}/send"), body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }
}

fn values<'a>(lines: &'a [String], name: &str) -> Vec<&'a str> {
    let values = lines.iter().filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.split(';').next() == Some(name)).then_some(value)
    });
    values.collect()
}

#[tokio::test]
async fn one_entry_recurs_and_what_changes_later_is_named_in_it() {
    let council = Council::new().await;
    let alone = council.calendar(0, 1).await;
    assert_eq!(values(&alone, "RRULE"), ["FREQ=WEEKLY;INTERVAL=1;COUNT=1"]);
    let uid = values(&alone, "UID")[0].to_owned();
    council.hand_over(0).await;

    // Whoever knows of the first is told of both.
    let both = council.calendar(2, 1).await;
    assert_eq!(values(&both, "UID"), vec![uid.as_str(); 3]);
    assert_eq!(values(&both, "RRULE"), ["FREQ=WEEKLY;INTERVAL=1;COUNT=3"]);
    assert_eq!(values(&both, "EXDATE").len(), 1, "not of the second");
    assert_eq!(values(&both, "RECURRENCE-ID").len(), 2);
    assert_eq!(values(&both, "SEQUENCE"), ["1"; 3]);
    let board = council.hand_over(2).await;
    assert_eq!(board["people"][1]["letter"]["sequence"], 1);

    let path = format!("/api/sessions/{}", council.sessions[2]);
    let current = council.first.desk.get(&path).await.json();
    let mut plan = current["plan"].clone();
    let at = plan["starts_at"].as_i64().unwrap();
    plan["starts_at"] = json!(at + 3_600_000_000);
    let body = json!({ "version": current["version"], "plan": plan });
    assert_eq!(
        council.first.desk.send("PUT", &path, body).await.status,
        200
    );
    let moved = council.calendar(2, 1).await;
    assert_eq!(values(&moved, "UID"), [uid.as_str()]);
    assert_eq!(values(&moved, "SEQUENCE"), ["2"]);
    assert!(values(&moved, "RRULE").is_empty());
    assert_eq!(
        values(&moved, "RECURRENCE-ID"),
        values(&both, "RECURRENCE-ID")[1..]
    );
    assert_ne!(
        values(&moved, "DTSTART").last(),
        values(&both, "DTSTART").last()
    );
}

#[tokio::test]
async fn letters_are_read_once_for_all_the_sessions_that_know_of_them() {
    let council = Council::new().await;
    council.hand_over(0).await;
    council.hand_over(1).await;
    let ids = council.sessions.iter().map(|id| id.parse().unwrap());
    let ids: Vec<SessionId> = ids.collect();
    let app = &council.first.desk.app;
    let mut database = app.store.pool().acquire().await.unwrap();
    let (mut desks, mut shared) = (Vec::new(), Shared::default());
    for id in &ids {
        let desk = desk::beside(app, &mut database, &mut shared, *id).await;
        desks.push(desk.unwrap());
    }
    let letters = shared.of(&mut database, ids[0]).await.unwrap();
    // By its own desk, the two others, the one who shared them, and here.
    assert_eq!(Arc::strong_count(&letters), 5);

    // Who sends to one person reads the same of theirs, and nobody else's.
    let person = council.first.person(1).parse().unwrap();
    let slot = desks[2].invited.slot.as_ref();
    let theirs = Kin::to(&mut database, person, ids[2], slot).await.unwrap();
    let all = Kin::of(&mut database, &mut shared, ids[2], slot).await;
    let all = all.unwrap();
    let told = |kin: &Kin| {
        let known = kin.known(person, &[]);
        let sessions = known.iter().map(|part| part.session);
        (sessions.collect::<Vec<_>>(), kin.free(person))
    };
    assert_eq!(told(&theirs), told(&all));
    assert_eq!(told(&theirs).0.len(), 2);
    let other = council.first.person(0).parse().unwrap();
    assert!(theirs.known(other, &[]).is_empty() && !all.known(other, &[]).is_empty());
}

#[tokio::test]
async fn what_cannot_be_repeated_is_refused() {
    let council = Council::new().await;
    let repeat = async |planned: &Planned, version: i64, starts: Value| {
        let body = json!({ "version": version, "every": "week", "starts": starts });
        let answer = planned.desk.post(&planned.path("/repeat"), body).await;
        (answer.status.as_u16(), answer.code())
    };
    let start = council.first.session["plan"]["starts_at"].as_i64().unwrap();
    let next = json!([start + 7 * 86_400_000_000]);
    assert_eq!(
        repeat(&council.first, 1, next.clone()).await,
        (409, "repeated".to_owned())
    );
    let invited = Planned::new().await;
    invited.hand_over().await;
    assert_eq!(
        repeat(&invited, 1, next.clone()).await,
        (409, "invited".to_owned())
    );
    let planned = Planned::new().await;
    let stale = repeat(&planned, 7, next).await;
    assert_eq!(stale, (409, "conflict".to_owned()));
    for wrong in [5, 3_000_000_000_000_000_i64] {
        assert_eq!(repeat(&planned, 1, json!([wrong])).await.0, 400);
    }
}
