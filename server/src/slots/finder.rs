//! The search: every start in the range of dates, each with what it costs every city.

use jiff::civil::Date;

use super::clock::{Clock, Seconds, beginning};
use super::cost::{Rank, Window};
use super::course::{Course, Place, QUARTER, QUARTER_SECONDS};

/// What is looked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) host: Place,
    /// The host's people have to be there: no slot outside the host's own window will do, and
    /// what it costs them counts.
    pub(super) host_counts: bool,
    /// At most [`MOST_CITIES`].
    pub(super) cities: Vec<Place>,
    /// Whole quarters of an hour.
    pub(super) minutes: u16,
    /// First and last day on which it may begin, by the host's calendar.
    pub(super) days: (Date, Date),
    /// Minutes from one start to the next, whole quarters.
    pub(super) step: u16,
    pub(super) window: Window,
    /// When it is asked, which is about when invitations go out.
    pub(super) asked_at: Seconds,
}

/// Cities are counted in the bits of one number.
pub(super) const MOST_CITIES: usize = 100;

/// Slots that could be, judged. Slot `n` begins `n` steps after the first day does.
#[derive(Debug)]
pub(super) struct Finder {
    pub(super) wanted: Wanted,
    /// When the first day begins, at the host.
    pub(super) origin: Seconds,
    pub(super) host: Course,
    pub(super) courses: Vec<Course>,
    pub(super) slots: Vec<Slot>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) at: Seconds,
    /// Quarters from the origin: the first, and the first after it.
    pub(super) quarters: (usize, usize),
    /// Bit `n` for city `n`.
    pub(super) served: u128,
    pub(super) rank: Rank,
    /// False when the host counts and is outside its window.
    pub(super) possible: bool,
}

impl Finder {
    /// Nothing when the days lie beyond the calendar.
    pub(super) fn of(wanted: Wanted) -> Option<Finder> {
        let (first, last) = wanted.days;
        let origin = beginning(&wanted.host.zone, first)?;
        let end = beginning(&wanted.host.zone, last.tomorrow().ok()?)?;
        let length = Seconds::from(wanted.minutes) * 60;
        let quarters = usize::try_from((end - origin + length) / QUARTER_SECONDS).ok()?;
        // A day more on either side: local days begin and end where the range does not.
        let known = (origin - 2 * 86_400, end + length + 2 * 86_400);
        let course = |place: &Place| {
            let clock = Clock::of(&place.zone, known.0, known.1);
            Course::of(place, clock, (origin, quarters), wanted.window)
        };
        let mut finder = Finder {
            origin,
            host: course(&wanted.host),
            courses: wanted.cities.iter().map(course).collect(),
            slots: Vec::new(),
            wanted,
        };
        let step = Seconds::from(finder.wanted.step.max(QUARTER)) * 60;
        let starts = (0..).map(|place| origin + place * step);
        let slots = starts.take_while(|at| *at < end).map(|at| finder.slot(at));
        finder.slots = slots.collect();
        Some(finder)
    }

    /// The slot that begins at a moment of the range.
    fn slot(&self, at: Seconds) -> Slot {
        let from = usize::try_from((at - self.origin) / QUARTER_SECONDS).unwrap_or(0);
        let quarters = (from, from + usize::from(self.wanted.minutes / QUARTER));
        let (from, to) = quarters;
        let mut slot = Slot {
            at,
            quarters,
            served: 0,
            rank: Rank {
                unserved: 0,
                worst: 0,
                total: 0,
            },
            possible: !self.wanted.host_counts || self.host.serves(from, to),
        };
        for (place, course) in self.courses.iter().enumerate() {
            if course.serves(from, to) {
                slot.served |= 1 << place;
            } else {
                slot.rank.unserved += 1;
            }
            slot.rank.pays(course.cost(from, to));
        }
        slot.rank.pays(self.host_cost(slot));
        slot
    }

    /// What a slot costs one city.
    pub(super) fn cost(&self, city: usize, slot: Slot) -> u32 {
        let (from, to) = slot.quarters;
        let course = self.courses.get(city);
        course.map_or(0, |course| course.cost(from, to))
    }

    /// What it costs the host; nothing where that does not count.
    pub(super) fn host_cost(&self, slot: Slot) -> u32 {
        let (from, to) = slot.quarters;
        let counts = self.wanted.host_counts;
        if counts { self.host.cost(from, to) } else { 0 }
    }

    /// The slot that begins then, if one does.
    pub(super) fn slot_at(&self, at: Seconds) -> Option<Slot> {
        let place = self.slots.binary_search_by_key(&at, |slot| slot.at).ok()?;
        self.slots.get(place).copied()
    }

    /// Slots that may be held, in the order of time.
    pub(super) fn possible(&self) -> impl Iterator<Item = Slot> {
        self.slots.iter().filter(|slot| slot.possible).copied()
    }

    /// The best slots, none of which overlaps a better one.
    pub(super) fn proposals(&self, most: usize) -> Vec<Slot> {
        let mut ranked: Vec<Slot> = self.possible().collect();
        ranked.sort_by_key(|slot| (slot.rank, slot.at));
        let length = Seconds::from(self.wanted.minutes) * 60;
        let mut chosen: Vec<Slot> = Vec::new();
        for slot in ranked {
            if chosen.len() == most {
                break;
            }
            let apart = |other: &Slot| (slot.at - other.at).abs() >= length;
            if chosen.iter().all(apart) {
                chosen.push(slot);
            }
        }
        chosen
    }
}

impl Rank {
    pub(super) fn pays(&mut self, cost: u32) {
        self.worst = self.worst.max(cost);
        self.total += cost;
    }
}
