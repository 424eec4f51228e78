//! Greeting videos as a participant is told of them.

use meeting::protocol::{FetchedView, FilmsView};

/// Who has how much of one; in the order of a snapshot.
pub(crate) fn note(films: &mut FilmsView, told: FetchedView) {
    let key = |one: &FetchedView| (one.paper, one.person);
    films.fetched.retain(|one| key(one) != key(&told));
    films.fetched.extend(Some(told).filter(|one| one.bytes > 0));
    films.fetched.sort_by_key(key);
}
