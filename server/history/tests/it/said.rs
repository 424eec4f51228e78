//! What the records say by themselves: read one by one, without the book and without a measure.
//! Slow and plain, so that it can be believed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use history::book::{Contact, Records};
use history::country::Country;
use history::date::months_before;
use history::district::Owner;
use history::exchange::{Direction, Exchange, ExchangeKind, Mode};
use history::intent::Intent;
use history::measure::dormancy::Quiet;
use history::measure::{Owners, Query};
use history::partner::{Continent, Kind, Partner, Standing};
use history::relation::Relation;
use jiff::civil::Date;
use meeting::id::{DepartmentId, DistrictId, ExchangeId, PartnerId, RelationId};

use crate::lists::{Lists, Woken};

pub(crate) struct Said<'a> {
    pub(crate) records: &'a Records,
    pub(crate) query: Query,
}

/// The records of a list by their identities, each standing for one.
fn ones<T: Copy>(records: impl IntoIterator<Item = T>) -> Vec<(T, u32)> {
    records.into_iter().map(|record| (record, 1)).collect()
}

/// Relations, and who is a partner.
impl Said<'_> {
    fn city(&self, partner: PartnerId) -> Option<&Partner> {
        let mut partners = self.records.partners.iter();
        partners.find(|one| one.id == partner && one.standing == Standing::Partner)
    }

    fn holds(&self, query: &Query, relation: &Relation, day: Date) -> bool {
        let owned = match query.owners {
            Owners::All => true,
            Owners::One(owner) => relation.owner == owner,
        };
        let wanted = owned && query.kind.is_none_or(|kind| relation.kind == kind);
        wanted && relation.holds_on(day) && self.city(relation.partner).is_some()
    }

    fn is_held(&self, query: &Query, partner: PartnerId, day: Date) -> bool {
        let mut relations = self.records.relations.iter();
        relations.any(|one| one.partner == partner && self.holds(query, one, day))
    }

    /// P(t).
    pub(crate) fn held(&self) -> Vec<&Relation> {
        let relations = self.records.relations.iter();
        let held = relations.filter(|one| self.holds(&self.query, one, self.query.as_of));
        held.collect()
    }

    pub(crate) fn is_partner(&self, partner: PartnerId) -> bool {
        self.is_held(&self.query, partner, self.query.as_of)
    }

    pub(crate) fn is_partner_of_the_city(&self, partner: PartnerId) -> bool {
        self.is_held(&self.query.of_the_city(), partner, self.query.as_of)
    }

    /// Those of the city itself of both kinds, whatever the question says.
    fn partners_of_the_city(&self) -> Vec<PartnerId> {
        let partners = self.records.partners.iter().map(|one| one.id);
        partners
            .filter(|one| self.is_partner_of_the_city(*one))
            .collect()
    }

    /// Whether it is with somebody of P(t): A8.
    pub(crate) fn is_with_a_partner(&self, exchange: &Exchange) -> bool {
        exchange.partners.iter().any(|one| self.is_partner(*one))
    }

    /// Whether it went to somebody who was a partner on that day: A10.
    pub(crate) fn went_to_a_partner(&self, exchange: &Exchange) -> bool {
        let query = self.query.of_the_city();
        let mut partners = exchange.partners.iter();
        partners.any(|one| self.is_held(&query, *one, exchange.day()))
    }

    /// A1 and A5: where P(t) is.
    pub(crate) fn countries(&self) -> Lists<Country> {
        let of = |is_wanted: fn(&Partner) -> bool| {
            let cities = self.held().into_iter();
            let cities = cities.filter_map(|relation| self.city(relation.partner));
            let countries = cities.filter(|city| is_wanted(city));
            let countries: BTreeSet<_> = countries.map(Partner::counting_country).collect();
            ones(countries)
        };
        let lists = [("A1", of(|_| true)), ("A5", of(|city| city.bri))];
        lists.map(|(name, list)| (name.to_owned(), list)).into()
    }

    /// A4, with the two largest countries of each continent.
    pub(crate) fn regions(&self) -> Lists<RelationId> {
        let mut lists = Lists::new();
        for continent in [Continent::Asia, Continent::Europe] {
            let held = self.held().into_iter().filter_map(|relation| {
                let city = self.city(relation.partner)?;
                let country = city.counting_country();
                (city.continent == continent).then_some((relation.partner, relation.id, country))
            });
            let held: BTreeSet<_> = held.collect();
            let size = |country| held.iter().filter(|(_, _, one)| *one == country).count();
            let mut countries: Vec<Country> = held.iter().map(|(_, _, one)| *one).collect();
            countries.sort_by_key(|country| (Reverse(size(*country)), *country));
            countries.dedup();
            countries.truncate(2);
            let part = held.iter().filter(|(_, _, one)| countries.contains(one));
            let part = ones(part.map(|(_, id, _)| *id));
            let whole = ones(held.iter().map(|(_, id, _)| *id));
            lists.insert(format!("A4 {continent:?}: part"), part);
            lists.insert(format!("A4 {continent:?}: whole"), whole);
        }
        lists
    }

    /// A17.
    pub(crate) fn districts(&self) -> Lists<DistrictId> {
        let all = Query {
            owners: Owners::All,
            kind: None,
            ..self.query
        };
        let day = self.query.as_of;
        let districts = self.records.districts.iter();
        let exist: Vec<_> = districts.filter(|one| one.exists_on(day)).collect();
        let has = |district: DistrictId, kind: Option<Kind>| {
            let of_district = self.records.relations.iter();
            let mut of_district = of_district.filter(|one| one.owner == Owner::District(district));
            of_district
                .any(|one| kind.is_none_or(|kind| kind == one.kind) && self.holds(&all, one, day))
        };
        let mut lists = Lists::new();
        for (name, kind) in [
            ("A17 sister", Some(Kind::Sister)),
            ("A17 exchange", Some(Kind::Exchange)),
            ("A17 any", None),
        ] {
            let ids = exist.iter().map(|one| one.id);
            let part = ids.clone().filter(|id| has(*id, kind));
            lists.insert(format!("{name}: part"), ones(part));
            lists.insert(format!("{name}: whole"), ones(ids));
        }
        lists
    }
}

/// Exchanges.
impl Said<'_> {
    /// Those that the question sees, the oldest first.
    pub(crate) fn seen(&self) -> Vec<&Exchange> {
        let window = self.query.seen();
        let exchanges = self.records.exchanges.iter();
        let mut seen: Vec<&Exchange> = exchanges
            .filter(|exchange| exchange.counts() && window.contains(exchange.day()))
            .collect();
        seen.sort_by_key(|exchange| (exchange.day(), exchange.id));
        seen
    }

    /// A7, A8, and the part of A10.
    pub(crate) fn with_partners(&self) -> Lists<ExchangeId> {
        let seen = self.seen();
        let groups = |exchange: &Exchange| exchange.groups.map_or(1, |groups| groups.number);
        let of = |is_wanted: &dyn Fn(&Exchange) -> bool| {
            let wanted = seen.iter().filter(|exchange| is_wanted(exchange));
            wanted
                .map(|exchange| (exchange.id, groups(exchange)))
                .collect()
        };
        let directed = |direction| {
            of(&|exchange| exchange.direction == direction && self.is_with_a_partner(exchange))
        };
        let mut lists = Lists::new();
        lists.insert("A8 received".to_owned(), directed(Direction::Received));
        lists.insert("A8 paid".to_owned(), directed(Direction::Paid));
        let paid = |exchange: &Exchange| exchange.kind == ExchangeKind::VisitPaid;
        let to_partners = of(&|exchange| paid(exchange) && self.went_to_a_partner(exchange));
        lists.insert("A10: part".to_owned(), to_partners);
        let partners = self.records.partners.iter().map(|one| one.id);
        for partner in partners.filter(|one| self.is_partner(*one)) {
            let with = seen.iter().filter(|one| one.partners.contains(&partner));
            lists.insert(format!("A7 {partner}"), ones(with.map(|one| one.id)));
        }
        lists
    }

    /// Those that count with a partner, up to the day of the question.
    fn with(&self, partner: PartnerId) -> impl Iterator<Item = &Exchange> {
        let exchanges = self.records.exchanges.iter();
        exchanges.filter(move |one| {
            one.counts() && one.partners.contains(&partner) && one.day() <= self.query.as_of
        })
    }

    fn last(&self, partner: PartnerId, is_wanted: fn(&Exchange) -> bool) -> Option<Contact> {
        let contacts = self.with(partner).filter(|one| is_wanted(one));
        let contacts = contacts.map(|one| Contact {
            day: one.day(),
            last: one.last_day().min(self.query.as_of),
            exchange: one.id,
            mode: one.mode,
            is_substantive: one.is_substantive(),
        });
        contacts.max_by_key(|one| (one.last, one.day, one.exchange))
    }

    /// Since when relations have held, by way of what was upgraded to them.
    fn held_since(&self, query: &Query, partner: PartnerId) -> Date {
        let relations = self.records.relations.iter();
        let all: Vec<&Relation> = relations.filter(|one| one.partner == partner).collect();
        let before = |next: &Relation| {
            let mut all = all.iter().filter(|one| one.term().is_some());
            all.find(|one| {
                let ending = one.ending.as_ref();
                ending.and_then(|ending| ending.successor) == Some(next.id)
            })
        };
        let begin = |relation: &Relation| {
            let mut first = relation;
            for _ in &all {
                first = before(first).copied().unwrap_or(first);
            }
            first.term().map(|term| term.from)
        };
        let held = all.iter().filter(|one| self.holds(query, one, query.as_of));
        held.filter_map(|one| begin(one)).min().unwrap()
    }

    /// A6.
    pub(crate) fn silences(&self) -> BTreeMap<PartnerId, (&'static str, Quiet)> {
        let partners = self.records.partners.iter().map(|one| one.id);
        let silences = partners.filter(|one| self.is_partner(*one)).map(|partner| {
            let quiet = Quiet {
                partner,
                last: self.last(partner, Exchange::is_substantive),
                last_of_any: self.last(partner, |_| true),
                held_since: self.held_since(&self.query, partner),
            };
            let since = quiet.last.map_or(quiet.held_since, |last| last.last);
            let standing = match since {
                since if since < self.query.dormant_before() => "dormant",
                since if since <= self.query.at_risk_until() => "at risk",
                _ => "alive",
            };
            (partner, (standing, quiet))
        });
        silences.collect()
    }

    /// A19: a partner comes back by an exchange before which nothing substantive had gone on for the
    /// length of a dormancy.
    pub(crate) fn returns(&self) -> Lists<Woken> {
        let key = |one: &Exchange| (one.day(), one.id);
        let mut woken = Vec::new();
        for partner in self.partners_of_the_city() {
            let held_since = self.held_since(&self.query.of_the_city(), partner);
            let wakes = |one: &Exchange| {
                let substantive = self.with(partner).filter(|other| other.is_substantive());
                let before = substantive.filter(|other| key(other) < key(one));
                let quiet_since = before.map(Exchange::last_day).max().unwrap_or(held_since);
                quiet_since < months_before(one.day(), self.query.dormant_after)
            };
            let window = self.query.seen();
            let substantive = self.with(partner).filter(|one| one.is_substantive());
            let seen = substantive.filter(|one| window.contains(one.day()));
            woken.extend(seen.filter(|one| wakes(one)).map(|one| (one, partner)));
        }
        woken.sort_by_key(|(one, partner)| (Reverse(one.day()), *partner));
        let online = woken.iter().filter(|(one, _)| one.mode == Mode::Online);
        let ids = |(one, partner): &(&Exchange, PartnerId)| (*partner, one.id);
        let (part, whole) = (ones(online.map(ids)), ones(woken.iter().map(ids)));
        let lists = [("A19 returns: part", part), ("A19 returns: whole", whole)];
        lists.map(|(name, list)| (name.to_owned(), list)).into()
    }

    fn has_moved(&self, intent: &Intent) -> bool {
        let days = intent.days().into_iter().chain([intent.said_on.earliest()]);
        days.into_iter().any(|day| self.query.seen().contains(day))
    }

    /// Whether a department works with a partner: A21.
    pub(crate) fn touches(&self, department: DepartmentId, partner: PartnerId) -> bool {
        let by_exchange = self
            .seen()
            .into_iter()
            .any(|one| one.partners.contains(&partner) && one.departments.contains(&department));
        let mut intents = self.records.intents.iter();
        by_exchange
            || intents.any(|one| {
                let is_of = one.departments.contains(&department) || one.owner == Some(department);
                is_of && one.partners.contains(&partner) && self.has_moved(one)
            })
    }

    /// A21.
    pub(crate) fn departments(&self) -> BTreeMap<PartnerId, Vec<DepartmentId>> {
        let known = (0..4).map(DepartmentId::from_bits);
        let partners = self.partners_of_the_city().into_iter();
        let departments = partners.map(|partner| {
            let touch = known.clone().filter(|one| self.touches(*one, partner));
            (partner, touch.collect())
        });
        departments.collect()
    }
}
