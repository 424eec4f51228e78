//! What measures are computed from: of every record the few numbers that they need, kept so that
//! each question is one walk in memory order. Twenty thousand partners with two hundred thousand
//! exchanges fit into some tens of megabytes.
//!
//! A record may be put in, replaced and taken out in any order; what the book then holds depends on
//! the records alone, not on the way there.

mod few;
mod row;

use std::collections::BTreeMap;

use jiff::civil::Date;
use meeting::id::{DistrictId, ExchangeId, IntentId, PartnerId, RelationId};

use crate::date::Window;
use crate::district::District;
use crate::exchange::Exchange;
use crate::intent::Intent;
use crate::partner::Partner;
use crate::relation::Relation;

pub use few::Few;
pub use row::{City, Contact, ExchangeRow, IntentRow, RelationRow};

/// All records of the registry and the history, in full.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Records {
    pub districts: Vec<District>,
    pub partners: Vec<Partner>,
    pub relations: Vec<Relation>,
    pub exchanges: Vec<Exchange>,
    pub intents: Vec<Intent>,
}

/// All of one partner.
#[derive(Debug, Default, PartialEq, Eq)]
struct Folder {
    /// Absent while only relations or exchanges name the partner.
    city: Option<City>,
    /// By their identities.
    relations: Vec<RelationRow>,
    /// Those that count, by their days.
    contacts: Vec<Contact>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Book {
    folders: BTreeMap<PartnerId, Folder>,
    /// In whose folder a relation is.
    relations: BTreeMap<RelationId, PartnerId>,
    exchanges: BTreeMap<(Date, ExchangeId), ExchangeRow>,
    /// On which day an exchange is.
    days: BTreeMap<ExchangeId, Date>,
    intents: BTreeMap<IntentId, IntentRow>,
    districts: BTreeMap<DistrictId, Window>,
}

impl Book {
    pub fn of(records: &Records) -> Book {
        let mut book = Book::default();
        let Records {
            districts,
            partners,
            relations,
            exchanges,
            intents,
        } = records;
        districts
            .iter()
            .for_each(|record| book.put_district(record));
        partners.iter().for_each(|record| book.put_partner(record));
        relations
            .iter()
            .for_each(|record| book.put_relation(record));
        exchanges
            .iter()
            .for_each(|record| book.put_exchange(record));
        intents.iter().for_each(|record| book.put_intent(record));
        book
    }

    pub fn put_partner(&mut self, partner: &Partner) {
        let folder = self.folders.entry(partner.id).or_default();
        folder.city = Some(City::of(partner));
    }

    pub fn remove_partner(&mut self, id: PartnerId) {
        self.change_folder(id, |folder| folder.city = None);
    }

    pub fn put_relation(&mut self, relation: &Relation) {
        self.remove_relation(relation.id);
        self.relations.insert(relation.id, relation.partner);
        let relations = &mut self.folders.entry(relation.partner).or_default().relations;
        let place = relations.partition_point(|row| row.id < relation.id);
        relations.insert(place, RelationRow::of(relation));
    }

    pub fn remove_relation(&mut self, id: RelationId) {
        if let Some(partner) = self.relations.remove(&id) {
            self.change_folder(partner, |folder| {
                folder.relations.retain(|row| row.id != id)
            });
        }
    }

    pub fn put_exchange(&mut self, exchange: &Exchange) {
        self.remove_exchange(exchange.id);
        let (day, row) = (exchange.day(), ExchangeRow::of(exchange));
        if row.counts {
            let contact = Contact::of(exchange);
            for partner in row.partners.iter() {
                let contacts = &mut self.folders.entry(*partner).or_default().contacts;
                let place = contacts.partition_point(|other| other.key() < contact.key());
                contacts.insert(place, contact);
            }
        }
        self.days.insert(exchange.id, day);
        self.exchanges.insert((day, exchange.id), row);
    }

    pub fn remove_exchange(&mut self, id: ExchangeId) {
        let Some(day) = self.days.remove(&id) else {
            return;
        };
        let Some(row) = self.exchanges.remove(&(day, id)) else {
            return;
        };
        for partner in row.partners.iter() {
            self.change_folder(*partner, |folder| {
                let contacts = &folder.contacts;
                if let Ok(place) = contacts.binary_search_by_key(&(day, id), Contact::key) {
                    folder.contacts.remove(place);
                }
            });
        }
    }

    pub fn put_intent(&mut self, intent: &Intent) {
        self.intents.insert(intent.id, IntentRow::of(intent));
    }

    pub fn remove_intent(&mut self, id: IntentId) {
        self.intents.remove(&id);
    }

    pub fn put_district(&mut self, district: &District) {
        self.districts.insert(district.id, district.term());
    }

    pub fn remove_district(&mut self, id: DistrictId) {
        self.districts.remove(&id);
    }

    /// A folder with nothing in it is none.
    fn change_folder(&mut self, id: PartnerId, change: impl FnOnce(&mut Folder)) {
        if let Some(folder) = self.folders.get_mut(&id) {
            change(folder);
            if *folder == Folder::default() {
                self.folders.remove(&id);
            }
        }
    }
}

/// All that is written of one partner.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    pub partner: PartnerId,
    pub city: &'a City,
    /// Whoever holds them, and whether they hold or not; by identity.
    pub relations: &'a [RelationRow],
    contacts: &'a [Contact],
}

impl<'a> Page<'a> {
    fn of(partner: PartnerId, folder: &'a Folder) -> Option<Page<'a>> {
        Some(Page {
            partner,
            city: folder.city.as_ref()?,
            relations: &folder.relations,
            contacts: &folder.contacts,
        })
    }

    /// The exchanges that count, within the days of `window`, the oldest first.
    pub fn contacts(&self, window: Window) -> &'a [Contact] {
        let from = self
            .contacts
            .partition_point(|contact| contact.day < window.from);
        let to = self
            .contacts
            .partition_point(|contact| contact.day < window.to);
        self.contacts.get(from..to).unwrap_or_default()
    }

    /// Of the exchanges that count and had begun by a day, the one that was over last by then, or
    /// was not over.
    pub fn last_seen(&self, day: Date, is_wanted: impl Fn(&Contact) -> bool) -> Option<Contact> {
        let begun = self.contacts(Window::EVER.until(day)).iter();
        let wanted = begun.filter(|contact| is_wanted(contact));
        let seen = wanted.map(|contact| contact.until(day));
        seen.max_by_key(|contact| (contact.last, contact.key()))
    }
}

/// What is read of it.
impl Book {
    /// `None` of a partner of which there is no record, whatever names it.
    pub fn page(&self, partner: PartnerId) -> Option<Page<'_>> {
        Page::of(partner, self.folders.get(&partner)?)
    }

    /// All partners, by identity.
    pub fn pages(&self) -> impl Iterator<Item = Page<'_>> {
        let folders = self.folders.iter();
        folders.filter_map(|(partner, folder)| Page::of(*partner, folder))
    }

    pub fn exchange(&self, id: ExchangeId) -> Option<(Date, &ExchangeRow)> {
        let day = *self.days.get(&id)?;
        Some((day, self.exchanges.get(&(day, id))?))
    }

    /// The exchanges that count, within the days of `window`, each once, the oldest first.
    pub fn counted(
        &self,
        window: Window,
    ) -> impl Iterator<Item = (Date, ExchangeId, &ExchangeRow)> {
        self.exchanges(window).filter(|(_, _, row)| row.counts)
    }

    /// The same with those that do not count: greetings, what is planned, what was called off.
    pub fn exchanges(
        &self,
        window: Window,
    ) -> impl Iterator<Item = (Date, ExchangeId, &ExchangeRow)> {
        let first = ExchangeId::from_bits(0);
        let to = window.to.max(window.from);
        let days = self.exchanges.range((window.from, first)..(to, first));
        days.map(|((day, id), row)| (*day, *id, row))
    }

    pub fn intents(&self) -> impl Iterator<Item = (IntentId, &IntentRow)> {
        self.intents.iter().map(|(id, row)| (*id, row))
    }

    /// The districts that exist on a day.
    pub fn districts(&self, day: Date) -> impl Iterator<Item = DistrictId> {
        let districts = self.districts.iter();
        let exists = districts.filter(move |(_, term)| term.contains(day));
        exists.map(|(id, _)| *id)
    }

    /// How many exchanges there are, whether they count or not.
    pub fn exchange_count(&self) -> usize {
        self.days.len()
    }
}
