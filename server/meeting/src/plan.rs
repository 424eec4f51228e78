//! What was planned for a session before anybody came: title, times, delegations, people, agenda.

mod floor;
mod hall;
mod localized;
mod mail_address;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::cue::Cue;
use crate::id::{DelegationId, EventId, ItemId, PartnerId, PersonId, SessionId, TrackId};
use crate::time::Timestamp;

pub use floor::{AtLimit, FloorRules};
pub use hall::{Hall, Venue};
pub use localized::{Localized, is_same_language};
pub use mail_address::is_mail_address;

/// How long before the beginning the doors open.
const DOORS: Duration = Duration::from_secs(3600);

/// What a participant is in this session; decides what they may do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Host,
    Delegate,
    Interpreter,
    Observer,
    Press,
    Technician,
}

impl Role {
    /// Press and observers: they follow what is open, and a closed item is not for them.
    pub fn is_shut_out(self) -> bool {
        match self {
            Role::Observer | Role::Press => true,
            Role::Host | Role::Delegate | Role::Interpreter | Role::Technician => false,
        }
    }
}

/// One ordered list of seniority; the highest comes first. Foreign titles are mapped by hand.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    Mayor,
    ViceMayor,
    Director,
    DeputyDirector,
    Staff,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    Opening,
    Speech,
    Dialogue,
    Signing,
    Photo,
    Vote,
    Break,
}

/// What a session is within its event.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// For everybody.
    #[default]
    Plenary,
    /// Beside others at the same time.
    Panel,
    /// For two delegations, or a few.
    SideRoom,
}

/// Who opens the door of the lobby.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// A host admits each person.
    ByHost,
    /// Everybody with a valid link comes in at once.
    Automatic,
}

/// The people of one city or body. `partner` is set when it stands in the registry; the host
/// city's own delegation has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Delegation {
    pub id: DelegationId,
    pub partner: Option<PartnerId>,
    pub city: Localized,
    /// ISO 3166-1 alpha-2, for the flag and the name of the country/region.
    pub country: Option<String>,
    pub head: Option<PersonId>,
    /// Plans of the first release do not say.
    #[serde(default)]
    #[schema(required)]
    pub display: Display,
}

/// How a delegation is shown where the office decided otherwise for it than for its place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
pub struct Display {
    /// Name of the country/region; empty: the usual one.
    #[serde(default)]
    #[schema(required)]
    pub label: Localized,
    /// Whether the flag is shown; `None`: as usual.
    #[serde(default)]
    #[schema(required)]
    pub flag: Option<bool>,
}

/// One invited person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Invitee {
    pub id: PersonId,
    pub delegation: DelegationId,
    pub role: Role,
    pub rank: Rank,
    pub name: Localized,
    pub title: Localized,
    /// BCP 47 tag of the person's own language.
    pub language: String,
    /// Where letters go. For the office alone: no participant is told it, and no record holds it.
    /// Plans of the first release do not say.
    #[serde(default)]
    #[schema(required)]
    pub email: Option<String>,
    /// Plans of earlier releases do not say: everybody was online.
    #[serde(default)]
    #[schema(required)]
    pub venue: Venue,
}

/// Whether the office waits for a paper on an item: the text of a speech, a draft, slides.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PaperWish {
    #[default]
    None,
    Wanted,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AgendaItem {
    pub id: ItemId,
    pub title: Localized,
    pub kind: ItemKind,
    pub speaker: Option<PersonId>,
    /// Planned length, 1 to 600 minutes.
    pub minutes: u16,
    /// Open to press and observers; a closed item is not.
    pub open: bool,
    /// Plans of the first release do not say.
    #[serde(default)]
    #[schema(required)]
    pub paper: PaperWish,
    /// Seconds that each speaker on it has, instead of those of the session.
    #[serde(default)]
    #[schema(required)]
    pub speaker_seconds: Option<u32>,
}

impl AgendaItem {
    pub fn length(&self) -> Duration {
        Duration::from_secs(u64::from(self.minutes) * 60)
    }
}

/// The whole plan of a session; the order of the lists is the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Plan {
    pub session: SessionId,
    pub title: Localized,
    pub starts_at: Timestamp,
    /// Planned length in minutes.
    pub minutes: u16,
    /// IANA zone in which the office planned it.
    pub zone: String,
    /// Languages of the session, the first is its main one.
    pub languages: Vec<String>,
    pub admission: Admission,
    pub delegations: Vec<Delegation>,
    pub people: Vec<Invitee>,
    pub agenda: Vec<AgendaItem>,
    /// Held to try everything out: its doors stand open from the beginning until it is missed, and
    /// it is nobody's exchange. Plans of the first release do not say.
    #[serde(default)]
    #[schema(required)]
    pub rehearsal: bool,
    /// The event it belongs to. Its delegations and people are then those of the event's roster.
    #[serde(default)]
    #[schema(required)]
    pub event: Option<EventId>,
    #[serde(default)]
    #[schema(required)]
    pub form: Form,
    /// The room of the event in which it takes place.
    #[serde(default)]
    #[schema(required)]
    pub track: Option<TrackId>,
    /// The run sheet, in the order in which it is written. For the office alone: no participant is
    /// told it. Plans of earlier releases have none.
    #[serde(default)]
    #[schema(required)]
    pub cues: Vec<Cue>,
    /// Where people attend on site.
    #[serde(default)]
    #[schema(required)]
    pub hall: Option<Hall>,
    /// How the time to speak is shared out. Plans of earlier releases do not say.
    #[serde(default)]
    #[schema(required)]
    pub floor: FloorRules,
}

impl Plan {
    pub fn length(&self) -> Duration {
        Duration::from_secs(u64::from(self.minutes) * 60)
    }
    pub fn ends_at(&self) -> Timestamp {
        self.starts_at.plus(self.length())
    }
    /// Doors open an hour before; those of a rehearsal are never closed before it.
    pub fn doors_at(&self) -> Timestamp {
        if self.rehearsal {
            return Timestamp::default();
        }
        self.answers_until()
    }
    /// Whether they come, people say until the doors open, or would if it were no rehearsal.
    pub fn answers_until(&self) -> Timestamp {
        self.starts_at.minus(DOORS)
    }
    /// Until then a session that nobody opened may still begin, and people come back to a
    /// rehearsal: an hour after its planned end.
    pub fn missed_at(&self) -> Timestamp {
        self.ends_at().plus(Duration::from_secs(3600))
    }
    /// The seat of the hall included.
    pub fn person(&self, id: PersonId) -> Option<&Invitee> {
        self.participants().find(|person| person.id == id)
    }
    /// Everybody who may come in by a link: the people, and the seat of the hall.
    pub fn participants(&self) -> impl Iterator<Item = &Invitee> {
        let seat = self.hall.iter().map(|hall| &hall.seat);
        self.people.iter().chain(seat)
    }
    pub fn is_seat(&self, id: PersonId) -> bool {
        self.hall.as_ref().is_some_and(|hall| hall.seat.id == id)
    }
    /// People who are expected in the hall.
    pub fn hall_guests(&self) -> impl Iterator<Item = &Invitee> {
        let hall = self.hall.is_some();
        let people = self.people.iter();
        people.filter(move |person| hall && person.venue == Venue::Hall)
    }
    pub fn delegation(&self, id: DelegationId) -> Option<&Delegation> {
        self.delegations
            .iter()
            .find(|delegation| delegation.id == id)
    }
    pub fn item(&self, id: ItemId) -> Option<&AgendaItem> {
        self.agenda.iter().find(|item| item.id == id)
    }
    /// When an item is planned to begin: the start of the session plus the items before it.
    pub fn item_starts_at(&self, id: ItemId) -> Option<Timestamp> {
        let mut at = self.starts_at;
        for item in &self.agenda {
            if item.id == id {
                return Some(at);
            }
            at = at.plus(item.length());
        }
        None
    }

    /// This plan, with those items of an earlier one that it dropped although they must stay:
    /// what was started, held or skipped remains on the agenda, at about the place it had. It does
    /// not name a speaker who is no longer invited.
    pub fn keeping_items_of(mut self, earlier: &Plan, stays: impl Fn(ItemId) -> bool) -> Plan {
        for (place, item) in earlier.agenda.iter().enumerate() {
            if stays(item.id) && self.item(item.id).is_none() {
                let place = place.min(self.agenda.len());
                let speaker = item.speaker.filter(|id| self.person(*id).is_some());
                let item = AgendaItem {
                    speaker,
                    ..item.clone()
                };
                self.agenda.insert(place, item);
            }
        }
        self
    }

    /// This plan, with those delegations of an earlier one that it dropped although they must
    /// stay: somebody of them was there. A head who is no longer invited is not named.
    pub fn keeping_delegations_of(
        mut self,
        earlier: &Plan,
        stays: impl Fn(DelegationId) -> bool,
    ) -> Plan {
        for (place, delegation) in earlier.delegations.iter().enumerate() {
            if stays(delegation.id) && self.delegation(delegation.id).is_none() {
                let head = delegation.head.filter(|id| self.person(*id).is_some());
                let delegation = Delegation {
                    head,
                    ..delegation.clone()
                };
                let place = place.min(self.delegations.len());
                self.delegations.insert(place, delegation);
            }
        }
        self
    }
}
