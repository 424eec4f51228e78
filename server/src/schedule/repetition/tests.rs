use super::*;
use crate::schedule::tests::{a_plan, counter};

fn planned(zone: &str, wall: &str) -> Plan {
    let zone_of = codes::zone(zone).unwrap();
    let wall: DateTime = wall.parse().unwrap();
    let at = zone_of.to_timestamp(wall).unwrap();
    Plan {
        starts_at: Timestamp(at.as_microsecond()),
        zone: zone.to_owned(),
        ..a_plan()
    }
}

fn walls(zone: &str, first: &str, every: Every, times: usize) -> Vec<String> {
    let found = repetitions(&planned(zone, first), every, times).unwrap();
    let marked = found.into_iter().map(|one| match one.problem {
        None => one.local.wall,
        Some(problem) => format!("{} {problem:?}", one.local.wall),
    });
    marked.collect()
}

#[test]
fn the_hour_stays_when_the_clock_is_changed() {
    assert_eq!(
        walls("Europe/Berlin", "2026-10-19T09:00", Every::Week, 2),
        ["2026-10-26T09:00", "2026-11-02T09:00"]
    );
    let plan = planned("Europe/Berlin", "2026-10-19T09:00");
    let found = repetitions(&plan, Every::Week, 1).unwrap();
    let hours = found[0].at.since(plan.starts_at).as_secs() / 3600;
    assert_eq!(hours, 7 * 24 + 1);
}

#[test]
fn a_month_without_such_a_day_has_its_last_one_and_the_next_again_the_day() {
    assert_eq!(
        walls("Asia/Shanghai", "2027-01-31T16:00", Every::Month, 3),
        ["2027-02-28T16:00", "2027-03-31T16:00", "2027-04-30T16:00"]
    );
    assert_eq!(
        walls("Asia/Shanghai", "2026-11-05T16:00", Every::Quarter, 2),
        ["2027-02-05T16:00", "2027-05-05T16:00"]
    );
}

#[test]
fn an_hour_that_is_not_there_or_twice_is_pointed_out() {
    assert_eq!(
        walls("Europe/Berlin", "2027-03-21T02:30", Every::Week, 1),
        ["2027-03-28T03:30 Gap"]
    );
    assert_eq!(
        walls("Europe/Berlin", "2027-10-24T02:30", Every::Week, 1),
        ["2027-10-31T02:30 Overlap"]
    );
}

#[test]
fn each_has_an_agenda_of_its_own() {
    let plan = a_plan();
    let id = SessionId::from_bits(70);
    let copy = again(&plan, id, Timestamp(5), &mut counter());
    assert_eq!((copy.session, copy.starts_at), (id, Timestamp(5)));
    assert_eq!((&copy.people, &copy.title), (&plan.people, &plan.title));
    assert!(copy.agenda.iter().all(|item| plan.item(item.id).is_none()));
}

#[test]
fn beginnings_are_in_order_and_after_the_first() {
    let plan = a_plan();
    let at = |minutes: i64| Timestamp(plan.starts_at.micros() + minutes * 60_000_000);
    assert!(check_starts(&plan, Every::Week, &[at(1), at(2)]).is_ok());
    assert!(check_starts(&plan, Every::Week, &[at(0)]).is_err());
    assert!(check_starts(&plan, Every::Week, &[at(2), at(2)]).is_err());
    assert!(check_starts(&plan, Every::Week, &[]).is_err());
    let week = 7 * 24 * 60;
    assert!(check_starts(&plan, Every::Week, &[at(1), at(52 * week)]).is_ok());
    assert!(check_starts(&plan, Every::Week, &[at(1), at(53 * week)]).is_err());
    assert!(check_starts(&plan, Every::Month, &[at(1), at(53 * week)]).is_ok());
    let many: Vec<Timestamp> = (1..=53).map(at).collect();
    assert!(check_starts(&plan, Every::Week, &many).is_err());
}
