//! Attendance and agenda as CSV for spreadsheet programs: UTF-8 with a byte order mark, CRLF, every
//! cell quoted, and none that such a program would take for a formula.

use jiff::tz::TimeZone;
use meeting::id::{DelegationId, ItemId, PersonId};
use meeting::plan::Localized;
use meeting::record::{HeldItem, Interval, Outside, ParticipantRecord, Record, SpeakingTurn};
use meeting::time::Timestamp;

use super::tables::word;
use super::words::Words;
use crate::partners::codes;
use crate::store::StoreError;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Who was there, one line a person.
pub(super) fn attendance(record: &Record, words: Words) -> Result<Vec<u8>, StoreError> {
    let sheet = Writing::of(record, words);
    let zone = record.zone.as_str();
    let mut rows = vec![vec![
        words.get("column.city"),
        words.get("column.country"),
        words.get("column.name"),
        words.get("column.title"),
        words.get("column.role"),
        words.get("column.rank"),
        words.get("column.present"),
        format!("{} ({zone})", words.get("column.arrived")),
        format!("{} ({zone})", words.get("column.left")),
        words.get("column.length"),
        words.get("column.late"),
        words.get("column.venue"),
        format!("{} ({zone})", words.get("column.intervals")),
        words.get("column.speaking"),
        format!("{} ({zone})", words.get("column.outside")),
    ]];
    for participant in &record.participants {
        rows.push(sheet.participant(participant)?);
    }
    written(&rows)
}

/// The agenda as it was planned and held, one line an item.
pub(super) fn agenda(record: &Record, words: Words) -> Result<Vec<u8>, StoreError> {
    let sheet = Writing::of(record, words);
    let zone = record.zone.as_str();
    let mut rows = vec![vec![
        words.get("column.number"),
        words.get("column.item"),
        words.get("column.kind"),
        words.get("column.speaker"),
        words.get("column.access"),
        format!("{} ({zone})", words.get("column.planned_start")),
        words.get("column.planned_length"),
        format!("{} ({zone})", words.get("column.started")),
        format!("{} ({zone})", words.get("column.ended")),
        words.get("column.held_length"),
        words.get("column.deviation"),
        words.get("column.skipped"),
        words.get("column.speaking"),
        format!("{} ({zone})", words.get("column.film")),
    ]];
    for (number, item) in (1..).zip(&record.agenda) {
        rows.push(sheet.item(number, item)?);
    }
    written(&rows)
}

/// Who had the floor, one line a turn, in order.
pub(super) fn floor(record: &Record, words: Words) -> Result<Vec<u8>, StoreError> {
    let sheet = Writing::of(record, words);
    let zone = record.zone.as_str();
    let mut rows = vec![vec![
        words.get("column.number"),
        words.get("column.city"),
        words.get("column.country"),
        words.get("column.name"),
        words.get("column.item"),
        format!("{} ({zone})", words.get("column.started")),
        format!("{} ({zone})", words.get("column.ended")),
        words.get("column.speaking"),
        words.get("column.limit"),
        words.get("column.floor_end"),
    ]];
    for (number, turn) in (1..).zip(&record.turns) {
        rows.push(sheet.turn(number, turn)?);
    }
    written(&rows)
}

/// How one record is written in one language.
pub(crate) struct Writing<'a> {
    record: &'a Record,
    words: Words,
    zone: TimeZone,
}

impl<'a> Writing<'a> {
    pub(crate) fn of(record: &'a Record, words: Words) -> Self {
        Writing {
            record,
            words,
            zone: codes::zone(&record.zone).unwrap_or(TimeZone::UTC),
        }
    }

    fn participant(&self, participant: &ParticipantRecord) -> Result<Vec<String>, StoreError> {
        let delegation = self
            .record
            .delegations
            .iter()
            .find(|delegation| delegation.id == participant.delegation);
        let country = delegation.and_then(|delegation| delegation.country.as_deref());
        let (first, last) = (participant.intervals.first(), participant.intervals.last());
        Ok(vec![
            self.text(delegation.map(|delegation| &delegation.city)),
            self.country(country.unwrap_or_default()),
            self.text(Some(&participant.name)),
            self.text(Some(&participant.title)),
            self.term("role", word(participant.role)?),
            self.term("rank", word(participant.rank)?),
            self.words.yes_or_no(participant.present),
            self.moment(first.map(|interval| interval.from)),
            // Somebody who is still there has not left.
            self.moment(last.filter(|last| last.end.is_some()).map(|last| last.to)),
            length(participant.seconds),
            participant.late_seconds.map_or_else(String::new, length),
            self.venue(participant),
            self.intervals(&participant.intervals)?,
            length(participant.speaking_seconds),
            self.outside(&participant.outside),
        ])
    }

    fn turn(&self, number: usize, turn: &SpeakingTurn) -> Result<Vec<String>, StoreError> {
        let mut delegations = self.record.delegations.iter();
        let delegation = delegations.find(|delegation| delegation.id == turn.delegation);
        let country = delegation.and_then(|delegation| delegation.country.as_deref());
        let mut agenda = self.record.agenda.iter();
        let item = agenda.find(|item| Some(item.item) == turn.item);
        let end = turn.end.map(word).transpose()?;
        Ok(vec![
            number.to_string(),
            self.text(delegation.map(|delegation| &delegation.city)),
            self.country(country.unwrap_or_default()),
            self.text(Some(&turn.person.name)),
            self.text(item.map(|item| &item.title)),
            self.moment(Some(turn.given_at)),
            self.moment(turn.ended_at),
            length(turn.seconds),
            turn.limit_seconds.map_or_else(String::new, length),
            end.map_or_else(String::new, |end| self.term("floor", end)),
        ])
    }

    /// From where they were there.
    fn venue(&self, participant: &ParticipantRecord) -> String {
        let was = [
            (participant.hall_seconds.is_some(), "hall"),
            (participant.online_seconds.is_some(), "online"),
        ];
        let was = was.into_iter().filter(|(was, _)| *was);
        let words: Vec<String> = was
            .map(|(_, word)| self.term("venue", word.to_owned()))
            .collect();
        words.join(" / ")
    }

    fn item(&self, number: usize, item: &HeldItem) -> Result<Vec<String>, StoreError> {
        let access = if item.open { "open" } else { "closed" };
        Ok(vec![
            number.to_string(),
            self.text(Some(&item.title)),
            self.term("kind", word(item.kind)?),
            self.text(item.speaker.as_ref().map(|speaker| &speaker.name)),
            self.term("access", access.to_owned()),
            self.moment(Some(item.planned_at)),
            length(item.planned_seconds),
            self.moment(item.started_at),
            self.moment(item.ended_at),
            item.seconds.map_or_else(String::new, length),
            item.deviation_seconds.map_or_else(String::new, deviation),
            self.words.yes_or_no(item.skipped),
            length(item.speaking_seconds),
            self.films(item.item),
        ])
    }

    pub(super) fn record(&self) -> &Record {
        self.record
    }

    fn intervals(&self, intervals: &[Interval]) -> Result<String, StoreError> {
        let mut parts = Vec::new();
        for interval in intervals {
            let end = interval.end.map(word).transpose()?;
            parts.push(format!(
                "{}–{} ({})",
                self.clock(interval.from),
                self.clock(interval.to),
                self.term("end", end.unwrap_or_else(|| "none".to_owned())),
            ));
        }
        // No semicolon: some programs begin a new cell there.
        Ok(parts.join(" / "))
    }

    /// When they were outside, and of which item.
    fn outside(&self, outside: &[Outside]) -> String {
        let parts = outside.iter().map(|one| {
            let (from, to) = (self.clock(one.from), self.clock(one.to));
            let mut agenda = self.record.agenda.iter();
            let item = agenda.find(|item| item.item == one.item);
            let title = self.text(item.map(|item| &item.title));
            format!("{from}–{to} ({title})")
        });
        parts.collect::<Vec<_>>().join(" / ")
    }

    pub(super) fn words(&self) -> Words {
        self.words
    }

    pub(crate) fn text(&self, text: Option<&Localized>) -> String {
        text.map_or("", |text| text.pick(self.words.language()))
            .to_owned()
    }

    pub(crate) fn city(&self, delegation: DelegationId) -> String {
        let mut delegations = self.record.delegations.iter();
        let delegation = delegations.find(|one| one.id == delegation);
        self.text(delegation.map(|one| &one.city))
    }

    /// The city and the name of somebody who was invited or came.
    pub(crate) fn person(&self, person: PersonId) -> (String, String) {
        let mut people = self.record.participants.iter();
        let known = people.find(|one| one.person == person);
        let city = known.map(|one| self.city(one.delegation));
        (
            city.unwrap_or_default(),
            self.text(known.map(|one| &one.name)),
        )
    }

    pub(crate) fn item_title(&self, item: ItemId) -> String {
        let mut agenda = self.record.agenda.iter();
        let item = agenda.find(|one| one.item == item);
        self.text(item.map(|one| &one.title))
    }

    pub(crate) fn term(&self, list: &str, value: String) -> String {
        self.words.get(&format!("{list}.{value}"))
    }

    /// The registry's Chinese or English name of a country or region; else its code.
    fn country(&self, code: &str) -> String {
        let names = codes::country(code);
        let name = match self.words.language() {
            "zh-CN" => names.map(|names| names.zh),
            _ => names.map(|names| names.en),
        };
        name.unwrap_or(code).to_owned()
    }

    pub(crate) fn moment(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(String::new, |at| self.local(at, "%Y-%m-%d %H:%M:%S"))
    }

    /// As `16:05`.
    pub(crate) fn minute(&self, at: Timestamp) -> String {
        self.local(at, "%H:%M")
    }

    pub(super) fn clock(&self, at: Timestamp) -> String {
        self.local(at, "%H:%M:%S")
    }

    fn local(&self, at: Timestamp, format: &str) -> String {
        let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
        self.zone.to_datetime(at).strftime(format).to_string()
    }
}

/// As `1:02:03`.
pub(super) fn length(seconds: u64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    format!("{}:{:02}:{seconds:02}", minutes / 60, minutes % 60)
}

/// A length with a true minus sign where it is negative: a hyphen would begin a formula.
fn deviation(seconds: i64) -> String {
    let sign = if seconds < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}", length(seconds.unsigned_abs()))
}

pub(super) fn written(rows: &[Vec<String>]) -> Result<Vec<u8>, StoreError> {
    let failed = |error: String| StoreError::damaged("record", "sheet", error);
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    for row in rows {
        let cells = row.iter().map(|cell| defused(cell));
        writer
            .write_record(cells)
            .map_err(|error| failed(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| failed(error.to_string()))
}

/// What a spreadsheet program would calculate is marked as text. Where lists are written with
/// semicolons, as in German, French, Spanish and Russian, such programs end a cell at each of them,
/// quoted or not; so a mark stands wherever a cell could begin.
pub(crate) fn defused(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len() + 1);
    let mut begins = true;
    for letter in cell.chars() {
        if begins && starts_formula(letter) {
            out.push('\'');
        }
        begins = ends_cell(letter) || (begins && is_passed_over(letter));
        out.push(letter);
    }
    out
}

/// Programs of East Asian locales take the full-width signs for the narrow ones.
fn starts_formula(letter: char) -> bool {
    ['=', '+', '-', '@', '＝', '＋', '－', '＠'].contains(&letter)
}

fn ends_cell(letter: char) -> bool {
    [';', '\t', '\r', '\n'].contains(&letter)
}

/// What a program may leave out before it looks at the first letter of a cell.
fn is_passed_over(letter: char) -> bool {
    letter == '"' || letter.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_is_text() {
        for dangerous in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"] {
            assert_eq!(defused(dangerous), format!("'{dangerous}"));
        }
        for (dangerous, text) in [
            ("\t=1", "\t'=1"),
            ("\r\n=1", "\r\n'=1"),
            (" =1", " '=1"),
            ("Bob;=HYPERLINK(\"x\")", "Bob;'=HYPERLINK(\"x\")"),
            ("Bob;\"=1;+2", "Bob;\"'=1;'+2"),
            ("==1;;@x", "'==1;;'@x"),
        ] {
            assert_eq!(defused(dangerous), text);
        }
        for harmless in ["Lalitpur", "", "A-B; C=D", "1;2", "Ms \"-\"", "18:00 +0800"] {
            assert_eq!(defused(harmless), harmless);
        }
    }

    #[test]
    fn a_sheet_has_a_mark_and_ends_its_lines_with_crlf() {
        let rows = [
            vec!["a".to_owned(), "b, c".to_owned()],
            vec!["say \"x\"".to_owned(), "=1".to_owned()],
        ];
        let bytes = written(&rows).expect("writes");
        let text = String::from_utf8(bytes).expect("is UTF-8");
        assert_eq!(
            text,
            "\u{feff}\"a\",\"b, c\"\r\n\"say \"\"x\"\"\",\"'=1\"\r\n"
        );
    }

    #[test]
    fn lengths_read_as_clocks() {
        assert_eq!(length(3723), "1:02:03");
        assert_eq!(deviation(-61), "\u{2212}0:01:01");
        assert_eq!(deviation(0), "0:00:00");
    }
}
