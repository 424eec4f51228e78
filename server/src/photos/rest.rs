//! Pictures over HTTP.

use std::fs::File;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use meeting::fact::{Event, Fact};
use meeting::id::{OrganizerId, PhotoId, SessionId};
use meeting::photo::{PhotoFile, PhotoKind};
use meeting::plan::Role;
use meeting::record::PhotoRecord;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{guest, picture};
use crate::app::{App, now};
use crate::identity::{Bearer, Organizer, PassClaims};
use crate::papers::{self, Kind, Most, Served, Used, announced, disk, receive, too_large};
use crate::records::folded;
use crate::rest::{ApiError, ErrorBody, Json, Path, Query};
use crate::store::{self, Arrived, Shelf};

/// Bytes of one picture.
const MOST_BYTES: u64 = 24 << 20;

/// Pixels of a side: less is no picture for a wall, and more than that no browser draws.
const SIDE: std::ops::RangeInclusive<u32> = 320..=8192;

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(file))
        .routes(routes!(remove))
        .merge(guest::routes())
}

/// Takes in the picture that the page of a host composed. It is nothing before the host keeps it in
/// the meeting, where it is judged who is in it.
#[utoipa::path(post, path = "/api/photos/{photo}", operation_id = "upload_photo", tag = "joining",
    params(("photo" = String, Path),
        ("Authorization" = String, Header, description = "`Bearer PASS`, of a host")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = CREATED, body = PhotoFile),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = FORBIDDEN, body = ErrorBody, description = "`not_a_host`"),
    (status = CONFLICT, body = ErrorBody,
        description = "`not_open`: the session is not on now; or `too_many` pictures"),
    (status = PAYLOAD_TOO_LARGE, body = ErrorBody, description = "`too_large`; or \
        `session_full`, `detail.room` says how many bytes there is room for"),
    (status = UNSUPPORTED_MEDIA_TYPE, body = ErrorBody,
        description = "`kind_refused`: neither PNG nor JPEG, or of another size than a picture"),
    (status = INSUFFICIENT_STORAGE, body = ErrorBody, description = "`disk_full`"),
))]
async fn upload(
    State(app): State<Arc<App>>,
    Bearer(pass): Bearer,
    Path(photo): Path<PhotoId>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<PhotoFile>), ApiError> {
    let session = pass.session;
    expect_host(&app, &pass).await?;
    if !app.rooms.live(session).is_some_and(|live| live.opened) {
        let message = "The session is not on now.";
        return Err(ApiError::new(StatusCode::CONFLICT, "not_open", message));
    }
    if announced(&headers).is_some_and(|bytes| bytes > MOST_BYTES) {
        return Err(too_large(MOST_BYTES));
    }
    let shelf = Shelf::of(&app.config.data.dir);
    let most = Most {
        paper: MOST_BYTES,
        video: 0,
    };
    let (arrived, content) = receive(&shelf, body, most).await?;
    let file = judged(&arrived, content.kind)?;
    keep(&app, shelf, arrived, (session, photo), &file).await?;
    app.rooms.photo_arrived(session, photo, file.clone()).await;
    Ok((StatusCode::CREATED, Json(file)))
}

/// As planned, or as a host decided in the meeting.
async fn expect_host(app: &App, pass: &PassClaims) -> Result<(), ApiError> {
    let stored = app.store.plan(pass.session).await?;
    let stored = stored.ok_or_else(ApiError::bad_pass)?;
    let person = stored.plan.person(pass.person);
    let person = person.ok_or_else(ApiError::bad_pass)?;
    let decided = app.store.decided(pass.session, pass.person).await?;
    if decided.role.unwrap_or(person.role) != Role::Host || decided.removed {
        let message = "Only a host keeps a group photo.";
        return Err(ApiError::forbidden("not_a_host", message));
    }
    Ok(())
}

fn judged(arrived: &Arrived, kind: Kind) -> Result<PhotoFile, ApiError> {
    let kind = match kind {
        Kind::Png => PhotoKind::Png,
        Kind::Jpeg => PhotoKind::Jpeg,
        Kind::Pdf | Kind::Docx | Kind::Xlsx | Kind::Pptx | Kind::Odt | Kind::Text | Kind::Webm => {
            return Err(refused("A picture is a PNG or a JPEG."));
        }
    };
    let mut file = File::open(arrived.path()).map_err(disk)?;
    let size = picture::size(&mut file, kind).map_err(disk)?;
    let fits = |(width, height): &(u32, u32)| SIDE.contains(width) && SIDE.contains(height);
    let (width, height) = size
        .filter(fits)
        .ok_or_else(|| refused("Its size is not that of a picture."))?;
    Ok(PhotoFile {
        sha256: arrived.sha256.clone(),
        kind,
        bytes: arrived.bytes,
        width,
        height,
    })
}

fn refused(why: &str) -> ApiError {
    ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "kind_refused", why)
}

/// Puts the file in its place and the row that names it, both or neither.
async fn keep(
    app: &App,
    shelf: Shelf,
    arrived: Arrived,
    of: (SessionId, PhotoId),
    file: &PhotoFile,
) -> Result<(), ApiError> {
    let mut transaction = app.store.write().await?;
    if !store::photos::insert(&mut transaction, of, file, now().timestamp).await? {
        let most = store::photos::MOST;
        let message = format!("A session may have {most} pictures.");
        return Err(ApiError::new(StatusCode::CONFLICT, "too_many", message)
            .with_detail(json!({ "most": most })));
    }
    let used = Used::by(&mut transaction, of.0).await?;
    used.expect_room(file.bytes, &app.config.papers)?;
    // Within the transaction, so that nobody tidies it away before the row is there.
    let put = tokio::task::spawn_blocking(move || shelf.put(&arrived)).await;
    put.map_err(ApiError::internal)?.map_err(disk)?;
    Ok(transaction.commit().await?)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// To be saved, which is logged as every export is, and not only looked at in the record.
    #[serde(default)]
    save: bool,
}

/// The picture of a group photo that was kept.
#[utoipa::path(get, path = "/api/sessions/{id}/photos/{photo}/file",
    operation_id = "download_photo", tag = "records",
    params(("id" = String, Path), ("photo" = String, Path), Wish), responses(
    (status = OK, body = [u8], content_type = "application/octet-stream"),
    (status = NOT_MODIFIED),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
    (status = GONE, body = ErrorBody, description = "`removed`, or `file_missing`"),
))]
async fn file(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path((session, photo)): Path<(SessionId, PhotoId)>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let record = find(&app, session, photo).await?;
    if record.removed_at.is_some() {
        return Err(ApiError::gone("removed", "The picture was removed."));
    }
    let response = serve(&app, session, &record, &headers).await?;
    if wish.save {
        log(&app, organizer.id, session).await?;
    }
    Ok(response)
}

pub(super) async fn serve(
    app: &App,
    session: SessionId,
    record: &PhotoRecord,
    asked: &HeaderMap,
) -> Result<Response, ApiError> {
    let (kind, ending) = match record.file.kind {
        PhotoKind::Png => (Kind::Png, "png"),
        PhotoKind::Jpeg => (Kind::Jpeg, "jpg"),
    };
    let served = Served {
        sha256: &record.file.sha256,
        bytes: record.file.bytes,
        kind,
        name: &format!("group-photo-{session}-{}.{ending}", record.photo),
    };
    papers::serve(&Shelf::of(&app.config.data.dir), &served, asked).await
}

async fn find(app: &App, session: SessionId, photo: PhotoId) -> Result<PhotoRecord, ApiError> {
    let photos = folded(&app.store, session).await?.record.photos;
    let mut photos = photos.into_iter();
    let record = photos.find(|record| record.photo == photo);
    record.ok_or_else(ApiError::not_found)
}

/// Nothing leaves the house that is not in the log of exports.
async fn log(app: &App, organizer: OrganizerId, session: SessionId) -> Result<(), ApiError> {
    let mut transaction = app.store.write().await?;
    sqlx::query(
        "INSERT INTO export_log (at, organizer, session, sheet, language)
         VALUES ($1, $2, $3, 'photo', '')",
    )
    .bind(now().timestamp.micros())
    .bind(organizer.to_string())
    .bind(session.to_string())
    .execute(&mut *transaction)
    .await?;
    Ok(transaction.commit().await?)
}

/// Destroys the picture. That it was there, who was in it, and that it was removed stay on record.
#[utoipa::path(delete, path = "/api/sessions/{id}/photos/{photo}",
    operation_id = "remove_photo", tag = "records",
    params(("id" = String, Path), ("photo" = String, Path)), responses(
    (status = NO_CONTENT),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody, description = "There is none, or it was removed before."),
    (status = SERVICE_UNAVAILABLE, body = ErrorBody, description = "`recording_behind`"),
))]
async fn remove(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Path((session, photo)): Path<(SessionId, PhotoId)>,
) -> Result<StatusCode, ApiError> {
    find(&app, session, photo).await?;
    let fact = Fact {
        at: now().timestamp,
        event: Event::PhotoRemoved {
            photo,
            by: Some(organizer.id),
        },
    };
    if !app.store.remove_photo(session, fact).await? {
        return Err(ApiError::not_found());
    }
    // The file goes now, unless something else has the same content, and not when somebody tidies up.
    papers::tidy_now(&app).await?;
    Ok(StatusCode::NO_CONTENT)
}
