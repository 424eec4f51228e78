//! The numbers, and the list of records behind each.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use history::measure::Bound;
use history::measure::activity::exchanges_with;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::{Asked, Question};
use super::cache::{self, Place};
use super::figures::{Behind, Found, Unit, exchanges};
use super::lists::{self, FigureList};
use crate::app::App;
use crate::identity::Organizer;
use crate::registry::{Day, Paging};
use crate::rest::{ApiError, ErrorBody, Json, Query};

/// Begins the key of the exchanges with one partner within the window, its identity the rest. There
/// would be too many of them among the numbers of a day.
const WITH: &str = "with.";

/// By which the answer is remembered.
const FIGURES: &str = "figures";

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(dashboard))
        .routes(routes!(list))
}

/// A number that is measured.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = MeasuredFigure)]
struct Figure {
    /// By which its list is opened, e.g. `stock.sister`.
    key: String,
    /// `A1` to `A21`.
    measure: &'static str,
    unit: Unit,
    /// `null` where there is nothing to be measured.
    value: Option<f64>,
    /// What the value says of the true one: "over N" makes it a lower bound, and a share of such
    /// numbers an upper one, or neither.
    bound: Bound,
    /// Records behind it; of a share, those of the part.
    part: usize,
    /// Of a share: records behind the whole.
    whole: Option<usize>,
}

impl From<&Found> for Figure {
    fn from(found: &Found) -> Self {
        Figure {
            key: found.key.clone(),
            measure: found.measure,
            unit: found.unit,
            value: found.value,
            bound: found.bound,
            part: found.part.length(),
            whole: found.whole.as_ref().map(Behind::length),
        }
    }
}

/// All numbers of a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Figures {
    as_of: Day,
    /// First day of the window.
    from: Day,
    /// Last day of the window that is seen.
    to: Day,
    figures: Vec<Figure>,
}

impl Figures {
    fn of(found: &[Found], asked: &Asked) -> Figures {
        let query = &asked.query;
        let last = query.seen().to.yesterday().unwrap_or(Date::MIN);
        Figures {
            as_of: Day(query.as_of),
            from: Day(query.window.from),
            to: Day(last),
            figures: found.iter().map(Figure::from).collect(),
        }
    }
}

/// Every measure as of a day. To compare two days, ask for each of them.
#[utoipa::path(get, path = "/api/analytics", operation_id = "show_figures", tag = "analytics",
    params(Question), responses(
    (status = OK, body = Figures),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn dashboard(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
) -> Result<Response, ApiError> {
    let asked = question.understood(&app)?;
    let place = match Place::find(&app, FIGURES, &asked) {
        Ok(known) => return Ok(known),
        Err(place) => place,
    };
    let found = cache::numbers(&app, asked).await?;
    let answer = serde_json::to_vec(&Figures::of(&found, &asked));
    Ok(place.keep(&app, answer.map_err(ApiError::internal)?))
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    #[default]
    Part,
    Whole,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Key of a number of the same question; or `with.` and the identity of a partner: the exchanges
    /// with it within the window.
    pub(super) figure: String,
    /// Of a share, the list of the part (the default) or of the whole.
    #[serde(default)]
    #[param(inline)]
    pub(super) side: Side,
}

/// The records behind a number, for the question in which it stands.
#[utoipa::path(get, path = "/api/analytics/list", operation_id = "list_figure", tag = "analytics",
    params(Which, Question, Paging), responses(
    (status = OK, body = FigureList),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn list(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(which): Query<Which>,
    Query(question): Query<Question>,
    Query(paging): Query<Paging>,
) -> Result<Json<FigureList>, ApiError> {
    let asked = question.understood(&app)?;
    let behind = behind(&app, which, asked).await?;
    let view = cache::view(&app, &asked).await?;
    lists::list(&app, &view, behind, (paging, asked.query.as_of))
        .await
        .map(Json)
}

/// The records that are asked for.
pub(super) async fn behind(app: &Arc<App>, which: Which, asked: Asked) -> Result<Behind, ApiError> {
    if let Some(partner) = which.figure.strip_prefix(WITH) {
        let partner = partner.parse().map_err(|_| ApiError::not_found())?;
        let exchanges = cache::with_state(app, asked, move |state, asked| {
            exchanges(&exchanges_with(&state.book, partner, asked.query.seen()))
        });
        return exchanges.await;
    }
    let numbers = cache::numbers(app, asked).await?;
    let found = numbers.iter().find(|found| found.key == which.figure);
    let behind = found.and_then(|found| match which.side {
        Side::Part => Some(found.part.clone()),
        Side::Whole => found.whole.clone(),
    });
    behind.ok_or_else(ApiError::not_found)
}
