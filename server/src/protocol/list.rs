//! The list of delegations, computed from plan, roster, answers and what the office chose.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use meeting::id::{DelegationId, EventId, PartnerId, PersonId, SessionId};
use meeting::plan::{Delegation, Invitee, Localized, Plan, Rank, Role};
use meeting::precedence::{Candidate, Criterion, Member, Move, Rule, after_moves, by_rule, within};
use meeting::time::Timestamp;
use serde::Serialize;
use sqlx::SqliteConnection;
use utoipa::ToSchema;

use super::plates::{PlateGap, gaps};
use super::reception::{Hosts, Reception, Seating, is_home, seatings};
use super::table::{self, Kept};
use crate::app::App;
use crate::config::HomeCity;
use crate::display::{Alphabet, Shown};
use crate::invitations;
use crate::partners::codes;
use crate::rest::ApiError;
use crate::schedule::{self, SessionState};

/// The protocol of a session: everything that its lists, plates and tables show.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Protocol)]
pub(crate) struct Protocol {
    /// Of what the office chose: a change names the version it was made from.
    pub(crate) version: i64,
    pub(crate) session: SessionId,
    /// The event whose roster its people stand on.
    pub(crate) event: Option<EventId>,
    pub(crate) state: SessionState,
    pub(crate) title: Localized,
    pub(crate) starts_at: Timestamp,
    pub(crate) minutes: u16,
    /// IANA zone in which it was planned.
    pub(crate) zone: String,
    /// Where people attend on site, by language; absent: nowhere.
    pub(crate) hall: Option<Localized>,
    /// BCP 47 tags, the main language first.
    pub(crate) languages: Vec<String>,
    pub(crate) rule: Rule,
    /// BCP 47 tag of the language in whose alphabet names are compared.
    pub(crate) language: String,
    /// What decides where the rule finds no difference, one after another.
    pub(crate) tie_break: Vec<Criterion>,
    /// What the office decided otherwise, in the order in which it did.
    pub(crate) moves: Vec<Moved>,
    /// The delegations in their order.
    pub(crate) rows: Vec<Row>,
    /// The host facing each guest, in the order of the guests.
    pub(crate) seatings: Vec<Seating>,
}

/// A delegation that was put to a place by hand.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ProtocolMove)]
pub(crate) struct Moved {
    pub(crate) delegation: DelegationId,
    /// From 1; where it was put, which later moves may have changed.
    pub(crate) place: u16,
    pub(crate) reason: Option<String>,
    /// Name of the organizer; absent: no longer one.
    pub(crate) by: Option<String>,
    pub(crate) at: Timestamp,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ProtocolRow)]
pub(crate) struct Row {
    /// From 1.
    pub(crate) number: u16,
    /// What the number would be by the rule alone.
    pub(crate) by_rule: u16,
    pub(crate) delegation: DelegationId,
    pub(crate) partner: Option<PartnerId>,
    /// The host city's own.
    pub(crate) home: bool,
    pub(crate) city: Localized,
    /// ISO 3166-1 alpha-2.
    pub(crate) country: Option<String>,
    /// What the country/region is called, in the languages of the session and of the delegation's
    /// people, and in English. Empty where none is known.
    pub(crate) label: Localized,
    /// ISO 3166-1 alpha-2 code of the flag to show; absent: none.
    pub(crate) flag: Option<String>,
    /// Of the head; without one, the highest of its people.
    pub(crate) rank: Option<Rank>,
    /// When the first of its people said that they come.
    pub(crate) accepted_at: Option<Timestamp>,
    /// In their order: the head, then by rank and name.
    pub(crate) people: Vec<Person>,
    /// Who of the host's side may receive it; absent for the host, and where nobody has the rank.
    pub(crate) reception: Option<Reception>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ProtocolPerson)]
pub(crate) struct Person {
    pub(crate) person: PersonId,
    pub(crate) head: bool,
    pub(crate) role: Role,
    pub(crate) rank: Rank,
    pub(crate) name: Localized,
    pub(crate) title: Localized,
    /// BCP 47 tag of their own language.
    pub(crate) language: String,
    /// What their name plate lacks.
    pub(crate) gaps: Vec<PlateGap>,
}

/// The protocol of a session as it stands.
pub(crate) async fn protocol(
    app: &App,
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Protocol, ApiError> {
    let invited = schedule::invited(app, database, session).await?;
    let invited = invited.ok_or_else(ApiError::not_found)?;
    let plan = &invited.plan;
    let kept = table::get(database, session).await?;
    let event = match plan.event {
        Some(event) => schedule::event(database, event).await?,
        None => None,
    };
    let accepted = invitations::accepted(database, session).await?;
    let home = &app.config.office.home_city;
    let sheet = Sheet {
        app,
        plan,
        alphabet: Alphabet::of(language(&kept, plan)),
        language: language(&kept, plan),
        accepted,
        hosts: Hosts::of(plan, event.as_ref(), home),
        home,
    };
    let rows = sheet.rows(&kept);
    Ok(Protocol {
        version: kept.version,
        session,
        event: plan.event,
        state: invited.state,
        title: plan.title.clone(),
        starts_at: plan.starts_at,
        minutes: plan.minutes,
        zone: plan.zone.clone(),
        hall: plan.hall.as_ref().map(|hall| hall.place().clone()),
        languages: plan.languages.clone(),
        rule: kept.arrangement.rule,
        language: language(&kept, plan).to_owned(),
        tie_break: kept.arrangement.rule.tie_break().to_vec(),
        moves: moved(database, plan, &kept.arrangement.moves).await?,
        seatings: seatings(&rows),
        rows,
    })
}

/// The delegations of a session in their order, as its protocol stands.
pub(crate) async fn precedence(
    app: &App,
    session: SessionId,
) -> Result<Vec<DelegationId>, ApiError> {
    let mut database = app.store.pool().acquire().await?;
    let rows = protocol(app, &mut database, session).await?.rows;
    Ok(rows.into_iter().map(|row| row.delegation).collect())
}

fn language<'a>(kept: &'a Kept, plan: &'a Plan) -> &'a str {
    match kept.arrangement.language.as_str() {
        "" => main_language(plan),
        chosen => chosen,
    }
}

fn main_language(plan: &Plan) -> &str {
    plan.languages.first().map_or("en", String::as_str)
}

/// The moves of delegations that are still there, with the names of who made them.
async fn moved(
    database: &mut SqliteConnection,
    plan: &Plan,
    moves: &[Move],
) -> Result<Vec<Moved>, ApiError> {
    let mut told = Vec::new();
    let there = |one: &&Move| plan.delegation(one.delegation).is_some();
    for one in moves.iter().filter(there) {
        told.push(Moved {
            delegation: one.delegation,
            place: one.place,
            reason: one.reason.clone(),
            by: table::organizer(database, one.by).await?,
            at: one.at,
        });
    }
    Ok(told)
}

/// What the rows are made from.
struct Sheet<'a> {
    app: &'a App,
    plan: &'a Plan,
    language: &'a str,
    alphabet: Alphabet,
    accepted: BTreeMap<PersonId, Timestamp>,
    hosts: Hosts<'a>,
    home: &'a HomeCity,
}

impl Sheet<'_> {
    fn rows(&self, kept: &Kept) -> Vec<Row> {
        let delegations = self.plan.delegations.iter();
        let candidates: Vec<Candidate> = delegations.map(|one| self.candidate(one)).collect();
        let rule = by_rule(&candidates, kept.arrangement.rule);
        let order = after_moves(rule.clone(), &kept.arrangement.moves);
        let places: BTreeMap<DelegationId, u16> = rule.into_iter().zip(1..).collect();
        let numbered = order.into_iter().zip(1..);
        numbered
            .filter_map(|(id, number)| {
                let delegation = self.plan.delegation(id)?;
                Some(self.row(delegation, number, *places.get(&id)?))
            })
            .collect()
    }

    fn candidate(&self, delegation: &Delegation) -> Candidate {
        let shown = self.shown(delegation);
        Candidate {
            delegation: delegation.id,
            rank: self.rank(delegation),
            country: self.alphabet.key(shown.label(self.language)),
            city: self.alphabet.key(shown.city().pick(self.language)),
            accepted: self.accepted_at(delegation).map(|at| self.day_of(at)),
        }
    }

    /// The beginning of a day on the clock of the plan: it counts who accepted on an earlier day, not
    /// at an earlier hour.
    fn day_of(&self, at: Timestamp) -> Timestamp {
        let zone = codes::zone(&self.plan.zone).unwrap_or(TimeZone::UTC);
        let moment = jiff::Timestamp::from_microsecond(at.micros());
        let midnight = moment.map(|moment| zone.to_datetime(moment).date().at(0, 0, 0, 0));
        let day = midnight.and_then(|midnight| zone.to_timestamp(midnight));
        day.map_or(at, |day| Timestamp(day.as_microsecond()))
    }

    fn row(&self, delegation: &Delegation, number: u16, by_rule: u16) -> Row {
        let shown = self.shown(delegation);
        let home = is_home(delegation, self.home);
        let rank = self.rank(delegation);
        let guest = rank.filter(|_| !home);
        Row {
            number,
            by_rule,
            delegation: delegation.id,
            partner: delegation.partner,
            home,
            city: shown.city().clone(),
            country: delegation.country.clone(),
            label: self.label(delegation),
            flag: shown.flag().map(str::to_owned),
            rank,
            accepted_at: self.accepted_at(delegation),
            people: self.people(delegation),
            reception: guest.and_then(|rank| self.hosts.for_guest(rank)),
        }
    }

    fn shown<'a>(&'a self, delegation: &'a Delegation) -> Shown<'a> {
        Shown::of(&self.app.config.display_names, delegation)
    }

    fn members<'a>(&'a self, delegation: &'a Delegation) -> impl Iterator<Item = &'a Invitee> {
        let people = self.plan.people.iter();
        people.filter(|person| person.delegation == delegation.id)
    }

    fn rank(&self, delegation: &Delegation) -> Option<Rank> {
        let head = delegation.head.and_then(|head| self.plan.person(head));
        let highest = || self.members(delegation).map(|person| person.rank).min();
        head.map(|head| head.rank).or_else(highest)
    }

    fn accepted_at(&self, delegation: &Delegation) -> Option<Timestamp> {
        let members = self.members(delegation);
        let accepted = members.filter_map(|person| self.accepted.get(&person.id));
        accepted.min().copied()
    }

    fn label(&self, delegation: &Delegation) -> Localized {
        let shown = self.shown(delegation);
        let own = self.members(delegation).map(|person| &person.language);
        let languages = self.plan.languages.iter().chain(own).map(String::as_str);
        let languages: BTreeSet<&str> = languages.chain(["en"]).collect();
        let labels = languages.into_iter().filter_map(|language| {
            let label = shown.label(language);
            (!label.is_empty()).then(|| (language.to_owned(), label.to_owned()))
        });
        Localized(labels.collect())
    }

    fn people(&self, delegation: &Delegation) -> Vec<Person> {
        let members = self.members(delegation).map(|person| Member {
            follows: delegation.head != Some(person.id),
            rank: person.rank,
            name: self.alphabet.key(person.name.pick(self.language)),
            person: person.id,
        });
        let shown = self.shown(delegation);
        let order = within(members.collect()).into_iter();
        let people = order.filter_map(|id| self.plan.person(id));
        people
            .map(|person| Person {
                person: person.id,
                head: delegation.head == Some(person.id),
                role: person.role,
                rank: person.rank,
                name: person.name.clone(),
                title: person.title.clone(),
                language: person.language.clone(),
                gaps: gaps(person, &shown, main_language(self.plan)),
            })
            .collect()
    }
}
