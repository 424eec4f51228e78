//! From the rows of the store to a record: the plan, the facts, and the rules of `meeting`.

use meeting::fact::Event;
use meeting::id::SessionId;
use meeting::plan::Plan;
use meeting::record::{Filing, Record, filing, record};
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use crate::store::{StoreError, facts_of, plan_of};

/// A record with what it was folded from and what is filed of it.
#[derive(Debug)]
pub(crate) struct Folded {
    pub(crate) plan: Plan,
    pub(crate) record: Record,
    /// `None` when nothing was held with a partner.
    pub(crate) filing: Option<Filing>,
    /// How many marks of the hall are in it.
    pub(crate) marks: i64,
}

/// The record of a session as of `now`. [`StoreError::UnknownSession`] when it was never planned.
pub(crate) async fn fold(
    database: &mut SqliteConnection,
    master_key: &[u8; 32],
    session: SessionId,
    now: Timestamp,
) -> Result<Folded, StoreError> {
    let stored = plan_of(database, session).await?;
    let plan = stored.ok_or(StoreError::UnknownSession(session))?.plan;
    let facts = facts_of(database, master_key, session).await?;
    let record = record(&plan, &facts, now);
    let filing = filing(&plan, &record);
    let marks = facts.iter();
    let marks = marks.filter(|fact| matches!(fact.event, Event::HallMarked { .. }));
    let marks = i64::try_from(marks.count()).unwrap_or(i64::MAX);
    Ok(Folded {
        plan,
        record,
        filing,
        marks,
    })
}
