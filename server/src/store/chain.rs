//! A fact as it lies in its row, and the chain of hashes through the facts of a session. The
//! chain runs over ciphertext, so destroying a key leaves it whole.

use meeting::id::SessionId;
use ring::digest::{Context, SHA256};
use serde::Deserialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

pub(crate) type Hash = [u8; 32];

/// What stands before the first fact of a session.
pub(crate) const START: Hash = [0; 32];

#[derive(Debug, Clone)]
pub(crate) struct FactRow {
    pub(crate) session: SessionId,
    pub(crate) epoch: u32,
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) version: i64,
    pub(crate) labels: Labels,
    pub(crate) body: String,
    pub(crate) private: Option<Vec<u8>>,
}

/// What a fact is found by. It says again what stands in the body, so the chain has no need of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Labels {
    /// The name of the event.
    pub(crate) event: String,
    /// Whom it is about, where it is about one person.
    pub(crate) person: Option<String>,
}

impl Labels {
    pub(crate) fn of(body: &str) -> Result<Labels, serde_json::Error> {
        serde_json::from_str(body)
    }
}

impl FactRow {
    /// Every field stands at a fixed length or with its length before it, so that no two
    /// different rows read the same.
    pub(crate) fn hash_after(&self, previous: &Hash) -> Hash {
        let mut hash = Context::new(&SHA256);
        hash.update(previous);
        hash.update(&self.session.bits().to_be_bytes());
        hash.update(&self.epoch.to_be_bytes());
        hash.update(&self.seq.to_be_bytes());
        hash.update(&self.at.to_be_bytes());
        hash.update(&self.version.to_be_bytes());
        update_sized(&mut hash, self.body.as_bytes());
        if let Some(private) = &self.private {
            update_sized(&mut hash, private);
        }
        let mut out = START;
        out.copy_from_slice(hash.finish().as_ref());
        out
    }

    /// The key as a person reads it in a report: session/epoch/seq.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}/{}", self.session, self.epoch, self.seq)
    }
}

fn update_sized(hash: &mut Context, bytes: &[u8]) {
    hash.update(&(bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

impl FromRow<'_, SqliteRow> for FactRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let session: &str = row.try_get("session")?;
        Ok(FactRow {
            session: session.parse().map_err(|error| sqlx::Error::ColumnDecode {
                index: "session".to_owned(),
                source: Box::new(error),
            })?,
            epoch: row.try_get("epoch")?,
            seq: row.try_get("seq")?,
            at: row.try_get("at")?,
            version: row.try_get("version")?,
            labels: Labels {
                event: row.try_get("event")?,
                person: row.try_get("person")?,
            },
            body: row.try_get("body")?,
            private: row.try_get("private")?,
        })
    }
}
