//! The ordered list of schemas. A released migration is never edited; a change is a new one.

use sqlx::{Connection, SqliteConnection};

use super::{OpenError, sqlite};

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_init.sql"),
    include_str!("migrations/0002_labels.sql"),
    include_str!("migrations/0003_trials.sql"),
    include_str!("migrations/0004_events.sql"),
    include_str!("migrations/0005_invitations.sql"),
    include_str!("migrations/0006_cues.sql"),
    include_str!("migrations/0007_papers.sql"),
    include_str!("migrations/0008_hall.sql"),
    include_str!("migrations/0009_letters.sql"),
    include_str!("migrations/0010_protocol.sql"),
    include_str!("migrations/0011_floor.sql"),
    include_str!("migrations/0012_minutes.sql"),
    include_str!("migrations/0013_outside.sql"),
    include_str!("migrations/0015_shared_links.sql"),
    include_str!("migrations/0017_photos.sql"),
    include_str!("migrations/0018_videos.sql"),
    include_str!("migrations/0019_ledger.sql"),
    include_str!("migrations/0020_imports.sql"),
    include_str!("migrations/0021_entry_papers.sql"),
    include_str!("migrations/0022_exports.sql"),
];
pub(crate) const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// The schema this release writes.
pub(crate) fn known() -> i64 {
    MIGRATIONS.len() as i64
}

/// Brings the database to [`known`], each step in a transaction of its own.
pub(super) async fn migrate(database: &mut SqliteConnection) -> Result<(), OpenError> {
    let found = schema(database).await?;
    refuse_newer(database, found).await?;
    for (before, script) in (0..)
        .zip(MIGRATIONS)
        .skip_while(|(before, _)| *before < found)
    {
        let mut step = database.begin_with(sqlite::BEGIN).await?;
        sqlx::raw_sql(*script).execute(&mut *step).await?;
        set_meta(&mut step, "schema", &(before + 1).to_string()).await?;
        step.commit().await?;
    }
    // The release is told only once it has changed: opening writes nothing when nothing is new.
    if meta(database, "release").await?.as_deref() != Some(RELEASE) {
        set_meta(database, "release", RELEASE).await?;
    }
    Ok(())
}

/// For those who must not migrate.
pub(super) async fn refuse_other_schema(database: &mut SqliteConnection) -> Result<(), OpenError> {
    let found = schema(database).await?;
    refuse_newer(database, found).await?;
    if found < known() {
        return Err(OpenError::Older {
            found,
            known: known(),
        });
    }
    Ok(())
}

pub(super) async fn refuse_newer(
    database: &mut SqliteConnection,
    found: i64,
) -> Result<(), OpenError> {
    if found <= known() {
        return Ok(());
    }
    let release = meta(database, "release").await?;
    Err(OpenError::Newer {
        found,
        known: known(),
        release: release.unwrap_or_else(|| "unknown".to_owned()),
        ours: RELEASE,
    })
}

pub(super) async fn refuse_other_secrets(
    database: &mut SqliteConnection,
    fingerprint: &str,
) -> Result<(), OpenError> {
    match meta(database, "master_key").await? {
        Some(known) if known == fingerprint => Ok(()),
        Some(_) | None => Err(OpenError::OtherSecrets),
    }
}

/// Binds a new database to its master key; an old one is refused with any other.
pub(super) async fn claim(
    database: &mut SqliteConnection,
    fingerprint: &str,
) -> Result<(), OpenError> {
    if meta(database, "master_key").await?.is_none() {
        set_meta(database, "master_key", fingerprint).await?;
    }
    refuse_other_secrets(database, fingerprint).await
}

/// 0 for a database without any.
pub(super) async fn schema(database: &mut SqliteConnection) -> Result<i64, OpenError> {
    if !sqlite::has_table(database, "meta").await? {
        return Ok(0);
    }
    let text = meta(database, "schema").await?.unwrap_or_default();
    text.parse().map_err(|_| OpenError::Setting {
        pragma: "meta.schema",
        answer: text,
    })
}

async fn meta(database: &mut SqliteConnection, key: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT value FROM meta WHERE key = $1")
        .bind(key)
        .fetch_optional(database)
        .await
}

async fn set_meta(
    database: &mut SqliteConnection,
    key: &str,
    value: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO meta (key, value) VALUES ($1, $2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(database)
    .await?;
    Ok(())
}
