//! Who calls from the page of a delegation: its link, in `Authorization: Bearer`. The link is the
//! key to this one page, which is looked at for weeks; there is nothing else to exchange it for.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use meeting::id::DelegationId;

use super::table::{self, Link};
use crate::app::{App, now};
use crate::identity::{self, ClientAddress, Neighbourhood, Scope};
use crate::rest::ApiError;

/// The contact person of a delegation, by a link that is the newest and was not revoked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contact {
    pub(super) scope: Scope,
    pub(super) delegation: DelegationId,
    pub(super) link: Link,
}

impl FromRequestParts<Arc<App>> for Contact {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, app).await;
        let neighbourhood = Neighbourhood::from(address);
        let joins = &app.identity.joins;
        joins.attempt(neighbourhood, now().instant)?;
        let token = identity::bearer(&parts.headers);
        let claims = token.and_then(|token| app.identity.read_delegation_link(token).ok());
        let claims = claims.ok_or_else(|| identity::unknown(app))?;
        // Guesses are counted; what is signed by us is none.
        joins.forgive(&neighbourhood);
        let mut database = app.store.pool().acquire().await?;
        let links = table::links(&mut database, claims.scope).await?;
        let link = links.get(&claims.delegation).copied();
        let link = link.ok_or_else(|| identity::unknown(app))?;
        if link.revoked || link.serial != claims.serial {
            return Err(identity::revoked(app));
        }
        Ok(Contact {
            scope: claims.scope,
            delegation: claims.delegation,
            link,
        })
    }
}
