//! The office that writes the letters: its name, its clock, where its links lead.

use meeting::id::{DelegationId, PersonId, SessionId};
use meeting::plan::{Invitee, Localized, Plan, is_mail_address};
use meeting::time::Timestamp;

use super::calendar::{self, Method, Party};
use super::clock::zone;
use super::content::{Content, Occasion, Place, Places, content};
use super::letter::{About, Draft, Letter, Links, description, letter};
use super::mailing::{Label, Mailing, Part};
use super::mime::{self, Envelope, Post, Unsendable};
use crate::app::App;
use crate::display::Shown;
use crate::identity::LinkClaims;
use crate::schedule::{Invited, Slot};

/// A message as it leaves the house.
pub(super) struct Written {
    pub(super) letter: Letter,
    pub(super) calendar: String,
    method: Method,
    name: String,
    label: Label,
    email: Option<String>,
    office: String,
}

/// City and zone of a delegation: the city's own in the registry, else those of the session.
struct Registry<'a>(&'a App);

impl Places for Registry<'_> {
    fn of(&self, plan: &Plan, person: &Invitee, language: &str) -> Place {
        place(self.0, plan, person.delegation, language)
    }
}

pub(super) fn place(app: &App, plan: &Plan, delegation: DelegationId, language: &str) -> Place {
    let delegation = plan.delegation(delegation);
    let partner = delegation.and_then(|delegation| {
        let city = app.partners.get(delegation.partner?)?;
        Some((delegation, city.record.zone.clone()?))
    });
    match partner {
        Some((delegation, zone)) => Place {
            city: Shown::of(&app.config.display_names, delegation)
                .city()
                .pick(language)
                .to_owned(),
            zone,
        },
        None => of_session(app, plan, language),
    }
}

fn of_session(app: &App, plan: &Plan, language: &str) -> Place {
    let home = host(app, language);
    if plan.zone == home.zone {
        return home;
    }
    let city = plan.zone.rsplit('/').next().unwrap_or(&plan.zone);
    Place {
        city: city.replace('_', " "),
        zone: plan.zone.clone(),
    }
}

/// The office's own city.
pub(super) fn host(app: &App, language: &str) -> Place {
    let home = &app.config.office.home_city;
    Place {
        city: home.names.pick(language).to_owned(),
        zone: home.zone.as_str().to_owned(),
    }
}

/// What there is to tell a person now; none when they are not invited, or their link is dead.
pub(super) fn to_tell(
    app: &App,
    invited: &Invited,
    note: &Localized,
    person: PersonId,
) -> Option<Content> {
    let link = invited.links.get(&person);
    let link = link.filter(|link| !link.revoked)?;
    let plan = &invited.plan;
    let person = plan.person(person)?;
    let told = (plan, note);
    Some(content(told, person, link.serial, &Registry(app)))
}

/// Unlike any other letter's, and the same whenever this one is tried.
pub(super) fn message_id(app: &App, session: SessionId, person: PersonId, sequence: u32) -> String {
    let from = app.config.mail.from.as_ref();
    let domain = from.and_then(|from| from.as_str().split_once('@'));
    let domain = domain.map_or("yunqiao.invalid", |(_, domain)| domain);
    format!("{session}.{person}.{sequence}@{domain}")
}

/// Puts a message into words. `plan` gives the names of speakers.
pub(super) fn write(app: &App, plan: &Plan, mailing: Mailing) -> Written {
    let first = mailing.first();
    let content = &first.said.content;
    let links = |part: &Part| {
        let keeps = !mailing.occasion().takes_back();
        keeps.then(|| {
            links(
                app,
                part.session,
                mailing.label.person,
                part.said.content.link,
            )
        })
    };
    let occasion = mailing.occasion();
    let parts = mailing.parts().iter().map(|part| About {
        content: &part.said.content,
        links: links(part),
    });
    let language = content.language.as_str();
    let office = app.config.office.name.pick(language);
    let name_of = |person: PersonId| {
        let name = plan.person(person)?.name.pick(language);
        (!name.is_empty()).then(|| name.to_owned())
    };
    let draft = Draft {
        occasion,
        about: parts.collect(),
        office,
        host: &host(app, language),
        contact: &app.config.office.contact,
        name_of: &name_of,
    };
    let letter = letter(&draft);
    let entries = mailing.entries().into_iter().map(|part| Told {
        description: description(&Draft {
            about: vec![About {
                content: &part.said.content,
                links: links(part),
            }],
            ..draft.clone()
        }),
        // Of a guest of the hall: where to come to. The link stands in the description.
        location: links(part).map_or_else(String::new, |links| {
            part.said.content.hall.clone().unwrap_or(links.join)
        }),
        part,
    });
    let entries: Vec<Told> = entries.collect();
    let (method, calendar) = file(app, &mailing, &entries, office);
    Written {
        calendar,
        letter,
        method,
        name: content.name.clone(),
        email: content.email.clone(),
        office: office.to_owned(),
        label: mailing.label.clone(),
    }
}

fn links(app: &App, session: SessionId, person: PersonId, serial: u32) -> Links {
    let token = app.identity.link_token(&LinkClaims {
        session,
        person,
        serial,
    });
    let origin = app.identity.public_url();
    Links {
        join: format!("{origin}/j#{token}"),
        check: format!("{origin}/check#{token}"),
    }
}

/// What the calendar is told about one session.
struct Told<'a> {
    part: &'a Part,
    description: String,
    location: String,
}

impl Told<'_> {
    fn entry<'a>(&'a self, place: calendar::Place<'a>) -> calendar::Entry<'a> {
        let content = &self.part.said.content;
        calendar::Entry {
            starts_at: content.starts_at,
            ends_at: self.ends_after(content.starts_at),
            zone: named(&content.zone),
            summary: &content.title,
            description: &self.description,
            location: &self.location,
            place,
        }
    }

    fn ends_after(&self, starts_at: Timestamp) -> Timestamp {
        let minutes = u64::from(self.part.said.content.minutes);
        starts_at.plus(std::time::Duration::from_secs(minutes * 60))
    }
}

fn named(zone_name: &str) -> calendar::Zone<'_> {
    calendar::Zone {
        name: zone_name,
        clock: zone(zone_name),
    }
}

/// The file for the calendar, and what it asks for.
fn file(app: &App, mailing: &Mailing, told: &[Told<'_>], office: &str) -> (Method, String) {
    let Part {
        session,
        said,
        slot,
    } = mailing.first();
    let organizer = organizer(app).map(|email| Party {
        name: office,
        email,
    });
    let attendee = said.content.email.as_deref().map(|email| Party {
        name: &said.content.name,
        email,
    });
    let method = match (mailing.occasion(), organizer, attendee) {
        (Occasion::Cancelled | Occasion::Withdrawn, ..) => Method::Cancel,
        (_, Some(_), Some(_)) => Method::Request,
        _ => Method::Publish,
    };
    let person = mailing.label.person;
    let uid = match slot {
        Some(slot) => format!("{}-{person}@yunqiao", slot.repetition),
        None => format!("{session}-{person}@yunqiao"),
    };
    let slots: Vec<Timestamp> = told.iter().filter_map(|one| Some(one.slot()?.at)).collect();
    let mut entries = Vec::new();
    if mailing.is_whole() {
        entries.extend(told.first().and_then(|first| recurring(first, &slots)));
    }
    entries.extend(told.iter().map(|one| one.entry(one.place())));
    let text = calendar::written(&calendar::File {
        method,
        uid: &uid,
        sequence: mailing.label.sequence,
        made_at: mailing.label.made_at,
        organizer,
        attendee,
        entries,
    });
    (method, text)
}

impl Told<'_> {
    fn slot(&self) -> Option<&Slot> {
        self.part.slot.as_ref()
    }

    fn place(&self) -> calendar::Place<'_> {
        self.slot()
            .map_or(calendar::Place::Alone, |slot| calendar::Place::One {
                slot: slot.at,
                zone: named(&slot.zone),
            })
    }
}

/// The entry that recurs: as the first of the sessions, at the time that it had at first.
fn recurring<'a>(first: &'a Told<'_>, slots: &'a [Timestamp]) -> Option<calendar::Entry<'a>> {
    let slot = first.slot()?;
    Some(calendar::Entry {
        starts_at: slot.at,
        ends_at: first.ends_after(slot.at),
        zone: named(&slot.zone),
        ..first.entry(calendar::Place::Recurs {
            every: slot.every,
            slots,
        })
    })
}

/// Whom a calendar answers: where letters come from, or whom to ask, if that is a mail address.
fn organizer(app: &App) -> Option<&str> {
    let contact = app.config.office.contact.as_str();
    let from = app.config.mail.from.as_ref();
    let from = from.map(crate::config::MailAddress::as_str);
    from.or_else(|| is_mail_address(contact).then_some(contact))
}

impl Written {
    /// Of the recipient, as no system takes it for a path.
    pub(super) fn file_name(&self) -> String {
        let name = self.name.chars();
        let plain = name.filter(|letter| letter.is_alphanumeric() || *letter == ' ');
        plain.take(60).collect()
    }

    /// For the mail server.
    pub(super) fn post(&self, app: &App) -> Result<Post, Unsendable> {
        mime::post(
            &self.envelope(app),
            &self.letter,
            (self.method, &self.calendar),
        )
    }

    /// As a file to be sent by hand.
    pub(super) fn message(&self, app: &App) -> Result<Vec<u8>, Unsendable> {
        mime::message(
            &self.envelope(app),
            &self.letter,
            (self.method, &self.calendar),
        )
    }

    fn envelope<'a>(&'a self, app: &'a App) -> Envelope<'a> {
        let mail = &app.config.mail;
        Envelope {
            from: organizer(app).map(|email| (self.office.as_str(), email)),
            reply_to: mail
                .reply_to
                .as_ref()
                .map(crate::config::MailAddress::as_str),
            to: self
                .email
                .as_deref()
                .map(|email| (self.name.as_str(), email)),
            message_id: &self.label.message_id,
            date: self.label.made_at,
        }
    }
}
