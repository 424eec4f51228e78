//! A17: which districts have relations of their own.

use std::collections::BTreeMap;

use meeting::id::DistrictId;

use crate::book::Book;
use crate::district::Owner;
use crate::partner::Kind;

use super::{Holding, Owners, Query, Share, holdings};

/// One line of the matrix: the relations of a district.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub sister: Vec<Holding>,
    pub exchange: Vec<Holding>,
}

/// Every district that exists on the day of the question, with its relations.
pub fn matrix(book: &Book, query: &Query) -> BTreeMap<DistrictId, Line> {
    let districts = book.districts(query.as_of);
    let mut lines: BTreeMap<DistrictId, Line> = districts
        .map(|district| (district, Line::default()))
        .collect();
    let all = Query {
        owners: Owners::All,
        kind: None,
        ..*query
    };
    for held in holdings(book, &all) {
        let Owner::District(district) = held.owner else {
            continue;
        };
        // What a district holds that no longer exists is no coverage of today's.
        if let Some(line) = lines.get_mut(&district) {
            match held.kind {
                Kind::Sister => line.sister.push(held),
                Kind::Exchange => line.exchange.push(held),
            }
        }
    }
    lines
}

/// A17: the districts with at least one relation, of all districts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    pub sister: Share<DistrictId>,
    pub exchange: Share<DistrictId>,
    pub any: Share<DistrictId>,
}

pub fn coverage(book: &Book, query: &Query) -> Coverage {
    let matrix = matrix(book, query);
    let share = |has: fn(&Line) -> bool| {
        let part = matrix.iter().filter(|(_, line)| has(line));
        Share {
            part: part.map(|(district, _)| *district).collect(),
            whole: matrix.keys().copied().collect(),
        }
    };
    Coverage {
        sister: share(|line| !line.sister.is_empty()),
        exchange: share(|line| !line.exchange.is_empty()),
        any: share(|line| !line.sister.is_empty() || !line.exchange.is_empty()),
    }
}
