//! Greeting videos: taken by what is in them, given in parts, and played by whoever may see them.

use axum::http::header;

use super::super::kind::films::recorded;
use super::*;

impl Forum {
    async fn film(&self, place: usize) -> String {
        let query = format!("audience=invited&item={}", self.item(place));
        let answer = self
            .upload("mayor.webm", &query, Body::from(recorded()))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let paper = answer.json();
        assert_eq!(
            (&paper["kind"], &paper["length_ms"]),
            (&json!("webm"), &json!(5000))
        );
        paper["id"].as_str().unwrap().to_owned()
    }

    fn pass(&self, place: usize) -> String {
        let of = &self.session["plan"];
        self.desk.app.identity.pass(&PassClaims {
            session: self.id().parse().unwrap(),
            person: of["people"][place]["id"].as_str().unwrap().parse().unwrap(),
            serial: 1,
            expires: now().timestamp.plus(Duration::from_secs(600)),
        })
    }

    /// What the player of a browser asks, with its cookie.
    async fn play(&self, film: &str, cookie: Option<&str>, range: &str) -> Answer {
        let path = format!("/api/papers/{film}/film");
        let mut request = self.desk.request("GET", &path, Body::empty());
        let headers = request.headers_mut();
        headers.remove(header::COOKIE);
        headers.remove(header::AUTHORIZATION);
        headers.insert(header::RANGE, range.parse().unwrap());
        if let Some(cookie) = cookie {
            headers.insert(header::COOKIE, cookie.parse().unwrap());
        }
        self.desk.ask(request).await
    }

    /// As the page asks that the player may.
    async fn open_film(&self, place: usize, film: &str) -> Answer {
        let path = format!("/api/papers/{film}/film");
        let mut request = self.desk.request("POST", &path, Body::empty());
        let bearer = format!("Bearer {}", self.pass(place));
        let headers = request.headers_mut();
        headers.remove(header::COOKIE);
        headers.insert(header::AUTHORIZATION, bearer.parse().unwrap());
        self.desk.ask(request).await
    }
}

#[tokio::test]
async fn a_player_reads_a_film_from_any_place_with_a_cookie_for_it_alone() {
    let forum = Forum::new().await;
    let film = forum.film(0).await;
    let opened = forum.open_film(2, &film).await;
    assert_eq!(opened.status, 204, "{}", opened.text);
    let cookie = opened.headers[header::SET_COOKIE].to_str().unwrap();
    let path = format!("; Path=/api/papers/{film}/film; ");
    assert!(
        cookie.contains(&path) && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict")
    );
    let cookie = cookie.split(';').next().unwrap();
    let whole = recorded();
    let last = whole.len() - 1;
    for (range, status, part) in [
        ("bytes=0-", 206, &whole[..]),
        ("bytes=100-199", 206, &whole[100..200]),
        ("bytes=-10", 206, &whole[last - 9..]),
        ("bytes=9999999-", 416, &[]),
        ("rows=1-2", 200, &whole[..]),
    ] {
        let answer = forum.play(&film, Some(cookie), range).await;
        assert_eq!(answer.status, status, "{range}");
        if status != 416 {
            assert_eq!(answer.text, String::from_utf8_lossy(part), "{range}");
        }
    }
    let part = forum.play(&film, Some(cookie), "bytes=100-199").await;
    assert_eq!(part.headers[header::CONTENT_TYPE], "video/webm");
    let expected = format!("bytes 100-199/{}", whole.len());
    assert_eq!(part.headers[header::CONTENT_RANGE], expected.as_str());
    let none = forum.play(&film, None, "bytes=0-").await;
    assert_eq!(refusal(&none), (401, "bad_pass".to_owned()));
}

#[tokio::test]
async fn press_gets_no_film_of_a_closed_item_and_nobody_plays_a_paper() {
    let forum = Forum::new().await;
    let film = forum.film(1).await;
    assert_eq!(forum.open_film(1, &film).await.status, 204);
    assert_eq!(forum.open_film(2, &film).await.status, 404);
    // Whatever else gave them a cookie.
    let cookie = format!("yunqiao-film={}", forum.pass(2));
    assert_eq!(
        forum.play(&film, Some(&cookie), "bytes=0-").await.status,
        404
    );
    let paper = forum.paper("audience=invited", PDF).await;
    assert_eq!(forum.open_film(1, &paper).await.status, 404);
    let cookie = format!("yunqiao-film={}", forum.pass(1));
    assert_eq!(
        forum.play(&paper, Some(&cookie), "bytes=0-").await.status,
        404
    );
}

#[tokio::test]
async fn a_video_may_be_larger_than_a_paper_and_is_refused_by_what_is_in_it() {
    let forum = Forum::configured(1, 50).await;
    let mut long = recorded();
    let padding = (2 << 20) as u32;
    long.extend(
        [
            &[0xec][..],
            &[0x10 | (padding >> 24) as u8],
            &padding.to_be_bytes()[1..],
        ]
        .concat(),
    );
    long.extend(vec![0; padding as usize]);
    let open = format!("audience=invited&item={}", forum.item(0));
    let taken = forum.upload("long.webm", &open, Body::from(long)).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    let mut cut = recorded();
    cut.truncate(cut.len() - 3);
    let cut = forum.upload("cut.webm", &open, Body::from(cut)).await;
    assert_eq!(refusal(&cut), (415, "kind_refused".to_owned()));
    assert_eq!(cut.json()["detail"]["why"], "damaged");
    let phone = forum
        .upload("a.mp4", &open, Body::from(&b"\0\0\0\x18ftypmp42"[..]))
        .await;
    assert_eq!(phone.json()["detail"]["why"], "other_video");
}

#[tokio::test]
async fn a_room_is_told_of_the_films_for_everybody_on_an_item() {
    let forum = Forum::new().await;
    let film = forum.film(0).await;
    forum
        .upload("whole.webm", "audience=invited", Body::from(recorded()))
        .await;
    let hosts = format!("audience=hosts&item={}", forum.item(0));
    forum
        .upload("hosts.webm", &hosts, Body::from(recorded()))
        .await;
    let session = forum.id().parse().unwrap();
    let films = forum.desk.app.store.films(session).await.unwrap();
    assert_eq!(films.len(), 1);
    assert_eq!(films[0].id.to_string(), film);
    assert_eq!(films[0].length, Duration::from_secs(5));
    let path = forum.path(&format!("/{film}"));
    forum.desk.send("DELETE", &path, json!({})).await;
    assert!(
        forum
            .desk
            .app
            .store
            .films(session)
            .await
            .unwrap()
            .is_empty()
    );
}
