//! What nobody needs any more goes: papers whose deletion stands, pictures that nobody kept, files that no
//! row names, what was arriving when the service ended.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::interval;

use super::table;
use crate::app::{App, now};
use crate::rest::ApiError;
use crate::store::{self, Shelf, StoreError};

const EVERY: Duration = Duration::from_secs(5 * 60);

/// Tidies up now and then, until the service stops.
pub async fn tidy(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let shelf = Shelf::of(&app.config.data.dir);
    if let Err(error) = shelf.clear() {
        tracing::warn!(%error, "what was arriving of papers was not removed");
    }
    let mut ticks = interval(EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        match once(&app, &shelf).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "files of papers that nobody names were removed"),
            Err(error) => tracing::warn!(error = error.message, "papers were not tidied up"),
        }
    }
}

/// What was just deleted for good goes at once.
pub(crate) async fn tidy_now(app: &App) -> Result<(), ApiError> {
    once(app, &Shelf::of(&app.config.data.dir)).await.map(drop)
}

/// Gives the number of files removed.
pub(super) async fn once(app: &App, shelf: &Shelf) -> Result<usize, ApiError> {
    // A full disk refuses that, and what is removed below may be what makes room again.
    if let Err(error) = forget_deleted(app).await {
        tracing::warn!(%error, "deleted papers were not forgotten");
    }
    // Nobody else writes while the files are looked through: what is put here now is named.
    let mut transaction = app.store.write().await?;
    let named = store::named_papers(&mut transaction).await?;
    let shelf = shelf.clone();
    let removed = tokio::task::spawn_blocking(move || shelf.keep_only(&named.all)).await;
    drop(transaction);
    removed
        .map_err(ApiError::internal)?
        .map_err(ApiError::internal)
}

async fn forget_deleted(app: &App) -> Result<(), StoreError> {
    let mut transaction = app.store.write().await?;
    table::forget_deleted(&mut transaction, now().timestamp).await?;
    store::photos::forget_unkept(&mut transaction, now().timestamp).await?;
    Ok(transaction.commit().await?)
}
