//! How places are shown: the one answer to what a country/region and a city are called, and whether a
//! flag stands beside them.
//!
//! What the plan says of a delegation comes first, then what `config/display-names.toml` says of the
//! city, then of the country/region, then the names of the world (`countries.txt`). The web client
//! answers in the same way for what it shows (`web-client/src/i18n/display.svelte.ts`).

mod alphabet;
mod countries;

pub use alphabet::Alphabet;
pub use countries::{country_name, is_spoken};

use meeting::plan::{Delegation, Localized};

use crate::config::{CityDisplay, CountryDisplay, DisplayNames};

/// Where a delegation is from, with what the office says of that place.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    delegation: &'a Delegation,
    country: Option<&'a CountryDisplay>,
    city: Option<&'a CityDisplay>,
}

impl<'a> Shown<'a> {
    pub fn of(names: &'a DisplayNames, delegation: &'a Delegation) -> Self {
        let code = delegation.country.as_deref();
        let country = code.and_then(|code| names.0.get(code));
        let city = country.and_then(|country| {
            let called = |name: &String| {
                let mut names = delegation.city.0.values();
                names.any(|city| is_same_name(city, name))
            };
            let mut cities = country.city.iter();
            cities.find(|(name, _)| called(name)).map(|(_, city)| city)
        });
        Shown {
            delegation,
            country,
            city,
        }
    }

    pub fn city(&self) -> &'a Localized {
        let named = self.city.map(|city| &city.name);
        given(named).unwrap_or(&self.delegation.city)
    }

    /// The name of the country/region in a language; empty where the delegation names none.
    pub fn label(&self, language: &str) -> &'a str {
        let own = given(Some(&self.delegation.display.label));
        let city = || given(self.city.map(|city| &city.label));
        let country = || given(self.country.map(|country| &country.label));
        let label = own.or_else(city).or_else(country);
        let usual = || country_name(self.delegation.country.as_deref()?, language);
        let label = label.map(|label| label.pick(language));
        label.or_else(usual).unwrap_or_default()
    }

    /// Whether the office wants a flag to be shown.
    pub fn wants_flag(&self) -> bool {
        let own = self.delegation.display.flag;
        let city = || self.city.and_then(|city| city.flag);
        let country = || self.country.and_then(|country| country.flag);
        own.or_else(city).or_else(country).unwrap_or(true)
    }

    /// ISO 3166-1 alpha-2 code of the flag to show.
    pub fn flag(&self) -> Option<&'a str> {
        let country = self.delegation.country.as_deref();
        country.filter(|_| self.wants_flag())
    }
}

fn given(texts: Option<&Localized>) -> Option<&Localized> {
    texts.filter(|texts| !texts.0.is_empty())
}

/// Whether two names of a city are the same, however they are capitalized.
pub(crate) fn is_same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use meeting::id::DelegationId;

    use super::*;

    fn names() -> DisplayNames {
        let text = "
            [NL]
            label = { en = \"Kingdom of the Netherlands\", zh-CN = \"荷兰王国\" }
            [NL.city.\"the hague\"]
            name = { en = \"The Hague\", nl = \"Den Haag\" }
            flag = false
            [AQ]
            flag = false
        ";
        toml::from_str(text).unwrap()
    }

    fn delegation(city: &str, country: Option<&str>) -> Delegation {
        Delegation {
            id: DelegationId::from_bits(1),
            partner: None,
            city: Localized::of("en", city),
            country: country.map(str::to_owned),
            head: None,
            display: Default::default(),
        }
    }

    #[test]
    fn the_plan_comes_before_the_city_before_the_country_before_the_world() {
        let names = names();
        let shown = |delegation: &Delegation| {
            let shown = Shown::of(&names, delegation);
            let texts = [
                shown.city().pick("nl"),
                shown.label("de"),
                shown.label("zh-CN"),
            ];
            (texts.map(str::to_owned), shown.flag().map(str::to_owned))
        };
        let usual = delegation("Dresden", Some("DE"));
        let expected = ["Dresden", "Deutschland", "德国"].map(str::to_owned);
        assert_eq!(shown(&usual), (expected, Some("DE".to_owned())));
        let country = delegation("Utrecht", Some("NL"));
        let kingdom = ["Utrecht", "Kingdom of the Netherlands", "荷兰王国"];
        assert_eq!(
            shown(&country),
            (kingdom.map(str::to_owned), Some("NL".to_owned()))
        );
        let mut city = delegation("The Hague", Some("NL"));
        let hague = ["Den Haag", "Kingdom of the Netherlands", "荷兰王国"];
        assert_eq!(shown(&city), (hague.map(str::to_owned), None));
        city.display.flag = Some(true);
        city.display.label = Localized::of("en", "Netherlands");
        let own = ["Den Haag", "Netherlands", "Netherlands"];
        assert_eq!(
            shown(&city),
            (own.map(str::to_owned), Some("NL".to_owned()))
        );
    }

    #[test]
    fn without_a_country_there_is_neither_label_nor_flag() {
        let names = names();
        let nowhere = delegation("Atlantis", None);
        let shown = Shown::of(&names, &nowhere);
        assert_eq!((shown.label("en"), shown.flag()), ("", None));
        assert!(shown.wants_flag());
        let antarctica = delegation("McMurdo", Some("AQ"));
        assert!(!Shown::of(&names, &antarctica).wants_flag());
    }
}
