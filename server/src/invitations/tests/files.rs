use std::io::{Cursor, Read};

use axum::body::{Body, to_bytes};
use tower::ServiceExt as _;

use super::*;

#[tokio::test]
async fn letters_and_calendars_can_be_sent_by_hand() {
    let planned = Planned::new().await;
    let of = |person: &str, file: &str| planned.path(&format!("/invitations/{person}/{file}"));
    let (li, anna) = (planned.person(0), planned.person(1));

    let letter = planned.desk.get(&of(&anna, "letter")).await.json();
    assert_eq!(letter["language"], "de");
    assert_eq!(letter["subject"], "Einladung: Cloud meeting");
    assert!(
        letter["text"].as_str().unwrap().contains("Dresden"),
        "{letter}"
    );

    let calendar = planned.desk.get(&of(&anna, "invitation.ics")).await;
    assert_eq!(
        calendar.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    // Nobody is there to answer to.
    assert!(
        calendar.text.contains("METHOD:PUBLISH\r\n"),
        "{}",
        calendar.text
    );
    assert!(calendar.text.contains("SEQUENCE:0\r\n"));

    let message = planned.desk.get(&of(&anna, "invitation.eml")).await;
    assert_eq!(message.header("content-type"), "message/rfc822");
    assert!(
        message
            .text
            .contains("To: \"Anna Weber\" <anna.weber@dresden.example>\r\n")
            || message
                .text
                .contains("To: Anna Weber <anna.weber@dresden.example>\r\n"),
        "{}",
        message.text
    );
    assert!(message.text.contains("method=PUBLISH"), "{}", message.text);
    let nobody = planned.desk.get(&of(&li, "invitation.eml")).await;
    assert_eq!(nobody.status, 200);
    assert!(!nobody.text.contains("nobody@"), "{}", nobody.text);
}

#[tokio::test]
async fn with_an_office_that_has_an_address_the_calendar_asks() {
    let mut desk = Desk::configured(|config| {
        "office@hangzhou.example".clone_into(&mut config.office.contact);
    })
    .await;
    desk.set_up("Alice", "correct horse battery").await;
    let planned = Planned::on(desk).await;
    let path = format!("/invitations/{}/invitation.ics", planned.person(1));
    let calendar = planned.desk.get(&planned.path(&path)).await.text;
    assert!(calendar.contains("METHOD:REQUEST\r\n"), "{calendar}");
    assert!(
        calendar.contains("RSVP=\r\n TRUE") || calendar.contains("RSVP=TRUE"),
        "{calendar}"
    );
}

#[tokio::test]
async fn all_letters_come_in_one_archive() {
    let planned = Planned::new().await;
    let request = planned.desk.request(
        "GET",
        &planned.path("/invitations/letters.zip"),
        Body::empty(),
    );
    let router = crate::http::router(planned.desk.app.clone());
    let response = router.oneshot(request).await.unwrap();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut names: Vec<String> = (0..archive.len())
        .map(|place| {
            archive
                .by_index(place)
                .unwrap()
                .name()
                .unwrap()
                .into_owned()
        })
        .collect();
    names.sort();
    let expected = [
        "001 李梅.eml",
        "001 李梅.ics",
        "002 Anna Weber.eml",
        "002 Anna Weber.ics",
    ];
    assert_eq!(names, expected);
    let mut text = String::new();
    archive
        .by_name("002 Anna Weber.ics")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n"), "{text}");
}

#[tokio::test]
async fn no_participant_is_told_a_mail_address() {
    let planned = Planned::new().await;
    let url = planned.session["links"][0]["url"].as_str().unwrap();
    let (_, token) = url.split_once('#').unwrap();
    let joined = planned
        .desk
        .post("/api/join", json!({ "token": token }))
        .await;
    assert_eq!(joined.status, 200, "{}", joined.text);
    let pass = joined.json()["pass"].as_str().unwrap().to_owned();
    let mut request = planned.desk.request("GET", "/api/reply", Body::empty());
    let bearer = format!("Bearer {pass}").try_into().unwrap();
    request.headers_mut().insert("authorization", bearer);
    let programme = planned.desk.ask(request).await;
    assert_eq!(programme.status, 200, "{}", programme.text);
    for answer in [joined, programme] {
        assert!(!answer.text.contains("dresden.example"), "{}", answer.text);
    }
}
