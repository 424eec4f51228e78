//! The data keys of people: random, sealed under the master key, destroyed to forget.

use std::collections::HashMap;

use meeting::id::PersonId;
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use super::StoreError;
use super::seal::{self, DoesNotOpen, KEY_LENGTH, Key};

/// How many opened keys are remembered.
const REMEMBERED: usize = 1024;

/// Opens data keys, and remembers those it opened. `None` stands for an erased person.
pub(crate) struct Keyring {
    master: Key,
    opened: HashMap<PersonId, Option<Key>>,
}

impl Keyring {
    pub(crate) fn new(master_key: &[u8; KEY_LENGTH]) -> Result<Keyring, DoesNotOpen> {
        Ok(Keyring {
            master: Key::new(master_key)?,
            opened: HashMap::new(),
        })
    }

    /// Forgets what it remembered: a transaction in which keys were made or destroyed failed.
    pub(crate) fn forget(&mut self) {
        self.opened.clear();
    }

    /// The person's key, made at first need; `None` once they are erased.
    pub(crate) async fn get_or_make(
        &mut self,
        database: &mut SqliteConnection,
        person: PersonId,
        at: Timestamp,
    ) -> Result<Option<&Key>, StoreError> {
        if self.read(database, person).await?.is_known() {
            return Ok(self.opened.get(&person).and_then(Option::as_ref));
        }
        let (key, sealed) = self
            .make(person)
            .map_err(|error| StoreError::damaged("person_key", person, error))?;
        sqlx::query("INSERT INTO person_key (person, key, created_at) VALUES ($1, $2, $3)")
            .bind(person.to_string())
            .bind(sealed)
            .bind(at.micros())
            .execute(database)
            .await?;
        Ok(self
            .opened
            .entry(person)
            .insert_entry(Some(key))
            .into_mut()
            .as_ref())
    }

    /// The person's key if they have one.
    pub(crate) async fn get(
        &mut self,
        database: &mut SqliteConnection,
        person: PersonId,
    ) -> Result<Option<&Key>, StoreError> {
        self.read(database, person).await?;
        Ok(self.opened.get(&person).and_then(Option::as_ref))
    }

    async fn read(
        &mut self,
        database: &mut SqliteConnection,
        person: PersonId,
    ) -> Result<Standing, StoreError> {
        if self.opened.contains_key(&person) {
            return Ok(Standing::Known);
        }
        let row: Option<(Option<Vec<u8>>,)> =
            sqlx::query_as("SELECT key FROM person_key WHERE person = $1")
                .bind(person.to_string())
                .fetch_optional(database)
                .await?;
        let Some((sealed,)) = row else {
            return Ok(Standing::Unknown);
        };
        let key = sealed
            .map(|sealed| {
                let bits = self.master.unseal(&seal::key_context(person), &sealed)?;
                Key::new(&bits)
            })
            .transpose()
            .map_err(|error| StoreError::damaged("person_key", person, error))?;
        if self.opened.len() >= REMEMBERED {
            self.opened.clear();
        }
        self.opened.insert(person, key);
        Ok(Standing::Known)
    }

    fn make(&self, person: PersonId) -> Result<(Key, Vec<u8>), DoesNotOpen> {
        let bits: [u8; KEY_LENGTH] = seal::random()?;
        let sealed = self.master.seal(&seal::key_context(person), &bits)?;
        Ok((Key::new(&bits)?, sealed))
    }

    /// Destroys the person's key for good; whatever they say later is not kept either. False
    /// when that was done before.
    pub(crate) async fn destroy(
        &mut self,
        database: &mut SqliteConnection,
        person: PersonId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let changed = sqlx::query(
            "INSERT INTO person_key (person, key, created_at, erased_at) VALUES ($1, NULL, $2, $2)
             ON CONFLICT (person) DO UPDATE SET key = NULL, erased_at = excluded.erased_at
             WHERE person_key.erased_at IS NULL",
        )
        .bind(person.to_string())
        .bind(at.micros())
        .execute(database)
        .await?;
        self.opened.insert(person, None);
        Ok(changed.rows_affected() > 0)
    }
}

/// Whether the store has anything on a person's key.
enum Standing {
    Known,
    Unknown,
}

impl Standing {
    fn is_known(&self) -> bool {
        matches!(self, Standing::Known)
    }
}
