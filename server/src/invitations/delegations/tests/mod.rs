//! The page of a delegation over HTTP, with a real store.

mod proposals;

use axum::body::Body;
use serde_json::{Value, json};

use crate::app::now;
use crate::invitations::replies;
use crate::invitations::tests::{Planned, draft};
use crate::testing::{Answer, Desk};

/// A page of the second delegation of a session or event, as its contact person and the desk have it.
struct Page<'a> {
    desk: &'a Desk,
    path: String,
    delegation: String,
    token: String,
}

impl<'a> Page<'a> {
    async fn made(desk: &'a Desk, of: &str, id: &str, delegation: &Value) -> Page<'a> {
        let path = format!("/api/delegation-pages/{of}/{id}");
        let delegation = delegation.as_str().unwrap().to_owned();
        let mut page = Page {
            desk,
            path,
            delegation,
            token: String::new(),
        };
        page.token = page.issued().await;
        page
    }

    async fn of_session(planned: &'a Planned) -> Page<'a> {
        let delegation = &planned.session["plan"]["delegations"][1]["id"];
        let id = planned.id.to_string();
        Page::made(&planned.desk, "session", &id, delegation).await
    }

    fn link(&self) -> String {
        format!("{}/{}", self.path, self.delegation)
    }

    async fn issued(&self) -> String {
        let pages = self.desk.post(&self.link(), json!({})).await;
        assert_eq!(pages.status, 200, "{}", pages.text);
        let url = pages.json()["pages"][1]["url"].as_str().unwrap().to_owned();
        let (place, token) = url.split_once('#').unwrap();
        assert!(place.ends_with("/d"), "{url}");
        token.to_owned()
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        let body = match method {
            "GET" => Body::empty(),
            _ => Body::from(body.to_string()),
        };
        let mut request = self.desk.request(method, path, body);
        let bearer = format!("Bearer {}", self.token).try_into().unwrap();
        request.headers_mut().insert("authorization", bearer);
        // Nobody of the office.
        request.headers_mut().remove("cookie");
        self.desk.ask(request).await
    }

    async fn show(&self) -> Answer {
        self.ask("GET", "/api/delegation", json!({})).await
    }

    async fn reply(&self, person: &str, sessions: Value, answer: Value) -> Answer {
        let body = json!({ "person": person, "sessions": sessions, "answer": answer });
        self.ask("POST", "/api/delegation/replies", body).await
    }

    async fn propose(&self, person: &str, name: Value, title: Value) -> Answer {
        let names = json!({ "name": name, "title": title });
        let body = json!({ "person": person, "names": names });
        self.ask("POST", "/api/delegation/proposals", body).await
    }

    async fn pages(&self) -> Value {
        self.desk.get(&self.path).await.json()
    }

    async fn decide(&self, card: &Value, version: &Value, take: bool) -> Answer {
        let body = json!({
            "person": card["person"], "number": card["number"], "version": version, "take": take,
        });
        self.desk
            .post(&format!("{}/proposals", self.path), body)
            .await
    }
}

fn said(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.code())
}

#[tokio::test]
async fn a_contact_person_sees_their_own_people_on_their_own_clock() {
    let planned = Planned::new().await;
    let page = Page::of_session(&planned).await;
    assert_eq!(page.pages().await["pages"][1]["opened_at"], Value::Null);
    let view = page.show().await.json();
    assert_eq!(view["city"]["en"], "Dresden");
    assert_eq!(
        (&view["here"], &view["host"]),
        (&json!("Europe/Berlin"), &json!("Asia/Shanghai"))
    );
    let people = view["people"].as_array().unwrap();
    assert_eq!(people.len(), 1, "nobody of the host's");
    assert_eq!(people[0]["name"]["de"], "Anna Weber");
    assert_eq!(people[0]["head"], true);
    assert_eq!(people[0]["attends"][0]["reply"], Value::Null);
    assert_eq!(view["sessions"][0]["agenda"][0]["title"]["en"], "Opening");
    assert!(page.pages().await["pages"][1]["opened_at"].is_i64());
    // Neither an address nor a personal link stands on it.
    let text = view.to_string();
    assert!(!text.contains("dresden.example") && !text.contains("/j#"));
}

#[tokio::test]
async fn personal_links_are_shown_only_while_an_organizer_allows_it() {
    let planned = Planned::new().await;
    let page = Page::of_session(&planned).await;
    let link = |view: &Value| view["people"][0]["attends"][0]["link"].clone();
    assert_eq!(link(&page.show().await.json()), Value::Null);
    let allow = json!({ "shows_links": true });
    let pages = planned.desk.send("PUT", &page.link(), allow).await;
    assert_eq!(pages.json()["pages"][1]["shows_links"], true);
    let shown = link(&page.show().await.json());
    assert_eq!(shown, planned.session["links"][1]["url"]);
    // A new link begins without.
    let again = Page {
        token: page.issued().await,
        ..Page::of_session(&planned).await
    };
    let _ = again.pages().await;
    assert_eq!(again.pages().await["pages"][1]["shows_links"], false);
}

#[tokio::test]
async fn a_link_opens_its_page_until_it_is_replaced_or_revoked() {
    let planned = Planned::new().await;
    let mut page = Page::of_session(&planned).await;
    let older = page.token.clone();
    page.token = page.issued().await;
    assert_eq!(page.show().await.status, 200);
    let newer = std::mem::replace(&mut page.token, older);
    assert_eq!(said(&page.show().await), (410, "revoked_link".to_owned()));
    page.token = newer;
    let gone = planned.desk.send("DELETE", &page.link(), json!({})).await;
    assert_eq!(gone.json()["pages"][1]["url"], Value::Null);
    let refused = page.show().await;
    assert_eq!(said(&refused), (410, "revoked_link".to_owned()));
    assert!(refused.json()["detail"]["contact"].is_string());
    let answer = json!({ "kind": "accepted" });
    let anna = planned.person(1);
    let reply = page.reply(&anna, json!([planned.id]), answer).await;
    assert_eq!(reply.status, 410);

    // A personal link is none to a page.
    let personal = planned.session["links"][1]["url"].as_str().unwrap();
    page.token = personal.split_once('#').unwrap().1.to_owned();
    assert_eq!(said(&page.show().await), (404, "unknown_link".to_owned()));
}

#[tokio::test]
async fn answers_for_their_people_stand_on_the_board_and_say_so() {
    let planned = Planned::new().await;
    let page = Page::of_session(&planned).await;
    let anna = planned.person(1);
    let here = json!([planned.id]);
    let view = page
        .reply(&anna, here.clone(), json!({ "kind": "declined" }))
        .await;
    assert_eq!(view.status, 200, "{}", view.text);
    let reply = &view.json()["people"][0]["attends"][0]["reply"];
    assert_eq!(reply["answer"]["kind"], "declined");
    let line = planned.line(1).await;
    assert_eq!(line["reply"]["on_behalf"], true);

    let deputy = json!({ "kind": "deputy", "deputy": {
        "name": "Max Kurz", "title": "Bürgermeister", "language": "de", "email": null } });
    assert_eq!(page.reply(&anna, here.clone(), deputy).await.status, 200);
    let line = planned.line(1).await;
    assert_eq!(line["reply"]["answer"]["deputy"]["name"], "Max Kurz");

    // Not for others, not elsewhere, and no other time.
    let accepted = json!({ "kind": "accepted" });
    let host = planned.person(0);
    let foreign = page.reply(&host, here.clone(), accepted.clone()).await;
    assert_eq!(foreign.status, 404);
    assert_eq!(planned.line(0).await["reply"], Value::Null);
    let elsewhere = json!(["0000000000001"]);
    let nowhere = page.reply(&anna, elsewhere, accepted.clone()).await;
    assert_eq!(nowhere.status, 404);
    assert_eq!(page.reply(&anna, json!([]), accepted).await.status, 400);
    let later = json!({ "kind": "proposed", "at": 1_900_000_000_000_000_i64 });
    assert_eq!(page.reply(&anna, here, later).await.status, 400);
}

#[tokio::test]
async fn answers_for_somebody_leave_their_own_to_them() {
    let planned = Planned::new().await;
    let page = Page::of_session(&planned).await;
    let anna = planned.person(1);
    let count = async |on_behalf: bool| -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM reply WHERE on_behalf = $1")
            .bind(on_behalf)
            .fetch_one(planned.desk.app.store.pool())
            .await
            .unwrap()
    };
    let declined = json!({ "kind": "declined" });
    // A session that is named often is answered once.
    let often = json!(vec![planned.id; 50]);
    let view = page.reply(&anna, often, declined.clone()).await;
    assert_eq!(view.status, 200, "{}", view.text);
    assert_eq!(count(true).await, 1);

    let mut answer = view;
    while answer.status == 200 {
        answer = page
            .reply(&anna, json!([planned.id]), declined.clone())
            .await;
    }
    assert_eq!((answer.status.as_u16(), count(true).await), (429, 50));
    let whose = (planned.id, anna.parse().unwrap());
    let accepted = (&replies::Answer::Accepted, false);
    let mut transaction = planned.desk.app.store.write().await.unwrap();
    let own = replies::append(&mut transaction, whose, accepted, now().timestamp).await;
    assert!(own.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(count(false).await, 1);
    let line = planned.line(1).await;
    assert_eq!(line["reply"]["answer"]["kind"], "accepted");
}

#[tokio::test]
async fn a_page_that_expired_takes_nothing_any_more() {
    let mut planned = Planned::new().await;
    planned.shift(-60 * 24 * 60).await;
    let page = Page::of_session(&planned).await;
    let anna = planned.person(1);
    let expired = (410, "expired_link".to_owned());
    assert_eq!(said(&page.show().await), expired);
    let name = json!({ "de": "Dr. Anna Weber" });
    assert_eq!(said(&page.propose(&anna, name, json!({})).await), expired);
    let here = json!([planned.id]);
    let reply = page.reply(&anna, here, json!({ "kind": "accepted" })).await;
    assert_eq!(said(&reply), expired);
    assert_eq!(page.pages().await["proposals"], json!([]));
}

#[tokio::test]
async fn a_page_of_an_event_has_all_of_its_sessions_and_renames_in_all() {
    let desk = Desk::signed_in().await;
    let mut event = draft();
    for plan_only in ["starts_at", "minutes", "admission", "agenda", "rehearsal"] {
        event.as_object_mut().unwrap().remove(plan_only);
    }
    event["kind"] = json!("forum");
    let new = json!({
        "template": "forum", "starts_at": draft()["starts_at"], "admission": "by_host",
        "event": event,
    });
    let event = desk.post("/api/events", new).await;
    assert_eq!(event.status, 201, "{}", event.text);
    let event = event.json();
    let id = event["event"]["id"].as_str().unwrap();
    let delegation = &event["event"]["delegations"][1]["id"];
    let page = Page::made(&desk, "event", id, delegation).await;
    let view = page.show().await.json();
    // The panels have nobody of them yet.
    let sessions = view["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let anna = view["people"][0]["id"].as_str().unwrap();
    let all = json!([sessions[0]["id"], sessions[1]["id"]]);
    let view = page.reply(anna, all, json!({ "kind": "accepted" })).await;
    let view = view.json();
    let attends = view["people"][0]["attends"].as_array().unwrap();
    assert!(
        attends
            .iter()
            .all(|one| one["reply"]["answer"]["kind"] == "accepted")
    );

    page.propose(anna, json!({ "de": "Dr. Anna Weber" }), json!({}))
        .await;
    let pages = page.pages().await;
    let taken = page
        .decide(&pages["proposals"][0], &pages["version"], true)
        .await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    let view = page.show().await.json();
    assert_eq!(view["people"][0]["name"]["de"], "Dr. Anna Weber");
    for session in view["sessions"].as_array().unwrap() {
        let path = format!("/api/sessions/{}", session["id"].as_str().unwrap());
        let plan = desk.get(&path).await.json()["plan"].clone();
        assert_eq!(plan["people"][1]["name"]["de"], "Dr. Anna Weber");
    }
}

#[tokio::test]
async fn a_city_is_called_as_the_office_calls_it_on_the_page_and_in_letters() {
    let mut desk = Desk::configured(|config| {
        let names = "[DE.city.Dresden]\nname = { en = \"Dresden-upon-Elbe\" }\nflag = false";
        config.display_names = toml::from_str(names).unwrap();
    })
    .await;
    desk.set_up("Alice", "correct horse battery").await;
    let planned = Planned::on(desk).await;
    let page = Page::of_session(&planned).await;
    let view = page.show().await.json();
    assert_eq!(view["city"], json!({ "en": "Dresden-upon-Elbe" }));
    assert_eq!(view["flag"], Value::Null);
    let letter = planned.path(&format!("/invitations/{}/letter", planned.person(1)));
    let letter = planned.desk.get(&letter).await.json();
    let text = letter["text"].as_str().unwrap();
    assert!(text.contains("(Dresden-upon-Elbe, UTC"), "{text}");
}
