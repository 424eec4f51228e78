//! What machines ask: is it alive, can it serve, how much goes on.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::figures::{Figures, write_media, write_process};
use crate::app::{App, now};

pub(super) fn routes(figures: Arc<Figures>) -> Router<Arc<App>> {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route(
            "/metrics",
            get(move |State(app): State<Arc<App>>| async move { metrics(&app, &figures) }),
        )
}

async fn alive() -> &'static str {
    "alive\n"
}

/// 200 while what is said can be kept; 503 with the reason otherwise.
async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    if app.store.is_ready(now().instant).await {
        return (StatusCode::OK, "ready\n");
    }
    (
        StatusCode::SERVICE_UNAVAILABLE,
        "the database takes nothing at present\n",
    )
}

fn is_behind(app: &App) -> bool {
    *app.store.journal().behind().borrow()
}

fn metrics(app: &App, figures: &Figures) -> Response {
    let mut out = String::new();
    let rooms = app.rooms.figures();
    let mut gauge = |name: &str, help: &str, value: usize| {
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}"
        );
    };
    gauge(
        "yunqiao_rooms",
        "Meetings that have a room now.",
        rooms.rooms,
    );
    gauge("yunqiao_present", "People in meetings.", rooms.present);
    gauge("yunqiao_waiting", "People at the door.", rooms.waiting);
    gauge(
        "yunqiao_connections",
        "Devices in rooms.",
        rooms.connections,
    );
    gauge("yunqiao_sockets", "Open WebSockets.", app.sockets.open());
    gauge(
        "yunqiao_journal_behind",
        "1 while facts wait in memory because the disk takes none.",
        usize::from(is_behind(app)),
    );
    write_process(&mut out);
    write_media(&mut out, &app.rooms.media_figures());
    app.rooms.write_quality(&mut out);
    figures.write(&mut out);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], out).into_response()
}
