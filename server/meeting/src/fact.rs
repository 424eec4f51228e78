//! What happened. A fact is appended once, never edited, and is enough to rebuild the room and the
//! record. Free text and names never stand in a fact in the clear: they travel beside it as
//! [`Private`] and are sealed by the store with the data key of the person they belong to.

mod quality;

use serde::{Deserialize, Serialize};

use crate::film::FilmFact;
use crate::floor::FloorFact;
use crate::hall::Mark;
use crate::id::{
    ChatId, ConnectionId, CueId, DelegationId, ItemId, OrganizerId, PersonId, PhotoId,
};
use crate::note::NoteFact;
use crate::photo::PhotoFact;
use crate::plan::{Localized, Rank, Role};
use crate::side::SideFact;
use crate::signing::SigningFact;
use crate::stage::StageFact;
use crate::time::Timestamp;
use crate::vote::VoteFact;
pub use quality::LinkSummary;

/// Text that belongs to one person. It serialises to nothing; the store takes it out with
/// [`Event::private`], seals it, and puts it back with [`Event::restore`]. `None` after erasure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Private(pub Option<String>);

impl Private {
    pub fn text(text: impl Into<String>) -> Self {
        Self(Some(text.into()))
    }
}

/// Name and title of a person as they were on the day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NamesOfTheDay {
    pub name: Localized,
    pub title: Localized,
}

impl NamesOfTheDay {
    /// As [`Event::Joined`] carries them.
    pub fn sealed(&self) -> Private {
        Private(serde_json::to_string(self).ok())
    }

    /// `None` after erasure.
    pub fn unsealed(private: &Private) -> Option<Self> {
        serde_json::from_str(private.0.as_deref()?).ok()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub at: Timestamp,
    pub event: Event,
}

/// Why a connection is no longer there.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// They pressed "leave".
    Left,
    /// The connection broke, or fell silent.
    Dropped,
    /// A host removed them.
    Removed,
    /// Their link was revoked.
    Revoked,
    /// A newer hello of the same device took its place.
    Replaced,
    /// The session ended.
    Ended,
    /// The service stopped in good order.
    Stopped,
}

/// Why the service itself was away.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Interruption {
    /// It ended without saying so; open intervals close at its last sign of life.
    Crash,
    /// It was stopped in good order.
    Stop,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// A host ended it for all.
    ByHost,
    /// Ten minutes after the last one left.
    Empty,
}

/// The stored form is `{"event": "...", ...}`; `version` of the store's row says which release's
/// shape it has. A variant is only ever added to, with defaults for what is new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The person read who keeps what for how long. `notice` names the edition of that text.
    Acknowledged {
        person: PersonId,
        notice: String,
    },
    /// Somebody stands at the door.
    Waiting {
        person: PersonId,
        connection: ConnectionId,
    },
    /// Let in: by a host, or (`by: None`) by the setting of the session.
    Admitted {
        person: PersonId,
        by: Option<PersonId>,
    },
    /// A host is in and the doors are open: attendance counts from here.
    Opened {
        by: PersonId,
    },
    Joined {
        person: PersonId,
        connection: ConnectionId,
        role: Role,
        rank: Rank,
        delegation: DelegationId,
        /// [`NamesOfTheDay`] as JSON.
        #[serde(skip)]
        names: Private,
    },
    Left {
        person: PersonId,
        connection: ConnectionId,
        reason: LeaveReason,
    },
    Removed {
        person: PersonId,
        by: PersonId,
    },
    RoleChanged {
        person: PersonId,
        role: Role,
        by: PersonId,
    },
    ItemStarted {
        item: ItemId,
        by: PersonId,
    },
    ItemEnded {
        item: ItemId,
        by: PersonId,
    },
    ItemSkipped {
        item: ItemId,
        by: PersonId,
    },
    HandRaised {
        person: PersonId,
    },
    HandLowered {
        person: PersonId,
        by: PersonId,
    },
    Chat {
        id: ChatId,
        person: PersonId,
        #[serde(skip)]
        text: Private,
    },
    /// The service stops in good order while the session is on, whether anybody is there or not.
    Stopped,
    /// How media flowed to and from the devices of one delegation, since the room was (re)built:
    /// kept when the session ends, and when the service stops.
    Quality {
        delegation: DelegationId,
        #[serde(flatten)]
        summary: LinkSummary,
    },
    /// Appended by the service when it comes back: nobody was present from `from` until now.
    Interrupted {
        from: Timestamp,
        reason: Interruption,
    },
    Ended {
        by: Option<PersonId>,
        reason: EndReason,
    },
    /// Somebody at the door of the hall marked a person. Kept when the mark reached the service,
    /// which may be long after it was made, and after the end.
    HallMarked {
        #[serde(flatten)]
        mark: Mark,
        role: Role,
        rank: Rank,
        delegation: DelegationId,
        /// [`NamesOfTheDay`] as JSON.
        #[serde(skip)]
        names: Private,
    },
    /// The person's data key was destroyed; their [`Private`] texts read as `None` from now on.
    Erased {
        person: PersonId,
    },

    // The run of show.
    /// The item is held before another, or last.
    ItemMoved {
        item: ItemId,
        before: Option<ItemId>,
        by: PersonId,
    },
    /// The item has so many minutes.
    ItemResized {
        item: ItemId,
        minutes: u16,
        by: PersonId,
    },
    /// An item that was skipped is held after all.
    ItemRestored {
        item: ItemId,
        by: PersonId,
    },
    /// `fallback`: what is done instead was done.
    CueCalled {
        cue: CueId,
        fallback: bool,
        by: PersonId,
    },
    CueDropped {
        cue: CueId,
        by: PersonId,
    },
    /// Calling or dropping it was a mistake.
    CueReset {
        cue: CueId,
        by: PersonId,
    },
    /// The floor: who spoke, for how long, and who was next.
    Floor(FloorFact),
    /// What happened to votes, and who votes for a delegation.
    Vote(VoteFact),
    // Closed items.
    /// A closed item runs: press and observers are outside until `Reopened`, or until another
    /// closed item follows.
    Closed {
        item: ItemId,
    },
    Reopened,
    /// They are in the session, and outside while the closed item runs. They have not left.
    SentOut {
        person: PersonId,
    },
    /// They are let in although it still runs: their role is another one.
    LetBack {
        person: PersonId,
    },
    /// What became of decisions and actions.
    Note(NoteFact),
    /// Who was on stage, and what everybody was shown large.
    Stage(StageFact),
    /// Side rooms, and who is in which.
    Side(SideFact),
    /// What happened to signings.
    Signing(SigningFact),
    /// A group photo: who was asked, what they said, and what was kept.
    Photo(PhotoFact),
    /// The picture of a group photo was destroyed, while the session lasted or after it. `by: None`:
    /// somebody in it was erased.
    PhotoRemoved {
        photo: PhotoId,
        by: Option<OrganizerId>,
    },
    /// Greeting videos.
    Film(FilmFact),
}

impl Event {
    /// Whether a room kept it, which then lived. The others may come while none is open.
    pub fn is_of_the_room(&self) -> bool {
        !matches!(
            self,
            Event::HallMarked { .. } | Event::Erased { .. } | Event::PhotoRemoved { .. }
        )
    }

    /// The text to seal, and whose it is.
    pub fn private(&self) -> Option<(PersonId, &str)> {
        match self {
            Event::Joined {
                person,
                names: Private(Some(text)),
                ..
            }
            | Event::Chat {
                person,
                text: Private(Some(text)),
                ..
            } => Some((*person, text)),
            Event::HallMarked {
                mark,
                names: Private(Some(text)),
                ..
            } => Some((mark.person, text)),
            Event::Vote(fact) => fact.private(),
            Event::Note(fact) => fact.private(),
            Event::Side(fact) => fact.private(),
            Event::Signing(fact) => fact.private(),
            Event::Joined { .. }
            | Event::Chat { .. }
            | Event::HallMarked { .. }
            | Event::Acknowledged { .. }
            | Event::Waiting { .. }
            | Event::Admitted { .. }
            | Event::Opened { .. }
            | Event::Left { .. }
            | Event::Removed { .. }
            | Event::RoleChanged { .. }
            | Event::ItemStarted { .. }
            | Event::ItemEnded { .. }
            | Event::ItemSkipped { .. }
            | Event::HandRaised { .. }
            | Event::HandLowered { .. }
            | Event::Stopped
            | Event::Quality { .. }
            | Event::Interrupted { .. }
            | Event::Ended { .. }
            | Event::Erased { .. }
            | Event::ItemMoved { .. }
            | Event::ItemResized { .. }
            | Event::ItemRestored { .. }
            | Event::CueCalled { .. }
            | Event::CueDropped { .. }
            | Event::CueReset { .. }
            | Event::Floor(_)
            | Event::Closed { .. }
            | Event::Reopened
            | Event::SentOut { .. }
            | Event::LetBack { .. }
            | Event::Stage(_)
            | Event::Photo(_)
            | Event::PhotoRemoved { .. }
            | Event::Film(_) => None,
        }
    }

    /// Puts back what [`Event::private`] gave, after unsealing.
    pub fn restore(&mut self, unsealed: Option<String>) {
        if let Event::Joined { names: slot, .. }
        | Event::HallMarked { names: slot, .. }
        | Event::Chat { text: slot, .. }
        | Event::Vote(VoteFact::Opened { motion: slot, .. })
        | Event::Note(NoteFact::Written { words: slot, .. })
        | Event::Side(SideFact::Opened { title: slot, .. }) = self
        {
            slot.0 = unsealed;
        } else if let Event::Signing(fact) = self
            && let Some(slot) = fact.slot()
        {
            slot.0 = unsealed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOB: PersonId = PersonId::from_bits(3);

    #[test]
    fn private_text_never_stands_in_a_stored_fact() {
        let chat = Event::Chat {
            id: ChatId::from_bits(1),
            person: BOB,
            text: Private::text("between us"),
        };
        let stored = serde_json::to_string(&chat).unwrap();
        assert!(!stored.contains("between us"), "{stored}");
        let (person, text) = chat.private().unwrap();
        assert_eq!((person, text), (BOB, "between us"));

        let mut read: Event = serde_json::from_str(&stored).unwrap();
        read.restore(Some(text.to_owned()));
        assert_eq!(read, chat);
    }

    #[test]
    fn names_survive_their_seal() {
        let names = NamesOfTheDay {
            name: Localized::of("en", "Bob"),
            title: Localized::of("de", "Oberbürgermeister"),
        };
        assert_eq!(NamesOfTheDay::unsealed(&names.sealed()), Some(names));
        assert_eq!(NamesOfTheDay::unsealed(&Private(None)), None);
    }
}
