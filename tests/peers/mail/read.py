"""Reads letters (.eml) and calendar files (.ics) with parsers that are not ours.

    read.py FILE...

Prints one line of JSON a file: what stands in the letter, and in the calendar that came with it.
Times are told twice: by the clock of the zone, and as seconds since 1970 by the VTIMEZONE itself.
Of a calendar with several entries the first is told in full, and of each which one it stands for.
"""

import datetime
import email
import email.policy
import json
import sys

import icalendar


def moment(calendar, start):
    """Of a wall clock, by the observances that the file brings along and nothing else."""
    if "TZID" not in start.params:
        assert start.dt.utcoffset() == datetime.timedelta(0), "no zone"
        return int(start.dt.timestamp())
    wall = start.dt.replace(tzinfo=None)
    zones = calendar.walk("VTIMEZONE")
    (zone,) = [zone for zone in zones if str(zone["TZID"]) == start.params["TZID"]]
    onsets = []
    for observance in zone.subcomponents:
        assert observance.name in ("STANDARD", "DAYLIGHT"), observance.name
        onset = observance["DTSTART"].dt - observance["TZOFFSETFROM"].td
        onsets.append((onset, observance["TZOFFSETFROM"].td, observance["TZOFFSETTO"].td))
    onsets.sort(key=lambda one: one[0])
    for (_, _, to), (_, before, _) in zip(onsets, onsets[1:]):
        assert to == before, "a gap between two observances"
    found = [
        wall - to
        for place, (onset, _, to) in enumerate(onsets)
        if onset <= wall - to and (place + 1 == len(onsets) or wall - to < onsets[place + 1][0])
    ]
    assert len(found) == 1, f"{wall} is shown {len(found)} times"
    return int(found[0].replace(tzinfo=datetime.timezone.utc).timestamp())


def calendar_of(data):
    assert all(len(line) <= 75 for line in data.split(b"\r\n")), "a line of more than 75 octets"
    assert b"\n" not in data.replace(b"\r\n", b""), "a line without its end"
    calendar = icalendar.Calendar.from_ical(data)
    assert not calendar.errors, calendar.errors
    events = calendar.walk("VEVENT")
    assert not any(event.errors for event in events), "an entry with errors"
    assert len({str(event["UID"]) for event in events}) == 1, "two UIDs in one message"
    # What the parser itself makes of the zones it was given.
    zones = calendar.walk("VTIMEZONE")
    assert zones and all(zone.to_tz() is not None for zone in zones)
    assert len({str(zone["TZID"]) for zone in zones}) == len(zones), "a zone twice"
    event = events[0]
    attendee = event.get("ATTENDEE")
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "description": str(event.get("DESCRIPTION", "")),
        "location": str(event.get("LOCATION", "")),
        "organizer": str(event.get("ORGANIZER", "")),
        "attendee": str(attendee) if attendee else "",
        "rsvp": attendee.params.get("RSVP", "") if attendee else "",
        "zone": event["DTSTART"].params["TZID"],
        "starts": event["DTSTART"].dt.strftime("%Y-%m-%dT%H:%M"),
        "starts_at": moment(calendar, event["DTSTART"]),
        # With the parser's own data of the zone.
        "starts_by_zone": int(event["DTSTART"].dt.timestamp()),
        "ends_at": moment(calendar, event["DTEND"]),
        "rule": event["RRULE"].to_ical().decode() if "RRULE" in event else "",
        "entries": [entry_of(calendar, event) for event in events],
    }


def entry_of(calendar, event):
    """Of one entry, by the observances in the file."""
    stands_for = event.get("RECURRENCE-ID")
    return {
        "stands_for": moment(calendar, stands_for) if stands_for else None,
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "starts_at": moment(calendar, event["DTSTART"]),
        "location": str(event.get("LOCATION", "")),
    }


def letter_of(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = {part.get_content_type(): part for part in message.walk()}
    text, html = (parts[kind].get_content() for kind in ("text/plain", "text/html"))
    calendar, file = parts["text/calendar"], parts["application/ics"]
    raw = calendar.get_payload(decode=True)
    assert raw == file.get_payload(decode=True), "two calendars"
    told = calendar_of(raw)
    assert calendar.get_param("method") == told["method"], "two methods"
    return {
        "recipient": message["X-Recipient"],
        "from": message["From"],
        "to": message["To"],
        "reply_to": message["Reply-To"],
        "subject": message["Subject"],
        "language": message["Content-Language"],
        "message_id": message["Message-ID"],
        "text": text,
        "html": html,
        "calendar": told,
    }


for name in sys.argv[1:]:
    with open(name, "rb") as file:
        data = file.read()
    told = {"calendar": calendar_of(data)} if name.endswith(".ics") else letter_of(data)
    print(json.dumps(told))
