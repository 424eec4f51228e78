//! Where people take part from: online, or together in a hall.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Delegation, Invitee, Localized, Rank, Role};
use crate::id::{DelegationId, PersonId};

/// From where an invited person takes part.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Venue {
    /// By their personal link.
    #[default]
    Online,
    /// In the hall of the session. Their link holds all the same.
    Hall,
}

/// A place where people attend together. For the meeting it is one participant, its *seat*: the
/// machine with the hall's camera and microphone, which a technician brings in by a link of its
/// own. A seat is nobody: it is not counted, not written to, and stands in no attendance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Hall {
    /// Named as the place is; of the delegation that receives.
    pub seat: Invitee,
}

impl Hall {
    /// Of the first delegation that is no partner's, else of the first at all.
    pub fn new(seat: PersonId, place: Localized, language: String, of: &[Delegation]) -> Self {
        let ours = of.iter().find(|delegation| delegation.partner.is_none());
        let delegation = ours.or(of.first()).map(|delegation| delegation.id);
        Self {
            seat: Invitee {
                id: seat,
                delegation: delegation.unwrap_or(DelegationId::from_bits(0)),
                // It may speak, show and share, and come before the doors open.
                role: Role::Technician,
                rank: Rank::Other,
                name: place,
                title: Localized::default(),
                language,
                email: None,
                venue: Venue::Hall,
            },
        }
    }

    /// By language.
    pub fn place(&self) -> &Localized {
        &self.seat.name
    }

    /// The same hall where the delegations are these.
    #[must_use]
    pub fn among(&self, delegations: &[Delegation]) -> Self {
        let Invitee {
            id, name, language, ..
        } = self.seat.clone();
        Self::new(id, name, language, delegations)
    }
}
