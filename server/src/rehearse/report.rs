//! What is printed: a line now and then, and everything at the end.

use std::fmt::Write as _;
use std::time::Duration;

use super::guest::{Flow, Guest};
use super::load::{MachineLoad, ServerLoad};
use super::tally::{Rates, Tally, percentile};

/// A machine busier than this holds its own stand-ins up.
const TOO_BUSY: f64 = 0.85;
/// Lines about single people, at most.
const PEOPLE: usize = 20;

/// Everything that is known when it is over.
pub(super) struct Summary<'a> {
    pub(super) server: &'a str,
    pub(super) cameras: usize,
    pub(super) lasted: Duration,
    pub(super) guests: &'a [Guest],
    pub(super) average: Rates,
    pub(super) peak: Rates,
    /// Or why it was not shown.
    pub(super) server_load: Result<ServerLoad, String>,
    pub(super) machine: Option<MachineLoad>,
}

/// One line of how it goes.
pub(super) fn line(
    at: Duration,
    tally: &Tally,
    rates: Rates,
    server: &Result<ServerLoad, String>,
) -> String {
    let server = match server {
        Ok(load) => format!("server {:.2} cores, {}", load.now, megabytes(load.memory)),
        Err(_) => "server not shown".to_owned(),
    };
    let failed = match tally.failures() {
        0 => String::new(),
        failed => format!(", {failed} failed"),
    };
    format!(
        "{:>4} s  joined {}/{}{failed} ({})  pictures {}/{}  voices {}  loss {}  \
         up {} down {}  frozen now {}  {server}",
        at.as_secs(),
        tally.joined(),
        tally.invited,
        spread(&tally.joins, &[("median", 0.5), ("p95", 0.95)]),
        tally.pictures_moving,
        tally.pictures_wanted,
        tally.voices,
        losses(tally),
        megabits(rates.up),
        megabits(rates.down),
        tally.frozen_now,
    )
}

/// The table, without the verdict.
pub(super) fn table(summary: &Summary) -> String {
    let tally = Tally::of(summary.guests);
    let mut out = String::new();
    let mut row = |name: &str, text: &str| {
        // Writing to a String does not fail.
        let _ = writeln!(out, "{name:<16}{text}");
    };
    let all = [("median", 0.5), ("p95", 0.95), ("slowest", 1.0)];
    row("Server", summary.server);
    row(
        "Stand-ins",
        &format!(
            "{}, {} with a camera, for {} s",
            tally.invited,
            summary.cameras,
            summary.lasted.as_secs()
        ),
    );
    let joined = format!("{} of {}", tally.joined(), tally.invited);
    row(
        "Joined",
        &format!("{joined}; {}", spread(&tally.joins, &all)),
    );
    for (reason, count) in &tally.failed {
        row("  not joined", &format!("{count}: {reason}"));
    }
    row("First picture", &spread(&tally.first_pictures, &all));
    row("Loss", &losses(&tally));
    let (average, peak) = (summary.average, summary.peak);
    for (name, average, peak) in [
        ("Up", average.up, peak.up),
        ("Down", average.down, peak.down),
    ] {
        let each = average / tally.joined().max(1) as f64;
        let text = format!(
            "{} on average, {} at most; {} each",
            megabits(average),
            megabits(peak),
            megabits(each)
        );
        row(name, &text);
    }
    row("Server load", &server_load(&summary.server_load));
    row("This machine", &machine_load(summary.machine));
    worst(&mut out, summary.guests);
    out
}

fn server_load(load: &Result<ServerLoad, String>) -> String {
    match load {
        Ok(load) => format!(
            "{:.2} cores busy on average, {:.2} at most; memory {}",
            load.average,
            load.peak,
            megabytes(load.memory)
        ),
        Err(why) => format!("not shown: {why}"),
    }
}

fn machine_load(load: Option<MachineLoad>) -> String {
    let Some(load) = load else {
        return "its load is not known".to_owned();
    };
    format!(
        "{:.0} % busy on average, {:.0} % at most; {:.0} % by the stand-ins",
        load.average * 100.0,
        load.peak * 100.0,
        load.ours * 100.0
    )
}

/// The people who would have complained, the worst first.
fn worst(out: &mut String, guests: &[Guest]) {
    let mut worst: Vec<&Guest> = guests.iter().filter(|guest| complains(guest)).collect();
    worst.sort_by_key(|guest| std::cmp::Reverse(suffered(&guest.flow)));
    // Writing to a String does not fail.
    let _ = writeln!(out, "\nWho would have frozen");
    if worst.is_empty() {
        let longest = guests.iter().map(|guest| guest.flow.picture.longest).max();
        let longest = seconds(longest.unwrap_or_default());
        let _ = writeln!(
            out,
            "  nobody; the longest that a picture stood still was {longest}"
        );
        return;
    }
    let _ = writeln!(
        out,
        "  {:<20}{:<34}{:<34}{:>8}{:>8}",
        "name", "pictures stood still", "sound was away", "loss", "drops"
    );
    for guest in worst.iter().take(PEOPLE) {
        let _ = writeln!(
            out,
            "  {:<20}{:<34}{:<34}{:>8}{:>8}",
            guest.name,
            gaps(guest.flow.picture),
            gaps(guest.flow.sound),
            format!("{:.2} %", guest.flow.loss()),
            guest.drops
        );
    }
    if worst.len() > PEOPLE {
        let _ = writeln!(out, "  and {} more", worst.len() - PEOPLE);
    }
}

fn complains(guest: &Guest) -> bool {
    guest.flow.picture.count + guest.flow.sound.count + guest.drops > 0
}

fn suffered(flow: &Flow) -> Duration {
    flow.picture.together + flow.sound.together
}

fn gaps(gaps: super::guest::Gaps) -> String {
    if gaps.count == 0 {
        return "-".to_owned();
    }
    format!(
        "{} times, {}, longest {}",
        gaps.count,
        seconds(gaps.together),
        seconds(gaps.longest)
    )
}

/// What was wrong, a sentence each; nothing when it went well.
pub(super) fn faults(summary: &Summary) -> Vec<String> {
    let tally = Tally::of(summary.guests);
    let count = |is: fn(&Guest) -> bool| summary.guests.iter().filter(|guest| is(guest)).count();
    let mut faults = Vec::new();
    let mut say = |count: usize, what: &str| {
        if count > 0 {
            faults.push(format!("{count} of {} {what}", tally.invited));
        }
    };
    say(tally.failures(), "did not get in.");
    say(tally.without_picture, "were in and never saw a picture.");
    let frozen = count(|guest| guest.flow.picture.count > 0);
    say(
        frozen,
        "would have seen a picture freeze for more than half a second.",
    );
    let held_back = count(|guest| guest.was_held_back);
    say(
        held_back,
        "had pictures held back: the service found no room for them on their line.",
    );
    let unheard = count(|guest| guest.flow.sound.count > 0);
    say(
        unheard,
        "would have missed sound for more than a fifth of a second.",
    );
    say(tally.dropped, "lost the connection on the way.");
    if tally.joined() == 0 && tally.failures() == 0 {
        faults.push("It ended before anybody was in.".to_owned());
    }
    faults
}

/// The last words, in plain language.
pub(super) fn verdict(summary: &Summary, faults: &[String]) -> String {
    let busy = summary.machine.filter(|load| load.peak > TOO_BUSY);
    if faults.is_empty() {
        return "Verdict: fine. Everybody got in, and nobody would have frozen.".to_owned();
    }
    let mut verdict = format!("Verdict: not fine. {}", faults.join(" "));
    if let Some(load) = busy {
        // Writing to a String does not fail.
        let _ = write!(
            verdict,
            " But this machine was {:.0} % busy at times: what was slow may have been the stand-ins \
             themselves. Rehearse with fewer, or from a stronger machine, before you blame the \
             service or the network.",
            load.peak * 100.0
        );
    }
    verdict
}

fn spread(times: &[Duration], of: &[(&str, f64)]) -> String {
    let told = of.iter().filter_map(|(name, share)| {
        let value = percentile(times, *share)?;
        Some(format!("{name} {}", seconds(value)))
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() {
        return "none yet".to_owned();
    }
    told.join(", ")
}

fn losses(tally: &Tally) -> String {
    let median = percentile(&tally.losses, 0.5).unwrap_or(0.0);
    let worst = percentile(&tally.losses, 1.0).unwrap_or(0.0);
    format!("median {median:.2} %, worst {worst:.2} %")
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn megabits(bits: f64) -> String {
    format!("{:.1} Mbit/s", bits / 1e6)
}

fn megabytes(bytes: f64) -> String {
    format!("{:.0} MB", bytes / 1e6)
}

#[cfg(test)]
mod tests {
    use super::super::guest::{Arrival, Gaps};
    use super::*;

    fn guest(name: &str, still: u64) -> Guest {
        let still = Duration::from_millis(still);
        let is_frozen = still > Duration::from_millis(500);
        Guest {
            name: name.to_owned(),
            arrival: Arrival::Joined(Duration::from_millis(400)),
            first_picture: Some(Duration::from_millis(700)),
            flow: Flow {
                picture: Gaps {
                    count: u32::from(is_frozen),
                    together: if is_frozen { still } else { Duration::ZERO },
                    longest: still,
                },
                expected: 200,
                lost: 1,
                ..Flow::default()
            },
            ..Guest::default()
        }
    }

    fn summary(guests: &[Guest], busy: f64) -> Summary<'_> {
        Summary {
            server: "https://meet.example.org",
            cameras: 1,
            lasted: Duration::from_secs(60),
            guests,
            average: Rates {
                up: 1.2e6,
                down: 5e6,
            },
            peak: Rates::default(),
            server_load: Err("/metrics answered 403 Forbidden".to_owned()),
            machine: Some(MachineLoad {
                average: busy,
                peak: busy,
                ours: busy,
            }),
        }
    }

    #[test]
    fn a_good_rehearsal_is_fine() {
        let guests = [guest("Stand-in 1", 40), guest("Stand-in 2", 90)];
        let summary = summary(&guests, 0.2);
        let table = table(&summary);
        for line in [
            "Joined          2 of 2; median 0.40 s, p95 0.40 s, slowest 0.40 s",
            "Loss            median 0.50 %, worst 0.50 %",
            "Down            5.0 Mbit/s on average, 0.0 Mbit/s at most; 2.5 Mbit/s each",
            "Server load     not shown: /metrics answered 403 Forbidden",
            "  nobody; the longest that a picture stood still was 0.09 s",
        ] {
            assert!(table.lines().any(|told| told == line), "{line} in\n{table}");
        }
        let faults = faults(&summary);
        assert!(faults.is_empty());
        assert!(verdict(&summary, &faults).starts_with("Verdict: fine."));
    }

    #[test]
    fn who_would_have_frozen_is_named_the_worst_first() {
        let turned_away = Guest {
            arrival: Arrival::Failed("turned away (Full)".to_owned()),
            ..Guest::default()
        };
        let held_back = Guest {
            was_held_back: true,
            ..guest("Stand-in 2", 1200)
        };
        let guests = [guest("Stand-in 1", 600), held_back, turned_away];
        let summary = summary(&guests, 0.97);
        let table = table(&summary);
        let worst: Vec<&str> = table
            .lines()
            .filter(|line| line.contains("Stand-in "))
            .collect();
        assert!(worst[0].contains("Stand-in 2") && worst[0].contains("1 times, 1.20 s"));
        assert!(
            table.contains("  not joined    1: turned away (Full)"),
            "{table}"
        );
        let faults = faults(&summary);
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert_eq!(faults[0], "1 of 3 did not get in.");
        let verdict = verdict(&summary, &faults);
        assert!(verdict.starts_with("Verdict: not fine. 1 of 3 did not get in. 2 of 3"));
        assert!(verdict.contains("97 % busy"), "{verdict}");
    }

    #[test]
    fn a_line_says_how_it_goes() {
        let tally = Tally::of(&[guest("Stand-in 1", 0), Guest::default()]);
        let load = ServerLoad {
            now: 0.5,
            memory: 5e7,
            ..ServerLoad::default()
        };
        let line = line(Duration::from_secs(3), &tally, Rates::default(), &Ok(load));
        assert!(
            line.starts_with("   3 s  joined 1/2 (median 0.40 s, p95 0.40 s)"),
            "{line}"
        );
        assert!(line.ends_with("server 0.50 cores, 50 MB"), "{line}");
    }
}
