//! The registry of partners and the history of exchanges over HTTP, for organizers.

mod batches;
mod cards;
mod crud;
mod day;
mod entries;
mod exchanges;
mod intents;
mod lists;
mod named;
mod partners;
mod refusals;
mod relations;
mod search;
mod tables;
#[cfg(test)]
mod tests;
mod versions;

use std::sync::Arc;

use jiff::civil::Date;
use utoipa_axum::router::OpenApiRouter;

pub(crate) use day::Day;
pub(crate) use entries::Shown;
pub(crate) use exchanges::{ShownExchange, added_to, page as exchange_page};
pub(crate) use intents::ShownIntent;
pub(crate) use lists::Paging;
pub(crate) use named::{Named, Names};
pub(crate) use partners::{PartnerCard, cards as partner_cards};
pub(crate) use refusals::of_batch as refusal_of_batch;
pub(crate) use relations::OwnerWish;
pub(crate) use tables::{
    Naming, example, of_districts, of_exchanges, of_intents, of_partners, of_relations,
};

use crate::app::{App, now};
use crate::partners::codes;

pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(partners::routes())
        .merge(relations::routes())
        .merge(exchanges::routes())
        .merge(intents::routes())
        .merge(lists::routes())
        .merge(crud::routes())
        .merge(batches::routes())
        .merge(versions::routes())
        .merge(tables::routes())
}

/// The day by the clock of the office's own city.
pub(crate) fn today(app: &App) -> Date {
    let at = jiff::Timestamp::from_microsecond(now().timestamp.micros()).unwrap_or_default();
    home_zone(app).to_datetime(at).date()
}

pub(crate) fn home_zone(app: &App) -> jiff::tz::TimeZone {
    let zone = codes::zone(app.config.office.home_city.zone.as_str());
    zone.unwrap_or(jiff::tz::TimeZone::UTC)
}
