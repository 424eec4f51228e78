//! The watch of a test: how long somebody was somewhere, by its own reading.

use std::collections::BTreeMap;
use std::time::Duration;

use meeting::id::PersonId;

/// Time by person. What passed since the service last gave a sign of life is unsure: a crash takes
/// it away.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    sure: BTreeMap<PersonId, Duration>,
    unsure: BTreeMap<PersonId, Duration>,
}

impl Watch {
    pub(crate) fn pass(&mut self, people: impl IntoIterator<Item = PersonId>, time: Duration) {
        for person in people {
            *self.unsure.entry(person).or_default() += time;
        }
    }

    pub(crate) fn sign_of_life(&mut self) {
        for (person, time) in std::mem::take(&mut self.unsure) {
            *self.sure.entry(person).or_default() += time;
        }
    }

    pub(crate) fn crash(&mut self) {
        self.unsure.clear();
    }

    /// Everybody of whom something is sure.
    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> {
        self.sure.keys().copied()
    }

    pub(crate) fn of(&self, person: PersonId) -> Duration {
        self.sure.get(&person).copied().unwrap_or_default()
    }
}
