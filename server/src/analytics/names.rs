//! What a number is called, by its key, in the languages of the interface.

use std::collections::BTreeMap;
use std::sync::Arc;

use history::country::Country;
use meeting::id::DepartmentId;
use meeting::plan::Localized;

use crate::app::App;
use crate::registry::Naming;
use crate::tables::{Wish, Words};

pub(super) struct Names {
    words: Words,
    departments: BTreeMap<DepartmentId, Localized>,
}

impl Names {
    pub(super) fn of(app: &Arc<App>, wish: &Wish) -> Names {
        Names {
            words: wish.words(),
            departments: app.ledger.state().departments.clone(),
        }
    }

    pub(super) fn of_key(&self, naming: &Naming, key: &str) -> String {
        if let Some(name) = self.known(key) {
            return name;
        }
        let (of, one) = key.rsplit_once('.').unwrap_or(("", key));
        let name = self.known(of).unwrap_or_else(|| of.to_owned());
        format!("{name}: {}", self.one(naming, of, one))
    }

    fn known(&self, key: &str) -> Option<String> {
        let term = format!("figure.{key}");
        let name = self.words.get(&term);
        (name != term).then_some(name)
    }

    /// Of several numbers of one sort, which it is.
    fn one(&self, naming: &Naming, of: &str, one: &str) -> String {
        match (of, one) {
            (_, "part" | "whole") => self.words.get(&format!("side.{one}")),
            (_, "nobody") => self.words.get("nobody"),
            ("share.continent" | "region", _) => self.words.get(&format!("continent.{one}")),
            ("share.kind", _) => self.words.get(&format!("relation.{one}")),
            ("field", _) => self.words.get(&format!("field.{one}")),
            ("share.country", _) => {
                let country: Option<Country> = one.parse().ok();
                country.map_or_else(|| one.to_owned(), |country| naming.country_name(country))
            }
            ("stalled" | "overdue", _) => {
                let department: Option<DepartmentId> = one.parse().ok();
                let names = department.and_then(|id| self.departments.get(&id));
                names.map_or_else(
                    || one.to_owned(),
                    |names| names.pick(self.words.language()).to_owned(),
                )
            }
            _ => one.to_owned(),
        }
    }
}
