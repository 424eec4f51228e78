//! A file on its way out: as a download, in pieces, and so that no browser runs it as a page of ours.

use std::io::SeekFrom;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, Take};

use super::kind::Kind;
use super::name::disposition;
use super::range::{Wanted, wanted};
use super::table::Kept;
use crate::rest::ApiError;
use crate::store::Shelf;

const PIECE: usize = 64 * 1024;

/// Whatever opens the file nevertheless gets no scripts, no forms, no origin of ours, and loads nothing.
const POLICY: &str = "sandbox; default-src 'none'";

/// A file on the shelf, and how it is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Served<'a> {
    pub(crate) sha256: &'a str,
    pub(crate) bytes: u64,
    pub(crate) kind: Kind,
    /// By which it is saved.
    pub(crate) name: &'a str,
}

impl<'a> From<&'a Kept> for Served<'a> {
    fn from(paper: &'a Kept) -> Self {
        Served {
            sha256: &paper.sha256,
            bytes: paper.bytes,
            kind: paper.kind,
            name: &paper.name,
        }
    }
}

/// Answers with a file, or the part of it that is asked for, or that whoever asks has it already.
pub(crate) async fn serve(
    shelf: &Shelf,
    paper: &Served<'_>,
    asked: &HeaderMap,
) -> Result<Response, ApiError> {
    let tag = format!("\"{}\"", paper.sha256);
    let known = asked.get(header::IF_NONE_MATCH);
    if known.is_some_and(|known| known.to_str().is_ok_and(|known| known.contains(&tag))) {
        return Ok((StatusCode::NOT_MODIFIED, headers(paper, &tag)?).into_response());
    }
    let file = File::open(shelf.place(paper.sha256)).await;
    let mut file = file.map_err(|error| missing(paper, error))?;
    let length = file.metadata().await.map_err(ApiError::internal)?.len();
    if length != paper.bytes {
        return Err(missing(paper, format_args!("{length} bytes")));
    }
    let (status, first, bytes) = match wanted(asked, &tag, length) {
        Wanted::Whole => (StatusCode::OK, 0, length),
        Wanted::Part(first, bytes) => (StatusCode::PARTIAL_CONTENT, first, bytes),
        Wanted::Beyond => return beyond(headers(paper, &tag)?, length),
    };
    let mut out = headers(paper, &tag)?;
    if status == StatusCode::PARTIAL_CONTENT {
        let last = first + bytes - 1;
        out.insert(
            header::CONTENT_RANGE,
            text(&format!("bytes {first}-{last}/{length}"))?,
        );
        file.seek(SeekFrom::Start(first))
            .await
            .map_err(ApiError::internal)?;
    }
    out.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    let body = Body::from_stream(pieces(file.take(bytes)));
    Ok((status, out, body).into_response())
}

/// Nothing of what there is was asked for.
fn beyond(mut out: HeaderMap, length: u64) -> Result<Response, ApiError> {
    out.insert(header::CONTENT_RANGE, text(&format!("bytes */{length}"))?);
    Ok((StatusCode::RANGE_NOT_SATISFIABLE, out).into_response())
}

fn text(text: &str) -> Result<HeaderValue, ApiError> {
    HeaderValue::try_from(text).map_err(ApiError::internal)
}

fn headers(paper: &Served<'_>, tag: &str) -> Result<HeaderMap, ApiError> {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value| headers.insert(name, value);
    set(header::CONTENT_TYPE, text(paper.kind.media_type())?);
    set(header::CONTENT_DISPOSITION, text(&disposition(paper.name))?);
    set(header::CONTENT_SECURITY_POLICY, text(POLICY)?);
    set(header::X_CONTENT_TYPE_OPTIONS, text("nosniff")?);
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        text("same-origin")?,
    );
    // Asked for again each time: a link may have been withdrawn since.
    set(header::CACHE_CONTROL, text("private, no-cache")?);
    set(header::VARY, text("authorization, cookie")?);
    set(header::ETAG, text(tag)?);
    set(header::ACCEPT_RANGES, text("bytes")?);
    Ok(headers)
}

fn pieces(file: Take<File>) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}

fn missing(paper: &Served<'_>, cause: impl std::fmt::Display) -> ApiError {
    tracing::error!(%cause, sha256 = paper.sha256, "a file of the shelf is missing or altered");
    let message = "The file is missing; it has to be uploaded again.";
    ApiError::gone("file_missing", message)
}
