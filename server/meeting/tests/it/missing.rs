//! Devices that are gone and still waited for, by the test's own opinion.

use meeting::id::PersonId;
use meeting::time::Instant;

/// A broken device that is still waited for.
pub(crate) struct Lost {
    pub(crate) person: PersonId,
    /// `None`: it is from before a restart.
    device: Option<String>,
    pub(crate) until: Instant,
    /// Facts do not name devices: once another one of the same person came in, they cannot tell
    /// whether this one is missed still.
    is_in_the_facts: bool,
}

#[derive(Default)]
pub(crate) struct Missing(Vec<Lost>);

impl Missing {
    pub(crate) fn lose(&mut self, person: PersonId, device: Option<String>, until: Instant) {
        self.0.push(Lost {
            person,
            device,
            until,
            is_in_the_facts: true,
        });
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Lost> {
        self.0.iter()
    }

    pub(crate) fn forget(&mut self, person: PersonId) {
        self.0.retain(|lost| lost.person != person);
    }

    /// By another device, or by the same one again.
    pub(crate) fn came_in(&mut self, person: PersonId) {
        for lost in self.0.iter_mut().filter(|lost| lost.person == person) {
            lost.is_in_the_facts = false;
        }
    }

    /// Of whom a restarted service knows that they are missed.
    pub(crate) fn after_a_restart(&self, now: Instant) -> Vec<PersonId> {
        let lost = self.0.iter().filter(|lost| lost.is_in_the_facts);
        let lost = lost.filter(|lost| lost.until > now);
        lost.map(|lost| lost.person).collect()
    }

    pub(crate) fn is_anybody_given_up(&self, now: Instant) -> bool {
        self.0.iter().any(|lost| lost.until <= now)
    }

    /// Whoever is inside again is no longer waited for: by that device, or at all after a restart.
    /// `inside`: people with the names of their devices.
    pub(crate) fn settle(
        &mut self,
        now: Instant,
        inside: &[(PersonId, String)],
        is_invited: impl Fn(PersonId) -> bool,
    ) {
        self.0.retain(|lost| {
            let is_back = |(person, name): &(PersonId, String)| {
                *person == lost.person && lost.device.as_ref().is_none_or(|device| device == name)
            };
            lost.until > now && !inside.iter().any(is_back) && is_invited(lost.person)
        });
    }
}
