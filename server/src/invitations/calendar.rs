//! A session as one entry of a calendar (iCalendar, RFC 5545; methods after RFC 5546).
//!
//! The writer is our own. The crate `icalendar` writes lines of any length unfolded, reads the clock
//! and rolls dice for what it is not given, and has no time zones: a `VTIMEZONE` with its
//! observances would have to be put together from unnamed properties all the same.

mod lines;
mod zone;

use jiff::tz::TimeZone;
use meeting::time::Timestamp;

use lines::{Lines, escaped, quoted};

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

/// One entry in the calendar of one person.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub(super) method: Method,
    /// The same in every version of the entry, and no other entry's.
    pub(super) uid: &'a str,
    /// Grows with every version.
    pub(super) sequence: u32,
    /// When this version was made.
    pub(super) made_at: Timestamp,
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Timestamp,
    /// The zone in which the session was planned, under its IANA name.
    pub(super) zone: (&'a str, &'a TimeZone),
    /// Both are there in a [`Method::Request`].
    pub(super) organizer: Option<Party<'a>>,
    pub(super) attendee: Option<Party<'a>>,
    pub(super) summary: &'a str,
    pub(super) description: &'a str,
    /// Where it takes place: the hall, or the personal link.
    pub(super) location: &'a str,
}

/// The entry as a file of its own, in UTF-8.
pub(super) fn written(entry: &Entry<'_>) -> String {
    let (zone_name, zone) = entry.zone;
    let mut out = Lines::default();
    out.put("BEGIN:VCALENDAR");
    out.put("VERSION:2.0");
    out.put("PRODID:-//Yunqiao//Invitations//EN");
    out.put("CALSCALE:GREGORIAN");
    out.put(&format!("METHOD:{}", entry.method.name()));
    zone::write(&mut out, zone_name, zone, entry.starts_at, entry.ends_at);
    out.put("BEGIN:VEVENT");
    out.put(&format!("UID:{}", entry.uid));
    out.put(&format!("SEQUENCE:{}", entry.sequence));
    out.put(&format!(
        "DTSTAMP:{}Z",
        zone::wall(&TimeZone::UTC, entry.made_at)
    ));
    for (name, at) in [("DTSTART", entry.starts_at), ("DTEND", entry.ends_at)] {
        out.put(&match zone::told_once(zone, at) {
            Some(wall) => format!("{name};TZID={zone_name}:{wall}"),
            None => format!("{name}:{}Z", zone::wall(&TimeZone::UTC, at)),
        });
    }
    people(&mut out, entry);
    out.put(&format!("SUMMARY:{}", escaped(entry.summary)));
    if !entry.description.is_empty() {
        out.put(&format!("DESCRIPTION:{}", escaped(entry.description)));
    }
    if !entry.location.is_empty() {
        out.put(&format!("LOCATION:{}", escaped(entry.location)));
    }
    out.put(match entry.method {
        Method::Cancel => "STATUS:CANCELLED",
        Method::Request | Method::Publish => "STATUS:CONFIRMED",
    });
    out.put("TRANSP:OPAQUE");
    out.put("END:VEVENT");
    out.put("END:VCALENDAR");
    out.text()
}

fn people(out: &mut Lines, entry: &Entry<'_>) {
    if let Some(Party { name, email }) = entry.organizer {
        out.put(&format!("ORGANIZER;CN={}:mailto:{email}", quoted(name)));
    }
    let Some(Party { name, email }) = entry.attendee else {
        return;
    };
    let asked = match entry.method {
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
