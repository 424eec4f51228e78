//! Contacts, networks, relations of institutes, districts and departments as lines of tables, in the
//! nine languages of the interface.

use std::sync::Arc;

use history::contact::Contact;
use history::country::Country;
use history::date::PartialDate;
use history::department::Department;
use history::district::District;
use history::network::Network;
use history::partner::Provenance;
use history::sub_relation::SubRelation;
use meeting::id::PartnerId;
use meeting::plan::Localized;
use serde::Serialize;

use super::scribe::{date, lines, sources, text};
use crate::app::App;
use crate::display::country_name;
use crate::partners::Index;
use crate::tables::{Cell, Line, Wish, Words};

/// Names and words in one of the languages.
pub(crate) struct Naming {
    cities: Arc<Index>,
    words: Words,
}

impl Naming {
    pub(crate) fn of(app: &Arc<App>, wish: &Wish) -> Naming {
        Naming {
            cities: app.partners.now(),
            words: wish.words(),
        }
    }

    pub(crate) fn partner(&self, id: PartnerId) -> Cell {
        let city = self.cities.get(id);
        let name = city.map_or_else(
            || id.to_string(),
            |city| self.localized(&city.record.names).to_owned(),
        );
        Cell::Refs(vec![(id.to_string(), name)], "; ")
    }

    /// The office's own short name.
    pub(crate) fn slug(&self, id: PartnerId) -> Cell {
        let city = self.cities.get(id);
        Cell::maybe(city, |city| Cell::text(city.record.slug.as_str()))
    }

    /// That in whose number a partner is counted.
    pub(crate) fn country_of(&self, id: PartnerId) -> Cell {
        let city = self.cities.get(id);
        Cell::maybe(city, |city| self.country(city.record.counting_country()))
    }

    pub(crate) fn country(&self, country: Country) -> Cell {
        Cell::Word(country.to_string(), self.country_name(country))
    }

    /// Its code where it has no name.
    pub(crate) fn country_name(&self, country: Country) -> String {
        let name = country_name(country.code(), self.words.language());
        name.unwrap_or(country.code()).to_owned()
    }

    pub(crate) fn cities(&self) -> &Index {
        &self.cities
    }

    /// A value of a list, under the name that the list has in the language.
    pub(crate) fn word(&self, list: &str, value: impl Serialize + Copy) -> Cell {
        let value = crate::records::word(value).unwrap_or_default();
        let name = self.words.get(&format!("{list}.{value}"));
        Cell::Word(value, name)
    }

    pub(crate) fn truth(&self, yes: bool) -> Cell {
        Cell::Truth(yes, self.words.get(if yes { "yes" } else { "no" }))
    }

    pub(crate) fn localized<'t>(&self, text: &'t Localized) -> &'t str {
        text.pick(self.words.language())
    }

    pub(crate) fn name(&self, name: &Localized) -> Cell {
        Cell::text(self.localized(name))
    }
}

fn provenance(line: &mut Line, note: Option<&String>, provenance: &Provenance) {
    line.push(text(note));
    line.push(sources(&provenance.sources));
}

pub(super) const CONTACT: [&str; 13] = [
    "id",
    "name",
    "title",
    "body",
    "partner",
    "language",
    "email",
    "phone",
    "consent",
    "consent_on",
    "consent_note",
    "keep_until",
    "note",
];

pub(super) fn contact(naming: &Naming, contact: &Contact) -> Line {
    vec![
        Cell::text(contact.id.to_string()),
        naming.name(&contact.name),
        naming.name(&contact.title),
        text(contact.body.as_ref()),
        naming.partner(contact.partner),
        text(contact.language.as_ref()),
        text(contact.email.as_ref()),
        text(contact.phone.as_ref()),
        naming.word("consent", contact.consent.state),
        date(contact.consent.on),
        text(contact.consent.note.as_ref()),
        date(contact.keep_until),
        text(contact.note.as_ref()),
    ]
}

pub(super) const NETWORK: [&str; 10] = [
    "id", "name", "kind", "since", "until", "role", "members", "website", "note", "sources",
];

pub(super) fn network(naming: &Naming, network: &Network) -> Line {
    let members = network.members.iter().map(|member| {
        let name = match naming.cities.get(member.partner) {
            Some(city) => naming.localized(&city.record.names).to_owned(),
            None => member.partner.to_string(),
        };
        let term = term(member.since, member.until);
        (member.partner.to_string(), format!("{name}{term}"))
    });
    let mut line = vec![
        Cell::text(network.id.to_string()),
        naming.name(&network.names),
        naming.word("network", network.kind),
        date(network.since),
        date(network.until),
        text(network.role.as_ref()),
        Cell::Refs(members.collect(), "; "),
        lines(&network.official_urls),
    ];
    provenance(&mut line, network.note.as_ref(), &network.provenance);
    line
}

/// Behind the name of a member: ` (2011–2019)`.
fn term(since: Option<PartialDate>, until: Option<PartialDate>) -> String {
    if since.is_none() && until.is_none() {
        return String::new();
    }
    let text = |date: Option<PartialDate>| date.map_or_else(String::new, |date| date.to_string());
    format!(" ({}–{})", text(since), text(until))
}

pub(super) const SUB_RELATION: [&str; 10] = [
    "id", "kind", "ours", "theirs", "partner", "field", "since", "until", "note", "sources",
];

pub(super) fn sub_relation(naming: &Naming, relation: &SubRelation) -> Line {
    let mut line = vec![
        Cell::text(relation.id.to_string()),
        naming.word("institute", relation.kind),
        naming.name(&relation.ours),
        naming.name(&relation.theirs),
        naming.partner(relation.partner),
        Cell::maybe(relation.field, |field| naming.word("field", field)),
        date(relation.valid_from),
        date(relation.valid_to),
    ];
    provenance(&mut line, relation.note.as_ref(), &relation.provenance);
    line
}

pub(super) const DISTRICT: [&str; 4] = ["id", "name", "since", "until"];

pub(super) fn district(naming: &Naming, district: &District) -> Line {
    vec![
        Cell::text(district.id.to_string()),
        naming.name(&district.names),
        date(district.since),
        date(district.until),
    ]
}

pub(super) const DEPARTMENT: [&str; 4] = ["id", "name", "retired", "note"];

pub(super) fn department(naming: &Naming, department: &Department) -> Line {
    vec![
        Cell::text(department.id.to_string()),
        naming.name(&department.names),
        naming.truth(department.retired),
        text(department.note.as_ref()),
    ]
}
