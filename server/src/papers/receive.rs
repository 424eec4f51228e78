//! A file on its way in: written to the disk as it arrives, judged when it is all there.

use std::fs::File;
use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use futures_util::StreamExt as _;
use serde_json::json;
use tokio::time::timeout;

use super::kind::{Content, Refusal, begins_as_video, sniff};
use crate::identity::random;
use crate::rest::ApiError;
use crate::store::{Arrived, Shelf};

/// The next piece of a body must be there after so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The most bytes of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    pub(crate) paper: u64,
    pub(crate) video: u64,
}

impl Most {
    /// Of whatever it is: that shows when it begins to arrive.
    pub(super) fn at_all(self) -> u64 {
        self.paper.max(self.video)
    }
}

/// Takes in a body of so many bytes at most, and tells what it is. Of what is refused, cut off or does
/// not fit on the disk nothing is kept.
pub(crate) async fn receive(
    shelf: &Shelf,
    body: Body,
    most: Most,
) -> Result<(Arrived, Content), ApiError> {
    let arrived = write(shelf, body, most).await?;
    let path = arrived.path().to_owned();
    let judged = tokio::task::spawn_blocking(move || sniff(&mut File::open(path)?)).await;
    let judged = judged.map_err(ApiError::internal)?.map_err(disk)?;
    Ok((arrived, judged.map_err(refused)?))
}

/// Bytes that show whether it is a video.
const HEAD: usize = 16;

async fn write(shelf: &Shelf, body: Body, most: Most) -> Result<Arrived, ApiError> {
    let mut head = Vec::new();
    let mut pieces = body.into_data_stream();
    let mut file = shelf.begin(random::bits()).map_err(disk)?;
    loop {
        let next = timeout(PATIENCE, pieces.next()).await;
        let Some(piece) = next.map_err(|_| too_slow())? else {
            break;
        };
        let piece = piece.map_err(|_| cut_off())?;
        head.extend(piece.iter().take(HEAD - head.len()));
        let most = match begins_as_video(&head) {
            true => most.video,
            false => most.paper,
        };
        // Until its beginning is there, a file is as short as that.
        if file.bytes() + piece.len() as u64 > most {
            return Err(too_large(most));
        }
        file.write(&piece).await.map_err(disk)?;
    }
    file.finish().await.map_err(disk)
}

/// What a disk that does not take a file is told as.
pub(crate) fn disk(error: io::Error) -> ApiError {
    let is_full = matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    );
    if !is_full {
        return ApiError::internal(error);
    }
    tracing::error!("a paper was not kept: the disk is full");
    let message = "The disk of the service is full; nothing of the file was kept.";
    ApiError::new(StatusCode::INSUFFICIENT_STORAGE, "disk_full", message)
}

fn refused(why: Refusal) -> ApiError {
    let refusal = ApiError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "kind_refused",
        why.sentence(),
    );
    refusal.with_detail(json!({ "why": why }))
}

pub(crate) fn too_large(most: u64) -> ApiError {
    let message = format!("A file may have {most} bytes.");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
        .with_detail(json!({ "most": most }))
}

pub(crate) fn too_slow() -> ApiError {
    let message = "The file stopped arriving.";
    ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_slow", message)
}

pub(crate) fn cut_off() -> ApiError {
    let message = "The file was cut off on its way.";
    ApiError::new(StatusCode::BAD_REQUEST, "cut_off", message)
}
