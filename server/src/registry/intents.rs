//! Intents: the list of them, and the steps on the way to a project.

use std::sync::Arc;

use axum::extract::State;
use history::book::IntentRow;
use history::exchange::Field;
use history::intent::{Intent, Stage, Step};
use jiff::civil::Date;
use meeting::id::{DepartmentId, EntryId, IntentId, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::day::Day;
use super::entries::{self, FromVersion, Saved, Tag, tag};
use super::lists::{Paging, RecordPage};
use super::named::{Named, Names as _};
use super::today;
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger::{Kept, Key};
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(step))
}

/// An intent with how it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ShownIntent {
    version: i64,
    pub(crate) record: Intent,
    /// On the day that was asked for; `null` before it was said.
    stage: Option<Stage>,
    /// The last day on which something happened.
    last_step: Option<Day>,
    /// Open, and nothing happened for 90 days.
    pub(crate) stalled: bool,
    /// Open past its due date.
    pub(crate) overdue: bool,
}

impl ShownIntent {
    pub(crate) fn on(kept: Kept<Intent>, day: Date) -> ShownIntent {
        let course = kept.record.course();
        ShownIntent {
            version: kept.version,
            stage: course.stage_on(day),
            last_step: course.last_step_by(day).map(Day),
            stalled: course.is_stalled_on(day),
            overdue: course.is_overdue_on(day),
            record: kept.record,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = IntentOrder)]
enum Order {
    /// Those first that wait longest for a step.
    #[default]
    Waiting,
    Newest,
    Oldest,
    /// Those without a due date last.
    Due,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Identity or slug of a partner.
    partner: Option<String>,
    /// The department that sees to it.
    #[param(value_type = Option<String>)]
    owner: Option<DepartmentId>,
    /// A department that takes part, as owner or beside it.
    #[param(value_type = Option<String>)]
    department: Option<DepartmentId>,
    stage: Option<Stage>,
    field: Option<Field>,
    /// Neither landed nor withdrawn, or one of both.
    open: Option<bool>,
    stalled: Option<bool>,
    overdue: Option<bool>,
    /// The year in which it was said.
    year: Option<i16>,
    /// Said in this session.
    #[param(value_type = Option<String>)]
    session: Option<SessionId>,
    /// As it stood on this day; today when absent.
    #[param(value_type = Option<String>)]
    as_of: Option<Day>,
    #[serde(default)]
    #[param(inline)]
    sort: Order,
    page: Option<usize>,
    per: Option<usize>,
}

/// Intents with their stage.
#[utoipa::path(get, path = "/api/intents", operation_id = "list_intents", tag = "history",
    params(Wanted), responses(
    (status = OK, body = RecordPage<ShownIntent>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn list(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<RecordPage<ShownIntent>>, ApiError> {
    let found = found(&app, &wanted)?;
    let total = found.len();
    let paging = Paging {
        page: wanted.page,
        per: wanted.per,
    };
    let items = shown(&app, &paging.cut(found)?, wanted.day(&app)).await?;
    let mut named = Named::default();
    let records = items.iter().map(|shown| &shown.record);
    records.for_each(|record| record.name(&app, &mut named));
    Ok(Json(RecordPage {
        total,
        items,
        named,
    }))
}

/// These intents as they stood on a day.
pub(super) async fn shown(
    app: &App,
    ids: &[IntentId],
    day: Date,
) -> Result<Vec<ShownIntent>, ApiError> {
    let ids: Vec<EntryId> = ids.iter().map(|id| Key::from(*id).id).collect();
    let kept = app.ledger.get_many::<Intent>(&ids).await?.into_iter();
    Ok(kept.map(|kept| ShownIntent::on(kept, day)).collect())
}

/// Which intents are wanted, as they stood on the day that is asked for, in the order that is. No
/// record is read for it: all that is asked for stands in the book.
pub(super) fn found(app: &App, wanted: &Wanted) -> Result<Vec<IntentId>, ApiError> {
    let partner = wanted.partner.as_deref().map(|partner| {
        let city = app.partners.find(partner);
        city.ok_or_else(|| ApiError::bad_input("partner", "unknown"))
    });
    let partner = partner.transpose()?.map(|city| city.id());
    let day = wanted.day(app);
    let state = app.ledger.state();
    let found = state.book.intents().filter(|(_, row)| {
        partner.is_none_or(|partner| row.partners.contains(&partner))
            && wanted.is_met_by(row)
            && wanted.is_met_on(day, row)
    });
    let mut found: Vec<(IntentId, &IntentRow)> = found.collect();
    sort(&mut found, wanted.sort, day);
    Ok(found.into_iter().map(|(id, _)| id).collect())
}

impl Wanted {
    pub(super) fn day(&self, app: &App) -> Date {
        self.as_of.map_or_else(|| today(app), |day| day.0)
    }

    fn is_met_by(&self, row: &IntentRow) -> bool {
        let takes_part = |one: DepartmentId| row.departments.contains(&one);
        self.owner.is_none_or(|owner| row.owner == Some(owner))
            && self.department.is_none_or(takes_part)
            && self.field.is_none_or(|field| row.field == Some(field))
            && self.year.is_none_or(|year| row.said_on.year() == year)
            && self.session.is_none_or(|one| row.session == Some(one))
    }

    /// As it stands on the day; what had not been said by then is not there.
    fn is_met_on(&self, day: Date, row: &IntentRow) -> bool {
        let course = &row.course;
        let Some(stage) = course.stage_on(day) else {
            return false;
        };
        let stalled = |wanted: bool| wanted == course.is_stalled_on(day);
        let overdue = |wanted: bool| wanted == course.is_overdue_on(day);
        self.stage.is_none_or(|wanted| wanted == stage)
            && self.open.is_none_or(|open| open == stage.is_open())
            && self.stalled.is_none_or(stalled)
            && self.overdue.is_none_or(overdue)
    }
}

fn sort(found: &mut [(IntentId, &IntentRow)], order: Order, day: Date) {
    found.sort_by_key(|(id, row)| (row.said_on, *id));
    match order {
        Order::Oldest => {}
        Order::Newest => found.reverse(),
        Order::Waiting => found.sort_by_cached_key(|(_, row)| {
            let course = &row.course;
            (!course.is_open_on(day), course.last_step_by(day))
        }),
        Order::Due => found.sort_by_key(|(_, row)| (row.due.is_none(), row.due)),
    }
}

/// Adds a line to the log of an intent, and with it moves the intent to a stage.
#[utoipa::path(post, path = "/api/intents/{id}/steps", operation_id = "add_intent_step",
    tag = "history", params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = Step, responses(
    (status = OK, body = Saved<Intent>),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_record`; `detail.fields` is a list of `{path, problem}`"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = PRECONDITION_FAILED, body = ErrorBody, description = "`conflict`"),
    (status = PRECONDITION_REQUIRED, body = ErrorBody),
))]
async fn step(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<IntentId>,
    FromVersion(from): FromVersion,
    Json(step): Json<Step>,
) -> Result<(Tag, Json<Saved<Intent>>), ApiError> {
    let kept = app.ledger.get::<Intent>(Key::from(id).id).await?;
    let mut intent = kept.ok_or_else(ApiError::not_found)?.record;
    intent.steps.push(step);
    // Made from another version than is named, it is refused when it is written.
    let saved = entries::save(&app, &organizer, intent, from).await?;
    Ok((tag(saved.version), Json(saved)))
}
