//! Organizers: who they are, how one signs in, and the one-time link that makes the first of them.
//!
//! Of every secret only a hash is stored: of passwords argon2id, of the random tokens SHA-256,
//! which is enough for 256 bits that nobody chose.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use meeting::id::OrganizerId;
use meeting::time::Timestamp;
use ring::digest;
use sqlx::{Connection as _, Sqlite, SqliteConnection, SqliteExecutor, Transaction};

use super::passwords::{HashFailed, Passwords};
use super::random;
use crate::store::{Store, StoreError};

/// A session of an organizer ends this long after it was last used.
const SESSION: Duration = Duration::from_secs(12 * 3600);
/// How stale the stored expiry may become before it is written again.
const RENEW: Duration = Duration::from_secs(15 * 60);
/// A link of `organizer reset` holds this long.
const SETUP: Duration = Duration::from_secs(24 * 3600);

/// Somebody of the foreign-affairs office who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organizer {
    pub id: OrganizerId,
    pub name: String,
}

/// Longest name, in characters.
const NAME: usize = 100;

/// A name and a password of acceptable shape.
#[derive(Clone)]
pub struct Credentials {
    name: String,
    password: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unacceptable {
    /// Empty, over 100 characters, or with control characters.
    #[error("name")]
    Name,
    /// Under 10 or over 200 characters.
    #[error("password")]
    Password,
}

impl Credentials {
    pub fn new(name: &str, password: &str) -> Result<Self, Unacceptable> {
        let name = name.trim();
        let length = name.chars().count();
        if length == 0 || length > NAME || name.chars().any(char::is_control) {
            return Err(Unacceptable::Name);
        }
        if !(10..=200).contains(&password.chars().count()) {
            return Err(Unacceptable::Password);
        }
        Ok(Self {
            name: normal(name),
            password: normal(password),
        })
    }

    /// As somebody typed them who says to have an account; what does not fit any will not match.
    /// Of a name that is too long only a part is remembered, and that still is too long.
    pub fn presented(name: &str, password: &str) -> Self {
        let name: String = name.trim().chars().take(NAME + 1).collect();
        Self {
            name: normal(&name),
            password: normal(password),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

/// One spelling of what different keyboards compose differently.
fn normal(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfc().collect()
}

#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// Used before, replaced by a newer one, too old, or never issued.
    #[error("this one-time link does not hold any more")]
    Used,
    #[error(transparent)]
    Hash(#[from] HashFailed),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for SetupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Whether nobody can sign in yet.
pub async fn setup_needed(store: &Store) -> Result<bool, StoreError> {
    Ok(!any_organizer(store.pool()).await?)
}

async fn any_organizer(connection: impl SqliteExecutor<'_>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM organizer)")
        .fetch_one(connection)
        .await
}

/// A new one-time token; those issued before and not used die with it.
pub async fn issue_setup(
    database: &mut SqliteConnection,
    now: Timestamp,
) -> Result<String, sqlx::Error> {
    let token = new_token();
    let mut tx = database.begin().await?;
    sqlx::query("DELETE FROM setup_token WHERE used_at IS NULL")
        .execute(&mut *tx)
        .await?;
    sqlx::query("INSERT INTO setup_token (token_hash, created_at) VALUES ($1, $2)")
        .bind(hash_of(&token))
        .bind(now.micros())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(token)
}

/// Uses a one-time token: makes the organizer of that name, or gives an existing one a new
/// password and ends all their sessions. Answers the secret of a new session.
pub async fn set_up(
    store: &Store,
    passwords: &Passwords,
    token: &str,
    credentials: Credentials,
    now: Timestamp,
) -> Result<String, SetupError> {
    // Hashing is the costly part: not for a token that nobody issued.
    if !setup_holds(store.pool(), token, now).await? {
        return Err(SetupError::Used);
    }
    let password = passwords.hash(credentials.password).await?;
    let mut tx = store.write().await?;
    if !setup_holds(&mut *tx, token, now).await? {
        return Err(SetupError::Used);
    }
    sqlx::query("UPDATE setup_token SET used_at = $2 WHERE token_hash = $1")
        .bind(hash_of(token))
        .bind(now.micros())
        .execute(&mut *tx)
        .await?;
    let id: String = sqlx::query_scalar(
        "INSERT INTO organizer (id, name, password, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO UPDATE SET password = excluded.password RETURNING id",
    )
    .bind(OrganizerId::from_bits(random::bits()).to_string())
    .bind(credentials.name)
    .bind(password)
    .bind(now.micros())
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query("DELETE FROM organizer_session WHERE organizer = $1")
        .bind(&id)
        .execute(&mut *tx)
        .await?;
    let session = begin(&mut tx, &id, now).await?;
    tx.commit().await?;
    Ok(session)
}

/// Not used yet, and fresh; the very first one holds until it is used.
async fn setup_holds(
    connection: impl SqliteExecutor<'_>,
    token: &str,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (
             SELECT 1 FROM setup_token WHERE token_hash = $1 AND used_at IS NULL
             AND (created_at > $2 OR NOT EXISTS (SELECT 1 FROM organizer))
         )",
    )
    .bind(hash_of(token))
    .bind(now.minus(SETUP).micros())
    .fetch_one(connection)
    .await
}

/// The secret of a new session, or nothing when name and password do not belong together.
pub async fn sign_in(
    store: &Store,
    passwords: &Passwords,
    credentials: Credentials,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let found: Option<(String, String)> =
        sqlx::query_as("SELECT id, password FROM organizer WHERE name = $1")
            .bind(&credentials.name)
            .fetch_optional(store.pool())
            .await?;
    let (id, kept) = found.unzip();
    let fits = passwords.verify(credentials.password, kept.clone()).await;
    let Some((id, kept)) = id.zip(kept).filter(|_| fits) else {
        return Ok(None);
    };
    let mut tx = store.write().await?;
    // While it was compared, a reset may have given a new one and ended all sessions.
    if !is_password(&mut *tx, &id, &kept).await? {
        return Ok(None);
    }
    sqlx::query("DELETE FROM organizer_session WHERE expires_at <= $1")
        .bind(now.micros())
        .execute(&mut *tx)
        .await?;
    let session = begin(&mut tx, &id, now).await?;
    tx.commit().await?;
    Ok(Some(session))
}

async fn is_password(
    connection: impl SqliteExecutor<'_>,
    organizer: &str,
    kept: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM organizer WHERE id = $1 AND password = $2)")
        .bind(organizer)
        .bind(kept)
        .fetch_one(connection)
        .await
}

async fn begin(
    tx: &mut Transaction<'_, Sqlite>,
    organizer: &str,
    now: Timestamp,
) -> Result<String, sqlx::Error> {
    let session = new_token();
    sqlx::query(
        "INSERT INTO organizer_session (token_hash, organizer, created_at, expires_at)
         VALUES ($1, $2, $3, $4)",
    )
    .bind(hash_of(&session))
    .bind(organizer)
    .bind(now.micros())
    .bind(now.plus(SESSION).micros())
    .execute(&mut **tx)
    .await?;
    Ok(session)
}

/// Ends one session; one that is unknown has ended already. Anybody can ask with any cookie, so
/// the connection that writes is taken only for a session that there is.
pub async fn sign_out(store: &Store, session: &str) -> Result<(), StoreError> {
    let hash = hash_of(session);
    let known: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM organizer_session WHERE token_hash = $1)")
            .bind(&hash)
            .fetch_one(store.pool())
            .await?;
    if !known {
        return Ok(());
    }
    let mut tx = store.write().await?;
    sqlx::query("DELETE FROM organizer_session WHERE token_hash = $1")
        .bind(hash)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Whose session this is, while it lasts; being asked prolongs it.
pub async fn by_session(
    store: &Store,
    session: &str,
    now: Timestamp,
) -> Result<Option<Organizer>, StoreError> {
    let hash = hash_of(session);
    let row: Option<(String, String, i64)> = sqlx::query_as(
        "SELECT organizer.id, organizer.name, organizer_session.expires_at
         FROM organizer_session JOIN organizer ON organizer.id = organizer_session.organizer
         WHERE token_hash = $1 AND expires_at > $2",
    )
    .bind(&hash)
    .bind(now.micros())
    .fetch_optional(store.pool())
    .await?;
    let Some((id, name, expires_at)) = row else {
        return Ok(None);
    };
    if Timestamp(expires_at) < now.plus(SESSION - RENEW) {
        prolong(store, &hash, now).await;
    }
    let id = id
        .parse()
        .map_err(|error| StoreError::damaged("organizer", &id, error))?;
    Ok(Some(Organizer { id, name }))
}

/// A store that cannot be written must not sign anybody out: the next request tries again.
async fn prolong(store: &Store, hash: &str, now: Timestamp) {
    let renewed = async {
        let mut tx = store.write().await?;
        sqlx::query("UPDATE organizer_session SET expires_at = $2 WHERE token_hash = $1")
            .bind(hash)
            .bind(now.plus(SESSION).micros())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok::<(), StoreError>(())
    };
    if let Err(error) = renewed.await {
        tracing::warn!(%error, "an organizer's session could not be prolonged");
    }
}

/// 256 random bits.
fn new_token() -> String {
    BASE64.encode(random::bytes::<32>())
}

fn hash_of(token: &str) -> String {
    BASE64.encode(digest::digest(&digest::SHA256, token.as_bytes()))
}

#[cfg(test)]
mod tests;
