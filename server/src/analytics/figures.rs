//! Every number, by its key, with the records of which it is made.

mod attendance;
mod found;

use history::book::Book;
use history::country::Country;
use history::exchange::{ExchangeKind, Field};
use history::intent::Stage;
use history::measure::{
    Groups, Holding, Portion, Query, activity, departments, districts, dormancy, fields, intents,
    reciprocity, stock, substance, visits,
};
use history::partner::{Continent, Kind};
use meeting::id::{ExchangeId, IntentId};

use crate::ledger::State;

pub(super) use found::{Behind, Found, Unit, exchanges};
use found::{partners, relations};

#[derive(Default)]
struct Figures(Vec<Found>);

/// All numbers of a question.
pub(super) fn all(state: &State, query: &Query) -> Vec<Found> {
    let mut figures = Figures(figures(&state.book, query));
    figures.attendance(state, query);
    figures.0
}

/// Those that follow from the book.
pub(super) fn figures(book: &Book, query: &Query) -> Vec<Found> {
    let mut figures = Figures::default();
    figures.relations(book, query);
    figures.life(book, query);
    figures.visits(book, query);
    figures.exchanges(book, query);
    figures.intents(book, query);
    figures.districts(book, query);
    figures.0
}

impl Figures {
    fn add(&mut self, key: impl Into<String>, measure: &'static str, found: Found) {
        self.0.push(Found {
            key: key.into(),
            measure,
            ..found
        });
    }

    fn relations(&mut self, book: &Book, query: &Query) {
        for (name, kind) in [
            ("all", query.kind),
            ("sister", Some(Kind::Sister)),
            ("exchange", Some(Kind::Exchange)),
        ] {
            let of_kind = Query { kind, ..*query };
            let found = stock::stock(book, &of_kind);
            self.add(
                format!("stock.{name}"),
                "A1",
                Found::count(relations(&found.held)),
            );
            self.add(
                format!("undated.{name}"),
                "A1",
                Found::count(relations(&found.undated)),
            );
            let countries = Behind::Countries(found.countries);
            self.add(format!("countries.{name}"), "A1", Found::count(countries));
        }
        let word = |continent: &Continent| crate::records::word(*continent).unwrap_or_default();
        self.spread("continent", &stock::by_continent(book, query), word);
        self.spread(
            "country",
            &stock::by_country(book, query),
            Country::to_string,
        );
        let kind = |kind: &Kind| kind.name().to_owned();
        self.spread("kind", &stock::by_kind(book, query), kind);
        for continent in stock::by_continent(book, query).groups.keys() {
            let region = stock::in_region(book, query, *continent, 2);
            let key = format!("region.{}", word(continent));
            self.add(key, "A4", Found::share_of(&region.share, relations));
        }
        let along = stock::belt_and_road(book, query);
        self.add(
            "bri.relations",
            "A5",
            Found::share_of(&along.share, relations),
        );
        let coverage = Found {
            unit: Unit::Index,
            value: along.coverage(),
            ..Found::count(Behind::Countries(along.countries.clone()))
        };
        self.add("bri.coverage", "A5", coverage);
        let countries = Found::count(Behind::Countries(along.countries));
        self.add("bri.countries", "A5", countries);
    }

    /// A2 and A3.
    fn spread<K: Ord>(
        &mut self,
        by: &str,
        groups: &Groups<K, Holding>,
        name: impl Fn(&K) -> String,
    ) {
        let all: Vec<Holding> = groups.groups.values().flatten().copied().collect();
        for (key, held) in &groups.groups {
            let share = Found {
                unit: Unit::Share,
                value: groups.share(key),
                whole: Some(relations(&all)),
                ..Found::count(relations(held))
            };
            self.add(format!("share.{by}.{}", name(key)), "A2", share);
        }
        let index = Found::index(groups.concentration(), relations(&all));
        self.add(format!("concentration.{by}"), "A3", index);
    }

    fn life(&mut self, book: &Book, query: &Query) {
        let quiet = dormancy::dormancy(book, query);
        for (name, list) in [
            ("dormant", &quiet.dormant),
            ("at_risk", &quiet.at_risk),
            ("alive", &quiet.alive),
        ] {
            let found = partners(list.iter().map(|quiet| quiet.partner));
            self.add(name, "A6", Found::count(found));
        }
        let activity = activity::activity(book, query);
        let gini = activity.gini();
        let index = Found::index(gini, Behind::Partners(activity.counts));
        self.add("balance", "A7", index);
        let both = reciprocity::reciprocity(book, query);
        let (ratio, bound) = (both.ratio(), both.bound());
        let (received, paid) = (Found::sum(both.received), Found::sum(both.paid));
        let all = match (&received.part, &paid.part) {
            (Behind::Exchanges(one), Behind::Exchanges(other)) => {
                Behind::Exchanges([one.as_slice(), other].concat())
            }
            (other, _) => other.clone(),
        };
        let index = Found::index(ratio, all);
        self.add("reciprocity", "A8", Found { bound, ..index });
        self.add("reciprocity.received", "A8", received);
        self.add("reciprocity.paid", "A8", paid);
        let together = departments::coordination(book, query);
        self.add(
            "coordination",
            "A21",
            Found::share_of(&together.shared(), |ids| partners(ids.iter().copied())),
        );
        let touched = together
            .departments
            .into_iter()
            .map(|(partner, list)| (partner, u32::try_from(list.len()).unwrap_or(u32::MAX)));
        let touched = Behind::Partners(touched.collect());
        self.add(
            "coordination.departments",
            "A21",
            Found::of_sum(touched, false),
        );
    }

    fn visits(&mut self, book: &Book, query: &Query) {
        for (name, kind) in [
            ("received", ExchangeKind::VisitReceived),
            ("paid", ExchangeKind::VisitPaid),
        ] {
            let found = visits::seniority(book, query, kind);
            let key = |what: &str| format!("seniority.{name}.{what}");
            self.portion("A9", &key("groups"), found.groups);
            self.portion("A9", &key("people"), found.people);
            self.add(key("seniors"), "A9", Found::sum(found.seniors));
            self.add(
                key("unranked"),
                "A9",
                Found::count(exchanges(&found.unranked)),
            );
        }
        self.portion("A10", "outbound_focus", visits::outbound_focus(book, query));
    }

    /// The share, and both of the sums that it is made of.
    fn portion(&mut self, measure: &'static str, key: &str, found: Portion<ExchangeId>) {
        let (value, bound) = (found.fraction(), found.bound());
        let (part, whole) = (Found::sum(found.part), Found::sum(found.whole));
        let share = Found {
            unit: Unit::Share,
            value,
            bound,
            whole: Some(whole.part.clone()),
            ..part.clone()
        };
        self.add(key, measure, share);
        self.add(format!("{key}.part"), measure, part);
        self.add(format!("{key}.whole"), measure, whole);
    }

    fn exchanges(&mut self, book: &Book, query: &Query) {
        let breadth = fields::breadth(book, query);
        let word = |field: &Field| crate::records::word(*field).unwrap_or_default();
        let said: Vec<ExchangeId> = breadth.fields.groups.values().flatten().copied().collect();
        for (field, ids) in &breadth.fields.groups {
            self.add(
                format!("field.{}", word(field)),
                "A11",
                Found::count(exchanges(ids)),
            );
        }
        self.add(
            "field.unsaid",
            "A11",
            Found::count(exchanges(&breadth.unsaid)),
        );
        let evenness = Found::index(breadth.fields.evenness(), exchanges(&said));
        self.add("evenness", "A11", evenness);
        let all = substance::substance(book, query);
        self.add("exchanges", "A15", Found::count(exchanges(&all.whole)));
        for (key, measure, share) in [
            ("practical", "A12", fields::practical(book, query)),
            ("substance", "A15", all),
            ("civic", "A16", substance::civic(book, query)),
            ("cloud", "A19", substance::cloud(book, query)),
        ] {
            self.add(key, measure, Found::share_of(&share, exchanges));
        }
        let back = dormancy::returns(book, query);
        // One forum may bring many partners back.
        let share = Found::share_of(&back, |list| partners(list.iter().map(|back| back.partner)));
        self.add("returned_online", "A19", share);
    }

    fn intents(&mut self, book: &Book, query: &Query) {
        for (year, cohort) in intents::cohorts(book, query) {
            let conversion =
                Found::share_of(&cohort.conversion(), |ids| Behind::Intents(ids.to_vec()));
            self.add(format!("conversion.{year}"), "A13", conversion);
            let landed = cohort.landed.iter().map(|taken| taken.intent);
            let days = Found {
                unit: Unit::Days,
                value: cohort.median_days(),
                ..Found::count(Behind::Intents(landed.collect()))
            };
            self.add(format!("landing_days.{year}"), "A13", days);
            self.funnel(year, &cohort);
        }
        for (name, groups) in [
            ("stalled", intents::stalled(book, query)),
            ("overdue", intents::overdue(book, query)),
        ] {
            let ids = |list: &[intents::Waiting]| -> Vec<IntentId> {
                list.iter().map(|waiting| waiting.intent).collect()
            };
            let all: Vec<IntentId> = groups.groups.values().flat_map(|list| ids(list)).collect();
            self.add(name, "A14", Found::count(Behind::Intents(all)));
            for (owner, list) in &groups.groups {
                let owner = owner.map_or_else(|| "nobody".to_owned(), |owner| owner.to_string());
                let found = Found::count(Behind::Intents(ids(list)));
                self.add(format!("{name}.{owner}"), "A14", found);
            }
        }
    }

    /// How far the intents of a year came, and what has become of the others.
    fn funnel(&mut self, year: i16, cohort: &intents::Cohort) {
        let mut add = |part: &str, ids: Vec<IntentId>| {
            let found = Found::count(Behind::Intents(ids));
            self.add(format!("funnel.{year}.{part}"), "A13", found);
        };
        for stage in Stage::WAY {
            let word = crate::records::word(stage).unwrap_or_default();
            add(&word, cohort.reached(stage));
        }
        let open = cohort.open.iter().map(|taken| taken.intent);
        add("open", open.collect());
        add("withdrawn", cohort.withdrawn.clone());
    }

    fn districts(&mut self, book: &Book, query: &Query) {
        let coverage = districts::coverage(book, query);
        for (name, share) in [
            ("any", &coverage.any),
            ("sister", &coverage.sister),
            ("exchange", &coverage.exchange),
        ] {
            let found = Found::share_of(share, |ids| Behind::Districts(ids.to_vec()));
            self.add(format!("coverage.{name}"), "A17", found);
        }
    }
}
