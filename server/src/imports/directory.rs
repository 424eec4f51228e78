//! The names of the registry, as the cells of a sheet may tell them.

use history::country::Country;
use intake::names::Directory;

use crate::app::App;
use crate::partners::codes;

/// That in which partners of one name are told apart. A page knows their names in others.
const LANGUAGE: &str = "zh-CN";

pub(super) fn directory(app: &App) -> Directory {
    let mut directory = Directory::default();
    for city in app.partners.now().all() {
        directory.add_partner(&city.record, LANGUAGE);
    }
    {
        let state = app.ledger.state();
        for (id, names) in &state.departments {
            directory.add_department(*id, names);
        }
        for (id, names) in &state.districts {
            directory.add_district(*id, names);
        }
    }
    directory.add_city(&app.config.office.home_city.names);
    for (code, names) in codes::countries() {
        let country: Result<Country, _> = code.parse();
        if let Ok(country) = country {
            let all = [names.en, names.zh].into_iter();
            directory.add_country(country, all.chain(names.others.iter().copied()));
        }
    }
    directory
}
