//! The registry over HTTP, for organizers.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use history::partner::{Continent, Kind, NativeName};
use meeting::id::{ExchangeId, PartnerId};
use meeting::plan::Localized;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};

use super::exchange::{ExchangeCard, LastExchange};
use super::partner::{Partner, Since};
use super::table;

/// Characters a search may have.
const LONGEST_QUERY: usize = 200;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(exchange))
}

/// A partner city as it stands in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PartnerCard {
    id: PartnerId,
    /// The office's own short name for the partner, e.g. `S18`.
    slug: String,
    /// In Chinese, English and the city's own language.
    names: Localized,
    native: NativeName,
    /// ISO 3166-1 alpha-2.
    country: String,
    continent: Continent,
    kind: Kind,
    since: Since,
    /// IANA zone.
    zone: String,
    /// BCP 47 tags.
    languages: Vec<String>,
    /// In the customary, unofficial list of 65 Belt-and-Road countries.
    bri: bool,
    last_exchange: Option<LastExchange>,
}

/// All that the registry knows of a partner city, with its history.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PartnerDetail {
    #[serde(flatten)]
    card: PartnerCard,
    /// Degrees north.
    lat: f64,
    /// Degrees east.
    lon: f64,
    population: Option<u64>,
    /// How well the entry is supported.
    confidence: String,
    note: Option<String>,
    /// To be shown, not linked.
    sources: Vec<String>,
    /// The only addresses that may be linked.
    official_urls: Vec<String>,
    /// The newest first.
    exchanges: Vec<ExchangeCard>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PartnerList {
    total: usize,
    items: Vec<PartnerCard>,
}

/// One exchange with the partners that took part.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ExchangeDetail {
    #[serde(flatten)]
    card: ExchangeCard,
    partners: Vec<PartnerCard>,
}

impl PartnerCard {
    fn of(partner: &Partner, last_exchange: Option<LastExchange>) -> PartnerCard {
        PartnerCard {
            id: partner.id(),
            slug: partner.slug.clone(),
            names: partner.names(),
            native: partner.native(),
            country: partner.country.clone(),
            continent: partner.continent,
            kind: partner.kind,
            since: partner.since(),
            zone: partner.zone.clone(),
            languages: partner.languages.clone(),
            bri: partner.bri,
            last_exchange,
        }
    }
}

fn cards<'a>(
    partners: impl IntoIterator<Item = &'a Partner>,
    mut last: HashMap<PartnerId, LastExchange>,
) -> Vec<PartnerCard> {
    let partners = partners.into_iter();
    partners
        .map(|partner| PartnerCard::of(partner, last.remove(&partner.id())))
        .collect()
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Search {
    /// Part of a name in any script, pinyin in full or by initials, or a country. At most 200
    /// characters.
    #[serde(default)]
    q: String,
    kind: Option<Kind>,
}

/// The partners that a text finds, the best fit first; without one, all of them.
#[utoipa::path(get, path = "/api/partners", operation_id = "list_partners",
    tag = "partners", params(Search), responses(
    (status = OK, body = PartnerList),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn list(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(search): Query<Search>,
) -> Result<Json<PartnerList>, ApiError> {
    if search.q.chars().count() > LONGEST_QUERY {
        return Err(ApiError::bad_input("q", "too_long"));
    }
    let last = table::last_exchanges(&app.store).await?;
    let items = cards(app.partners.search(&search.q, search.kind), last);
    Ok(Json(PartnerList {
        total: items.len(),
        items,
    }))
}

/// One partner, by its identity or its slug.
#[utoipa::path(get, path = "/api/partners/{id}", operation_id = "show_partner", tag = "partners",
    params(("id" = String, Path, description = "Identity or slug")), responses(
    (status = OK, body = PartnerDetail),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<PartnerDetail>, ApiError> {
    let partner = app.partners.find(&id).ok_or_else(ApiError::not_found)?;
    let exchanges = table::exchanges_of(&app.store, partner.id()).await?;
    let last = table::last_exchanges(&app.store)
        .await?
        .remove(&partner.id());
    let partner = partner.clone();
    Ok(Json(PartnerDetail {
        card: PartnerCard::of(&partner, last),
        lat: partner.lat,
        lon: partner.lon,
        population: partner.population,
        confidence: partner.confidence,
        note: partner.note,
        sources: partner.sources,
        official_urls: partner.official_urls,
        exchanges,
    }))
}

/// One exchange.
#[utoipa::path(get, path = "/api/exchanges/{id}", operation_id = "show_exchange", tag = "partners",
    params(("id" = String, Path)), responses(
    (status = OK, body = ExchangeDetail),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn exchange(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<ExchangeId>,
) -> Result<Json<ExchangeDetail>, ApiError> {
    let (card, partners) = table::exchange(&app.store, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let last = table::last_exchanges(&app.store).await?;
    let partners = partners
        .iter()
        .filter_map(|partner| app.partners.get(*partner));
    Ok(Json(ExchangeDetail {
        card,
        partners: cards(partners, last),
    }))
}
