//! A21: which departments work with which partner.

use meeting::id::{DepartmentId, PartnerId};

use crate::book::Book;

use super::{Query, Share, partners_held};

/// The departments that touched each partner of the city itself within the window: by an exchange, or
/// by an intent that was said or moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coordination {
    /// By partner; of each its departments, sorted.
    pub departments: Vec<(PartnerId, Vec<DepartmentId>)>,
}

impl Coordination {
    /// The partners that two departments or more touched, of all.
    pub fn shared(&self) -> Share<PartnerId> {
        let shared = self.departments.iter().filter(|(_, list)| list.len() > 1);
        Share {
            part: shared.map(|(partner, _)| *partner).collect(),
            whole: self
                .departments
                .iter()
                .map(|(partner, _)| *partner)
                .collect(),
        }
    }
}

pub fn coordination(book: &Book, query: &Query) -> Coordination {
    let window = query.seen();
    let mut touched: Vec<(PartnerId, DepartmentId)> = Vec::new();
    let mut touch = |partners: &[PartnerId], departments: &[DepartmentId]| {
        for partner in partners {
            touched.extend(departments.iter().map(|department| (*partner, *department)));
        }
    };
    for (_, _, row) in book.counted(window) {
        touch(&row.partners, &row.departments);
    }
    for (_, row) in book.intents() {
        if row.course.moved_within(window) {
            touch(&row.partners, &row.departments);
        }
    }
    touched.sort_unstable();
    touched.dedup();
    let mut touched = touched.into_iter().peekable();
    let partners = partners_held(book, &query.of_the_city()).into_iter();
    let departments = partners.map(|partner| {
        // Both sides are sorted: what lies before this partner is of none of them.
        while touched.next_if(|(other, _)| *other < partner).is_some() {}
        let of_partner = std::iter::from_fn(|| touched.next_if(|(other, _)| *other == partner));
        (
            partner,
            of_partner.map(|(_, department)| department).collect(),
        )
    });
    Coordination {
        departments: departments.collect(),
    }
}
