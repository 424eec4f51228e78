//! Lists, a page at a time; and in full those of the kinds of which there are few.

use std::sync::Arc;

use axum::extract::State;
use history::contact::Contact;
use history::department::Department;
use history::district::District;
use history::network::Network;
use history::sub_relation::SubRelation;
use meeting::id::PartnerId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::entries::Shown;
use super::named::{Named, Names};
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger::Record;
use crate::rest::{ApiError, ErrorBody, Json, Query};

/// Records of one page unless another number is asked for, and the most that may be.
pub(crate) const A_PAGE: usize = 50;
const LARGEST_PAGE: usize = 500;

/// Which part of a list.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// From 1.
    #[serde(default)]
    pub(crate) page: Option<usize>,
    /// Records on a page, 1 to 500; 50 when absent.
    #[serde(default)]
    pub(crate) per: Option<usize>,
}

impl Paging {
    /// Where the page begins, and how long it is at most.
    pub(crate) fn range(self) -> Result<(usize, usize), ApiError> {
        let per = self.per.unwrap_or(A_PAGE);
        let page = self.page.unwrap_or(1);
        if !(1..=LARGEST_PAGE).contains(&per) {
            return Err(ApiError::bad_input("per", "out_of_range"));
        }
        let before = page.checked_sub(1).and_then(|pages| pages.checked_mul(per));
        let before = before.ok_or_else(|| ApiError::bad_input("page", "out_of_range"))?;
        Ok((before, per))
    }

    pub(crate) fn cut<T>(self, items: Vec<T>) -> Result<Vec<T>, ApiError> {
        let (from, length) = self.range()?;
        Ok(items.into_iter().skip(from).take(length).collect())
    }
}

/// One page of a list, with the names of what its records refer to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordPage<T> {
    /// Records on all pages together.
    pub(crate) total: usize,
    pub(crate) items: Vec<T>,
    pub(crate) named: Named,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(contacts))
        .routes(routes!(networks))
        .routes(routes!(sub_relations))
        .routes(routes!(districts))
        .routes(routes!(departments))
}

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfPartner {
    /// With this partner only.
    #[param(value_type = Option<String>)]
    partner: Option<PartnerId>,
    page: Option<usize>,
    per: Option<usize>,
}

impl OfPartner {
    fn paging(self) -> Paging {
        Paging {
            page: self.page,
            per: self.per,
        }
    }

    fn is_about(self, partner: PartnerId) -> bool {
        self.partner.is_none_or(|wanted| wanted == partner)
    }
}

/// A page of the records of a kind that are wanted, in the order of a text.
async fn page<T: Record + Names>(
    app: &App,
    paging: Paging,
    wanted: impl Fn(&T) -> bool,
    order: impl Fn(&T) -> String,
) -> Result<Json<RecordPage<Shown<T>>>, ApiError> {
    let mut all = app.ledger.all::<T>().await?;
    all.retain(|kept| wanted(&kept.record));
    all.sort_by_cached_key(|kept| (order(&kept.record), kept.record.key()));
    let total = all.len();
    let mut named = Named::default();
    let items = paging.cut(all)?.into_iter().map(|kept| {
        kept.record.name(app, &mut named);
        Shown::from(kept)
    });
    Ok(Json(RecordPage {
        total,
        items: items.collect(),
        named,
    }))
}

/// People to whom the office writes, by name.
#[utoipa::path(get, path = "/api/contacts", operation_id = "list_contacts", tag = "registry",
    params(OfPartner), responses(
    (status = OK, body = RecordPage<Shown<Contact>>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn contacts(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(asked): Query<OfPartner>,
) -> Result<Json<RecordPage<Shown<Contact>>>, ApiError> {
    let wanted = |contact: &Contact| asked.is_about(contact.partner);
    let order = |contact: &Contact| contact.name.pick("en").to_owned();
    page(&app, asked.paging(), wanted, order).await
}

/// Alliances and other groups of cities, by name.
#[utoipa::path(get, path = "/api/networks", operation_id = "list_networks", tag = "registry",
    params(OfPartner), responses(
    (status = OK, body = RecordPage<Shown<Network>>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn networks(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(asked): Query<OfPartner>,
) -> Result<Json<RecordPage<Shown<Network>>>, ApiError> {
    let wanted = |network: &Network| {
        let mut members = network.members.iter();
        asked.partner.is_none() || members.any(|member| asked.is_about(member.partner))
    };
    let order = |network: &Network| network.names.pick("en").to_owned();
    page(&app, asked.paging(), wanted, order).await
}

/// Sister schools and relations of other institutes, by the name of the own one.
#[utoipa::path(get, path = "/api/sub-relations", operation_id = "list_sub_relations",
    tag = "registry", params(OfPartner), responses(
    (status = OK, body = RecordPage<Shown<SubRelation>>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn sub_relations(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(asked): Query<OfPartner>,
) -> Result<Json<RecordPage<Shown<SubRelation>>>, ApiError> {
    let wanted = |relation: &SubRelation| asked.is_about(relation.partner);
    let order = |relation: &SubRelation| relation.ours.pick("en").to_owned();
    page(&app, asked.paging(), wanted, order).await
}

/// The districts and counties of the city, by name.
#[utoipa::path(get, path = "/api/districts", operation_id = "list_districts", tag = "registry",
    params(Paging), responses(
    (status = OK, body = RecordPage<Shown<District>>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn districts(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(paging): Query<Paging>,
) -> Result<Json<RecordPage<Shown<District>>>, ApiError> {
    let order = |district: &District| district.names.pick("en").to_owned();
    page(&app, paging, |_| true, order).await
}

/// The departments that work with partner cities, by name.
#[utoipa::path(get, path = "/api/departments", operation_id = "list_departments", tag = "registry",
    params(Paging), responses(
    (status = OK, body = RecordPage<Shown<Department>>),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn departments(
    _: Organizer,
    State(app): State<Arc<App>>,
    Query(paging): Query<Paging>,
) -> Result<Json<RecordPage<Shown<Department>>>, ApiError> {
    let order = |department: &Department| department.names.pick("en").to_owned();
    page(&app, paging, |_| true, order).await
}
