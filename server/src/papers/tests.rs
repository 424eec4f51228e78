//! Papers over HTTP, with a real store and real files.

use std::path::PathBuf;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use futures_util::stream;
use meeting::id::{PersonId, SessionId};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::tidy::once;
use crate::app::now;
use crate::config;
use crate::identity::PassClaims;
use crate::store::Shelf;
use crate::testing::{Answer, Desk};

const PDF: &[u8] = b"%PDF-1.7\nspeech\n%%EOF\n";

/// A session with a host, a delegate and somebody of the press, an open and a closed item.
struct Forum {
    desk: Desk,
    session: Value,
}

fn draft() -> Value {
    let starts_at = now().timestamp.micros() + 3 * 86_400_000_000;
    let person = |id: &str, role: &str| {
        json!({ "id": id, "delegation": "d", "role": role, "rank": "staff",
            "name": { "en": id }, "language": "en" })
    };
    json!({
        "title": { "zh-CN": "论坛", "en": "Forum" },
        "starts_at": starts_at, "minutes": 60, "zone": "Asia/Shanghai",
        "languages": ["en", "zh-CN"], "admission": "by_host",
        "delegations": [{ "id": "d", "partner": "S18" }],
        "people": [person("host", "host"), person("mayor", "delegate"), person("paper", "press")],
        "agenda": [
            { "id": "open", "title": { "en": "Open" }, "kind": "speech", "minutes": 5, "open": true,
              "speaker": "mayor", "paper": "wanted" },
            { "id": "closed", "title": { "en": "Closed" }, "kind": "speech", "minutes": 5, "open": false },
        ],
    })
}

impl Forum {
    async fn new() -> Self {
        Self::configured(20, 200).await
    }

    async fn configured(file_megabytes: u64, session_megabytes: u64) -> Self {
        let mut desk = Desk::configured(|config| {
            config.papers = config::Papers::of(file_megabytes, session_megabytes);
        })
        .await;
        desk.set_up("Alice", "correct horse battery").await;
        let session = plan(&desk).await;
        Self { desk, session }
    }

    fn id(&self) -> &str {
        self.session["plan"]["session"].as_str().unwrap()
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/sessions/{}/papers{rest}", self.id())
    }

    fn item(&self, place: usize) -> &str {
        self.session["plan"]["agenda"][place]["id"]
            .as_str()
            .unwrap()
    }

    async fn upload(&self, name: &str, query: &str, body: Body) -> Answer {
        let path = self.path(&format!("?{query}"));
        let mut request = self.desk.request("POST", &path, body);
        let headers = request.headers_mut();
        headers.insert("slug", HeaderValue::try_from(name).unwrap());
        headers.insert("content-type", HeaderValue::from_static("application/pdf"));
        self.desk.ask(request).await
    }

    /// Uploads a file that is taken, and gives the identity of the paper.
    async fn paper(&self, query: &str, content: &'static [u8]) -> String {
        let answer = self.upload("speech.pdf", query, Body::from(content)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// As somebody of the people of a session.
    async fn guest(&self, session: &Value, place: usize, path: &str) -> Answer {
        let of = &session["plan"];
        let pass = self.desk.app.identity.pass(&PassClaims {
            session: of["session"].as_str().unwrap().parse().unwrap(),
            person: of["people"][place]["id"]
                .as_str()
                .unwrap()
                .parse::<PersonId>()
                .unwrap(),
            serial: 1,
            expires: now().timestamp.plus(Duration::from_secs(600)),
        });
        let mut request = self.desk.request("GET", path, Body::empty());
        let headers = request.headers_mut();
        headers.remove("cookie");
        let bearer = HeaderValue::try_from(format!("Bearer {pass}")).unwrap();
        headers.insert("authorization", bearer);
        self.desk.ask(request).await
    }

    /// The names of the files there are, those that are arriving among them.
    fn files(&self) -> Vec<PathBuf> {
        let folder = self.desk.app.config.data.dir.join("papers");
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    async fn tidy(&self) -> usize {
        let shelf = Shelf::of(&self.desk.app.config.data.dir);
        once(&self.desk.app, &shelf).await.unwrap()
    }

    async fn write(&self, sql: &str) {
        let mut transaction = self.desk.app.store.write().await.unwrap();
        sqlx::query(AssertSqlSafe(sql.to_owned()))
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }
}

async fn plan(desk: &Desk) -> Value {
    let answer = desk.post("/api/sessions", json!({ "plan": draft() })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["session"].clone()
}

fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.code())
}

#[tokio::test]
async fn a_paper_is_kept_changed_and_given_out_as_a_download() {
    let forum = Forum::new().await;
    let name = "%E8%AE%B2%E8%AF%9D.pdf";
    let answer = forum.upload(name, "audience=hosts", Body::from(PDF)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let paper = answer.json();
    assert_eq!(paper["title"], json!({ "en": "讲话" }));
    assert_eq!(
        (&paper["kind"], &paper["bytes"]),
        (&json!("pdf"), &json!(PDF.len()))
    );
    let path = forum.path(&format!("/{}", paper["id"].as_str().unwrap()));

    let title = json!({ "en": " Speech ", "zh-CN": "讲话", "de": "" });
    let before = json!({ "title": paper["title"], "audience": "hosts", "item": null });
    let change = json!({
        "title": title, "audience": "invited", "item": forum.item(0), "before": before,
    });
    let changed = forum.desk.send("PUT", &path, change).await.json();
    assert_eq!(changed["title"], json!({ "en": "Speech", "zh-CN": "讲话" }));
    let list = forum.desk.get(&forum.path("")).await.json();
    assert_eq!(list["papers"], json!([changed]));
    assert_eq!(
        (&list["used_bytes"], &list["file_bytes"]),
        (&json!(PDF.len()), &json!(20 << 20))
    );

    let file = forum.desk.get(&format!("{path}/file")).await;
    assert_eq!(file.text.as_bytes(), PDF);
    for (header, value) in [
        ("content-type", "application/pdf"),
        (
            "content-disposition",
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E8%AE%B2%E8%AF%9D.pdf",
        ),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "private, no-cache"),
        ("content-length", &PDF.len().to_string()),
    ] {
        assert_eq!(file.header(header), value, "{header}");
    }
    let mut again = forum
        .desk
        .request("GET", &format!("{path}/file"), Body::empty());
    let tag = HeaderValue::from_str(file.header("etag")).unwrap();
    again.headers_mut().insert("if-none-match", tag);
    let again = forum.desk.ask(again).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
}

#[tokio::test]
async fn what_somebody_else_decided_meanwhile_is_not_written_over() {
    let forum = Forum::new().await;
    let open = forum.item(0);
    let id = forum
        .paper(&format!("audience=invited&item={open}"), PDF)
        .await;
    let path = forum.path(&format!("/{id}"));
    let title = json!({ "en": "speech" });
    let read = json!({ "title": title, "audience": "invited", "item": open });
    let change = |audience: &str, title: &Value| {
        let (item, before) = (open, &read);
        json!({ "title": title, "audience": audience, "item": item, "before": before })
    };
    let hidden = change("hosts", &title);
    let hidden = forum.desk.send("PUT", &path, hidden).await;
    assert_eq!(hidden.status, 200, "{}", hidden.text);
    // Whoever read it before that only wants another title.
    let late = change("invited", &json!({ "en": "Speech" }));
    let late = forum.desk.send("PUT", &path, late).await;
    assert_eq!(refusal(&late), (409, "conflict".to_owned()));
    assert_eq!(late.json()["detail"]["current"], hidden.json());
    let list = forum.desk.get(&forum.path("")).await.json();
    assert_eq!(list["papers"], json!([hidden.json()]));
}

#[tokio::test]
async fn a_paper_of_an_item_that_was_taken_out_is_renamed_and_stays_with_it() {
    let forum = Forum::new().await;
    let id = forum.paper("audience=invited", PDF).await;
    let gone = "0000000000000";
    forum
        .write(&format!("UPDATE paper SET item = '{gone}'"))
        .await;
    let path = forum.path(&format!("/{id}"));
    let change = |item: &str, before: &str| {
        let before = json!({ "title": { "en": "speech" }, "audience": "invited", "item": before });
        json!({ "title": { "en": "Speech" }, "audience": "invited", "item": item, "before": before })
    };
    let other = forum
        .desk
        .send("PUT", &path, change("0000000000001", gone))
        .await;
    assert_eq!(refusal(&other), (400, "bad_input".to_owned()));
    let renamed = forum.desk.send("PUT", &path, change(gone, gone)).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    assert_eq!(renamed.json()["item"], gone);
    let press = forum.guest(&forum.session, 2, "/api/papers").await;
    assert_eq!(press.json(), json!([]));
}

#[tokio::test]
async fn what_is_refused_says_why_and_leaves_nothing() {
    let forum = Forum::configured(1, 2).await;
    let page = "<!DOCTYPE html><script>alert(1)</script>";
    let disguised = forum
        .upload("speech.pdf", "audience=invited", Body::from(page))
        .await;
    assert_eq!(refusal(&disguised), (415, "kind_refused".to_owned()));
    assert_eq!(disguised.json()["detail"]["why"], "web_page");
    let large = || Body::from(vec![b'x'; (1 << 20) + 1]);
    let announced = forum.upload("a.txt", "audience=invited", large()).await;
    assert_eq!(refusal(&announced), (413, "too_large".to_owned()));
    let pieces =
        stream::iter((0..40).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 1 << 15]))));
    let unannounced = forum
        .upload("a.txt", "audience=invited", Body::from_stream(pieces))
        .await;
    assert_eq!(refusal(&unannounced), (413, "too_large".to_owned()));
    let unplanned = forum.upload(
        "a.txt",
        "audience=invited&item=0000000000000",
        Body::from("x"),
    );
    assert_eq!(refusal(&unplanned.await), (400, "bad_input".to_owned()));
    let nameless = forum
        .upload("%ff", "audience=invited", Body::from("x"))
        .await;
    assert_eq!(refusal(&nameless), (400, "bad_input".to_owned()));
    assert_eq!(forum.files(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let forum = Forum::new().await;
    let broken = stream::iter([
        Ok(Bytes::from_static(PDF)),
        Err(std::io::Error::other("the line is gone")),
    ]);
    let answer = forum
        .upload("a.pdf", "audience=invited", Body::from_stream(broken))
        .await;
    assert_eq!(refusal(&answer), (400, "cut_off".to_owned()));
    assert_eq!(forum.files(), Vec::<PathBuf>::new());

    // Whoever closes the page ends the request itself.
    let endless = stream::unfold(0, |sent| async move {
        if sent == 1 {
            std::future::pending::<()>().await;
        }
        Some((Ok::<_, std::io::Error>(Bytes::from_static(PDF)), sent + 1))
    });
    let request = forum.upload("a.pdf", "audience=invited", Body::from_stream(endless));
    let arriving = async {
        while forum.files().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = request => panic!("it has no end"),
        () = arriving => {}
    }
    assert_eq!(forum.files(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_session_has_room_for_so_much() {
    let forum = Forum::configured(1, 1).await;
    let text = |letter: u8| Body::from(vec![letter; 600 << 10]);
    let first = forum.upload("a.txt", "audience=hosts", text(b'a')).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let second = forum.upload("b.txt", "audience=hosts", text(b'b')).await;
    assert_eq!(refusal(&second), (413, "session_full".to_owned()));
    assert_eq!(second.json()["detail"]["room"], (1 << 20) - (600 << 10));
    assert_eq!(forum.files().len(), 1);
    let id = first.json()["id"].as_str().unwrap().to_owned();
    let path = forum.path(&format!("/{id}"));
    assert_eq!(
        forum.desk.send("DELETE", &path, json!({})).await.status,
        204
    );
    let second = forum.upload("b.txt", "audience=hosts", text(b'b')).await;
    assert_eq!(second.status, 201, "{}", second.text);
    let back = forum.desk.post(&format!("{path}/restore"), json!({})).await;
    assert_eq!(refusal(&back), (413, "session_full".to_owned()));
}

#[tokio::test]
async fn a_deleted_paper_comes_back_for_a_while_and_then_its_file_goes() {
    let forum = Forum::new().await;
    let (one, same) = (
        forum.paper("audience=hosts", PDF).await,
        forum.paper("audience=hosts", PDF).await,
    );
    assert_eq!(forum.files().len(), 1, "the same content is kept once");
    let one = forum.path(&format!("/{one}"));
    assert_eq!(forum.desk.send("DELETE", &one, json!({})).await.status, 204);
    assert_eq!(forum.desk.get(&format!("{one}/file")).await.status, 404);
    assert_eq!(forum.desk.send("DELETE", &one, json!({})).await.status, 404);
    assert_eq!(
        forum
            .desk
            .post(&format!("{one}/restore"), json!({}))
            .await
            .status,
        200
    );
    assert_eq!(
        forum.desk.get(&format!("{one}/file")).await.text.as_bytes(),
        PDF
    );

    assert_eq!(forum.desk.send("DELETE", &one, json!({})).await.status, 204);
    assert_eq!(forum.tidy().await, 0, "it can still be taken back");
    forum
        .write("UPDATE paper SET deleted_at = deleted_at - 601000000")
        .await;
    assert_eq!(
        forum.tidy().await,
        0,
        "the other paper has the same content"
    );
    assert_eq!(
        forum
            .desk
            .post(&format!("{one}/restore"), json!({}))
            .await
            .status,
        404
    );
    let same = forum.path(&format!("/{same}"));
    assert_eq!(
        forum
            .desk
            .get(&format!("{same}/file"))
            .await
            .text
            .as_bytes(),
        PDF
    );
    forum.write("DELETE FROM paper").await;
    assert_eq!(forum.tidy().await, 1);
    assert_eq!(forum.files(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn files_that_nobody_names_go_although_nothing_can_be_forgotten() {
    let forum = Forum::new().await;
    let paper = forum.paper("audience=hosts", PDF).await;
    let path = forum.path(&format!("/{paper}"));
    forum.desk.send("DELETE", &path, json!({})).await;
    forum
        .write("UPDATE paper SET deleted_at = deleted_at - 601000000")
        .await;
    // As a full disk does.
    forum
        .write(
            "CREATE TRIGGER full BEFORE DELETE ON paper
             BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
        )
        .await;
    let [kept] = &forum.files()[..] else {
        panic!("one file");
    };
    std::fs::write(kept.with_file_name("0".repeat(64)), "nobody's").unwrap();
    assert_eq!(forum.tidy().await, 1);
    assert_eq!(forum.files(), std::slice::from_ref(kept));
}

#[tokio::test]
async fn everybody_sees_the_papers_that_are_for_them_and_nobody_of_another_session() {
    let forum = Forum::new().await;
    let closed = format!("audience=invited&item={}", forum.item(1));
    let open = format!("audience=invited&item={}", forum.item(0));
    let hosts = forum.paper("audience=hosts", PDF).await;
    let closed = forum.paper(&closed, b"%PDF-1.4 closed").await;
    let open = forum.paper(&open, b"%PDF-1.4 open").await;
    let whole = forum.paper("audience=invited", b"%PDF-1.4 whole").await;
    // Of the whole session first, then by the agenda.
    let expected = [
        (0, vec![&hosts, &whole, &open, &closed]),
        (1, vec![&whole, &open, &closed]),
        (2, vec![&whole, &open]),
    ];
    for (place, seen) in expected {
        let told = forum.guest(&forum.session, place, "/api/papers").await;
        assert_eq!(told.status, 200, "{}", told.text);
        let list = told.json();
        let list: Vec<&str> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap())
            .collect();
        assert_eq!(list, seen, "person {place}");
        for paper in [&hosts, &closed, &open, &whole] {
            let path = format!("/api/papers/{paper}/file");
            let file = forum.guest(&forum.session, place, &path).await;
            let expected = if seen.contains(&paper) { 200 } else { 404 };
            assert_eq!(file.status, expected, "person {place}");
        }
    }
    let elsewhere = plan(&forum.desk).await;
    let path = format!("/api/papers/{whole}/file");
    assert_eq!(forum.guest(&elsewhere, 0, &path).await.status, 404);
    let none = forum.guest(&elsewhere, 0, "/api/papers").await;
    assert_eq!(none.json(), json!([]));
    let other: SessionId = elsewhere["plan"]["session"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let crossed = format!("/api/sessions/{other}/papers/{whole}/file");
    assert_eq!(forum.desk.get(&crossed).await.status, 404);
}

#[tokio::test]
async fn papers_need_an_organizer_or_a_pass_that_still_holds() {
    let forum = Forum::new().await;
    let paper = forum.paper("audience=invited", PDF).await;
    for (method, path) in [
        ("GET", forum.path("")),
        ("POST", forum.path("?audience=hosts")),
        ("GET", forum.path(&format!("/{paper}/file"))),
        ("DELETE", forum.path(&format!("/{paper}"))),
        ("GET", "/api/papers".to_owned()),
        ("GET", format!("/api/papers/{paper}/file")),
    ] {
        let mut request = forum.desk.request(method, &path, Body::empty());
        request.headers_mut().remove("cookie");
        assert_eq!(forum.desk.ask(request).await.status, 401, "{method} {path}");
    }
    let mayor = forum.session["plan"]["people"][1]["id"].as_str().unwrap();
    let link = format!("/api/sessions/{}/people/{mayor}/link", forum.id());
    assert_eq!(
        forum.desk.send("DELETE", &link, json!({})).await.status,
        204
    );
    let withdrawn = forum.guest(&forum.session, 1, "/api/papers").await;
    assert_eq!(refusal(&withdrawn), (410, "revoked_link".to_owned()));
}

#[tokio::test]
async fn a_file_that_is_lost_is_said_and_named_by_the_check() {
    let forum = Forum::new().await;
    let paper = forum.paper("audience=invited", PDF).await;
    let data = &forum.desk.app.config.data.dir;
    let secrets = crate::identity::Secrets::of(data).unwrap();
    let check = || crate::records::check(data, secrets.master_key);
    assert_eq!(check().await.unwrap().differences, []);
    let [file] = &forum.files()[..] else {
        panic!("one file");
    };
    std::fs::write(file, "something else").unwrap();
    let altered = check().await.unwrap().differences;
    let hash = file.file_name().unwrap().to_str().unwrap();
    assert_eq!(
        altered[0].to_string(),
        format!("paper {paper}: its file papers/{hash} was altered")
    );
    let served = forum.desk.get(&forum.path(&format!("/{paper}/file"))).await;
    assert_eq!(refusal(&served), (410, "file_missing".to_owned()));
    std::fs::remove_file(file).unwrap();
    let missing = check().await.unwrap().differences;
    assert_eq!(
        missing[0].to_string(),
        format!("paper {paper}: its file papers/{hash} is missing")
    );
    // Of a deleted one nothing is lost: it may just have been tidied away.
    let path = forum.path(&format!("/{paper}"));
    assert_eq!(
        forum.desk.send("DELETE", &path, json!({})).await.status,
        204
    );
    assert_eq!(check().await.unwrap().differences, []);
}
