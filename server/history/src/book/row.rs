//! The numbers of a record that measures need.

use jiff::civil::Date;
use meeting::id::{DepartmentId, ExchangeId, PartnerId, RelationId, SessionId};
use meeting::plan::Rank;

use crate::country::Country;
use crate::date::{PartialDate, Window};
use crate::district::Owner;
use crate::exchange::{Classes, Direction, Exchange, ExchangeKind, Field, Figure, Mode};
use crate::intent::{Course, Intent};
use crate::partner::{Continent, Kind, Partner, Standing};
use crate::relation::Relation;

use super::Few;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct City {
    /// The one in whose number it is counted.
    pub country: Country,
    pub continent: Continent,
    pub bri: bool,
    pub standing: Standing,
}

impl City {
    pub(super) fn of(partner: &Partner) -> City {
        City {
            country: partner.counting_country(),
            continent: partner.continent,
            bri: partner.bri,
            standing: partner.standing,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelationRow {
    pub id: RelationId,
    pub owner: Owner,
    pub kind: Kind,
    /// The beginning as it is written.
    pub valid_from: Option<PartialDate>,
    pub term: Option<Window>,
    pub successor: Option<RelationId>,
}

impl RelationRow {
    pub fn of(relation: &Relation) -> RelationRow {
        let ending = relation.ending.as_ref();
        RelationRow {
            id: relation.id,
            owner: relation.owner,
            kind: relation.kind,
            valid_from: relation.valid_from,
            term: relation.term(),
            successor: ending.and_then(|ending| ending.successor),
        }
    }

    pub fn holds_on(&self, day: Date) -> bool {
        self.term.is_some_and(|term| term.contains(day))
    }
}

/// An exchange as it is seen from one of its partners; only those that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// The first, with which it is counted and ordered.
    pub day: Date,
    /// The last: there is no silence before it is over.
    pub last: Date,
    pub exchange: ExchangeId,
    pub mode: Mode,
    pub is_substantive: bool,
}

impl Contact {
    pub(super) fn of(exchange: &Exchange) -> Contact {
        Contact {
            day: exchange.day(),
            last: exchange.last_day(),
            exchange: exchange.id,
            mode: exchange.mode,
            is_substantive: exchange.is_substantive(),
        }
    }

    /// As it is seen on a day on which it is not over yet: that day is its last so far.
    #[must_use]
    pub fn until(self, day: Date) -> Contact {
        let last = self.last.min(day);
        Contact { last, ..self }
    }

    pub(super) fn key(&self) -> (Date, ExchangeId) {
        (self.day, self.exchange)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeRow {
    pub partners: Few<PartnerId>,
    pub departments: Few<DepartmentId>,
    pub groups: Option<Figure>,
    pub headcount: Option<Figure>,
    pub seniors: Option<Figure>,
    /// Of organisers and participants.
    pub classes: Classes,
    pub kind: ExchangeKind,
    pub field: Option<Field>,
    pub direction: Direction,
    pub mode: Mode,
    pub rank: Option<Rank>,
    pub counts: bool,
    pub is_substantive: bool,
}

impl ExchangeRow {
    pub(super) fn of(exchange: &Exchange) -> ExchangeRow {
        ExchangeRow {
            partners: exchange.partners.iter().copied().collect(),
            departments: exchange.departments.iter().copied().collect(),
            groups: exchange.groups,
            headcount: exchange.headcount,
            seniors: exchange.seniors,
            classes: exchange.organisers.and(exchange.participants),
            kind: exchange.kind,
            field: exchange.field,
            direction: exchange.direction,
            mode: exchange.mode,
            rank: exchange.rank,
            counts: exchange.counts(),
            is_substantive: exchange.is_substantive(),
        }
    }

    /// How many groups it stands for.
    pub fn groups(&self) -> Figure {
        self.groups.unwrap_or(Figure::exactly(1))
    }

    /// Whether its head is a mayor, a vice-mayor, or somebody of that rank.
    pub fn is_senior(&self) -> bool {
        self.rank.is_some_and(|rank| rank <= Rank::ViceMayor)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentRow {
    pub partners: Few<PartnerId>,
    pub owner: Option<DepartmentId>,
    /// The owner among them.
    pub departments: Few<DepartmentId>,
    pub field: Option<Field>,
    pub said_on: PartialDate,
    pub due: Option<PartialDate>,
    /// In which it was said.
    pub session: Option<SessionId>,
    pub course: Course,
}

impl IntentRow {
    pub(super) fn of(intent: &Intent) -> IntentRow {
        let departments = intent.departments.iter().copied();
        IntentRow {
            partners: intent.partners.iter().copied().collect(),
            owner: intent.owner,
            departments: departments.chain(intent.owner).collect(),
            field: intent.field,
            said_on: intent.said_on,
            due: intent.due,
            session: intent.said_in.session,
            course: intent.course(),
        }
    }
}
