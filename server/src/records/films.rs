//! When greeting videos were shown, for the sheet of the agenda.

use meeting::id::ItemId;

use super::sheets::Writing;

impl Writing<'_> {
    /// From when to when those of an item were shown.
    pub(super) fn films(&self, item: ItemId) -> String {
        let films = self.record().films.iter();
        let films = films.filter(|film| film.item == item);
        let times = films.map(|film| format!("{}–{}", self.clock(film.from), self.clock(film.to)));
        times.collect::<Vec<_>>().join(" / ")
    }
}
