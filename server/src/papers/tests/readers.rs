//! Who sees which paper.

use super::*;

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
