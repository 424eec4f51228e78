//! What is proposed for the columns of a sheet.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::heading::first_rows;
use super::{Column, Confidence, Heading, Mapping, MappingProblem, Meaning, SheetKind};
use crate::names::{Names, apart};
use crate::table::{Cell, Table, TableError};
use crate::value::{self, Unit, words};

/// A mapping to look at, with what is wrong with it and the first rows of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = IntakeProposal)]
pub struct Proposal {
    pub mapping: Mapping,
    pub problems: Vec<MappingProblem>,
    /// The cells of the first rows of values, each as wide as the table.
    pub sample: Vec<Vec<String>>,
}

/// The kind of sheet whose headings these are, where that can be told.
pub fn likely_kind(table: &Table<'_>, sheet: usize) -> Result<Option<SheetKind>, TableError> {
    let rows = first_rows(table, sheet)?;
    let mut best: Option<(usize, SheetKind)> = None;
    for kind in SheetKind::ALL {
        let heading = Heading::of(&rows, kind)?;
        if heading.line.is_none() {
            continue;
        }
        let mapping = by_heading(&heading, kind);
        let said = |meanings: &&&[Meaning]| meanings.iter().any(|meaning| mapping.says(*meaning));
        let required = kind.required().iter().filter(said).count();
        let all = kind.required().len();
        let known = mapping
            .columns
            .iter()
            .filter(|column| column.meaning.is_some());
        // All that is needed weighs more than many columns that other sheets have too.
        let score = known.count() + if required == all { 100 } else { required };
        if best.is_none_or(|(other, _)| score > other) {
            best = Some((score, kind));
        }
    }
    Ok(best.map(|(_, kind)| kind))
}

pub fn propose(
    table: &Table<'_>,
    sheet: usize,
    kind: SheetKind,
    names: &dyn Names,
) -> Result<Proposal, TableError> {
    let heading = Heading::find(table, sheet, kind)?;
    let mut mapping = by_heading(&heading, kind);
    guess(&mut mapping, &heading, names);
    let sample = heading.sample.iter().map(|row| {
        let cells = (1..=heading.width).map(|column| row.cell(column).text().into_owned());
        cells.collect()
    });
    Ok(Proposal {
        sample: sample.collect(),
        problems: mapping.problems(),
        mapping,
    })
}

fn by_heading(heading: &Heading, kind: SheetKind) -> Mapping {
    let columns = (1..=heading.width).map(|column| {
        let text = heading.text(column);
        let said = kind.recognised(text);
        Column {
            column,
            heading: text.to_owned(),
            meaning: said.map(|(meaning, _, _)| meaning),
            unit: said.map_or_else(Unit::default, |(_, unit, _)| unit),
            confidence: said.map_or(Confidence::Unknown, |(_, _, confidence)| confidence),
        }
    });
    let mut mapping = Mapping {
        kind,
        heading: heading.line,
        columns: columns.collect(),
        fixed: Default::default(),
        day_order: None,
        words: Vec::new(),
        partners: Vec::new(),
    };
    keep_the_surest(&mut mapping);
    mapping
}

/// Where one column says a meaning more surely than another, the other loses it. Two that are as
/// sure both keep it, and somebody has to choose.
fn keep_the_surest(mapping: &mut Mapping) {
    let surest = |meaning: Meaning, columns: &[Column]| {
        let of_meaning = columns
            .iter()
            .filter(|column| column.meaning == Some(meaning));
        of_meaning.map(|column| column.confidence).max()
    };
    let all = mapping.columns.clone();
    for column in &mut mapping.columns {
        let Some(meaning) = column.meaning else {
            continue;
        };
        if surest(meaning, &all) > Some(column.confidence) {
            column.meaning = None;
            column.confidence = Confidence::Unknown;
        }
    }
}

type Reads = fn(&Cell<'_>, &dyn Names) -> bool;

/// What no heading says and cells do: dates, partners, words of a list.
const TELLING: [(Meaning, Reads); 3] = [
    (Meaning::Date, |cell, _| value::period(cell, None).is_ok()),
    (Meaning::Partners, |cell, names| {
        let text = cell.text();
        let known = |name: &str| !names.partners(name).is_empty();
        apart(&text, known).into_iter().all(known)
    }),
    (Meaning::Kind, |cell, _| {
        let kind: Option<history::exchange::ExchangeKind> = words::find(&cell.text());
        kind.is_some()
    }),
];

fn guess(mapping: &mut Mapping, heading: &Heading, names: &dyn Names) {
    if mapping.kind == SheetKind::Partner {
        return;
    }
    for (meaning, reads) in TELLING {
        if mapping.says(meaning) || (meaning == Meaning::Kind && !of_exchanges(mapping)) {
            continue;
        }
        let free = mapping
            .columns
            .iter()
            .filter(|column| column.meaning.is_none());
        let mut free = free.map(|column| column.column);
        let found = free.find(|column| {
            let cells = heading.sample.iter().map(|row| row.cell(*column));
            let cells: Vec<Cell<'_>> = cells.filter(|cell| !cell.is_blank()).collect();
            let read = cells.iter().filter(|cell| reads(cell, names)).count();
            read > 0 && read * 5 >= cells.len() * 4
        });
        assign(mapping, found, meaning);
    }
    // Without headings the longest texts are what it was about.
    if heading.line.is_none() && mapping.kind.has(Meaning::Title) {
        let length = |column: u32| -> usize {
            let cells = heading.sample.iter().map(|row| row.cell(column).text());
            cells.map(|text| text.chars().count()).sum()
        };
        let free = mapping
            .columns
            .iter()
            .filter(|column| column.meaning.is_none());
        let longest = free
            .map(|column| column.column)
            .max_by_key(|column| length(*column));
        assign(
            mapping,
            longest.filter(|column| length(*column) > 0),
            Meaning::Title,
        );
    }
}

fn of_exchanges(mapping: &Mapping) -> bool {
    mapping.kind == SheetKind::Exchange
}

fn assign(mapping: &mut Mapping, column: Option<u32>, meaning: Meaning) {
    let mut columns = mapping.columns.iter_mut();
    if let Some(column) = columns.find(|other| Some(other.column) == column) {
        column.meaning = Some(meaning);
        column.confidence = Confidence::Guess;
    }
}
