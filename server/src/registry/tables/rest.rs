//! The tables of the registry and the history over HTTP: the same filters as their lists, and every
//! line of them.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use history::contact::Contact;
use history::department::Department;
use history::district::District;
use history::network::Network;
use history::sub_relation::SubRelation;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::lists::{self, OfPartner};
use super::super::{exchanges, intents, relations, search};
use super::{few, of_districts, of_exchanges, of_few, of_intents, of_partners, of_relations};
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger::Key;
use crate::rest::{ApiError, ErrorBody, Query};
use crate::tables::{Wish, answer};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(partners_table))
        .routes(routes!(relations_table))
        .routes(routes!(exchanges_table))
        .routes(routes!(intents_table))
        .routes(routes!(contacts_table))
        .routes(routes!(networks_table))
        .routes(routes!(sub_relations_table))
        .routes(routes!(districts_table))
        .routes(routes!(departments_table))
}

/// All partners that a search finds. Can be read in again.
#[utoipa::path(get, path = "/api/tables/partners", operation_id = "export_partners", tag = "tables",
    params(search::Search, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn partners_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(asked): Query<search::Search>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let found = search::found(&app, &asked)?;
    let table = of_partners(&app, &wish, ("partners", found), None).await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

/// All relations that are wanted. Can be read in again.
#[utoipa::path(get, path = "/api/tables/relations", operation_id = "export_relations", tag = "tables",
    params(relations::Wanted, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn relations_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(asked): Query<relations::Wanted>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let found = relations::found(&app, &asked)?;
    let ids = found.iter().map(|row| Key::from(row.id).id).collect();
    let table = of_relations(&app, &app.ledger.now(), &wish, ("relations", ids)).await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

/// All exchanges that are wanted. Can be read in again.
#[utoipa::path(get, path = "/api/tables/exchanges", operation_id = "export_exchanges", tag = "tables",
    params(exchanges::Wanted, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn exchanges_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(asked): Query<exchanges::Wanted>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let found = exchanges::found(&app, &asked)?;
    let table = of_exchanges(&app, &app.ledger.now(), &wish, ("exchanges", found), None).await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

/// All intents that are wanted. Can be read in again.
#[utoipa::path(get, path = "/api/tables/intents", operation_id = "export_intents", tag = "tables",
    params(intents::Wanted, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn intents_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(asked): Query<intents::Wanted>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let (found, day) = (intents::found(&app, &asked)?, asked.day(&app));
    let found = intents::shown(&app, &found, day).await?;
    let table = of_intents(&app, &wish, ("intents", found), day).await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

/// People to whom the office writes.
#[utoipa::path(get, path = "/api/tables/contacts", operation_id = "export_contacts", tag = "tables",
    params(OfPartner, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn contacts_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(asked): Query<OfPartner>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let found = lists::found::<Contact>(&app, asked).await?;
    let table = of_few(
        &app,
        &wish,
        ("contacts", &few::CONTACT),
        found,
        few::contact,
    );
    answer(&app, &organizer, &wish, (table, query)).await
}

/// Alliances and other groups of cities.
#[utoipa::path(get, path = "/api/tables/networks", operation_id = "export_networks", tag = "tables",
    params(OfPartner, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn networks_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(asked): Query<OfPartner>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let found = lists::found::<Network>(&app, asked).await?;
    let table = of_few(
        &app,
        &wish,
        ("networks", &few::NETWORK),
        found,
        few::network,
    );
    answer(&app, &organizer, &wish, (table, query)).await
}

/// Sister schools and relations of other institutes.
#[utoipa::path(get, path = "/api/tables/sub_relations", operation_id = "export_sub_relations", tag = "tables",
    params(OfPartner, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn sub_relations_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(asked): Query<OfPartner>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let found = lists::found::<SubRelation>(&app, asked).await?;
    let table = of_few(
        &app,
        &wish,
        ("sub_relations", &few::SUB_RELATION),
        found,
        few::sub_relation,
    );
    answer(&app, &organizer, &wish, (table, query)).await
}

/// The districts and counties of the city.
#[utoipa::path(get, path = "/api/tables/districts", operation_id = "export_districts", tag = "tables",
    params(Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn districts_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let found = lists::found::<District>(&app, OfPartner::default()).await?;
    let table = of_districts(&app, &wish, "districts", found);
    answer(&app, &organizer, &wish, (table, query)).await
}

/// The departments that work with partner cities.
#[utoipa::path(get, path = "/api/tables/departments", operation_id = "export_departments", tag = "tables",
    params(Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn departments_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let found = lists::found::<Department>(&app, OfPartner::default()).await?;
    let keys = ("departments", few::DEPARTMENT.as_slice());
    let table = of_few(&app, &wish, keys, found, few::department);
    answer(&app, &organizer, &wish, (table, query)).await
}
