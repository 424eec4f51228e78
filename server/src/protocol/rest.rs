//! The protocol of a session over HTTP, for organizers.

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
use crate::partners::codes;
use crate::rest::{ApiError, ErrorBody, Json, Path};
use crate::schedule::SessionState;

/// Characters.
const LONGEST_REASON: usize = 300;
/// Characters that BCP 47 asks everybody to have room for.
const LONGEST_TAG: usize = 35;
/// Moves a delegation: one may be moved again after others were.
const MOST_MOVES: usize = 10;

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
    /// In the order in which they are made. Those that stand already, for whatever reason, keep who
    /// made them and when.
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
        let language = self.language.as_str();
        let is_tag = language.len() <= LONGEST_TAG && codes::is_language_tag(language);
        if !is_tag || !display::is_spoken(language) {
            return Err(ApiError::bad_input("language", "unknown"));
        }
        if self.moves.len() > MOST_MOVES * before.rows.len() {
            return Err(ApiError::bad_input("moves", "too_many"));
        }
        let mut moves = Vec::new();
        let mut standing = standing.to_vec();
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
            moves.push(as_it_stands(&mut standing, made));
        }
        Ok(Arrangement {
            rule: self.rule,
            language: self.language,
            moves,
        })
    }
}

/// The same move as it was made before, where it was; only its reason may be new. It is taken out of
/// those that stand: the same move made twice is two.
fn as_it_stands(standing: &mut Vec<Move>, made: Move) -> Move {
    let same = |one: &Move| (one.delegation, one.place) == (made.delegation, made.place);
    match standing.iter().position(same) {
        Some(place) => Move {
            reason: made.reason,
            ..standing.remove(place)
        },
        None => made,
    }
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
