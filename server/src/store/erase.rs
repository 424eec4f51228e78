//! Forgetting a person: their key is destroyed, their names leave the plans, what they tested and
//! answered, the letters to them, what was proposed about them and the group photos they are in go, and
//! every session they were in says so. Counts and chains stand.

use meeting::event::Event as Roster;
use meeting::fact::{Event, Fact};
use meeting::id::{PersonId, SessionId};
use meeting::plan::{Localized, Plan};
use meeting::time::Timestamp;
use sqlx::SqliteConnection;

use super::writer::Writer;
use super::{StoreError, photos};

/// Erases a person and gives the sessions that know them.
pub(super) async fn person(
    writer: &mut Writer,
    database: &mut SqliteConnection,
    person: PersonId,
    at: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    forget_drafts(database, person).await?;
    let mut touched = forget_names(database, person, at).await?;
    forget_on_rosters(database, person, at).await?;
    forget_rows(database, person).await?;
    photos::remove_of(writer, database, person, at).await?;
    if writer.keys.destroy(database, person, at).await? {
        for session in attended(database, person).await? {
            let event = Event::Erased { person };
            writer
                .append(database, session, &Fact { at, event })
                .await?;
            touched.push(session);
        }
    }
    touched.sort_unstable();
    touched.dedup();
    Ok(touched)
}

/// What is kept of them beside plans and facts; and the answers in which others named them as
/// their deputy.
async fn forget_rows(database: &mut SqliteConnection, person: PersonId) -> Result<(), StoreError> {
    for delete in [
        "DELETE FROM trial WHERE person = $1",
        "DELETE FROM letter WHERE person = $1",
        "DELETE FROM reply WHERE person = $1 OR deputy = $1",
        "DELETE FROM proposal WHERE person = $1",
    ] {
        sqlx::query(delete)
            .bind(person.to_string())
            .execute(&mut *database)
            .await?;
    }
    Ok(())
}

/// Minutes that were not approved may name them, and can be drafted anew; what was approved stands as
/// it was.
async fn forget_drafts(
    database: &mut SqliteConnection,
    person: PersonId,
) -> Result<(), StoreError> {
    for delete in [
        "DELETE FROM minutes WHERE approved_at IS NULL AND session IN (
             SELECT session FROM fact WHERE person = $1
             UNION SELECT id FROM session WHERE plan LIKE '%' || $1 || '%')",
        "DELETE FROM minutes_revision WHERE session IN (
             SELECT session FROM fact WHERE person = $1
             UNION SELECT id FROM session WHERE plan LIKE '%' || $1 || '%')
         AND number < (SELECT max(number) FROM minutes_revision AS last
             WHERE last.session = minutes_revision.session
             AND last.edition = minutes_revision.edition)",
    ] {
        sqlx::query(delete)
            .bind(person.to_string())
            .execute(&mut *database)
            .await?;
    }
    Ok(())
}

/// Sessions with a fact about the person.
async fn attended(
    database: &mut SqliteConnection,
    person: PersonId,
) -> Result<Vec<SessionId>, StoreError> {
    let ids: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT session FROM fact WHERE person = $1")
            .bind(person.to_string())
            .fetch_all(database)
            .await?;
    ids.iter().map(|id| parse("fact", id)).collect()
}

async fn forget_names(
    database: &mut SqliteConnection,
    person: PersonId,
    at: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT id, plan FROM session WHERE plan LIKE '%' || $1 || '%'")
            .bind(person.to_string())
            .fetch_all(&mut *database)
            .await?;
    let mut changed = Vec::new();
    for (id, plan) in rows {
        let mut plan: Plan = serde_json::from_str(&plan)
            .map_err(|error| StoreError::damaged("session", &id, error))?;
        let Some(invitee) = plan.people.iter_mut().find(|invitee| invitee.id == person) else {
            continue;
        };
        invitee.name = Localized::default();
        invitee.title = Localized::default();
        invitee.email = None;
        save_plan(database, &id, &plan, at).await?;
        changed.push(parse("session", &id)?);
    }
    Ok(changed)
}

async fn forget_on_rosters(
    database: &mut SqliteConnection,
    person: PersonId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT id, doc FROM event WHERE doc LIKE '%' || $1 || '%'")
            .bind(person.to_string())
            .fetch_all(&mut *database)
            .await?;
    for (id, doc) in rows {
        let damaged = |error| StoreError::damaged("event", &id, error);
        let mut event: Roster = serde_json::from_str(&doc).map_err(damaged)?;
        for invitee in event.people.iter_mut().filter(|one| one.id == person) {
            invitee.name = Localized::default();
            invitee.title = Localized::default();
            invitee.email = None;
        }
        let doc = serde_json::to_string(&event).map_err(damaged)?;
        sqlx::query(
            "UPDATE event SET doc = $2, version = version + 1, updated_at = $3 WHERE id = $1",
        )
        .bind(&id)
        .bind(doc)
        .bind(at.micros())
        .execute(&mut *database)
        .await?;
    }
    Ok(())
}

/// The version grows, so that nobody saves the names back unseen.
async fn save_plan(
    database: &mut SqliteConnection,
    id: &str,
    plan: &Plan,
    at: Timestamp,
) -> Result<(), StoreError> {
    let plan =
        serde_json::to_string(plan).map_err(|error| StoreError::damaged("session", id, error))?;
    sqlx::query(
        "UPDATE session SET plan = $2, version = version + 1, updated_at = $3 WHERE id = $1",
    )
    .bind(id)
    .bind(plan)
    .bind(at.micros())
    .execute(database)
    .await?;
    Ok(())
}

fn parse(table: &'static str, id: &str) -> Result<SessionId, StoreError> {
    id.parse()
        .map_err(|error| StoreError::damaged(table, id, error))
}
