//! Which partner cities are looked for, and in which order they are wanted.

use std::sync::Arc;

use history::date::Window;
use history::partner::{Continent, Kind};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::relations::OwnerWish;
use super::today;
use crate::app::App;
use crate::partners::Listed;
use crate::rest::ApiError;

/// Characters a search may have.
const LONGEST_QUERY: usize = 200;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StandingWish {
    Partner,
    Candidate,
    #[default]
    Any,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PartnerOrder)]
enum Order {
    /// The best fit first; without a search sister cities, other partners, candidates, each by their
    /// short names.
    #[default]
    Fit,
    Slug,
    Country,
    /// The oldest relation first.
    Oldest,
    Newest,
    /// Those first with which there was an exchange last; those without one at the end.
    Recent,
    /// The longest silence first.
    Quiet,
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Search {
    /// Part of a name in any script, pinyin in full or by initials, or a country. At most 200
    /// characters.
    #[serde(default)]
    q: String,
    /// Of the relation that stands for all of a partner's.
    kind: Option<Kind>,
    #[serde(default)]
    #[param(inline)]
    standing: StandingWish,
    /// ISO 3166-1 alpha-2; that in whose number the partner is counted.
    country: Option<String>,
    continent: Option<Continent>,
    bri: Option<bool>,
    /// With a relation of `city`, of `any`, or of a district (its identity).
    owner: Option<String>,
    #[serde(default)]
    #[param(inline)]
    sort: Order,
    /// From 1.
    pub(super) page: Option<usize>,
    /// On a page, 1 to 500; 200 when absent.
    pub(super) per: Option<usize>,
}

impl Search {
    fn is_met_by(&self, owner: Option<OwnerWish>, city: &Listed) -> bool {
        let record = &city.record;
        let counted = record.counting_country();
        let stands = match self.standing {
            StandingWish::Any => true,
            StandingWish::Partner => !city.is_candidate(),
            StandingWish::Candidate => city.is_candidate(),
        };
        stands
            && self.kind.is_none_or(|kind| city.kind() == Some(kind))
            && self
                .country
                .as_deref()
                .is_none_or(|code| code == counted.code())
            && self.continent.is_none_or(|one| one == record.continent)
            && self.bri.is_none_or(|bri| bri == record.bri)
            && owner.is_none_or(|owner| city.relations.iter().any(|row| owner.is(row.owner)))
    }
}

/// Which cities are found, in the order that is wanted.
pub(super) fn found(app: &App, search: &Search) -> Result<Vec<Arc<Listed>>, ApiError> {
    if search.q.chars().count() > LONGEST_QUERY {
        return Err(ApiError::bad_input("q", "too_long"));
    }
    let owner = search.owner.as_deref();
    let owner = owner.map(|owner| OwnerWish::read(Some(owner), OwnerWish::Any));
    let owner = owner.transpose()?;
    let index = app.partners.now();
    let found = index.search(&search.q, |city| search.is_met_by(owner, city));
    Ok(sorted(
        app,
        found.into_iter().cloned().collect(),
        search.sort,
    ))
}

fn sorted(app: &App, mut found: Vec<Arc<Listed>>, order: Order) -> Vec<Arc<Listed>> {
    let state = app.ledger.state();
    let seen = Window::EVER.until(today(app));
    let last = |city: &Arc<Listed>| {
        state
            .contacts_with(city.id(), seen)
            .last()
            .map(|contact| contact.day)
    };
    match order {
        Order::Fit => {}
        Order::Slug => found.sort_by(|a, b| a.record.slug.cmp(&b.record.slug)),
        Order::Country => found.sort_by_cached_key(|city| city.record.country),
        Order::Oldest => found.sort_by_key(|city| (city.since().is_none(), city.since())),
        Order::Newest => found.sort_by_key(|city| std::cmp::Reverse(city.since())),
        Order::Recent => found.sort_by_cached_key(|city| std::cmp::Reverse(last(city))),
        Order::Quiet => found.sort_by_cached_key(last),
    }
    found
}
