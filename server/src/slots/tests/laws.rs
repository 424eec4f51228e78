use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::slots::cost::HourClass;

const ZONES: [(&str, &str); 14] = [
    ("Asia/Shanghai", "CN"),
    ("Asia/Kathmandu", "NP"),
    ("Asia/Tehran", "IR"),
    ("Asia/Jerusalem", "IL"),
    ("Europe/Berlin", "DE"),
    ("Europe/London", "GB"),
    ("Africa/Casablanca", "MA"),
    ("America/New_York", "US"),
    ("America/Cancun", "MX"),
    ("America/Sao_Paulo", "BR"),
    ("Australia/Lord_Howe", "AU"),
    ("Pacific/Auckland", "NZ"),
    ("Pacific/Chatham", "NZ"),
    ("Pacific/Fiji", "FJ"),
];

prop_compose! {
    fn questions()(
        places in prop::collection::vec(0..ZONES.len(), 1..12),
        host in 0..ZONES.len(),
        host_counts: bool,
        quarters in 1u16..16,
        first in 0i32..2500,
        more in 0i32..4,
        fine: bool,
        from in 20u16..48,
    ) -> Wanted {
        let day = |days: i32| date(2024, 6, 1) + jiff::SignedDuration::from_hours(24 * i64::from(days));
        let of = |place: usize| place_of(ZONES[place]);
        Wanted {
            host: of(host),
            host_counts,
            cities: places.into_iter().map(of).collect(),
            minutes: quarters * 15,
            days: (day(first), day(first + more)),
            step: if fine { 15 } else { 30 },
            window: Window { from: from * 15, to: from * 15 + 720 },
            asked_at: moment("2026-11-26T08:00Z"),
        }
    }
}

fn place_of((zone, country): (&str, &str)) -> Place {
    place(zone, country)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Sums over quarters say what the clock says minute by minute.
    #[test]
    fn a_slot_costs_what_its_minutes_weigh(wanted in questions(), which: prop::sample::Index) {
        let finder = Finder::of(wanted).unwrap();
        let slot = finder.slots[which.index(finder.slots.len())];
        for (city, place) in finder.wanted.cities.iter().enumerate() {
            let minutes = (slot.at..slot.at + finder.length()).step_by(60);
            let walls = minutes.map(|at| {
                let at = jiff::Timestamp::from_second(at).unwrap();
                place.zone.to_datetime(at)
            });
            let (mut cost, mut inside) = (0, true);
            for wall in walls {
                let minute = u16::try_from(i16::from(wall.hour()) * 60 + i16::from(wall.minute())).unwrap();
                let day = crate::slots::calendar::day(place.country.as_deref(), wall.date());
                cost += crate::slots::cost::weight(minute, day.kind);
                inside &= finder.wanted.window.holds(minute);
            }
            prop_assert_eq!(finder.cost(city, slot), cost);
            prop_assert_eq!(slot.served >> city & 1 == 1, inside);
        }
    }

    /// Better slots stand before worse ones, and nothing possible is better than the first.
    #[test]
    fn proposals_are_ranked_and_do_not_overlap(wanted in questions()) {
        let finder = Finder::of(wanted).unwrap();
        let found = finder.proposals(6);
        let best = finder.possible().map(|slot| (slot.rank, slot.at)).min();
        prop_assert_eq!(found.first().map(|slot| (slot.rank, slot.at)), best);
        for pair in found.windows(2) {
            prop_assert!((pair[0].rank, pair[0].at) < (pair[1].rank, pair[1].at));
        }
        for (place, one) in found.iter().enumerate() {
            prop_assert!(one.possible);
            for other in &found[place + 1..] {
                prop_assert!((one.at - other.at).abs() >= finder.length());
            }
        }
    }

    /// A pair is offered only if it serves more than any one slot, and then none serves more.
    #[test]
    fn pairs_serve_more_than_any_one_slot(wanted in questions()) {
        let finder = Finder::of(wanted).unwrap();
        let slots: Vec<Slot> = finder.possible().collect();
        let single = slots.iter().map(|slot| slot.served.count_ones()).max().unwrap_or(0);
        let near = |one: &Slot, other: &Slot| {
            (0..=1).contains(&(finder.day(*other) - finder.day(*one)))
        };
        let reach = slots.iter().enumerate().flat_map(|(place, one)| {
            let later = slots[place + 1..].iter().filter(|other| near(one, other));
            later.map(|other| (one.served | other.served).count_ones())
        });
        let reach = reach.max().unwrap_or(0);
        let pairs = finder.pairs(3);
        prop_assert_eq!(pairs.is_empty(), reach <= single);
        for pair in &pairs {
            let [one, other] = pair.slots;
            prop_assert!(one.at < other.at && near(&one, &other));
            prop_assert_eq!((one.served | other.served).count_ones(), reach);
            let total: u32 = (0..finder.courses.len())
                .map(|city| finder.cost(city, if pair.second[city] { other } else { one }))
                .sum();
            let host = finder.host_cost(one) + finder.host_cost(other);
            prop_assert_eq!(pair.rank.total, total + host);
        }
        prop_assert!(pairs.windows(2).all(|two| two[0].rank <= two[1].rank));
    }

    /// A grid has each hour of its day once, and each of its starts belongs to that day.
    #[test]
    fn a_grid_is_one_day_of_the_host(wanted in questions()) {
        let finder = Finder::of(wanted).unwrap();
        let (first, last) = finder.wanted.days;
        let mut day = first;
        let mut starts = 0;
        while day <= last {
            let grid = finder.grid(day).unwrap();
            prop_assert!((23..=25).contains(&grid.hours.len()));
            for row in &grid.rows {
                prop_assert_eq!(row.cells.len(), grid.hours.len());
                prop_assert!(row.cells.iter().all(|cell| cell.day < row.days.len()));
            }
            starts += grid.starts.len();
            day = day.tomorrow().unwrap();
        }
        prop_assert_eq!(starts, finder.slots.len());
    }
}

#[test]
fn every_clock_in_use_is_ahead_by_whole_quarters() {
    for name in jiff::tz::db().available() {
        let Some(zone) = crate::partners::codes::zone(name.as_str()) else {
            continue;
        };
        for month in 1..13 {
            for year in [2020, 2026, 2031] {
                let noon = date(year, month, 1).at(12, 0, 0, 0);
                let noon = zone.to_ambiguous_timestamp(noon).compatible().unwrap();
                let ahead = zone.to_offset(noon).seconds();
                assert_eq!(ahead % 900, 0, "{}", name.as_str());
            }
        }
    }
}

#[test]
fn hours_are_classed_as_the_room_s_clocks_class_them() {
    let class = |hour: u16| HourClass::of(hour * 60);
    assert_eq!([class(9), class(17)], [HourClass::Office; 2]);
    assert_eq!([7, 8, 18, 21].map(class), [HourClass::EarlyOrLate; 4]);
    assert_eq!([22, 0, 6].map(class), [HourClass::Night; 3]);
}
