//! The names of what the records of a list refer to.

use std::collections::BTreeMap;

use history::district::Owner;
use history::exchange::Exchange;
use history::intent::Intent;
use history::network::Network;
use history::relation::Relation;
use meeting::id::{DepartmentId, DistrictId, PartnerId};
use meeting::plan::Localized;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::partners::Listed;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NamedPartner)]
pub(crate) struct PartnerName {
    pub(crate) names: Localized,
    /// The office's own short name.
    slug: String,
    country: String,
    candidate: bool,
}

impl PartnerName {
    pub(crate) fn of(city: &Listed) -> PartnerName {
        PartnerName {
            names: city.record.names.clone(),
            slug: city.record.slug.clone(),
            country: city.record.country.to_string(),
            candidate: city.is_candidate(),
        }
    }
}

/// By identity, each that some record of the answer names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Named {
    pub(crate) partners: BTreeMap<String, PartnerName>,
    pub(crate) districts: BTreeMap<String, Localized>,
    pub(crate) departments: BTreeMap<String, Localized>,
}

impl Named {
    pub(crate) fn partner(&mut self, app: &App, id: PartnerId) {
        if let Some(city) = app.partners.get(id) {
            let name = || PartnerName::of(&city);
            self.partners.entry(id.to_string()).or_insert_with(name);
        }
    }

    pub(crate) fn district(&mut self, app: &App, id: DistrictId) {
        if let Some(names) = app.ledger.state().districts.get(&id) {
            self.districts.insert(id.to_string(), names.clone());
        }
    }

    pub(crate) fn department(&mut self, app: &App, id: DepartmentId) {
        if let Some(names) = app.ledger.state().departments.get(&id) {
            self.departments.insert(id.to_string(), names.clone());
        }
    }
}

/// A record that names others.
pub(crate) trait Names {
    fn name(&self, app: &App, named: &mut Named);
}

impl Names for Relation {
    fn name(&self, app: &App, named: &mut Named) {
        named.partner(app, self.partner);
        if let Owner::District(district) = self.owner {
            named.district(app, district);
        }
    }
}

impl Names for Exchange {
    fn name(&self, app: &App, named: &mut Named) {
        let partners = self.partners.iter();
        partners.for_each(|id| named.partner(app, *id));
        let departments = self.departments.iter();
        departments.for_each(|id| named.department(app, *id));
    }
}

impl Names for Intent {
    fn name(&self, app: &App, named: &mut Named) {
        let partners = self.partners.iter();
        partners.for_each(|id| named.partner(app, *id));
        let departments = self.departments.iter().chain(&self.owner);
        departments.for_each(|id| named.department(app, *id));
    }
}

impl Names for Network {
    fn name(&self, app: &App, named: &mut Named) {
        let members = self.members.iter();
        members.for_each(|member| named.partner(app, member.partner));
    }
}

impl Names for history::contact::Contact {
    fn name(&self, app: &App, named: &mut Named) {
        named.partner(app, self.partner);
    }
}

impl Names for history::sub_relation::SubRelation {
    fn name(&self, app: &App, named: &mut Named) {
        named.partner(app, self.partner);
    }
}

impl Names for history::district::District {
    fn name(&self, _: &App, _: &mut Named) {}
}

impl Names for history::department::Department {
    fn name(&self, _: &App, _: &mut Named) {}
}
