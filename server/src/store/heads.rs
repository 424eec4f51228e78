//! The ends of the chains of sessions, where the writer puts what comes next.

use meeting::fact::{Event, Fact};
use meeting::id::SessionId;
use sqlx::SqliteConnection;

use super::chain::{FactRow, Hash, Labels, START};
use super::writer::Writer;
use super::{StoreError, facts, seal};

/// Where the next fact of a session goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) epoch: u32,
    pub(super) seq: i64,
    pub(super) hash: Hash,
}

impl Writer {
    /// Puts a fact at the end of its session's chain.
    pub(super) async fn append(
        &mut self,
        database: &mut SqliteConnection,
        session: SessionId,
        fact: &Fact,
    ) -> Result<(), StoreError> {
        let head = self.head(database, session).await?;
        let seq = head.seq + 1;
        let damaged = |error| StoreError::damaged("fact", session, error);
        let body = serde_json::to_string(&fact.event).map_err(damaged)?;
        let row = FactRow {
            session,
            epoch: head.epoch,
            seq,
            at: fact.at.micros(),
            version: facts::VERSION,
            labels: Labels::of(&body).map_err(damaged)?,
            body,
            private: self
                .sealed(database, session, head.epoch, seq, fact)
                .await?,
        };
        let hash = row.hash_after(&head.hash);
        facts::insert(database, &row, &hash).await?;
        self.heads.insert(session, Head { seq, hash, ..head });
        if matches!(fact.event, Event::Ended { .. }) {
            self.heads.remove(&session);
        }
        Ok(())
    }

    /// The private text of a fact, to lie beside it. A person whose key is damaged keeps nobody
    /// from meeting: their text is lost and reads as erased, the fact stands.
    async fn sealed(
        &mut self,
        database: &mut SqliteConnection,
        session: SessionId,
        epoch: u32,
        seq: i64,
        fact: &Fact,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let Some((person, text)) = fact.event.private() else {
            return Ok(None);
        };
        let key = match self.keys.get_or_make(database, person, fact.at).await {
            Ok(Some(key)) => key,
            Ok(None) => return Ok(None),
            Err(error @ StoreError::Damaged { .. }) => {
                tracing::error!(%session, epoch, seq, %error, "a fact is kept without its text: run `yunqiao check`");
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let context = seal::fact_context(person, session, epoch, seq);
        let sealed = key
            .seal(&context, text.as_bytes())
            .map_err(|error| StoreError::damaged("fact", session, error))?;
        Ok(Some(sealed))
    }

    pub(super) async fn head(
        &mut self,
        database: &mut SqliteConnection,
        session: SessionId,
    ) -> Result<Head, StoreError> {
        if let Some(head) = self.heads.get(&session) {
            return Ok(*head);
        }
        let epoch = facts::last_epoch(database, session).await?.unwrap_or(0);
        let head = match facts::last_fact(database, session).await? {
            Some((of, seq, hash)) if of == epoch => Head { epoch, seq, hash },
            Some((_, _, hash)) => Head {
                epoch,
                seq: 0,
                hash,
            },
            None => Head {
                epoch,
                seq: 0,
                hash: START,
            },
        };
        self.heads.insert(session, head);
        Ok(head)
    }
}
