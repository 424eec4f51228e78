use meeting::id::{PersonId, SessionId};
use meeting::plan::{Localized, Role};
use meeting::time::Timestamp;
use serde::Deserialize;

use crate::error::Error;
use crate::trust::Trust;

/// What a personal link is exchanged for: the pass, and what the pre-join page shows.
#[derive(Debug, Clone, Deserialize)]
pub struct Ticket {
    pub pass: String,
    pub person: Traveller,
    pub session: Session,
    /// Whether this person has acknowledged the notice before.
    pub acknowledged: bool,
    pub server_time: Timestamp,
}

/// The person the link was made for.
#[derive(Debug, Clone, Deserialize)]
pub struct Traveller {
    pub id: PersonId,
    pub name: Localized,
    pub title: Localized,
    pub language: String,
    pub role: Role,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Session {
    pub id: SessionId,
    pub title: Localized,
    pub starts_at: Timestamp,
    pub minutes: u16,
    pub state: String,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Ticket {
    /// Exchanges the token of a link, as the pre-join page does.
    ///
    /// # Errors
    /// [`Error::Http`] when the link is unknown, revoked, expired, or its session cancelled.
    pub async fn exchange(server: &str, token: &str) -> Result<Self, Error> {
        Self::exchange_trusting(server, token, &Trust::default()).await
    }

    /// The same, believing others who a service is.
    ///
    /// # Errors
    /// As [`Ticket::exchange`].
    pub async fn exchange_trusting(
        server: &str,
        token: &str,
        trust: &Trust,
    ) -> Result<Self, Error> {
        let request = trust
            .http()
            .post(format!("{server}/api/join"))
            .header("X-Yunqiao", "1")
            .header("Origin", server)
            .json(&serde_json::json!({ "token": token }));
        let response = request.send().await?;
        if response.status().is_success() {
            return Ok(response.json().await?);
        }
        let status = response.status().as_u16();
        let refusal = response.json::<Refusal>().await;
        Err(Error::Http {
            status,
            code: refusal.map_or_else(|_| "no_code".to_owned(), |refusal| refusal.error),
        })
    }
}
