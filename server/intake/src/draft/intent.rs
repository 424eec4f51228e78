//! Rows as intents.

use std::collections::BTreeSet;

use history::date::{PartialDate, Precision};
use history::intent::{Intent, Stage, Step};
use jiff::civil::Date;
use meeting::id::{DepartmentId, IntentId};
use meeting::plan::Localized;

use super::cells::Cells;
use super::exchange::no_date;
use super::known::Likeness;
use super::{NOTE, Record};
use crate::columns::{Meaning, SheetKind};
use crate::table::Cell;
use crate::value::{self, Reason};

impl Record for Intent {
    type Id = IntentId;

    const KIND: SheetKind = SheetKind::Intent;

    fn blank() -> Intent {
        Intent {
            id: IntentId::from_bits(0),
            title: Localized::default(),
            partners: Vec::new(),
            field: None,
            said_on: no_date(),
            said_in: Default::default(),
            owner: None,
            departments: Vec::new(),
            due: None,
            steps: Vec::new(),
            provenance: Default::default(),
        }
    }

    fn id(&self) -> IntentId {
        self.id
    }

    fn set_id(&mut self, id: IntentId) {
        self.id = id;
    }

    fn read(cells: &mut Cells<'_, Intent>) {
        let order = cells.day_order();
        cells.titles(|intent| &mut intent.title);
        if let Some(partners) = cells.partners() {
            cells.change(move |intent| intent.partners.clone_from(&partners));
        }
        cells.optional(Meaning::Field, value::word, |intent, field| {
            intent.field = field
        });
        let date = |cell: &Cell<'_>| value::date(cell, order);
        cells.required(Meaning::Date, date, |intent, said_on| {
            intent.said_on = said_on
        });
        cells.optional(Meaning::Due, date, |intent, due| intent.due = due);
        owner(cells);
        if let Some(departments) = cells.departments(Meaning::Departments) {
            cells.change(move |intent| intent.departments.clone_from(&departments));
        }
        step(cells);
        cells.provenance(|intent| &mut intent.provenance);
    }

    fn complete(&mut self, _: &BTreeSet<Meaning>, _: Date) {}

    fn likeness(&self) -> Likeness {
        let mut partners: Vec<String> = self.partners.iter().map(ToString::to_string).collect();
        partners.sort_unstable();
        let day = self.said_on.to_string();
        let parts = [day].into_iter().chain(partners).collect::<Vec<_>>();
        Likeness::of(parts.iter().map(String::as_str), self.title.pick("zh-CN"))
    }
}

fn owner(cells: &mut Cells<'_, Intent>) {
    let names = cells.names();
    let department = |cell: &Cell<'_>| {
        let name = cell.text().into_owned();
        let department: Option<DepartmentId> = names.department(&name);
        department.ok_or(Reason::UnknownDepartment { name })
    };
    cells.optional(Meaning::Owner, department, |intent, owner| {
        intent.owner = owner
    });
}

/// The stage that a sheet shows becomes a step of the log, on the day that the sheet gives for it:
/// no other day is known. What stood there at that time is not written twice, whatever came after it: a
/// sheet may show how things stood earlier.
fn step(cells: &mut Cells<'_, Intent>) {
    let order = cells.day_order();
    let stage: Option<Stage> = cells.value(Meaning::Stage, value::word);
    let date = cells.value(Meaning::StageDate, |cell| value::date(cell, order));
    let text = cells.value(Meaning::Progress, |cell| value::text(cell, NOTE));
    let is_begun = stage.is_some_and(|stage| stage != Stage::Intent);
    let without_date = !cells.said.contains(&Meaning::StageDate);
    if without_date && (is_begun || text.is_some()) {
        cells.wrong(Meaning::StageDate, Reason::Missing);
        return;
    }
    let Some(on) = date else {
        return;
    };
    cells.change(move |intent| {
        let stage = stage.filter(|stage| !stood(intent, *stage, on));
        let known = |step: &Step| step.on == on && Some(&step.text) == text.as_ref();
        let new = text.as_ref().filter(|_| !intent.steps.iter().any(known));
        if stage.is_some() || new.is_some() {
            let step = Step {
                on,
                stage,
                text: new.cloned().unwrap_or_default(),
            };
            intent.steps.insert(line_of(intent, &step), step);
        }
    });
}

/// Whether the log already says that it stood there at that time: when the time began, or by a line
/// within it.
fn stood(intent: &Intent, stage: Stage, on: PartialDate) -> bool {
    let said_on = intent.said_on.earliest();
    let begin = on.earliest().max(said_on);
    let said = (said_on, Some(Stage::Intent));
    let steps = intent.steps.iter().map(|step| step.stage);
    let mut log = intent.days().into_iter().zip(steps).chain([said]);
    intent.course().stage_on(begin) == Some(stage)
        || log.any(|(day, reached)| on.may_be(day) && reached == Some(stage))
}

/// Where a step from a sheet belongs in the log: at its end, but of some day in 2019 above the lines
/// of that year that are further on the way, lest what has landed were back in talks.
fn line_of(intent: &Intent, step: &Step) -> usize {
    let is_vague = step.on.precision() != Precision::Day;
    let is_further = |one: &Step| step.stage.is_some() && one.stage > step.stage;
    let mut log = intent.days().into_iter().zip(&intent.steps);
    let further = log.position(|(day, one)| is_vague && step.on.may_be(day) && is_further(one));
    further.unwrap_or(intent.steps.len())
}
