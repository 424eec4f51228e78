//! Two days compared: who came, who went.

use meeting::id::PartnerId;

use crate::book::Book;
use crate::country::Country;

use super::dormancy::{Quiet, dormancy};
use super::stock::stock;
use super::{Holding, Query};

/// What one list has and the other has not, both sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<T> {
    pub came: Vec<T>,
    pub went: Vec<T>,
}

impl<T: Copy + Ord> Difference<T> {
    /// From one list to the other; duplicates count once.
    pub fn between(
        earlier: impl IntoIterator<Item = T>,
        later: impl IntoIterator<Item = T>,
    ) -> Difference<T> {
        let (earlier, later) = (sorted(earlier), sorted(later));
        let only_in = |list: &[T], other: &[T]| {
            let list = list.iter().copied();
            list.filter(|record| other.binary_search(record).is_err())
                .collect()
        };
        Difference {
            came: only_in(&later, &earlier),
            went: only_in(&earlier, &later),
        }
    }
}

fn sorted<T: Ord>(records: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut records: Vec<T> = records.into_iter().collect();
    records.sort_unstable();
    records.dedup();
    records
}

/// What is different between two days. An upgrade shows as a relation that went and one that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub relations: Difference<Holding>,
    pub countries: Difference<Country>,
    pub dormant: Difference<PartnerId>,
    pub at_risk: Difference<PartnerId>,
}

/// Two questions of the same book: as a rule the same question on two days. What any other measure
/// lists is compared by [`Difference::between`].
pub fn compare(book: &Book, earlier: &Query, later: &Query) -> Comparison {
    let (before, after) = (stock(book, earlier), stock(book, later));
    let (quiet_before, quiet_after) = (dormancy(book, earlier), dormancy(book, later));
    let partners = |list: Vec<Quiet>| list.into_iter().map(|quiet| quiet.partner);
    Comparison {
        relations: Difference::between(before.held, after.held),
        countries: Difference::between(before.countries, after.countries),
        dormant: Difference::between(
            partners(quiet_before.dormant),
            partners(quiet_after.dormant),
        ),
        at_risk: Difference::between(
            partners(quiet_before.at_risk),
            partners(quiet_after.at_risk),
        ),
    }
}
