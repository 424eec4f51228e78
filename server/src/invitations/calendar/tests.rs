use meeting::time::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::icalendar::{Lines, escaped};
use crate::partners::codes;

fn zone(name: &str) -> Zone<'_> {
    Zone {
        name,
        clock: codes::zone(name).unwrap(),
    }
}

fn entry(zone: Zone<'_>, starts_at: i64) -> Entry<'_> {
    Entry {
        starts_at: Timestamp(starts_at),
        ends_at: Timestamp(starts_at + 5_400_000_000),
        zone,
        summary: "Forum, part 1; mayors\\deputies",
        description: "One\nTwo",
        location: "https://meet.example/j#abc",
        place: Place::Alone,
    }
}

fn file(entries: Vec<Entry<'_>>) -> File<'_> {
    File {
        method: Method::Request,
        uid: "forum-lea@yunqiao",
        sequence: 2,
        made_at: Timestamp(1_796_000_000_000_000),
        organizer: Some(Party {
            name: "Office \"of\" foreign affairs",
            email: "office@hangzhou.example",
        }),
        attendee: Some(Party {
            name: "Lea; Hoffmann",
            email: "lea@aachen.example",
        }),
        entries,
    }
}

fn text_of(zone_name: &str, starts_at: i64) -> String {
    written(&file(vec![entry(zone(zone_name), starts_at)]))
}

#[test]
fn an_entry_is_written_line_by_line() {
    let text = text_of("Asia/Kathmandu", 1_796_889_600_000_000);
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Yunqiao//Invitations//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Kathmandu",
        "BEGIN:STANDARD",
        "DTSTART:19860101T000000",
        "TZOFFSETFROM:+0530",
        "TZOFFSETTO:+0545",
        "TZNAME:+0545",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:forum-lea@yunqiao",
        "SEQUENCE:2",
        "DTSTAMP:20261130T005320Z",
        "DTSTART;TZID=Asia/Kathmandu:20261210T134500",
        "DTEND;TZID=Asia/Kathmandu:20261210T151500",
        "ORGANIZER;CN=\"Office 'of' foreign affairs\":mailto:office@hangzhou.example",
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=",
        " TRUE;CN=\"Lea; Hoffmann\":mailto:lea@aachen.example",
        "SUMMARY:Forum\\, part 1\\; mayors\\\\deputies",
        "DESCRIPTION:One\\nTwo",
        "LOCATION:https://meet.example/j#abc",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ];
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines, expected);
}

#[test]
fn what_is_taken_back_asks_for_no_answer() {
    let text = written(&File {
        method: Method::Cancel,
        ..file(vec![entry(zone("UTC"), 1_796_889_600_000_000)])
    });
    assert!(text.contains("METHOD:CANCEL\r\n") && text.contains("STATUS:CANCELLED\r\n"));
    assert!(!text.contains("RSVP"), "{text}");
    // A clock that was never changed.
    assert!(text.contains("DTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000"));
}

/// The observances of a zone around a moment: onset, kind and offset.
fn clock(zone_name: &str, at: i64) -> Vec<String> {
    let text = text_of(zone_name, at);
    let values = |name: &str| -> Vec<String> {
        let lines = text.lines().take_while(|line| *line != "END:VTIMEZONE");
        let values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        values.map(str::to_owned).collect()
    };
    let kinds = values("BEGIN").into_iter().skip(2);
    let all = kinds.zip(values("DTSTART")).zip(values("TZOFFSETTO"));
    all.map(|((kind, onset), to)| format!("{onset} {kind} {to}"))
        .collect()
}

#[test]
fn the_changes_of_the_clock_are_those_there_are() {
    assert_eq!(
        clock("America/New_York", 1_772_953_200_000_000),
        [
            "20241103T020000 STANDARD -0500",
            "20250309T020000 DAYLIGHT -0400",
            "20251102T020000 STANDARD -0500",
            "20260308T020000 DAYLIGHT -0400",
            "20261101T020000 STANDARD -0500",
            "20270314T020000 DAYLIGHT -0400",
        ]
    );
    // Ramadan: an hour less than the standard of the country.
    let ramadan = clock("Africa/Casablanca", 1_772_355_600_000_000);
    let onsets: Vec<&str> = ramadan.iter().map(|line| &line[..13]).collect();
    assert!(
        onsets.contains(&"20260215T0300") && onsets.contains(&"20260322T0200"),
        "{ramadan:?}"
    );
}

#[test]
fn the_second_of_two_like_hours_is_told_in_utc() {
    // From 00:30 by the summer clock to the second 01:00 of the night.
    let text = text_of("America/New_York", 1_793_507_400_000_000);
    assert!(
        text.contains("DTSTART;TZID=America/New_York:20261101T003000\r\n"),
        "{text}"
    );
    assert!(text.contains("DTEND:20261101T060000Z\r\n"), "{text}");
}

#[test]
fn one_of_several_is_named_by_the_time_it_had_and_each_clock_told_once() {
    let (day, slot) = (86_400_000_000, 1_796_889_600_000_000);
    let slots = [Timestamp(slot), Timestamp(slot + 7 * day)];
    let mut whole = entry(zone("Asia/Shanghai"), slot);
    whole.place = Place::Recurs {
        every: Every::Week,
        slots: &slots,
    };
    let mut moved = entry(zone("Europe/Berlin"), slot + 8 * day);
    moved.place = Place::One {
        slot: slots[1],
        zone: zone("Asia/Shanghai"),
    };
    let text = written(&file(vec![whole, moved]));
    let unfolded = text.replace("\r\n ", "");
    let lines: Vec<&str> = unfolded.lines().collect();
    let count = |line: &str| lines.iter().filter(|one| **one == line).count();
    assert_eq!(count("TZID:Asia/Shanghai"), 1);
    assert_eq!(count("TZID:Europe/Berlin"), 1);
    assert_eq!(count("UID:forum-lea@yunqiao"), 2);
    assert_eq!(count("RRULE:FREQ=WEEKLY;INTERVAL=1;COUNT=2"), 1);
    assert_eq!(count("RECURRENCE-ID;TZID=Asia/Shanghai:20261217T160000"), 1);
    assert_eq!(count("DTSTART;TZID=Europe/Berlin:20261218T090000"), 1);
}

proptest! {
    #[test]
    fn lines_are_short_and_nothing_is_torn_or_lost(text in "\\PC{0,300}") {
        let mut lines = Lines::default();
        lines.put(&text);
        let folded = lines.text();
        let body = folded.strip_suffix("\r\n").unwrap();
        prop_assert!(body.split("\r\n").all(|line| line.len() <= 75));
        prop_assert_eq!(body.replace("\r\n ", ""), text);
    }

    #[test]
    fn no_text_begins_a_line_of_its_own(text in "[a;,\\\\\r\n\t\u{85}]{0,40}") {
        prop_assert!(!escaped(&text).chars().any(char::is_control));
    }
}
