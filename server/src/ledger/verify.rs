//! For `yunqiao check`: whether what stands follows from the versions, and whether all can be read.

use futures_util::TryStreamExt as _;
use sqlx::SqliteConnection;

use super::table;
use crate::store::StoreError;

/// What is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) table: &'static str,
    pub(crate) key: String,
    pub(crate) problem: String,
}

pub(crate) async fn faults(database: &mut SqliteConnection) -> Result<Vec<Fault>, StoreError> {
    let mut faults = Vec::new();
    let standing: Vec<(String, String, Option<i64>, Option<i64>)> = sqlx::query_as(
        "WITH newest AS (
             SELECT kind, id, version, doc, max(version) FROM ledger_version GROUP BY kind, id
         )
         SELECT kind, id, newest.version, ledger_entry.version FROM newest
         LEFT JOIN ledger_entry USING (kind, id)
         WHERE (newest.doc IS NULL) <> (ledger_entry.version IS NULL)
             OR ledger_entry.version <> newest.version
         UNION ALL
         SELECT kind, id, NULL, version FROM ledger_entry WHERE NOT EXISTS (
             SELECT 1 FROM ledger_version AS one
             WHERE one.kind = ledger_entry.kind AND one.id = ledger_entry.id)",
    )
    .fetch_all(&mut *database)
    .await?;
    for (kind, id, newest, stands) in standing {
        let told = |version: Option<i64>| version.map_or("none".to_owned(), |one| one.to_string());
        faults.push(Fault {
            table: "ledger_entry",
            key: format!("{kind}/{id}"),
            problem: format!(
                "holds version {}, the newest is {}",
                told(stands),
                told(newest)
            ),
        });
    }
    let all = "SELECT kind, id, version, doc FROM ledger_version WHERE doc IS NOT NULL";
    let mut rows = sqlx::query_as::<_, table::Row4>(all).fetch(database);
    while let Some(row) = rows.try_next().await? {
        let key = format!("{}/{}/{}", row.0, row.1, row.2);
        if let Err(error) = table::parsed(row) {
            faults.push(Fault {
                table: "ledger_version",
                key,
                problem: format!("cannot be read: {error}"),
            });
        }
    }
    Ok(faults)
}
