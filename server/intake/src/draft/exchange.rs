//! Rows as exchanges.

use std::collections::BTreeSet;

use history::date::PartialDate;
use history::exchange::{Classes, Direction, Exchange, ExchangeKind, ExchangeState};
use history::exchange::{FairInvitations, ForumDelegations, Mode};
use jiff::civil::Date;
use meeting::id::ExchangeId;
use meeting::plan::Localized;

use super::cells::Cells;
use super::known::Likeness;
use super::{LINE, NOTE, Record};
use crate::columns::{Meaning, SheetKind};
use crate::table::Cell;
use crate::value::{self, Reason};

/// Stands until the date of the row takes its place.
pub(super) fn no_date() -> PartialDate {
    PartialDate::from(Date::MIN)
}

impl Record for Exchange {
    type Id = ExchangeId;

    const KIND: SheetKind = SheetKind::Exchange;

    fn blank() -> Exchange {
        Exchange {
            id: ExchangeId::from_bits(0),
            title: Localized::default(),
            kind: ExchangeKind::Other,
            on: no_date(),
            to: None,
            partners: Vec::new(),
            place: None,
            field: None,
            direction: Direction::default(),
            mode: Mode::default(),
            organisers: Classes::default(),
            participants: Classes::default(),
            rank: None,
            groups: None,
            headcount: None,
            seniors: None,
            substance: None,
            state: ExchangeState::default(),
            departments: Vec::new(),
            session: None,
            aid: None,
            invitations: None,
            delegations: None,
            note: None,
            provenance: Default::default(),
        }
    }

    fn id(&self) -> ExchangeId {
        self.id
    }

    fn set_id(&mut self, id: ExchangeId) {
        self.id = id;
    }

    fn read(cells: &mut Cells<'_, Exchange>) {
        cells.titles(|exchange| &mut exchange.title);
        cells.required(Meaning::Kind, value::word, |exchange, kind| {
            exchange.kind = kind;
        });
        days(cells);
        if let Some(partners) = cells.partners() {
            cells.change(move |exchange| exchange.partners.clone_from(&partners));
        }
        let line = |cell: &Cell<'_>| value::line(cell, LINE);
        cells.optional(Meaning::Place, line, |exchange, place| {
            exchange.place = place
        });
        cells.optional(Meaning::Field, value::word, |exchange, field| {
            exchange.field = field;
        });
        cells.or_default(Meaning::Direction, value::word, |exchange, direction| {
            exchange.direction = direction;
        });
        cells.or_default(Meaning::Mode, value::word, |exchange, mode| {
            exchange.mode = mode
        });
        cells.or_default(Meaning::Organisers, value::classes, |exchange, classes| {
            exchange.organisers = classes;
        });
        cells.or_default(
            Meaning::Participants,
            value::classes,
            |exchange, classes| {
                exchange.participants = classes;
            },
        );
        cells.optional(Meaning::Rank, value::word, |exchange, rank| {
            exchange.rank = rank
        });
        cells.optional(Meaning::Substance, value::word, |exchange, substance| {
            exchange.substance = substance;
        });
        cells.or_default(Meaning::State, value::word, |exchange, state| {
            exchange.state = state;
        });
        figures(cells);
        if let Some(departments) = cells.departments(Meaning::Departments) {
            cells.change(move |exchange| exchange.departments.clone_from(&departments));
        }
        let note = |cell: &Cell<'_>| value::text(cell, NOTE);
        cells.optional(Meaning::Note, note, |exchange, note| exchange.note = note);
        cells.provenance(|exchange| &mut exchange.provenance);
    }

    fn complete(&mut self, said: &BTreeSet<Meaning>, today: Date) {
        if !said.contains(&Meaning::Direction) {
            self.direction = match self.kind {
                ExchangeKind::VisitReceived => Direction::Received,
                ExchangeKind::VisitPaid => Direction::Paid,
                ExchangeKind::Forum
                | ExchangeKind::CloudMeeting
                | ExchangeKind::Ceremony
                | ExchangeKind::Aid
                | ExchangeKind::Exhibition
                | ExchangeKind::Fair
                | ExchangeKind::Trade
                | ExchangeKind::School
                | ExchangeKind::Parliament
                | ExchangeKind::Other => Direction::Mutual,
            };
        }
        if !said.contains(&Meaning::Mode) && self.kind == ExchangeKind::CloudMeeting {
            self.mode = Mode::Online;
        }
        if !said.contains(&Meaning::State) && self.on.earliest() > today {
            self.state = ExchangeState::Planned;
        }
    }

    fn likeness(&self) -> Likeness {
        let mut partners: Vec<String> = self.partners.iter().map(ToString::to_string).collect();
        partners.sort_unstable();
        let parts = [self.on.to_string(), format!("{:?}", self.kind)];
        let parts = parts.iter().chain(&partners).map(String::as_str);
        Likeness::of(parts, self.title.pick("zh-CN"))
    }
}

/// A period in one column, or its beginning and its end in two.
fn days(cells: &mut Cells<'_, Exchange>) {
    let order = cells.day_order();
    let begins = cells.cell(Meaning::Date);
    let begin = cells.value(Meaning::Date, |cell| value::period(cell, order));
    if begins.is_some_and(|cell| cell.is_blank()) {
        cells.wrong(Meaning::Date, Reason::Missing);
    }
    if let Some((on, to)) = begin {
        cells.change(move |exchange| (exchange.on, exchange.to) = (on, to));
    }
    let Some(ends) = cells.cell(Meaning::End) else {
        return;
    };
    if ends.is_blank() {
        // Emptied, unless the other column says the whole period.
        let whole = begin.is_some_and(|(_, to)| to.is_some());
        if !whole {
            cells.change(|exchange| exchange.to = None);
        }
        return;
    }
    let Some(end) = cells.value(Meaning::End, |cell| value::date(cell, order)) else {
        return;
    };
    if begin.is_some_and(|(on, _)| end.latest() < on.earliest()) {
        cells.wrong(Meaning::End, Reason::EndsBeforeItBegins);
        return;
    }
    cells.change(move |exchange| exchange.to = Some(end).filter(|end| *end != exchange.on));
}

fn figures(cells: &mut Cells<'_, Exchange>) {
    cells.optional(Meaning::Groups, value::figure, |exchange, groups| {
        exchange.groups = groups;
    });
    cells.optional(Meaning::Headcount, value::figure, |exchange, people| {
        exchange.headcount = people;
    });
    cells.optional(Meaning::Seniors, value::figure, |exchange, seniors| {
        exchange.seniors = seniors;
    });
    let currency = cells.value(Meaning::Currency, value::word);
    let unit = cells.unit(Meaning::Aid);
    let money = |cell: &Cell<'_>| value::money(cell, unit, currency);
    cells.optional(Meaning::Aid, money, |exchange, aid| exchange.aid = aid);
    invitations(cells);
    delegations(cells);
}

fn invitations(cells: &mut Cells<'_, Exchange>) {
    type Set = fn(&mut FairInvitations, u32);
    let sets: [(Meaning, Set); 3] = [
        (Meaning::Invited, |fair, number| fair.sent = number),
        (Meaning::Accepted, |fair, number| fair.accepted = number),
        (Meaning::Declined, |fair, number| fair.declined = number),
    ];
    for (meaning, set) in sets {
        if let Some(number) = counted(cells, meaning) {
            cells.change(move |exchange| {
                if number.is_some() || exchange.invitations.is_some() {
                    let fair = exchange.invitations.get_or_insert_default();
                    set(fair, number.unwrap_or_default());
                }
            });
        }
    }
}

fn delegations(cells: &mut Cells<'_, Exchange>) {
    type Set = fn(&mut ForumDelegations, u32);
    let sets: [(Meaning, Set); 3] = [
        (Meaning::ForeignDelegations, |forum, number| {
            forum.foreign = number
        }),
        (Meaning::DomesticDelegations, |forum, number| {
            forum.domestic = number
        }),
        (Meaning::DelegationCountries, |forum, number| {
            forum.countries = number
        }),
    ];
    for (meaning, set) in sets {
        if let Some(number) = counted(cells, meaning) {
            cells.change(move |exchange| {
                if number.is_some() || exchange.delegations.is_some() {
                    let forum = exchange.delegations.get_or_insert_default();
                    set(forum, number.unwrap_or_default());
                }
            });
        }
    }
}

/// `None` where the sheet has no such column; `Some(None)` where its cell is empty.
fn counted(cells: &mut Cells<'_, Exchange>, meaning: Meaning) -> Option<Option<u32>> {
    cells.cell(meaning)?;
    Some(cells.value(meaning, value::count))
}
