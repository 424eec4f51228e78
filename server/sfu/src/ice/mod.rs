//! An ICE-lite agent (RFC 8445): answers authenticated binding requests and follows whatever
//! path the client nominates, at any time.

pub(crate) mod stun;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use rtc_crypto::RTCCrypto;

use crate::outbox::Path;
use stun::{Refusal, Request};

/// A path unheard of for so long is forgotten. Browsers check theirs every few seconds.
pub(crate) const PATH_LIFETIME: Duration = Duration::from_secs(30);

/// Longer than browsers wait between two checks of the path in use. Firefox does not nominate again
/// when its address changes under it, it only goes on from the new one.
const ABANDONED: Duration = Duration::from_secs(8);

/// Paths remembered of one client; it has a handful of interfaces at most.
const MAX_PATHS: usize = 16;

/// Restarts that may be under way without a nomination.
const MAX_GENERATIONS: usize = 3;

/// Our half of the credentials of one generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: String,
}

/// From one ICE restart to the next.
#[derive(Debug)]
struct Generation {
    number: u32,
    credentials: Credentials,
    /// The client's user fragment; a new one in an offer means a restart.
    remote_user: String,
}

/// What a request did.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) response: Vec<u8>,
    /// The path may carry DTLS and SRTP. Not so after an error response.
    pub(crate) validated: bool,
    /// Media goes to this path from now on, and did not before.
    pub(crate) nominated: bool,
    /// A path that is forgotten for this one.
    pub(crate) forgotten: Option<Path>,
}

pub(crate) struct Agent {
    /// Oldest first, never empty. An older one is answered until a newer one is nominated.
    generations: Vec<Generation>,
    next_number: u32,
    nominated: Option<Path>,
    validated: Vec<(Path, Instant)>,
}

impl Agent {
    pub(crate) fn new(credentials: Credentials, remote_user: String) -> Self {
        Agent {
            generations: vec![Generation {
                number: 0,
                credentials,
                remote_user,
            }],
            next_number: 1,
            nominated: None,
            validated: Vec::new(),
        }
    }

    /// Where to send everything but answers to binding requests.
    pub(crate) fn nominated(&self) -> Option<Path> {
        self.nominated
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = Path> {
        self.validated.iter().map(|(path, _)| *path)
    }

    /// Our user fragments that are still answered.
    pub(crate) fn users(&self) -> impl Iterator<Item = &str> {
        self.generations
            .iter()
            .map(|generation| generation.credentials.user.as_str())
    }

    /// The credentials for the next answer.
    pub(crate) fn credentials(&self) -> &Credentials {
        &self.newest().credentials
    }

    pub(crate) fn is_restart(&self, remote_user: &str) -> bool {
        self.newest().remote_user != remote_user
    }

    fn newest(&self) -> &Generation {
        &self.generations[self.generations.len() - 1]
    }

    /// New credentials; the present path stays until the client nominates one with them.
    pub(crate) fn restart(&mut self, credentials: Credentials, remote_user: String) {
        // The first one carries the nominated path.
        if self.generations.len() == MAX_GENERATIONS {
            self.generations.remove(1);
        }
        self.generations.push(Generation {
            number: self.next_number,
            credentials,
            remote_user,
        });
        self.next_number += 1;
    }

    /// Checks a request that names one of our users and answers it.
    pub(crate) fn answer(
        &mut self,
        now: Instant,
        path: Path,
        request: &mut Request,
        crypto: &dyn RTCCrypto,
    ) -> Result<Answer, Refusal> {
        let generation = self
            .generations
            .iter()
            .find(|generation| generation.credentials.user == request.user())
            .ok_or(Refusal::UnknownUser)?;
        let number = generation.number;
        let password = generation.credentials.password.clone();
        request.authenticate(&password, crypto)?;
        if let Some(response) = request.error_response(&password, crypto) {
            return Ok(Answer {
                response: response?,
                validated: false,
                nominated: false,
                forgotten: None,
            });
        }
        let forgotten = self.validate(path, now);
        let nominated = request.nominates() && self.nominate(number, path);
        Ok(Answer {
            response: request.success_response(path.remote, &password, crypto)?,
            validated: true,
            nominated,
            forgotten,
        })
    }

    /// Returns the path that had to make room.
    fn validate(&mut self, path: Path, now: Instant) -> Option<Path> {
        let mut forgotten = None;
        if !self.is_validated(path) {
            if self.validated.len() == MAX_PATHS {
                forgotten = self.drop_stalest();
            }
            self.validated.push((path, now));
        }
        self.heard(path, now);
        forgotten
    }

    /// Something authentic came by this path. Where the nominated one has been abandoned without a
    /// word, media follows the client.
    pub(crate) fn heard(&mut self, path: Path, now: Instant) {
        let Some((_, at)) = self.validated.iter_mut().find(|(known, _)| *known == path) else {
            return;
        };
        *at = now;
        if let Some(nominated) = self.nominated
            && nominated != path
            && self.is_abandoned(nominated, now)
        {
            self.nominated = Some(path);
        }
    }

    fn is_abandoned(&self, path: Path, now: Instant) -> bool {
        let known = self.validated.iter().find(|(known, _)| *known == path);
        known.is_none_or(|(_, at)| now.saturating_duration_since(*at) >= ABANDONED)
    }

    fn drop_stalest(&mut self) -> Option<Path> {
        let stalest = (0..self.validated.len())
            .filter(|index| Some(self.validated[*index].0) != self.nominated)
            .min_by_key(|index| self.validated[*index].1)?;
        Some(self.validated.remove(stalest).0)
    }

    /// Returns whether this changes where media goes.
    fn nominate(&mut self, generation: u32, path: Path) -> bool {
        self.generations.retain(|known| known.number >= generation);
        let changed = self.nominated != Some(path);
        self.nominated = Some(path);
        changed
    }

    pub(crate) fn is_validated(&self, path: Path) -> bool {
        self.validated.iter().any(|(known, _)| *known == path)
    }

    /// Forgets what has been silent for too long.
    pub(crate) fn expire(&mut self, now: Instant) {
        self.validated
            .retain(|(_, at)| now.saturating_duration_since(*at) < PATH_LIFETIME);
        if let Some(path) = self.nominated
            && !self.is_validated(path)
        {
            self.nominated = None;
        }
    }
}
