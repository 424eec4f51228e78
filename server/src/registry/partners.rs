//! Partner cities and candidates: list, page of one, and changes of them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use history::date::Window;
use history::partner::{Continent, Kind, NativeName, Partner};
use history::relation::Relation;
use meeting::id::{EntryId, ExchangeId, PartnerId};
use meeting::plan::Localized;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cards::{ExchangeCard, LastExchange};
use super::entries::{self, Created, FromVersion, Removed, Saved, Shown, Tag, fresh, tag};
use super::lists::Paging;
use super::search::{Search, found};
use super::today;
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger::Key;
use crate::partners::{Index, Listed, Since, id_of};
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};

entries::draft!(PartnerDraft, Partner);

/// Partners of one answer unless another number is asked for.
const A_LIST: usize = 200;
/// Exchanges on the page of a partner; the history has them all.
const NEWEST: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, change, remove))
}

/// A partner city as it stands in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PartnerCard {
    id: PartnerId,
    /// The office's own short name for the partner, e.g. `S18`.
    slug: String,
    /// In Chinese, English and the city's own language.
    names: Localized,
    native: NativeName,
    /// ISO 3166-1 alpha-2, or one of XA to XZ where it is not known.
    country: String,
    continent: Continent,
    /// Prospective: no relation with it counts.
    candidate: bool,
    /// Of the relation that stands for all of them; `null` while there is none.
    kind: Option<Kind>,
    /// Since when that relation has stood.
    since: Since,
    /// That relation does not hold any more.
    ended: bool,
    /// Degrees north, if it is known where the city lies.
    lat: Option<f64>,
    /// Degrees east.
    lon: Option<f64>,
    /// IANA zone, if it is known.
    zone: Option<String>,
    /// BCP 47 tags.
    languages: Vec<String>,
    /// In the customary, unofficial list of 65 Belt-and-Road countries.
    bri: bool,
    /// Made up so that sums come out as published.
    reconstructed: bool,
    /// Of those that count: no greetings, nothing that was called off.
    last_exchange: Option<LastExchange>,
}

/// All that the registry knows of a partner city, with its history.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct PartnerDetail {
    #[serde(flatten)]
    card: PartnerCard,
    /// From 1, one more with every change; a change names it.
    version: i64,
    record: Partner,
    /// Its relations, whoever holds them and whether they hold or not.
    relations: Vec<Shown<Relation>>,
    population: Option<u64>,
    /// How well the entry is supported; empty where nobody says.
    confidence: String,
    note: Option<String>,
    /// To be shown, not linked.
    sources: Vec<String>,
    /// The only addresses that may be linked.
    official_urls: Vec<String>,
    /// The newest hundred, the newest first.
    exchanges: Vec<ExchangeCard>,
    exchange_total: usize,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct PartnerList {
    /// On all pages together.
    total: usize,
    items: Vec<PartnerCard>,
}

impl PartnerCard {
    fn of(app: &App, city: &Listed, last_exchange: Option<LastExchange>) -> PartnerCard {
        let record = &city.record;
        let relation = city.relation();
        PartnerCard {
            id: record.id,
            slug: record.slug.clone(),
            names: record.names.clone(),
            native: record.native.clone(),
            country: record.country.to_string(),
            continent: record.continent,
            candidate: city.is_candidate(),
            kind: city.kind(),
            since: city.since().into(),
            ended: relation.is_some_and(|relation| !relation.holds_on(today(app))),
            lat: record.coordinates.map(|at| at.lat),
            lon: record.coordinates.map(|at| at.lon),
            zone: record.zone.clone(),
            languages: record.languages.clone(),
            bri: record.bri,
            reconstructed: record.provenance.reconstructed,
            last_exchange,
        }
    }
}

/// These cities, each with its newest exchange.
pub(crate) async fn cards(app: &App, cities: &[Arc<Listed>]) -> Result<Vec<PartnerCard>, ApiError> {
    let newest: Vec<Option<ExchangeId>> = {
        let state = app.ledger.state();
        let seen = Window::EVER.until(today(app));
        let contacts = cities
            .iter()
            .map(|city| state.contacts_with(city.id(), seen));
        contacts.map(|all| Some(all.last()?.exchange)).collect()
    };
    let ids: Vec<ExchangeId> = newest.iter().flatten().copied().collect();
    let last = app.ledger.exchanges(&ids).await?;
    let last = last.into_iter().map(|kept| {
        let id = kept.record.id;
        (id, LastExchange::of(app, kept))
    });
    let last: HashMap<ExchangeId, LastExchange> = last.collect();
    let cards = cities.iter().zip(newest).map(|(city, newest)| {
        let last = newest.and_then(|id| last.get(&id).cloned());
        PartnerCard::of(app, city, last)
    });
    Ok(cards.collect())
}

/// The cities that a text finds, the best fit first; without one, all of them.
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
    let found = found(&app, &search)?;
    let total = found.len();
    let paging = Paging {
        page: search.page,
        per: Some(search.per.unwrap_or(A_LIST)),
    };
    let items = cards(&app, &paging.cut(found)?).await?;
    Ok(Json(PartnerList { total, items }))
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
) -> Result<(Tag, Json<PartnerDetail>), ApiError> {
    let city = app.partners.find(&id).ok_or_else(ApiError::not_found)?;
    let kept = app.ledger.get::<Partner>(Key::from(city.id()).id).await?;
    let kept = kept.ok_or_else(ApiError::not_found)?;
    let relations: Vec<EntryId> = city
        .relations
        .iter()
        .map(|row| Key::from(row.id).id)
        .collect();
    let relations = app.ledger.get_many::<Relation>(&relations).await?;
    let (newest, exchange_total) = newest(&app, city.id());
    let exchanges = app.ledger.exchanges(&newest).await?;
    let mut cards = cards(&app, std::slice::from_ref(&city)).await?;
    let card = cards.pop().ok_or_else(ApiError::not_found)?;
    let record = kept.record;
    let detail = PartnerDetail {
        card,
        version: kept.version,
        relations: relations.into_iter().map(Shown::from).collect(),
        population: record.population,
        confidence: record.provenance.confidence.clone().unwrap_or_default(),
        note: record.note.clone(),
        sources: record.provenance.sources.clone(),
        official_urls: record.official_urls.clone(),
        exchanges: exchanges
            .into_iter()
            .map(|kept| ExchangeCard::of(&app, kept))
            .collect(),
        exchange_total,
        record,
    };
    Ok((tag(detail.version), Json(detail)))
}

/// The newest exchanges with a partner, and how many there are.
fn newest(app: &App, partner: PartnerId) -> (Vec<ExchangeId>, usize) {
    let state = app.ledger.state();
    let contacts = state.contacts_with(partner, Window::EVER.until(today(app)));
    let newest = contacts.iter().rev().take(NEWEST);
    (
        newest.map(|contact| contact.exchange).collect(),
        contacts.len(),
    )
}

/// Adds a city to the registry: a partner, or a candidate. Without a slug it is given one.
#[utoipa::path(post, path = "/api/partners", operation_id = "create_partner", tag = "partners",
    request_body = PartnerDraft, responses(
    (status = CREATED, body = Saved<Partner>),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_record`; `detail.fields` is a list of `{path, problem}`"),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn create(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Json(PartnerDraft(mut draft)): Json<PartnerDraft>,
) -> Result<Created<Partner>, ApiError> {
    let index = app.partners.now();
    let slug = match draft.text("slug") {
        Some(slug) if !slug.is_empty() => slug.to_owned(),
        _ => free_slug(&index),
    };
    let id = Key::from(id_of(&slug)).id;
    let taken = app.ledger.get::<Partner>(id).await?.is_some();
    draft.set("slug", slug);
    let partner = draft.with(if taken { fresh() } else { id })?;
    let saved = entries::save(&app, &organizer, partner, 0).await?;
    Ok((
        axum::http::StatusCode::CREATED,
        tag(saved.version),
        Json(saved),
    ))
}

fn free_slug(index: &Index) -> String {
    let all = 1..=index.len() + 1;
    let mut slugs = all.map(|number| format!("P{number:03}"));
    let free = slugs.find(|slug| index.find(slug).is_none());
    free.unwrap_or_else(|| format!("P{}", index.len() + 2))
}

/// Changes a city of the registry.
#[utoipa::path(put, path = "/api/partners/{id}", operation_id = "change_partner", tag = "partners",
    params(("id" = String, Path, description = "Identity"), ("If-Match" = String, Header,
        description = "`\"3\"`: the version that the change was made from")),
    request_body = PartnerDraft, responses(
    (status = OK, body = Saved<Partner>),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_record`; `detail.fields` is a list of `{path, problem}`"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = PRECONDITION_FAILED, body = ErrorBody,
        description = "`conflict`: changed meanwhile, `detail.current` is what stands"),
    (status = PRECONDITION_REQUIRED, body = ErrorBody),
))]
async fn change(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<EntryId>,
    FromVersion(from): FromVersion,
    Json(draft): Json<PartnerDraft>,
) -> Result<(Tag, Json<Saved<Partner>>), ApiError> {
    entries::change(&app, &organizer, (id, from), draft.0).await
}

/// Takes a city out of the registry, unless other records name it.
#[utoipa::path(delete, path = "/api/partners/{id}", operation_id = "remove_partner",
    tag = "partners", params(("id" = String, Path, description = "Identity"),
        ("If-Match" = String, Header)), responses(
    (status = OK, body = Removed),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`in_use`: `detail.by` are some of the records that name it"),
    (status = PRECONDITION_FAILED, body = ErrorBody, description = "`conflict`"),
    (status = PRECONDITION_REQUIRED, body = ErrorBody),
))]
async fn remove(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<EntryId>,
    FromVersion(from): FromVersion,
) -> Result<Json<Removed>, ApiError> {
    entries::remove::<Partner>(&app, &organizer, (id, from)).await
}
