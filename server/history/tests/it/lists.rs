//! All lists that stand behind the numbers, by the record they are lists of. Laws are about these:
//! a number is the length of its list, or the sum.

use std::collections::BTreeMap;

use history::book::Book;
use history::country::Country;
use history::exchange::{ExchangeKind, Field};
use history::intent::Stage;
use history::measure::activity::{activity, exchanges_with};
use history::measure::departments::coordination;
use history::measure::districts::coverage;
use history::measure::dormancy::{Quiet, Return, dormancy, returns};
use history::measure::fields::{breadth, practical};
use history::measure::intents::{Taken, cohorts, overdue, stalled};
use history::measure::reciprocity::reciprocity;
use history::measure::stock::{belt_and_road, by_continent, by_country, by_kind, in_region, stock};
use history::measure::substance::{civic, cloud, substance};
use history::measure::visits::{outbound_focus, seniority};
use history::measure::{Holding, Portion, Query, Share, Tally};
use history::partner::Continent;
use meeting::id::{DepartmentId, DistrictId, ExchangeId, IntentId, PartnerId, RelationId};

/// Lists by name, of records that each stand for a number: one, or what the record says.
pub(crate) type Lists<T> = BTreeMap<String, Vec<(T, u32)>>;

fn ones<T: Copy>(records: &[T]) -> Vec<(T, u32)> {
    records.iter().map(|record| (*record, 1)).collect()
}

fn put_share<T: Copy>(lists: &mut Lists<T>, name: &str, share: &Share<T>) {
    lists.insert(format!("{name}: part"), ones(&share.part));
    lists.insert(format!("{name}: whole"), ones(&share.whole));
}

fn put_portion<T: Copy>(lists: &mut Lists<T>, name: &str, portion: &Portion<T>) {
    lists.insert(format!("{name}: part"), portion.part.entries.clone());
    lists.insert(format!("{name}: whole"), portion.whole.entries.clone());
}

/// The lists of exchanges in which nothing depends on who is a partner.
pub(crate) fn of_exchanges(book: &Book, query: &Query) -> Lists<ExchangeId> {
    let mut lists = Lists::new();
    for kind in [ExchangeKind::VisitReceived, ExchangeKind::VisitPaid] {
        let found = seniority(book, query, kind);
        put_portion(&mut lists, &format!("A9 {kind:?} groups"), &found.groups);
        put_portion(&mut lists, &format!("A9 {kind:?} people"), &found.people);
        lists.insert(format!("A9 {kind:?} seniors"), found.seniors.entries);
        lists.insert(format!("A9 {kind:?} unranked"), ones(&found.unranked));
    }
    let Portion { whole, .. } = outbound_focus(book, query);
    lists.insert("A10: whole".to_owned(), whole.entries);
    let found = breadth(book, query);
    for field in Field::ALL {
        lists.insert(format!("A11 {field:?}"), ones(found.fields.get(&field)));
    }
    lists.insert("A11 unsaid".to_owned(), ones(&found.unsaid));
    put_share(&mut lists, "A12", &practical(book, query));
    put_share(&mut lists, "A15", &substance(book, query));
    put_share(&mut lists, "A16", &civic(book, query));
    put_share(&mut lists, "A19", &cloud(book, query));
    lists
}

/// The lists of exchanges with partners of P(t).
pub(crate) fn with_partners(book: &Book, query: &Query) -> Lists<ExchangeId> {
    let mut lists = Lists::new();
    let found = reciprocity(book, query);
    let Tally { entries, .. } = found.received;
    lists.insert("A8 received".to_owned(), entries);
    lists.insert("A8 paid".to_owned(), found.paid.entries);
    lists.insert(
        "A10: part".to_owned(),
        outbound_focus(book, query).part.entries,
    );
    for (partner, _) in activity(book, query).counts {
        let contacts = exchanges_with(book, partner, query.seen());
        lists.insert(format!("A7 {partner}"), ones(&contacts));
    }
    lists
}

pub(crate) fn of_relations(book: &Book, query: &Query) -> Lists<RelationId> {
    let mut lists = Lists::new();
    let mut put = |name: String, held: &[Holding]| {
        let held = held.iter().map(|held| (held.relation, 1));
        lists.insert(name, held.collect());
    };
    let found = stock(book, query);
    put("A1".to_owned(), &found.held);
    put("A1 undated".to_owned(), &found.undated);
    for (continent, held) in by_continent(book, query).groups {
        put(format!("A2 {continent:?}"), &held);
    }
    for (country, held) in by_country(book, query).groups {
        put(format!("A2 {country}"), &held);
    }
    for (kind, held) in by_kind(book, query).groups {
        put(format!("A2 {kind:?}"), &held);
    }
    put("A5".to_owned(), &belt_and_road(book, query).share.part);
    // A group that is empty is not there.
    lists.retain(|_, list| !list.is_empty());
    lists
}

pub(crate) fn of_intents(book: &Book, query: &Query) -> Lists<IntentId> {
    let mut lists = Lists::new();
    let taken = |list: &[Taken]| {
        list.iter()
            .map(|taken| (taken.intent, taken.days))
            .collect()
    };
    for (year, cohort) in cohorts(book, query) {
        put_share(&mut lists, &format!("A13 {year}"), &cohort.conversion());
        lists.insert(
            format!("A13 {year} landed after days"),
            taken(&cohort.landed),
        );
        lists.insert(format!("A13 {year} open for days"), taken(&cohort.open));
        lists.insert(format!("A13 {year} withdrawn"), ones(&cohort.withdrawn));
        for stage in Stage::WAY {
            lists.insert(
                format!("funnel {year} {stage:?}"),
                ones(&cohort.reached(stage)),
            );
        }
    }
    let (stalled, overdue) = (stalled(book, query), overdue(book, query));
    for (name, groups) in [("A14", stalled), ("overdue", overdue)] {
        for (department, waiting) in groups.groups {
            let ids = waiting.iter().map(|waiting| (waiting.intent, 1));
            lists.insert(format!("{name} {department:?}"), ids.collect());
        }
    }
    lists.retain(|_, list| !list.is_empty());
    lists
}

pub(crate) fn of_districts(book: &Book, query: &Query) -> Lists<DistrictId> {
    let mut lists = Lists::new();
    let found = coverage(book, query);
    put_share(&mut lists, "A17 sister", &found.sister);
    put_share(&mut lists, "A17 exchange", &found.exchange);
    put_share(&mut lists, "A17 any", &found.any);
    lists
}

/// A1 and A5: the countries of P(t).
pub(crate) fn of_countries(book: &Book, query: &Query) -> Lists<Country> {
    let along = belt_and_road(book, query).countries;
    let lists = [("A1", stock(book, query).countries), ("A5", along)];
    lists
        .map(|(name, list)| (name.to_owned(), ones(&list)))
        .into()
}

/// A4, with the two largest countries of each continent.
pub(crate) fn of_regions(book: &Book, query: &Query) -> Lists<RelationId> {
    let mut lists = Lists::new();
    for continent in [Continent::Asia, Continent::Europe] {
        let Share { part, whole } = in_region(book, query, continent, 2).share;
        let ids = |held: Vec<Holding>| held.into_iter().map(|held| held.relation).collect();
        let share = Share {
            part: ids(part),
            whole: ids(whole),
        };
        put_share(&mut lists, &format!("A4 {continent:?}"), &share);
    }
    lists
}

/// A6: how each partner of P(t) stands.
pub(crate) fn silences(book: &Book, query: &Query) -> BTreeMap<PartnerId, (&'static str, Quiet)> {
    let found = dormancy(book, query);
    let lists = [
        ("dormant", found.dormant),
        ("at risk", found.at_risk),
        ("alive", found.alive),
    ];
    let mut partners = BTreeMap::new();
    for (standing, list) in lists {
        for quiet in list {
            let twice = partners.insert(quiet.partner, (standing, quiet));
            assert!(twice.is_none(), "listed twice");
        }
    }
    partners
}

/// Who came back, and by which exchange.
pub(crate) type Woken = (PartnerId, ExchangeId);

/// A19: the partners that came back.
pub(crate) fn of_returns(book: &Book, query: &Query) -> Lists<Woken> {
    let Share { part, whole } = returns(book, query);
    let ids = |list: Vec<Return>| {
        let ids = list.into_iter().map(|back| (back.partner, back.exchange));
        ids.collect()
    };
    let (part, whole) = (ids(part), ids(whole));
    let mut lists = Lists::new();
    put_share(&mut lists, "A19 returns", &Share { part, whole });
    lists
}

/// A21: which departments work with each partner.
pub(crate) fn departments(book: &Book, query: &Query) -> BTreeMap<PartnerId, Vec<DepartmentId>> {
    coordination(book, query).departments.into_iter().collect()
}

/// The lists of all measures.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Everything {
    pub(crate) exchanges: Lists<ExchangeId>,
    pub(crate) with_partners: Lists<ExchangeId>,
    pub(crate) relations: Lists<RelationId>,
    pub(crate) regions: Lists<RelationId>,
    pub(crate) countries: Lists<Country>,
    pub(crate) intents: Lists<IntentId>,
    pub(crate) districts: Lists<DistrictId>,
    pub(crate) silences: BTreeMap<PartnerId, (&'static str, Quiet)>,
    pub(crate) returns: Lists<Woken>,
    pub(crate) departments: BTreeMap<PartnerId, Vec<DepartmentId>>,
}

impl Everything {
    pub(crate) fn of(book: &Book, query: &Query) -> Everything {
        Everything {
            exchanges: of_exchanges(book, query),
            with_partners: with_partners(book, query),
            relations: of_relations(book, query),
            regions: of_regions(book, query),
            countries: of_countries(book, query),
            intents: of_intents(book, query),
            districts: of_districts(book, query),
            silences: silences(book, query),
            returns: of_returns(book, query),
            departments: departments(book, query),
        }
    }
}

/// The same lists without one record.
pub(crate) fn without<T: Copy + PartialEq>(lists: Lists<T>, record: T) -> Lists<T> {
    let without = lists.into_iter().map(|(name, mut list)| {
        list.retain(|(one, _)| *one != record);
        (name, list)
    });
    without.collect()
}

/// The same lists without those that are empty.
pub(crate) fn filled<T>(mut lists: Lists<T>) -> Lists<T> {
    lists.retain(|_, list| !list.is_empty());
    lists
}
