//! What a session becomes in the history of the partner cities that took part.

use crate::id::PartnerId;
use crate::plan::{ItemKind, Localized, Plan, Rank};
use crate::time::Timestamp;

use super::{Record, SigningEnd, VoteEnd};

/// How far a meeting went, as far as its record tells. An officer who knows better says so in the
/// history.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    Courtesy,
    Talks,
    Signed,
}

/// One exchange: a cloud meeting that was held with one or more partners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Those of whose delegation somebody was present, in the order of the plan.
    pub partners: Vec<PartnerId>,
    pub title: Localized,
    /// When it was opened.
    pub at: Timestamp,
    /// The highest among those who led the partners' delegations: the head, or where the head did
    /// not come, the highest present.
    pub rank: Option<Rank>,
    /// People present, of all delegations.
    pub headcount: u32,
    /// Delegations of which somebody was present, the host city's own included.
    pub delegations: u32,
    /// Somebody attended on site.
    pub hybrid: bool,
    pub depth: Depth,
}

/// `None` when nothing was held with a partner: nobody opened it, none of them came, or it was a
/// rehearsal.
pub fn filing(plan: &Plan, record: &Record) -> Option<Filing> {
    if plan.rehearsal {
        return None;
    }
    let at = record.opened_at?;
    let mut partners: Vec<PartnerId> = Vec::new();
    let mut ranks: Vec<Rank> = Vec::new();
    for delegation in &record.delegations {
        let Some(partner) = delegation.partner.filter(|_| delegation.present > 0) else {
            continue;
        };
        if !partners.contains(&partner) {
            partners.push(partner);
        }
        let head = plan.delegation(delegation.id).and_then(|one| one.head);
        let present = record
            .participants
            .iter()
            .filter(|one| one.present && one.delegation == delegation.id);
        // The head's rank if the head came, else the highest: ranks are ordered highest first.
        ranks.extend(
            present
                .map(|one| (Some(one.person) != head, one.rank))
                .min()
                .map(|(_, rank)| rank),
        );
    }
    if partners.is_empty() {
        return None;
    }
    Some(Filing {
        partners,
        title: record.title.clone(),
        at,
        rank: ranks.into_iter().min(),
        headcount: record.totals.present,
        delegations: record.totals.delegations_present,
        hybrid: record.totals.in_hall > 0,
        depth: depth(record),
    })
}

/// Signed: all signed some document. Talks: a speech or a dialogue was held, something was decided or
/// voted on. All else is courtesy.
fn depth(record: &Record) -> Depth {
    let mut signings = record.signings.iter();
    if signings.any(|signing| signing.end == SigningEnd::Closed) {
        return Depth::Signed;
    }
    let held = record.agenda.iter().any(|item| {
        item.started_at.is_some() && matches!(item.kind, ItemKind::Speech | ItemKind::Dialogue)
    });
    let decided = record.notes.iter().any(|note| note.counts());
    let voted = record.votes.iter().any(|vote| vote.end == VoteEnd::Closed);
    if held || decided || voted {
        Depth::Talks
    } else {
        Depth::Courtesy
    }
}
