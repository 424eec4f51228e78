//! Minutes over HTTP: drafted, written, approved, amended, and read.

use axum::body::Body;
use axum::http::StatusCode;
use meeting::hall::{Mark, MarkId, MarkKind};
use meeting::id::DeviceId;
use serde_json::{Value, json};

use super::notes::with_notes;
use super::sides::with_a_side_room;
use super::signings::with_a_signing;
use super::votes::with_votes;
use super::*;
use crate::identity::PassClaims;
use crate::testing::{Answer, Desk};

/// The forum with what was noted, voted on and signed in it, and with those who went aside.
async fn desk() -> Desk {
    let desk = Desk::signed_in().await;
    let mut all = with_notes();
    let others = [with_votes(), with_a_signing(), with_a_side_room()];
    let happened = others.into_iter().flatten().filter(|fact| {
        matches!(
            fact.event,
            Event::Vote(_) | Event::Signing(_) | Event::Side(_)
        )
    });
    let end = all.len() - 1;
    all.splice(end..end, happened);
    keep(&desk.app.store, all).await;
    desk.app.store.file_record(FORUM).await.expect("files");
    desk
}

fn address() -> String {
    format!("/api/sessions/{FORUM}/minutes")
}

/// Changes the minutes from where `seen` says they stand.
async fn change(desk: &Desk, seen: &Value, act: Value) -> Answer {
    let revisions = seen["revisions"].as_array().expect("revisions");
    let revision = revisions
        .last()
        .map_or(0, |last| last["number"].as_i64().expect("a number"));
    let body = json!({ "edition": seen["edition"], "revision": revision, "act": act });
    desk.post(&address(), body).await
}

async fn drafted(desk: &Desk) -> Value {
    let none = desk.get(&address()).await.json();
    assert_eq!(none["edition"], 0);
    assert_eq!(none["ended"], true);
    let answer = change(desk, &none, json!({ "do": "draft" })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()
}

/// All words of a language, a part a paragraph.
fn text(minutes: &Value, language: &str) -> String {
    let sections = minutes["text"][language].as_array().expect("a language");
    let section = |one: &Value| {
        let part = |name: &str| one[name].as_str().expect("a text").to_owned();
        format!("{}\n{}", part("heading"), part("text"))
    };
    let sections: Vec<String> = sections.iter().map(section).collect();
    sections.join("\n\n")
}

async fn read_by(desk: &Desk, person: PersonId, path: &str) -> Answer {
    let link = format!(
        "INSERT INTO link VALUES ('{FORUM}', '{person}', 1, 0, NULL)
         ON CONFLICT (session, person) DO UPDATE SET serial = excluded.serial"
    );
    run(&desk.app.store, &link).await;
    let pass = desk.app.identity.pass(&PassClaims {
        session: FORUM,
        person,
        serial: 1,
        expires: Timestamp(i64::MAX),
    });
    let mut request = desk.request("GET", path, Body::empty());
    let bearer = format!("Bearer {pass}").parse().expect("is a header");
    request.headers_mut().insert("authorization", bearer);
    desk.ask(request).await
}

#[tokio::test]
async fn a_draft_says_what_happened_in_every_language_of_the_session() {
    let desk = desk().await;
    let minutes = drafted(&desk).await;
    let english = text(&minutes, "en");
    for line in [
        "Mayors' forum",
        "Begun: Tuesday, 10 March 2026 16:00 (Asia/Shanghai)",
        "Place: online",
        "Led by: Alice",
        "Dresden: +Bob, Vice-Mayor",
        "1. =HYPERLINK(\"x\")\nHeld from 16:00 to 16:03.\nDecision: =Adopted",
        "2. =HYPERLINK(\"x\") (closed item)\nHeld from 16:08 to 16:15.\nSigning: =Memorandum: signed\nSignatures: Alice (Hangzhou), 16:08; +Bob (Dresden), 16:08\nSHA-256 of the texts: en: abababab",
        "\nAction: Send the draft (owner: +Bob (Dresden); Port office) (due: Thursday, 31 December 2026)",
        "Vote (open): =Adopt it: carried: Aachen\nCount: Nara: 0 / Aachen: 2 / Abstention: 0; 2 of 2 voted",
        "Vote (secret): =Adopt it: not carried\nCount: For: 0 / Against: 0 / Abstention: 1; 1 of 2 voted",
        "Side rooms\n16:08 to 16:09: Hangzhou; Dresden",
        "The session ended: Tuesday, 10 March 2026 16:15",
    ] {
        assert!(english.contains(line), "{line}\n---\n{english}");
    }
    assert!(!english.contains("Mistake"), "it was taken back");
    assert!(
        !english.contains("Carol"),
        "press sends no apologies, and attested nothing"
    );
    assert!(!english.contains("=Terms"), "what was aside stays aside");
    let chinese = text(&minutes, "zh-CN");
    for line in [
        "市长论坛",
        "决定：通过",
        "（不公开）",
        "2026年12月31日",
        "签署：备忘录：已签署",
        "分会议室\n16:08 至 16:09：Hangzhou；",
    ] {
        assert!(chinese.contains(line), "{line}\n---\n{chinese}");
    }
    assert_eq!(minutes["differs"], json!([]));
}

#[tokio::test]
async fn each_save_is_a_revision_and_none_is_made_from_an_old_one() {
    let desk = desk().await;
    let first = drafted(&desk).await;
    let mut sections = first["text"]["en"].clone();
    sections[1]["text"] = "Everybody was there.".into();
    let write = json!({ "do": "write", "language": "en", "sections": sections });
    let second = change(&desk, &first, write.clone()).await.json();
    assert!(text(&second, "en").contains("Everybody was there."));
    assert_eq!(second["revisions"][1]["what"], "edited");
    assert_eq!(second["revisions"][1]["language"], "en");

    let late = change(&desk, &first, write).await;
    assert_eq!(late.code(), "conflict");
    assert_eq!(
        late.json()["detail"]["current"]["revisions"],
        second["revisions"]
    );

    let mut fewer = sections.clone();
    fewer.as_array_mut().expect("sections").pop();
    let fewer = json!({ "do": "write", "language": "en", "sections": fewer });
    let refused = change(&desk, &second, fewer).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);

    let restore = json!({ "do": "restore", "number": 1 });
    let third = change(&desk, &second, restore).await.json();
    assert_eq!(third["text"], first["text"]);
    assert_eq!(third["revisions"][2]["restored"], 1);
    let kept = desk.get(&format!("{}/1/2", address())).await.json();
    assert_eq!(kept["en"], sections);
}

#[tokio::test]
async fn what_is_approved_is_frozen_and_put_right_in_an_edition_of_its_own() {
    let desk = desk().await;
    let first = drafted(&desk).await;
    let amend = json!({ "do": "amend" });
    assert_eq!(
        change(&desk, &first, amend.clone()).await.code(),
        "not_approved"
    );
    let approved = change(&desk, &first, json!({ "do": "approve" }))
        .await
        .json();
    assert!(approved["editions"][0]["approved_at"].is_i64());
    let again = [
        json!({ "do": "draft" }),
        json!({ "do": "approve" }),
        json!({ "do": "restore", "number": 1 }),
        json!({ "do": "write", "language": "en", "sections": approved["text"]["en"] }),
    ];
    for act in again {
        let refused = change(&desk, &approved, act.clone()).await;
        assert_eq!(refused.code(), "approved", "{act}");
    }

    let second = change(&desk, &approved, amend).await.json();
    assert_eq!(second["edition"], 2);
    assert_eq!(second["text"], approved["text"]);
    let mut sections = second["text"]["en"].clone();
    sections[0]["heading"] = "Put right".into();
    let write = json!({ "do": "write", "language": "en", "sections": sections });
    let second = change(&desk, &second, write).await.json();
    // Read is what was approved, until the new one is.
    let read = async || read_by(&desk, BOB, "/api/join/minutes").await.json();
    assert_eq!(read().await["edition"], 1);
    change(&desk, &second, json!({ "do": "approve" })).await;
    assert_eq!(read().await["edition"], 2);
    assert!(read().await.to_string().contains("Put right"));
    let old = desk.get(&format!("{}?edition=1", address())).await.json();
    assert_eq!(old["text"], approved["text"]);
}

#[tokio::test]
async fn what_was_open_when_it_was_drafted_is_not_read_by_the_public_once_it_is_closed() {
    let desk = desk().await;
    let draft = drafted(&desk).await;
    change(&desk, &draft, json!({ "do": "approve" })).await;
    let read = async |person| {
        let minutes = read_by(&desk, person, "/api/join/minutes").await.json();
        text(&minutes, "en")
    };
    assert!(read(CAROL).await.contains("Decision: =Adopted"));
    let close = "UPDATE session SET plan = json_set(plan, '$.agenda[0].open', json('false'))";
    run(&desk.app.store, close).await;
    assert!(!read(CAROL).await.contains("Decision: =Adopted"));
    assert!(read(BOB).await.contains("Decision: =Adopted"));
}

#[tokio::test]
async fn participants_read_approved_minutes_and_the_public_nothing_of_closed_items() {
    let desk = desk().await;
    let draft = drafted(&desk).await;
    let before = read_by(&desk, BOB, "/api/join/minutes").await;
    assert_eq!(before.json(), Value::Null);
    assert_eq!(
        read_by(&desk, BOB, "/api/join/minutes.pdf").await.status,
        StatusCode::NOT_FOUND
    );
    change(&desk, &draft, json!({ "do": "approve" })).await;
    let bob = read_by(&desk, BOB, "/api/join/minutes").await.json();
    assert!(text(&bob, "en").contains("Send the draft"));
    assert!(text(&bob, "en").contains("Side rooms"));
    let carol = read_by(&desk, CAROL, "/api/join/minutes").await.json();
    let seen = text(&carol, "en");
    assert!(
        seen.contains("Decision: =Adopted") && seen.contains("Closed item"),
        "{seen}"
    );
    assert!(!carol.to_string().contains("Send the draft"), "{carol}");
    assert!(!text(&carol, "zh-CN").contains("Port office"), "{carol}");
    assert!(!seen.contains("Side rooms"), "{seen}");
    let nobody = Desk::new().await;
    assert_eq!(
        nobody.get(&address()).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        nobody.get("/api/join/minutes").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_draft_that_no_longer_says_what_happened_says_so() {
    let desk = desk().await;
    let draft = drafted(&desk).await;
    // Carol was in the hall after all: the list at its door comes in late.
    let plan = plan();
    let carol = plan.person(CAROL).expect("is invited");
    let names = NamesOfTheDay {
        name: carol.name.clone(),
        title: carol.title.clone(),
    };
    let arrived = Event::HallMarked {
        mark: Mark {
            person: CAROL,
            id: MarkId {
                device: DeviceId::from_bits(1),
                sequence: 1,
            },
            kind: MarkKind::Arrived,
            happened_at: second(100),
            skew_ms: 0,
        },
        role: Role::Press,
        rank: Rank::Other,
        delegation: GUESTS,
        names: names.sealed(),
    };
    let turn = Turn {
        session: FORUM,
        epoch: desk
            .app
            .store
            .begin_epoch(FORUM)
            .await
            .expect("begins")
            .epoch,
        facts: vec![Fact {
            at: second(2000),
            event: arrived,
        }],
    };
    desk.app.store.journal().keep(turn).await.expect("keeps");
    let seen = desk.get(&address()).await.json();
    let differs = seen["differs"].as_array().expect("differences");
    assert!(
        differs.iter().any(|one| one.to_string().contains("Carol")),
        "{differs:?}"
    );
    let again = change(&desk, &draft, json!({ "do": "draft" })).await.json();
    assert_eq!(again["differs"], json!([]));
    assert!(text(&again, "en").contains("Carol"));
    assert_eq!(again["revisions"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn erasing_somebody_takes_drafts_that_may_name_them_along() {
    let desk = desk().await;
    let draft = drafted(&desk).await;
    let approved = change(&desk, &draft, json!({ "do": "approve" }))
        .await
        .json();
    let amended = change(&desk, &approved, json!({ "do": "amend" }))
        .await
        .json();
    assert_eq!(amended["edition"], 2);
    desk.app.store.erase(BOB).await.expect("erases");
    let left = desk.get(&address()).await.json();
    assert_eq!(left["edition"], 1, "what was approved stands");
    assert_eq!(left["text"], approved["text"]);
}

#[tokio::test]
async fn nothing_is_drafted_before_the_end() {
    let desk = Desk::signed_in().await;
    held(&desk.app.store, facts().len() - 1).await;
    let none = desk.get(&address()).await.json();
    assert_eq!(none["ended"], false);
    let refused = change(&desk, &none, json!({ "do": "draft" })).await;
    assert_eq!(refused.code(), "not_ended");
}
