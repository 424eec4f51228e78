//! Sessions as entries of a calendar (iCalendar, RFC 5545; methods after RFC 5546).
//!
//! The writer is our own. The crate `icalendar` writes lines of any length unfolded, reads the clock
//! and rolls dice for what it is not given, and has no time zones: a `VTIMEZONE` with its
//! observances would have to be put together from unnamed properties all the same.
//!
//! Sessions that repeat one another have one UID. It is told whole when somebody is invited: an entry
//! that recurs, and for each of the sessions one that says what is its own (the link, another time).
//! What changes later, or is taken back, goes out as that one alone, named by RECURRENCE-ID.

mod recurrence;
mod zone;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use meeting::time::Timestamp;

use crate::icalendar::{Lines, escaped, quoted};
use crate::schedule::Every;

/// What a calendar is asked to do with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Take it in, or put it in the place of an older one, and ask whether its owner comes.
    Request,
    /// Take it out.
    Cancel,
    /// Take it in; there is nobody to answer to.
    Publish,
}

impl Method {
    pub(super) fn name(self) -> &'static str {
        match self {
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
            Method::Publish => "PUBLISH",
        }
    }
}

/// Somebody with a mail address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Party<'a> {
    pub(super) name: &'a str,
    pub(super) email: &'a str,
}

/// A zone under its IANA name.
#[derive(Debug, Clone)]
pub(super) struct Zone<'a> {
    pub(super) name: &'a str,
    pub(super) clock: TimeZone,
}

/// What is told to the calendar of one person.
#[derive(Debug, Clone)]
pub(super) struct File<'a> {
    pub(super) method: Method,
    /// The same in every version of the entries, and nobody else's.
    pub(super) uid: &'a str,
    /// Grows with every version.
    pub(super) sequence: u32,
    /// When this version was made.
    pub(super) made_at: Timestamp,
    /// Both are there in a [`Method::Request`].
    pub(super) organizer: Option<Party<'a>>,
    pub(super) attendee: Option<Party<'a>>,
    /// One, or what belongs to one that recurs.
    pub(super) entries: Vec<Entry<'a>>,
}

/// A session.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Timestamp,
    /// In which it was planned.
    pub(super) zone: Zone<'a>,
    pub(super) summary: &'a str,
    pub(super) description: &'a str,
    /// Where it takes place: the hall, or the personal link.
    pub(super) location: &'a str,
    pub(super) place: Place<'a>,
}

/// How an entry stands to others of its UID.
#[derive(Debug, Clone)]
pub(super) enum Place<'a> {
    /// There is no other.
    Alone,
    /// It recurs at these times; the first is its own.
    Recurs {
        every: Every,
        slots: &'a [Timestamp],
    },
    /// It stands for the one at this time, by the clock of this zone.
    One { slot: Timestamp, zone: Zone<'a> },
}

/// A file of its own, in UTF-8.
pub(super) fn written(file: &File<'_>) -> String {
    let mut out = Lines::default();
    out.put("BEGIN:VCALENDAR");
    out.put("VERSION:2.0");
    out.put("PRODID:-//Yunqiao//Invitations//EN");
    out.put("CALSCALE:GREGORIAN");
    out.put(&format!("METHOD:{}", file.method.name()));
    zones(&mut out, &file.entries);
    for one in &file.entries {
        entry(&mut out, file, one);
    }
    out.put("END:VCALENDAR");
    out.text()
}

/// Each zone once, with its changes around everything that is told by its clock.
fn zones(out: &mut Lines, entries: &[Entry<'_>]) {
    let mut spans: BTreeMap<&str, (&TimeZone, Timestamp, Timestamp)> = BTreeMap::new();
    for (zone, from, to) in entries.iter().flat_map(clocks) {
        let span = spans.entry(zone.name).or_insert((&zone.clock, from, to));
        (span.1, span.2) = (span.1.min(from), span.2.max(to));
    }
    for (name, (clock, from, to)) in spans {
        zone::write(out, name, clock, from, to);
    }
}

/// By which clocks an entry is told, and what spans on them.
fn clocks<'a>(entry: &'a Entry<'a>) -> Vec<(&'a Zone<'a>, Timestamp, Timestamp)> {
    let own = (&entry.zone, entry.starts_at, entry.ends_at);
    match &entry.place {
        Place::Alone => vec![own],
        Place::Recurs { slots, .. } => {
            let last = slots.last().copied().unwrap_or(entry.ends_at);
            vec![own, (&entry.zone, entry.starts_at, last)]
        }
        Place::One { slot, zone } => vec![own, (zone, *slot, *slot)],
    }
}

fn entry(out: &mut Lines, file: &File<'_>, entry: &Entry<'_>) {
    out.put("BEGIN:VEVENT");
    out.put(&format!("UID:{}", file.uid));
    match &entry.place {
        Place::Alone | Place::Recurs { .. } => {}
        Place::One { slot, zone } => out.put(&time("RECURRENCE-ID", zone, *slot)),
    }
    out.put(&format!("SEQUENCE:{}", file.sequence));
    out.put(&format!(
        "DTSTAMP:{}Z",
        zone::wall(&TimeZone::UTC, file.made_at)
    ));
    out.put(&time("DTSTART", &entry.zone, entry.starts_at));
    out.put(&time("DTEND", &entry.zone, entry.ends_at));
    if let Place::Recurs { every, slots } = &entry.place {
        recurrence::write(out, &entry.zone, *every, slots);
    }
    people(out, file);
    out.put(&format!("SUMMARY:{}", escaped(entry.summary)));
    if !entry.description.is_empty() {
        out.put(&format!("DESCRIPTION:{}", escaped(entry.description)));
    }
    if !entry.location.is_empty() {
        out.put(&format!("LOCATION:{}", escaped(entry.location)));
    }
    out.put(match file.method {
        Method::Cancel => "STATUS:CANCELLED",
        Method::Request | Method::Publish => "STATUS:CONFIRMED",
    });
    out.put("TRANSP:OPAQUE");
    out.put("END:VEVENT");
}

/// A property that is a moment: by the clock of the zone, where that shows it once.
fn time(name: &str, zone: &Zone<'_>, at: Timestamp) -> String {
    match zone::told_once(&zone.clock, at) {
        Some(wall) => format!("{name};TZID={}:{wall}", zone.name),
        None => format!("{name}:{}Z", zone::wall(&TimeZone::UTC, at)),
    }
}

fn people(out: &mut Lines, file: &File<'_>) {
    if let Some(Party { name, email }) = file.organizer {
        out.put(&format!("ORGANIZER;CN={}:mailto:{email}", quoted(name)));
    }
    let Some(Party { name, email }) = file.attendee else {
        return;
    };
    let asked = match file.method {
        Method::Request => "PARTSTAT=NEEDS-ACTION;RSVP=TRUE;",
        Method::Cancel | Method::Publish => "",
    };
    out.put(&format!(
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;{asked}CN={}:mailto:{email}",
        quoted(name)
    ));
}

#[cfg(test)]
mod tests;
