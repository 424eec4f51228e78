//! The approved minutes for those who took part, by their personal link.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use meeting::id::ItemId;
use meeting::plan::Localized;
use meeting::record::Record;
use meeting::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::{Document, public};
use super::paper::{self, Wish};
use super::table::{self, Edition};
use super::words::Words;
use crate::app::App;
use crate::identity::{Bearer, PassClaims};
use crate::records::{Language, folded};
use crate::rest::{ApiError, ErrorBody, Json, Query};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(own))
        .routes(routes!(own_pdf))
}

/// Minutes as one of the participants reads them.
#[derive(Debug, Serialize, ToSchema)]
struct OwnMinutes {
    title: Localized,
    zone: String,
    /// From 1; each later one puts right the one before.
    edition: i64,
    approved_at: Option<Timestamp>,
    /// BCP 47 tags, the main language first.
    languages: Vec<String>,
    /// By language. Of closed items press and observers read that there was one.
    text: BTreeMap<String, Vec<OwnSection>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnMinutesSection)]
struct OwnSection {
    heading: String,
    closed: bool,
    /// A paragraph a line.
    text: String,
}

/// The minutes that were approved last; `null` before that.
#[utoipa::path(get, path = "/api/join/minutes", operation_id = "show_own_minutes", tag = "joining",
    params(("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = OK, body = Option<OwnMinutes>),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = GONE, body = ErrorBody, description = "`revoked_link`"),
))]
async fn own(
    Bearer(pass): Bearer,
    State(app): State<Arc<App>>,
) -> Result<Json<Option<OwnMinutes>>, ApiError> {
    let Some(read) = read(&app, &pass).await? else {
        return Ok(Json(None));
    };
    let text = read.text.0.into_iter().map(|(language, sections)| {
        let sections = sections.into_iter().map(|section| OwnSection {
            heading: section.heading,
            closed: section.closed,
            text: section.text,
        });
        (language, sections.collect())
    });
    Ok(Json(Some(OwnMinutes {
        title: read.title,
        zone: read.wish.zone,
        edition: read.edition.number,
        approved_at: read.edition.approved_at,
        languages: read.wish.languages,
        text: text.collect(),
    })))
}

/// The same as pages.
#[utoipa::path(get, path = "/api/join/minutes.pdf", operation_id = "print_own_minutes",
    tag = "joining", params(Language,
    ("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = OK, body = String, content_type = "application/pdf"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = GONE, body = ErrorBody, description = "`revoked_link`"),
    (status = UNPROCESSABLE_ENTITY, body = ErrorBody, description = "`missing_glyph`"),
    (status = SERVICE_UNAVAILABLE, body = ErrorBody, description = "`missing_font`"),
))]
async fn own_pdf(
    Bearer(pass): Bearer,
    State(app): State<Arc<App>>,
    Query(language): Query<Language>,
) -> Result<Response, ApiError> {
    let read = read(&app, &pass).await?;
    let read = read.ok_or_else(ApiError::not_found)?;
    let wish = Wish {
        language: language.lang,
        ..read.wish
    };
    paper::printed(app, wish, read.edition, read.text).await
}

/// Whatever the text says of them: it may have been drafted while they were open.
fn closed_items(record: &Record) -> BTreeSet<ItemId> {
    let items = record.agenda.iter().filter(|item| !item.open);
    items.map(|item| item.item).collect()
}

/// What one participant may read.
struct Read {
    title: Localized,
    wish: Wish,
    edition: Edition,
    text: Document,
}

/// `None` while nothing is approved.
async fn read(app: &App, pass: &PassClaims) -> Result<Option<Read>, ApiError> {
    let folded = folded(&app.store, pass.session).await?;
    let mut people = folded.record.participants.iter();
    let reader = people.find(|one| one.person == pass.person);
    let reader = reader
        .ok_or_else(|| ApiError::gone("revoked_link", "This link was replaced or withdrawn."))?;
    let mut database = app.store.pool().acquire().await?;
    let approved = table::approved(&mut database, pass.session).await?;
    let Some((edition, mut text)) = approved else {
        return Ok(None);
    };
    text.close(&closed_items(&folded.record));
    if reader.role.is_shut_out() {
        for (language, sections) in &mut text.0 {
            *sections = public(std::mem::take(sections), Words::of(language));
        }
    }
    Ok(Some(Read {
        title: folded.plan.title,
        wish: Wish {
            session: pass.session,
            zone: folded.plan.zone,
            languages: folded.plan.languages,
            language: None,
        },
        edition,
        text,
    }))
}
