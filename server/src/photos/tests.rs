//! Pictures over HTTP: who brings one, what is taken for one, and that one that was removed is gone.

use std::path::PathBuf;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderValue;
use meeting::fact::{EndReason, Event, Fact, Private};
use meeting::id::{ConnectionId, DelegationId, PersonId, PhotoId};
use meeting::photo::{PhotoFact, PhotoFile, PhotoScope, Sitter};
use meeting::plan::{Rank, Role};
use meeting::protocol::NOTICE;
use meeting::room::Arrival;

use crate::app::now;
use crate::config;
use crate::identity::{LinkClaims, PassClaims};
use crate::papers::tidy_now;
use crate::records;
use crate::rooms::outbox;
use crate::store::Turn;
use crate::testing::{Answer, Desk};

const PHOTO: PhotoId = PhotoId::from_bits(1 << 32 | 1);
const CITY: DelegationId = DelegationId::from_bits(3);
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0";
/// Of one pixel.
const DOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";

struct Session {
    desk: Desk,
    host: LinkClaims,
}

impl Session {
    /// A session that is on, with its one host in it.
    async fn new() -> Self {
        Self::at(Desk::signed_in().await).await
    }

    async fn at(desk: Desk) -> Self {
        let host = desk.planned(0).await;
        let session = Self { desk, host };
        session.come_in().await;
        session
    }

    async fn come_in(&self) {
        let arrival = Arrival {
            person: self.host.person,
            device: "laptop".to_owned(),
            acknowledged: Some(NOTICE.to_owned()),
            language: "en".to_owned(),
            resume: None,
        };
        let (out, _outgoing) = outbox(64);
        let rooms = &self.desk.app.rooms;
        let device = ConnectionId::from_bits(1);
        let seat = rooms.connect(self.host.session, device, arrival, out).await;
        let _seat = seat.unwrap();
        while !rooms
            .live(self.host.session)
            .is_some_and(|live| live.opened)
        {
            tokio::task::yield_now().await;
        }
    }

    async fn upload(&self, content: &'static [u8]) -> Answer {
        let path = format!("/api/photos/{PHOTO}");
        self.ask("POST", &path, Body::from(content)).await
    }

    /// A text of so many bytes, brought by an organizer.
    async fn paper(&self, bytes: usize) -> Answer {
        let path = self.path("/papers?audience=hosts");
        let content = Body::from(vec![b'a'; bytes]);
        let mut request = self.desk.request("POST", &path, content);
        let slug = HeaderValue::from_static("speech.txt");
        request.headers_mut().insert("slug", slug);
        self.desk.ask(request).await
    }

    /// With the pass of the host, and nothing else.
    async fn ask(&self, method: &str, path: &str, body: Body) -> Answer {
        let pass = self.desk.app.identity.pass(&PassClaims {
            session: self.host.session,
            person: self.host.person,
            serial: self.host.serial,
            expires: now().timestamp.plus(Duration::from_secs(600)),
        });
        let mut request = self.desk.request(method, path, body);
        let headers = request.headers_mut();
        headers.remove("cookie");
        let bearer = HeaderValue::try_from(format!("Bearer {pass}")).unwrap();
        headers.insert("authorization", bearer);
        self.desk.ask(request).await
    }

    /// As a room would keep it, without one that lives.
    async fn happened(&self, events: Vec<Event>) {
        let (store, session) = (&self.desk.app.store, self.host.session);
        let epoch = store.begin_epoch(session).await.unwrap().epoch;
        let at = now().timestamp;
        let facts = events.into_iter().map(|event| Fact { at, event }).collect();
        let turn = Turn {
            session,
            epoch,
            facts,
        };
        store.journal().keep(turn).await.unwrap();
    }

    /// A picture with the host in it is uploaded and kept.
    async fn kept(&self) {
        let answer = self.upload(PICTURE).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let file: PhotoFile = serde_json::from_str(&answer.text).unwrap();
        assert_eq!((file.width, file.height), (640, 480));
        let (photo, by) = (PHOTO, self.host.person);
        let sitter = Sitter {
            person: by,
            delegation: CITY,
        };
        let called = PhotoFact::Called {
            photo,
            scope: PhotoScope::Heads,
            people: vec![sitter],
            by,
        };
        let kept = PhotoFact::Kept {
            photo,
            file,
            taken_at: now().timestamp,
            pictured: vec![sitter],
            plates: Vec::new(),
            by,
        };
        self.happened(vec![Event::Photo(called), Event::Photo(kept)])
            .await;
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/sessions/{}{rest}", self.host.session)
    }

    async fn record(&self) -> serde_json::Value {
        let answer = self.desk.get(&self.path("/record")).await;
        answer.json()["photos"][0].clone()
    }

    fn files(&self) -> Vec<PathBuf> {
        let folder = self.desk.app.config.data.dir.join("papers");
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    async fn write(&self, sql: &'static str) {
        let mut transaction = self.desk.app.store.write().await.unwrap();
        sqlx::query(sql).execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }

    async fn check(&self) -> Vec<String> {
        let folder = &self.desk.app.config.data.dir;
        let key = *self.desk.app.store.master_key();
        let report = records::check(folder, key).await.unwrap();
        report.differences.iter().map(ToString::to_string).collect()
    }
}

#[tokio::test]
async fn a_picture_that_was_kept_is_shown_saved_and_destroyed() {
    let session = Session::new().await;
    session.kept().await;
    tidy_now(&session.desk.app).await.unwrap();
    let file = session.path(&format!("/photos/{PHOTO}/file"));
    let shown = session.desk.get(&file).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert_eq!(shown.header("content-type"), "image/png");
    assert_eq!(shown.header("content-length"), PICTURE.len().to_string());
    assert_eq!(
        session.record().await["removed_at"],
        serde_json::Value::Null
    );
    let saved = session.desk.get(&format!("{file}?save=true")).await;
    assert_eq!(saved.status, 200);
    let exports: i64 = sqlx::query_scalar("SELECT count(*) FROM export_log WHERE sheet = 'photo'")
        .fetch_one(session.desk.app.store.pool())
        .await
        .unwrap();
    assert_eq!(exports, 1, "looking at it is no export");
    assert_eq!(session.check().await, [""; 0]);

    let address = session.path(&format!("/photos/{PHOTO}"));
    let remove = || session.desk.send("DELETE", &address, serde_json::json!({}));
    assert_eq!(remove().await.status, 204);
    assert_eq!(session.desk.get(&file).await.code(), "removed");
    assert_eq!(session.files(), Vec::<PathBuf>::new());
    let record = session.record().await;
    assert!(record["removed_at"].is_i64(), "{record}");
    assert_eq!(record["pictured"].as_array().unwrap().len(), 1);
    assert_eq!(remove().await.status, 404);
    assert_eq!(session.check().await, [""; 0]);
}

#[tokio::test]
async fn only_a_host_brings_a_picture_and_only_to_a_session_that_is_on() {
    let session = Session::new().await;
    let (person, by) = (session.host.person, session.host.person);
    let role = Role::Delegate;
    session
        .happened(vec![Event::RoleChanged { person, role, by }])
        .await;
    assert_eq!(session.upload(PICTURE).await.code(), "not_a_host");
    let desk = Desk::signed_in().await;
    let host = desk.planned(0).await;
    let before = Session { desk, host };
    assert_eq!(before.upload(PICTURE).await.code(), "not_open");
    assert_eq!(before.files(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn what_is_no_picture_for_a_wall_is_refused() {
    let session = Session::new().await;
    for wrong in [DOT, &PICTURE[..20], b"%PDF-1.7\nspeech\n%%EOF\n"] {
        let answer = session.upload(wrong).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (415, "kind_refused")
        );
    }
    assert_eq!(session.files(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn pictures_and_papers_share_the_room_of_a_session() {
    const ROOM: usize = 1 << 20;
    let mut desk = Desk::configured(|config| config.papers = config::Papers::of(1, 1)).await;
    desk.set_up("Alice", "correct horse battery").await;
    let session = Session::at(desk).await;
    let paper = session.paper(ROOM - 10).await;
    assert_eq!(paper.status, 201, "{}", paper.text);
    let refused = session.upload(PICTURE).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code().as_str()),
        (413, "session_full")
    );
    assert_eq!(refused.json()["detail"]["room"], 10);
    assert_eq!(session.files().len(), 1, "nothing of it is kept");

    let paper = paper.json()["id"].as_str().unwrap().to_owned();
    let address = session.path(&format!("/papers/{paper}"));
    let deleted = session.desk.send("DELETE", &address, serde_json::json!({}));
    assert_eq!(deleted.await.status, 204);
    for _ in 0..2 {
        assert_eq!(session.upload(PICTURE).await.status, 201);
    }
    let papers = session.desk.get(&session.path("/papers")).await.json();
    assert_eq!(papers["used_bytes"], PICTURE.len(), "it came twice");
    let refused = session.paper(ROOM).await;
    assert_eq!(refused.code(), "session_full");
    assert_eq!(refused.json()["detail"]["room"], ROOM - PICTURE.len());
}

#[tokio::test]
async fn a_picture_that_nobody_keeps_goes_and_a_lost_one_is_named() {
    let session = Session::new().await;
    assert_eq!(session.upload(PICTURE).await.status, 201);
    tidy_now(&session.desk.app).await.unwrap();
    assert_eq!(session.files().len(), 1, "a host may keep it still");
    session.write("UPDATE photo SET uploaded_at = 0").await;
    tidy_now(&session.desk.app).await.unwrap();
    assert_eq!(session.files(), Vec::<PathBuf>::new());

    session.kept().await;
    session.write("UPDATE photo SET uploaded_at = 0").await;
    tidy_now(&session.desk.app).await.unwrap();
    let [file] = session.files().try_into().unwrap();
    std::fs::remove_file(file).unwrap();
    let [lost] = session.check().await.try_into().unwrap();
    assert!(
        lost.starts_with("photo ") && lost.ends_with("is missing"),
        "{lost}"
    );
}

#[tokio::test]
async fn a_picture_goes_with_whoever_is_in_it() {
    let session = Session::new().await;
    session.kept().await;
    let person: PersonId = session.host.person;
    let joined = Event::Joined {
        person,
        connection: ConnectionId::from_bits(2),
        role: Role::Host,
        rank: Rank::Mayor,
        delegation: CITY,
        names: Private::text("{}"),
    };
    session.happened(vec![joined]).await;
    session.desk.app.store.erase(person).await.unwrap();
    tidy_now(&session.desk.app).await.unwrap();
    assert_eq!(session.files(), Vec::<PathBuf>::new());
    assert!(session.record().await["removed_at"].is_i64());
    assert_eq!(session.check().await, [""; 0]);
}

#[tokio::test]
async fn whoever_only_looked_on_may_have_a_picture_that_they_are_in() {
    let session = Session::new().await;
    session.kept().await;
    let (person, by) = (session.host.person, session.host.person);
    let role = Role::Press;
    let reason = EndReason::ByHost;
    session
        .happened(vec![
            Event::RoleChanged { person, role, by },
            Event::Ended {
                by: Some(by),
                reason,
            },
        ])
        .await;
    let file = format!("/api/join/photos/{PHOTO}/file");
    let seen = session.ask("GET", &file, Body::empty()).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert_eq!(seen.header("content-type"), "image/png");
    let strange = format!("/api/join/photos/{}/file", PhotoId::from_bits(7));
    let answer = session.ask("GET", &strange, Body::empty()).await;
    assert_eq!(answer.status, 404);
}
