//! A number, and the records of which it is made.

use history::country::Country;
use history::measure::{Bound, Holding, Share, Tally};
use meeting::id::{DistrictId, ExchangeId, IntentId, PartnerId, RelationId};
use serde::Serialize;
use utoipa::ToSchema;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FigureUnit)]
pub(in crate::analytics) enum Unit {
    /// Records: the list is as long.
    Count,
    /// What the records of the list stand for, as people or groups: their numbers add up to it.
    Sum,
    /// From 0 to 1: part / whole.
    Share,
    /// A number from 0 to 1 that follows from how records are spread.
    Index,
    Days,
    Minutes,
}

/// Records, each with the number that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::analytics) enum Behind {
    Relations(Vec<RelationId>),
    Partners(Vec<(PartnerId, u32)>),
    Exchanges(Vec<(ExchangeId, u32)>),
    Intents(Vec<IntentId>),
    Districts(Vec<DistrictId>),
    Countries(Vec<Country>),
}

impl Behind {
    pub(in crate::analytics) fn length(&self) -> usize {
        match self {
            Behind::Relations(ids) => ids.len(),
            Behind::Partners(entries) => entries.len(),
            Behind::Exchanges(entries) => entries.len(),
            Behind::Intents(ids) => ids.len(),
            Behind::Districts(ids) => ids.len(),
            Behind::Countries(codes) => codes.len(),
        }
    }

    pub(in crate::analytics) fn sum(&self) -> u64 {
        let numbers = |entries: &[u32]| entries.iter().map(|number| u64::from(*number)).sum();
        match self {
            Behind::Partners(entries) => numbers(
                &entries
                    .iter()
                    .map(|(_, number)| *number)
                    .collect::<Vec<_>>(),
            ),
            Behind::Exchanges(entries) => numbers(
                &entries
                    .iter()
                    .map(|(_, number)| *number)
                    .collect::<Vec<_>>(),
            ),
            Behind::Relations(_)
            | Behind::Intents(_)
            | Behind::Districts(_)
            | Behind::Countries(_) => u64::try_from(self.length()).unwrap_or(u64::MAX),
        }
    }
}

/// A number, and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analytics) struct Found {
    pub(in crate::analytics) key: String,
    pub(in crate::analytics) measure: &'static str,
    pub(in crate::analytics) unit: Unit,
    /// `None` where there is nothing to be measured.
    pub(in crate::analytics) value: Option<f64>,
    pub(in crate::analytics) bound: Bound,
    /// Of a share, the part; else all of it.
    pub(in crate::analytics) part: Behind,
    pub(in crate::analytics) whole: Option<Behind>,
}

impl Found {
    pub(super) fn of(unit: Unit, value: Option<f64>, part: Behind) -> Found {
        Found {
            key: String::new(),
            measure: "",
            unit,
            value,
            bound: Bound::Exact,
            part,
            whole: None,
        }
    }

    pub(super) fn count(part: Behind) -> Found {
        Found::of(Unit::Count, Some(part.length() as f64), part)
    }

    pub(super) fn of_sum(part: Behind, at_least: bool) -> Found {
        Found {
            bound: Bound::of_sum(at_least),
            ..Found::of(Unit::Sum, Some(part.sum() as f64), part)
        }
    }

    pub(super) fn sum(tally: Tally<ExchangeId>) -> Found {
        Found::of_sum(Behind::Exchanges(tally.entries), tally.at_least)
    }

    pub(super) fn index(value: Option<f64>, part: Behind) -> Found {
        Found::of(Unit::Index, value, part)
    }

    pub(super) fn share_of<T: Copy>(share: &Share<T>, behind: impl Fn(&[T]) -> Behind) -> Found {
        Found {
            whole: Some(behind(&share.whole)),
            ..Found::of(Unit::Share, share.fraction(), behind(&share.part))
        }
    }
}

pub(super) fn relations(held: &[Holding]) -> Behind {
    Behind::Relations(held.iter().map(|held| held.relation).collect())
}

pub(in crate::analytics) fn exchanges(ids: &[ExchangeId]) -> Behind {
    Behind::Exchanges(ids.iter().map(|id| (*id, 1)).collect())
}

pub(super) fn partners(ids: impl IntoIterator<Item = PartnerId>) -> Behind {
    Behind::Partners(ids.into_iter().map(|id| (id, 1)).collect())
}
