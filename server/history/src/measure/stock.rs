//! A1 to A5: how many relations there are, with whom, and how they are spread.

use std::collections::BTreeSet;

use crate::book::Book;
use crate::country::Country;
use crate::partner::{Continent, Kind};

use super::result::ratio;
use super::{Groups, Holding, Query, Share, holdings};

/// Countries in the customary list along the Belt and Road.
pub const BRI_COUNTRIES: usize = 65;

/// A1 of one kind, or of both together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stock {
    pub held: Vec<Holding>,
    /// Each once, sorted.
    pub countries: Vec<Country>,
    /// Those of `held` of which nobody knows since when: at an earlier day they may be too many.
    pub undated: Vec<Holding>,
}

impl Stock {
    fn of(held: Vec<Holding>) -> Stock {
        let undated = held.iter().copied().filter(|held| held.since.is_none());
        Stock {
            countries: countries(&held),
            undated: undated.collect(),
            held,
        }
    }
}

fn countries(held: &[Holding]) -> Vec<Country> {
    let countries: BTreeSet<Country> = held.iter().map(|held| held.country).collect();
    countries.into_iter().collect()
}

/// A1: P(t), and the distinct countries. By kind: ask for the kind.
pub fn stock(book: &Book, query: &Query) -> Stock {
    Stock::of(holdings(book, query).collect())
}

/// A2 and A3 over continents.
pub fn by_continent(book: &Book, query: &Query) -> Groups<Continent, Holding> {
    Groups::of(holdings(book, query).map(|held| (held.continent, held)))
}

/// A2 and A3 over countries.
pub fn by_country(book: &Book, query: &Query) -> Groups<Country, Holding> {
    Groups::of(holdings(book, query).map(|held| (held.country, held)))
}

/// A2 and A3 over the kinds of relation.
pub fn by_kind(book: &Book, query: &Query) -> Groups<Kind, Holding> {
    Groups::of(holdings(book, query).map(|held| (held.kind, held)))
}

/// A4: what the countries with the most relations have of a continent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The largest first.
    pub top: Vec<Country>,
    pub share: Share<Holding>,
}

pub fn in_region(book: &Book, query: &Query, region: Continent, top: usize) -> Region {
    let held: Vec<Holding> = holdings(book, query)
        .filter(|held| held.continent == region)
        .collect();
    let groups = Groups::of(held.iter().map(|held| (held.country, *held)));
    let top: Vec<Country> = groups.largest(top).into_iter().copied().collect();
    Region {
        share: Share::of(held, |held| top.contains(&held.country)),
        top,
    }
}

/// A5: the relations along the Belt and Road.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeltAndRoad {
    pub share: Share<Holding>,
    /// Of the part, each once, sorted.
    pub countries: Vec<Country>,
}

impl BeltAndRoad {
    /// The distinct countries of the customary 65.
    pub fn coverage(&self) -> Option<f64> {
        ratio(self.countries.len(), BRI_COUNTRIES)
    }
}

pub fn belt_and_road(book: &Book, query: &Query) -> BeltAndRoad {
    let share = Share::of(holdings(book, query).collect(), |held: &Holding| held.bri);
    BeltAndRoad {
        countries: countries(&share.part),
        share,
    }
}
