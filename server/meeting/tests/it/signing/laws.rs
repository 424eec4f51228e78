//! Whatever hosts, signatories, networks and the service do: one signing goes on at a time, nobody
//! signs before their turn, for another or another document, and nobody outside a closed item learns
//! of it.

use std::collections::{BTreeMap, BTreeSet};

use meeting::fact::Event;
use meeting::id::{DelegationId, PersonId, SigningId};
use meeting::plan::Role;
use meeting::signing::{Sha256, Signatory, SigningFact};

use crate::world::World;

/// A signing by its facts, read without help of the room.
#[derive(Debug, Default)]
struct Ceremony {
    parties: Vec<Signatory>,
    witnesses: Vec<PersonId>,
    deputies: BTreeMap<DelegationId, PersonId>,
    hashes: Vec<Sha256>,
    opened: bool,
    paused: bool,
    over: bool,
    signed: usize,
    attested: BTreeSet<PersonId>,
}

impl Ceremony {
    fn expect_going(&self) {
        assert!(self.opened && !self.paused && !self.over, "{self:?}");
    }

    fn read(&mut self, fact: &SigningFact) {
        match fact {
            SigningFact::Prepared {
                signatories,
                witnesses,
                ..
            } => {
                assert!(!self.opened && !self.over, "fixed at the opening");
                self.parties.clone_from(signatories);
                self.witnesses.clone_from(witnesses);
                self.deputies.clear();
            }
            SigningFact::Deputy {
                delegation, person, ..
            } => {
                assert!(!self.opened && !self.over, "named before the opening");
                self.deputies.remove(delegation);
                self.deputies
                    .extend(person.map(|person| (*delegation, person)));
            }
            SigningFact::Opened { editions, .. } => {
                assert!(!self.opened && !self.over, "opened once");
                self.opened = true;
                let hashes = editions.iter().map(|one| one.sha256.clone());
                self.hashes = hashes.collect();
            }
            SigningFact::Signed {
                delegation,
                person,
                originals,
                hashes,
                ..
            } => {
                self.expect_going();
                let turn = self.parties[self.signed];
                let deputy = self.deputies.get(&turn.delegation).copied();
                assert_eq!(
                    (*delegation, *person),
                    (turn.delegation, deputy.unwrap_or(turn.person))
                );
                assert_eq!(hashes, &self.hashes, "the document in force");
                assert_eq!(originals.first(), Some(delegation), "one's own first");
                assert_eq!(originals.len(), self.parties.len());
                self.signed += 1;
            }
            SigningFact::Attested { person, hashes, .. } => {
                self.expect_going();
                assert_eq!(self.signed, self.parties.len(), "all signed before");
                assert!(self.witnesses.contains(person) && self.attested.insert(*person));
                assert_eq!(hashes, &self.hashes, "the document in force");
            }
            SigningFact::Paused { .. } => {
                self.expect_going();
                self.paused = true;
            }
            SigningFact::Resumed { .. } => {
                assert!(self.paused && !self.over);
                self.paused = false;
            }
            SigningFact::CalledOff { .. } => {
                assert!(!self.over);
                self.over = true;
            }
            SigningFact::Closed { .. } => {
                self.expect_going();
                assert_eq!(self.signed, self.parties.len(), "closed once all signed");
                self.over = true;
            }
        }
    }
}

pub(crate) fn check(world: &World) {
    let mut ceremonies: BTreeMap<SigningId, Ceremony> = BTreeMap::new();
    for fact in &world.facts {
        if let Event::Signing(fact) = &fact.event {
            ceremonies.entry(fact.signing()).or_default().read(fact);
            let going = ceremonies.values().filter(|one| one.opened && !one.over);
            assert!(going.count() <= 1, "one at a time");
        }
    }
    for client in world.clients.values() {
        let Some(view) = &client.view else { continue };
        if !client.connected || !client.role().is_some_and(Role::is_shut_out) {
            continue;
        }
        for signing in &view.signings {
            let secret = world.secret_signings.contains(&signing.id);
            assert!(!secret, "a signing of a closed item");
            let mut agenda = view.agenda.iter();
            let item = signing
                .item
                .map(|id| agenda.find(|one| one.id == id).unwrap());
            assert!(item.is_none_or(|item| item.open), "of a closed item");
            assert!(signing.opened_at.is_some(), "no news before it begins");
        }
    }
}
