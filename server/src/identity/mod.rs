//! Who may do what: organizers by cookie, participants by link and pass.

mod caller;
mod crowd;
mod join;
mod limiter;
pub mod organizers;
mod passwords;
pub(crate) mod random;
mod secrets;
pub(crate) mod shared_link;
mod sign_in;
#[cfg(test)]
mod tests;
mod tokens;

use std::sync::Arc;
use std::time::Duration;

use meeting::id::{PersonId, SessionId};
use meeting::time::Timestamp;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::config::{Limits, Origin};

pub use caller::{Bearer, ClientAddress};
pub use crowd::{Crowd, Place};
pub use limiter::{Limiter, Neighbourhood, TooMany};
pub use organizers::Organizer;
pub use passwords::Passwords;
pub use secrets::{Secrets, SecretsError};
pub use tokens::{
    BadToken, DelegationClaims, DoorClaims, LinkClaims, PassClaims, Scope, WallClaims,
};

pub(crate) use caller::{bearer, cookie};
pub(crate) use join::{AFTERWARDS, cancelled, expired, revoked, unknown};

/// REST of signing in and of joining.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    sign_in::routes().merge(join::routes())
}

/// Signs and reads tokens, and knows under which address people reach the service.
#[derive(Debug)]
pub struct Identity {
    tokens: tokens::Signer,
    public_url: Origin,
    pub passwords: Passwords,
    /// Sign-ins by address and name.
    pub sign_ins: Limiter<(Neighbourhood, String)>,
    /// Sign-ins, set-ups and the like by address, whatever the name.
    pub knocks: Limiter<Neighbourhood>,
    /// Exchanges of personal links by address.
    pub joins: Limiter<Neighbourhood>,
    /// What the devices with the link of one door ask, together.
    pub doors: Limiter<DoorClaims>,
}

const SIGN_IN_WINDOW: Duration = Duration::from_secs(15 * 60);
const JOIN_WINDOW: Duration = Duration::from_secs(60);
const DOOR_WINDOW: Duration = Duration::from_secs(60);
/// A device asks every five seconds and after every mark: this is a dozen of them in a rush.
pub(crate) const DOOR_ASKS: u32 = 600;
/// How many names one address may get wrong before it has to wait for all of them.
const NAMES: u32 = 10;

impl Identity {
    pub fn new(secrets: &Secrets, public_url: Origin, limits: &Limits) -> Self {
        let attempts = limits.login_attempts;
        Self {
            tokens: tokens::Signer::new(&secrets.token_key),
            public_url,
            passwords: Passwords::default(),
            sign_ins: Limiter::new(attempts, SIGN_IN_WINDOW),
            knocks: Limiter::new(attempts.saturating_mul(NAMES), SIGN_IN_WINDOW),
            joins: Limiter::new(limits.join_attempts, JOIN_WINDOW),
            doors: Limiter::new(DOOR_ASKS, DOOR_WINDOW),
        }
    }

    /// Scheme, host and port as people type them.
    pub fn public_url(&self) -> &Origin {
        &self.public_url
    }

    /// The secret of a personal link: the same claims always give the same token, so links are
    /// shown again without being stored; a new serial makes a new one.
    pub fn link_token(&self, claims: &LinkClaims) -> String {
        self.tokens.link(claims)
    }

    pub fn read_link(&self, token: &str) -> Result<LinkClaims, BadToken> {
        self.tokens.read_link(token)
    }

    /// What a person opens. The token stands in the fragment, which no server and no log sees.
    pub fn link_url(&self, claims: &LinkClaims) -> String {
        format!("{}/j#{}", self.public_url, self.link_token(claims))
    }

    /// What the contact person of a delegation opens.
    pub fn delegation_url(&self, claims: &DelegationClaims) -> String {
        format!("{}/d#{}", self.public_url, self.tokens.delegation(claims))
    }

    pub fn read_delegation_link(&self, token: &str) -> Result<DelegationClaims, BadToken> {
        self.tokens.read_delegation(token)
    }

    /// What helpers at the door of a hall open.
    pub fn door_url(&self, claims: &DoorClaims) -> String {
        format!("{}/check-in#{}", self.public_url, self.tokens.door(claims))
    }

    pub fn read_door(&self, token: &str) -> Result<DoorClaims, BadToken> {
        self.tokens.read_door(token)
    }

    /// What screens on the wall of a hall open.
    pub fn wall_url(&self, claims: &WallClaims) -> String {
        format!("{}/wall#{}", self.public_url, self.tokens.wall(claims))
    }

    pub fn read_wall(&self, token: &str) -> Result<WallClaims, BadToken> {
        self.tokens.read_wall(token)
    }

    /// What a person shows at the door of a session's hall; good for nothing else.
    pub fn check_in_code(&self, session: SessionId, person: PersonId) -> String {
        self.tokens.check_in_code(session, person)
    }

    /// What a person opens to become the first organizer, or one again.
    pub fn setup_url(&self, token: &str) -> String {
        format!("{}/setup#{token}", self.public_url)
    }

    /// What a participant's device shows after its link was exchanged.
    pub fn pass(&self, claims: &PassClaims) -> String {
        self.tokens.pass(claims)
    }

    pub fn read_pass(&self, token: &str, now: Timestamp) -> Result<PassClaims, BadToken> {
        self.tokens.read_pass(token, now)
    }
}
