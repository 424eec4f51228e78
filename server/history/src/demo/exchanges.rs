//! Visits and forums that add up.

use meeting::id::{ExchangeId, PartnerId};
use meeting::plan::Rank;

use crate::date::PartialDate;
use crate::exchange::{
    Classes, Direction, Exchange, ExchangeKind, ExchangeState, Figure, ForumDelegations, Mode,
    Substance,
};
use crate::partner::Partner;

use super::{Known, named, reconstructed};

/// 89 groups with over 870 people came in 2018 and 2019; over 40 groups with over 260 people were
/// headed by a vice-mayor or somebody above.
const RECEIVED: usize = 89;
const SENIOR: usize = 40;
const PEOPLE: usize = 870;
const SENIOR_PEOPLE: usize = 260;

/// 35 groups went abroad, 23 of them to partners.
const PAID: usize = 35;
const PAID_TO_PARTNERS: usize = 23;

/// Seven forums since 2008, of which the registry knows the years of two: those of 2014 and of
/// September 2019. The others are put into years in which it has relations that were agreed in the
/// middle of October.
const FORUMS: [(&str, &[&str]); 7] = [
    ("2008", &[]),
    ("2009", &[]),
    ("2010", &[]),
    ("2011", &[]),
    ("2012", &[]),
    // Who signed at it is known.
    ("2014", &["S27", "S28", "S29"]),
    ("2019-09", &["E01"]),
];

const SEVENTH: ForumDelegations = ForumDelegations {
    foreign: 22,
    domestic: 6,
    countries: 20,
};

pub(super) fn all(
    known: &[Known],
    placeholders: &[Partner],
    identity: &impl Fn(&str) -> u64,
) -> Vec<Exchange> {
    let alive = known.iter().filter(|known| !known.dormant);
    let alive = alive.map(|known| known.partner.id);
    let alive: Vec<PartnerId> = alive.chain(placeholders.iter().map(|one| one.id)).collect();
    let mut exchanges = received(&alive, identity);
    exchanges.extend(paid(&alive, identity));
    exchanges.extend(forums(known, identity));
    exchanges
}

/// In 2019 one group of every partner that is not dormant, the others the year before.
fn received(alive: &[PartnerId], identity: &impl Fn(&str) -> u64) -> Vec<Exchange> {
    let visit = |index: usize| {
        let partner = alive.get(index % alive.len().max(1));
        let is_senior = index < SENIOR;
        let people = if is_senior {
            part(SENIOR_PEOPLE, SENIOR, index)
        } else {
            part(PEOPLE - SENIOR_PEOPLE, RECEIVED - SENIOR, index - SENIOR)
        };
        let in_2019 = index < alive.len();
        let on = PartialDate::of_year(if in_2019 { 2019 } else { 2018 });
        Exchange {
            partners: partner.copied().into_iter().collect(),
            direction: Direction::Received,
            rank: is_senior.then_some(Rank::ViceMayor),
            headcount: Some(people),
            // Whether the report counts the people of such groups or those of that rank in them,
            // it does not say: both come to the same here.
            seniors: is_senior.then_some(people),
            substance: in_2019.then_some(Substance::Talks),
            ..entry(&VISITS_RECEIVED, index + 1, on, identity)
        }
    };
    (0..RECEIVED).map(visit).collect()
}

fn paid(alive: &[PartnerId], identity: &impl Fn(&str) -> u64) -> Vec<Exchange> {
    let trip = |index: usize| {
        let partner = alive.get(index).filter(|_| index < PAID_TO_PARTNERS);
        let on = PartialDate::of_year(if index.is_multiple_of(2) { 2018 } else { 2019 });
        Exchange {
            partners: partner.copied().into_iter().collect(),
            direction: Direction::Paid,
            ..entry(&VISITS_PAID, index + 1, on, identity)
        }
    };
    (0..PAID).map(trip).collect()
}

fn forums(known: &[Known], identity: &impl Fn(&str) -> u64) -> Vec<Exchange> {
    let forum = |(number, (on, signed)): (usize, &(&str, &[&str]))| {
        let partners = known.iter().map(|known| &known.partner);
        let partners = partners.filter(|partner| signed.contains(&partner.slug.as_str()));
        let on = on.parse().ok()?;
        Some(Exchange {
            partners: partners.map(|partner| partner.id).collect(),
            direction: Direction::Received,
            substance: (!signed.is_empty()).then_some(Substance::Signed),
            delegations: (number == FORUMS.len()).then_some(SEVENTH),
            ..entry(&MAYORS_FORUM, number, on, identity)
        })
    };
    (1..).zip(&FORUMS).filter_map(forum).collect()
}

/// The share of one in a sum that is spread evenly; a lower bound, as the sum is.
fn part(sum: usize, among: usize, index: usize) -> Figure {
    let more = usize::from(index < sum % among);
    Figure::at_least(u32::try_from(sum / among + more).unwrap_or(u32::MAX))
}

/// A series of made entries, by what they are called.
struct Series {
    kind: ExchangeKind,
    word: &'static str,
    zh: &'static str,
    en: &'static str,
}

const VISITS_RECEIVED: Series = Series {
    kind: ExchangeKind::VisitReceived,
    word: "received",
    zh: "来访团组 ",
    en: "Group received",
};
const VISITS_PAID: Series = Series {
    kind: ExchangeKind::VisitPaid,
    word: "paid",
    zh: "出访团组 ",
    en: "Group sent",
};
const MAYORS_FORUM: Series = Series {
    kind: ExchangeKind::Forum,
    word: "forum",
    zh: "市长论坛 ",
    en: "Mayors' forum",
};

/// What all entries have in common.
fn entry(
    series: &Series,
    number: usize,
    on: PartialDate,
    identity: &impl Fn(&str) -> u64,
) -> Exchange {
    Exchange {
        id: ExchangeId::from_bits(identity(&format!("exchange {} {number}", series.word))),
        title: named(series.zh, series.en, number),
        kind: series.kind,
        on,
        to: None,
        partners: Vec::new(),
        place: None,
        field: None,
        direction: Direction::Mutual,
        mode: Mode::Onsite,
        organisers: Classes::default(),
        participants: Classes::default(),
        rank: None,
        groups: None,
        headcount: None,
        seniors: None,
        substance: None,
        state: ExchangeState::Completed,
        departments: Vec::new(),
        session: None,
        aid: None,
        invitations: None,
        delegations: None,
        note: None,
        provenance: reconstructed(),
    }
}
