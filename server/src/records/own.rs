//! What a participant may see of the record: an explicit list, field by field.

use std::sync::Arc;

use axum::extract::State;
use meeting::fact::EndReason;
use meeting::id::SessionId;
use meeting::plan::{ItemKind, Localized, Role};
use meeting::record::{Interval, Planned, Record};
use meeting::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::rest::ended;
use crate::app::App;
use crate::identity::{Bearer, PassClaims};
use crate::rest::{ApiError, ErrorBody, Json};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(own))
}

/// The record as one of its participants sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnRecord {
    session: SessionId,
    title: Localized,
    planned: Planned,
    opened_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    ended: Option<EndReason>,
    /// IANA zone in which it was planned.
    zone: String,
    you: OwnAttendance,
    /// Those of which somebody was present.
    delegations: Vec<PresentDelegation>,
    /// Without the closed items for press and observers.
    agenda: Vec<OwnItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnAttendance {
    name: Localized,
    title: Localized,
    role: Role,
    intervals: Vec<Interval>,
    seconds: u64,
    late_seconds: Option<u64>,
    present: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PresentDelegation {
    city: Localized,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnItem {
    title: Localized,
    kind: ItemKind,
    open: bool,
    planned_at: Timestamp,
    planned_seconds: u64,
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    skipped: bool,
}

/// What a participant may see of the record, once the session has ended.
#[utoipa::path(get, path = "/api/join/record", tag = "joining",
    params(("Authorization" = String, Header, description = "`Bearer PASS`")), responses(
    (status = OK, body = OwnRecord),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`not_ended`"),
    (status = GONE, body = ErrorBody, description = "`revoked_link` or `removed_link`"),
))]
async fn own(
    Bearer(pass): Bearer,
    State(app): State<Arc<App>>,
) -> Result<Json<OwnRecord>, ApiError> {
    let record = ended(&app.store, pass.session).await?;
    view(record, &pass).map(Json).ok_or_else(revoked)
}

fn revoked() -> ApiError {
    ApiError::gone("revoked_link", "This link was replaced or withdrawn.")
}

/// `None` for somebody who is neither invited nor was there.
pub(super) fn view(record: Record, pass: &PassClaims) -> Option<OwnRecord> {
    let you = record
        .participants
        .into_iter()
        .find(|one| one.person == pass.person)?;
    let sees_closed = !you.role.is_shut_out();
    Some(OwnRecord {
        session: record.session,
        title: record.title,
        planned: record.planned,
        opened_at: record.opened_at,
        ended_at: record.ended_at,
        ended: record.ended,
        zone: record.zone,
        delegations: record
            .delegations
            .into_iter()
            .filter(|delegation| delegation.present > 0)
            .map(|delegation| PresentDelegation {
                city: delegation.city,
                country: delegation.country,
            })
            .collect(),
        agenda: record
            .agenda
            .into_iter()
            .filter(|item| item.open || sees_closed)
            .map(|item| OwnItem {
                title: item.title,
                kind: item.kind,
                open: item.open,
                planned_at: item.planned_at,
                planned_seconds: item.planned_seconds,
                started_at: item.started_at,
                ended_at: item.ended_at,
                skipped: item.skipped,
            })
            .collect(),
        you: OwnAttendance {
            name: you.name,
            title: you.title,
            role: you.role,
            intervals: you.intervals,
            seconds: you.seconds,
            late_seconds: you.late_seconds,
            present: you.present,
        },
    })
}
