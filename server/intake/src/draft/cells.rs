//! The cells of one row by what they mean.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use history::country::Country;
use history::partner::Provenance;
use meeting::id::{DepartmentId, PartnerId};
use meeting::plan::Localized;

use super::{CellError, Change, LINE, Record, TITLE};
use crate::columns::{Confidence, Mapping, Meaning};
use crate::fold::folded;
use crate::names::{Names, apart};
use crate::place::Place;
use crate::table::{Cell, CellKind, Row};
use crate::value::{self, Candidate, DayOrder, Reason, Unit};

/// Characters of a cell that an error shows.
const SHOWN: usize = 120;

/// How the rows of a sheet are read: the mapping, made ready.
pub(super) struct Reading<'t> {
    pub(super) names: &'t (dyn Names + Sync),
    columns: BTreeMap<Meaning, (u32, Unit)>,
    fixed: BTreeMap<Meaning, String>,
    words: BTreeMap<(Meaning, String), String>,
    chosen: BTreeMap<String, Option<PartnerId>>,
    pub(super) day_order: Option<DayOrder>,
    /// Columns without a heading that nobody has said to leave out.
    unnamed: BTreeSet<u32>,
    width: u32,
    headed: bool,
    /// The language of a title that is not Chinese.
    pub(super) language: String,
    /// What partner names were found to mean, most of which come again and again.
    found: RefCell<BTreeMap<String, Vec<Candidate>>>,
}

/// Names that are remembered; a file with more is looked up as it comes.
const REMEMBERED: usize = 20_000;

impl<'t> Reading<'t> {
    pub(super) fn of(
        mapping: &Mapping,
        names: &'t (dyn Names + Sync),
        language: &str,
    ) -> Reading<'t> {
        let columns = mapping.columns.iter().filter_map(|column| {
            let meaning = column.meaning?;
            Some((meaning, (column.column, column.unit)))
        });
        let words = mapping.words.iter();
        let words = words.map(|word| ((word.meaning, folded(&word.word)), word.value.clone()));
        let chosen = mapping.partners.iter();
        let chosen = chosen.map(|choice| (folded(&choice.name), choice.partner));
        let unnamed = mapping.columns.iter().filter(|column| {
            let silent = column.heading.is_empty() && column.meaning.is_none();
            silent && column.confidence != Confidence::Chosen
        });
        Reading {
            names,
            columns: columns.collect(),
            fixed: mapping.fixed.clone(),
            words: words.collect(),
            chosen: chosen.collect(),
            day_order: mapping.day_order,
            unnamed: unnamed.map(|column| column.column).collect(),
            width: mapping
                .columns
                .iter()
                .map(|one| one.column)
                .max()
                .unwrap_or(0),
            headed: mapping.heading.is_some(),
            language: language.to_owned(),
            found: RefCell::default(),
        }
    }

    fn candidates(&self, name: &str) -> Vec<Candidate> {
        let key = folded(name);
        if let Some(found) = self.found.borrow().get(&key) {
            return found.clone();
        }
        let candidates = self.names.partners(name);
        let mut found = self.found.borrow_mut();
        if found.len() < REMEMBERED {
            found.insert(key, candidates.clone());
        }
        candidates
    }
}

/// One row while it is read.
pub struct Cells<'r, R: Record> {
    row: &'r Row,
    reading: &'r Reading<'r>,
    pub(super) errors: Vec<CellError>,
    pub(super) changes: Vec<Change<R>>,
    /// The meanings of which something stands in the row.
    pub(super) said: BTreeSet<Meaning>,
}

impl<'r, R: Record> Cells<'r, R> {
    pub(super) fn of(row: &'r Row, reading: &'r Reading<'r>) -> Cells<'r, R> {
        let mut cells = Cells {
            row,
            reading,
            errors: Vec::new(),
            changes: Vec::new(),
            said: BTreeSet::new(),
        };
        if reading.headed {
            cells.refuse_what_has_no_heading();
        }
        cells
    }

    /// Behind the last heading stands what slipped out of its column.
    fn refuse_what_has_no_heading(&mut self) {
        for cell in self.row.cells() {
            let column = cell.place.column.unwrap_or_default();
            let beyond = column > self.reading.width || self.reading.unnamed.contains(&column);
            if beyond && !cell.is_blank() {
                self.wrong_at(&cell, None, Reason::BeyondHeading);
            }
        }
    }

    /// The cell of a meaning, an empty one too; `None` where the sheet says nothing of it. What is
    /// fixed stands for a column that is not there, and for an empty cell of one that is.
    pub(super) fn cell(&mut self, meaning: Meaning) -> Option<Cell<'r>> {
        let reading = self.reading;
        let column = reading.columns.get(&meaning);
        let cell = column.map(|(column, _)| self.row.cell(*column));
        let fixed = reading.fixed.get(&meaning);
        let place = cell.map_or(Place::line(self.row.line()), |cell| cell.place);
        let cell = match (cell.filter(|cell| !cell.is_blank()), fixed) {
            (Some(cell), _) => Some(cell),
            (None, Some(text)) => Some(Cell::fixed(text, place)),
            (None, None) => cell,
        };
        let cell = cell.map(|cell| self.in_words_of_the_list(meaning, cell));
        if cell.is_some_and(|cell| !cell.is_blank()) {
            self.said.insert(meaning);
        }
        cell
    }

    /// A word of the sheet's own gives way to the word for which it stands.
    fn in_words_of_the_list(&self, meaning: Meaning, cell: Cell<'r>) -> Cell<'r> {
        if self.reading.words.is_empty() || cell.kind != CellKind::Text {
            return cell;
        }
        let key = (meaning, folded(&cell.text()));
        let word = self.reading.words.get(&key);
        word.map_or(cell, |word| Cell::fixed(word, cell.place))
    }

    pub(super) fn unit(&self, meaning: Meaning) -> Unit {
        let column = self.reading.columns.get(&meaning);
        column.map(|(_, unit)| *unit).unwrap_or_default()
    }

    pub(super) fn day_order(&self) -> Option<DayOrder> {
        self.reading.day_order
    }

    pub(super) fn names(&self) -> &'r dyn Names {
        self.reading.names
    }

    pub(super) fn change(&mut self, change: impl Fn(&mut R) + Send + Sync + 'static) {
        self.changes.push(Box::new(change));
    }

    /// What the cell of a meaning says; an error is noted.
    pub(super) fn value<T>(
        &mut self,
        meaning: Meaning,
        parse: impl FnOnce(&Cell<'_>) -> Result<T, Reason>,
    ) -> Option<T> {
        let cell = self.cell(meaning).filter(|cell| !cell.is_blank())?;
        match parse(&cell) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.wrong_at(&cell, Some(meaning), reason);
                None
            }
        }
    }

    /// Sets a field to what the cell says, or to nothing where it is empty.
    pub(super) fn optional<T: Clone + Send + Sync + 'static>(
        &mut self,
        meaning: Meaning,
        parse: impl FnOnce(&Cell<'_>) -> Result<T, Reason>,
        set: fn(&mut R, Option<T>),
    ) {
        let Some(cell) = self.cell(meaning) else {
            return;
        };
        if cell.is_blank() {
            self.change(move |record| set(record, None));
        } else if let Some(value) = self.value(meaning, parse) {
            self.change(move |record| set(record, Some(value.clone())));
        }
    }

    /// Sets a field that cannot be empty.
    pub(super) fn required<T: Clone + Send + Sync + 'static>(
        &mut self,
        meaning: Meaning,
        parse: impl FnOnce(&Cell<'_>) -> Result<T, Reason>,
        set: fn(&mut R, T),
    ) {
        let Some(cell) = self.cell(meaning) else {
            return;
        };
        if cell.is_blank() {
            self.wrong_at(&cell, Some(meaning), Reason::Missing);
        } else if let Some(value) = self.value(meaning, parse) {
            self.change(move |record| set(record, value.clone()));
        }
    }

    /// Sets a field that has a value for nothing.
    pub(super) fn or_default<T: Clone + Default + Send + Sync + 'static>(
        &mut self,
        meaning: Meaning,
        parse: impl FnOnce(&Cell<'_>) -> Result<T, Reason>,
        set: fn(&mut R, T),
    ) {
        let Some(cell) = self.cell(meaning) else {
            return;
        };
        if cell.is_blank() {
            self.change(move |record| set(record, T::default()));
        } else if let Some(value) = self.value(meaning, parse) {
            self.change(move |record| set(record, value.clone()));
        }
    }

    /// The record that the row names by its identity.
    pub(super) fn identity(&mut self) -> Option<R::Id> {
        self.value(Meaning::Id, |cell| {
            let text = cell.text().to_lowercase();
            text.parse().map_err(|_| Reason::NotAnId)
        })
    }

    /// A title in three columns: in Chinese, in English, and in the language that it is in.
    pub(super) fn titles(&mut self, title: fn(&mut R) -> &mut Localized) {
        let line = |cell: &Cell<'_>| value::line(cell, TITLE);
        for (meaning, language) in [(Meaning::TitleZh, "zh-CN"), (Meaning::TitleEn, "en")] {
            let there = self.cell(meaning).is_some();
            match self.value(meaning, line) {
                Some(text) => self.change(move |record| {
                    title(record).0.insert(language.to_owned(), text.clone());
                }),
                None if there => self.change(move |record| {
                    title(record).0.remove(language);
                }),
                None => {}
            }
        }
        if let Some(text) = self.value(Meaning::Title, line) {
            let language = language_of(&text, &self.reading.language).to_owned();
            self.change(move |record| {
                let title = title(record);
                // What stands there already keeps the language under which it does.
                if !title.0.values().any(|known| *known == text) {
                    title.0.insert(language.clone(), text.clone());
                }
            });
        }
    }

    /// Where the record comes from and how sure that is.
    pub(super) fn provenance(&mut self, of: fn(&mut R) -> &mut Provenance) {
        if self.cell(Meaning::Source).is_some() {
            let sources = self.value(Meaning::Source, |cell| {
                let text = value::text(cell, 4 * LINE)?;
                let parts = text.split(['|', '\n', '；']).map(str::trim);
                let parts = parts.filter(|part| !part.is_empty());
                Ok(parts.map(str::to_owned).collect::<Vec<_>>())
            });
            let sources = sources.unwrap_or_default();
            self.change(move |record| of(record).sources.clone_from(&sources));
        }
        if self.cell(Meaning::Confidence).is_some() {
            let confidence = self.value(Meaning::Confidence, |cell| value::line(cell, LINE));
            self.change(move |record| of(record).confidence.clone_from(&confidence));
        }
    }

    pub(super) fn wrong(&mut self, meaning: Meaning, reason: Reason) {
        match self.cell(meaning) {
            Some(cell) => self.wrong_at(&cell, Some(meaning), reason),
            None => {
                let cell = Cell::fixed("", Place::line(self.row.line()));
                self.wrong_at(&cell, Some(meaning), reason);
            }
        }
    }

    fn wrong_at(&mut self, cell: &Cell<'_>, meaning: Option<Meaning>, reason: Reason) {
        let text = cell.text();
        let mut shown: String = text.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        self.errors.push(CellError {
            place: cell.place,
            cell: cell.place.a1(),
            meaning,
            text: shown,
            reason,
        });
    }
}

/// The partners, departments and districts that cells name.
impl<R: Record> Cells<'_, R> {
    /// The partners of a cell, each once. A name that is not known or not clear is an error, unless
    /// somebody chose what it stands for.
    pub(super) fn partners(&mut self) -> Option<Vec<PartnerId>> {
        let cell = self.cell(Meaning::Partners)?;
        if cell.is_blank() {
            return Some(Vec::new());
        }
        let text = self.value(Meaning::Partners, |cell| {
            value::content(cell).map(|text| text.into_owned())
        })?;
        let countries = self.countries();
        let reading = self.reading;
        let known = |name: &str| {
            reading.chosen.contains_key(&folded(name)) || !reading.candidates(name).is_empty()
        };
        let (mut partners, mut good) = (Vec::new(), true);
        for name in apart(&text, known) {
            match self.partner(name, &countries) {
                Ok(partner) => {
                    let new = partner.filter(|partner| !partners.contains(partner));
                    partners.extend(new);
                }
                Err(reason) => {
                    self.wrong(Meaning::Partners, reason);
                    good = false;
                }
            }
        }
        good.then_some(partners)
    }

    fn partner(&self, name: &str, countries: &[Country]) -> Result<Option<PartnerId>, Reason> {
        if let Some(chosen) = self.reading.chosen.get(&folded(name)) {
            return Ok(*chosen);
        }
        let name = name.to_owned();
        let mut candidates = self.reading.candidates(&name);
        let of_country = |one: &Candidate| countries.contains(&one.country);
        if candidates.iter().any(of_country) {
            candidates.retain(of_country);
        }
        match candidates.as_slice() {
            [] => Err(Reason::UnknownPartner { name }),
            [one] => Ok(Some(one.id)),
            _ => Err(Reason::HomonymousPartner { name, candidates }),
        }
    }

    /// The countries that the row names: what helps to tell homonyms apart, and no more than that.
    fn countries(&mut self) -> Vec<Country> {
        let cell = self.cell(Meaning::Country);
        let text = cell
            .map(|cell| cell.text().into_owned())
            .unwrap_or_default();
        let names = self.names();
        let parts = apart(&text, |name| names.country(name).is_some());
        let countries = parts.into_iter().filter_map(|name| names.country(name));
        countries.collect()
    }

    /// The departments of a cell.
    pub(super) fn departments(&mut self, meaning: Meaning) -> Option<Vec<DepartmentId>> {
        let cell = self.cell(meaning)?;
        let text = cell.text().into_owned();
        let names = self.names();
        let (mut departments, mut good) = (Vec::new(), true);
        for name in apart(&text, |name| names.department(name).is_some()) {
            match names.department(name) {
                Some(department) if departments.contains(&department) => {}
                Some(department) => departments.push(department),
                None => {
                    let name = name.to_owned();
                    self.wrong(meaning, Reason::UnknownDepartment { name });
                    good = false;
                }
            }
        }
        good.then_some(departments)
    }
}

/// Han without kana or hangul is taken for Chinese; of what else there is the sheet does not tell.
fn language_of<'l>(text: &str, other: &'l str) -> &'l str {
    let han = |letter| matches!(letter, '\u{3400}'..='\u{9fff}');
    let kana_or_hangul =
        |letter| matches!(letter, '\u{3041}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}');
    match (text.contains(han), text.contains(kana_or_hangul)) {
        (true, false) => "zh-CN",
        (_, true) if text.contains(|letter| matches!(letter, '\u{ac00}'..='\u{d7a3}')) => "ko",
        (_, true) => "ja",
        (false, false) => other,
    }
}
