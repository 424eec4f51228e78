//! What holds of any book, whatever is written in it.

use std::collections::BTreeSet;

use history::book::Book;
use history::date::{Window, days_between, next};
use history::exchange::{Exchange, ExchangeKind, Field, Mode};
use history::intent::{Course, Stage};
use history::measure::activity::{activity, exchanges_with};
use history::measure::anniversary::anniversaries;
use history::measure::departments::coordination;
use history::measure::districts::coverage;
use history::measure::dormancy::{dormancy, returns};
use history::measure::fields::{breadth, practical};
use history::measure::heatmap::{heatmap, year};
use history::measure::intents::cohorts;
use history::measure::map::map;
use history::measure::reciprocity::{reciprocity, reciprocity_with};
use history::measure::stock::{belt_and_road, by_continent, by_country, by_kind, in_region, stock};
use history::measure::substance::{civic, cloud, substance};
use history::measure::visits::{outbound_focus, seniority};
use history::measure::{Query, Share, partners_held};
use history::partner::{Continent, Kind};
use jiff::civil::Date;
use meeting::id::{ExchangeId, RelationId};
use proptest::prelude::*;

use crate::any::{Change, any_change, any_day, any_query, any_records, make};
use crate::lists::{self, Everything, Lists};
use crate::said::Said;

fn is_part<T: Copy + Ord>(share: &Share<T>) -> bool {
    let whole: BTreeSet<T> = share.whole.iter().copied().collect();
    share.part.iter().all(|record| whole.contains(record))
        && share
            .fraction()
            .is_none_or(|fraction| (0.0..=1.0).contains(&fraction))
}

fn ids(exchanges: &[&Exchange], is_wanted: impl Fn(&Exchange) -> bool) -> Vec<ExchangeId> {
    let wanted = exchanges.iter().filter(|exchange| is_wanted(exchange));
    wanted.map(|exchange| exchange.id).collect()
}

/// What the records of a list stand for, all together.
fn length<T>(lists: &Lists<T>, name: &str) -> f64 {
    let list = lists.get(name).map_or(&[][..], Vec::as_slice);
    list.iter().map(|(_, number)| f64::from(*number)).sum()
}

/// A number is this part of that whole; of nothing there is none.
fn same(number: Option<f64>, part: f64, whole: f64) {
    let expected = (whole > 0.0).then(|| part / whole);
    match number.zip(expected) {
        Some((number, expected)) => {
            assert!((number - expected).abs() < 1e-9, "{number} {expected}")
        }
        None => assert_eq!(number, expected),
    }
}

proptest! {
    #[test]
    fn the_way_to_a_book_leaves_no_trace(
        records in any_records(),
        changes in prop::collection::vec(any_change(), 0..60),
    ) {
        let (mut book, mut records) = (Book::of(&records), records);
        for change in changes {
            make(change, &mut book, &mut records);
        }
        prop_assert_eq!(&book, &Book::of(&records));
        records.relations.reverse();
        records.exchanges.reverse();
        prop_assert_eq!(&book, &Book::of(&records));
        prop_assert_eq!(book.exchange_count(), records.exchanges.len());
    }

    #[test]
    fn lists_of_exchanges_are_what_the_records_say(records in any_records(), query in any_query()) {
        let book = Book::of(&records);
        let said = Said { records: &records, query };
        let seen = said.seen();
        let all = ids(&seen, |_| true);
        let substance = substance(&book, &query);
        prop_assert_eq!(&substance.whole, &all);
        prop_assert_eq!(substance.part, ids(&seen, Exchange::is_substantive));
        let civic = civic(&book, &query);
        let is_civic = |exchange: &Exchange| {
            exchange.organisers.beyond_government() || exchange.participants.beyond_government()
        };
        prop_assert_eq!((civic.part, &civic.whole), (ids(&seen, is_civic), &all));
        let cloud = cloud(&book, &query);
        let is_cloud = |exchange: &Exchange| exchange.mode != Mode::Onsite;
        prop_assert_eq!((cloud.part, &cloud.whole), (ids(&seen, is_cloud), &all));
        let visits = seniority(&book, &query, ExchangeKind::VisitReceived);
        let received = seen.iter().filter(|exchange| exchange.kind == ExchangeKind::VisitReceived);
        let groups = received.map(|exchange| exchange.groups.map_or(1, |groups| u64::from(groups.number)));
        prop_assert_eq!(visits.groups.whole.total(), groups.sum::<u64>());
        for (partner, count) in activity(&book, &query).counts {
            let with = ids(&seen, |exchange| exchange.partners.contains(&partner));
            prop_assert_eq!(count as usize, with.len());
            prop_assert_eq!(exchanges_with(&book, partner, query.seen()), with);
        }
    }

    #[test]
    fn lists_about_partners_are_what_the_records_say(records in any_records(), query in any_query()) {
        let book = Book::of(&records);
        let said = Said { records: &records, query };
        let found = Everything::of(&book, &query);
        prop_assert_eq!(found.with_partners, said.with_partners());
        prop_assert_eq!(found.regions, said.regions());
        prop_assert_eq!(found.countries, said.countries());
        prop_assert_eq!(found.districts, said.districts());
        prop_assert_eq!(found.silences, said.silences());
        prop_assert_eq!(found.returns, said.returns());
        prop_assert_eq!(found.departments, said.departments());
    }

    #[test]
    fn the_stock_is_what_the_records_say(records in any_records(), query in any_query()) {
        let book = Book::of(&records);
        let said = Said { records: &records, query };
        let expected: BTreeSet<RelationId> = said.held().iter().map(|relation| relation.id).collect();
        let found = stock(&book, &query);
        let relations: BTreeSet<RelationId> = found.held.iter().map(|held| held.relation).collect();
        prop_assert_eq!(relations, expected);
        let both = [Kind::Sister, Kind::Exchange].map(|kind| {
            let of_kind = query.kind.is_none_or(|only| only == kind);
            if of_kind { stock(&book, &query.kind(kind)).held.len() } else { 0 }
        });
        prop_assert_eq!(both[0] + both[1], found.held.len());
        let groups = by_country(&book, &query);
        prop_assert_eq!(groups.total(), found.held.len());
        prop_assert_eq!(groups.groups.len(), found.countries.len());
        let least = groups.concentration().map(|hhi| hhi * found.countries.len() as f64);
        prop_assert!(least.is_none_or(|least| least > 0.999_999));
        for top in 0..3 {
            let region = in_region(&book, &query, Continent::Asia, top);
            prop_assert!(is_part(&region.share) && region.top.len() <= top);
        }
    }

    #[test]
    fn every_number_is_between_its_bounds(records in any_records(), query in any_query()) {
        let book = Book::of(&records);
        let activity = activity(&book, &query);
        prop_assert!(activity.gini().is_none_or(|gini| (-1e-9..1.0).contains(&gini)));
        for share in [
            substance(&book, &query),
            civic(&book, &query),
            cloud(&book, &query),
            practical(&book, &query),
        ] {
            prop_assert!(is_part(&share));
        }
        prop_assert!(is_part(&returns(&book, &query)));
        let evenness = breadth(&book, &query).fields.evenness();
        prop_assert!(evenness.is_none_or(|evenness| (0.0..1.000_001).contains(&evenness)));
        for partner in partners_held(&book, &query) {
            let ratio = reciprocity_with(&book, &query, partner).ratio();
            prop_assert!(ratio.is_none_or(|ratio| (0.0..=1.0).contains(&ratio)));
        }
        for cohort in cohorts(&book, &query).values() {
            let steps = Stage::WAY.map(|stage| cohort.reached(stage).len());
            prop_assert!(steps.is_sorted_by(|a, b| a >= b), "{steps:?}");
            let all = cohort.landed.len() + cohort.open.len() + cohort.withdrawn.len();
            prop_assert_eq!(steps[0], all);
            prop_assert!(steps[4] >= cohort.landed.len());
            // Waiting for those that are open pushes the half back, never forward.
            let mut days: Vec<u32> = cohort.landed.iter().map(|taken| taken.days).collect();
            days.sort_unstable();
            if let Some(half) = cohort.half_landed_after() {
                prop_assert!(half >= days[(days.len() - 1) / 2]);
            }
        }
    }

    #[test]
    fn numbers_of_relations_are_those_of_their_lists(records in any_records(), query in any_query()) {
        let book = Book::of(&records);
        let found = Everything::of(&book, &query);
        let (all, named) = (length(&found.relations, "A1"), |name: &str| length(&found.relations, name));
        let continents = by_continent(&book, &query);
        for continent in continents.groups.keys() {
            same(continents.share(continent), named(&format!("A2 {continent:?}")), all);
            let region = in_region(&book, &query, *continent, 2).share.fraction();
            let of = |part| length(&found.regions, &format!("A4 {continent:?}: {part}"));
            same(region, of("part"), of("whole"));
        }
        let countries = by_country(&book, &query);
        let squares = countries.groups.keys().map(|country| named(&format!("A2 {country}")).powi(2));
        same(countries.concentration(), squares.sum::<f64>(), all * all);
        same(by_kind(&book, &query).share(&Kind::Sister), named("A2 Sister"), all);
        let along = belt_and_road(&book, &query);
        same(along.share.fraction(), named("A5"), all);
        same(along.coverage(), length(&found.countries, "A5"), 65.0);
        let coverage = coverage(&book, &query);
        for (name, share) in [
            ("sister", coverage.sister),
            ("exchange", coverage.exchange),
            ("any", coverage.any),
        ] {
            let of = |part| length(&found.districts, &format!("A17 {name}: {part}"));
            same(share.fraction(), of("part"), of("whole"));
        }
        let shared = found.departments.values().filter(|list| list.len() > 1).count();
        let shares = coordination(&book, &query).shared();
        same(shares.fraction(), shared as f64, found.departments.len() as f64);
    }

    #[test]
    fn numbers_of_exchanges_are_those_of_their_lists(records in any_records(), query in any_query()) {
        let book = Book::of(&records);
        let Everything { exchanges, with_partners, returns: back, .. } = Everything::of(&book, &query);
        // A7: the mean difference between any two partners, over twice the mean.
        let counts: Vec<f64> = with_partners.iter()
            .filter(|(name, _)| name.starts_with("A7"))
            .map(|(_, list)| list.len() as f64)
            .collect();
        let differences = counts.iter().flat_map(|one| counts.iter().map(move |other| (one - other).abs()));
        let total = counts.iter().sum::<f64>() * 2.0 * counts.len() as f64;
        same(activity(&book, &query).gini(), differences.sum(), total);
        let (received, paid) = (length(&with_partners, "A8 received"), length(&with_partners, "A8 paid"));
        same(reciprocity(&book, &query).ratio(), received.min(paid), received.max(paid));
        for kind in [ExchangeKind::VisitReceived, ExchangeKind::VisitPaid] {
            let found = seniority(&book, &query, kind);
            for (name, portion) in [("groups", found.groups), ("people", found.people)] {
                let of = |part| length(&exchanges, &format!("A9 {kind:?} {name}: {part}"));
                same(portion.fraction(), of("part"), of("whole"));
            }
        }
        let trips = outbound_focus(&book, &query).fraction();
        same(trips, length(&with_partners, "A10: part"), length(&exchanges, "A10: whole"));
        let sizes = Field::ALL.map(|field| length(&exchanges, &format!("A11 {field:?}")));
        let fields: Vec<f64> = sizes.into_iter().filter(|size| *size > 0.0).collect();
        let said: f64 = fields.iter().sum();
        let entropy = fields.iter().map(|size| size / said * (said / size).ln());
        same(breadth(&book, &query).fields.evenness(), entropy.sum(), (fields.len() as f64).ln());
        for (name, share) in [
            ("A12", practical(&book, &query)),
            ("A15", substance(&book, &query)),
            ("A16", civic(&book, &query)),
            ("A19", cloud(&book, &query)),
        ] {
            let of = |part| length(&exchanges, &format!("{name}: {part}"));
            same(share.fraction(), of("part"), of("whole"));
        }
        let of = |part| length(&back, &format!("A19 returns: {part}"));
        same(returns(&book, &query).fraction(), of("part"), of("whole"));
    }

    #[test]
    fn numbers_of_intents_are_those_of_the_records(records in any_records(), query in any_query()) {
        let book = Book::of(&records);
        let day = query.as_of;
        let lists = lists::of_intents(&book, &query);
        let cohorts = cohorts(&book, &query);
        for year in 2014i16..2023 {
            let of_year = records.intents.iter().filter(|one| one.said_on.year() == year);
            let courses: Vec<_> = of_year.map(history::intent::Intent::course).collect();
            let at = |stage| courses.iter().filter(|one| one.stage_on(day) == Some(stage)).count() as f64;
            let said = courses.iter().filter(|one| one.stage_on(day).is_some()).count() as f64;
            let landed = at(Stage::Landed);
            let cohort = cohorts.get(&year).cloned().unwrap_or_default();
            same(cohort.conversion().fraction(), landed, said - at(Stage::Withdrawn));
            prop_assert_eq!(length(&lists, &format!("A13 {year}: part")), landed);
            let landings = courses.iter().filter_map(|one| Some(days_between(one.said_on, one.landed_by(day)?).max(0)));
            let mut days: Vec<i32> = landings.collect();
            days.sort_unstable();
            let middle = days.get(days.len() / 2).zip(days.get(days.len().saturating_sub(1) / 2));
            let median = middle.map(|(upper, lower)| f64::from(upper + lower) / 2.0);
            prop_assert_eq!(cohort.median_days(), median);
        }
        for (name, is_so) in [
            ("A14 ", Course::is_stalled_on as fn(&Course, Date) -> bool),
            ("overdue ", Course::is_overdue_on),
        ] {
            let so = records.intents.iter().filter(|one| is_so(&one.course(), day));
            let listed = lists.iter().filter(|(key, _)| key.starts_with(name));
            let mut listed: Vec<_> = listed.flat_map(|(_, list)| list.iter().map(|(id, _)| *id)).collect();
            listed.sort_unstable();
            prop_assert_eq!(listed, so.map(|one| one.id).collect::<Vec<_>>());
        }
    }

    #[test]
    fn views_by_partner_agree(records in any_records(), query in any_query()) {
        let book = Book::of(&records);
        let partners = partners_held(&book, &query);
        prop_assert!(lists::silences(&book, &query).keys().eq(&partners));
        let years = 2010..=2025;
        let lines = heatmap(&book, &query, years.clone());
        let places = map(&book, &query);
        prop_assert_eq!((lines.len(), places.len()), (partners.len(), partners.len()));
        let held: usize = places.iter().map(|place| place.held.len()).sum();
        prop_assert_eq!(held, stock(&book, &query).held.len());
        let counts = activity(&book, &query).counts;
        for ((line, place), (partner, count)) in lines.iter().zip(&places).zip(counts) {
            prop_assert_eq!((line.partner, place.partner), (partner, partner));
            prop_assert_eq!(place.exchanges, count);
            prop_assert!(place.substantive <= place.exchanges);
            for (number, count) in years.clone().zip(&line.counts) {
                let contacts = exchanges_with(&book, partner, year(&query, number));
                prop_assert_eq!(contacts.len(), *count as usize);
            }
            let ever = exchanges_with(&book, partner, Window::EVER.until(query.as_of));
            prop_assert_eq!(line.counts.iter().sum::<u32>() as usize, ever.len());
        }
    }

    #[test]
    fn nobody_looks_into_the_future(
        records in any_records(),
        query in any_query(),
        changes in prop::collection::vec(any_change(), 0..20),
    ) {
        let mut book = Book::of(&records);
        let before = Everything::of(&book, &query);
        let known: BTreeSet<ExchangeId> = records.exchanges.iter().map(|one| one.id).collect();
        for change in changes {
            if let Change::Exchange(exchange) = change
                && exchange.day() > query.as_of
                && !known.contains(&exchange.id)
            {
                book.put_exchange(&exchange);
            }
        }
        prop_assert_eq!(before, Everything::of(&book, &query));
    }

    #[test]
    fn without_endings_the_stock_only_grows_and_silence_only_deepens(
        mut records in any_records(),
        query in any_query(),
        day in any_day(),
    ) {
        for relation in &mut records.relations {
            relation.ending = None;
        }
        let book = Book::of(&records);
        let months = query.dormant_after;
        let at = |as_of| Query { as_of, window: Window::back(as_of, months), ..query };
        let (earlier, later) = (at(query.as_of.min(day)), at(query.as_of.max(day)));
        let held = |query| {
            let held = stock(&book, query).held;
            held.into_iter().map(|held| held.relation).collect::<BTreeSet<_>>()
        };
        prop_assert!(held(&earlier).is_subset(&held(&later)));
        // Who is dormant stays so unless something substantive happens in between.
        let between = Window { from: next(earlier.as_of), to: next(later.as_of) };
        let after = dormancy(&book, &later).dormant;
        for quiet in dormancy(&book, &earlier).dormant {
            let contacts = book.page(quiet.partner).unwrap().contacts(between);
            let woke = contacts.iter().any(|contact| contact.is_substantive);
            prop_assert!(woke || after.iter().any(|other| other.partner == quiet.partner));
        }
    }

    #[test]
    fn every_anniversary_comes_once(records in any_records(), query in any_query()) {
        let book = Book::of(&records);
        let due = |from, to| anniversaries(&book, &query, Window { from, to });
        let middle = query.as_of;
        let (first, last) = (Window::years(2015, 2015).from, Window::years(2030, 2030).from);
        let whole = due(first, last);
        prop_assert!(whole.iter().all(|one| one.years > 0 && one.held.since.is_some()));
        // One that is due to the day is on one side of any day alone.
        let exact = |list: &[history::measure::anniversary::Anniversary]| {
            let exact = list.iter().filter(|one| one.on.earliest() == one.on.latest());
            exact.count()
        };
        let (before, after) = (due(first, middle), due(middle, last));
        prop_assert_eq!(exact(&before) + exact(&after), exact(&whole));
    }
}
