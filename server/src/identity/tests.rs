//! Signing in and joining, through the handlers.

use std::time::Duration;

use axum::http::StatusCode;
use meeting::id::PersonId;
use serde_json::json;

use super::LinkClaims;
use crate::app::now;
use crate::testing::{Answer, Desk};

const PASSWORD: &str = "correct horse battery";

async fn login(desk: &Desk, name: &str, password: &str) -> Answer {
    let credentials = json!({ "name": name, "password": password });
    desk.post("/api/login", credentials).await
}

#[tokio::test]
async fn the_one_time_link_signs_in_once() {
    let mut desk = Desk::new().await;
    let token = desk.setup_token().await;
    let setup = json!({ "token": token, "name": " 王芳 ", "password": PASSWORD });
    let first = desk.post("/api/setup", setup.clone()).await;
    assert_eq!(first.status, StatusCode::NO_CONTENT);
    assert!(
        first
            .header("set-cookie")
            .ends_with("; Path=/; HttpOnly; SameSite=Lax")
    );
    desk.keep_cookie(&first);
    assert_eq!(desk.get("/api/me").await.json()["name"], "王芳");
    let again = desk.post("/api/setup", setup).await;
    assert_eq!(
        (again.status, again.code()),
        (StatusCode::GONE, "used".into())
    );
    assert_eq!(desk.get("/api/office").await.json()["setup_needed"], false);
}

#[tokio::test]
async fn a_weak_password_names_its_field() {
    let desk = Desk::new().await;
    let token = desk.setup_token().await;
    let setup = json!({ "token": token, "name": "Alice", "password": "short" });
    let answer = desk.post("/api/setup", setup).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["detail"]["field"], "password");
}

#[tokio::test]
async fn signing_in_renews_the_cookie_and_ends_the_session_before() {
    let mut desk = Desk::signed_in().await;
    let before = desk.request("GET", "/api/me", axum::body::Body::empty());
    let answer = login(&desk, "Alice", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    desk.keep_cookie(&answer);
    assert_eq!(desk.get("/api/me").await.status, StatusCode::OK);
    assert_eq!(desk.ask(before).await.status, StatusCode::UNAUTHORIZED);
    let out = desk.post("/api/logout", json!({})).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(desk.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn under_tls_the_cookie_stays_there() {
    let mut desk = Desk::configured(|config| {
        config.http.public_url = "https://meet.example.org".parse().ok();
    })
    .await;
    desk.set_up("Alice", PASSWORD).await;
    let answer = login(&desk, "Alice", PASSWORD).await;
    assert!(answer.header("set-cookie").ends_with("; Secure"));
}

#[tokio::test]
async fn wrong_passwords_run_out() {
    let mut desk = Desk::configured(|config| config.limits.login_attempts = 2).await;
    desk.set_up("Alice", PASSWORD).await;
    assert_eq!(
        login(&desk, "Alice", PASSWORD).await.status,
        StatusCode::NO_CONTENT
    );
    for _ in 0..2 {
        let wrong = login(&desk, "Alice", "wrong horse battery").await;
        assert_eq!(
            (wrong.status, wrong.code()),
            (StatusCode::UNAUTHORIZED, "wrong_credentials".into())
        );
    }
    let refused = login(&desk, "Alice", PASSWORD).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    assert_eq!(
        login(&desk, "Bob", "wrong horse battery").await.status,
        StatusCode::UNAUTHORIZED
    );
}

async fn change(desk: &Desk, sql: &'static str) {
    let mut tx = desk.app.store.write().await.unwrap();
    sqlx::query(sql).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn join(desk: &Desk, claims: &LinkClaims) -> Answer {
    let token = desk.app.identity.link_token(claims);
    desk.post("/api/join", json!({ "token": token })).await
}

#[tokio::test]
async fn a_link_is_exchanged_for_a_pass_as_often_as_needed() {
    let desk = Desk::new().await;
    let claims = desk.planned(30).await;
    let joining = join(&desk, &claims).await.json();
    assert_eq!(joining["person"]["name"]["zh-CN"], "王芳");
    assert_eq!(joining["session"]["state"], "open");
    assert_eq!(joining["session"]["delegation"]["country"], "CN");
    assert_eq!(joining["acknowledged"], false);
    let pass = joining["pass"].as_str().unwrap();
    let read = desk.app.identity.read_pass(pass, now().timestamp).unwrap();
    assert_eq!(read.link(), claims);
    let later = now().timestamp.plus(Duration::from_secs(13 * 3600));
    assert!(desk.app.identity.read_pass(pass, later).is_err());
    let link = desk
        .app
        .store
        .link(claims.session, claims.person)
        .await
        .unwrap()
        .unwrap();
    assert!(link.opened_at.is_some());
    assert_eq!(join(&desk, &claims).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_far_ahead_is_still_planned() {
    let desk = Desk::new().await;
    let claims = desk.planned(90).await;
    assert_eq!(
        join(&desk, &claims).await.json()["session"]["state"],
        "planned"
    );
}

#[tokio::test]
async fn links_that_do_not_hold_say_why_and_whom_to_ask() {
    let desk = Desk::configured(|config| "0571-0000".clone_into(&mut config.office.contact)).await;
    let nonsense = desk.post("/api/join", json!({ "token": "nonsense" })).await;
    assert_eq!(
        (nonsense.status, nonsense.code()),
        (StatusCode::NOT_FOUND, "unknown_link".into())
    );
    assert_eq!(nonsense.json()["detail"]["contact"], "0571-0000");
    let claims = desk.planned(30).await;
    let nobody = LinkClaims {
        person: PersonId::from_bits(9),
        ..claims
    };
    assert_eq!(join(&desk, &nobody).await.code(), "unknown_link");
    let refused = async |sql| {
        change(&desk, sql).await;
        let answer = join(&desk, &claims).await;
        assert_eq!(answer.status, StatusCode::GONE);
        assert_eq!(answer.json()["detail"]["contact"], "0571-0000");
        answer.code()
    };
    assert_eq!(
        refused("UPDATE session SET state = 'cancelled'").await,
        "cancelled"
    );
    assert_eq!(refused("UPDATE link SET serial = 2").await, "revoked_link");
    assert_eq!(
        refused("UPDATE link SET serial = 1, revoked = 1").await,
        "revoked_link"
    );
}

#[tokio::test]
async fn a_link_expires_a_month_after_the_meeting() {
    let desk = Desk::new().await;
    let claims = desk.planned(-31 * 24 * 60).await;
    let answer = join(&desk, &claims).await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::GONE, "expired_link".into())
    );
}

#[tokio::test]
async fn guessing_links_is_limited() {
    let desk = Desk::configured(|config| config.limits.join_attempts = 3).await;
    let guess = json!({ "token": "guess" });
    for _ in 0..3 {
        let answer = desk.post("/api/join", guess.clone()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let answer = desk.post("/api/join", guess).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}
