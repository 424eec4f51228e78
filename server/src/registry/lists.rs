//! Lists, a page at a time; and in full those of the kinds of which there are few.

use std::sync::Arc;

use axum::extract::State;
use history::contact::Contact;
use history::department::Department;
use history::district::District;
use history::network::Network;
use history::sub_relation::SubRelation;
use meeting::id::PartnerId;
use meeting::plan::Localized;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::entries::Shown;
use super::named::{Named, Names};
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger::{Kept, Record};
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

#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OfPartner {
    /// With this partner only.
    #[param(value_type = Option<String>)]
    partner: Option<PartnerId>,
    page: Option<usize>,
    per: Option<usize>,
}

impl From<Paging> for OfPartner {
    fn from(paging: Paging) -> OfPartner {
        OfPartner {
            partner: None,
            page: paging.page,
            per: paging.per,
        }
    }
}

impl OfPartner {
    fn paging(self) -> Paging {
        Paging {
            page: self.page,
            per: self.per,
        }
    }

    pub(super) fn is_about(self, partner: PartnerId) -> bool {
        self.partner.is_none_or(|wanted| wanted == partner)
    }
}

/// A kind of record of which there are few: who is asked for, and by what they are ordered.
pub(super) trait Few: Record {
    fn is_wanted(&self, asked: OfPartner) -> bool;

    fn label(&self) -> &Localized;
}

impl Few for Contact {
    fn is_wanted(&self, asked: OfPartner) -> bool {
        asked.is_about(self.partner)
    }

    fn label(&self) -> &Localized {
        &self.name
    }
}

impl Few for Network {
    fn is_wanted(&self, asked: OfPartner) -> bool {
        let mut members = self.members.iter();
        asked.partner.is_none() || members.any(|member| asked.is_about(member.partner))
    }

    fn label(&self) -> &Localized {
        &self.names
    }
}

impl Few for SubRelation {
    fn is_wanted(&self, asked: OfPartner) -> bool {
        asked.is_about(self.partner)
    }

    fn label(&self) -> &Localized {
        &self.ours
    }
}

impl Few for District {
    fn is_wanted(&self, _: OfPartner) -> bool {
        true
    }

    fn label(&self) -> &Localized {
        &self.names
    }
}

impl Few for Department {
    fn is_wanted(&self, _: OfPartner) -> bool {
        true
    }

    fn label(&self) -> &Localized {
        &self.names
    }
}

/// The records that are wanted, by their names.
pub(super) async fn found<T: Few>(app: &App, asked: OfPartner) -> Result<Vec<Kept<T>>, ApiError> {
    let mut all = app.ledger.all::<T>().await?;
    all.retain(|kept| kept.record.is_wanted(asked));
    all.sort_by_cached_key(|kept| {
        let name = kept.record.label().pick("en").to_owned();
        (name, kept.record.key())
    });
    Ok(all)
}

async fn page<T: Few + Names>(
    app: &App,
    asked: OfPartner,
) -> Result<Json<RecordPage<Shown<T>>>, ApiError> {
    let all = found::<T>(app, asked).await?;
    let total = all.len();
    let mut named = Named::default();
    let items = asked.paging().cut(all)?.into_iter().map(|kept| {
        Names::name(&kept.record, app, &mut named);
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
    page(&app, asked).await
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
    page(&app, asked).await
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
    page(&app, asked).await
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
    page(&app, paging.into()).await
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
    page(&app, paging.into()).await
}
