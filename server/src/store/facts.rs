//! Facts and epochs in SQL.

use meeting::fact::{Event, Fact};
use meeting::hall::Marks;
use meeting::id::{PersonId, SessionId};
use meeting::plan::Role;
use meeting::signing::{Edition, SigningFact};
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use super::chain::{FactRow, Hash};
use super::keys::Keyring;
use super::{StoreError, seal};

/// The shape of fact bodies that this release writes, and the newest it reads. 2: `stopped`. 3:
/// `hall_marked`. 4: `closed`, `reopened`, `sent_out`, `let_back`, `note`, `stage`. 5: `side`,
/// `signing`, `photo`, `photo_removed`, `film`.
pub(crate) const VERSION: i64 = 5;

pub(super) async fn insert(
    database: &mut SqliteConnection,
    row: &FactRow,
    hash: &Hash,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO fact (session, epoch, seq, at, version, event, person, body, private, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row.session.to_string())
    .bind(row.epoch)
    .bind(row.seq)
    .bind(row.at)
    .bind(row.version)
    .bind(&row.labels.event)
    .bind(&row.labels.person)
    .bind(&row.body)
    .bind(row.private.as_deref())
    .bind(hash.as_slice())
    .execute(database)
    .await?;
    Ok(())
}

pub(super) async fn insert_epoch(
    database: &mut SqliteConnection,
    session: SessionId,
    epoch: u32,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO epoch (session, epoch, started_at) VALUES ($1, $2, $3)")
        .bind(session.to_string())
        .bind(epoch)
        .bind(at.micros())
        .execute(database)
        .await?;
    Ok(())
}

pub(super) async fn last_epoch(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Option<u32>, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT max(epoch) FROM epoch WHERE session = $1")
            .bind(session.to_string())
            .fetch_one(database)
            .await?,
    )
}

/// Epoch, seq and hash of the newest fact of a session.
pub(super) async fn last_fact(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Option<(u32, i64, Hash)>, StoreError> {
    let row: Option<(u32, i64, Vec<u8>)> = sqlx::query_as(
        "SELECT epoch, seq, hash FROM fact WHERE session = $1
         ORDER BY epoch DESC, seq DESC LIMIT 1",
    )
    .bind(session.to_string())
    .fetch_optional(database)
    .await?;
    row.map(|(epoch, seq, hash)| {
        let hash = hash.try_into().map_err(|_| {
            let key = format!("{session}/{epoch}/{seq}");
            StoreError::damaged("fact", key, "its hash is not 32 bytes")
        })?;
        Ok((epoch, seq, hash))
    })
    .transpose()
}

pub(super) async fn note_life(
    database: &mut SqliteConnection,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO life (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
    )
    .bind(at.micros())
    .execute(database)
    .await?;
    Ok(())
}

/// Epochs that the run before left open lived until its last sign of life. Done when the store
/// opens, before this run's own heartbeat hides when that was.
pub(super) async fn close_epochs(database: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE epoch SET last_sign = CASE
             WHEN (SELECT at FROM life) > started_at THEN (SELECT at FROM life)
             ELSE started_at
         END WHERE last_sign IS NULL",
    )
    .execute(database)
    .await?;
    Ok(())
}

/// When the service was last there for a session, before `epoch`: by heartbeat, by its newest
/// fact or by the start of the epoch before, whichever is latest. What may be kept while no room is
/// open (see [`Event::is_of_the_room`]) says nothing of it.
pub(super) async fn last_sign(
    database: &mut SqliteConnection,
    session: SessionId,
    epoch: u32,
) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = sqlx::query_scalar(
        "SELECT max(at) FROM (
             SELECT at FROM fact WHERE session = $1 AND epoch < $2
                 AND event NOT IN ('hall_marked', 'erased', 'photo_removed')
             UNION ALL
             SELECT started_at FROM epoch WHERE session = $1 AND epoch < $2
             UNION ALL
             SELECT coalesce(last_sign, (SELECT at FROM life)) FROM epoch
             WHERE session = $1 AND epoch < $2
         ) AS signs",
    )
    .bind(session.to_string())
    .bind(epoch)
    .fetch_one(database)
    .await?;
    Ok(at.map(Timestamp))
}

/// Sessions that were opened and have not ended.
pub(super) async fn unfinished(
    database: &mut SqliteConnection,
) -> Result<Vec<SessionId>, StoreError> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT session FROM fact WHERE event = 'opened'
         EXCEPT SELECT session FROM fact WHERE event = 'ended'",
    )
    .fetch_all(database)
    .await?;
    ids.iter()
        .map(|id| {
            id.parse()
                .map_err(|error| StoreError::damaged("fact", id, error))
        })
        .collect()
}

/// All facts of a session in the order of its chain. A text that does not open reads as erased:
/// damage to a name must not keep a meeting from going on. `yunqiao check` names it.
pub(crate) async fn of(
    database: &mut SqliteConnection,
    master_key: &[u8; seal::KEY_LENGTH],
    session: SessionId,
) -> Result<Vec<Fact>, StoreError> {
    let mut keys = Keyring::new(master_key)
        .map_err(|error| StoreError::damaged("secrets", "master key", error))?;
    let mut facts = Vec::new();
    for row in rows(database, session).await? {
        let mut fact = parse(&row)?;
        match unseal(database, &mut keys, &row, &fact).await {
            Ok(text) => fact.event.restore(text),
            Err(error @ StoreError::Damaged { .. }) => tracing::error!(%error, "read as erased"),
            Err(error) => return Err(error),
        }
        facts.push(fact);
    }
    Ok(facts)
}

/// All facts of a session in the order of its chain, as if everybody in it were erased.
pub(crate) async fn textless_of(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Vec<Fact>, StoreError> {
    rows(database, session).await?.iter().map(parse).collect()
}

/// The rows of a session in the order of its chain.
pub(crate) async fn rows(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Vec<FactRow>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT session, epoch, seq, at, version, event, person, body, private FROM fact
         WHERE session = $1 ORDER BY epoch, seq",
    )
    .bind(session.to_string())
    .fetch_all(database)
    .await?)
}

/// Whether a person has acknowledged this edition of the notice in a session.
pub(super) async fn has_acknowledged(
    database: &mut SqliteConnection,
    session: SessionId,
    person: PersonId,
    edition: &str,
) -> Result<bool, StoreError> {
    let bodies: Vec<String> = sqlx::query_scalar(
        "SELECT body FROM fact WHERE session = $1 AND event = 'acknowledged' AND person = $2",
    )
    .bind(session.to_string())
    .bind(person.to_string())
    .fetch_all(database)
    .await?;
    // One that cannot be read acknowledges nothing: the notice is shown again.
    Ok(bodies.iter().any(|body| {
        matches!(serde_json::from_str(body), Ok(Event::Acknowledged { notice, .. }) if notice == edition)
    }))
}

/// What hosts decided about a person in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decided {
    /// Put out, and not admitted again since.
    pub removed: bool,
    /// The role they were given last; `None`: that of the plan.
    pub role: Option<Role>,
}

/// What hosts decided about a person in a session, from its facts.
pub(super) async fn decided(
    database: &mut SqliteConnection,
    session: SessionId,
    person: PersonId,
) -> Result<Decided, StoreError> {
    let bodies: Vec<String> = sqlx::query_scalar(
        "SELECT body FROM fact WHERE session = $1 AND person = $2
             AND event IN ('admitted', 'removed', 'role_changed')
         ORDER BY epoch, seq",
    )
    .bind(session.to_string())
    .bind(person.to_string())
    .fetch_all(database)
    .await?;
    let mut decided = Decided::default();
    for body in bodies {
        let damaged = |error| StoreError::damaged("fact", session, error);
        let event: Event = serde_json::from_str(&body).map_err(damaged)?;
        if let Event::Admitted { .. } = event {
            decided.removed = false;
        } else if let Event::Removed { .. } = event {
            decided.removed = true;
        } else if let Event::RoleChanged { role, .. } = event {
            decided.role = Some(role);
        }
    }
    Ok(decided)
}

/// What was marked at the door of a session's hall.
pub(super) async fn marks(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Marks, StoreError> {
    let bodies: Vec<String> = sqlx::query_scalar(
        "SELECT body FROM fact WHERE session = $1 AND event = 'hall_marked' ORDER BY epoch, seq",
    )
    .bind(session.to_string())
    .fetch_all(database)
    .await?;
    let mut marks = Marks::default();
    for body in bodies {
        let damaged = |error| StoreError::damaged("fact", session, error);
        marks.add(serde_json::from_str(&body).map_err(damaged)?);
    }
    Ok(marks)
}

/// The editions that were on the table when signings opened: of one session, or (`None`) of all. A
/// fact that cannot be read speaks of none; `yunqiao check` names it.
pub(crate) async fn signed_editions(
    database: &mut SqliteConnection,
    session: Option<SessionId>,
) -> Result<Vec<Edition>, sqlx::Error> {
    let bodies: Vec<String> = sqlx::query_scalar(
        "SELECT body FROM fact WHERE event = 'signing' AND ($1 IS NULL OR session = $1)",
    )
    .bind(session.map(|session| session.to_string()))
    .fetch_all(database)
    .await?;
    let opened = bodies.iter().filter_map(|body| {
        let Ok(Event::Signing(SigningFact::Opened { editions, .. })) = serde_json::from_str(body)
        else {
            return None;
        };
        Some(editions)
    });
    Ok(opened.flatten().collect())
}

/// The stored hashes of a session's facts, in the order of its chain.
pub(super) async fn hashes(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Vec<Vec<u8>>, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT hash FROM fact WHERE session = $1 ORDER BY epoch, seq")
            .bind(session.to_string())
            .fetch_all(database)
            .await?,
    )
}

/// Reads a row back into the fact that was kept, without its private text.
pub(crate) fn parse(row: &FactRow) -> Result<Fact, StoreError> {
    let damaged = |problem: String| StoreError::damaged("fact", row.key(), problem);
    if row.version > VERSION {
        let problem = format!("written in shape {} by a later release", row.version);
        return Err(damaged(problem));
    }
    Ok(Fact {
        at: Timestamp(row.at),
        event: serde_json::from_str(&row.body).map_err(|error| damaged(error.to_string()))?,
    })
}

/// The private text of a row: `None` when there was none, or its key is gone.
pub(crate) async fn unseal(
    database: &mut SqliteConnection,
    keys: &mut Keyring,
    row: &FactRow,
    fact: &Fact,
) -> Result<Option<String>, StoreError> {
    let Some(sealed) = &row.private else {
        return Ok(None);
    };
    let damaged = |problem: String| StoreError::damaged("fact", row.key(), problem);
    let person =
        author(&fact.event).ok_or_else(|| damaged("a private text of nobody".to_owned()))?;
    let Some(key) = keys.get(database, person).await? else {
        return Ok(None);
    };
    let context = seal::fact_context(person, row.session, row.epoch, row.seq);
    let text = key
        .unseal(&context, sealed)
        .map_err(|error| damaged(format!("its private text {error}")))?;
    String::from_utf8(text)
        .map(Some)
        .map_err(|error| damaged(error.to_string()))
}

/// Whose private text an event may carry.
fn author(event: &Event) -> Option<PersonId> {
    if let Event::Joined { person, .. } | Event::Chat { person, .. } = event {
        return Some(*person);
    }
    if let Event::HallMarked { mark, .. } = event {
        return Some(mark.person);
    }
    if let Event::Vote(fact) = event {
        return fact.author();
    }
    if let Event::Note(fact) = event {
        return fact.author();
    }
    if let Event::Side(fact) = event {
        return fact.author();
    }
    if let Event::Signing(fact) = event {
        return fact.author();
    }
    None
}
