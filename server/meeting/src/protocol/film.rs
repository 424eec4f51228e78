use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::film::{Film, Showing};
use crate::id::{ItemId, PaperId, PersonId};
use crate::plan::Localized;
use crate::time::Timestamp;

/// What can be asked about greeting videos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum FilmCommand {
    /// How much of a film this device has: said of each that is `wanted` when it begins to fetch it,
    /// as it goes on, and anew after every snapshot.
    Fetched {
        paper: PaperId,
        #[ts(type = "number")]
        bytes: u64,
    },

    // Hosts and technicians:
    /// Everybody fetches it now, wherever its item stands.
    Prepare { paper: PaperId },

    // Hosts:
    /// Shows it to everybody, two seconds from now. Its item must run, or not have begun: then it
    /// begins with it.
    Show { paper: PaperId },
    /// Shows it no longer.
    Stop,
}

impl FilmCommand {
    pub(crate) fn is_for_hosts(&self) -> bool {
        matches!(self, FilmCommand::Show { .. } | FilmCommand::Stop)
    }

    pub(crate) fn is_for_crew(&self) -> bool {
        matches!(self, FilmCommand::Prepare { .. })
    }
}

/// The greeting videos of a session.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct FilmsView {
    /// In the order of the agenda; those of closed items not for press and observers.
    pub films: Vec<FilmView>,
    pub showing: Option<ShowingView>,
    /// How much people have of them; empty unless the reader is a host or technician. Whoever is not
    /// named has nothing of it yet.
    pub fetched: Vec<FetchedView>,
}

/// `GET /api/papers/{id}/file` gives it, in parts if one likes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FilmView {
    pub paper: PaperId,
    /// Whose speaker greets.
    pub item: ItemId,
    pub title: Localized,
    #[ts(type = "number")]
    pub bytes: u64,
    #[ts(type = "number")]
    pub length_ms: u64,
    /// Its item is one of the next, or it was prepared: fetch it.
    pub wanted: bool,
}

/// What is shown. It stands at `now - starts_at`, by the clock of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShowingView {
    pub paper: PaperId,
    pub item: ItemId,
    pub starts_at: Timestamp,
    #[ts(type = "number")]
    pub length_ms: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FetchedView {
    pub paper: PaperId,
    pub person: PersonId,
    #[ts(type = "number")]
    pub bytes: u64,
}

impl FilmView {
    pub(crate) fn of(film: &Film, wanted: bool) -> Self {
        Self {
            paper: film.id,
            item: film.item,
            title: film.title.clone(),
            bytes: film.bytes,
            length_ms: millis(film.length),
            wanted,
        }
    }
}

impl From<Showing> for ShowingView {
    fn from(showing: Showing) -> Self {
        Self {
            paper: showing.paper,
            item: showing.item,
            starts_at: showing.starts_at,
            length_ms: millis(showing.length),
        }
    }
}

fn millis(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
