//! Exchanges as they are shown: what happened with one or more partners.

use history::exchange::{Direction, Mode};
use meeting::id::{ExchangeId, SessionId};
use meeting::plan::{Localized, Rank};
use meeting::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeKind {
    CloudMeeting,
}

/// One exchange in the history of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExchangeCard {
    pub id: ExchangeId,
    pub title: Localized,
    pub at: Timestamp,
    pub mode: Mode,
    pub kind: ExchangeKind,
    pub direction: Direction,
    /// The highest rank among the partner side's people who were there.
    pub rank: Option<Rank>,
    /// People who were there.
    pub headcount: u32,
    /// Delegations that were there.
    pub delegations: u32,
    /// The session it was, when it was held here: its record has the rest.
    pub session: Option<SessionId>,
}

/// The newest exchange with a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LastExchange {
    pub date: Timestamp,
    pub title: Localized,
}
