//! What may be wrong with a record by itself, each flaw with the path of the field.

use history::contact::Contact;
use history::date::PartialDate;
use history::department::Department;
use history::district::District;
use history::exchange::{Exchange, Figure};
use history::intent::Intent;
use history::network::Network;
use history::partner::{NativeName, Partner, Provenance};
use history::relation::{Designation, EndingReason, Relation};
use history::sub_relation::SubRelation;
use meeting::plan::Localized;
use serde::Serialize;
use utoipa::ToSchema;

use crate::partners::codes;

/// Characters.
const LONGEST_NAME: usize = 200;
const LONGEST_LINE: usize = 500;
const LONGEST_TEXT: usize = 10_000;
/// Entries of any list.
const LONGEST_LIST: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RecordFlaw)]
pub(crate) struct Flaw {
    /// `partners[2]`
    pub(crate) path: String,
    /// Stable: `empty`, `too_long`, `too_many`, `duplicate`, `unknown`, `invalid`, `out_of_range`,
    /// `before_begin`, `more_than_all`, `taken`, `missing`.
    pub(crate) problem: &'static str,
}

impl Flaw {
    pub(crate) fn new(path: impl Into<String>, problem: &'static str) -> Flaw {
        Flaw {
            path: path.into(),
            problem,
        }
    }
}

#[derive(Default)]
struct Check(Vec<Flaw>);

impl Check {
    fn add(&mut self, path: impl Into<String>, problem: &'static str) {
        self.0.push(Flaw::new(path, problem));
    }

    fn holds(&mut self, path: &str, problem: &'static str, holds: bool) {
        if !holds {
            self.add(path, problem);
        }
    }

    /// Text that a person wrote, which may be of several lines.
    fn text(&mut self, path: &str, text: &str, longest: usize) {
        let odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
        if text.chars().count() > longest {
            self.add(path, "too_long");
        } else if text.chars().any(odd) {
            self.add(path, "invalid");
        }
    }

    fn some_text(&mut self, path: &str, text: Option<&str>, longest: usize) {
        if let Some(text) = text {
            self.text(path, text, longest);
        }
    }

    /// In one language at least.
    fn names(&mut self, path: &str, names: &Localized) {
        if names.0.values().all(|name| name.trim().is_empty()) {
            self.add(path, "empty");
        }
        self.in_languages(path, names);
    }

    fn in_languages(&mut self, path: &str, texts: &Localized) {
        for (language, text) in &texts.0 {
            let path = format!("{path}.{language}");
            self.language(&path, language);
            self.text(&path, text, LONGEST_NAME);
        }
    }

    fn language(&mut self, path: &str, tag: &str) {
        self.holds(path, "unknown", codes::is_language_tag(tag));
    }

    fn native(&mut self, path: &str, name: &NativeName) {
        self.name(path, &name.text, &name.language);
    }

    fn name(&mut self, path: &str, text: &str, language: &str) {
        self.text(&format!("{path}.text"), text, LONGEST_NAME);
        if !language.is_empty() {
            self.language(&format!("{path}.language"), language);
        }
    }

    /// No longer than a list may be, and each only once.
    fn list<T: Ord>(&mut self, path: &str, items: &[T]) {
        self.length(path, items.len());
        let mut sorted: Vec<(&T, usize)> = items.iter().zip(0..).collect();
        sorted.sort_unstable();
        for pair in sorted.windows(2) {
            if let [(one, _), (other, place)] = pair
                && one == other
            {
                self.add(format!("{path}[{place}]"), "duplicate");
            }
        }
    }

    fn length(&mut self, path: &str, length: usize) {
        self.holds(path, "too_many", length <= LONGEST_LIST);
    }

    fn lines(&mut self, path: &str, lines: &[String], longest: usize) {
        self.length(path, lines.len());
        for (place, line) in lines.iter().enumerate() {
            self.text(&format!("{path}[{place}]"), line, longest);
        }
    }

    /// Only the web is linked: no other scheme may come in.
    fn addresses(&mut self, path: &str, addresses: &[String]) {
        self.length(path, addresses.len());
        for (place, address) in addresses.iter().enumerate() {
            let of_the_web = codes::is_of_the_web(address) && address.len() <= LONGEST_LINE;
            self.holds(&format!("{path}[{place}]"), "invalid", of_the_web);
        }
    }

    fn provenance(&mut self, provenance: &Provenance) {
        self.lines("provenance.sources", &provenance.sources, LONGEST_LINE);
        let confidence = provenance.confidence.as_deref();
        self.some_text("provenance.confidence", confidence, LONGEST_LINE);
    }

    /// What ends cannot be over before it can have begun.
    fn order(&mut self, path: &str, from: Option<PartialDate>, to: Option<PartialDate>) {
        if let (Some(from), Some(to)) = (from, to) {
            self.holds(path, "before_begin", from.earliest() <= to.latest());
        }
    }

    fn designation(&mut self, path: &str, designation: Option<&Designation>) {
        if let Some(designation) = designation {
            self.name(path, &designation.text, &designation.language);
        }
    }
}

pub(super) fn district(district: &District) -> Vec<Flaw> {
    let mut check = Check::default();
    check.names("names", &district.names);
    check.order("until", district.since, district.until);
    check.0
}

pub(super) fn department(department: &Department) -> Vec<Flaw> {
    let mut check = Check::default();
    check.names("names", &department.names);
    check.some_text("note", department.note.as_deref(), LONGEST_TEXT);
    check.0
}

pub(super) fn partner(partner: &Partner) -> Vec<Flaw> {
    let mut check = Check::default();
    check.holds("slug", "invalid", codes::is_slug(&partner.slug));
    check.names("names", &partner.names);
    check.native("native", &partner.native);
    check.lines("aliases", &partner.aliases, LONGEST_NAME);
    check.list("languages", &partner.languages);
    for (place, tag) in partner.languages.iter().enumerate() {
        check.language(&format!("languages[{place}]"), tag);
    }
    if let Some(at) = partner.coordinates {
        check.holds("coordinates.lat", "out_of_range", at.lat.abs() <= 90.0);
        check.holds("coordinates.lon", "out_of_range", at.lon.abs() <= 180.0);
    }
    if let Some(zone) = &partner.zone {
        check.holds("zone", "unknown", codes::zone(zone).is_some());
    }
    if let Some(candidacy) = &partner.candidacy {
        check.lines("candidacy.reasons", &candidacy.reasons, LONGEST_TEXT);
        check.length("candidacy.steps", candidacy.steps.len());
        for (place, step) in candidacy.steps.iter().enumerate() {
            let path = format!("candidacy.steps[{place}].text");
            check.text(&path, &step.text, LONGEST_TEXT);
        }
    }
    check.some_text("note", partner.note.as_deref(), LONGEST_TEXT);
    check.addresses("official_urls", &partner.official_urls);
    check.provenance(&partner.provenance);
    check.0
}

pub(super) fn network(network: &Network) -> Vec<Flaw> {
    let mut check = Check::default();
    check.names("names", &network.names);
    check.order("until", network.since, network.until);
    check.some_text("role", network.role.as_deref(), LONGEST_LINE);
    let members = network.members.iter();
    let members: Vec<_> = members.map(|member| member.partner).collect();
    check.list("members", &members);
    for (place, member) in network.members.iter().enumerate() {
        let path = format!("members[{place}].until");
        check.order(&path, member.since, member.until);
    }
    check.addresses("official_urls", &network.official_urls);
    check.some_text("note", network.note.as_deref(), LONGEST_TEXT);
    check.provenance(&network.provenance);
    check.0
}

pub(super) fn relation(relation: &Relation) -> Vec<Flaw> {
    let mut check = Check::default();
    if let Some(ending) = &relation.ending {
        check.order("ending.on", relation.valid_from, Some(ending.on));
        check.some_text("ending.note", ending.note.as_deref(), LONGEST_TEXT);
        let upgraded = ending.reason == EndingReason::Upgraded;
        let followed = ending.successor.is_some();
        check.holds("ending.successor", "invalid", upgraded || !followed);
        let itself = ending.successor == Some(relation.id);
        check.holds("ending.successor", "invalid", !itself);
    }
    check.designation("ours", relation.ours.as_ref());
    check.designation("theirs", relation.theirs.as_ref());
    check.some_text("note", relation.note.as_deref(), LONGEST_TEXT);
    check.provenance(&relation.provenance);
    check.0
}

pub(super) fn sub_relation(relation: &SubRelation) -> Vec<Flaw> {
    let mut check = Check::default();
    check.names("ours", &relation.ours);
    check.names("theirs", &relation.theirs);
    check.order("valid_to", relation.valid_from, relation.valid_to);
    check.some_text("note", relation.note.as_deref(), LONGEST_TEXT);
    check.provenance(&relation.provenance);
    check.0
}

pub(super) fn contact(contact: &Contact) -> Vec<Flaw> {
    let mut check = Check::default();
    check.names("name", &contact.name);
    check.in_languages("title", &contact.title);
    check.some_text("body", contact.body.as_deref(), LONGEST_LINE);
    if let Some(language) = &contact.language {
        check.language("language", language);
    }
    if let Some(email) = &contact.email {
        check.holds("email", "invalid", meeting::plan::is_mail_address(email));
    }
    check.some_text("phone", contact.phone.as_deref(), 50);
    check.some_text(
        "consent.note",
        contact.consent.note.as_deref(),
        LONGEST_LINE,
    );
    check.some_text("note", contact.note.as_deref(), LONGEST_TEXT);
    check.0
}

pub(super) fn exchange(exchange: &Exchange) -> Vec<Flaw> {
    let mut check = Check::default();
    check.names("title", &exchange.title);
    check.order("to", Some(exchange.on), exchange.to);
    check.list("partners", &exchange.partners);
    check.list("departments", &exchange.departments);
    check.some_text("place", exchange.place.as_deref(), LONGEST_LINE);
    check.some_text("note", exchange.note.as_deref(), LONGEST_TEXT);
    let none = exchange.groups.is_some_and(|groups| groups.number == 0);
    check.holds("groups", "out_of_range", !none);
    if let (Some(seniors), Some(headcount)) = (exchange.seniors, exchange.headcount) {
        check.holds("seniors", "more_than_all", may_be_part(seniors, headcount));
    }
    if let Some(invitations) = exchange.invitations {
        let answers = u64::from(invitations.accepted) + u64::from(invitations.declined);
        let fits = answers <= u64::from(invitations.sent);
        check.holds("invitations", "more_than_all", fits);
    }
    check.provenance(&exchange.provenance);
    check.0
}

/// Of a whole that is a lower bound nobody knows how much more it is.
fn may_be_part(part: Figure, whole: Figure) -> bool {
    whole.at_least || part.number <= whole.number
}

pub(super) fn intent(intent: &Intent) -> Vec<Flaw> {
    let mut check = Check::default();
    check.names("title", &intent.title);
    check.list("partners", &intent.partners);
    check.list("departments", &intent.departments);
    check.order("due", Some(intent.said_on), intent.due);
    let said_in = intent.said_in;
    let in_session = said_in.item.is_some() || said_in.decision.is_some();
    check.holds(
        "said_in.session",
        "missing",
        !in_session || said_in.session.is_some(),
    );
    check.length("steps", intent.steps.len());
    for (place, step) in intent.steps.iter().enumerate() {
        let path = format!("steps[{place}]");
        check.order(&format!("{path}.on"), Some(intent.said_on), Some(step.on));
        check.text(&format!("{path}.text"), &step.text, LONGEST_TEXT);
        check.holds(
            &path,
            "empty",
            step.stage.is_some() || !step.text.is_empty(),
        );
    }
    check.provenance(&intent.provenance);
    check.0
}
