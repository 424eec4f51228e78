//! The office that writes the letters: its name, its clock, where its links lead.

use meeting::id::{DelegationId, PersonId, SessionId};
use meeting::plan::{Invitee, Plan, is_mail_address};
use meeting::time::Timestamp;

use super::calendar::{self, Method, Party};
use super::clock::zone;
use super::content::{Content, Occasion, Place, Places, content};
use super::letter::{Draft, Letter, Links, letter};
use super::mime::{self, Envelope, Post, Unsendable};
use super::table::Said;
use crate::app::App;
use crate::identity::LinkClaims;
use crate::store::LinkRow;

/// What a letter is identified by.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) session: SessionId,
    pub(super) person: PersonId,
    pub(super) sequence: u32,
    pub(super) message_id: String,
    pub(super) made_at: Timestamp,
}

/// A letter as it leaves the house.
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
        let partner = app.partners.get(delegation.partner?)?;
        Some((delegation, partner))
    });
    match partner {
        Some((delegation, partner)) => Place {
            city: delegation.city.pick(language).to_owned(),
            zone: partner.zone.clone(),
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
    plan: &Plan,
    person: PersonId,
    link: Option<&LinkRow>,
) -> Option<Content> {
    let person = plan.person(person)?;
    let link = link.filter(|link| !link.revoked)?;
    Some(content(plan, person, link.serial, &Registry(app)))
}

/// Unlike any other letter's, and the same whenever this one is tried.
pub(super) fn message_id(app: &App, session: SessionId, person: PersonId, sequence: u32) -> String {
    let from = app.config.mail.from.as_ref();
    let domain = from.and_then(|from| from.as_str().split_once('@'));
    let domain = domain.map_or("yunqiao.invalid", |(_, domain)| domain);
    format!("{session}.{person}.{sequence}@{domain}")
}

/// Puts a letter into words. `plan` gives the names of speakers.
pub(super) fn write(app: &App, plan: &Plan, label: Label, said: &Said) -> Written {
    let Said { occasion, content } = said;
    let language = content.language.as_str();
    let office = app.config.office.name.pick(language);
    let links = (!occasion.takes_back()).then(|| links(app, &label, content.link));
    let name_of = |person: PersonId| {
        let name = plan.person(person)?.name.pick(language);
        (!name.is_empty()).then(|| name.to_owned())
    };
    let letter = letter(&Draft {
        occasion,
        content,
        office,
        host: &host(app, language),
        links: links.as_ref(),
        contact: &app.config.office.contact,
        name_of: &name_of,
    });
    let (method, calendar) = entry(app, &label, said, &letter, links.as_ref(), office);
    Written {
        calendar,
        letter,
        method,
        name: content.name.clone(),
        email: content.email.clone(),
        office: office.to_owned(),
        label,
    }
}

fn links(app: &App, label: &Label, serial: u32) -> Links {
    let token = app.identity.link_token(&LinkClaims {
        session: label.session,
        person: label.person,
        serial,
    });
    let origin = app.identity.public_url();
    Links {
        join: format!("{origin}/j#{token}"),
        check: format!("{origin}/check#{token}"),
    }
}

fn entry(
    app: &App,
    label: &Label,
    said: &Said,
    letter: &Letter,
    links: Option<&Links>,
    office: &str,
) -> (Method, String) {
    let content = &said.content;
    let organizer = organizer(app).map(|email| Party {
        name: office,
        email,
    });
    let attendee = content.email.as_deref().map(|email| Party {
        name: &content.name,
        email,
    });
    let method = match (&said.occasion, organizer, attendee) {
        (Occasion::Cancelled | Occasion::Withdrawn, ..) => Method::Cancel,
        (_, Some(_), Some(_)) => Method::Request,
        _ => Method::Publish,
    };
    let length = std::time::Duration::from_secs(u64::from(content.minutes) * 60);
    let uid = format!("{}-{}@yunqiao", label.session, label.person);
    let text = calendar::written(&calendar::Entry {
        method,
        uid: &uid,
        sequence: label.sequence,
        made_at: label.made_at,
        starts_at: content.starts_at,
        ends_at: content.starts_at.plus(length),
        zone: (&content.zone, &zone(&content.zone)),
        organizer,
        attendee,
        summary: &content.title,
        description: &letter.description,
        location: links.map_or("", |links| content.hall.as_deref().unwrap_or(&links.join)),
    });
    (method, text)
}

/// Whom a calendar answers: where letters come from, or whom to ask, if that is a mail address.
fn organizer(app: &App) -> Option<&str> {
    let contact = app.config.office.contact.as_str();
    let from = app.config.mail.from.as_ref();
    let from = from.map(crate::config::MailAddress::as_str);
    from.or_else(|| is_mail_address(contact).then_some(contact))
}

impl Written {
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
