//! How records of the registry are written in the cells of a table: under the words that a sheet may
//! be read in again with, and with names that stand for one record alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use history::country::Country;
use history::date::PartialDate;
use history::district::Owner;
use history::exchange::{Classes, Figure};
use history::partner::Partner;
use intake::columns::{Meaning, SheetKind};
use intake::names::{Directory, Names as _};
use intake::value::words;
use meeting::id::{DepartmentId, PartnerId};
use meeting::plan::Localized;
use serde::Serialize;

use crate::app::App;
use crate::partners::{Index, codes};
use crate::records::word;
use crate::rest::ApiError;
use crate::tables::{Cell, Column};

/// Signs at which a cell with several names is taken apart.
const SIGNS: [char; 6] = ['、', '；', ';', '|', '\n', '\r'];

/// Writes cells in one language.
pub(crate) struct Scribe {
    app: Arc<App>,
    /// As the registry was when the table was begun.
    cities: Arc<Index>,
    chinese: bool,
    /// What the names of partners stand for.
    directory: Directory,
    names: Mutex<HashMap<PartnerId, String>>,
}

impl Scribe {
    /// Folding the names of a large registry takes its time, so it is done where that hurts nobody.
    pub(crate) async fn of(app: &Arc<App>, language: &str) -> Result<Scribe, ApiError> {
        let cities = app.partners.now();
        let names = cities.clone();
        let directory = tokio::task::spawn_blocking(move || {
            let mut directory = Directory::default();
            for city in names.all() {
                directory.add_partner(&city.record, "en");
            }
            directory
        });
        Ok(Scribe {
            app: app.clone(),
            cities,
            chinese: language.starts_with("zh"),
            directory: directory.await.map_err(ApiError::internal)?,
            names: Mutex::default(),
        })
    }

    /// Of the two in which tables are read in again.
    pub(crate) fn language(&self) -> &'static str {
        if self.chinese { "zh-CN" } else { "en" }
    }

    /// What stands between several things in a cell.
    pub(crate) fn between(&self) -> &'static str {
        if self.chinese { "、" } else { "; " }
    }

    pub(crate) fn columns(&self, kind: SheetKind, meanings: &[Meaning]) -> Vec<Column> {
        let column = |meaning: &Meaning| {
            let key = word(*meaning).unwrap_or_default();
            let heading = kind.heading(*meaning, self.language());
            Column::new(key, heading.unwrap_or_default())
        };
        meanings.iter().map(column).collect()
    }

    /// The value of a list, under the name by which it is read again.
    pub(crate) fn word<T: words::Listed + Serialize>(&self, value: T) -> Cell {
        let value = word(value).unwrap_or_default();
        let name = words::name(T::LIST, &value, self.language());
        let name = name.map_or_else(|| value.clone(), str::to_owned);
        Cell::Word(value, name)
    }

    pub(crate) fn truth(&self, yes: bool) -> Cell {
        let value = if yes { "true" } else { "false" };
        let name = words::name("yes_no", value, self.language());
        Cell::Truth(yes, name.unwrap_or(value).to_owned())
    }

    pub(crate) fn optional_word<T: words::Listed + Serialize>(&self, value: Option<T>) -> Cell {
        Cell::maybe(value, |value| self.word(value))
    }

    pub(crate) fn classes(&self, classes: &Classes) -> Cell {
        let named = classes.iter().map(|class| {
            let value = word(class).unwrap_or_default();
            let name = words::name("class", &value, self.language());
            name.map_or_else(|| value.clone(), str::to_owned)
        });
        Cell::Many(named.collect(), self.between())
    }

    /// The name under which a partner is found again; where others share it, its slug.
    pub(crate) fn partner(&self, id: PartnerId) -> (String, String) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let name = names.entry(id).or_insert_with(|| {
            let city = self.cities.get(id);
            city.map_or_else(|| id.to_string(), |city| self.own_name(&city.record))
        });
        (id.to_string(), name.clone())
    }

    fn own_name(&self, partner: &Partner) -> String {
        let name = partner.names.pick(self.language());
        let found = self.directory.partners(name);
        let is_plain = !name.trim().is_empty() && !name.contains(SIGNS);
        match found.as_slice() {
            [one] if one.id == partner.id && is_plain => name.to_owned(),
            _ => partner.slug.clone(),
        }
    }

    /// Whichever stands first in the registry.
    pub(super) fn first_partner(&self) -> Option<PartnerId> {
        self.cities.all().next().map(|city| city.id())
    }

    pub(crate) fn partners(&self, ids: &[PartnerId]) -> Cell {
        let named = ids.iter().map(|id| self.partner(*id));
        Cell::Refs(named.collect(), self.between())
    }

    /// The countries of some partners, each once.
    pub(crate) fn countries_of(&self, ids: &[PartnerId]) -> Cell {
        let mut names: Vec<String> = Vec::new();
        for city in ids.iter().filter_map(|id| self.cities.get(*id)) {
            let name = self.country_name(city.record.country);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Cell::Many(names, self.between())
    }

    pub(crate) fn country(&self, country: Country) -> Cell {
        Cell::Word(country.to_string(), self.country_name(country))
    }

    fn country_name(&self, country: Country) -> String {
        let names = codes::country(country.code());
        let name = names.map(|names| if self.chinese { names.zh } else { names.en });
        name.unwrap_or(country.code()).to_owned()
    }

    pub(crate) fn departments(&self, ids: &[DepartmentId]) -> Cell {
        let state = self.app.ledger.state();
        let named = ids.iter().map(|id| {
            let names = state.departments.get(id);
            let name = names.map_or_else(|| id.to_string(), |names| self.localized(names));
            (id.to_string(), name)
        });
        Cell::Refs(named.collect(), self.between())
    }

    pub(crate) fn owner(&self, owner: Owner) -> Cell {
        let (value, name) = match owner {
            Owner::City => (
                "city".to_owned(),
                if self.chinese { "本市" } else { "City" }.to_owned(),
            ),
            Owner::District(id) => {
                let state = self.app.ledger.state();
                let names = state.districts.get(&id);
                let name = names.map_or_else(|| id.to_string(), |names| self.localized(names));
                (id.to_string(), name)
            }
        };
        Cell::Word(value, name)
    }

    pub(crate) fn localized(&self, text: &Localized) -> String {
        text.pick(self.language()).to_owned()
    }

    /// A title in three columns: what it is in neither Chinese nor English, then in Chinese, then in
    /// English.
    pub(crate) fn titles(title: &Localized) -> [Cell; 3] {
        let of = |language: &str| Cell::text(title.0.get(language).cloned().unwrap_or_default());
        let (chinese, english) = (of("zh-CN"), of("en"));
        let other = if chinese == Cell::Empty && english == Cell::Empty {
            Cell::text(title.pick("en"))
        } else {
            Cell::Empty
        };
        [other, chinese, english]
    }
}

pub(crate) fn text(text: Option<&String>) -> Cell {
    Cell::maybe(text, |text| Cell::text(text.as_str()))
}

pub(crate) fn date(date: Option<PartialDate>) -> Cell {
    Cell::maybe(date, Cell::Date)
}

pub(crate) fn figure(figure: Option<Figure>) -> Cell {
    Cell::maybe(figure, Cell::Figure)
}

/// Where a record comes from: in the signs at which its cell is taken apart again.
pub(crate) fn sources(sources: &[String]) -> Cell {
    Cell::Many(sources.to_vec(), " | ")
}

pub(crate) fn lines(lines: &[String]) -> Cell {
    Cell::Many(lines.to_vec(), " | ")
}
