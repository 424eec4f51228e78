//! Exchanges as a list of them shows them in short.

use history::date::PartialDate;
use history::exchange::{Direction, ExchangeKind, Mode, Substance};
use meeting::id::{ExchangeId, SessionId};
use meeting::plan::{Localized, Rank};
use meeting::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::home_zone;
use crate::app::App;
use crate::ledger::KeptExchange;

/// One exchange in the history of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ExchangeCard {
    id: ExchangeId,
    title: Localized,
    /// The day, as precisely as it is known.
    on: PartialDate,
    /// When it was opened, if it was held here; else the beginning of the first day that it may have
    /// been, by the clock of the own city.
    at: Timestamp,
    mode: Mode,
    kind: ExchangeKind,
    direction: Direction,
    substance: Option<Substance>,
    /// Of the head: the highest on the partners' side.
    rank: Option<Rank>,
    /// People who were there; 0 where nobody says.
    headcount: u32,
    /// There may have been more.
    headcount_at_least: bool,
    /// Delegations that were there; 0 where nobody says.
    delegations: u32,
    /// The session it was, when it was held here: its record has the rest.
    session: Option<SessionId>,
}

/// The newest exchange with a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct LastExchange {
    pub(crate) id: ExchangeId,
    /// See [`ExchangeCard`].
    pub(crate) date: Timestamp,
    pub(crate) on: PartialDate,
    pub(crate) title: Localized,
}

impl ExchangeCard {
    pub(crate) fn of(app: &App, kept: KeptExchange) -> ExchangeCard {
        let at = moment(app, &kept);
        let delegations = match (kept.delegations, kept.record.delegations) {
            (Some(delegations), _) => delegations,
            (None, Some(told)) => told.foreign.saturating_add(told.domestic),
            (None, None) => 0,
        };
        let exchange = kept.record;
        let headcount = exchange.headcount.unwrap_or_default();
        ExchangeCard {
            id: exchange.id,
            title: exchange.title,
            on: exchange.on,
            at,
            mode: exchange.mode,
            kind: exchange.kind,
            direction: exchange.direction,
            substance: exchange.substance,
            rank: exchange.rank,
            headcount: headcount.number,
            headcount_at_least: headcount.at_least,
            delegations,
            session: exchange.session,
        }
    }
}

impl LastExchange {
    pub(crate) fn of(app: &App, kept: KeptExchange) -> LastExchange {
        LastExchange {
            date: moment(app, &kept),
            id: kept.record.id,
            on: kept.record.on,
            title: kept.record.title,
        }
    }
}

fn moment(app: &App, kept: &KeptExchange) -> Timestamp {
    kept.opened_at.unwrap_or_else(|| {
        let begin = kept.record.day().at(0, 0, 0, 0);
        let begin = home_zone(app).to_timestamp(begin).unwrap_or_default();
        Timestamp(begin.as_microsecond())
    })
}
