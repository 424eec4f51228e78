//! `yunqiao demo`: the founding figures as records, in a folder that holds nothing else.

use history::book::Records;
use history::demo::{Known, founding};

use super::entry::Record as _;
use super::file::{self, ImportError};
use super::write::{Change, Written};
use super::{Batch, Ledger, What};
use crate::partners::bits_of;
use crate::store::StoreError;

/// As the batch is called in which they are written.
const TITLE: &str = "Founding figures (reconstructed)";

impl Ledger {
    /// Fills an empty data folder with the set. A folder that holds anything else is refused.
    pub async fn fill_with_demo(&self) -> Result<usize, ImportError> {
        if !self.holds_nothing().await? {
            let message = "the data folder holds other data; the demo goes into an empty one \
                           (data.dir)";
            return Err(ImportError::Refused(message.to_owned()));
        }
        let mut batch = Batch::of(What::Demo, None, changes(founding_records()?));
        batch.title = Some(TITLE.to_owned());
        let Written { added, .. } = self.write(batch).await?;
        Ok(added)
    }

    /// Nothing was entered, planned or held here, and nobody can sign in yet.
    async fn holds_nothing(&self) -> Result<bool, StoreError> {
        let some: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM ledger_batch) OR EXISTS (SELECT 1 FROM partner)
                 OR EXISTS (SELECT 1 FROM session) OR EXISTS (SELECT 1 FROM event)
                 OR EXISTS (SELECT 1 FROM fact) OR EXISTS (SELECT 1 FROM organizer)",
        )
        .fetch_one(self.store().pool())
        .await?;
        Ok(!some)
    }
}

/// The real partners of the release, and what is made around them.
pub(crate) fn founding_records() -> Result<Records, ImportError> {
    let rows = file::of_the_release()?;
    let known = rows.iter().map(|row| Known {
        partner: row.city(),
        relation: row.relation(),
        dormant: row.dormant_2020,
    });
    Ok(founding(known.collect(), bits_of))
}

fn changes(records: Records) -> Vec<Change> {
    let Records {
        districts,
        partners,
        relations,
        exchanges,
        intents,
    } = records;
    let districts = districts.into_iter().map(|record| record.entry());
    let partners = partners.into_iter().map(|record| record.entry());
    let relations = relations.into_iter().map(|record| record.entry());
    let exchanges = exchanges.into_iter().map(|record| record.entry());
    let intents = intents.into_iter().map(|record| record.entry());
    let entries = districts
        .chain(partners)
        .chain(relations)
        .chain(exchanges)
        .chain(intents);
    entries.map(|entry| Change::put(entry, Some(0))).collect()
}
