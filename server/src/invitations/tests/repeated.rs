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
async fn what_cannot_be_repeated_is_refused() {
    let council = Council::new().await;
    let repeat = async |planned: &Planned, version: i64, starts: Value| {
        let body = json!({ "version": version, "every": "week", "starts": starts });
        let answer = planned.desk.post(&planned.path("/repeat"), body).await;
        (answer.status.as_u16(), answer.code())
    };
    let far = json!([3_000_000_000_000_000_i64]);
    assert_eq!(
        repeat(&council.first, 1, far.clone()).await,
        (409, "repeated".to_owned())
    );
    let invited = Planned::new().await;
    invited.hand_over().await;
    assert_eq!(
        repeat(&invited, 1, far.clone()).await,
        (409, "invited".to_owned())
    );
    let planned = Planned::new().await;
    assert_eq!(repeat(&planned, 7, far).await, (409, "conflict".to_owned()));
    assert_eq!(repeat(&planned, 1, json!([5])).await.0, 400);
}
