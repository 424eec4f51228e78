//! Names in cells and the records that they stand for: partners by slug or by any of their names in
//! any script, departments, districts, countries. The service gives the registry; this finds in it.

use std::collections::BTreeMap;

use history::country::Country;
use history::partner::Partner;
use meeting::id::{DepartmentId, DistrictId, PartnerId};
use meeting::plan::Localized;

use crate::fold::folded;
use crate::value::{Candidate, coarse, fine};

/// What the names of cells may stand for. [`Directory`] is one over records in memory.
pub trait Names {
    /// Every partner with this slug, or with this name in whatever script.
    fn partners(&self, name: &str) -> Vec<Candidate>;
    fn slug(&self, slug: &str) -> Option<PartnerId>;
    fn department(&self, name: &str) -> Option<DepartmentId>;
    fn district(&self, name: &str) -> Option<DistrictId>;
    /// Whether this is a name of the city itself.
    fn is_city(&self, name: &str) -> bool;
    fn country(&self, name: &str) -> Option<Country>;
}

/// The registry by its names, folded.
#[derive(Debug, Default)]
pub struct Directory {
    partners: Vec<Candidate>,
    slugs: BTreeMap<String, u32>,
    names: BTreeMap<String, Vec<u32>>,
    departments: BTreeMap<String, DepartmentId>,
    districts: BTreeMap<String, DistrictId>,
    city: Vec<String>,
    countries: BTreeMap<String, Country>,
    /// Some names of each country, by which a name such as `韩国丽水` may begin.
    prefixes: Vec<(String, Country)>,
}

/// What stands behind the name of a city and is left out as often as not.
const SUFFIXES: [&str; 3] = ["市", "시", "city"];

impl Directory {
    /// `language` is that in which candidates are named to who chooses among them.
    pub fn add_partner(&mut self, partner: &Partner, language: &str) {
        let place = u32::try_from(self.partners.len()).unwrap_or(u32::MAX);
        self.partners.push(Candidate {
            id: partner.id,
            slug: partner.slug.clone(),
            name: partner.names.pick(language).to_owned(),
            country: partner.country,
        });
        self.slugs.insert(partner.slug.to_ascii_lowercase(), place);
        let names = partner.names.0.values().chain(&partner.aliases);
        for name in names.chain([&partner.native.text]) {
            for key in keys(name) {
                let places = self.names.entry(key).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
    }

    pub fn add_department(&mut self, id: DepartmentId, names: &Localized) {
        for name in names.0.values() {
            self.departments.insert(folded(name), id);
        }
    }

    pub fn add_district(&mut self, id: DistrictId, names: &Localized) {
        for name in names.0.values() {
            self.districts.insert(folded(name), id);
        }
    }

    /// The city whose office this is.
    pub fn add_city(&mut self, names: &Localized) {
        let names = names.0.values().flat_map(|name| keys(name));
        self.city.extend(names);
    }

    pub fn add_country<'n>(&mut self, country: Country, names: impl IntoIterator<Item = &'n str>) {
        self.countries.insert(folded(country.code()), country);
        for name in names {
            let key = folded(name);
            if key.chars().count() > 1 {
                self.prefixes.push((key.clone(), country));
            }
            self.countries.entry(key).or_insert(country);
        }
    }

    fn named(&self, key: &str) -> impl Iterator<Item = &Candidate> {
        let places = self.names.get(key).map(Vec::as_slice).unwrap_or_default();
        let places = places.iter().map(|place| *place as usize);
        places.filter_map(|place| self.partners.get(place))
    }

    /// A name with that of its country: `丽水（韩国）`, `Split, Croatia`, `韩国丽水`.
    fn with_country(&self, name: &str) -> Vec<Candidate> {
        let split = name.trim_end().trim_end_matches([')', '）']);
        let split = split
            .rsplit_once(['(', '（'])
            .or_else(|| name.rsplit_once([',', '，']));
        if let Some((city, country)) = split
            && let Some(country) = self.country(country)
        {
            let city = key(city);
            let named = self.named(&city);
            return named
                .filter(|one| one.country == country)
                .cloned()
                .collect();
        }
        let whole = key(name);
        let mut found: Vec<Candidate> = Vec::new();
        for (prefix, country) in &self.prefixes {
            if let Some(rest) = whole.strip_prefix(prefix.as_str()) {
                let named = self.named(rest).filter(|one| one.country == *country);
                let new = named.filter(|one| !found.iter().any(|other| other.id == one.id));
                let new: Vec<Candidate> = new.cloned().collect();
                found.extend(new);
            }
        }
        found
    }
}

/// The name without what may be left out.
fn key(name: &str) -> String {
    let folded = folded(name);
    let short = SUFFIXES
        .iter()
        .find_map(|suffix| folded.strip_suffix(suffix));
    match short {
        Some(short) if !short.is_empty() => short.to_owned(),
        _ => folded,
    }
}

/// A name as it stands, and each of those that stand in it beside one another: `Cape Town /
/// Kaapstad`, `浜松市(滨松市)`.
fn keys(name: &str) -> Vec<String> {
    let mut keys = vec![key(name), folded(name)];
    let parts = name.split(['/', '(', ')', '（', '）']);
    keys.extend(parts.map(key));
    keys.retain(|key| !key.is_empty());
    keys.sort_unstable();
    keys.dedup();
    keys
}

impl Names for Directory {
    fn partners(&self, name: &str) -> Vec<Candidate> {
        let slug = self.slugs.get(&name.trim().to_ascii_lowercase());
        let partner = slug.and_then(|place| self.partners.get(*place as usize));
        if let Some(partner) = partner {
            return vec![partner.clone()];
        }
        let mut found: Vec<Candidate> = self.named(&folded(name)).cloned().collect();
        if found.is_empty() {
            found = self.named(&key(name)).cloned().collect();
        }
        if found.is_empty() {
            found = self.with_country(name);
        }
        found
    }

    fn slug(&self, slug: &str) -> Option<PartnerId> {
        let place = self.slugs.get(&slug.trim().to_ascii_lowercase())?;
        self.partners.get(*place as usize).map(|partner| partner.id)
    }

    fn department(&self, name: &str) -> Option<DepartmentId> {
        self.departments.get(&folded(name)).copied()
    }

    fn district(&self, name: &str) -> Option<DistrictId> {
        self.districts.get(&folded(name)).copied()
    }

    fn is_city(&self, name: &str) -> bool {
        let own = ["本市", "市本级", "市级", "city", "ourcity", "thecity"];
        own.contains(&folded(name).as_str()) || self.city.contains(&key(name))
    }

    fn country(&self, name: &str) -> Option<Country> {
        self.countries.get(&folded(name)).copied()
    }
}

/// The names in a cell: the whole of it where that is known, else its parts as far apart as it
/// takes for each to be known; where that fails, the parts that no name has in it.
pub fn apart(text: &str, is_known: impl Fn(&str) -> bool) -> Vec<&str> {
    if is_known(text) {
        return vec![text.trim()];
    }
    let mut apart = Vec::new();
    for part in coarse(text) {
        let parts = if is_known(part) {
            vec![part]
        } else {
            fine(part)
        };
        if parts.iter().all(|part| is_known(part)) {
            apart.extend(parts);
        } else {
            apart.push(part);
        }
    }
    apart
}

#[cfg(test)]
pub(crate) mod tests;
