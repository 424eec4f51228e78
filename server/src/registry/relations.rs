//! Relations: the list of them, and what becomes of one.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use history::book::RelationRow;
use history::date::PartialDate;
use history::district::Owner;
use history::partner::{Continent, Kind};
use history::relation::{Ending, EndingReason, NoUpgrade, Relation};
use meeting::id::{PartnerId, RelationId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::day::Day;
use super::entries::{self, FromVersion, Saved, Shown, Tag, fresh, tag};
use super::lists::{Paging, RecordPage};
use super::named::{Named, Names as _};
use super::refusals;
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger::{Batch, Change, Key, Record as _, What};
use crate::partners::Listed;
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(upgrade))
        .routes(routes!(end))
}

/// Whose relations are meant: `city`, `any`, or the identity of a district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnerWish {
    Any,
    One(Owner),
}

impl OwnerWish {
    pub(crate) fn read(text: Option<&str>, otherwise: OwnerWish) -> Result<OwnerWish, ApiError> {
        Ok(match text {
            None | Some("") => otherwise,
            Some("any") => OwnerWish::Any,
            Some("city") => OwnerWish::One(Owner::City),
            Some(district) => {
                let district = district.parse();
                let district = district.map_err(|_| ApiError::bad_input("owner", "unknown"))?;
                OwnerWish::One(Owner::District(district))
            }
        })
    }

    pub(crate) fn is(self, owner: Owner) -> bool {
        match self {
            OwnerWish::Any => true,
            OwnerWish::One(wanted) => wanted == owner,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RelationOrder)]
enum Order {
    /// By the partner's place in the registry.
    #[default]
    Partner,
    /// The oldest first; those of which nobody knows since when come last.
    Oldest,
    Newest,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Identity or slug of a partner.
    partner: Option<String>,
    /// `city`, `any` (the default), or the identity of a district.
    owner: Option<String>,
    kind: Option<Kind>,
    /// ISO 3166-1 alpha-2; that in whose number the partner is counted.
    country: Option<String>,
    continent: Option<Continent>,
    /// Those that hold on this day.
    #[param(value_type = Option<String>)]
    held_on: Option<Day>,
    #[serde(default)]
    #[param(inline)]
    sort: Order,
    page: Option<usize>,
    per: Option<usize>,
}

/// Relations with partners and candidates, those that ended included.
#[utoipa::path(get, path = "/api/relations", operation_id = "list_relations", tag = "registry",
    params(Wanted), responses(
    (status = OK, body = RecordPage<Shown<Relation>>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn list(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<RecordPage<Shown<Relation>>>, ApiError> {
    let found = found(&app, &wanted)?;
    let total = found.len();
    let paging = Paging {
        page: wanted.page,
        per: wanted.per,
    };
    let ids: Vec<_> = paging.cut(found)?;
    let ids: Vec<_> = ids.iter().map(|row| Key::from(row.id).id).collect();
    let mut named = Named::default();
    let items = app.ledger.get_many::<Relation>(&ids).await?;
    let items = items.into_iter().map(|kept| {
        kept.record.name(&app, &mut named);
        Shown::from(kept)
    });
    Ok(Json(RecordPage {
        total,
        items: items.collect(),
        named,
    }))
}

/// Which relations are wanted, in the order that is.
pub(super) fn found(app: &App, wanted: &Wanted) -> Result<Vec<RelationRow>, ApiError> {
    let owner = OwnerWish::read(wanted.owner.as_deref(), OwnerWish::Any)?;
    let cities = app.partners.now();
    let partner = match &wanted.partner {
        None => None,
        Some(partner) => {
            let city = cities.find(partner);
            Some(
                city.ok_or_else(|| ApiError::bad_input("partner", "unknown"))?
                    .id(),
            )
        }
    };
    let country = wanted.country.as_deref();
    let is_there = |city: &&Arc<Listed>| {
        let counted = city.record.counting_country();
        partner.is_none_or(|partner: PartnerId| partner == city.id())
            && country.is_none_or(|country| country == counted.code())
            && wanted
                .continent
                .is_none_or(|one| one == city.record.continent)
    };
    let relations = cities
        .all()
        .filter(is_there)
        .flat_map(|city| &city.relations);
    let relations = relations.filter(|row| {
        owner.is(row.owner)
            && wanted.kind.is_none_or(|kind| kind == row.kind)
            && wanted.held_on.is_none_or(|day| row.holds_on(day.0))
    });
    let mut found: Vec<RelationRow> = relations.copied().collect();
    match wanted.sort {
        Order::Partner => {}
        Order::Oldest => found.sort_by_key(|row| (row.valid_from.is_none(), row.valid_from)),
        Order::Newest => found.sort_by_key(|row| Reverse(row.valid_from)),
    }
    Ok(found)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RelationUpgrade)]
struct Upgrade {
    /// When the sister-city agreement was signed.
    on: PartialDate,
}

/// Both relations of an upgrade, as they stand.
#[derive(Debug, Serialize, ToSchema)]
struct Upgraded {
    batch: Option<i64>,
    ended: Shown<Relation>,
    sister: Shown<Relation>,
}

/// Ends a relation of friendly exchange and begins the sister-city relation that follows.
#[utoipa::path(post, path = "/api/relations/{id}/upgrade", operation_id = "upgrade_relation",
    tag = "registry", params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = Upgrade, responses(
    (status = OK, body = Upgraded),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody,
        description = "`already_sister`, `prepared`, `ended` or `too_early`"),
    (status = PRECONDITION_FAILED, body = ErrorBody, description = "`conflict`"),
    (status = PRECONDITION_REQUIRED, body = ErrorBody),
))]
async fn upgrade(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<RelationId>,
    FromVersion(from): FromVersion,
    Json(upgrade): Json<Upgrade>,
) -> Result<Json<Upgraded>, ApiError> {
    let kept = app.ledger.get::<Relation>(Key::from(id).id).await?;
    let kept = kept.ok_or_else(ApiError::not_found)?;
    if kept.version != from {
        return Err(refusals::changed(entries::current(
            kept.version,
            &kept.record,
        )));
    }
    let successor = RelationId::from_bits(fresh().bits());
    let (ended, sister) = kept
        .record
        .upgraded(upgrade.on, successor)
        .map_err(no_upgrade)?;
    let changes = vec![
        Change::put(sister.entry(), Some(0)),
        Change::put(ended.entry(), Some(from)),
    ];
    let batch = Batch::of(What::Form, Some(organizer.id), changes);
    let written = match app.ledger.write(batch).await {
        Ok(written) => written,
        Err(refusal) => return Err(refusals::of_one::<Relation>(&app, refusal).await),
    };
    let ids = [Key::from(id).id, Key::from(successor).id];
    let both = app.ledger.get_many::<Relation>(&ids).await?;
    let both: Result<[_; 2], _> = both.try_into();
    let [ended, sister] = both.map_err(|_| ApiError::not_found())?;
    Ok(Json(Upgraded {
        batch: written.batch,
        ended: ended.into(),
        sister: sister.into(),
    }))
}

fn no_upgrade(reason: NoUpgrade) -> ApiError {
    let code = match reason {
        NoUpgrade::AlreadySister => "already_sister",
        NoUpgrade::Prepared => "prepared",
        NoUpgrade::Ended => "ended",
        NoUpgrade::TooEarly => "too_early",
    };
    ApiError::new(StatusCode::CONFLICT, code, reason.to_string())
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RelationEnd)]
struct End {
    on: PartialDate,
    reason: EndingReason,
    #[serde(default)]
    note: Option<String>,
}

/// Ends a relation. By an upgrade it is ended with `upgrade`.
#[utoipa::path(post, path = "/api/relations/{id}/end", operation_id = "end_relation",
    tag = "registry", params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = End, responses(
    (status = OK, body = Saved<Relation>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = CONFLICT, body = ErrorBody, description = "`ended`"),
    (status = PRECONDITION_FAILED, body = ErrorBody, description = "`conflict`"),
    (status = PRECONDITION_REQUIRED, body = ErrorBody),
))]
async fn end(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path(id): Path<RelationId>,
    FromVersion(from): FromVersion,
    Json(end): Json<End>,
) -> Result<(Tag, Json<Saved<Relation>>), ApiError> {
    if end.reason == EndingReason::Upgraded {
        return Err(ApiError::bad_input("reason", "invalid"));
    }
    let kept = app.ledger.get::<Relation>(Key::from(id).id).await?;
    let relation = kept.ok_or_else(ApiError::not_found)?.record;
    if relation.ending.is_some() {
        let message = "The relation has ended already.";
        return Err(ApiError::new(StatusCode::CONFLICT, "ended", message));
    }
    let ending = Ending {
        on: end.on,
        reason: end.reason,
        successor: None,
        note: end.note,
    };
    let ended = Relation {
        ending: Some(ending),
        ..relation
    };
    let saved = entries::save(&app, &organizer, ended, from).await?;
    Ok((tag(saved.version), Json(saved)))
}
