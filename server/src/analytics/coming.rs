//! The anniversaries that are near: what the office is reminded of.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use history::measure::{anniversary, holdings};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::{Asked, Question};
use super::boards::AnniversaryDay;
use super::cache;
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger;
use crate::registry::{Day, Named, Paging};
use crate::rest::{ApiError, ErrorBody, Query};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(coming))
}

/// A page of the anniversaries that are near on a day.
#[derive(Debug, Serialize, ToSchema)]
struct ComingAnniversaries {
    as_of: Day,
    /// Relations that hold on the day, whether with an anniversary or not.
    relations: usize,
    /// On all pages together.
    total: usize,
    items: Vec<ComingAnniversary>,
    named: Named,
}

#[derive(Debug, Serialize, ToSchema)]
struct ComingAnniversary {
    #[serde(flatten)]
    day: AnniversaryDay,
    /// How many days it is away; `null` where its day is not known.
    days: Option<i32>,
}

/// The anniversaries that are near: round ones from 180 days before, others from 60 days before. The
/// soonest come first, and at the end the round ones of which only the year is known.
#[utoipa::path(get, path = "/api/analytics/anniversaries/coming",
    operation_id = "list_coming_anniversaries", tag = "analytics", params(Question, Paging),
    responses(
    (status = OK, body = ComingAnniversaries),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn coming(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    let asked = question.understood(&app)?;
    let (from, length) = paging.range()?;
    let about = format!("coming anniversaries {from} {length}");
    let names = app.clone();
    cache::answer(&app, about, asked, move |state: &ledger::State, asked| {
        let page = ComingAnniversaries::of(state, asked, (from, length));
        page.named(&names)
    })
    .await
}

impl ComingAnniversaries {
    fn of(state: &ledger::State, asked: &Asked, (from, length): (usize, usize)) -> Self {
        let day = asked.query.as_of;
        let near = anniversary::coming(&state.book, &asked.query);
        let total = near.len();
        let items = near.into_iter().skip(from).take(length);
        let items = items.map(|one| ComingAnniversary {
            days: one.days_from(day),
            day: one.into(),
        });
        ComingAnniversaries {
            as_of: Day(day),
            relations: holdings(&state.book, &asked.query).count(),
            total,
            items: items.collect(),
            named: Named::default(),
        }
    }

    fn named(mut self, app: &App) -> Self {
        for item in &self.items {
            self.named.partner(app, item.day.partner);
        }
        self
    }
}
