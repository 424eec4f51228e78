//! Rows as partners.

use std::collections::BTreeSet;

use history::country::Country;
use history::partner::{Candidacy, Continent, Coordinates, Partner, Standing};
use jiff::civil::Date;
use meeting::id::PartnerId;
use meeting::plan::Localized;

use super::cells::Cells;
use super::known::Likeness;
use super::{LINE, NOTE, Record, TITLE};
use crate::columns::{Meaning, SheetKind};
use crate::table::Cell;
use crate::value::{self, Reason};

impl Record for Partner {
    type Id = PartnerId;

    const KIND: SheetKind = SheetKind::Partner;

    fn blank() -> Partner {
        Partner {
            id: PartnerId::from_bits(0),
            slug: String::new(),
            names: Localized::default(),
            native: Default::default(),
            aliases: Vec::new(),
            // Stands until the country of the row takes its place.
            country: "XX".parse().expect("is one of the codes left to users"),
            counted_in: None,
            continent: Continent::Asia,
            bri: false,
            standing: Standing::default(),
            candidacy: None,
            languages: Vec::new(),
            coordinates: None,
            zone: None,
            population: None,
            geonameid: None,
            note: None,
            official_urls: Vec::new(),
            provenance: Default::default(),
        }
    }

    fn id(&self) -> PartnerId {
        self.id
    }

    fn set_id(&mut self, id: PartnerId) {
        self.id = id;
    }

    /// Partners are told apart by their slugs.
    fn named(cells: &mut Cells<'_, Partner>) -> Option<PartnerId> {
        let slug = cells.cell(Meaning::Slug)?;
        cells.names().slug(&slug.text())
    }

    fn read(cells: &mut Cells<'_, Partner>) {
        cells.required(Meaning::Slug, value::slug, |partner, slug| {
            partner.slug = slug
        });
        names(cells);
        let registry = cells.names();
        let country = |cell: &Cell<'_>| {
            let name = cell.text().into_owned();
            let code: Option<Country> = name.to_uppercase().parse().ok();
            let country = code.or_else(|| registry.country(&name));
            country.ok_or(Reason::UnknownCountry { name })
        };
        cells.required(Meaning::Country, country, |partner, country| {
            partner.country = country;
        });
        cells.required(Meaning::Continent, value::word, |partner, continent| {
            partner.continent = continent;
        });
        cells.or_default(Meaning::Bri, value::yes_or_no, |partner, bri| {
            partner.bri = bri
        });
        cells.or_default(Meaning::Standing, value::word, |partner, standing| {
            partner.standing = standing;
        });
        place(cells);
        cells.optional(Meaning::Population, value::count, |partner, people| {
            partner.population = people.map(u64::from);
        });
        cells.optional(Meaning::Geonameid, value::count, |partner, id| {
            partner.geonameid = id.map(u64::from);
        });
        let note = |cell: &Cell<'_>| value::text(cell, NOTE);
        cells.optional(Meaning::Note, note, |partner, note| partner.note = note);
        cells.or_default(Meaning::Urls, value::addresses, |partner, addresses| {
            partner.official_urls = addresses;
        });
        cells.optional(Meaning::Reason, value::lines, |partner, reasons| {
            let steps = partner.candidacy.take().map(|one| one.steps);
            let steps = steps.unwrap_or_default();
            let reasons = reasons.unwrap_or_default();
            let is_one = !reasons.is_empty() || !steps.is_empty();
            partner.candidacy = is_one.then_some(Candidacy { reasons, steps });
        });
        cells.provenance(|partner| &mut partner.provenance);
    }

    fn complete(&mut self, _: &BTreeSet<Meaning>, _: Date) {}

    /// Two cities of one name in one country.
    fn likeness(&self) -> Likeness {
        let name = crate::fold::folded(self.names.pick("en"));
        Likeness::of([self.country.code(), &name], "")
    }
}

fn names(cells: &mut Cells<'_, Partner>) {
    let line = |cell: &Cell<'_>| value::line(cell, TITLE);
    for (meaning, language) in [(Meaning::NameZh, "zh-CN"), (Meaning::NameEn, "en")] {
        let there = cells.cell(meaning).is_some();
        match cells.value(meaning, line) {
            Some(name) => cells.change(move |partner| {
                partner.names.0.insert(language.to_owned(), name.clone());
            }),
            None if there => cells.change(move |partner| {
                partner.names.0.remove(language);
            }),
            None => {}
        }
    }
    cells.or_default(Meaning::NameLocal, line, |partner, name| {
        partner.native.text = name
    });
    cells.or_default(
        Meaning::LocalLanguage,
        value::language,
        |partner, language| {
            partner.native.language = language;
        },
    );
    cells.or_default(Meaning::Aliases, value::lines, |partner, aliases| {
        partner.aliases = aliases;
    });
    cells.or_default(
        Meaning::Languages,
        value::languages,
        |partner, languages| {
            partner.languages = languages;
        },
    );
}

/// Where it lies: both degrees, or neither.
fn place(cells: &mut Cells<'_, Partner>) {
    let zone = |cell: &Cell<'_>| {
        let name = value::line(cell, LINE)?;
        let zone = jiff::tz::TimeZone::get(&name).ok();
        let known = zone.is_some_and(|zone| zone.iana_name() == Some(&name) && !zone.is_unknown());
        known.then_some(name).ok_or(Reason::NotAZone)
    };
    cells.optional(Meaning::Zone, zone, |partner, zone| partner.zone = zone);
    let there = cells.cell(Meaning::Latitude).is_some() || cells.cell(Meaning::Longitude).is_some();
    let lat = cells.value(Meaning::Latitude, |cell| value::degrees(cell, 90));
    let lon = cells.value(Meaning::Longitude, |cell| value::degrees(cell, 180));
    let said = |meaning| cells.said.contains(&meaning);
    match (said(Meaning::Latitude), said(Meaning::Longitude)) {
        (true, false) => cells.wrong(Meaning::Longitude, Reason::Missing),
        (false, true) => cells.wrong(Meaning::Latitude, Reason::Missing),
        _ if there => {
            let coordinates = lat.zip(lon).map(|(lat, lon)| Coordinates { lat, lon });
            cells.change(move |partner| partner.coordinates = coordinates);
        }
        _ => {}
    }
}
