//! Who runs this service: what every page of the client begins with.

use std::sync::Arc;

use axum::extract::State;
use meeting::plan::Localized;
use meeting::protocol::VERSION;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::config::DisplayNames;
use crate::identity::organizers;
use crate::rest::{ApiError, Json, Privacy, privacy};

/// Languages of the web client, by BCP 47 tag.
const LOCALES: [&str; 9] = ["zh-CN", "en", "ja", "ko", "de", "fr", "es", "ru", "ar"];

#[derive(Debug, Serialize, ToSchema)]
struct Office {
    name: Localized,
    home: Home,
    /// What is called otherwise than usual, and which flags are not shown.
    display: DisplayNames,
    locales: [&'static str; 9],
    /// Nobody can sign in yet.
    setup_needed: bool,
    /// Release of the server.
    version: &'static str,
    /// Version of the signalling; a client that speaks another one reloads.
    protocol: u32,
    privacy: Privacy,
}

#[derive(Debug, Serialize, ToSchema)]
struct Home {
    city: Localized,
    /// ISO 3166-1 alpha-2.
    country: String,
    /// IANA name.
    zone: String,
    /// Degrees north.
    lat: f64,
    /// Degrees east.
    lon: f64,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(office))
}

/// The office, its city, and what a client needs to know before anybody signs in.
#[utoipa::path(get, path = "/api/office", tag = "office", responses((status = OK, body = Office)))]
async fn office(State(app): State<Arc<App>>) -> Result<Json<Office>, ApiError> {
    let home = &app.config.office.home_city;
    Ok(Json(Office {
        name: app.config.office.name.clone(),
        home: Home {
            city: home.names.clone(),
            country: home.country.as_str().to_owned(),
            zone: home.zone.as_str().to_owned(),
            lat: home.latitude,
            lon: home.longitude,
        },
        display: app.config.display_names.clone(),
        locales: LOCALES,
        setup_needed: organizers::setup_needed(&app.store).await?,
        version: env!("CARGO_PKG_VERSION"),
        protocol: VERSION,
        privacy: privacy(&app.config),
    }))
}
