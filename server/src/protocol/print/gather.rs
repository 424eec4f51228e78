//! From the list to what is printed: which language stands first, and which beside it.

use meeting::id::PersonId;
use meeting::plan::{Localized, Role, is_same_language};
use meeting::precedence::{Criterion, Rule, Seat as Facing};
use meeting::time::Timestamp;
use print::{
    Badge, Badges, Heading, Languages, Listing, Pair, Phrase, Place, Plate, Plates, Printed, Seat,
    Seatings, Side, Table,
};

use crate::app::App;
use crate::built;
use crate::invitations::{moment_in_words, span_in_words};
use crate::protocol::list::{Moved, Person, Protocol, Row};

/// The list of a session, and in which languages its pages speak.
pub(super) struct Desk<'a> {
    app: &'a App,
    protocol: &'a Protocol,
    languages: Languages,
    at: Timestamp,
}

impl<'a> Desk<'a> {
    pub(super) fn new(app: &'a App, protocol: &'a Protocol, at: Timestamp) -> Self {
        Self {
            app,
            protocol,
            languages: languages(protocol),
            at,
        }
    }

    pub(super) fn listing(&self) -> Listing {
        Listing {
            heading: self.heading(),
            order: self.order(),
            rows: self.protocol.rows.iter().map(|row| self.row(row)).collect(),
        }
    }

    pub(super) fn plates(&self) -> Plates {
        let plates = self.everybody().map(|(row, person)| Plate {
            person: self.person(person, &person.language),
            place: self.place(row, &person.language),
        });
        Plates {
            heading: self.heading(),
            plates: plates.collect(),
        }
    }

    pub(super) fn badges(&self) -> Badges {
        let badges = self.everybody().map(|(row, person)| Badge {
            person: self.person(person, &person.language),
            place: self.place(row, &person.language),
            role: role(person.role),
        });
        Badges {
            heading: self.heading(),
            badges: badges.collect(),
        }
    }

    pub(super) fn seatings(&self) -> Seatings {
        let row = |id| {
            let mut rows = self.protocol.rows.iter();
            rows.find(|row| row.delegation == id)
        };
        let tables = self.protocol.seatings.iter().filter_map(|seating| {
            Some(Table {
                near: self.side(row(seating.near)?, &seating.seats.near),
                far: self.side(row(seating.far)?, &seating.seats.far),
            })
        });
        Seatings {
            heading: self.heading(),
            tables: tables.collect(),
        }
    }

    fn everybody(&self) -> impl Iterator<Item = (&'a Row, &'a Person)> {
        let rows = self.protocol.rows.iter();
        rows.flat_map(|row| row.people.iter().map(move |person| (row, person)))
    }

    fn heading(&self) -> Heading {
        let protocol = self.protocol;
        let hall = protocol.hall.as_ref();
        let city = |language: &str| self.app.config.office.home_city.names.pick(language);
        let when = |language: &str| {
            let (at, minutes) = (protocol.starts_at, protocol.minutes);
            span_in_words(language, &protocol.zone, at, minutes, city(language))
        };
        let as_of = |language: &str| moment_in_words(language, &protocol.zone, self.at);
        Heading {
            languages: self.languages.clone(),
            title: self.pair(&protocol.title, self.second()),
            when: self.both(when),
            place: hall.map(|place| self.pair(place, self.second())),
            as_of: self.both(as_of),
            printed: printed(self.at),
        }
    }

    /// The same said in both languages of the page.
    fn both(&self, say: impl Fn(&str) -> String) -> Pair {
        let phrase = |language: &str| Phrase::new(language, say(language));
        let second = self.languages.second.as_deref().map(phrase);
        Pair::new(phrase(&self.languages.first), second)
    }

    fn second(&self) -> &str {
        let second = self.languages.second.as_deref();
        second.unwrap_or(&self.languages.first)
    }

    fn order(&self) -> Vec<print::Criterion> {
        let first = match self.protocol.rule {
            Rule::Rank => Criterion::Rank,
            Rule::Country => Criterion::Country,
            Rule::Accepted => Criterion::Accepted,
        };
        let all = std::iter::once(first).chain(self.protocol.tie_break.iter().copied());
        all.filter_map(|criterion| match criterion {
            Criterion::Rank => Some(print::Criterion::Rank),
            Criterion::Country => {
                let language = self.protocol.language.clone();
                Some(print::Criterion::Country(language))
            }
            Criterion::City => Some(print::Criterion::City),
            Criterion::Accepted => Some(print::Criterion::Reply),
            // Says nothing to people.
            Criterion::Identity => None,
        })
        .collect()
    }

    fn row(&self, row: &Row) -> print::Row {
        let own = own_language(row);
        let own = own.unwrap_or_else(|| self.second());
        let (heads, members): (Vec<&Person>, Vec<&Person>) =
            row.people.iter().partition(|person| person.head);
        let person = |person: &Person| self.person(person, &person.language);
        print::Row {
            number: row.number.into(),
            place: self.place(row, own),
            head: heads.first().copied().map(person),
            members: members.into_iter().map(person).collect(),
            moved: self.moved(row),
        }
    }

    /// Nothing where the rule puts it to the same place.
    fn moved(&self, row: &Row) -> Option<print::Moved> {
        if row.number == row.by_rule {
            return None;
        }
        let ours = |one: &&Moved| one.delegation == row.delegation;
        let moved = self.protocol.moves.iter().rfind(ours)?;
        Some(print::Moved {
            from: row.by_rule.into(),
            to: row.number.into(),
            by: moved.by.clone(),
            when: self.both(|language| moment_in_words(language, &self.protocol.zone, moved.at)),
            // In whatever language it was written.
            reason: moved
                .reason
                .clone()
                .map(|reason| Phrase::new(&self.languages.first, reason)),
        })
    }

    fn side(&self, row: &Row, seats: &[Facing]) -> Side {
        let seated = |id: PersonId| seats.iter().find(|seat| seat.person == id);
        let people = row.people.iter();
        let people = people.filter_map(|person| Some((person, seated(person.person)?)));
        let seats = people.zip(1..).map(|((person, seat), number)| Seat {
            number,
            place: seat.place,
            person: self.person(person, &person.language),
        });
        Side {
            place: self.place(row, own_language(row).unwrap_or_else(|| self.second())),
            seats: seats.collect(),
        }
    }

    fn place(&self, row: &Row, own: &str) -> Place {
        let label = self.pair(&row.label, own);
        Place {
            flag: row.flag.as_deref().and_then(built::flag),
            city: self.pair(&row.city, own),
            country: (!label.first.text.is_empty()).then_some(label),
        }
    }

    fn person(&self, person: &Person, own: &str) -> print::Person {
        let title = self.pair(&person.title, own);
        print::Person {
            name: self.pair(&person.name, own),
            title: (!title.first.text.is_empty()).then_some(title),
        }
    }

    /// First in the language of the session, then in `own`, or in the second language of the page
    /// where that is not known; each in whatever language there is rather than not at all.
    fn pair(&self, text: &Localized, own: &str) -> Pair {
        let any = || {
            let mut all = text.0.iter();
            let found = all.find(|(_, text)| !text.is_empty());
            found.map(|(tag, text)| Phrase::new(tag, text.as_str()))
        };
        let first = find(text, &self.languages.first);
        let first = first.or_else(|| find(text, "en")).or_else(any);
        let first = first.unwrap_or_default();
        let second =
            find(text, own).filter(|second| !is_same_language(&second.language, &first.language));
        let second = second.or_else(|| find(text, self.second()));
        Pair::new(first, second.or_else(|| find(text, "en")))
    }
}

/// The main language of the session, and its second; without one English, or, where that is the
/// main one, another in which its title is known.
fn languages(protocol: &Protocol) -> Languages {
    let first = protocol.languages.first().map_or("en", String::as_str);
    let differs = |other: &&str| !is_same_language(other, first);
    let spoken = protocol.languages.iter().map(String::as_str);
    let titled = protocol.title.0.keys().map(String::as_str);
    let second = spoken.chain(["en"]).chain(titled).find(differs);
    Languages {
        first: first.to_owned(),
        second: second.map(str::to_owned),
    }
}

/// Of the head; without one, of the first.
fn own_language(row: &Row) -> Option<&str> {
    let mut people = row.people.iter();
    let head = people.find(|person| person.head);
    let person = head.or_else(|| row.people.first());
    person.map(|person| person.language.as_str())
}

fn find(text: &Localized, language: &str) -> Option<Phrase> {
    let exact = text.0.get_key_value(language);
    let related = || {
        text.0
            .iter()
            .find(|(tag, _)| is_same_language(tag, language))
    };
    let found = exact.or_else(related).filter(|(_, text)| !text.is_empty());
    found.map(|(tag, text)| Phrase::new(tag, text.as_str()))
}

fn role(role: Role) -> print::Role {
    match role {
        Role::Host => print::Role::Host,
        Role::Delegate => print::Role::Delegate,
        Role::Interpreter => print::Role::Interpreter,
        Role::Observer => print::Role::Observer,
        Role::Press => print::Role::Press,
        Role::Technician => print::Role::Technician,
    }
}

/// The moment of printing.
pub(crate) fn printed(at: Timestamp) -> Printed {
    let moment = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    let moment = jiff::tz::Offset::UTC.to_datetime(moment);
    let part = |part: i8| u8::try_from(part).unwrap_or_default();
    Printed {
        year: u16::try_from(moment.year()).unwrap_or_default(),
        month: part(moment.month()),
        day: part(moment.day()),
        hour: part(moment.hour()),
        minute: part(moment.minute()),
    }
}
