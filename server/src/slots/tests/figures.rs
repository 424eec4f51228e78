use jiff::civil::date;

use super::*;
use crate::slots::calendar::DayKind;
use crate::slots::cost::HourClass;

#[test]
fn no_slot_of_two_hours_serves_more_than_22_of_the_31_sister_cities() {
    let finder = Finder::of(wanted(sister_cities(), SUMMIT)).unwrap();
    assert_eq!(finder.courses.len(), 31);
    let most = finder
        .slots
        .iter()
        .map(|slot| slot.served.count_ones())
        .max();
    assert_eq!(most, Some(22));
    let best = finder.proposals(1)[0];
    assert_eq!((best.served.count_ones(), best.rank.unserved), (22, 9));
}

#[test]
fn midnight_and_one_in_the_afternoon_utc_serve_all_of_them_together() {
    let finder = Finder::of(wanted(sister_cities(), SUMMIT)).unwrap();
    let (early, late) = (
        at(&finder, "2020-11-10T00:00Z"),
        at(&finder, "2020-11-10T13:00Z"),
    );
    assert_eq!((early.served | late.served).count_ones(), 31);
    let pairs = finder.pairs(3);
    assert_eq!(pairs[0].rank.unserved, 0);
    let served = pairs[0].slots[0].served | pairs[0].slots[1].served;
    assert_eq!(served.count_ones(), 31);
}

#[test]
fn with_hangzhou_in_its_own_hours_two_slots_serve_at_most_24() {
    let day = SUMMIT;
    let counted = Wanted {
        host_counts: true,
        ..wanted(sister_cities(), day)
    };
    let finder = Finder::of(counted).unwrap();
    let slots: Vec<Slot> = finder.possible().collect();
    let unions = slots.iter().flat_map(|one| {
        slots
            .iter()
            .map(|other| (one.served | other.served).count_ones())
    });
    assert_eq!(unions.max(), Some(24));
    let best = &finder.pairs(1)[0];
    assert_eq!(best.rank.unserved, 7);
}

#[test]
fn a_day_off_makes_a_slot_dearer_and_a_moved_working_day_does_not() {
    let cost = |day: Date| {
        let finder = Finder::of(wanted(vec![hangzhou()], day)).unwrap();
        let ten = finder.origin + 10 * 3600;
        let slot = finder.slot_at(ten).unwrap();
        (slot.rank.total, finder.judged(slot).cities[1].day.clone())
    };
    let (working, _) = cost(date(2026, 2, 25));
    let (weekend, saturday) = cost(date(2026, 3, 7));
    let (holiday, festival) = cost(date(2026, 2, 17));
    let (moved, swapped) = cost(date(2026, 2, 28));
    assert_eq!((working, weekend, holiday, moved), (0, 120, 240, 0));
    assert_eq!(saturday.kind, DayKind::Weekend);
    assert_eq!(festival.holiday.0["zh-CN"], "春节");
    assert!(swapped.moved_here && swapped.kind == DayKind::Working);
}

#[test]
fn a_change_of_the_clock_is_told_and_never_guessed() {
    // Europe puts its clock back on 25 October 2026 at 01:00 UTC: 03:00 becomes 02:00 in Dresden.
    let dresden = place("Europe/Berlin", "DE");
    let over = Wanted {
        days: (date(2026, 10, 25), date(2026, 10, 26)),
        asked_at: moment("2026-10-01T08:00Z"),
        ..wanted(vec![dresden], SUMMIT)
    };
    let finder = Finder::of(over).unwrap();
    let during = finder.judged(at(&finder, "2026-10-25T00:00Z"));
    let [host, dresden] = &during.cities[..] else {
        panic!("two cities");
    };
    assert_eq!(host.change_within, None);
    let change = dresden.change_within.unwrap();
    assert_eq!(change.at.micros(), moment("2026-10-25T01:00Z") * 1_000_000);
    assert_eq!(change.minutes, -60);
    assert_eq!(dresden.wall, "2026-10-25T02:00");
    assert_eq!(dresden.ends_wall, "2026-10-25T03:00");
    let later = finder.judged(at(&finder, "2026-10-25T09:00Z")).cities[1].clone();
    assert_eq!((later.change_within, later.other_than_now), (None, true));
    assert!(later.change_that_day.is_some());
    let next = finder.judged(at(&finder, "2026-10-26T09:00Z")).cities[1].clone();
    assert_eq!((next.change_that_day, next.other_than_now), (None, true));
}

#[test]
fn the_grid_has_every_city_by_its_own_clock() {
    let cities = vec![
        place("Asia/Kathmandu", "NP"),
        place("America/New_York", "US"),
        place("Pacific/Auckland", "NZ"),
    ];
    let finder = Finder::of(wanted(cities, date(2026, 12, 10))).unwrap();
    let grid = finder.grid(date(2026, 12, 10)).unwrap();
    assert_eq!(
        (grid.hours.len(), grid.rows.len(), grid.starts.len()),
        (24, 4, 48)
    );
    let cell = |row: usize, hour: usize| grid.rows[row].cells[hour].clone();
    assert_eq!(grid.hours[16].wall, "16:00");
    assert_eq!(cell(1, 16).wall, "13:45");
    assert_eq!(
        (cell(1, 2).wall.as_str(), cell(1, 2).midnight),
        ("23:45", Some(15))
    );
    assert_eq!(
        (cell(2, 16).wall.as_str(), cell(2, 16).hours),
        ("03:00", HourClass::Night)
    );
    assert_eq!(
        (cell(2, 13).midnight, cell(2, 12).midnight),
        (Some(0), None)
    );
    let shifts: Vec<i32> = grid.rows[2].days.iter().map(|day| day.shift).collect();
    assert_eq!(shifts, [-1, 0]);
    assert_eq!((cell(3, 23).wall.as_str(), cell(3, 23).day), ("04:00", 1));
    assert_eq!(grid.rows[3].offset, "+13:00");
    assert_eq!(cell(0, 0).midnight, None);
    assert!(finder.grid(date(2026, 12, 11)).is_none());
}

#[test]
fn the_host_s_day_has_25_hours_when_its_clock_is_put_back() {
    let over = Wanted {
        host: place("Europe/Berlin", "DE"),
        ..wanted(vec![hangzhou()], date(2026, 10, 25))
    };
    let finder = Finder::of(over).unwrap();
    let grid = finder.grid(date(2026, 10, 25)).unwrap();
    let hours: Vec<&str> = grid.hours.iter().map(|hour| hour.wall.as_str()).collect();
    assert_eq!(hours.len(), 25);
    assert_eq!(hours[2..4], ["02:00", "02:00"]);
    assert_eq!(grid.rows[0].change.unwrap().minutes, -60);
    assert_eq!(finder.slots.len(), 50);
}
