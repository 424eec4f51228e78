"""Reads calendar files (.ics) whose entries are whole days with PyPI's `icalendar`.

    days.py FILE...

Prints one line of JSON a file: its entries in their order. Alarms are told as days, counted from the day
of the entry, on which they ring at nine in the morning; an entry that breaks a rule ends it with an error.
"""

import datetime
import json
import sys

import icalendar


def entries_of(data):
    assert all(len(line) <= 75 for line in data.split(b"\r\n")), "a line of more than 75 octets"
    assert b"\n" not in data.replace(b"\r\n", b""), "a line without its end"
    calendar = icalendar.Calendar.from_ical(data)
    assert not calendar.errors, calendar.errors
    assert str(calendar["METHOD"]) == "PUBLISH"
    events = calendar.walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events), "a UID twice"
    return [entry_of(event) for event in events]


def entry_of(event):
    assert not event.errors, event.errors
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    assert not isinstance(start, datetime.datetime), "no whole day"
    assert end - start == datetime.timedelta(days=1), "more than a day"
    assert event["DTSTAMP"].dt.utcoffset() == datetime.timedelta(0), "when it was made"
    return {
        "uid": str(event["UID"]),
        "day": start.isoformat(),
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
        "url": str(event.get("URL", "")),
        "alarms": [alarm_of(alarm, start) for alarm in event.walk("VALARM")],
    }


def alarm_of(alarm, start):
    assert str(alarm["ACTION"]) == "DISPLAY" and str(alarm["DESCRIPTION"])
    midnight = datetime.datetime.combine(start, datetime.time())
    rings = midnight + alarm["TRIGGER"].dt
    assert rings.time() == datetime.time(9), rings
    return (rings.date() - start).days


for name in sys.argv[1:]:
    with open(name, "rb") as file:
        print(json.dumps(entries_of(file.read())))
