//! A file of records on its way in: written to the disk as it arrives, and no larger than is allowed.

use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt as _;
use meeting::id::ImportId;
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use super::kept::{Arrived, OnDisk};
use crate::app::App;
use crate::identity::random;
use crate::papers::{PATIENCE, announced, cut_off, decoded, disk, too_large, too_slow};
use crate::rest::ApiError;

/// What the name of a file is told in, percent-encoded in UTF-8 (RFC 5023).
const SLUG: &str = "slug";
/// Characters of a name.
const LONGEST_NAME: usize = 200;

/// Takes in a body. Of what is refused, cut off or does not fit on the disk nothing is kept.
pub(super) async fn arrive(
    app: &App,
    headers: &HeaderMap,
    body: Body,
) -> Result<Arrived, ApiError> {
    let most = app.config.imports.file_bytes();
    if announced(headers).is_some_and(|bytes| bytes > most) {
        return Err(too_large(most));
    }
    let name = name(headers)?;
    let id = ImportId::from_bits(random::bits());
    let place = OnDisk(app.imports.folder().join(id.to_string()));
    let mut file = create(app.imports.folder(), &place.0).map_err(disk)?;
    let mut pieces = body.into_data_stream();
    let mut bytes = 0;
    loop {
        let next = timeout(PATIENCE, pieces.next()).await;
        let Some(piece) = next.map_err(|_| too_slow())? else {
            break;
        };
        let piece = piece.map_err(|_| cut_off())?;
        bytes += piece.len() as u64;
        if bytes > most {
            return Err(too_large(most));
        }
        file.write_all(&piece).await.map_err(disk)?;
    }
    file.flush().await.map_err(disk)?;
    Ok(Arrived {
        id,
        // A file has a name; what comes as text without one was pasted.
        is_pasted: name.is_none() && is_text(headers),
        name,
        bytes,
        file: place,
    })
}

fn create(folder: &Path, place: &Path) -> io::Result<tokio::fs::File> {
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = std::fs::OpenOptions::new();
    let file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(place)?;
    Ok(tokio::fs::File::from_std(file))
}

fn is_text(headers: &HeaderMap) -> bool {
    let told = headers.get(header::CONTENT_TYPE);
    let told = told.and_then(|told| told.to_str().ok());
    told.is_some_and(|told| told.starts_with("text/plain"))
}

/// The name without its folders and without what cannot be shown; empty, there is none.
fn name(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(slug) = headers.get(SLUG) else {
        return Ok(None);
    };
    let given = slug.to_str().ok().and_then(decoded);
    let given = given.ok_or_else(|| ApiError::bad_input("Slug", "invalid"))?;
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = last.chars().filter(|letter| !letter.is_control());
    let name: String = shown.take(LONGEST_NAME).collect();
    let name = name.trim();
    Ok((!name.is_empty()).then(|| name.to_owned()))
}
