//! The pages of delegations for the desk: links are made, shown and revoked, proposals decided.

use std::sync::Arc;

use axum::extract::State;
use meeting::id::{DelegationId, PersonId};
use meeting::plan::{Display, Localized};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::table::{self, Settled};
use super::{Names, Subject};
use crate::app::App;
use crate::identity::{DelegationClaims, Organizer, Scope};
use crate::rest::{ApiError, ErrorBody, Json, Path};
use crate::schedule;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(issue, allow, revoke))
        .routes(routes!(settle))
}

/// The pages of the delegations of a session or an event.
#[derive(Debug, Serialize, ToSchema)]
struct DelegationPages {
    /// Of the plan or the event; who decides about a proposal names it.
    version: i64,
    pages: Vec<DelegationPage>,
    /// Open, the oldest first.
    proposals: Vec<ProposalCard>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DelegationPage {
    delegation: DelegationId,
    city: Localized,
    country: Option<String>,
    display: Display,
    /// None: none was made, or it is revoked.
    url: Option<String>,
    /// The personal links of its people stand on it.
    shows_links: bool,
    /// When it was first opened.
    opened_at: Option<Timestamp>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ProposalCard {
    delegation: DelegationId,
    person: PersonId,
    number: i64,
    at: Timestamp,
    /// As it stands, ...
    now: Names,
    /// ... and as it should be.
    proposed: Names,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Of {
    Session,
    Event,
}

fn scope(of: Of, id: &str) -> Result<Scope, ApiError> {
    let scope = match of {
        Of::Session => id.parse().map(Scope::Session),
        Of::Event => id.parse().map(Scope::Event),
    };
    scope.map_err(|_| ApiError::not_found())
}

async fn pages(app: &App, scope: Scope) -> Result<Json<DelegationPages>, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let subject = Subject::read(app, &mut database, scope).await?;
    let subject = subject.ok_or_else(ApiError::not_found)?;
    let links = table::links(&mut database, scope).await?;
    let proposals = table::proposals(&mut database, scope).await?;
    let page = |delegation: &meeting::plan::Delegation| {
        let link = links.get(&delegation.id).filter(|link| !link.revoked);
        let url = link.map(|link| {
            app.identity.delegation_url(&DelegationClaims {
                scope,
                delegation: delegation.id,
                serial: link.serial,
            })
        });
        DelegationPage {
            delegation: delegation.id,
            city: delegation.city.clone(),
            country: delegation.country.clone(),
            display: delegation.display.clone(),
            url,
            shows_links: link.is_some_and(|link| link.shows_links),
            opened_at: link.and_then(|link| link.opened_at),
        }
    };
    let card = |proposal: table::Proposal| {
        let person = subject.member(proposal.delegation, proposal.person)?;
        Some(ProposalCard {
            delegation: proposal.delegation,
            person: proposal.person,
            number: proposal.number,
            at: proposal.at,
            now: Names::of(person),
            proposed: proposal.names,
        })
    };
    Ok(Json(DelegationPages {
        version: subject.version,
        pages: subject.delegations.iter().map(page).collect(),
        proposals: proposals.into_iter().filter_map(card).collect(),
    }))
}

/// The pages of the delegations of a session or an event, and what was proposed on them.
#[utoipa::path(get, path = "/api/delegation-pages/{of}/{id}", operation_id = "delegation_pages",
    tag = "invitations", params(("of" = inline(Of), Path), ("id" = String, Path)), responses(
    (status = OK, body = DelegationPages),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((of, id)): Path<(Of, String)>,
) -> Result<Json<DelegationPages>, ApiError> {
    pages(&app, scope(of, &id)?).await
}

/// Makes a link to the page of a delegation; an older one is dead, and shows nobody's links.
#[utoipa::path(post, path = "/api/delegation-pages/{of}/{id}/{delegation}",
    operation_id = "issue_delegation_link", tag = "invitations",
    params(("of" = inline(Of), Path), ("id" = String, Path), ("delegation" = String, Path)), responses(
    (status = OK, body = DelegationPages),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn issue(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((of, id, delegation)): Path<(Of, String, DelegationId)>,
) -> Result<Json<DelegationPages>, ApiError> {
    let scope = scope(of, &id)?;
    let mut transaction = app.store.write().await?;
    let subject = Subject::read(&app, &mut transaction, scope).await?;
    let subject = subject.ok_or_else(ApiError::not_found)?;
    subject
        .delegation(delegation)
        .ok_or_else(ApiError::not_found)?;
    table::issue(&mut transaction, scope, delegation).await?;
    transaction.commit().await?;
    pages(&app, scope).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PageSetting {
    shows_links: bool,
}

/// Allows the page of a delegation to show the personal links of its people, or no longer.
#[utoipa::path(put, path = "/api/delegation-pages/{of}/{id}/{delegation}",
    operation_id = "set_delegation_page", tag = "invitations", request_body = PageSetting,
    params(("of" = inline(Of), Path), ("id" = String, Path), ("delegation" = String, Path)), responses(
    (status = OK, body = DelegationPages),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "There is no link."),
))]
async fn allow(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((of, id, delegation)): Path<(Of, String, DelegationId)>,
    Json(setting): Json<PageSetting>,
) -> Result<Json<DelegationPages>, ApiError> {
    let scope = scope(of, &id)?;
    let mut transaction = app.store.write().await?;
    let page = (scope, delegation);
    if !table::allow(&mut transaction, page, setting.shows_links).await? {
        return Err(ApiError::not_found());
    }
    transaction.commit().await?;
    pages(&app, scope).await
}

/// Revokes the link to the page of a delegation.
#[utoipa::path(delete, path = "/api/delegation-pages/{of}/{id}/{delegation}",
    operation_id = "revoke_delegation_link", tag = "invitations",
    params(("of" = inline(Of), Path), ("id" = String, Path), ("delegation" = String, Path)), responses(
    (status = OK, body = DelegationPages),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn revoke(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((of, id, delegation)): Path<(Of, String, DelegationId)>,
) -> Result<Json<DelegationPages>, ApiError> {
    let scope = scope(of, &id)?;
    let mut transaction = app.store.write().await?;
    table::revoke(&mut transaction, scope, delegation).await?;
    transaction.commit().await?;
    pages(&app, scope).await
}

/// What becomes of a proposal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProposalDecision {
    person: PersonId,
    number: i64,
    /// Of the plan or the event beside which the proposal was looked at.
    version: i64,
    take: bool,
}

/// Takes a proposal into the plan, or the roster and all its sessions; or refuses it.
#[utoipa::path(post, path = "/api/delegation-pages/{of}/{id}/proposals",
    operation_id = "settle_proposal", tag = "invitations", request_body = ProposalDecision,
    params(("of" = inline(Of), Path), ("id" = String, Path)), responses(
    (status = OK, body = DelegationPages),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "It is not open, or was replaced."),
    (status = CONFLICT, body = ErrorBody, description = "`conflict`: the plan was changed meanwhile; or `ended`"),
))]
async fn settle(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path((of, id)): Path<(Of, String)>,
    Json(decision): Json<ProposalDecision>,
) -> Result<Json<DelegationPages>, ApiError> {
    let scope = scope(of, &id)?;
    let mut transaction = app.store.write().await?;
    let open = table::proposals(&mut transaction, scope).await?;
    let which = (decision.person, decision.number);
    let proposal = open
        .into_iter()
        .find(|one| (one.person, one.number) == which);
    let proposal = proposal.ok_or_else(ApiError::not_found)?;
    let settled = if decision.take {
        Settled::Taken
    } else {
        Settled::Refused
    };
    table::settle(&mut transaction, scope, which, settled).await?;
    if decision.take {
        let at = (scope, decision.version);
        let Names { name, title } = proposal.names;
        schedule::rename(&app, transaction, at, decision.person, (name, title)).await?;
    } else {
        transaction.commit().await?;
    }
    pages(&app, scope).await
}
