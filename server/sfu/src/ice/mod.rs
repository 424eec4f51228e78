//! An ICE-lite agent (RFC 8445): answers authenticated binding requests and follows whatever
//! path the client nominates, at any time; once media flows, as soon as that path has proved to be
//! the client's.

mod proof;
pub(crate) mod stun;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use rtc_crypto::RTCCrypto;

use crate::outbox::Path;
use crate::random::Randomness;
use proof::{Proof, Question};
use stun::{Refusal, Request, Response};

/// A path unheard of for so long is forgotten. Browsers check theirs every few seconds.
pub(crate) const PATH_LIFETIME: Duration = Duration::from_secs(30);

/// Longer than browsers wait between two checks of the path in use. Firefox does not nominate again
/// when its address changes under it, it only goes on from the new one.
const ABANDONED: Duration = Duration::from_secs(8);

/// Paths remembered of one client; it has a handful of interfaces at most.
const MAX_PATHS: usize = 16;

/// Restarts that may be under way without a nomination.
const MAX_GENERATIONS: usize = 3;

/// One half of the credentials of one generation.
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
    /// The client's; a new user fragment in an offer means a restart.
    remote: Credentials,
}

/// A path by which the client has been heard.
#[derive(Debug)]
struct Known {
    path: Path,
    heard_at: Instant,
    /// Of the client's latest check here, which knows the answer to a check of ours.
    generation: u32,
    /// What was sent there has reached the client.
    proven: bool,
    /// What it was asked last and has not answered.
    question: Option<Question>,
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
    validated: Vec<Known>,
    /// Media may flow, and so moves only where the client is shown to be.
    secured: bool,
    moving: Option<Proof>,
}

impl Agent {
    pub(crate) fn new(credentials: Credentials, remote: Credentials) -> Self {
        Agent {
            generations: vec![Generation {
                number: 0,
                credentials,
                remote,
            }],
            next_number: 1,
            nominated: None,
            validated: Vec::new(),
            secured: false,
            moving: None,
        }
    }

    /// Where to send everything but answers to binding requests.
    pub(crate) fn nominated(&self) -> Option<Path> {
        self.nominated
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = Path> {
        self.validated.iter().map(|known| known.path)
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
        self.newest().remote.user != remote_user
    }

    fn newest(&self) -> &Generation {
        &self.generations[self.generations.len() - 1]
    }

    /// New credentials; the present path stays until the client nominates one with them.
    pub(crate) fn restart(&mut self, credentials: Credentials, remote: Credentials) {
        // The first one carries the nominated path.
        if self.generations.len() == MAX_GENERATIONS {
            self.generations.remove(1);
        }
        self.generations.push(Generation {
            number: self.next_number,
            credentials,
            remote,
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
        let forgotten = self.validate(path, number, now);
        let nominated = request.nominates() && self.nominate(number, path, now);
        Ok(Answer {
            response: request.success_response(path.remote, &password, crypto)?,
            validated: true,
            nominated,
            forgotten,
        })
    }

    /// Returns the path that had to make room.
    fn validate(&mut self, path: Path, generation: u32, now: Instant) -> Option<Path> {
        let mut forgotten = None;
        if let Some(known) = self.known(path) {
            known.generation = known.generation.max(generation);
        } else {
            if self.validated.len() == MAX_PATHS {
                forgotten = self.drop_stalest();
            }
            self.validated.push(Known {
                path,
                heard_at: now,
                generation,
                proven: false,
                question: None,
            });
        }
        self.heard(path, now);
        forgotten
    }

    fn known(&mut self, path: Path) -> Option<&mut Known> {
        self.validated.iter_mut().find(|known| known.path == path)
    }

    /// Something authentic came by this path. Where the nominated one has been abandoned without a
    /// word, media follows the client.
    pub(crate) fn heard(&mut self, path: Path, now: Instant) {
        let Some(known) = self.known(path) else {
            return;
        };
        known.heard_at = now;
        let generation = known.generation;
        let is_lost = match self.nominated {
            Some(nominated) => nominated != path && self.is_abandoned(nominated, now),
            None => self.secured,
        };
        if is_lost {
            // One that was settled since does without those before it.
            let generation = generation.max(self.generations[0].number);
            self.move_to(path, generation, false, now);
        }
    }

    fn is_abandoned(&self, path: Path, now: Instant) -> bool {
        let known = self.validated.iter().find(|known| known.path == path);
        known.is_none_or(|known| now.saturating_duration_since(known.heard_at) >= ABANDONED)
    }

    fn drop_stalest(&mut self) -> Option<Path> {
        let stalest = (0..self.validated.len())
            .filter(|index| Some(self.validated[*index].path) != self.nominated)
            .min_by_key(|index| self.validated[*index].heard_at)?;
        Some(self.validated.remove(stalest).path)
    }

    /// Returns whether this changes where media goes, at once.
    fn nominate(&mut self, generation: u32, path: Path, now: Instant) -> bool {
        if self.nominated == Some(path) {
            self.settle(path, generation);
            return false;
        }
        self.move_to(path, generation, true, now)
    }

    /// Sends media to this path, now or as soon as it is proved. Returns whether now.
    fn move_to(&mut self, path: Path, generation: u32, is_chosen: bool, now: Instant) -> bool {
        let is_proven = self.known(path).is_some_and(|known| known.proven);
        if !self.secured || is_proven || path.stream.is_some() {
            self.settle(path, generation);
            return true;
        }
        match &mut self.moving {
            Some(proof) if proof.path == path && proof.generation == generation => {
                proof.is_chosen |= is_chosen;
                proof.begin_again(now);
            }
            moving => *moving = Some(Proof::new(path, generation, is_chosen, now)),
        }
        false
    }

    fn settle(&mut self, path: Path, generation: u32) {
        self.generations.retain(|known| known.number >= generation);
        self.nominated = Some(path);
        self.moving = None;
    }

    /// The handshake is done. `proven`: the one path that all of our part of it went by; without
    /// one, the nominated path has to prove itself before media flows.
    pub(crate) fn secured(&mut self, proven: Option<Path>, now: Instant) {
        self.secured = true;
        let nominated = std::mem::replace(&mut self.nominated, proven);
        if let Some(known) = proven.and_then(|path| self.known(path)) {
            known.proven = true;
        }
        if let Some(path) = nominated
            && proven != Some(path)
        {
            self.move_to(path, self.generations[0].number, true, now);
        }
    }

    /// A check to send, and where.
    pub(crate) fn poll_check(
        &mut self,
        now: Instant,
        dice: &mut dyn Randomness,
        crypto: &dyn RTCCrypto,
    ) -> Option<(Path, Vec<u8>)> {
        let proof = self.moving.as_mut()?;
        let (path, number) = (proof.path, proof.generation);
        let generation = self.generations.iter().find(|it| it.number == number);
        let known = self.validated.iter_mut().find(|known| known.path == path);
        let (Some(generation), Some(known), false) = (generation, known, proof.has_failed(now))
        else {
            self.moving = None;
            return None;
        };
        if !proof.asks(now) {
            return None;
        }
        let before = known.question.take();
        let question = before
            .filter(|question| question.generation == number)
            .unwrap_or_else(|| Question::new(number, dice));
        let check = question.check(generation, crypto);
        known.question = Some(question);
        Some((path, check?))
    }

    /// An answer to a check of ours, by the path that was asked. Returns whether media moves there now.
    pub(crate) fn confirm(
        &mut self,
        path: Path,
        response: &mut Response,
        crypto: &dyn RTCCrypto,
    ) -> Result<bool, Refusal> {
        let mut known = self.validated.iter_mut();
        let known = known.find(|known| known.path == path);
        let known = known.ok_or(Refusal::Forged)?;
        let question = known.question.as_ref().ok_or(Refusal::Forged)?;
        let number = question.generation;
        let mut generations = self.generations.iter();
        let is_answer = generations
            .find(|generation| generation.number == number)
            .is_some_and(|generation| question.is_answered_by(generation, response, crypto));
        if !is_answer {
            return Err(Refusal::Forged);
        }
        known.proven = true;
        known.question = None;
        let is_awaited = self.moving.as_ref().is_some_and(|proof| proof.path == path);
        // Any way is better than none, until the chosen one answers.
        let moves = is_awaited || self.nominated.is_none();
        if moves {
            let moving = self.moving.take();
            self.settle(path, number);
            self.moving = moving.filter(|proof| proof.is_chosen && proof.path != path);
        }
        Ok(moves)
    }

    /// This path leads nowhere any more.
    pub(crate) fn forget(&mut self, path: Path) {
        self.validated.retain(|known| known.path != path);
    }

    pub(crate) fn is_validated(&self, path: Path) -> bool {
        self.validated.iter().any(|known| known.path == path)
    }

    /// Forgets what has been silent for too long.
    pub(crate) fn expire(&mut self, now: Instant) {
        self.validated
            .retain(|known| now.saturating_duration_since(known.heard_at) < PATH_LIFETIME);
        if let Some(path) = self.nominated
            && !self.is_validated(path)
        {
            self.nominated = None;
        }
    }
}
