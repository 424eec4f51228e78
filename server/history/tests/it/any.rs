//! Records of any kind, few enough to meet each other, over the years around the windows of the
//! questions that are asked of them.

use history::book::{Book, Records};
use history::date::{PartialDate, Precision};
use history::district::{District, Owner};
use history::exchange::{
    Classes, Direction, Exchange, ExchangeKind, ExchangeState, Field, Figure, Mode, OrganiserClass,
    Substance,
};
use history::intent::{Intent, Stage, Step};
use history::measure::{Owners, Query};
use history::partner::{Continent, Kind, Partner, Standing};
use history::relation::{Ending, EndingReason, Relation, RelationState};
use jiff::civil::{Date, date};
use meeting::id::{DepartmentId, PartnerId};
use meeting::plan::Rank;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::world::{d, district, exchange, i, intent, partner, r, relation};

const PARTNERS: u64 = 5;

pub(crate) fn any_day() -> impl Strategy<Value = Date> {
    (2014i16..2023, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

fn any_date() -> impl Strategy<Value = PartialDate> {
    let precision = select(vec![
        Precision::Year,
        Precision::Month,
        Precision::Day,
        Precision::Day,
    ]);
    let cut = |(day, precision)| PartialDate::from(day).cut(precision);
    (any_day(), precision).prop_map(move |pair| cut(pair).unwrap())
}

fn any_partner_id() -> impl Strategy<Value = PartnerId> {
    (0..PARTNERS).prop_map(PartnerId::from_bits)
}

fn any_owner() -> impl Strategy<Value = Owner> {
    prop_oneof![
        3 => Just(Owner::City),
        1 => (0u64..3).prop_map(|number| Owner::District(d(number))),
    ]
}

fn any_kind() -> impl Strategy<Value = Kind> {
    select(Kind::ALL.to_vec())
}

fn any_figure() -> impl Strategy<Value = Option<Figure>> {
    option::of((0u32..30, any::<bool>()).prop_map(|(number, at_least)| Figure { number, at_least }))
}

fn any_departments() -> impl Strategy<Value = Vec<DepartmentId>> {
    vec((0u64..4).prop_map(DepartmentId::from_bits), 0..3)
}

fn any_classes() -> impl Strategy<Value = Classes> {
    vec(select(OrganiserClass::ALL.to_vec()), 0..3).prop_map(Classes::from_iter)
}

pub(crate) fn any_partner() -> impl Strategy<Value = Partner> {
    let country = select(vec!["JP", "KR", "DE", "XA"]);
    let continent = select(vec![Continent::Asia, Continent::Europe]);
    let standing = prop_oneof![4 => Just(Standing::Partner), 1 => Just(Standing::Candidate)];
    (
        any_partner_id(),
        country,
        continent,
        any::<bool>(),
        standing,
    )
        .prop_map(|(id, country, continent, bri, standing)| Partner {
            standing,
            ..partner(id, country, continent, bri)
        })
}

fn any_ending() -> impl Strategy<Value = Option<Ending>> {
    let reason = select(vec![EndingReason::Upgraded, EndingReason::Expired]);
    let ending = (any_date(), reason, option::of(0u64..12));
    option::of(ending.prop_map(|(on, reason, successor)| Ending {
        on,
        reason,
        successor: successor.map(r),
        note: None,
    }))
}

pub(crate) fn any_relation() -> impl Strategy<Value = Relation> {
    let state =
        prop_oneof![5 => Just(RelationState::Concluded), 1 => Just(RelationState::Prepared)];
    let (from, who) = (
        option::of(any_date()),
        (any_owner(), any_partner_id(), any_kind()),
    );
    (0u64..12, who, state, from, any_ending()).prop_map(
        |(number, (owner, partner, kind), state, valid_from, ending)| Relation {
            owner,
            state,
            valid_from,
            ending,
            ..relation(number, partner, kind, "")
        },
    )
}

pub(crate) fn any_exchange() -> impl Strategy<Value = Exchange> {
    // Measures of their own look at visits.
    let kind = prop_oneof![
        2 => select(vec![ExchangeKind::VisitReceived, ExchangeKind::VisitPaid]),
        3 => select(ExchangeKind::ALL.to_vec()),
    ];
    let who = (vec(any_partner_id(), 0..4), any_departments());
    let what = (
        option::of(select(Field::ALL.to_vec())),
        select(vec![
            Direction::Mutual,
            Direction::Received,
            Direction::Paid,
        ]),
        select(vec![Mode::Onsite, Mode::Online, Mode::Hybrid]),
        option::of(select(vec![
            Substance::Greeting,
            Substance::Invitation,
            Substance::Courtesy,
            Substance::Talks,
            Substance::Signed,
            Substance::Project,
        ])),
        prop_oneof![
            6 => Just(ExchangeState::Completed),
            1 => Just(ExchangeState::Planned),
            1 => Just(ExchangeState::Cancelled),
        ],
    );
    let people = (
        option::of(select(vec![Rank::Mayor, Rank::ViceMayor, Rank::Director])),
        (any_figure(), any_figure(), any_figure()),
        (any_classes(), any_classes()),
    );
    let when = (any_date(), option::weighted(0.3, any_date()));
    (0u64..40, kind, when, who, what, people).prop_map(
        |(number, kind, (on, to), (partners, departments), what, people)| {
            let (field, direction, mode, substance, state) = what;
            let (rank, (groups, headcount, seniors), (organisers, participants)) = people;
            Exchange {
                on,
                // Nobody may write an end before the beginning.
                to: to.filter(|to| to.latest() >= on.earliest()),
                field,
                direction,
                mode,
                substance,
                state,
                rank,
                groups,
                headcount,
                seniors,
                departments,
                organisers,
                participants,
                ..exchange(number, kind, "2000", &partners)
            }
        },
    )
}

pub(crate) fn any_intent() -> impl Strategy<Value = Intent> {
    let stage = option::of(select([&Stage::WAY[..], &[Stage::Withdrawn]].concat()));
    let step = (any_date(), stage).prop_map(|(on, stage)| Step {
        on,
        stage,
        text: String::new(),
    });
    let departments = (
        option::of((0u64..4).prop_map(DepartmentId::from_bits)),
        any_departments(),
    );
    let dates = (any_date(), option::of(any_date()));
    (
        0u64..12,
        vec(any_partner_id(), 0..3),
        dates,
        departments,
        vec(step, 0..4),
    )
        .prop_map(
            |(number, partners, (said_on, due), (owner, departments), steps)| Intent {
                partners,
                said_on,
                due,
                owner,
                departments,
                steps,
                ..intent(number, PartnerId::from_bits(0), "2000", &[])
            },
        )
}

pub(crate) fn any_district() -> impl Strategy<Value = District> {
    (0u64..3, option::of(any_date()), option::of(any_date())).prop_map(|(number, since, until)| {
        District {
            since,
            until,
            ..district(number)
        }
    })
}

/// One record of each identity.
pub(crate) fn any_records() -> impl Strategy<Value = Records> {
    let records = (
        vec(any_district(), 0..4),
        vec(any_partner(), 0..8),
        vec(any_relation(), 0..14),
        vec(any_exchange(), 0..40),
        vec(any_intent(), 0..12),
    );
    records.prop_map(
        |(districts, partners, relations, exchanges, intents)| Records {
            districts: once(districts, |record| record.id),
            partners: once(partners, |record| record.id),
            relations: once(relations, |record| record.id),
            exchanges: once(exchanges, |record| record.id),
            intents: once(intents, |record| record.id),
        },
    )
}

fn once<T, K: Ord + Copy>(mut records: Vec<T>, id: impl Fn(&T) -> K) -> Vec<T> {
    records.sort_by_key(&id);
    records.dedup_by_key(|record| id(record));
    records
}

pub(crate) fn any_query() -> impl Strategy<Value = Query> {
    let owners = prop_oneof![Just(Owners::All), any_owner().prop_map(Owners::One)];
    (any_day(), owners, option::of(any_kind()), 1u16..40).prop_map(
        |(as_of, owners, kind, months)| Query {
            owners,
            kind,
            ..Query::of_months(as_of, months)
        },
    )
}

/// One change of what is written.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Partner(Partner),
    Relation(Relation),
    Exchange(Box<Exchange>),
    Intent(Intent),
    District(District),
    NoPartner(u64),
    NoRelation(u64),
    NoExchange(u64),
    NoIntent(u64),
    NoDistrict(u64),
}

pub(crate) fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => any_partner().prop_map(Change::Partner),
        2 => any_relation().prop_map(Change::Relation),
        4 => any_exchange().prop_map(|exchange| Change::Exchange(Box::new(exchange))),
        1 => any_intent().prop_map(Change::Intent),
        1 => any_district().prop_map(Change::District),
        1 => (0..PARTNERS).prop_map(Change::NoPartner),
        2 => (0u64..12).prop_map(Change::NoRelation),
        2 => (0u64..40).prop_map(Change::NoExchange),
        1 => (0u64..12).prop_map(Change::NoIntent),
        1 => (0u64..3).prop_map(Change::NoDistrict),
    ]
}

/// The same change in the book and in a plain list of records.
pub(crate) fn make(change: Change, book: &mut Book, records: &mut Records) {
    use crate::world::e;
    match change {
        Change::Partner(partner) => {
            book.put_partner(&partner);
            records.partners.retain(|record| record.id != partner.id);
            records.partners.push(partner);
        }
        Change::Relation(relation) => {
            book.put_relation(&relation);
            records.relations.retain(|record| record.id != relation.id);
            records.relations.push(relation);
        }
        Change::Exchange(exchange) => {
            book.put_exchange(&exchange);
            records.exchanges.retain(|record| record.id != exchange.id);
            records.exchanges.push(*exchange);
        }
        Change::Intent(intent) => {
            book.put_intent(&intent);
            records.intents.retain(|record| record.id != intent.id);
            records.intents.push(intent);
        }
        Change::District(district) => {
            book.put_district(&district);
            records.districts.retain(|record| record.id != district.id);
            records.districts.push(district);
        }
        Change::NoPartner(number) => {
            let id = PartnerId::from_bits(number);
            book.remove_partner(id);
            records.partners.retain(|record| record.id != id);
        }
        Change::NoRelation(number) => {
            book.remove_relation(r(number));
            records.relations.retain(|record| record.id != r(number));
        }
        Change::NoExchange(number) => {
            book.remove_exchange(e(number));
            records.exchanges.retain(|record| record.id != e(number));
        }
        Change::NoIntent(number) => {
            book.remove_intent(i(number));
            records.intents.retain(|record| record.id != i(number));
        }
        Change::NoDistrict(number) => {
            book.remove_district(d(number));
            records.districts.retain(|record| record.id != d(number));
        }
    }
}
