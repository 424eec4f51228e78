//! One slot told city by city: when it is there, what it costs them, and why.

use meeting::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::schedule::written_offset;

use super::calendar::{self, CalendarDay, DayKind};
use super::clock::{ClockChange, Seconds, offset};
use super::cost::HourClass;
use super::course::{Course, Place};
use super::finder::{Finder, Slot};
use super::pairs::Pair;

/// A time at which all could meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct SlotProposal {
    pub(super) at: Timestamp,
    /// By the host's clock, e.g. `2026-12-10T16:00`.
    pub(super) wall: String,
    pub(super) ends_wall: String,
    /// False when the host counts and it is outside the host's own hours.
    pub(super) possible: bool,
    /// Partner cities inside their hours.
    pub(super) served: u32,
    /// What the city pays that pays most, in weighted minutes.
    pub(super) worst: u32,
    /// What all pay together.
    pub(super) total: u32,
    /// The host first, then the partners as they were asked for.
    pub(super) cities: Vec<CitySlot>,
}

/// Two times of which each city comes to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct SlotPair {
    pub(super) slots: Vec<SlotProposal>,
    /// Partner cities inside their hours at one of the two.
    pub(super) served: u32,
    pub(super) worst: u32,
    pub(super) total: u32,
    /// For each partner whether it comes to the second.
    pub(super) second: Vec<bool>,
}

/// What a slot is to one city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct CitySlot {
    /// By the city's own clock, e.g. `2026-12-10T09:00`.
    pub(super) wall: String,
    pub(super) ends_wall: String,
    /// Days from the host's date to the date here.
    pub(super) day_shift: i32,
    /// E.g. `+05:45`.
    pub(super) offset: String,
    /// The worst of its hours.
    pub(super) hours: HourClass,
    /// Wholly inside the hours that can be asked for.
    pub(super) served: bool,
    /// Weighted minutes: see the description of the operation.
    pub(super) cost: u32,
    /// The day on which it begins; the one on which it ends where that alone is a day off.
    pub(super) day: CalendarDay,
    /// The clock changes while it lasts: which local times are meant must be settled by hand.
    pub(super) change_within: Option<ClockChange>,
    /// The clock changes on that day.
    pub(super) change_that_day: Option<ClockChange>,
    /// The clock then stands otherwise than now, when people are invited.
    pub(super) other_than_now: bool,
}

impl Finder {
    pub(super) fn judged(&self, slot: Slot) -> SlotProposal {
        let host = self.city(slot, &self.wanted.host, &self.host);
        let partners = self.wanted.cities.iter().zip(&self.courses);
        let partners = partners.map(|(place, course)| self.city(slot, place, course));
        let cities = std::iter::once(host).chain(partners);
        let ends = slot.at + self.length();
        SlotProposal {
            at: timestamp(slot.at),
            wall: self.host.clock.wall(slot.at).written(),
            ends_wall: self.host.clock.wall(ends).written(),
            possible: slot.possible,
            served: slot.served.count_ones(),
            worst: slot.rank.worst,
            total: slot.rank.total,
            cities: cities.collect(),
        }
    }

    pub(super) fn judged_pair(&self, pair: Pair) -> SlotPair {
        let served = pair.slots[0].served | pair.slots[1].served;
        SlotPair {
            slots: pair.slots.iter().map(|slot| self.judged(*slot)).collect(),
            served: served.count_ones(),
            worst: pair.rank.worst,
            total: pair.rank.total,
            second: pair.second,
        }
    }

    pub(super) fn length(&self) -> Seconds {
        Seconds::from(self.wanted.minutes) * 60
    }

    fn city(&self, slot: Slot, place: &Place, course: &Course) -> CitySlot {
        let (from, to) = slot.quarters;
        let ends = slot.at + self.length();
        let (begins_at, ends_at) = (course.clock.wall(slot.at), course.clock.wall(ends));
        let here = self.host.clock.wall(slot.at).day;
        let last = course.clock.wall(ends - 1);
        let days =
            [begins_at, last].map(|wall| calendar::day(place.country.as_deref(), wall.date()));
        let [first, second] = days;
        let minutes = (slot.at..ends).step_by(900);
        let hours = minutes.map(|at| HourClass::of(course.clock.wall(at).minute));
        let then = course.clock.offset(slot.at);
        CitySlot {
            wall: begins_at.written(),
            ends_wall: ends_at.written(),
            day_shift: i32::try_from(begins_at.day - here).unwrap_or(0),
            offset: jiff::tz::Offset::from_seconds(then)
                .map_or_else(|_| String::new(), written_offset),
            hours: hours.max().unwrap_or(HourClass::Office),
            served: course.serves(from, to),
            cost: course.cost(from, to),
            day: if first.kind == DayKind::Working && !first.moved_here {
                second
            } else {
                first
            },
            change_within: course.clock.change_within(slot.at, ends),
            change_that_day: course.clock.change_on_the_day_of(slot.at),
            other_than_now: then != offset(&place.zone, self.wanted.asked_at),
        }
    }
}

pub(super) fn timestamp(at: Seconds) -> Timestamp {
    Timestamp::from_micros(at * 1_000_000)
}
