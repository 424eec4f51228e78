//! The protocol of a session over HTTP, for organizers.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use meeting::id::{DelegationId, SessionId};
use meeting::precedence::{Arrangement, Move, Rule};
use meeting::time::Timestamp;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::list::{Protocol, protocol};
use super::table;
use crate::app::{App, now};
use crate::display;
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path};
use crate::schedule::SessionState;

/// Characters.
const LONGEST_REASON: usize = 300;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(show, arrange))
        .merge(super::print::routes())
}

/// The delegations of a session in their order, with what their name plates lack.
#[utoipa::path(get, path = "/api/sessions/{id}/protocol", operation_id = "show_protocol",
    tag = "protocol", params(("id" = String, Path)), responses(
    (status = OK, body = Protocol),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
) -> Result<Json<Protocol>, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    protocol(&app, &mut database, session).await.map(Json)
}

/// What the office chooses: the whole of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProtocolDraft {
    /// The version the change was made from.
    version: i64,
    rule: Rule,
    /// BCP 47 tag of a language in which the countries/regions have names.
    language: String,
    /// In the order in which they are made, one a delegation. Those that stand already as they are
    /// here keep who made them and when.
    moves: Vec<MoveDraft>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProtocolMoveDraft)]
struct MoveDraft {
    delegation: DelegationId,
    /// From 1; beyond the last it is the last.
    place: u16,
    #[serde(default)]
    reason: Option<String>,
}

/// Chooses the rule and puts delegations to places of their own.
#[utoipa::path(put, path = "/api/sessions/{id}/protocol", operation_id = "arrange_protocol",
    tag = "protocol", params(("id" = String, Path)), request_body = ProtocolDraft, responses(
    (status = OK, body = Protocol),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`conflict`: changed meanwhile, `detail.current` is the protocol as it \
                       stands; or `ended`"),
))]
async fn arrange(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(session): Path<SessionId>,
    Json(draft): Json<ProtocolDraft>,
) -> Result<Json<Protocol>, ApiError> {
    let mut transaction = app.store.write().await?;
    let before = protocol(&app, &mut transaction, session).await?;
    if before.state == SessionState::Ended {
        let message = "The session is over; its list stays as it was.";
        return Err(ApiError::new(StatusCode::CONFLICT, "ended", message));
    }
    if before.version != draft.version {
        return Err(ApiError::conflict(json!({ "current": before })));
    }
    let kept = table::get(&mut transaction, session).await?.arrangement;
    let at = now().timestamp;
    let arrangement = draft.checked(&before, &kept.moves, &organizer, at)?;
    table::put(&mut transaction, session, &arrangement, at).await?;
    let after = protocol(&app, &mut transaction, session).await?;
    transaction.commit().await?;
    Ok(Json(after))
}

impl ProtocolDraft {
    fn checked(
        self,
        before: &Protocol,
        standing: &[Move],
        organizer: &Organizer,
        at: Timestamp,
    ) -> Result<Arrangement, ApiError> {
        if !display::is_spoken(&self.language) {
            return Err(ApiError::bad_input("language", "unknown"));
        }
        let mut moves = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, one) in self.moves.into_iter().enumerate() {
            let wrong = |field: &str, problem| {
                ApiError::bad_input(&format!("moves[{index}].{field}"), problem)
            };
            let there = before
                .rows
                .iter()
                .any(|row| row.delegation == one.delegation);
            if !there {
                return Err(wrong("delegation", "unknown"));
            }
            if !seen.insert(one.delegation) {
                return Err(wrong("delegation", "duplicate"));
            }
            if one.place == 0 {
                return Err(wrong("place", "out_of_range"));
            }
            let reason = reason(one.reason).map_err(|problem| wrong("reason", problem))?;
            let made = Move {
                delegation: one.delegation,
                place: one.place,
                reason,
                by: organizer.id,
                at,
            };
            moves.push(as_it_stands(standing, made));
        }
        Ok(Arrangement {
            rule: self.rule,
            language: self.language,
            moves,
        })
    }
}

/// The same move as it was made before, where it was.
fn as_it_stands(standing: &[Move], made: Move) -> Move {
    let same = |one: &&Move| {
        (one.delegation, one.place, &one.reason) == (made.delegation, made.place, &made.reason)
    };
    standing.iter().find(same).cloned().unwrap_or(made)
}

fn reason(reason: Option<String>) -> Result<Option<String>, &'static str> {
    let reason = reason.map(|reason| reason.trim().to_owned());
    let reason = reason.filter(|reason| !reason.is_empty());
    let text = reason.as_deref().unwrap_or_default();
    if text.chars().count() > LONGEST_REASON {
        return Err("too_long");
    }
    if text.chars().any(char::is_control) {
        return Err("invalid");
    }
    Ok(reason)
}
