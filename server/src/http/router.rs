//! All areas' routes put together, and what every request passes on its way in and out.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use utoipa::openapi::{InfoBuilder, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;

use super::figures::Figures;
use super::{client, cross_site, document, figures, headers, health, office};
use crate::app::App;

/// The whole service: REST, WebSocket, health, and the web client for every other path.
pub fn router(app: Arc<App>) -> Router {
    let (routes, document) = areas().split_for_parts();
    let document: Arc<str> = document::written(&document).into();
    let figures = Arc::new(Figures::default());
    routes
        .route(
            "/api/openapi.json",
            get(move || async move { json(&document) }),
        )
        .merge(health::routes(figures.clone()))
        .merge(crate::signaling::routes())
        .fallback(client::serve)
        .layer(DefaultBodyLimit::max(app.config.limits.body_bytes))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            cross_site::refuse,
        ))
        .layer(middleware::from_fn_with_state(figures, figures::measure))
        .layer(middleware::from_fn_with_state(
            headers::Headers::new(app.identity.public_url()),
            headers::add,
        ))
        .with_state(app)
}

/// The REST contract as an OpenAPI document, indented, as it stands in the repository.
pub fn openapi() -> String {
    document::written(&areas().into_openapi())
}

fn areas() -> OpenApiRouter<Arc<App>> {
    let info = InfoBuilder::new()
        .title("Yunqiao")
        .version(env!("CARGO_PKG_VERSION"));
    let document = OpenApiBuilder::new().info(info).build();
    OpenApiRouter::with_openapi(document)
        .merge(office::routes())
        .merge(crate::identity::routes())
        .merge(crate::registry::routes())
        .merge(crate::imports::routes())
        .merge(crate::analytics::routes())
        .merge(crate::tables::routes())
        .merge(crate::schedule::routes())
        .merge(crate::slots::routes())
        .merge(crate::records::routes())
        .merge(crate::trial::routes())
        .merge(crate::invitations::routes())
        .merge(crate::papers::routes())
        .merge(crate::preparation::routes())
        .merge(crate::hall::routes())
        .merge(crate::protocol::routes())
        .merge(crate::minutes::routes())
        .merge(crate::signings::routes())
        .merge(crate::wall::routes())
        .merge(crate::photos::routes())
}

fn json(document: &str) -> Response {
    let content_type = [(axum::http::header::CONTENT_TYPE, "application/json")];
    (content_type, document.to_owned()).into_response()
}
