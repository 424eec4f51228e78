//! What tests of several parts need.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use meeting::id::{DelegationId, PersonId, SessionId};
use meeting::plan::{Admission, Delegation, Display, Invitee, Localized, Plan, Rank, Role};
use meeting::time::Timestamp;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::app::{App, now};
use crate::config::Config;
use crate::identity::{LinkClaims, Secrets, organizers};

/// A folder of its own for one test, removed with it.
#[derive(Debug)]
pub(crate) struct TempDir(PathBuf);

impl TempDir {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("yunqiao-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A whole service without a socket: handlers are asked directly.
pub(crate) struct Desk {
    pub(crate) app: Arc<App>,
    router: Router,
    cookie: Option<String>,
    /// Last, so that the store is closed before its folder goes.
    _folder: TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
    pub(crate) fn code(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::configured(|_| {}).await
    }

    pub(crate) async fn configured(change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new();
        let mut config = Config::default();
        config.data.dir = folder.path().to_owned();
        config.media.listen = "127.0.0.1:0".parse().unwrap();
        change(&mut config);
        let address = config.http.listen;
        let secrets = Secrets::of(&config.data.dir).unwrap();
        let app = crate::serve::app(config, &secrets, address, None).await;
        let app = app.unwrap();
        Self {
            router: crate::http::router(app.clone()),
            app,
            cookie: None,
            _folder: folder,
        }
    }

    /// With an organizer named Alice, signed in.
    pub(crate) async fn signed_in() -> Self {
        let mut desk = Self::new().await;
        desk.set_up("Alice", "correct horse battery").await;
        desk
    }

    pub(crate) async fn set_up(&mut self, name: &str, password: &str) {
        let token = self.setup_token().await;
        let setup = json!({ "token": token, "name": name, "password": password });
        let answer = self.post("/api/setup", setup).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text);
        self.keep_cookie(&answer);
    }

    /// A meeting that begins `minutes` from now, with one host, whose link is answered.
    pub(crate) async fn planned(&self, minutes: i64) -> LinkClaims {
        let claims = LinkClaims {
            session: SessionId::from_bits(1),
            person: PersonId::from_bits(2),
            serial: 1,
        };
        let delegation = DelegationId::from_bits(3);
        let plan = Plan {
            session: claims.session,
            title: Localized::of("en", "Forum"),
            starts_at: Timestamp(now().timestamp.micros() + minutes * 60_000_000),
            minutes: 60,
            zone: "Asia/Shanghai".to_owned(),
            languages: vec!["zh-CN".to_owned(), "en".to_owned()],
            admission: Admission::ByHost,
            delegations: vec![Delegation {
                id: delegation,
                partner: None,
                city: Localized::of("en", "Hangzhou"),
                country: Some("CN".to_owned()),
                head: None,
                display: Display::default(),
            }],
            people: vec![Invitee {
                id: claims.person,
                delegation,
                role: Role::Host,
                rank: Rank::Mayor,
                name: Localized::of("zh-CN", "王芳"),
                title: Localized::default(),
                language: "zh-CN".to_owned(),
                email: None,
                venue: meeting::plan::Venue::Online,
            }],
            agenda: Vec::new(),
            rehearsal: false,
            event: None,
            form: meeting::plan::Form::default(),
            track: None,
            cues: Vec::new(),
            hall: None,
            floor: meeting::plan::FloorRules::default(),
        };
        let plan = serde_json::to_string(&plan).unwrap();
        let mut tx = self.app.store.write().await.unwrap();
        sqlx::query(
            "INSERT INTO session (id, plan, version, state, created_at, updated_at)
             VALUES ($1, $2, 1, 'planned', 0, 0)",
        )
        .bind(claims.session.to_string())
        .bind(plan)
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query("INSERT INTO link (session, person, serial) VALUES ($1, $2, 1)")
            .bind(claims.session.to_string())
            .bind(claims.person.to_string())
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        claims
    }

    pub(crate) async fn setup_token(&self) -> String {
        let mut tx = self.app.store.write().await.unwrap();
        let token = organizers::issue_setup(&mut tx, now().timestamp).await;
        tx.commit().await.unwrap();
        token.unwrap()
    }

    pub(crate) fn keep_cookie(&mut self, answer: &Answer) {
        let cookie = answer.header("set-cookie").split(';').next().unwrap();
        self.cookie = Some(cookie.to_owned());
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(self.request("GET", path, Body::empty())).await
    }
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, body).await
    }
    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.ask(self.request(method, path, Body::from(body.to_string())))
            .await
    }

    /// A change that names the version it was made from.
    pub(crate) async fn send_from(
        &self,
        (method, path): (&str, &str),
        version: i64,
        body: Value,
    ) -> Answer {
        let mut request = self.request(method, path, Body::from(body.to_string()));
        let version = format!("\"{version}\"").parse().unwrap();
        request.headers_mut().insert("if-match", version);
        self.ask(request).await
    }

    /// As our own pages ask.
    pub(crate) fn request(&self, method: &str, path: &str, body: Body) -> Request {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-yunqiao", "1")
            .header("content-type", "application/json");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        request.body(body).unwrap()
    }

    /// An answer that may go on for long.
    pub(crate) async fn begin(&self, request: Request) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn ask(&self, request: Request) -> Answer {
        let (parts, body) = self.begin(request).await.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}
