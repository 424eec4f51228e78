//! What is kept of the ledger in memory: the book that measures are computed from, the cities with
//! their search, the names of what lists refer to, and how often each record is named by others.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use history::book::{Book, Contact, RelationRow};
use history::date::Window;
use history::exchange::Exchange;
use meeting::id::{DepartmentId, DistrictId, ExchangeId, PartnerId};
use meeting::plan::Localized;

use super::Ledger;
use super::entry::{Entry, EntryKind, Key};
use super::filed::{self, Filed};
use crate::partners::{Index, Listed};

/// One change as it was written.
#[derive(Debug, Clone)]
pub(super) struct Effect {
    pub(super) key: Key,
    pub(super) before: Option<Entry>,
    pub(super) after: Option<Entry>,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    /// One more with every change: what was computed at one number holds for that number.
    version: u64,
    pub(crate) book: Book,
    pub(crate) districts: BTreeMap<DistrictId, Localized>,
    pub(crate) departments: BTreeMap<DepartmentId, Localized>,
    /// The meetings that were held here, as their records tell of them.
    filed: BTreeMap<ExchangeId, Filed>,
    /// How often a record is named by others; those that are not named are not in it.
    named: HashMap<Key, u32>,
}

impl State {
    /// Nothing where there is no such partner.
    pub(crate) fn contacts_with(&self, partner: PartnerId, window: Window) -> &[Contact] {
        let page = self.book.page(partner);
        page.map_or(&[], |page| page.contacts(window))
    }

    pub(super) fn relations_with(&self, partner: PartnerId) -> Vec<RelationRow> {
        let page = self.book.page(partner);
        page.map_or_else(Vec::new, |page| page.relations.to_vec())
    }

    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// Whether both say the same, however they came about.
    #[cfg(test)]
    pub(super) fn same(&self, other: &State) -> bool {
        self.book == other.book
            && self.districts == other.districts
            && self.departments == other.departments
            && self.filed == other.filed
            && self.named == other.named
    }

    pub(crate) fn is_filed(&self, key: Key) -> bool {
        key.kind == EntryKind::Exchange
            && self
                .filed
                .contains_key(&ExchangeId::from_bits(key.id.bits()))
    }

    /// A meeting that was held here, without what officers added.
    pub(crate) fn filed(&self, id: ExchangeId) -> Option<&Filed> {
        self.filed.get(&id)
    }

    /// Every meeting that was held here, without what officers added.
    pub(crate) fn all_filed(&self) -> impl Iterator<Item = &Filed> {
        self.filed.values()
    }

    /// Those of these records that others name, and how often.
    pub(super) fn named(&self, keys: impl Iterator<Item = Key>) -> HashMap<Key, i64> {
        let named = keys.filter(|key| !self.is_filed(*key));
        let named = named.filter_map(|key| Some((key, i64::from(*self.named.get(&key)?))));
        named.collect()
    }

    /// One of the removed records that others would name still.
    pub(super) fn named_after(&self, effects: &[Effect]) -> Option<Key> {
        let removed = effects.iter().filter(|effect| effect.after.is_none());
        let removed: BTreeSet<Key> = removed
            .map(|effect| effect.key)
            .filter(|key| !self.is_filed(*key))
            .collect();
        if removed.is_empty() {
            return None;
        }
        let mut change: HashMap<Key, i64> = HashMap::new();
        for effect in effects {
            let mut add = |entry: &Option<Entry>, by: i64| {
                let named = entry.iter().flat_map(Entry::references);
                for key in named.filter(|key| removed.contains(key)) {
                    *change.entry(key).or_default() += by;
                }
            };
            add(&effect.before, -1);
            add(&effect.after, 1);
        }
        removed.into_iter().find(|key| {
            let now = self.named.get(key).copied().map_or(0, i64::from);
            now + change.get(key).copied().unwrap_or(0) > 0
        })
    }

    /// Takes over what was written; gives the cities that are listed otherwise now.
    pub(super) fn apply(&mut self, effects: Vec<Effect>) -> BTreeSet<PartnerId> {
        self.version += 1;
        let mut relisted = BTreeSet::new();
        for effect in effects {
            for entry in effect.before.iter().chain(&effect.after) {
                if let Entry::Partner(partner) = entry {
                    relisted.insert(partner.id);
                } else if let Entry::Relation(relation) = entry {
                    relisted.insert(relation.partner);
                }
            }
            let before = effect.before.iter().flat_map(Entry::references);
            before.for_each(|key| self.unname(key));
            let after = effect.after.iter().flat_map(Entry::references);
            after.for_each(|key| self.name(key));
            match effect.after {
                Some(entry) => self.put(&entry),
                None => self.remove(effect.key),
            }
        }
        relisted
    }

    /// Takes over what the record of a session tells; `None` when it tells of no exchange.
    pub(super) fn file(&mut self, id: ExchangeId, filed: Option<Filed>, added: Option<&Exchange>) {
        self.version += 1;
        if let Some(before) = self.filed.remove(&id) {
            let partners = before.exchange.partners.into_iter();
            partners.for_each(|partner| self.unname(partner.into()));
        }
        if let Some(filed) = filed {
            let partners = filed.exchange.partners.iter();
            partners.for_each(|partner| self.name((*partner).into()));
            self.filed.insert(id, filed);
        }
        match (added, self.filed.get(&id)) {
            (Some(added), _) => self.put_exchange(added),
            (None, Some(filed)) => self.book.put_exchange(&filed.exchange),
            (None, None) => self.book.remove_exchange(id),
        }
    }

    fn name(&mut self, key: Key) {
        *self.named.entry(key).or_default() += 1;
    }

    fn unname(&mut self, key: Key) {
        if let Some(count) = self.named.get_mut(&key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.named.remove(&key);
            }
        }
    }

    pub(super) fn put(&mut self, entry: &Entry) {
        match entry {
            Entry::District(district) => {
                self.book.put_district(district);
                self.districts.insert(district.id, district.names.clone());
            }
            Entry::Department(department) => {
                let names = department.names.clone();
                self.departments.insert(department.id, names);
            }
            Entry::Partner(partner) => self.book.put_partner(partner),
            Entry::Relation(relation) => self.book.put_relation(relation),
            Entry::Exchange(exchange) => self.put_exchange(exchange),
            Entry::Intent(intent) => self.book.put_intent(intent),
            Entry::Network(_) | Entry::SubRelation(_) | Entry::Contact(_) => {}
        }
    }

    /// An exchange of the ledger; where it adds to one that was held here, both together.
    fn put_exchange(&mut self, exchange: &Exchange) {
        match self.filed.get(&exchange.id) {
            Some(filed) => {
                let both = filed::laid_over(&filed.exchange, exchange.clone());
                self.book.put_exchange(&both);
            }
            None => self.book.put_exchange(exchange),
        }
    }

    fn remove(&mut self, key: Key) {
        let bits = key.id.bits();
        match key.kind {
            EntryKind::District => {
                self.book.remove_district(DistrictId::from_bits(bits));
                self.districts.remove(&DistrictId::from_bits(bits));
            }
            EntryKind::Department => {
                self.departments.remove(&DepartmentId::from_bits(bits));
            }
            EntryKind::Partner => self.book.remove_partner(PartnerId::from_bits(bits)),
            EntryKind::Relation => {
                let id = meeting::id::RelationId::from_bits(bits);
                self.book.remove_relation(id);
            }
            EntryKind::Exchange => {
                let id = ExchangeId::from_bits(bits);
                match self.filed.get(&id) {
                    Some(filed) => self.book.put_exchange(&filed.exchange),
                    None => self.book.remove_exchange(id),
                }
            }
            EntryKind::Intent => {
                let id = meeting::id::IntentId::from_bits(bits);
                self.book.remove_intent(id);
            }
            EntryKind::Network | EntryKind::SubRelation | EntryKind::Contact => {}
        }
    }

    /// Takes over a record that was read at the start.
    pub(super) fn load(&mut self, entry: &Entry) {
        let named = entry.references().into_iter();
        named.for_each(|key| self.name(key));
        self.put(entry);
    }
}

impl Ledger {
    /// Takes over what was committed. Whoever calls it holds the pen.
    pub(super) async fn apply(&self, effects: Vec<Effect>) {
        let cities: HashMap<PartnerId, Option<history::partner::Partner>> = effects
            .iter()
            .filter(|effect| effect.key.kind == EntryKind::Partner)
            .map(|effect| {
                let id = PartnerId::from_bits(effect.key.id.bits());
                let after = effect.after.clone();
                (id, after.and_then(super::Record::of))
            })
            .collect();
        self.change(move |state, index| {
            let relisted = state.apply(effects);
            (!relisted.is_empty()).then(|| relist(state, index, relisted, cities))
        })
        .await;
    }

    /// Changes what is kept in memory, on a thread that may wait for those who read. The function
    /// gives the cities anew where they are listed otherwise now.
    pub(super) async fn change(
        &self,
        change: impl FnOnce(&mut State, &Index) -> Option<Index> + Send + 'static,
    ) {
        let ledger = self.clone();
        let work = tokio::task::spawn_blocking(move || {
            let mut state = ledger.state_to_change();
            let index = ledger.cities().now();
            if let Some(index) = change(&mut state, &index) {
                ledger.cities().put(index);
            }
        });
        if let Err(broken) = work.await
            && broken.is_panic()
        {
            std::panic::resume_unwind(broken.into_panic());
        }
    }
}

/// The cities with those that changed listed anew.
fn relist(
    state: &State,
    index: &Index,
    relisted: BTreeSet<PartnerId>,
    mut changed: HashMap<PartnerId, Option<history::partner::Partner>>,
) -> Index {
    let anew = relisted.into_iter().map(|id| {
        let record = match changed.remove(&id) {
            Some(record) => record,
            None => index.get(id).map(|city| city.record.clone()),
        };
        let relations = state.relations_with(id);
        (id, record.map(|record| Listed::of(record, relations)))
    });
    index.with(anew.collect())
}
