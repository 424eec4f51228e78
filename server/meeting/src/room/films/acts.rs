//! What is asked about greeting videos.

use std::time::Duration;

use crate::film::{Film, FilmEnd, FilmFact};
use crate::id::{PaperId, PersonId};
use crate::protocol::{FilmCommand, ItemState, Reason};
use crate::room::Room;

/// From the click to the first picture: everybody must have heard of it.
const LEAD: Duration = Duration::from_secs(2);

/// What somebody has of a film is told in so many steps.
const STEPS: u64 = 4;

impl Room {
    /// The service tells which films there are.
    pub(in crate::room) fn set_films(&mut self, films: Vec<Film>) {
        let stays = |paper| films.iter().any(|film| film.id == paper);
        self.films.retain_fetched(|paper, _| stays(paper));
        self.films.known = films;
    }

    pub(in crate::room) fn perform_film(
        &mut self,
        command: FilmCommand,
        person: PersonId,
    ) -> Result<(), Reason> {
        match command {
            FilmCommand::Fetched { paper, bytes } => self.note_fetched(paper, person, bytes),
            FilmCommand::Prepare { paper } => {
                self.film(paper)?;
                if !self.films.prepared.contains(&paper) {
                    self.note_film(FilmFact::Prepared { paper, by: person });
                }
                Ok(())
            }
            FilmCommand::Show { paper } => self.show_film(paper, person),
            FilmCommand::Stop => {
                if !self.films.are_shown() {
                    return Err(Reason::WrongState);
                }
                self.end_film(FilmEnd::Stopped, Some(person));
                Ok(())
            }
        }
    }

    /// A film that there is, on an item of the agenda.
    fn film(&self, paper: PaperId) -> Result<&Film, Reason> {
        let film = self.films.known(paper).ok_or(Reason::NoSuchFilm)?;
        let planned = self.plan.item(film.item).is_some();
        planned.then_some(film).ok_or(Reason::NoSuchFilm)
    }

    fn show_film(&mut self, paper: PaperId, by: PersonId) -> Result<(), Reason> {
        let film = self.film(paper)?;
        let (item, length_ms) = (film.item, film.length.as_millis());
        if self.films.are_shown() {
            return Err(Reason::WrongState);
        }
        match self.agenda.state(item) {
            ItemState::Running { .. } => {}
            ItemState::Planned => self.start_item(item, by)?,
            ItemState::Held { .. } | ItemState::Skipped { .. } => return Err(Reason::WrongState),
        }
        self.note_film(FilmFact::Started {
            paper,
            item,
            starts_at: self.now.timestamp.plus(LEAD),
            length_ms: u64::try_from(length_ms).unwrap_or(u64::MAX),
            by,
        });
        Ok(())
    }

    fn note_fetched(&mut self, paper: PaperId, person: PersonId, bytes: u64) -> Result<(), Reason> {
        let film = self.film(paper)?;
        let role = self.known(person)?;
        if !self.shows_film_of(film.item, role) {
            return Err(Reason::NoSuchFilm);
        }
        let total = film.bytes;
        let bytes = bytes.min(total);
        let step = |bytes: u64| bytes.saturating_mul(STEPS).checked_div(total);
        let before = self.films.fetched.get(&(paper, person)).copied();
        if bytes == 0 {
            self.films
                .retain_fetched(|one, other| (one, other) != (paper, person));
        } else if before.map(step) != Some(step(bytes)) {
            self.films.fetched.insert((paper, person), bytes);
            self.films.news.insert((paper, person));
        }
        Ok(())
    }
}
