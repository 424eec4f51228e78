//! The page of a delegation over HTTP, for its contact person.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use meeting::id::{PersonId, SessionId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::replies::{self, Answer, COME_BACK};
use super::caller::Contact;
use super::page::{self, DelegationView};
use super::{Names, Subject, table};
use crate::app::{App, now};
use crate::rest::{ApiError, ErrorBody, Json};
use crate::store::StoreError;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(reply))
        .routes(routes!(propose))
}

/// The programme of a delegation, its people, and what they answered.
#[utoipa::path(get, path = "/api/delegation", operation_id = "show_delegation", tag = "joining",
    params(("Authorization" = String, Header, description = "`Bearer TOKEN`: from the fragment of the link")),
    responses(
    (status = OK, body = DelegationView),
    (status = NOT_FOUND, body = ErrorBody, description = "`unknown_link`"),
    (status = GONE, body = ErrorBody, description = "`revoked_link` or `expired_link`"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn show(
    State(app): State<Arc<App>>,
    contact: Contact,
) -> Result<Json<DelegationView>, ApiError> {
    if contact.link.opened_at.is_none() {
        note_opening(&app, &contact).await;
    }
    view(&app, &contact).await
}

async fn view(app: &App, contact: &Contact) -> Result<Json<DelegationView>, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    page::show(app, &mut database, contact).await.map(Json)
}

/// A store that cannot be written keeps nobody out.
async fn note_opening(app: &App, contact: &Contact) {
    let noted = async {
        let mut transaction = app.store.write().await?;
        let at = now().timestamp;
        table::note_opening(&mut transaction, contact.scope, contact.delegation, at).await?;
        transaction.commit().await?;
        Ok::<(), StoreError>(())
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, scope = %contact.scope, "the opening of a link was not noted");
    }
}

/// An answer for somebody of the delegation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DelegationReply {
    person: PersonId,
    /// To which sessions.
    sessions: BTreeSet<SessionId>,
    /// `accepted`, `declined` or `deputy`: another time is for the person to propose.
    answer: Answer,
}

/// Answers invitations on behalf of somebody of the delegation: all of them or none.
#[utoipa::path(post, path = "/api/delegation/replies", operation_id = "reply_for_member",
    tag = "joining", request_body = DelegationReply,
    params(("Authorization" = String, Header, description = "`Bearer TOKEN`")), responses(
    (status = OK, body = DelegationView),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "Nobody of this delegation comes to it."),
    (status = CONFLICT, body = ErrorBody, description = "`doors_open`: no answer is taken any more"),
    (status = GONE, body = ErrorBody, description = "`revoked_link` or `expired_link`"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn reply(
    State(app): State<Arc<App>>,
    contact: Contact,
    Json(reply): Json<DelegationReply>,
) -> Result<Json<DelegationView>, ApiError> {
    let answer = reply.answer.checked();
    let answer = answer.map_err(|(field, problem)| ApiError::bad_input(field, problem))?;
    if matches!(answer, Answer::Proposed { .. }) {
        return Err(ApiError::bad_input("answer", "unknown"));
    }
    if reply.sessions.is_empty() {
        return Err(ApiError::bad_input("sessions", "empty"));
    }
    let now = now().timestamp;
    let mut transaction = app.store.write().await?;
    let subject = Subject::read(&app, &mut transaction, contact.scope).await?;
    let subject = subject.ok_or_else(ApiError::not_found)?;
    page::unless_expired(&app, subject.sessions_of(contact.delegation))?;
    for session in reply.sessions {
        let mut theirs = subject.sessions_of(contact.delegation);
        let invited = theirs.find(|invited| invited.plan.session == session);
        let invited = invited.ok_or_else(ApiError::not_found)?;
        let person = invited.plan.person(reply.person);
        person
            .filter(|person| person.delegation == contact.delegation)
            .ok_or_else(ApiError::not_found)?;
        if !replies::is_open(invited, now) {
            let message = "The doors are open, or the session is over.";
            return Err(ApiError::new(StatusCode::CONFLICT, "doors_open", message));
        }
        let whose = (session, reply.person);
        if !replies::append(&mut transaction, whose, (&answer, true), now).await? {
            return Err(ApiError::too_many(COME_BACK));
        }
    }
    transaction.commit().await?;
    view(&app, &contact).await
}

/// How a name and a title should be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NameProposal {
    person: PersonId,
    names: Names,
}

/// Proposes how somebody of the delegation is to be written, in the place of what was proposed
/// before. An organizer decides.
#[utoipa::path(post, path = "/api/delegation/proposals", operation_id = "propose_names",
    tag = "joining", request_body = NameProposal,
    params(("Authorization" = String, Header, description = "`Bearer TOKEN`")), responses(
    (status = OK, body = DelegationView),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "Nobody of this delegation."),
    (status = GONE, body = ErrorBody, description = "`revoked_link` or `expired_link`"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn propose(
    State(app): State<Arc<App>>,
    contact: Contact,
    Json(proposal): Json<NameProposal>,
) -> Result<Json<DelegationView>, ApiError> {
    let names = proposal.names.checked();
    let names = names.map_err(|(field, problem)| ApiError::bad_input(field, problem))?;
    let mut transaction = app.store.write().await?;
    let subject = Subject::read(&app, &mut transaction, contact.scope).await?;
    let subject = subject.ok_or_else(ApiError::not_found)?;
    page::unless_expired(&app, subject.sessions_of(contact.delegation))?;
    let member = subject.member(contact.delegation, proposal.person);
    let person = member.ok_or_else(ApiError::not_found)?.id;
    let page = (contact.scope, contact.delegation);
    let at = now().timestamp;
    if !table::propose(&mut transaction, page, person, &names, at).await? {
        return Err(ApiError::too_many(COME_BACK));
    }
    transaction.commit().await?;
    view(&app, &contact).await
}
