//! How the media of people flows: what everybody is shown of it while the meeting lasts, and what
//! the record keeps of each delegation.

use std::collections::BTreeMap;

use crate::fact::{Event, LinkSummary};
use crate::id::{ConnectionId, DelegationId, PersonId};
use crate::protocol::{PersonQuality, Quality, ServerMessage};

use super::{Effect, Flow, LinkReport, Room};

/// Of a thousand packets: fewer lost is good, more lost is poor, between them it stays as it was,
/// for bars must not flicker.
const GOOD_BELOW: u16 = 60;
const POOR_ABOVE: u16 = 80;

/// Seconds that one report speaks of.
const REPORT: u32 = 2;

/// Round trips are counted in steps of so many milliseconds, up to the longest.
const STEP: u16 = 5;
const LONGEST: u16 = 5_000;

/// Both directions of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ends {
    pub(super) up: Quality,
    pub(super) down: Quality,
}

impl Ends {
    fn follow(&mut self, report: &LinkReport) {
        self.up = judge(self.up, report.up);
        self.down = judge(self.down, report.down);
    }

    fn worse(self) -> Quality {
        match (self.up, self.down) {
            (Quality::Lost, _) | (_, Quality::Lost) => Quality::Lost,
            (Quality::Poor, _) | (_, Quality::Poor) => Quality::Poor,
            (Quality::Good, Quality::Good) => Quality::Good,
        }
    }
}

fn judge(before: Quality, flow: Flow) -> Quality {
    if flow.is_silent {
        return Quality::Lost;
    }
    match (flow.lost_per_mille, before) {
        (..GOOD_BELOW, _) => Quality::Good,
        (lost, _) if lost > POOR_ABOVE => Quality::Poor,
        (_, Quality::Good) => Quality::Good,
        (_, Quality::Poor | Quality::Lost) => Quality::Poor,
    }
}

/// What was told, and what is summed up for the record.
#[derive(Debug, Default)]
pub(super) struct Qualities {
    told: BTreeMap<PersonId, Ends>,
    sums: BTreeMap<DelegationId, Sum>,
}

/// All reports on the devices of one delegation.
#[derive(Debug, Default)]
struct Sum {
    reports: u32,
    poor: u32,
    lost: u32,
    freezes: u32,
    /// Sum of the larger loss of both directions.
    lost_per_mille: u64,
    /// How often each round trip was seen.
    round_trips: BTreeMap<u16, u32>,
}

impl Sum {
    fn add(&mut self, report: &LinkReport, quality: Quality) {
        self.reports = self.reports.saturating_add(1);
        match quality {
            Quality::Good => {}
            Quality::Poor => self.poor = self.poor.saturating_add(1),
            Quality::Lost => self.lost = self.lost.saturating_add(1),
        }
        self.freezes = self.freezes.saturating_add(u32::from(report.freezes));
        let larger = report.up.lost_per_mille.max(report.down.lost_per_mille);
        self.lost_per_mille += u64::from(larger);
        if let Some(time) = report.round_trip {
            let step = time.min(LONGEST) / STEP;
            let count = self.round_trips.entry(step).or_default();
            *count = count.saturating_add(1);
        }
    }

    fn summary(&self) -> LinkSummary {
        let of_all = |part: u64| {
            let share = part.checked_div(u64::from(self.reports)).unwrap_or(0);
            u16::try_from(share).unwrap_or(u16::MAX)
        };
        LinkSummary {
            seconds: self.reports.saturating_mul(REPORT),
            round_trip_ms: self.median_round_trip(),
            lost_per_mille: of_all(self.lost_per_mille),
            poor_per_mille: of_all(u64::from(self.poor) * 1000),
            silent_per_mille: of_all(u64::from(self.lost) * 1000),
            freezes: Some(self.freezes),
        }
    }

    fn median_round_trip(&self) -> Option<u16> {
        let all: u32 = self.round_trips.values().sum();
        let mut seen = 0;
        let median = self.round_trips.iter().find(|(_, count)| {
            seen += **count;
            seen * 2 >= all
        });
        median.map(|(step, _)| step * STEP)
    }
}

impl Room {
    /// The engine tells how media flowed.
    pub(super) fn measure(&mut self, reports: &[LinkReport]) {
        for report in reports {
            let Some(device) = self.devices.by_media(report.connection) else {
                continue;
            };
            device.quality.follow(report);
            let (person, quality) = (device.person, device.quality.worse());
            if let Some(invitee) = self.plan.person(person) {
                let sum = self.qualities.sums.entry(invitee.delegation).or_default();
                sum.add(report, quality);
            }
        }
    }

    /// Says what changed to everybody who follows the meeting.
    pub(super) fn tell_quality(&mut self) {
        let now = self.not_good();
        if now == self.qualities.told {
            return;
        }
        let before = std::mem::replace(&mut self.qualities.told, now.clone());
        let told_before = before.keys().copied();
        let mut people: Vec<PersonId> = told_before.chain(now.keys().copied()).collect();
        people.sort();
        people.dedup();
        people.retain(|person| before.get(person) != now.get(person));
        let people = people.into_iter().map(|person| {
            let ends = now.get(&person).copied().unwrap_or_default();
            view(person, ends)
        });
        let message = ServerMessage::Quality {
            people: people.collect(),
        };
        let to: Vec<ConnectionId> = self.devices.following().map(|(to, _)| to).collect();
        if !to.is_empty() {
            self.effects.push_back(Effect::Broadcast { to, message });
        }
    }

    /// To a device that has just got its whole view.
    pub(super) fn tell_quality_to(&mut self, to: ConnectionId) {
        let told = self.qualities.told.iter();
        let people: Vec<PersonQuality> = told.map(|(person, ends)| view(*person, *ends)).collect();
        if !people.is_empty() {
            let message = ServerMessage::Quality { people };
            self.effects.push_back(Effect::Send { to, message });
        }
    }

    /// Of each person the device that sends, where it is not well.
    fn not_good(&self) -> BTreeMap<PersonId, Ends> {
        // The newest comes last, and it is the one that sends.
        let devices = self.devices.iter().filter(|device| device.has_media());
        let mut all: BTreeMap<PersonId, Ends> = devices
            .map(|device| (device.person, device.quality))
            .collect();
        all.retain(|_, ends| *ends != Ends::default());
        all
    }

    /// The quality of each delegation becomes a fact, and is counted from nothing again.
    pub(super) fn keep_quality(&mut self) {
        for (delegation, sum) in std::mem::take(&mut self.qualities.sums) {
            self.keep(Event::Quality {
                delegation,
                summary: sum.summary(),
            });
        }
    }
}

fn view(person: PersonId, ends: Ends) -> PersonQuality {
    PersonQuality {
        person,
        up: ends.up,
        down: ends.down,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(lost_per_mille: u16) -> Flow {
        Flow {
            lost_per_mille,
            is_silent: false,
        }
    }

    #[test]
    fn bars_do_not_flicker_between_the_limits() {
        let mut quality = Quality::Good;
        for (lost, expected) in [
            (70, Quality::Good),
            (81, Quality::Poor),
            (70, Quality::Poor),
            (59, Quality::Good),
        ] {
            quality = judge(quality, flow(lost));
            assert_eq!(quality, expected, "{lost}");
        }
        let silent = Flow {
            is_silent: true,
            ..flow(0)
        };
        assert_eq!(judge(quality, silent), Quality::Lost);
        assert_eq!(judge(Quality::Lost, flow(70)), Quality::Poor);
    }

    #[test]
    fn the_summary_has_the_median_and_the_shares() {
        let mut sum = Sum::default();
        for (trip, lost, quality) in [
            (Some(20), 0, Quality::Good),
            (Some(31), 100, Quality::Poor),
            (Some(900), 300, Quality::Lost),
            (None, 0, Quality::Good),
        ] {
            let report = LinkReport {
                connection: ConnectionId::from_bits(1),
                up: flow(lost),
                down: flow(lost / 2),
                round_trip: trip,
                freezes: u16::from(lost > 0),
            };
            sum.add(&report, quality);
        }
        let expected = LinkSummary {
            seconds: 8,
            round_trip_ms: Some(30),
            lost_per_mille: 100,
            poor_per_mille: 250,
            silent_per_mille: 250,
            freezes: Some(2),
        };
        assert_eq!(sum.summary(), expected);
        assert_eq!(Sum::default().summary().round_trip_ms, None);
    }
}
