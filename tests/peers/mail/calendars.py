"""The calendars of people who take in every letter they get, as RFC 5546 wants it.

    calendars.py FILE...

Takes letters (.eml) in the order given, and prints one line of JSON a recipient: what stands in their
calendar at the end, in the order of time. Entries that recur are expanded by PyPI's
`recurring-ical-events`; what would break a rule of the protocol ends it with an error.
"""

import collections
import datetime
import email
import email.policy
import json
import sys

import icalendar
import recurring_ical_events

FROM = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
TO = datetime.datetime(2040, 1, 1, tzinfo=datetime.timezone.utc)


class Kept:
    """One UID: the entry itself, and those that stand for one of its times."""

    def __init__(self):
        self.zones = {}
        # By the moment that an entry stands for; the entry itself by None.
        self.entries = {}
        # Of what was taken out, so that nothing older brings it back.
        self.sequences = {}

    def newest(self, key):
        return self.sequences.get(key, -1)

    def take(self, method, calendar):
        for zone in calendar.walk("VTIMEZONE"):
            self.zones[str(zone["TZID"])] = zone
        events = calendar.walk("VEVENT")
        by_key = {key_of(event): event for event in events}
        assert len(by_key) == len(events), "an entry twice in one message"
        for key, event in by_key.items():
            sequence = int(event["SEQUENCE"])
            assert sequence > self.newest(key), f"{sequence} after {self.newest(key)}"
            self.sequences[key] = sequence
        if method == "CANCEL":
            self.cancel(by_key)
        elif None in by_key:
            # The whole is told anew: what is not in it is gone.
            self.entries = dict(by_key)
        else:
            assert None in self.entries, "one of several that nobody was told of"
            assert by_key.keys() <= self.times(), "it stands for a time that there is not"
            self.entries.update(by_key)

    def times(self):
        """At which its entry recurs."""
        whole = icalendar.Calendar()
        whole.add_component(self.entries[None])
        found = recurring_ical_events.of(whole).between(FROM, TO)
        return {event["DTSTART"].dt.timestamp() for event in found}

    def cancel(self, by_key):
        if None in by_key:
            assert None in self.entries, "nothing to cancel"
            self.entries = {}
            return
        for key, event in by_key.items():
            assert key in self.times(), "it stands for a time that there is not"
            self.entries[key] = event

    def calendar(self):
        calendar = icalendar.Calendar()
        for zone in self.zones.values():
            calendar.add_component(zone)
        for entry in self.entries.values():
            calendar.add_component(entry)
        return calendar

    def shown(self):
        found = recurring_ical_events.of(self.calendar()).between(FROM, TO)
        return [event for event in found if str(event["STATUS"]) != "CANCELLED"]


def key_of(event):
    stands_for = event.get("RECURRENCE-ID")
    return stands_for.dt.timestamp() if stands_for else None


def calendar_of(name):
    with open(name, "rb") as file:
        message = email.message_from_bytes(file.read(), policy=email.policy.default)
    parts = {part.get_content_type(): part for part in message.walk()}
    data = parts["text/calendar"].get_payload(decode=True)
    return message["X-Recipient"], icalendar.Calendar.from_ical(data)


people = collections.defaultdict(lambda: collections.defaultdict(Kept))
for name in sys.argv[1:]:
    recipient, calendar = calendar_of(name)
    uid = str(calendar.walk("VEVENT")[0]["UID"])
    people[recipient][uid].take(str(calendar["METHOD"]), calendar)

for recipient, kept in sorted(people.items()):
    shown = [
        {
            "uid": uid,
            "starts_at": int(event["DTSTART"].dt.timestamp()),
            "ends_at": int(event["DTEND"].dt.timestamp()),
            "summary": str(event["SUMMARY"]),
            "location": str(event.get("LOCATION", "")),
        }
        for uid, one in kept.items()
        for event in one.shown()
    ]
    shown.sort(key=lambda event: event["starts_at"])
    print(json.dumps({"recipient": recipient, "entries": shown}))
