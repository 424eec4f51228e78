//! Who may read what, by function and over HTTP.

use axum::body::Body;
use axum::http::StatusCode;

use super::super::own;
use super::*;
use crate::identity::PassClaims;
use crate::testing::Desk;

#[tokio::test]
async fn press_sees_its_own_attendance_and_no_closed_item() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    let seen_by = async |person| {
        let record = folded(&store, FORUM).await.expect("folds").record;
        let pass = PassClaims {
            session: FORUM,
            person,
            serial: 1,
            expires: second(0),
        };
        serde_json::to_value(own::view(record, &pass)).expect("serialises")
    };
    let carol = seen_by(CAROL).await;
    assert_eq!(carol["you"]["name"]["en"], "Carol");
    assert_eq!(carol["agenda"].as_array().map(Vec::len), Some(1));
    assert!(!carol.to_string().contains("Bob"), "nobody else is named");
    let bob = seen_by(BOB).await;
    assert_eq!(bob["agenda"].as_array().map(Vec::len), Some(2));
    assert_eq!(bob["delegations"].as_array().map(Vec::len), Some(2));
    let stranger = seen_by(PersonId::from_bits(0xdead)).await;
    assert!(stranger.is_null());
}

/// The forum behind the whole service, held in its store.
async fn desk() -> Desk {
    let desk = Desk::signed_in().await;
    held(&desk.app.store, facts().len()).await;
    desk.app.store.file_record(FORUM).await.expect("files");
    desk
}

#[tokio::test]
async fn an_organizer_reads_the_record_and_takes_the_sheets() {
    let desk = desk().await;
    let address = format!("/api/sessions/{FORUM}/record");
    let record = desk.get(&address).await.json();
    assert_eq!(record["totals"]["present"], 2);
    assert_eq!(record["filed"][0]["partner"], PARTNER.to_string());
    let until = scalar(&desk.app.store, "SELECT retain_until FROM retention").await;
    assert_eq!(record["retain_until"], until);
    let sheet = desk.get(&format!("{address}/attendance.csv?lang=ja")).await;
    assert_eq!(sheet.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        sheet.header("content-disposition"),
        format!("attachment; filename=\"attendance-{FORUM}.csv\"")
    );
    assert!(sheet.text.starts_with("\u{feff}\"都市\","));
    // Without a wish: the main language of the session.
    let sheet = desk.get(&format!("{address}/agenda.csv")).await;
    assert!(sheet.text.starts_with("\u{feff}\"序号\","));
    let unknown = desk.get("/api/sessions/0000000000000/record").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_else_reads_the_record() {
    let desk = Desk::new().await;
    for path in ["record", "record/attendance.csv", "record/agenda.csv"] {
        let answer = desk.get(&format!("/api/sessions/{FORUM}/{path}")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let answer = desk.get("/api/join/record").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_participant_reads_their_part_while_their_link_holds() {
    let desk = desk().await;
    let link = format!("INSERT INTO link VALUES ('{FORUM}', '{BOB}', 1, 0, NULL)");
    run(&desk.app.store, &link).await;
    let pass = desk.app.identity.pass(&PassClaims {
        session: FORUM,
        person: BOB,
        serial: 1,
        expires: Timestamp(i64::MAX),
    });
    let ask = async || {
        let mut request = desk.request("GET", "/api/join/record", Body::empty());
        let bearer = format!("Bearer {pass}").parse().expect("is a header");
        request.headers_mut().insert("authorization", bearer);
        desk.ask(request).await
    };
    assert_eq!(ask().await.json()["you"]["seconds"], 630);
    run(&desk.app.store, "UPDATE link SET serial = 2").await;
    let answer = ask().await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(answer.code(), "revoked_link");
}

#[tokio::test]
async fn what_was_held_stands_in_the_measure_of_attendance() {
    let desk = desk().await;
    run(
        &desk.app.store,
        &format!(
            "INSERT INTO reply (session, person, number, at, answer)
             VALUES ('{FORUM}', '{BOB}', 1, 0, '{{\"kind\":\"accepted\"}}'),
                    ('{FORUM}', '{CAROL}', 1, 0, '{{\"kind\":\"declined\"}}')"
        ),
    )
    .await;
    desk.app.ledger.file_record(FORUM).await.expect("files");
    let exchange = crate::records::exchange_of(FORUM).to_string();
    let day = "as_of=2026-03-10";
    let figures = desk.get(&format!("/api/analytics?{day}")).await.json();
    let figures = figures["figures"].as_array().expect("is a list").clone();
    // Of the guests one had accepted, and came 90 s late; the hosts were in time. The second item
    // took 410 s instead of 300.
    for (key, value, number) in [
        ("attendance.present", 1.0, 1),
        ("attendance.present.part", 1.0, 1),
        ("attendance.present.whole", 1.0, 1),
        ("attendance.late_minutes", 0.75, 2),
        ("attendance.overrun_minutes", 2.0, 2),
    ] {
        let figure = figures.iter().find(|one| one["key"] == key);
        let figure = figure.unwrap_or_else(|| panic!("no {key}"));
        assert_eq!(figure["value"], value, "{key}");
        let path = format!("/api/analytics/list?figure={key}&{day}");
        let list = desk.get(&path).await.json();
        assert_eq!(list["exchanges"][0]["record"]["id"], exchange, "{key}");
        assert_eq!(list["numbers"], serde_json::json!([number]), "{key}");
    }
    let before = desk.get("/api/analytics?as_of=2026-03-09").await.json();
    let before = before["figures"].as_array().expect("is a list").clone();
    let late = before
        .iter()
        .find(|one| one["key"] == "attendance.late_minutes");
    assert_eq!(late.map(|late| late["value"].is_null()), Some(true));
}
