//! REST of organizers: the one-time set-up, signing in and out, who am I.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use meeting::id::OrganizerId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::{COOKIE, session_cookie};
use super::organizers::{self, Credentials, Organizer, SetupError, Unacceptable};
use super::{ClientAddress, Neighbourhood};
use crate::app::{App, now};
use crate::rest::{ApiError, ErrorBody, Json};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(set_up))
        .routes(routes!(sign_in))
        .routes(routes!(sign_out))
        .routes(routes!(me))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Setup {
    /// From the fragment of the one-time link.
    token: String,
    /// 1 to 100 characters.
    name: String,
    /// 10 to 200 characters.
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Login {
    name: String,
    password: String,
}

#[derive(Serialize, ToSchema)]
struct Me {
    id: OrganizerId,
    name: String,
}

/// Uses the one-time link: makes an organizer, or gives one a new password, and signs in.
#[utoipa::path(post, path = "/api/setup", tag = "organizers", request_body = Setup, responses(
    (status = NO_CONTENT, description = "Signed in; the cookie is set."),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = GONE, body = ErrorBody, description = "`used`"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn set_up(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Json(setup): Json<Setup>,
) -> Result<impl IntoResponse, ApiError> {
    let credentials = Credentials::new(&setup.name, &setup.password)?;
    let from = Neighbourhood::from(address);
    let identity = &app.identity;
    let now = now();
    identity.knocks.attempt(from, now.instant)?;
    let session = organizers::set_up(
        &app.store,
        &identity.passwords,
        &setup.token,
        credentials,
        now.timestamp,
    )
    .await?;
    identity.knocks.forgive(&from);
    Ok((StatusCode::NO_CONTENT, cookie(&app, &session)))
}

/// Signs in. A session from before is ended: its secret does not outlive a change of hands.
#[utoipa::path(post, path = "/api/login", tag = "organizers", request_body = Login, responses(
    (status = NO_CONTENT, description = "Signed in; the cookie is set."),
    (status = UNAUTHORIZED, body = ErrorBody, description = "`wrong_credentials`"),
    (status = TOO_MANY_REQUESTS, body = ErrorBody),
))]
async fn sign_in(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Json(login): Json<Login>,
) -> Result<impl IntoResponse, ApiError> {
    let credentials = Credentials::presented(&login.name, &login.password);
    let from = Neighbourhood::from(address);
    let named = (from, credentials.name().to_owned());
    let identity = &app.identity;
    let now = now();
    identity.knocks.attempt(from, now.instant)?;
    identity.sign_ins.attempt(named.clone(), now.instant)?;
    let session =
        organizers::sign_in(&app.store, &identity.passwords, credentials, now.timestamp).await?;
    let session = session.ok_or_else(wrong_credentials)?;
    identity.knocks.forgive(&from);
    identity.sign_ins.forgive(&named);
    if let Some(before) = session_cookie(&headers) {
        organizers::sign_out(&app.store, before).await?;
    }
    Ok((StatusCode::NO_CONTENT, cookie(&app, &session)))
}

/// Signs out; harmless when nobody is signed in.
#[utoipa::path(post, path = "/api/logout", tag = "organizers", responses(
    (status = NO_CONTENT, description = "Signed out; the cookie is taken back."),
))]
async fn sign_out(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    if let Some(session) = session_cookie(&headers) {
        organizers::sign_out(&app.store, session).await?;
    }
    let taken_back = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    Ok((
        StatusCode::NO_CONTENT,
        AppendHeaders([(header::SET_COOKIE, taken_back)]),
    ))
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/me", tag = "organizers", responses(
    (status = OK, body = Me),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn me(organizer: Organizer) -> Json<Me> {
    Json(Me {
        id: organizer.id,
        name: organizer.name,
    })
}

/// It lasts as long as the browser is open; the server counts the hours.
fn cookie(app: &App, session: &str) -> AppendHeaders<[(header::HeaderName, String); 1]> {
    let secure = if app.identity.public_url().is_secure() {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax{secure}");
    AppendHeaders([(header::SET_COOKIE, cookie)])
}

fn wrong_credentials() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        "wrong_credentials",
        "Name and password do not belong together.",
    )
}

impl From<Unacceptable> for ApiError {
    fn from(problem: Unacceptable) -> Self {
        match problem {
            Unacceptable::Name => Self::bad_input("name", "length"),
            Unacceptable::Password => Self::bad_input("password", "length"),
        }
    }
}

impl From<SetupError> for ApiError {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::Used => Self::gone("used", "This one-time link does not hold any more."),
            SetupError::Hash(error) => Self::internal(error),
            SetupError::Store(error) => error.into(),
        }
    }
}
