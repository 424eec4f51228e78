//! `yunqiao check`: the chain of every session is followed, every sealed text opened, every derived row
//! computed again from the facts into an empty database and compared, and every paper read.

use std::fmt;
use std::path::Path;

use meeting::id::SessionId;
use sqlx::{Connection, SqliteConnection};

use super::filing::write;
use super::fold::fold;
use super::tables::{self, DERIVED};
use crate::app::now;
use crate::ledger;
use crate::store::{self, OpenError, StoreError};

/// What is not as it should be: one row, and where it can be told, one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub table: String,
    /// The values of the primary key, joined by `/`.
    pub key: String,
    pub column: Option<String>,
    /// As `holds 12, the facts give 13`.
    pub problem: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.table, self.key)?;
        if let Some(column) = &self.column {
            write!(out, ", {column}")?;
        }
        write!(out, ": {}", self.problem)
    }
}

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub struct Report {
    pub sessions: usize,
    pub facts: usize,
    /// Rows of derived tables that were computed again.
    pub rows: usize,
    /// Sessions that have ended and are not filed yet: that is done when they end, and once more
    /// whenever the service starts.
    pub pending: Vec<SessionId>,
    pub differences: Vec<Difference>,
}

/// Why a database could not be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for CheckError {
    fn from(error: sqlx::Error) -> Self {
        CheckError::Store(error.into())
    }
}

/// Checks the database of a data folder as it is at this moment; a server may be running on it.
/// Changes nothing.
pub async fn check(folder: &Path, master_key: [u8; 32]) -> Result<Report, CheckError> {
    let mut database = store::open_to_read(folder, &master_key).await?;
    let mut moment = database.begin().await?;
    let mut report = Report::default();
    check_pages(&mut moment, &mut report).await?;
    check_papers(&mut moment, folder, &mut report).await?;
    check_ledger(&mut moment, &mut report).await?;
    let mut rebuilt = store::empty().await?;
    report.pending = tables::unfiled(&mut moment).await?;
    for session in sessions(&mut moment, &mut report).await? {
        let facts = store::verify(&mut moment, &master_key, session).await?;
        report.sessions += 1;
        report.facts += facts.count;
        let flaws = facts.flaws.into_iter();
        report.differences.extend(flaws.map(|flaw| Difference {
            table: "fact".to_owned(),
            key: flaw.key,
            column: Some(flaw.column.to_owned()),
            problem: flaw.problem,
        }));
        rebuild(&mut moment, &mut rebuilt, &master_key, session, &mut report).await?;
    }
    for table in DERIVED {
        compare(&mut moment, &mut rebuilt, table, &mut report).await?;
    }
    Ok(report)
}

async fn check_pages(
    database: &mut SqliteConnection,
    report: &mut Report,
) -> Result<(), CheckError> {
    let damage = store::damage(database).await?;
    report
        .differences
        .extend(damage.into_iter().map(|problem| Difference {
            table: "database".to_owned(),
            key: "pages".to_owned(),
            column: None,
            problem,
        }));
    Ok(())
}

async fn check_papers(
    database: &mut SqliteConnection,
    folder: &Path,
    report: &mut Report,
) -> Result<(), CheckError> {
    let flaws = store::paper_flaws(database, folder).await?.into_iter();
    report.differences.extend(flaws.map(|flaw| Difference {
        table: flaw.table,
        key: flaw.key,
        column: None,
        problem: flaw.problem,
    }));
    Ok(())
}

async fn check_ledger(
    database: &mut SqliteConnection,
    report: &mut Report,
) -> Result<(), CheckError> {
    let faults = ledger::faults(database).await?.into_iter();
    report.differences.extend(faults.map(|fault| Difference {
        table: fault.table.to_owned(),
        key: fault.key,
        column: None,
        problem: fault.problem,
    }));
    Ok(())
}

/// Every session of which there are facts.
async fn sessions(
    database: &mut SqliteConnection,
    report: &mut Report,
) -> Result<Vec<SessionId>, CheckError> {
    let ids: Vec<String> = sqlx::query_scalar("SELECT DISTINCT session FROM fact ORDER BY session")
        .fetch_all(database)
        .await?;
    let mut sessions = Vec::new();
    for id in ids {
        match id.parse() {
            Ok(session) => sessions.push(session),
            Err(error) => report.differences.push(Difference {
                table: "fact".to_owned(),
                key: id,
                column: Some("session".to_owned()),
                problem: format!("is not an identity: {error}"),
            }),
        }
    }
    Ok(sessions)
}

/// Files a session that has ended into the empty database, if it is filed at all.
async fn rebuild(
    database: &mut SqliteConnection,
    rebuilt: &mut SqliteConnection,
    master_key: &[u8; 32],
    session: SessionId,
    report: &mut Report,
) -> Result<(), CheckError> {
    match fold(database, master_key, session, now().timestamp).await {
        Ok(folded) if folded.record.ended_at.is_none() => Ok(()),
        Ok(_) if report.pending.contains(&session) => Ok(()),
        Ok(folded) => Ok(write(rebuilt, &folded).await?),
        Err(StoreError::Damaged {
            table,
            key,
            problem,
        }) => {
            report.differences.push(Difference {
                table: table.to_owned(),
                key,
                column: None,
                problem: format!(
                    "cannot be read, so session {session} was not computed again: {problem}"
                ),
            });
            Ok(())
        }
        Err(StoreError::UnknownSession(session)) => {
            report.differences.push(Difference {
                table: "session".to_owned(),
                key: session.to_string(),
                column: None,
                problem: "is missing, though there are facts of it".to_owned(),
            });
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

async fn compare(
    database: &mut SqliteConnection,
    rebuilt: &mut SqliteConnection,
    table: &'static str,
    report: &mut Report,
) -> Result<(), CheckError> {
    // What was filed of a session that is to be filed anew stands until then.
    let pending = report.pending.iter();
    let pending: Vec<String> = pending
        .flat_map(|session| {
            [
                session.to_string(),
                tables::exchange_of(*session).to_string(),
            ]
        })
        .collect();
    let is_pending = |key: &&String| {
        let first = key.split('/').next().unwrap_or_default();
        pending.iter().any(|pending| pending == first)
    };
    let mut found = store::dump(database, table).await?;
    let expected = store::dump(rebuilt, table).await?;
    report.rows += expected.rows.len();
    let mut differ = |key: &str, column: Option<&String>, problem: String| {
        report.differences.push(Difference {
            table: table.to_owned(),
            key: key.to_owned(),
            column: column.cloned(),
            problem,
        });
    };
    for (key, expected_row) in &expected.rows {
        let Some(row) = found.rows.remove(key) else {
            differ(key, None, "is missing".to_owned());
            continue;
        };
        let values = row.iter().zip(expected_row).zip(&expected.columns);
        for ((value, expected), column) in values {
            if value != expected {
                let problem = format!("holds {value}, the facts give {expected}");
                differ(key, Some(column), problem);
            }
        }
    }
    for key in found.rows.keys().filter(|key| !is_pending(key)) {
        differ(key, None, "does not follow from the facts".to_owned());
    }
    Ok(())
}
