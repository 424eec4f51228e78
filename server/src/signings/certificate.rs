//! What a certificate says. The same record gives the same certificate.

use std::sync::LazyLock;

use meeting::id::PersonId;
use meeting::plan::is_same_language;
use meeting::record::{Record, SignatureRecord, SigningRecord, WitnessRecord};
use meeting::signing::{Edition, Original};
use meeting::time::Timestamp;
use print::{Minutes, Printed, Section};

use crate::records::filled;
use crate::records::{Terms, Words, Writing};

static SENTENCES: LazyLock<Terms> = LazyLock::new(|| Terms::read(include_str!("words.tsv")));

/// In the order in which `languages` of the table names them.
const NAMED: [&str; 9] = ["zh-CN", "en", "ja", "ko", "de", "fr", "es", "ru", "ar"];

/// A signing that was closed, in one language.
pub(super) struct Certificate<'a> {
    record: &'a Record,
    signing: &'a SigningRecord,
    language: &'a str,
    words: Words,
    sheet: Writing<'a>,
}

impl<'a> Certificate<'a> {
    pub(super) fn new(record: &'a Record, signing: &'a SigningRecord, language: &'a str) -> Self {
        Self {
            record,
            signing,
            language,
            words: Words::in_table(&SENTENCES, language),
            sheet: Writing::of(record, Words::of(language)),
        }
    }

    pub(super) fn pages(&self, printed: Printed) -> Minutes {
        let zone = self.record.zone.replace('_', " ");
        let closed = self.time(self.signing.ended_at);
        Minutes {
            language: self.language.to_owned(),
            label: self.words.get("title"),
            standing: self.fill("closed", &[("when", &closed), ("zone", &zone)]),
            sections: self.sections(),
            printed,
        }
    }

    fn sections(&self) -> Vec<Section> {
        let signing = self.signing;
        let signatures = signing.signatures.iter().map(|one| self.signature(one));
        let documents = signing.editions.iter().flat_map(|one| self.edition(one));
        let originals = signing.originals.iter().map(|one| self.original(one));
        let mut sections = vec![
            self.head(),
            self.titled("documents", documents.collect()),
            self.titled("originals", originals.collect()),
            self.titled("signatures", signatures.collect()),
        ];
        if !signing.witnesses.is_empty() {
            let witnesses = signing.witnesses.iter().map(|one| self.witness(one));
            sections.push(self.titled("witnesses", witnesses.collect()));
        }
        sections.push(self.titled("about", vec![self.words.get("honest")]));
        sections
    }

    fn titled(&self, heading: &str, paragraphs: Vec<String>) -> Section {
        Section {
            heading: self.words.get(heading),
            paragraphs,
        }
    }

    /// What, and in which meeting.
    fn head(&self) -> Section {
        let title = match &self.signing.title {
            Some(title) => self.sheet.text(Some(title)),
            None => self.words.get("erased"),
        };
        let session = self.sheet.text(Some(&self.record.title));
        let mut paragraphs = vec![self.fill("session", &[("title", &session)])];
        if let Some(item) = self.signing.item {
            let item = self.sheet.item_title(item);
            paragraphs.push(self.fill("item", &[("title", &item)]));
        }
        let opened = self.time(self.signing.opened_at);
        paragraphs.push(self.fill("opened", &[("when", &opened)]));
        Section {
            heading: title,
            paragraphs,
        }
    }

    /// The hash over two lines: in one it would be broken anywhere.
    fn edition(&self, edition: &Edition) -> [String; 3] {
        let language = self.language_name(&edition.language);
        let grouped = edition.sha256.grouped();
        let (first, second) = grouped.split_at(grouped.len() / 2);
        [
            self.fill("edition", &[("language", &language)]),
            first.trim().to_owned(),
            second.trim().to_owned(),
        ]
    }

    fn language_name(&self, tag: &str) -> String {
        let place = NAMED.iter().position(|known| is_same_language(known, tag));
        let names = self.words.get("languages");
        let name = place.and_then(|place| names.split('|').nth(place));
        name.unwrap_or(tag).to_owned()
    }

    fn original(&self, original: &Original) -> String {
        let parties = original.parties.iter();
        let parties: Vec<String> = parties.map(|party| self.sheet.city(*party)).collect();
        let holder = self.sheet.city(original.holder);
        let values = [
            ("city", holder.as_str()),
            ("parties", &parties.join(&self.words.get("then"))),
        ];
        self.fill("original", &values)
    }

    fn signature(&self, signature: &SignatureRecord) -> String {
        let person = self.person(signature.person.person);
        let city = self.sheet.city(signature.delegation);
        let when = self.time(signature.signed_at);
        let instead = signature.deputy_for.as_ref();
        let instead = instead.map(|one| self.person(one.person));
        let key = if instead.is_some() {
            "signed_for"
        } else {
            "signed"
        };
        let values = [
            ("when", when.as_str()),
            ("person", &person),
            ("city", &city),
            ("other", instead.as_deref().unwrap_or_default()),
        ];
        self.fill(key, &values)
    }

    fn witness(&self, witness: &WitnessRecord) -> String {
        let person = self.person(witness.person.person);
        match witness.attested_at {
            Some(at) => {
                let when = self.time(Some(at));
                self.fill("attested", &[("when", &when), ("person", &person)])
            }
            None => self.fill("not_attested", &[("person", &person)]),
        }
    }

    /// Name and title of that day.
    fn person(&self, person: PersonId) -> String {
        let mut people = self.record.participants.iter();
        let Some(known) = people.find(|one| one.person == person) else {
            return String::new();
        };
        let (name, title) = (
            self.sheet.text(Some(&known.name)),
            self.sheet.text(Some(&known.title)),
        );
        if title.is_empty() {
            return name;
        }
        self.fill("person", &[("name", &name), ("title", &title)])
    }

    fn time(&self, at: Option<Timestamp>) -> String {
        self.sheet.moment(at)
    }

    fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        filled(&self.words.get(key), values)
    }
}
