//! Minutes in the store: editions, and the revisions of each.

use meeting::id::{OrganizerId, SessionId};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use utoipa::ToSchema;

use super::document::Document;
use crate::store::StoreError;

/// How a revision came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MinutesWhat)]
pub(crate) enum What {
    /// Made from what happened.
    Drafted,
    Edited,
    /// An earlier revision was taken again.
    Restored,
    /// The text of the edition before, to be put right.
    Amended,
}

/// One revision, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MinutesRevision)]
pub(crate) struct Revision {
    /// From 1 in each edition.
    pub(crate) number: i64,
    pub(crate) what: What,
    /// BCP 47 tag of the text that was edited; absent: all of them.
    pub(crate) language: Option<String>,
    /// The revision that was taken again.
    pub(crate) restored: Option<i64>,
    pub(crate) at: Timestamp,
    /// Name of the organizer; absent: no longer one.
    pub(crate) by: Option<String>,
}

/// Minutes as they were approved, or are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MinutesEdition)]
pub(crate) struct Edition {
    /// From 1.
    pub(crate) number: i64,
    /// Frozen since then; absent: it is written still.
    pub(crate) approved_at: Option<Timestamp>,
    /// Name of the organizer; absent: no longer one.
    pub(crate) approved_by: Option<String>,
}

/// A revision to be kept.
pub(super) struct Writing<'a> {
    pub(super) what: What,
    pub(super) language: Option<&'a str>,
    pub(super) restored: Option<i64>,
    pub(super) text: &'a Document,
    pub(super) by: OrganizerId,
    pub(super) at: Timestamp,
}

/// In order.
pub(super) async fn editions(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Vec<Edition>, StoreError> {
    let rows: Vec<(i64, Option<i64>, Option<String>)> = sqlx::query_as(
        "SELECT edition, approved_at, name FROM minutes
         LEFT JOIN organizer ON organizer.id = approved_by
         WHERE session = $1 ORDER BY edition",
    )
    .bind(session.to_string())
    .fetch_all(database)
    .await?;
    let edition = |(number, at, approved_by): (i64, Option<i64>, _)| Edition {
        number,
        approved_at: at.map(Timestamp),
        approved_by,
    };
    Ok(rows.into_iter().map(edition).collect())
}

/// In order.
pub(super) async fn revisions(
    database: &mut SqliteConnection,
    session: SessionId,
    edition: i64,
) -> Result<Vec<Revision>, StoreError> {
    type Row = (
        i64,
        String,
        Option<String>,
        Option<i64>,
        i64,
        Option<String>,
    );
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT number, what, language, restored, at, name FROM minutes_revision
         LEFT JOIN organizer ON organizer.id = by_organizer
         WHERE session = $1 AND edition = $2 ORDER BY number",
    )
    .bind(session.to_string())
    .bind(edition)
    .fetch_all(database)
    .await?;
    rows.into_iter()
        .map(|(number, what, language, restored, at, by)| {
            let what = serde_json::from_value(what.into());
            Ok(Revision {
                number,
                what: what.map_err(|error| damaged(session, error))?,
                language,
                restored,
                at: Timestamp(at),
                by,
            })
        })
        .collect()
}

/// The text of a revision.
pub(super) async fn text(
    database: &mut SqliteConnection,
    session: SessionId,
    edition: i64,
    number: i64,
) -> Result<Option<Document>, StoreError> {
    let doc: Option<String> = sqlx::query_scalar(
        "SELECT doc FROM minutes_revision WHERE session = $1 AND edition = $2 AND number = $3",
    )
    .bind(session.to_string())
    .bind(edition)
    .bind(number)
    .fetch_optional(database)
    .await?;
    doc.map(|doc| parsed(session, &doc)).transpose()
}

/// What was last drafted from the facts for an edition.
pub(super) async fn drafted(
    database: &mut SqliteConnection,
    session: SessionId,
    edition: i64,
) -> Result<Document, StoreError> {
    let doc: String =
        sqlx::query_scalar("SELECT drafted FROM minutes WHERE session = $1 AND edition = $2")
            .bind(session.to_string())
            .bind(edition)
            .fetch_one(database)
            .await?;
    parsed(session, &doc)
}

/// Begins an edition, or says what it was drafted from anew.
pub(super) async fn put_drafted(
    database: &mut SqliteConnection,
    session: SessionId,
    edition: i64,
    drafted: &Document,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO minutes (session, edition, drafted) VALUES ($1, $2, $3)
         ON CONFLICT (session, edition) DO UPDATE SET drafted = excluded.drafted",
    )
    .bind(session.to_string())
    .bind(edition)
    .bind(json(session, drafted)?)
    .execute(database)
    .await?;
    Ok(())
}

/// Keeps the next revision of an edition.
pub(super) async fn write(
    database: &mut SqliteConnection,
    session: SessionId,
    edition: i64,
    revision: Writing<'_>,
) -> Result<(), StoreError> {
    let what = crate::records::word(revision.what)?;
    sqlx::query(
        "INSERT INTO minutes_revision
             (session, edition, number, what, language, restored, doc, by_organizer, at)
         SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8
         FROM minutes_revision WHERE session = $1 AND edition = $2",
    )
    .bind(session.to_string())
    .bind(edition)
    .bind(what)
    .bind(revision.language)
    .bind(revision.restored)
    .bind(json(session, revision.text)?)
    .bind(revision.by.to_string())
    .bind(revision.at.micros())
    .execute(database)
    .await?;
    Ok(())
}

pub(super) async fn approve(
    database: &mut SqliteConnection,
    session: SessionId,
    edition: i64,
    by: OrganizerId,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE minutes SET approved_at = $3, approved_by = $4
         WHERE session = $1 AND edition = $2 AND approved_at IS NULL",
    )
    .bind(session.to_string())
    .bind(edition)
    .bind(at.micros())
    .bind(by.to_string())
    .execute(database)
    .await?;
    Ok(())
}

/// The last edition that was approved, with its text.
pub(super) async fn approved(
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Option<(Edition, Document)>, StoreError> {
    let mut editions = editions(database, session).await?;
    editions.retain(|one| one.approved_at.is_some());
    let Some(edition) = editions.pop() else {
        return Ok(None);
    };
    let last = revisions(database, session, edition.number).await?;
    let last = last.last().map_or(0, |one| one.number);
    let text = text(database, session, edition.number, last).await?;
    Ok(text.map(|text| (edition, text)))
}

fn parsed(session: SessionId, doc: &str) -> Result<Document, StoreError> {
    serde_json::from_str(doc).map_err(|error| damaged(session, error))
}

fn json(session: SessionId, document: &Document) -> Result<String, StoreError> {
    serde_json::to_string(document).map_err(|error| damaged(session, error))
}

fn damaged(session: SessionId, error: serde_json::Error) -> StoreError {
    StoreError::damaged("minutes", session, error)
}
