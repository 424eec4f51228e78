//! What the office believed on an earlier day: the records as they stood then, whatever has been
//! entered or put right since.

use futures_util::TryStreamExt as _;
use meeting::time::Timestamp;

use super::{Ledger, State, filed, table};
use crate::store::StoreError;

impl Ledger {
    /// Everything as it was kept at that moment.
    pub(crate) async fn believed(&self, at: Timestamp) -> Result<State, StoreError> {
        let mut database = self.store().pool().acquire().await?;
        let batch = table::last_batch_by(&mut database, at).await?;
        let mut state = State::default();
        for filed in filed::all(&mut database, at).await? {
            state.file(filed.exchange.id, Some(filed), None);
        }
        let mut rows = sqlx::query_as::<_, table::Row4>(table::AS_OF_BATCH)
            .bind(batch)
            .fetch(&mut *database);
        while let Some(row) = rows.try_next().await? {
            state.load(&table::parsed(row)?.record);
        }
        Ok(state)
    }
}
