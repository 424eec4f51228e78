//! From a draft to a plan: every field is checked, everything wrong is named by its path, and
//! every part gets the identity it keeps.

use std::collections::BTreeMap;

use meeting::id::{CueId, DelegationId, ItemId, PersonId, SessionId};
use meeting::plan::{
    AgendaItem, Delegation, Display, Hall, Invitee, Localized, Plan, Role, is_mail_address,
};
use meeting::time::Timestamp;

use crate::partners::{Index, codes};

use super::draft::{
    DelegationDraft, FieldError, HallDraft, InviteeDraft, ItemDraft, PlanDraft, Problem,
};
use super::identities::{Known, Names};

pub(super) const PEOPLE: usize = 1200;
pub(super) const DELEGATIONS: usize = 100;
const ITEMS: usize = 60;
const CUES: usize = 200;
/// Languages of a session, and languages in which one text may stand.
pub(super) const LANGUAGES: usize = 12;
/// Characters.
pub(super) const LONGEST_TITLE: usize = 200;
pub(super) const LONGEST_NAME: usize = 100;
/// 2000-01-01 to 2200-01-01, in microseconds: beyond it somebody mixed up units.
pub(super) const YEARS: std::ops::Range<i64> = 946_684_800_000_000..7_258_118_400_000_000;

/// The plan that a draft describes, or everything that is wrong with it. `fresh` gives 64 random
/// bits for every part that is new.
pub(super) fn resolve(
    draft: PlanDraft,
    session: SessionId,
    known: &Known,
    partners: &Index,
    fresh: &mut dyn FnMut() -> u64,
) -> Result<Plan, Vec<FieldError>> {
    let mut errors = Errors::default();
    errors.counts(&draft);
    let mut delegations = Names::new(&known.delegations, DelegationId::from_bits);
    let mut people = Names::new(&known.people, PersonId::from_bits);
    let mut items = Names::new(&known.items, ItemId::from_bits);
    let ids = draft
        .delegations
        .iter()
        .map(|delegation| delegation.id.as_deref());
    let delegation_ids = delegations.give(ids, "delegations", fresh, &mut errors);
    let ids = draft.people.iter().map(|person| person.id.as_deref());
    let person_ids = people.give(ids, "people", fresh, &mut errors);
    let ids = draft.agenda.iter().map(|item| item.id.as_deref());
    let item_ids = items.give(ids, "agenda", fresh, &mut errors);

    let mut cues = Names::new(&known.cues, CueId::from_bits);
    let ids = draft.cues.iter().map(|cue| cue.id.as_deref());
    let cue_ids = cues.give(ids, "cues", fresh, &mut errors);

    let mut check = Check {
        errors,
        delegations,
        people,
        items,
        partners,
    };
    let seat = known.seat;
    let mut plan = Plan {
        session,
        title: check.title(draft.title),
        starts_at: check.starts_at(draft.starts_at),
        minutes: check.minutes("minutes", draft.minutes, 5..=1440),
        zone: check.zone(draft.zone),
        languages: check.languages(draft.languages),
        admission: draft.admission,
        people: check.each(draft.people, person_ids, Check::person),
        delegations: check.each(draft.delegations, delegation_ids, Check::delegation),
        agenda: check.each(draft.agenda, item_ids, Check::item),
        rehearsal: draft.rehearsal,
        event: draft.event,
        form: draft.form,
        track: draft.track,
        cues: check.each(draft.cues, cue_ids, Check::cue),
        hall: None,
        floor: check.floor(&draft.floor),
    };
    if let Some(hall) = draft.hall {
        let seat = seat.unwrap_or_else(|| PersonId::from_bits(fresh()));
        plan.hall = Some(check.hall(hall, seat, &plan));
    }
    check.whole(&plan);
    if check.errors.0.is_empty() {
        Ok(plan)
    } else {
        Err(check.errors.0)
    }
}

#[derive(Default)]
pub(super) struct Errors(pub(super) Vec<FieldError>);

impl Errors {
    pub(super) fn add(&mut self, path: impl Into<String>, problem: Problem) {
        self.0.push(FieldError {
            path: path.into(),
            problem,
        });
    }

    fn counts(&mut self, draft: &PlanDraft) {
        let counts = [
            ("delegations", draft.delegations.len(), DELEGATIONS),
            ("people", draft.people.len(), PEOPLE),
            ("agenda", draft.agenda.len(), ITEMS),
            ("cues", draft.cues.len(), CUES),
            ("languages", draft.languages.len(), LANGUAGES),
        ];
        for (path, count, most) in counts {
            if count > most {
                self.add(path, Problem::TooMany);
            }
        }
    }
}

/// Checks field after field. A field that is wrong gets some value nevertheless, so that the rest
/// is checked too; with an error in the list the plan is thrown away.
pub(super) struct Check<'a> {
    pub(super) errors: Errors,
    pub(super) delegations: Names<'a, DelegationId>,
    pub(super) people: Names<'a, PersonId>,
    pub(super) items: Names<'a, ItemId>,
    pub(super) partners: &'a Index,
}

impl Check<'_> {
    pub(super) fn each<D, Id, P>(
        &mut self,
        drafts: Vec<D>,
        ids: Vec<Id>,
        check: fn(&mut Self, usize, D, Id) -> P,
    ) -> Vec<P> {
        let parts = drafts.into_iter().zip(ids).enumerate();
        parts
            .map(|(place, (draft, id))| check(self, place, draft, id))
            .collect()
    }

    pub(super) fn delegation(
        &mut self,
        place: usize,
        draft: DelegationDraft,
        id: DelegationId,
    ) -> Delegation {
        let path = format!("delegations[{place}]");
        let partners = self.partners;
        let partner = draft
            .partner
            .as_deref()
            .and_then(|partner| partners.find(partner));
        if draft.partner.is_some() && partner.is_none() {
            self.errors.add(format!("{path}.partner"), Problem::Unknown);
        }
        let mut city = self.text(&format!("{path}.city"), draft.city, LONGEST_NAME);
        if let Some(partner) = partner.filter(|_| city.0.is_empty()) {
            city = partner.record.names.clone();
        }
        if city.0.is_empty() {
            self.errors.add(format!("{path}.city"), Problem::Empty);
        }
        let country = draft.country.filter(|country| !country.is_empty());
        let country = country.or_else(|| partner.map(|partner| partner.record.country.to_string()));
        if country
            .as_deref()
            .is_some_and(|country| codes::country(country).is_none())
        {
            self.errors.add(format!("{path}.country"), Problem::Unknown);
        }
        Delegation {
            id,
            partner: partner.map(|partner| partner.id()),
            city,
            country,
            head: self.reference(&format!("{path}.head"), draft.head),
            display: Display {
                label: self.text(&format!("{path}.label"), draft.display.label, LONGEST_NAME),
                flag: draft.display.flag,
            },
        }
    }

    pub(super) fn person(&mut self, place: usize, draft: InviteeDraft, id: PersonId) -> Invitee {
        let path = format!("people[{place}]");
        let delegation = self.delegations.find(&draft.delegation);
        if delegation.is_none() {
            self.errors
                .add(format!("{path}.delegation"), Problem::Unknown);
        }
        if !codes::is_language_tag(&draft.language) {
            self.errors
                .add(format!("{path}.language"), Problem::Unknown);
        }
        Invitee {
            id,
            delegation: delegation.unwrap_or(DelegationId::from_bits(0)),
            role: draft.role,
            rank: draft.rank,
            name: self.required(&format!("{path}.name"), draft.name, LONGEST_NAME),
            title: self.text(&format!("{path}.title"), draft.title, LONGEST_TITLE),
            language: draft.language,
            email: self.email(&format!("{path}.email"), draft.email),
            venue: draft.venue,
        }
    }

    /// Named in one language of the session at least, and received by somebody.
    fn hall(&mut self, draft: HallDraft, seat: PersonId, plan: &Plan) -> Hall {
        let place = self.required("hall.place", draft.place, LONGEST_NAME);
        if plan.delegations.is_empty() {
            self.errors.add("hall", Problem::Empty);
        }
        let language = plan.languages.first().cloned().unwrap_or_default();
        Hall::new(seat, place, language, &plan.delegations)
    }

    fn email(&mut self, path: &str, email: Option<String>) -> Option<String> {
        let email = email.map(|email| email.trim().to_owned());
        let email = email.filter(|email| !email.is_empty());
        if email
            .as_deref()
            .is_some_and(|email| !is_mail_address(email))
        {
            self.errors.add(path, Problem::NoAddress);
        }
        email
    }

    fn item(&mut self, place: usize, draft: ItemDraft, id: ItemId) -> AgendaItem {
        let path = format!("agenda[{place}]");
        AgendaItem {
            id,
            title: self.required(&format!("{path}.title"), draft.title, LONGEST_TITLE),
            kind: draft.kind,
            speaker: self.reference(&format!("{path}.speaker"), draft.speaker),
            minutes: self.minutes(&format!("{path}.minutes"), draft.minutes, 1..=600),
            open: draft.open,
            paper: draft.paper,
            speaker_seconds: self.speaker_seconds(&path, draft.speaker_seconds),
        }
    }

    pub(super) fn reference(&mut self, path: &str, name: Option<String>) -> Option<PersonId> {
        let name = name.filter(|name| !name.is_empty())?;
        let person = self.people.find(&name);
        if person.is_none() {
            self.errors.add(path, Problem::Unknown);
        }
        person
    }

    pub(super) fn title(&mut self, title: Localized) -> Localized {
        let title = self.required("title", title, LONGEST_TITLE);
        if title.0.len() == 1 {
            self.errors.add("title", Problem::SecondLanguage);
        }
        title
    }

    pub(super) fn required(&mut self, path: &str, text: Localized, longest: usize) -> Localized {
        let text = self.text(path, text, longest);
        if text.0.is_empty() {
            self.errors.add(path, Problem::Empty);
        }
        text
    }

    /// A text by language, without the blanks around it and the languages left empty.
    pub(super) fn text(&mut self, path: &str, text: Localized, longest: usize) -> Localized {
        let trimmed = text
            .0
            .into_iter()
            .map(|(tag, text)| (tag, text.trim().to_owned()));
        let text: BTreeMap<_, _> = trimmed.filter(|(_, text)| !text.is_empty()).collect();
        if text.len() > LANGUAGES {
            self.errors.add(path, Problem::TooMany);
        }
        for (tag, text) in &text {
            let problem = if !codes::is_language_tag(tag) {
                Problem::Unknown
            } else if text.chars().count() > longest {
                Problem::TooLong
            } else if text.chars().any(char::is_control) {
                Problem::Invalid
            } else {
                continue;
            };
            self.errors.add(format!("{path}.{tag}"), problem);
        }
        Localized(text)
    }

    fn starts_at(&mut self, at: Timestamp) -> Timestamp {
        if !YEARS.contains(&at.micros()) {
            self.errors.add("starts_at", Problem::OutOfRange);
        }
        at
    }

    fn minutes(&mut self, path: &str, minutes: i64, range: std::ops::RangeInclusive<u16>) -> u16 {
        let minutes = u16::try_from(minutes)
            .ok()
            .filter(|minutes| range.contains(minutes));
        minutes.unwrap_or_else(|| {
            self.errors.add(path, Problem::OutOfRange);
            *range.start()
        })
    }

    pub(super) fn zone(&mut self, zone: String) -> String {
        if codes::zone(&zone).is_none() {
            self.errors.add("zone", Problem::Unknown);
        }
        zone
    }

    pub(super) fn languages(&mut self, languages: Vec<String>) -> Vec<String> {
        if languages.is_empty() {
            self.errors.add("languages", Problem::Empty);
        }
        for (place, tag) in languages.iter().enumerate() {
            let problem = if !codes::is_language_tag(tag) {
                Problem::Unknown
            } else if languages[..place].contains(tag) {
                Problem::Duplicate
            } else {
                continue;
            };
            self.errors.add(format!("languages[{place}]"), problem);
        }
        languages
    }

    /// What no field can tell alone.
    fn whole(&mut self, plan: &Plan) {
        // The sessions of an event are filled by and by.
        if plan.event.is_none() {
            self.somebody(plan);
        }
        self.heads(&plan.delegations, &plan.people);
    }

    fn somebody(&mut self, plan: &Plan) {
        let mut delegations = plan.delegations.iter();
        if delegations.all(|delegation| delegation.partner.is_none()) {
            self.errors.add("delegations", Problem::NoPartner);
        }
        if plan.people.iter().all(|person| person.role != Role::Host) {
            self.errors.add("people", Problem::NoHost);
        }
    }

    pub(super) fn heads(&mut self, delegations: &[Delegation], people: &[Invitee]) {
        for (place, delegation) in delegations.iter().enumerate() {
            let head = people.iter().find(|one| Some(one.id) == delegation.head);
            if head.is_some_and(|head| head.delegation != delegation.id) {
                let path = format!("delegations[{place}].head");
                self.errors.add(path, Problem::OtherDelegation);
            }
        }
    }
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
