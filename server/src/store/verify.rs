//! Following a session's chain: every hash, every number in its place, every sealed text.

use meeting::id::SessionId;
use sqlx::SqliteConnection;

use super::chain::{FactRow, Hash, Labels, START};
use super::keys::Keyring;
use super::{StoreError, facts, seal};

/// What was found in the facts of one session.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    pub(crate) count: usize,
    pub(crate) flaws: Vec<Flaw>,
}

/// A fact that is not as it was kept.
#[derive(Debug)]
pub(crate) struct Flaw {
    /// session/epoch/seq
    pub(crate) key: String,
    pub(crate) column: &'static str,
    pub(crate) problem: String,
}

impl Verified {
    fn note(&mut self, row: &FactRow, column: &'static str, problem: impl ToString) {
        self.flaws.push(Flaw {
            key: row.key(),
            column,
            problem: problem.to_string(),
        });
    }
}

pub(crate) async fn verify(
    database: &mut SqliteConnection,
    master_key: &[u8; seal::KEY_LENGTH],
    session: SessionId,
) -> Result<Verified, StoreError> {
    let mut keys = Keyring::new(master_key)
        .map_err(|error| StoreError::damaged("secrets", "master key", error))?;
    let rows = facts::rows(database, session).await?;
    let hashes = facts::hashes(database, session).await?;
    let mut verified = Verified {
        count: rows.len(),
        ..Verified::default()
    };
    follow(&mut verified, &rows, &hashes);
    for row in &rows {
        compare_labels(&mut verified, row);
        match open(database, &mut keys, row).await {
            Ok(()) => {}
            Err(StoreError::Damaged { problem, .. }) => verified.note(row, "body", problem),
            Err(error) => return Err(error),
        }
    }
    Ok(verified)
}

/// Goes on from the hash that is stored, so that one changed row is named alone.
fn follow(verified: &mut Verified, rows: &[FactRow], hashes: &[Vec<u8>]) {
    let mut previous: Hash = START;
    let mut before = (0, 0);
    for (row, stored) in rows.iter().zip(hashes) {
        let first_of_epoch = row.epoch != before.0;
        if row.seq != if first_of_epoch { 1 } else { before.1 + 1 } {
            verified.note(row, "seq", "the fact before it is missing");
        }
        let expected = row.hash_after(&previous);
        if stored.as_slice() != expected {
            let problem = "does not fit: this row was changed, or the one before it is missing";
            verified.note(row, "hash", problem);
        }
        previous = stored.as_slice().try_into().unwrap_or(expected);
        before = (row.epoch, row.seq);
    }
}

/// A body that cannot be read has its flaw already.
fn compare_labels(verified: &mut Verified, row: &FactRow) {
    let Ok(expected) = Labels::of(&row.body) else {
        return;
    };
    if row.labels != expected {
        let problem = format!("holds {:?}, the body gives {expected:?}", row.labels);
        verified.note(row, "event", problem);
    }
}

async fn open(
    database: &mut SqliteConnection,
    keys: &mut Keyring,
    row: &FactRow,
) -> Result<(), StoreError> {
    let fact = facts::parse(row)?;
    facts::unseal(database, keys, row, &fact).await?;
    Ok(())
}
