//! Rows as relations.

use std::collections::BTreeSet;

use history::date::PartialDate;
use history::district::Owner;
use history::partner::Kind;
use history::relation::{Designation, Ending, EndingReason, Relation, RelationState};
use jiff::civil::Date;
use meeting::id::{PartnerId, RelationId};

use super::cells::Cells;
use super::known::Likeness;
use super::{NOTE, Record, TITLE};
use crate::columns::{Meaning, SheetKind};
use crate::table::Cell;
use crate::value::{self, Reason};

impl Record for Relation {
    type Id = RelationId;

    const KIND: SheetKind = SheetKind::Relation;

    fn blank() -> Relation {
        Relation {
            id: RelationId::from_bits(0),
            owner: Owner::City,
            partner: PartnerId::from_bits(0),
            kind: Kind::Exchange,
            state: RelationState::default(),
            valid_from: None,
            ending: None,
            milestones: Default::default(),
            ours: None,
            theirs: None,
            note: None,
            provenance: Default::default(),
        }
    }

    fn id(&self) -> RelationId {
        self.id
    }

    fn set_id(&mut self, id: RelationId) {
        self.id = id;
    }

    fn read(cells: &mut Cells<'_, Relation>) {
        match cells.partners().as_deref() {
            Some([partner]) => {
                let partner = *partner;
                cells.change(move |relation| relation.partner = partner);
            }
            Some([]) => cells.wrong(Meaning::Partners, Reason::Missing),
            Some(_) => cells.wrong(Meaning::Partners, Reason::SeveralPartners),
            None => {}
        }
        cells.required(Meaning::Kind, value::word, |relation, kind| {
            relation.kind = kind
        });
        owner(cells);
        cells.or_default(Meaning::State, value::word, |relation, state| {
            relation.state = state;
        });
        dates(cells);
        ending(cells);
        designations(cells);
        let note = |cell: &Cell<'_>| value::text(cell, NOTE);
        cells.optional(Meaning::Note, note, |relation, note| relation.note = note);
        cells.provenance(|relation| &mut relation.provenance);
    }

    fn complete(&mut self, _: &BTreeSet<Meaning>, _: Date) {}

    /// Two relations of one kind between the same two, of which neither has ended.
    fn likeness(&self) -> Likeness {
        let owner = match self.owner {
            Owner::City => String::new(),
            Owner::District(district) => district.to_string(),
        };
        let end = self.valid_to().map(|end| end.to_string());
        let parts = [
            owner.as_str(),
            &self.partner.to_string(),
            self.kind.name(),
            &end.unwrap_or_default(),
        ];
        Likeness::of(parts, "")
    }
}

fn owner(cells: &mut Cells<'_, Relation>) {
    let names = cells.names();
    let owner = |cell: &Cell<'_>| {
        let name = cell.text().into_owned();
        if let Some(district) = names.district(&name) {
            return Ok(Owner::District(district));
        }
        if names.is_city(&name) {
            return Ok(Owner::City);
        }
        Err(Reason::UnknownDistrict { name })
    };
    cells.or_default(Meaning::District, owner, |relation, owner| {
        relation.owner = owner
    });
}

fn dates(cells: &mut Cells<'_, Relation>) {
    type Set = fn(&mut Relation, Option<PartialDate>);
    let order = cells.day_order();
    let sets: [(Meaning, Set); 5] = [
        (Meaning::Date, |relation, date| relation.valid_from = date),
        (Meaning::IntentDate, |relation, date| {
            relation.milestones.intent = date
        }),
        (Meaning::MouDate, |relation, date| {
            relation.milestones.mou = date
        }),
        (Meaning::ApprovalDate, |relation, date| {
            relation.milestones.approval = date
        }),
        (Meaning::AgreementDate, |relation, date| {
            relation.milestones.agreement = date
        }),
    ];
    for (meaning, set) in sets {
        cells.optional(meaning, |cell| value::date(cell, order), set);
    }
}

/// The day of the end and its reason, in two columns; an end without a reason has another one.
fn ending(cells: &mut Cells<'_, Relation>) {
    let order = cells.day_order();
    let reason: Option<EndingReason> = cells.value(Meaning::Ending, value::word);
    let end = cells.value(Meaning::End, |cell| value::date(cell, order));
    let begin = cells.said.contains(&Meaning::Date);
    let begin = cells
        .cell(Meaning::Date)
        .filter(|_| begin)
        .and_then(|cell| value::date(&cell, order).ok());
    if let (Some(begin), Some(end)) = (begin, end)
        && end.latest() < begin.earliest()
    {
        cells.wrong(Meaning::End, Reason::EndsBeforeItBegins);
    }
    if let Some(end) = cells.cell(Meaning::End)
        && end.is_blank()
    {
        if reason.is_some() {
            cells.wrong(Meaning::End, Reason::Missing);
        }
        cells.change(|relation| relation.ending = None);
    }
    if let Some(on) = end {
        cells.change(move |relation| {
            let ending = relation.ending.get_or_insert(Ending {
                on,
                reason: EndingReason::Other,
                successor: None,
                note: None,
            });
            ending.on = on;
            ending.reason = reason.unwrap_or(ending.reason);
        });
    }
}

/// What each side calls it; of a side that has no column nothing changes.
fn designations(cells: &mut Cells<'_, Relation>) {
    let line = |cell: &Cell<'_>| value::line(cell, TITLE);
    if cells.cell(Meaning::OurName).is_some() {
        let text = cells.value(Meaning::OurName, line);
        cells.change(move |relation| {
            let before = relation.ours.take();
            relation.ours = text.clone().map(|text| {
                let same = before.as_ref().filter(|ours| ours.text == text);
                Designation {
                    language: same.map_or_else(|| "zh-CN".to_owned(), |ours| ours.language.clone()),
                    since: before.as_ref().and_then(|ours| ours.since),
                    text,
                }
            });
        });
    }
    let language = cells.value(Meaning::TheirLanguage, value::language);
    let order = cells.day_order();
    let since = cells.value(Meaning::TheirSince, |cell| value::date(cell, order));
    let is_named = cells.cell(Meaning::TheirName).is_some();
    if is_named || since.is_some() {
        let text = cells.value(Meaning::TheirName, line);
        cells.change(move |relation| {
            let mut theirs = relation.theirs.take().unwrap_or_default();
            if is_named {
                theirs.text = text.clone().unwrap_or_default();
                theirs.language = language.clone().unwrap_or(theirs.language);
            }
            theirs.since = since.or(theirs.since);
            let says = !theirs.text.is_empty() || theirs.since.is_some();
            relation.theirs = says.then_some(theirs);
        });
    }
}
