//! The draft: what the record says, in sentences. The same record gives the same draft.

use std::collections::BTreeSet;

use meeting::id::{DelegationId, ItemId, PersonId};
use meeting::note::{Action, Owner};
use meeting::plan::{Localized, Plan, Role};
use meeting::record::{
    DelegationRecord, HeldItem, NoteRecord, ParticipantRecord, Record, SpeakingTurn, VoteRecord,
};
use meeting::time::Timestamp;

use super::document::{Document, Part, Section};
use super::words::Words;
use crate::invitations::{day_in_words, moment_in_words};
use crate::records::{self, Writing, word};
use crate::store::StoreError;

/// All that minutes are drafted from.
#[derive(Debug)]
pub(super) struct Sources {
    pub(super) plan: Plan,
    pub(super) record: Record,
    /// The delegations in order of precedence.
    pub(super) order: Vec<DelegationId>,
    /// Who answered that they do not come.
    pub(super) declined: BTreeSet<PersonId>,
}

/// In each of the session's languages.
pub(super) fn draft(sources: &Sources) -> Result<Document, StoreError> {
    let languages = sources.plan.languages.iter();
    let drafts = languages.map(|tag| Ok((tag.clone(), Draft::new(sources, tag).sections()?)));
    drafts.collect::<Result<_, _>>().map(Document)
}

pub(super) struct Draft<'a> {
    sources: &'a Sources,
    pub(super) record: &'a Record,
    language: &'a str,
    pub(super) words: Words,
    pub(super) sheet: Writing<'a>,
}

impl<'a> Draft<'a> {
    fn new(sources: &'a Sources, language: &'a str) -> Self {
        let words = Words::of(language);
        Self {
            sources,
            record: &sources.record,
            language,
            words,
            sheet: Writing::of(&sources.record, records::Words::of(language)),
        }
    }

    fn sections(&self) -> Result<Vec<Section>, StoreError> {
        let mut sections = vec![self.head()];
        sections.push(self.titled(Part::Present, "present", self.present()?));
        sections.push(self.titled(Part::Apologies, "apologies", self.apologies()));
        for (number, item) in (1..).zip(in_the_order_held(&self.record.agenda)) {
            sections.push(self.item(number, item)?);
        }
        let besides = self.about(None)?;
        if !besides.is_empty() {
            sections.push(self.titled(Part::Besides, "besides", besides));
        }
        let sides = self.side_rooms();
        if !sides.is_empty() {
            sections.push(Section {
                closed: true,
                ..self.titled(Part::Sides, "sides", sides)
            });
        }
        let end = self.record.ended_at.map(|at| {
            let when = self.moment(at);
            self.words.fill("ended", &[("when", &when)])
        });
        sections.push(self.titled(Part::End, "end", Vec::from_iter(end)));
        Ok(sections)
    }

    /// A part in which nothing stands says so.
    fn titled(&self, part: Part, heading: &str, mut lines: Vec<String>) -> Section {
        if lines.is_empty() {
            lines.push(self.words.get("none"));
        }
        Section {
            part,
            closed: false,
            heading: self.words.get(heading),
            text: lines.join("\n"),
        }
    }

    fn head(&self) -> Section {
        let opened = self.record.opened_at.unwrap_or(self.record.planned.from);
        let hall = self.record.hall.as_ref();
        let place = hall.map_or_else(|| self.words.get("online"), |hall| self.text(&hall.place));
        let chairs = self.record.chaired_by.iter();
        let chairs: Vec<String> = chairs.map(|chair| self.text(&chair.name)).collect();
        let zone = self.record.zone.replace('_', " ");
        let when = self.moment(opened);
        let lines = vec![
            self.words
                .fill("began", &[("when", &when), ("zone", &zone)]),
            self.words.fill("place", &[("place", &place)]),
            self.words.fill("chair", &[("names", &self.list(&chairs))]),
        ];
        Section {
            heading: self.text(&self.record.title),
            ..self.titled(Part::Head, "title", lines)
        }
    }

    /// A line a delegation, in order of precedence, its head first.
    fn present(&self) -> Result<Vec<String>, StoreError> {
        let place = |one: &&DelegationRecord| {
            let mut order = self.sources.order.iter();
            order.position(|id| *id == one.id).unwrap_or(usize::MAX)
        };
        let delegations = self.record.delegations.iter();
        let mut delegations: Vec<_> = delegations.filter(|one| one.present > 0).collect();
        delegations.sort_by_key(place);
        let mut lines = Vec::new();
        for delegation in delegations {
            let mut people: Vec<_> = self
                .people(delegation.id)
                .filter(|one| one.present)
                .collect();
            people.sort_by_key(|one| (!self.is_head(one), one.rank));
            let people: Result<Vec<String>, _> =
                people.iter().map(|one| self.attendee(one)).collect();
            let city = self.text(&delegation.city);
            let values = [("city", city.as_str()), ("people", &self.list(&people?))];
            lines.push(self.words.fill("delegation", &values));
        }
        Ok(lines)
    }

    /// Of those who would have had a say.
    fn apologies(&self) -> Vec<String> {
        let people = self.record.participants.iter();
        let missed =
            people.filter(|one| !one.present && matches!(one.role, Role::Host | Role::Delegate));
        let line = |one: &ParticipantRecord| {
            let declined = self.sources.declined.contains(&one.person);
            let why = if declined { "declined" } else { "absent" };
            let who = self.with_city(&self.titled_name(one), one.delegation);
            self.words.fill(why, &[("who", &who)])
        };
        missed.map(line).collect()
    }

    fn item(&self, number: u32, item: &HeldItem) -> Result<Section, StoreError> {
        let times = item.started_at.zip(item.ended_at);
        let held = match times {
            Some((from, to)) => {
                let (from, to) = (self.sheet.minute(from), self.sheet.minute(to));
                let values = [("from", from.as_str()), ("to", to.as_str())];
                self.words.fill("held", &values)
            }
            None if item.skipped => self.words.get("skipped"),
            None => self.words.get("not_held"),
        };
        let mut lines = vec![held];
        lines.extend(self.about(Some(item.item))?);
        let title = self.text(&item.title);
        let number = number.to_string();
        let heading = if item.open { "item" } else { "item_closed" };
        let values = [("number", number.as_str()), ("title", &title)];
        Ok(Section {
            part: Part::Item(item.item),
            closed: !item.open,
            heading: self.words.fill(heading, &values),
            text: lines.join("\n"),
        })
    }

    /// Speeches, votes, signings, decisions and actions on an item, or outside all of them.
    fn about(&self, item: Option<ItemId>) -> Result<Vec<String>, StoreError> {
        let turns = self.record.turns.iter().filter(|one| one.item == item);
        let mut lines: Vec<String> = turns.map(|turn| self.turn(turn)).collect();
        for vote in self.record.votes.iter().filter(|one| one.item == item) {
            lines.extend(self.vote(vote)?);
        }
        let signings = self.record.signings.iter();
        for signing in signings.filter(|one| one.item == item) {
            lines.extend(self.signing(signing)?);
        }
        let notes = self.record.notes.iter();
        let notes = notes.filter(|note| note.counts() && Some(note.now.item) == item);
        lines.extend(notes.map(|note| self.note(note)));
        Ok(lines)
    }

    fn turn(&self, turn: &SpeakingTurn) -> String {
        let who = self.with_city(&self.text(&turn.person.name), turn.delegation);
        let at = self.sheet.minute(turn.given_at);
        let length = format!("{}:{:02}", turn.seconds / 60, turn.seconds % 60);
        let values = [("who", who.as_str()), ("at", &at), ("length", &length)];
        self.words.fill("spoke", &values)
    }

    /// What was voted on, what came of it, and the count: never who chose what.
    fn vote(&self, vote: &VoteRecord) -> Result<Vec<String>, StoreError> {
        let kind = self.sheet.term("vote", word(vote.rule.kind)?);
        let motion = vote.motion.as_ref().map(|motion| self.text(&motion.text));
        let motion = motion.unwrap_or_else(|| self.words.get("erased"));
        let result = self.sheet.result(vote)?;
        let values = [
            ("kind", kind.as_str()),
            ("motion", &motion),
            ("result", &result),
        ];
        let mut lines = vec![self.words.fill("vote", &values)];
        if let Some(verdict) = vote.verdict {
            let totals = self.sheet.totals(vote);
            let (cast, electorate) = (verdict.cast.to_string(), vote.electorate.to_string());
            let values = [
                ("totals", totals.as_str()),
                ("cast", &cast),
                ("electorate", &electorate),
            ];
            lines.push(self.words.fill("count", &values));
        }
        Ok(lines)
    }

    fn note(&self, note: &NoteRecord) -> String {
        let text = note.now.text.as_ref().map(|text| self.text(text));
        let text = text.unwrap_or_else(|| self.words.get("erased"));
        let Some(action) = &note.now.action else {
            return self.words.fill("decision", &[("text", &text)]);
        };
        let mut line = self.words.fill("action", &[("text", &text)]);
        let owner = self.owner(action);
        if !owner.is_empty() {
            let values = [("line", line.as_str()), ("owner", &owner)];
            line = self.words.fill("owner", &values);
        }
        if let Some(due) = action.due {
            let due = day_in_words(self.language, due);
            line = self.words.fill("due", &[("line", &line), ("date", &due)]);
        }
        line
    }

    fn owner(&self, action: &Action) -> String {
        let owner = match action.owner {
            Some(Owner::Delegation(delegation)) => self.sheet.city(delegation),
            Some(Owner::Person(person)) => {
                let (city, name) = self.sheet.person(person);
                let values = [("name", name.as_str()), ("city", &city)];
                self.words.fill("of_city", &values)
            }
            None => String::new(),
        };
        let parts = [owner, action.department.clone()];
        let parts: Vec<String> = parts.into_iter().filter(|one| !one.is_empty()).collect();
        self.list(&parts)
    }

    fn attendee(&self, one: &ParticipantRecord) -> Result<String, StoreError> {
        let name = self.titled_name(one);
        let standing = match one.role {
            Role::Host | Role::Delegate if self.is_head(one) => {
                let rank = self.sheet.term("rank", word(one.rank)?);
                self.words.fill("head", &[("rank", &rank)])
            }
            Role::Host | Role::Delegate => return Ok(name),
            Role::Interpreter | Role::Observer | Role::Press | Role::Technician => {
                self.sheet.term("role", word(one.role)?)
            }
        };
        let values = [("name", name.as_str()), ("standing", &standing)];
        Ok(self.words.fill("standing", &values))
    }

    fn titled_name(&self, one: &ParticipantRecord) -> String {
        let (name, title) = (self.text(&one.name), self.text(&one.title));
        if title.is_empty() {
            return name;
        }
        let values = [("name", name.as_str()), ("title", &title)];
        self.words.fill("person", &values)
    }

    pub(super) fn with_city(&self, name: &str, delegation: DelegationId) -> String {
        let city = self.sheet.city(delegation);
        let values = [("name", name), ("city", &city)];
        self.words.fill("of_city", &values)
    }

    fn people(&self, delegation: DelegationId) -> impl Iterator<Item = &'a ParticipantRecord> {
        let people = self.record.participants.iter();
        people.filter(move |one| one.delegation == delegation)
    }

    fn is_head(&self, one: &ParticipantRecord) -> bool {
        let delegation = self.sources.plan.delegation(one.delegation);
        delegation.is_some_and(|delegation| delegation.head == Some(one.person))
    }

    pub(super) fn list(&self, parts: &[String]) -> String {
        parts.join(&self.words.get("then"))
    }

    pub(super) fn text(&self, text: &Localized) -> String {
        text.pick(self.language).to_owned()
    }

    fn moment(&self, at: Timestamp) -> String {
        moment_in_words(self.language, &self.record.zone, at)
    }
}

/// Those that were held by when they began; the others after them, as planned.
fn in_the_order_held(agenda: &[HeldItem]) -> Vec<&HeldItem> {
    let mut items: Vec<&HeldItem> = agenda.iter().collect();
    items.sort_by_key(|item| (item.started_at.is_none(), item.started_at));
    items
}
