//! The founding figures as records: a set that adds up to what the report of 26 October 2020 says of
//! the city's partners, and claims nothing beyond it.
//!
//! The 39 publicly known partners are real and come from outside; everything that is made here is
//! marked as reconstructed and named so. Sums that the report gives as "over N" are lower bounds.
//!
//! # What gives
//!
//! 26 countries with sister cities and 25 with exchange cities in 42 countries mean that nine hold
//! both kinds. The known partners show three of the nine (Japan, Italy, Germany), the report a
//! fourth (Korea). So **five placeholders stand in countries that also have a sister city**, and
//! nothing says which. They carry codes of their own like the others, and are *counted in*
//! ([`Partner::counted_in`](crate::partner::Partner::counted_in)) the first five countries of the
//! registry that have a sister city, no known exchange city, lie outside Asia and Africa, and are
//! none of the 65. That choice is arithmetic, not knowledge: without it there would be 47 countries
//! instead of 42. Everything else comes out exactly.
//!
//! The relations of districts are with placeholders, since the report says how many districts have
//! some, and not with whom.

mod exchanges;
mod partners;
mod placeholders;

use jiff::civil::{Date, date};
use meeting::plan::Localized;

use crate::book::Records;
use crate::date::Window;
use crate::partner::{Partner, Provenance};
use crate::relation::Relation;

/// The day of the report.
pub const AS_OF: Date = date(2020, 10, 26);

/// The years whose visits the report counts.
pub fn visit_years() -> Window {
    Window::years(2018, 2019)
}

/// A partner that is real, and the city's relation with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    pub partner: Partner,
    pub relation: Relation,
    /// Named as dormant in the report.
    pub dormant: bool,
}

/// The whole set. `identity` gives the bits of an identity for a name that is its own within the
/// set, such as `partner X01` or `exchange received 7`: always the same for the same name.
pub fn founding(known: Vec<Known>, identity: impl Fn(&str) -> u64) -> Records {
    let placeholders = placeholders::partners(&identity);
    let exchanges = exchanges::all(&known, &placeholders, &identity);
    let (districts, of_districts) = partners::districts(&placeholders, &identity);
    let of_placeholders = placeholders.iter();
    let of_placeholders =
        of_placeholders.map(|partner| partners::exchange_relation(partner, &identity));
    let of_placeholders: Vec<Relation> = of_placeholders.collect();
    let (mut partners, mut relations) = (Vec::new(), Vec::new());
    for Known {
        partner, relation, ..
    } in known
    {
        partners.push(partner);
        relations.push(relation);
    }
    partners.extend(placeholders);
    relations.extend(of_placeholders);
    relations.extend(of_districts);
    Records {
        districts,
        partners,
        relations,
        exchanges,
        intents: Vec::new(),
    }
}

/// How everything that is made here says so.
fn reconstructed() -> Provenance {
    Provenance {
        sources: vec!["Report of 2020-10-26 to the standing committee (sums only)".to_owned()],
        confidence: Some("reconstructed: only the sums are known".to_owned()),
        reconstructed: true,
    }
}

/// The name of a made record, in which it says that it is one.
fn named(zh: &str, en: &str, number: usize) -> Localized {
    Localized::of("zh-CN", &format!("{zh}{number}（重建条目）"))
        .and("en", &format!("{en} {number} (reconstructed)"))
}
