//! Contacts are people: what the ledger holds of one is destroyed with the record, in all versions.

use sqlx::SqliteConnection;

use super::entry::EntryKind;
use super::state::Effect;
use super::table;
use crate::store::StoreError;

/// Whether something was erased.
pub(super) async fn erase_removed(
    database: &mut SqliteConnection,
    effects: &[Effect],
) -> Result<bool, StoreError> {
    let mut erased = false;
    for effect in effects {
        if effect.key.kind == EntryKind::Contact && effect.after.is_none() {
            table::erase(database, effect.key).await?;
            erased = true;
        }
    }
    Ok(erased)
}
