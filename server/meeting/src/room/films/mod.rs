//! Greeting videos while a meeting runs: which there are, who has them, and which is shown.
//!
//! The service tells which there are, and keeps that itself; what is shown, and what a host had
//! prepared, follows from the facts.

mod acts;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::Event;
use crate::film::{Film, FilmEnd, FilmFact, Showing};
use crate::id::{PaperId, PersonId};
use crate::plan::Role;
use crate::protocol::{FetchedView, FilmView, ShowingView};
use crate::time::{Instant, Now};

use super::Room;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Films {
    /// As the service last told them.
    known: Vec<Film>,
    prepared: BTreeSet<PaperId>,
    showing: Option<Showing>,
    /// When that ends.
    ends: Option<Instant>,
    /// Bytes that people say to have; never none, and of what is known only.
    fetched: BTreeMap<(PaperId, PersonId), u64>,
    /// Of which of these that is to be told.
    news: BTreeSet<(PaperId, PersonId)>,
    told: ToldFilms,
}

/// What was last told.
#[derive(Debug, Default)]
struct ToldFilms {
    films: Vec<FilmView>,
    /// Those of open items.
    open: Vec<FilmView>,
    showing: Option<ShowingView>,
}

impl Films {
    pub(super) fn follow(&mut self, fact: &FilmFact) {
        if let FilmFact::Prepared { paper, .. } = fact {
            self.prepared.insert(*paper);
        }
        Showing::follow(&mut self.showing, fact);
    }

    /// Sets the monotonic clock by the other one.
    pub(super) fn wind(&mut self, now: Now) {
        let showing = self.showing.as_ref();
        self.ends = showing.map(|one| now.instant.plus(one.ends_at().since(now.timestamp)));
    }

    /// Whether the service takes no sound from somebody of this role, for a film is shown.
    pub(super) fn silence(&self, role: Role) -> bool {
        self.showing.is_some() && role != Role::Host
    }

    pub(super) fn are_shown(&self) -> bool {
        self.showing.is_some()
    }

    /// When what is shown ends.
    pub(super) fn due(&self) -> Option<Instant> {
        self.ends
    }

    fn known(&self, paper: PaperId) -> Option<&Film> {
        self.known.iter().find(|film| film.id == paper)
    }

    /// Whoever left has nothing any more, for all that is known here.
    pub(super) fn forget(&mut self, person: PersonId) {
        self.retain_fetched(|_, one| one != person);
    }

    fn retain_fetched(&mut self, stays: impl Fn(PaperId, PersonId) -> bool) {
        let news = &mut self.news;
        self.fetched.retain(|(paper, person), _| {
            let stays = stays(*paper, *person);
            if !stays {
                news.insert((*paper, *person));
            }
            stays
        });
    }
}

impl Room {
    /// The one way in which it changes what is shown.
    fn note_film(&mut self, fact: FilmFact) {
        self.films.follow(&fact);
        self.films.wind(self.now);
        self.keep(Event::Film(fact));
    }

    fn end_film(&mut self, why: FilmEnd, by: Option<PersonId>) {
        if let Some(Showing { paper, .. }) = self.films.showing {
            self.note_film(FilmFact::Ended { paper, why, by });
        }
    }

    /// The session is over, and with it what is shown.
    pub(super) fn finish_film(&mut self, by: Option<PersonId>) {
        self.end_film(FilmEnd::Session, by);
    }

    /// What was shown to its end is shown no longer.
    pub(super) fn end_film_in_time(&mut self) {
        if self.films.due().is_some_and(|due| due <= self.now.instant) {
            self.end_film(FilmEnd::Finished, None);
        }
    }

    /// Brings it up to date with the agenda.
    pub(super) fn settle_films(&mut self) {
        self.end_film_in_time();
        let item = self.films.showing.map(|showing| showing.item);
        if item.is_some() && item != self.agenda.running() {
            self.end_film(FilmEnd::Item, None);
        }
    }

    /// Who has how much of what.
    fn fetched_view(&self) -> Vec<FetchedView> {
        let fetched = self.films.fetched.iter();
        fetched
            .map(|((paper, person), bytes)| FetchedView {
                paper: *paper,
                person: *person,
                bytes: *bytes,
            })
            .collect()
    }
}
