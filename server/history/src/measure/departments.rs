//! A21: which departments work with which partner.

use meeting::id::{DepartmentId, PartnerId};

use crate::book::Book;

use super::{Query, Share, partners_held};

/// The departments that touched each partner of P(t) within the window: by an exchange, or by an
/// intent that was said or moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coordination {
    /// By partner; of each its departments, sorted.
    pub departments: Vec<(PartnerId, Vec<DepartmentId>)>,
}

impl Coordination {
    /// The partners that two departments or more touched, of all of P(t).
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
    let partners = partners_held(book, query);
    let mut departments: Vec<(PartnerId, Vec<DepartmentId>)> = Vec::new();
    departments.extend(partners.into_iter().map(|partner| (partner, Vec::new())));
    let mut touch = |partners: &[PartnerId], by: &[DepartmentId]| {
        for partner in partners {
            let place = departments.binary_search_by_key(partner, |(partner, _)| *partner);
            if let Some((_, list)) = place.ok().and_then(|place| departments.get_mut(place)) {
                list.extend_from_slice(by);
            }
        }
    };
    let window = query.seen();
    for (_, _, row) in book.counted(window) {
        touch(&row.partners, &row.departments);
    }
    for (_, row) in book.intents() {
        if row.course.moved_within(window.from, window.to) {
            touch(&row.partners, &row.departments);
        }
    }
    for (_, list) in &mut departments {
        list.sort_unstable();
        list.dedup();
    }
    Coordination { departments }
}
