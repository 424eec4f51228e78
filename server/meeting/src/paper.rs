//! Papers of a session, and who of the invited sees which.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::ItemId;
use crate::plan::{Plan, Role};

/// Whom a paper is for. Organizers see every one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PaperAudience)]
pub enum Audience {
    /// The hosts of the session.
    Hosts,
    /// Everybody invited; with a closed item, those who may hear it.
    Invited,
}

impl Audience {
    /// Whether somebody of this role sees such a paper of this item, or of the whole session. A paper of
    /// an item that is no longer planned is treated as one of a closed item.
    pub fn includes(self, role: Role, plan: &Plan, item: Option<ItemId>) -> bool {
        let open = item.is_none_or(|id| plan.item(id).is_some_and(|item| item.open));
        match (self, role) {
            (_, Role::Host) => true,
            (Audience::Hosts, _) => false,
            (Audience::Invited, role) => open || !role.is_shut_out(),
        }
    }
}
