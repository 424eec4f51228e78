//! What every area rests on: the headers, the refusal of other sites, the committed contract.

use std::path::Path;

use axum::body::Body;
use axum::http::StatusCode;

use crate::testing::Desk;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let desk = Desk::new().await;
    for path in [
        "/",
        "/api/office",
        "/api/nothing",
        "/assets/none.js",
        "/healthz",
    ] {
        let answer = desk.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; "),
            "{path}: {policy}"
        );
        assert!(
            policy.contains("connect-src 'self' ws://localhost:8080; "),
            "{policy}"
        );
        assert!(
            policy.contains("require-trusted-types-for 'script'"),
            "{policy}"
        );
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(
            answer
                .header("permissions-policy")
                .contains("camera=(self)")
        );
        assert_eq!(answer.header("strict-transport-security"), "");
    }
}

#[tokio::test]
async fn under_tls_browsers_are_told_to_stay_there() {
    let desk = Desk::configured(|config| {
        config.http.public_url = "https://meet.example.org".parse().ok();
    })
    .await;
    let answer = desk.get("/api/office").await;
    assert!(
        answer
            .header("strict-transport-security")
            .starts_with("max-age=31536000")
    );
    let policy = answer.header("content-security-policy");
    assert!(
        policy.contains("connect-src 'self' wss://meet.example.org;"),
        "{policy}"
    );
}

#[tokio::test]
async fn pages_of_other_sites_change_nothing() {
    let desk = Desk::signed_in().await;
    let mut unmarked = desk.request("POST", "/api/logout", Body::empty());
    unmarked.headers_mut().remove("x-yunqiao");
    let mut foreign = desk.request("POST", "/api/logout", Body::empty());
    foreign
        .headers_mut()
        .insert("origin", "https://evil.example".parse().unwrap());
    for request in [unmarked, foreign] {
        let answer = desk.ask(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.code(), "cross_site");
    }
    assert_eq!(desk.get("/api/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_refusal_has_a_code() {
    let desk = Desk::configured(|config| config.limits.body_bytes = 1024).await;
    let nothing = desk.get("/api/nothing").await;
    assert_eq!(
        (nothing.status, nothing.code()),
        (StatusCode::NOT_FOUND, "not_found".into())
    );
    let broken = desk.request("POST", "/api/login", Body::from("{"));
    let broken = desk.ask(broken).await;
    assert_eq!(
        (broken.status, broken.code()),
        (StatusCode::BAD_REQUEST, "bad_input".into())
    );
    let large = desk.request("POST", "/api/login", Body::from("x".repeat(2000)));
    let large = desk.ask(large).await;
    assert_eq!(
        (large.status, large.code()),
        (StatusCode::PAYLOAD_TOO_LARGE, "too_large".into())
    );
    let answer = desk.get("/api/me").await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::UNAUTHORIZED, "not_signed_in".into())
    );
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_office_is_public() {
    let answer = Desk::new().await.get("/api/office").await;
    let office = answer.json();
    assert_eq!(office["home"]["zone"], "Asia/Shanghai");
    assert_eq!(office["name"]["zh-CN"], "杭州市外事办公室");
    assert_eq!(office["locales"].as_array().map(Vec::len), Some(9));
    assert_eq!(office["setup_needed"], true);
    assert_eq!(office["privacy"]["retention_days"], 3650);
}

#[tokio::test]
async fn machines_can_ask_how_it_is() {
    let desk = Desk::new().await;
    assert_eq!(desk.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(desk.get("/readyz").await.text, "ready\n");
    desk.get("/api/office").await;
    let metrics = desk.get("/metrics").await.text;
    assert!(
        metrics.contains("\nyunqiao_journal_behind 0\n"),
        "{metrics}"
    );
    let media = "\nyunqiao_media_forwarded_packets_total{thread=\"0\"} 0\n";
    assert!(metrics.contains(media), "{metrics}");
    let counted =
        "yunqiao_http_request_seconds_count{route=\"/api/office\",method=\"GET\",status=\"200\"} 1";
    assert!(metrics.contains(counted), "{metrics}");
}

/// `make types` writes the file; everybody else finds out here that it must.
#[tokio::test]
async fn the_committed_contract_is_the_one_served() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let generated = super::openapi();
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(&file, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == generated,
        "server/openapi.json is out of date: run `make types`"
    );
    assert_eq!(
        Desk::new().await.get("/api/openapi.json").await.text,
        generated
    );
}
