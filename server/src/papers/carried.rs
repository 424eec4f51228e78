//! Papers of relations and exchanges as an archive of the registry carries them. What is deleted stays
//! behind: it is gone for good within minutes.

use meeting::id::{EntryId, OrganizerId, PaperId};
use meeting::signing::Sha256;
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::kind::Kind;
use super::name;
use super::table::{signed, spoken, unsigned, word};
use crate::ledger::{EntryKind, Key};
use crate::store::StoreError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Carried {
    pub(crate) id: PaperId,
    entry_kind: EntryKind,
    entry: EntryId,
    name: String,
    pub(crate) kind: Kind,
    pub(crate) bytes: u64,
    pub(crate) sha256: Sha256,
    /// Who brought it. Where it comes to, nobody may know them.
    organizer: OrganizerId,
    uploaded_at: Timestamp,
}

impl Carried {
    pub(crate) fn entry(&self) -> Key {
        Key {
            kind: self.entry_kind,
            id: self.entry,
        }
    }

    /// Named as it would be had it been uploaded.
    pub(crate) fn cleaned(self) -> Carried {
        Carried {
            name: name::cleaned(&self.name, self.kind),
            ..self
        }
    }
}

/// All papers of entries, those of removed entries among them: they come back with their entries.
pub(crate) async fn all(database: &mut SqliteConnection) -> Result<Vec<Carried>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, entry_kind, entry, name, kind, bytes, sha256, organizer, uploaded_at
         FROM entry_paper WHERE deleted_at IS NULL ORDER BY uploaded_at, id",
    )
    .fetch_all(database)
    .await?;
    rows.iter().map(read).collect()
}

/// Whether there is a paper with this identity that is another one.
pub(crate) async fn is_another(
    database: &mut SqliteConnection,
    paper: &Carried,
) -> Result<bool, StoreError> {
    let row: Option<(String, String, String)> =
        sqlx::query_as("SELECT entry_kind, entry, sha256 FROM entry_paper WHERE id = $1")
            .bind(paper.id.to_string())
            .fetch_optional(database)
            .await?;
    Ok(row.is_some_and(|(kind, entry, sha256)| {
        kind != paper.entry_kind.name()
            || entry != paper.entry.to_string()
            || sha256 != paper.sha256.as_str()
    }))
}

/// One that is there already stays as it is; one that was just deleted is there again.
pub(crate) async fn put(
    database: &mut SqliteConnection,
    paper: &Carried,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO entry_paper
             (id, entry_kind, entry, name, kind, bytes, sha256, organizer, uploaded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO UPDATE SET deleted_at = NULL",
    )
    .bind(paper.id.to_string())
    .bind(paper.entry_kind.name())
    .bind(paper.entry.to_string())
    .bind(&paper.name)
    .bind(word(paper.kind)?)
    .bind(signed(paper.bytes))
    .bind(paper.sha256.as_str())
    .bind(paper.organizer.to_string())
    .bind(paper.uploaded_at.micros())
    .execute(database)
    .await?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<Carried, StoreError> {
    let key: String = row.try_get("id")?;
    Ok(Carried {
        id: spoken(&key, key.clone())?,
        entry_kind: spoken(&key, row.try_get("entry_kind")?)?,
        entry: spoken(&key, row.try_get("entry")?)?,
        name: row.try_get("name")?,
        kind: spoken(&key, row.try_get("kind")?)?,
        bytes: unsigned(row.try_get("bytes")?),
        sha256: spoken(&key, row.try_get("sha256")?)?,
        organizer: spoken(&key, row.try_get("organizer")?)?,
        uploaded_at: Timestamp(row.try_get("uploaded_at")?),
    })
}
