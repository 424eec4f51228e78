//! How the columns of a sheet were read the last time.

use intake::columns::Mapping;
use intake::fold::folded;
use meeting::time::Timestamp;
use ring::digest::{SHA256, digest};

use crate::records::word;
use crate::store::{Store, StoreError};

/// Rows that are kept, of the newest use.
const MOST: i64 = 500;

/// Remembers how a sheet is read, for the next of the same headings. Of one without headings nothing
/// can be recognised.
pub(super) async fn remember(
    store: &Store,
    mapping: &Mapping,
    at: Timestamp,
) -> Result<(), StoreError> {
    let Some(headings) = headings(mapping) else {
        return Ok(());
    };
    let doc = serde_json::to_string(mapping);
    let doc = doc.map_err(|error| StoreError::damaged("import_mapping", &headings, error))?;
    let mut transaction = store.write().await?;
    sqlx::query(
        "INSERT INTO import_mapping (kind, headings, doc, used_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (kind, headings)
         DO UPDATE SET doc = excluded.doc, used_at = excluded.used_at",
    )
    .bind(word(mapping.kind)?)
    .bind(headings)
    .bind(doc)
    .bind(at.micros())
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "DELETE FROM import_mapping WHERE rowid NOT IN
         (SELECT rowid FROM import_mapping ORDER BY used_at DESC, rowid DESC LIMIT $1)",
    )
    .bind(MOST)
    .execute(&mut *transaction)
    .await?;
    Ok(transaction.commit().await?)
}

/// How a sheet with the headings of this mapping was read the last time.
pub(super) async fn remembered(
    store: &Store,
    proposed: &Mapping,
) -> Result<Option<Mapping>, StoreError> {
    let Some(headings) = headings(proposed) else {
        return Ok(None);
    };
    let doc: Option<String> =
        sqlx::query_scalar("SELECT doc FROM import_mapping WHERE kind = $1 AND headings = $2")
            .bind(word(proposed.kind)?)
            .bind(headings)
            .fetch_optional(store.pool())
            .await?;
    // What an earlier release wrote and this one does not read is as good as forgotten.
    Ok(doc.and_then(|doc| serde_json::from_str(&doc).ok()))
}

fn headings(mapping: &Mapping) -> Option<String> {
    mapping.heading?;
    let mut text = String::new();
    for column in &mapping.columns {
        text.push_str(&folded(&column.heading));
        text.push('\n');
    }
    let hash = digest(&SHA256, text.as_bytes());
    Some(
        hash.as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    )
}
