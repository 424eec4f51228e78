//! Greeting videos as people see them.

use crate::film::{Film, Showing};
use crate::id::ItemId;
use crate::paper::Audience as Readers;
use crate::plan::Role;
use crate::protocol::{Change, FetchedView, FilmView, FilmsView, ItemState};
use crate::room::Room;
use crate::room::cues::is_crew;
use crate::room::log::Audience;

/// Films of so many items to come are fetched.
const AHEAD: usize = 3;

impl Room {
    pub(in crate::room) fn films_view(&self, role: Option<Role>) -> FilmsView {
        let mut films = self.told_films();
        if let Some(role) = role {
            films.retain(|film| self.shows_film_of(film.item, role));
        }
        FilmsView {
            films,
            showing: self.films.showing.map(Into::into),
            fetched: match role {
                Some(role) if is_crew(role) => self.fetched_view(),
                Some(_) | None => Vec::new(),
            },
        }
    }

    /// What is shown now.
    pub(in crate::room) fn film_shown(&self) -> Option<Showing> {
        self.films.showing
    }

    /// Whether somebody of this role sees films of an item.
    pub(super) fn shows_film_of(&self, item: ItemId, role: Role) -> bool {
        Readers::Invited.includes(role, &self.plan, Some(item))
    }

    /// All that there are, in the order of the agenda.
    fn told_films(&self) -> Vec<FilmView> {
        if self.films.known.is_empty() {
            return Vec::new();
        }
        let order = self.programme.order(&self.plan.agenda);
        let state = |item: ItemId| self.agenda.state(item);
        let planned = |item: &ItemId| state(*item) == ItemState::Planned;
        let to_come = order.iter().map(|item| item.id).filter(planned);
        let next: Vec<ItemId> = to_come.take(AHEAD).collect();
        let is_wanted = |film: &Film| {
            matches!(state(film.item), ItemState::Running { .. })
                || next.contains(&film.item)
                || self.films.prepared.contains(&film.id)
        };
        let items = order.iter().flat_map(|item| {
            let films = self.films.known.iter();
            films.filter(|film| film.item == item.id)
        });
        items
            .map(|film| FilmView::of(film, is_wanted(film)))
            .collect()
    }

    pub(in crate::room) fn tell_films(&mut self) {
        self.tell_which_films();
        let showing = self.films.showing.map(Into::into);
        if self.films.told.showing != showing {
            self.films.told.showing = showing;
            self.delta(Audience::Everyone, Change::Showing { showing });
        }
        self.tell_fetched();
    }

    /// Press and observers see those of open items.
    fn tell_which_films(&mut self) {
        let films = self.told_films();
        let mut open = films.clone();
        open.retain(|film| self.shows_film_of(film.item, Role::Press));
        let told = &mut self.films.told;
        if told.films == films && told.open == open {
            return;
        }
        told.films.clone_from(&films);
        told.open.clone_from(&open);
        if open == films {
            return self.delta(Audience::Everyone, Change::Films { films });
        }
        self.delta(Audience::TakingPart, Change::Films { films });
        self.delta(Audience::Onlookers, Change::Films { films: open });
    }

    fn tell_fetched(&mut self) {
        for (paper, person) in std::mem::take(&mut self.films.news) {
            let bytes = self.films.fetched.get(&(paper, person)).copied();
            let bytes = bytes.unwrap_or(0);
            let fetched = FetchedView {
                paper,
                person,
                bytes,
            };
            self.delta(Audience::Crew, Change::Fetched { fetched });
        }
    }
}
