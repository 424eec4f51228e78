//! What the kinds of record that are imported have of their own.

use history::exchange::Exchange;
use history::intent::Intent;
use history::partner::Partner;
use history::relation::Relation;
use intake::draft::{Known, New, Record as Readable};
use meeting::id::{EntryId, ExchangeId, IntentId, PartnerId, RelationId};
use meeting::plan::Localized;

use crate::app::App;
use crate::ledger::{Kept, Key, Ledger, Record as Stored};
use crate::partners::id_of;
use crate::registry::added_to;
use crate::store::StoreError;

/// A kind of record that rows are read as.
pub(super) trait Importable: Readable + Stored {
    fn entry_id(id: Self::Id) -> EntryId;

    /// An identity that no record has, from bits that no other has.
    fn fresh(new: &New<Self>, ledger: &Ledger, bits: u64) -> Self::Id;

    /// What it is called in a list.
    fn title(&self, app: &App) -> Localized;

    /// The name that no two may share.
    fn unique(&self) -> Option<&str> {
        None
    }

    /// Those that stand of these, as a change finds them.
    fn standing(
        ledger: &Ledger,
        ids: &[EntryId],
    ) -> impl Future<Output = Result<Vec<Kept<Self>>, StoreError>> + Send {
        ledger.get_many(ids)
    }

    /// What of it is to be written.
    fn settled(self, _: &Ledger) -> Self {
        self
    }

    /// Fills the index by which rows are found to repeat a record.
    fn known(ledger: &Ledger) -> impl Future<Output = Result<Known<Self::Id>, StoreError>> + Send {
        async {
            let mut known = Known::default();
            ledger.each(|record: Self| known.add(&record)).await?;
            Ok(known)
        }
    }
}

impl Importable for Exchange {
    fn entry_id(id: ExchangeId) -> EntryId {
        Key::from(id).id
    }

    fn fresh(_: &New<Self>, _: &Ledger, bits: u64) -> ExchangeId {
        ExchangeId::from_bits(bits)
    }

    fn title(&self, _: &App) -> Localized {
        self.title.clone()
    }

    async fn standing(ledger: &Ledger, ids: &[EntryId]) -> Result<Vec<Kept<Self>>, StoreError> {
        let ids = ids.iter().map(|id| ExchangeId::from_bits(id.bits()));
        let ids: Vec<ExchangeId> = ids.collect();
        let kept = ledger.exchanges(&ids).await?.into_iter();
        Ok(kept
            .map(|kept| Kept {
                version: kept.version,
                record: kept.record,
            })
            .collect())
    }

    fn settled(self, ledger: &Ledger) -> Self {
        match ledger.state().filed(self.id) {
            Some(filed) => added_to(&filed.exchange, self),
            None => self,
        }
    }

    async fn known(ledger: &Ledger) -> Result<Known<ExchangeId>, StoreError> {
        let mut known = Known::default();
        for filed in ledger.state().all_filed() {
            known.add(&filed.exchange);
        }
        ledger.each(|record: Self| known.add(&record)).await?;
        Ok(known)
    }
}

impl Importable for Intent {
    fn entry_id(id: IntentId) -> EntryId {
        Key::from(id).id
    }

    fn fresh(_: &New<Self>, _: &Ledger, bits: u64) -> IntentId {
        IntentId::from_bits(bits)
    }

    fn title(&self, _: &App) -> Localized {
        self.title.clone()
    }
}

impl Importable for Relation {
    fn entry_id(id: RelationId) -> EntryId {
        Key::from(id).id
    }

    fn fresh(_: &New<Self>, _: &Ledger, bits: u64) -> RelationId {
        RelationId::from_bits(bits)
    }

    /// That of the partner.
    fn title(&self, app: &App) -> Localized {
        let city = app.partners.get(self.partner);
        city.map_or_else(Localized::default, |city| city.record.names.clone())
    }
}

impl Importable for Partner {
    fn entry_id(id: PartnerId) -> EntryId {
        Key::from(id).id
    }

    /// As for a partner that is entered by hand: that of its slug, unless somebody else has it.
    fn fresh(new: &New<Self>, ledger: &Ledger, bits: u64) -> PartnerId {
        let id = id_of(&new.record().slug);
        match ledger.cities().get(id) {
            Some(_) => PartnerId::from_bits(bits),
            None => id,
        }
    }

    fn title(&self, _: &App) -> Localized {
        self.names.clone()
    }

    fn unique(&self) -> Option<&str> {
        Some(&self.slug)
    }
}
