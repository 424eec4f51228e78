//! The figures that the finder must reach on the committed registry, and what holds always.

mod figures;
mod laws;
mod rest;

use jiff::civil::{Date, date};

use crate::partners::codes::zone;

use super::clock::Seconds;
use super::cost::Window;
use super::course::Place;
use super::finder::{Finder, Slot, Wanted};

const USUAL: Window = Window {
    from: 480,
    to: 1200,
};

fn place(name: &str, country: &str) -> Place {
    Place {
        zone: zone(name).unwrap(),
        country: Some(country.to_owned()),
    }
}

fn hangzhou() -> Place {
    place("Asia/Shanghai", "CN")
}

/// Two hours on one day in Hangzhou, whose own people need not be awake.
fn wanted(cities: Vec<Place>, day: Date) -> Wanted {
    Wanted {
        host: hangzhou(),
        host_counts: false,
        cities,
        minutes: 120,
        days: (day, day),
        step: 30,
        window: USUAL,
        asked_at: moment("2020-10-26T08:00Z"),
    }
}

/// The sister cities of the committed registry.
fn sister_cities() -> Vec<Place> {
    let registry = include_str!("../../../config/partners.csv");
    let mut rows = csv::Reader::from_reader(registry.as_bytes());
    let heads = rows.headers().unwrap().clone();
    let column = |name| heads.iter().position(|head| head == name).unwrap();
    let (kind, country, zone) = (column("kind"), column("iso2"), column("tz"));
    let rows = rows.into_records().map(Result::unwrap);
    let sisters = rows.filter(|row| &row[kind] == "sister");
    sisters
        .map(|row| place(&row[zone], &row[country]))
        .collect()
}

fn moment(text: &str) -> Seconds {
    text.parse::<jiff::Timestamp>().unwrap().as_second()
}

fn at(finder: &Finder, text: &str) -> Slot {
    finder.slot_at(moment(text)).unwrap()
}

/// The day of the virtual summit of 2020.
const SUMMIT: Date = date(2020, 11, 10);
