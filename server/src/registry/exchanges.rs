//! The history: what happened with partners, entered by hand or held here.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use history::book::ExchangeRow;
use history::date::Window;
use history::exchange::{Direction, Exchange, ExchangeKind, Field, Mode};
use history::partner::Continent;
use meeting::id::{DepartmentId, ExchangeId};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::day::Day;
use super::entries::{self, Created, FromVersion, Removed, Tag, tag};
use super::lists::{Paging, RecordPage};
use super::named::{Named, Names as _};
use super::refusals;
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger::{Batch, Change, KeptExchange, Key, Record as _, View, What, laid_over};
use crate::partners::Index;
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};

entries::draft!(ExchangeDraft, Exchange);

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, change, remove))
}

/// An exchange with the version that a change of it must name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ShownExchange {
    /// 0 for one that was held here and to which nobody has added anything.
    version: i64,
    record: Exchange,
    /// If it was held here: when it was opened. Title, day, partners, mode, rank and headcount then
    /// follow from the record of the session; what is sent of them is not kept.
    opened_at: Option<Timestamp>,
}

impl ShownExchange {
    pub(crate) fn id(&self) -> ExchangeId {
        self.record.id
    }
}

impl From<KeptExchange> for ShownExchange {
    fn from(kept: KeptExchange) -> Self {
        ShownExchange {
            version: kept.version,
            record: kept.record,
            opened_at: kept.opened_at,
        }
    }
}

/// An exchange as it stands after a change.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct SavedExchange {
    #[serde(flatten)]
    shown: ShownExchange,
    /// By which the change can be taken back; `null` where it changed nothing.
    batch: Option<i64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExchangeOrder)]
enum Order {
    #[default]
    Newest,
    Oldest,
    /// Most people first.
    Headcount,
    /// The highest head first.
    Rank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Depth {
    /// Talks, something signed, or a project.
    Substantive,
    /// Counted, and no more than courtesy or not said.
    Courtesy,
    /// In no measure: greetings, invitations, what is planned or was called off.
    Uncounted,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Identity or slug of a partner.
    partner: Option<String>,
    /// With some partner of this country (ISO 3166-1 alpha-2).
    country: Option<String>,
    continent: Option<Continent>,
    kind: Option<ExchangeKind>,
    field: Option<Field>,
    direction: Option<Direction>,
    mode: Option<Mode>,
    #[param(inline)]
    depth: Option<Depth>,
    /// In which this department took part.
    #[param(value_type = Option<String>)]
    department: Option<DepartmentId>,
    year: Option<i16>,
    /// On this day or later.
    #[param(value_type = Option<String>)]
    from: Option<Day>,
    /// On this day or earlier.
    #[param(value_type = Option<String>)]
    to: Option<Day>,
    #[serde(default)]
    #[param(inline)]
    sort: Order,
    page: Option<usize>,
    per: Option<usize>,
}

/// Exchanges, those that were held here included.
#[utoipa::path(get, path = "/api/exchanges", operation_id = "list_exchanges", tag = "history",
    params(Wanted), responses(
    (status = OK, body = RecordPage<ShownExchange>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn list(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<RecordPage<ShownExchange>>, ApiError> {
    let paging = Paging {
        page: wanted.page,
        per: wanted.per,
    };
    let found = found(&app, &wanted)?;
    let total = found.len();
    let ids = paging.cut(found)?;
    page(&app, &app.ledger.now(), total, &ids).await.map(Json)
}

/// A page of the history: these exchanges, of so many.
pub(crate) async fn page(
    app: &App,
    view: &View,
    total: usize,
    ids: &[ExchangeId],
) -> Result<RecordPage<ShownExchange>, ApiError> {
    let mut named = Named::default();
    let items = view.exchanges(ids).await?;
    let items = items.into_iter().map(|kept| {
        kept.record.name(app, &mut named);
        ShownExchange::from(kept)
    });
    Ok(RecordPage {
        total,
        items: items.collect(),
        named,
    })
}

/// Which exchanges are wanted, in the order that is.
pub(crate) fn found(app: &App, wanted: &Wanted) -> Result<Vec<ExchangeId>, ApiError> {
    let cities = app.partners.now();
    let partner = wanted.partner.as_deref().map(|partner| {
        let city = cities.find(partner);
        city.ok_or_else(|| ApiError::bad_input("partner", "unknown"))
    });
    let partner = partner.transpose()?.map(|city| city.id());
    let state = app.ledger.state();
    let rows = state.book.exchanges(wanted.window());
    let mut rows: Vec<_> = rows
        .filter(|(_, _, row)| {
            partner.is_none_or(|partner| row.partners.contains(&partner))
                && wanted.is_met_by(row)
                && wanted.is_there(&cities, row)
        })
        .collect();
    match wanted.sort {
        Order::Oldest => {}
        Order::Newest => rows.reverse(),
        Order::Headcount => rows.sort_by_key(|(day, _, row)| {
            let people = row.headcount.map_or(0, |headcount| headcount.number);
            std::cmp::Reverse((people, *day))
        }),
        Order::Rank => rows
            .sort_by_key(|(day, _, row)| (row.rank.is_none(), row.rank, std::cmp::Reverse(*day))),
    }
    Ok(rows.into_iter().map(|(_, id, _)| id).collect())
}

impl Wanted {
    fn window(&self) -> Window {
        let year = self.year.map(|year| Window::years(year, year));
        let year = year.unwrap_or(Window::EVER);
        let window = Window {
            from: self.from.map_or(year.from, |from| from.0.max(year.from)),
            to: year.to,
        };
        self.to.map_or(window, |to| window.until(to.0))
    }

    fn is_met_by(&self, row: &ExchangeRow) -> bool {
        let is_deep = |depth| match depth {
            Depth::Substantive => row.is_substantive,
            Depth::Courtesy => row.counts && !row.is_substantive,
            Depth::Uncounted => !row.counts,
        };
        self.kind.is_none_or(|kind| row.kind == kind)
            && self.field.is_none_or(|field| row.field == Some(field))
            && self.direction.is_none_or(|one| row.direction == one)
            && self.mode.is_none_or(|mode| row.mode == mode)
            && self.depth.is_none_or(is_deep)
            && self
                .department
                .is_none_or(|one| row.departments.contains(&one))
    }

    fn is_there(&self, cities: &Index, row: &ExchangeRow) -> bool {
        if self.country.is_none() && self.continent.is_none() {
            return true;
        }
        let mut partners = row
            .partners
            .iter()
            .filter_map(|partner| cities.get(*partner));
        partners.any(|city| {
            let country = city.record.counting_country();
            self.country
                .as_deref()
                .is_none_or(|code| code == country.code())
                && self
                    .continent
                    .is_none_or(|one| one == city.record.continent)
        })
    }
}

/// Enters an exchange.
#[utoipa::path(post, path = "/api/exchanges", operation_id = "create_exchange", tag = "history",
    request_body = ExchangeDraft, responses(
    (status = CREATED, body = entries::Saved<Exchange>),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_record`; `detail.fields` is a list of `{path, problem}`"),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn create(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Json(draft): Json<ExchangeDraft>,
) -> Result<Created<Exchange>, ApiError> {
    entries::create(&app, &organizer, draft.0).await
}

/// One exchange, with the names of those that it names.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ExchangeDetail {
    #[serde(flatten)]
    shown: ShownExchange,
    named: Named,
}

/// One exchange.
#[utoipa::path(get, path = "/api/exchanges/{id}", operation_id = "show_exchange", tag = "history",
    params(("id" = String, Path)), responses(
    (status = OK, body = ExchangeDetail),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn show(
    _: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<ExchangeId>,
) -> Result<(Tag, Json<ExchangeDetail>), ApiError> {
    let kept = known(&app, id).await?;
    let mut named = Named::default();
    kept.record.name(&app, &mut named);
    let shown = ShownExchange::from(kept);
    Ok((tag(shown.version), Json(ExchangeDetail { shown, named })))
}

async fn known(app: &App, id: ExchangeId) -> Result<KeptExchange, ApiError> {
    let kept = app.ledger.exchange(id).await?;
    kept.ok_or_else(ApiError::not_found)
}

/// Changes an exchange, or adds to one that was held here.
#[utoipa::path(put, path = "/api/exchanges/{id}", operation_id = "change_exchange", tag = "history",
    params(("id" = String, Path), ("If-Match" = String, Header,
        description = "`\"3\"`: the version that the change was made from")),
    request_body = ExchangeDraft, responses(
    (status = OK, body = SavedExchange),
    (status = BAD_REQUEST, body = ErrorBody,
        description = "`invalid_record`; `detail.fields` is a list of `{path, problem}`"),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = PRECONDITION_FAILED, body = ErrorBody,
        description = "`conflict`: changed meanwhile, `detail.current` is what stands"),
    (status = PRECONDITION_REQUIRED, body = ErrorBody),
))]
async fn change(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<ExchangeId>,
    FromVersion(from): FromVersion,
    Json(draft): Json<ExchangeDraft>,
) -> Result<(Tag, Json<SavedExchange>), ApiError> {
    known(&app, id).await?;
    let record = draft.0.with(Key::from(id).id)?;
    let record = match app.ledger.state().filed(id) {
        Some(filed) => added_to(&filed.exchange, record),
        None => record,
    };
    let change = Change::put(record.entry(), Some(from));
    let batch = write(&app, &organizer, id, change).await?;
    let shown = ShownExchange::from(known(&app, id).await?);
    Ok((tag(shown.version), Json(SavedExchange { shown, batch })))
}

/// What somebody adds to a meeting that was held here. What they say just as its record does, is left
/// to the record.
pub(crate) fn added_to(filed: &Exchange, record: Exchange) -> Exchange {
    let substance = record.substance;
    Exchange {
        substance: substance.filter(|one| Some(*one) != filed.substance),
        ..laid_over(filed, record)
    }
}

/// Removes an exchange; of one that was held here, what was added to it.
#[utoipa::path(delete, path = "/api/exchanges/{id}", operation_id = "remove_exchange",
    tag = "history", params(("id" = String, Path), ("If-Match" = String, Header)), responses(
    (status = OK, body = Removed),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`held_here` or `in_use`"),
    (status = PRECONDITION_FAILED, body = ErrorBody, description = "`conflict`"),
    (status = PRECONDITION_REQUIRED, body = ErrorBody),
))]
async fn remove(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<ExchangeId>,
    FromVersion(from): FromVersion,
) -> Result<Json<Removed>, ApiError> {
    let before = known(&app, id).await?;
    if before.is_held_here() && before.version == 0 {
        let message = "It was held here; its record stands.";
        return Err(ApiError::new(StatusCode::CONFLICT, "held_here", message));
    }
    let change = Change::remove(id.into(), Some(from));
    let batch = write(&app, &organizer, id, change).await?;
    Ok(Json(Removed { batch }))
}

async fn write(
    app: &App,
    organizer: &Organizer,
    id: ExchangeId,
    change: Change,
) -> Result<Option<i64>, ApiError> {
    let batch = Batch::of(What::Form, Some(organizer.id), vec![change]);
    match app.ledger.write(batch).await {
        Ok(written) => Ok(written.batch),
        Err(crate::ledger::Refused::Changed(_)) => {
            let now = known(app, id).await?;
            Err(refusals::changed(entries::current(
                now.version,
                &now.record,
            )))
        }
        Err(refusal) => Err(refusals::of_batch(app, refusal).await),
    }
}
