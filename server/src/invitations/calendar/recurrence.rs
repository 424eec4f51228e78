//! When an entry recurs. As a rule where there is one that says just that, because several calendars
//! (Exchange among them) know no list of dates; else as the list.

use jiff::civil::DateTime;
use meeting::time::Timestamp;

use super::{Every, Zone, time, zone};
use crate::icalendar::Lines;

/// `slots` in the order of time, the first that of the entry itself.
pub(super) fn write(out: &mut Lines, zone: &Zone<'_>, every: Every, slots: &[Timestamp]) {
    if let Some(rule) = rule(zone, every, slots) {
        let (frequency, interval) = match every {
            Every::Week => ("WEEKLY", 1),
            Every::Month => ("MONTHLY", 1),
            Every::Quarter => ("MONTHLY", 3),
        };
        let count = rule.count;
        out.put(&format!(
            "RRULE:FREQ={frequency};INTERVAL={interval};COUNT={count}"
        ));
        for slot in rule.without {
            out.put(&time("EXDATE", zone, slot));
        }
        return;
    }
    for slot in slots.iter().skip(1) {
        out.put(&time("RDATE", zone, *slot));
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Rule {
    count: usize,
    /// Those of the rule that are not among the slots.
    without: Vec<Timestamp>,
}

/// Places of a rule. Sessions are planned for about half as many at once; what spans more is a list.
const MOST: usize = 100;

/// None: no rule of this interval says these slots.
fn rule(zone: &Zone<'_>, every: Every, slots: &[Timestamp]) -> Option<Rule> {
    let (first, last) = (*slots.first()?, *slots.last()?);
    // What a rule begins with is told by the clock.
    zone::told_once(&zone.clock, first)?;
    let begin = zone.clock.to_datetime(moment(first)?);
    let mut found = Vec::new();
    while found.last().is_none_or(|at| *at < last) {
        if found.len() == MOST {
            return None;
        }
        found.push(nth(zone, every, begin, found.len())?);
    }
    let is_said = slots.iter().all(|slot| found.contains(slot));
    let count = found.len();
    found.retain(|at| !slots.contains(at));
    is_said.then_some(Rule {
        count,
        without: found,
    })
}

/// None: a rule leaves this one out, because its month has no such day; or no calendar goes so far.
fn nth(zone: &Zone<'_>, every: Every, begin: DateTime, place: usize) -> Option<Timestamp> {
    let wall = begin.checked_add(every.times(place)).ok()?;
    if every != Every::Week && wall.day() != begin.day() {
        return None;
    }
    let at = zone.clock.to_ambiguous_timestamp(wall).compatible().ok()?;
    Some(Timestamp(at.as_microsecond()))
}

fn moment(at: Timestamp) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_microsecond(at.micros()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partners::codes;

    fn zone(name: &str) -> Zone<'_> {
        Zone {
            name,
            clock: codes::zone(name).unwrap(),
        }
    }

    fn slots(zone: &Zone<'_>, walls: &[&str]) -> Vec<Timestamp> {
        let at = |wall: &&str| {
            let wall: DateTime = wall.parse().unwrap();
            Timestamp(zone.clock.to_timestamp(wall).unwrap().as_microsecond())
        };
        walls.iter().map(at).collect()
    }

    fn said(name: &str, every: Every, walls: &[&str]) -> Vec<String> {
        let zone = zone(name);
        let mut out = Lines::default();
        write(&mut out, &zone, every, &slots(&zone, walls));
        out.text().lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_a_rule_says_is_said_by_it_also_when_the_clock_is_changed() {
        let weeks = ["2026-10-19T09:00", "2026-10-26T09:00", "2026-11-02T09:00"];
        assert_eq!(
            said("Europe/Berlin", Every::Week, &weeks),
            ["RRULE:FREQ=WEEKLY;INTERVAL=1;COUNT=3"]
        );
        assert_eq!(
            said(
                "Asia/Shanghai",
                Every::Quarter,
                &["2026-11-05T16:00", "2027-02-05T16:00"]
            ),
            ["RRULE:FREQ=MONTHLY;INTERVAL=3;COUNT=2"]
        );
    }

    #[test]
    fn what_is_left_out_of_a_rule_is_named() {
        let months = ["2026-11-05T16:00", "2027-01-05T16:00"];
        assert_eq!(
            said("Asia/Shanghai", Every::Month, &months),
            [
                "RRULE:FREQ=MONTHLY;INTERVAL=1;COUNT=3",
                "EXDATE;TZID=Asia/Shanghai:20261205T160000",
            ]
        );
    }

    #[test]
    fn what_no_rule_says_is_a_list() {
        let months = ["2027-01-31T16:00", "2027-02-28T16:00", "2027-03-31T16:00"];
        assert_eq!(
            said("Asia/Shanghai", Every::Month, &months),
            [
                "RDATE;TZID=Asia/Shanghai:20270228T160000",
                "RDATE;TZID=Asia/Shanghai:20270331T160000",
            ]
        );
        let weeks = ["2026-10-19T09:00", "2026-10-27T09:00"];
        assert_eq!(
            said("Europe/Berlin", Every::Week, &weeks),
            ["RDATE;TZID=Europe/Berlin:20261027T090000"]
        );
    }

    #[test]
    fn what_spans_too_much_for_a_rule_is_a_list() {
        assert_eq!(
            said(
                "UTC",
                Every::Week,
                &["2000-01-03T09:00", "2199-12-30T09:00"]
            ),
            ["RDATE;TZID=UTC:21991230T090000"]
        );
    }

    #[test]
    fn one_alone_recurs_once() {
        assert_eq!(
            said("UTC", Every::Week, &["2026-10-19T09:00"]),
            ["RRULE:FREQ=WEEKLY;INTERVAL=1;COUNT=1"]
        );
    }
}
