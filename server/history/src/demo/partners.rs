//! Relations with placeholders: the city's own, and those of its districts.

use meeting::id::{DistrictId, RelationId};

use crate::district::{District, Owner};
use crate::partner::{Kind, Partner};
use crate::relation::{Milestones, Relation, RelationState};

use super::{named, reconstructed};

const DISTRICTS: usize = 13;

/// The districts with a relation of each kind, by their numbers: 3, 6, and 7 with any.
const WITH_SISTER: [usize; 3] = [1, 2, 3];
const WITH_EXCHANGE: [usize; 6] = [1, 2, 4, 5, 6, 7];

/// The city's relation with a placeholder; nobody says since when.
pub(super) fn exchange_relation(partner: &Partner, identity: &impl Fn(&str) -> u64) -> Relation {
    let name = format!("relation {}", partner.slug);
    relation(&name, Owner::City, partner, Kind::Exchange, identity)
}

pub(super) fn districts(
    partners: &[Partner],
    identity: &impl Fn(&str) -> u64,
) -> (Vec<District>, Vec<Relation>) {
    let id = |number: usize| DistrictId::from_bits(identity(&format!("district {number}")));
    let districts = (1..=DISTRICTS).map(|number| District {
        id: id(number),
        names: named("区县 ", "District", number),
        since: None,
        until: None,
    });
    let sister = WITH_SISTER.map(|number| (number, Kind::Sister));
    let exchange = WITH_EXCHANGE.map(|number| (number, Kind::Exchange));
    let held = sister.into_iter().chain(exchange).zip(partners);
    let relations = held.map(|((number, kind), partner)| {
        let name = format!("relation district {number} {}", kind.name());
        relation(&name, Owner::District(id(number)), partner, kind, identity)
    });
    (districts.collect(), relations.collect())
}

fn relation(
    name: &str,
    owner: Owner,
    partner: &Partner,
    kind: Kind,
    identity: &impl Fn(&str) -> u64,
) -> Relation {
    Relation {
        id: RelationId::from_bits(identity(name)),
        owner,
        partner: partner.id,
        kind,
        state: RelationState::Concluded,
        valid_from: None,
        ending: None,
        milestones: Milestones::default(),
        ours: None,
        theirs: None,
        note: None,
        provenance: reconstructed(),
    }
}
