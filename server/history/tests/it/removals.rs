//! Without one record exactly those numbers change that are made of it, and by exactly that record.
//! What is expected is said by the record that is gone and by those that are left.

use std::collections::BTreeMap;

use history::book::{Book, Records};
use history::district::Owner;
use history::exchange::{Exchange, ExchangeKind, Mode, Substance};
use history::measure::Query;
use history::measure::dormancy::returns;
use history::partner::Kind;
use meeting::id::{ExchangeId, PartnerId, RelationId};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::any::{any_query, any_records};
use crate::lists::{Everything, Lists, filled, without};
use crate::said::Said;
use crate::world::*;

/// What is left in lists of exchanges with partners when somebody may be no partner any more.
fn left_with(said: &Said, lists: Lists<ExchangeId>) -> Lists<ExchangeId> {
    let exchange = |id| {
        let mut exchanges = said.records.exchanges.iter();
        exchanges.find(|one| one.id == id).unwrap()
    };
    let mut lists = lists;
    lists.retain(|name, list| {
        list.retain(|(id, _)| match name.as_str() {
            "A8 received" | "A8 paid" => said.is_with_a_partner(exchange(*id)),
            "A10: part" => said.went_to_a_partner(exchange(*id)),
            _ => true,
        });
        let mut partners = said.records.partners.iter();
        !name.starts_with("A7 ")
            || partners.any(|one| *name == format!("A7 {}", one.id) && said.is_partner(one.id))
    });
    lists
}

/// The same of each partner; of those that the record was about, what the records say that are left.
fn except<T: Clone>(
    before: &BTreeMap<PartnerId, T>,
    said: BTreeMap<PartnerId, T>,
    about: &[PartnerId],
) -> BTreeMap<PartnerId, T> {
    let others = before.iter().filter(|(one, _)| !about.contains(one));
    let others = others.map(|(one, said)| (*one, said.clone()));
    let own = said.into_iter().filter(|(one, _)| about.contains(one));
    others.chain(own).collect()
}

/// As [`except`], of the partners that came back.
fn returns_except(before: &Everything, said: &Said, about: &[PartnerId]) -> Everything {
    let mut returns = said.returns();
    for (name, list) in &mut returns {
        // Of the others as before, in their places.
        let others = |list: &[((PartnerId, ExchangeId), u32)]| {
            let others = list.iter().filter(|((one, _), _)| !about.contains(one));
            others.copied().collect::<Vec<_>>()
        };
        assert_eq!(others(list), others(&before.returns[name]), "{name}");
    }
    Everything {
        returns,
        ..before.clone()
    }
}

fn check_exchange(records: &Records, query: &Query, gone: &Exchange) -> Result<(), TestCaseError> {
    let mut book = Book::of(records);
    let before = Everything::of(&book, query);
    book.remove_exchange(gone.id);
    let mut left = records.clone();
    left.exchanges.retain(|one| one.id != gone.id);
    let said = Said {
        records: &left,
        query: *query,
    };
    let about: &[PartnerId] = if gone.counts() { &gone.partners } else { &[] };
    let woken: &[PartnerId] = if gone.is_substantive() { about } else { &[] };
    let expected = Everything {
        exchanges: without(before.exchanges.clone(), gone.id),
        with_partners: without(before.with_partners.clone(), gone.id),
        silences: except(&before.silences, said.silences(), about),
        departments: except(&before.departments, said.departments(), about),
        ..returns_except(&before, &said, woken)
    };
    let after = Everything::of(&book, query);
    prop_assert_eq!(&after, &expected);
    for (partner, (_, was)) in &before.silences {
        let (_, is) = &after.silences[partner];
        // Silence ends by what was substantive alone, and only grows without it.
        prop_assert!(is.since() <= was.since() || was.last.is_none() || is.last.is_none());
        let was_last = was.last.is_some_and(|last| last.exchange == gone.id);
        prop_assert!(was_last || is.last == was.last);
    }
    for (partner, was) in &before.departments {
        let lost = was
            .iter()
            .filter(|one| !after.departments[partner].contains(one));
        prop_assert!(lost.into_iter().all(|one| gone.departments.contains(one)));
    }
    Ok(())
}

proptest! {
    #[test]
    fn without_an_exchange_its_numbers_change(
        records in any_records(),
        query in any_query(),
        which: Index,
    ) {
        prop_assume!(!records.exchanges.is_empty());
        let gone = which.get(&records.exchanges);
        check_exchange(&records, &query, gone)?;
    }

    #[test]
    fn without_a_relation_its_numbers_change(
        records in any_records(),
        query in any_query(),
        which: Index,
    ) {
        prop_assume!(!records.relations.is_empty());
        let gone = which.get(&records.relations).clone();
        let mut book = Book::of(&records);
        let before = Everything::of(&book, &query);
        book.remove_relation(gone.id);
        let mut left = records.clone();
        left.relations.retain(|one| one.id != gone.id);
        let said = Said { records: &left, query };
        let mut countries = before.countries.clone();
        for (name, list) in &mut countries {
            // A country stays as long as another relation with it holds.
            list.retain(|country| said.countries()[name].contains(country));
        }
        let mut districts = before.districts.clone();
        if let Owner::District(district) = gone.owner {
            let kind = match gone.kind {
                Kind::Sister => "A17 sister: part",
                Kind::Exchange => "A17 exchange: part",
            };
            for name in [kind, "A17 any: part"] {
                let still = said.districts()[name].contains(&(district, 1));
                districts.get_mut(name).unwrap().retain(|(one, _)| still || *one != district);
            }
        }
        let about = [gone.partner];
        let expected = Everything {
            relations: filled(without(before.relations.clone(), gone.id)),
            regions: said.regions(),
            countries,
            districts,
            with_partners: left_with(&said, before.with_partners.clone()),
            silences: except(&before.silences, said.silences(), &about),
            departments: except(&before.departments, said.departments(), &about),
            ..returns_except(&before, &said, &about)
        };
        let after = Everything::of(&book, &query);
        prop_assert_eq!(&after, &expected);
        // Of a region all of the others are left, and nothing comes in.
        for (name, list) in without(before.regions, gone.id) {
            prop_assert!(name.ends_with("part") || after.regions[&name] == list);
        }
        // A partner does not lose a department while it is one.
        let is = after.departments.get(&gone.partner);
        prop_assert!(is.is_none_or(|is| *is == before.departments[&gone.partner]));
    }

    #[test]
    fn without_an_intent_its_numbers_change(
        records in any_records(),
        query in any_query(),
        which: Index,
    ) {
        prop_assume!(!records.intents.is_empty());
        let gone = which.get(&records.intents).clone();
        let mut book = Book::of(&records);
        let before = Everything::of(&book, &query);
        book.remove_intent(gone.id);
        let mut left = records.clone();
        left.intents.retain(|one| one.id != gone.id);
        let said = Said { records: &left, query };
        let mut departments = before.departments.clone();
        for (partner, list) in &mut departments {
            list.retain(|one| {
                let is_of = gone.departments.contains(one) || gone.owner == Some(*one);
                let is_about = is_of && gone.partners.contains(partner);
                !is_about || said.touches(*one, *partner)
            });
        }
        let expected = Everything {
            intents: filled(without(before.intents.clone(), gone.id)),
            departments,
            ..before
        };
        prop_assert_eq!(Everything::of(&book, &query), expected);
    }

    #[test]
    fn without_a_district_only_coverage_changes(
        records in any_records(),
        query in any_query(),
        which: Index,
    ) {
        prop_assume!(!records.districts.is_empty());
        let gone = which.get(&records.districts).id;
        let mut book = Book::of(&records);
        let before = Everything::of(&book, &query);
        book.remove_district(gone);
        let expected = Everything {
            districts: without(before.districts.clone(), gone),
            ..before
        };
        prop_assert_eq!(Everything::of(&book, &query), expected);
    }

    #[test]
    fn without_a_partner_those_of_its_relations_change(
        records in any_records(),
        query in any_query(),
        which: Index,
    ) {
        prop_assume!(!records.partners.is_empty());
        let gone = which.get(&records.partners).id;
        let mut book = Book::of(&records);
        let before = Everything::of(&book, &query);
        book.remove_partner(gone);
        let mut left = records.clone();
        left.partners.retain(|one| one.id != gone);
        let said = Said { records: &left, query };
        let own = records.relations.iter().filter(|one| one.partner == gone);
        let own: Vec<RelationId> = own.map(|one| one.id).collect();
        let relations = own.iter().fold(before.relations.clone(), |lists, one| without(lists, *one));
        let mut countries = before.countries.clone();
        for (name, list) in &mut countries {
            list.retain(|country| said.countries()[name].contains(country));
        }
        let expected = Everything {
            relations: filled(relations),
            regions: said.regions(),
            countries,
            districts: said.districts(),
            with_partners: left_with(&said, before.with_partners.clone()),
            silences: except(&before.silences, Default::default(), &[gone]),
            departments: except(&before.departments, Default::default(), &[gone]),
            ..returns_except(&before, &said, &[gone])
        };
        prop_assert!(expected.returns.values().flatten().all(|((one, _), _)| *one != gone));
        prop_assert_eq!(Everything::of(&book, &query), expected);
    }
}

#[test]
fn what_woke_several_is_missed_by_each_of_them() {
    let mut records = records();
    let talks = |number, day, partners: &[PartnerId]| Exchange {
        substance: Some(Substance::Talks),
        mode: Mode::Online,
        ..exchange(number, ExchangeKind::CloudMeeting, day, partners)
    };
    records.exchanges = vec![
        talks(1, "2020-05-01", &[GIFU, SUWON]),
        talks(2, "2020-07-01", &[SUWON]),
    ];
    let query = Query::at(AS_OF);
    let back = |records: &Records| {
        let found = returns(&Book::of(records), &query);
        assert_eq!(found.part, found.whole);
        let whole = found.whole.into_iter();
        whole
            .map(|back| (back.partner, back.exchange))
            .collect::<Vec<_>>()
    };
    assert_eq!(back(&records), [(GIFU, e(1)), (SUWON, e(1))]);
    let gone = records.exchanges.remove(0);
    // Suwon then came back by the next one, Gifu not at all.
    assert_eq!(back(&records), [(SUWON, e(2))]);
    records.exchanges.push(gone.clone());
    check_exchange(&records, &query, &gone).unwrap();
}
