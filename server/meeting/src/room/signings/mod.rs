//! Signings: prepared, opened and closed by hosts, one at a time; signed in turn by the parties, and
//! attested by witnesses once all have. What is kept of them is the state itself.

mod view;

use std::collections::BTreeSet;

use crate::fact::{Event, Private};
use crate::id::{DelegationId, ItemId, PersonId, SigningId};
use crate::plan::Role;
use crate::protocol::{Reason, SigningCommand};
use crate::signing::{
    Book, Choice, Draft, Edition, Sha256, Signable, Signatory, Signing, SigningFact, State, reason,
};
use crate::time::Timestamp;

use super::Room;
use super::roles::takes_part;
use view::ToldSigning;

/// Most signings of one session: each is told to everybody who comes in.
const MOST: usize = 30;

#[derive(Debug, Default)]
pub(super) struct Signings {
    book: Book,
    /// Those of this epoch.
    prepared: u32,
    /// Those of which a step was taken while a closed item ran: not for press and observers, ever.
    closed: BTreeSet<SigningId>,
    /// What can be signed, as it was told last.
    papers: Vec<Signable>,
    /// As it was told last.
    told: Vec<ToldSigning>,
    /// Nothing about signings, nor what may be said of them, changed since `told`.
    is_told: bool,
}

impl Signings {
    /// `closed`: a closed item ran.
    pub(super) fn recall(&mut self, at: Timestamp, fact: &SigningFact, closed: bool) {
        if closed && fact.is_of_the_ceremony() {
            self.closed.insert(fact.signing());
        }
        self.book.follow(at, fact);
        self.outdate();
    }

    pub(super) fn erase(&mut self, person: PersonId) {
        self.book.erase(person);
        self.outdate();
    }

    pub(super) fn outdate(&mut self) {
        self.is_told = false;
    }

    pub(super) fn speak_of(&self, item: ItemId) -> bool {
        self.book.speaks_of(item)
    }

    pub(super) fn set_papers(&mut self, papers: Vec<Signable>) {
        self.papers = papers;
    }

    /// Unique in the session: the epoch, then the number of the signing in it.
    fn next_id(&mut self, epoch: u32) -> SigningId {
        self.prepared += 1;
        SigningId::from_bits(u64::from(epoch) << 32 | u64::from(self.prepared))
    }

    fn edition(&self, choice: &Choice) -> Result<Edition, Reason> {
        let mut papers = self.papers.iter();
        let paper = papers.find(|one| one.paper == choice.paper);
        Ok(Edition {
            language: choice.language.clone(),
            paper: choice.paper,
            sha256: paper.ok_or(Reason::NoSuchPaper)?.sha256.clone(),
        })
    }
}

impl SigningCommand {
    pub(super) fn is_for_hosts(&self) -> bool {
        match self {
            SigningCommand::Sign { .. }
            | SigningCommand::Attest { .. }
            | SigningCommand::NameDeputy { .. } => false,
            SigningCommand::Prepare { .. }
            | SigningCommand::Open { .. }
            | SigningCommand::Pause { .. }
            | SigningCommand::Resume { .. }
            | SigningCommand::CallOff { .. }
            | SigningCommand::Close { .. } => true,
        }
    }
}

impl Room {
    pub(super) fn sign(&mut self, person: PersonId, command: SigningCommand) -> Result<(), Reason> {
        match command {
            SigningCommand::Sign { signing, hashes } => self.put_signature(signing, person, hashes),
            SigningCommand::Attest { signing, hashes } => self.attest(signing, person, hashes),
            SigningCommand::NameDeputy {
                signing,
                delegation,
                person: deputy,
            } => self.name_signing_deputy(signing, delegation, deputy, person),
            SigningCommand::Prepare { signing, draft } => {
                self.prepare_signing(signing, draft, person)
            }
            SigningCommand::Open { signing } => self.open_signing(signing, person),
            SigningCommand::Pause { signing, reason } => {
                self.pause_signing(signing, &reason, person)
            }
            SigningCommand::Resume { signing } => {
                self.signing_in(signing, |state| *state == State::Paused)?;
                self.keep_signing(SigningFact::Resumed {
                    signing,
                    by: person,
                });
                Ok(())
            }
            SigningCommand::CallOff {
                signing,
                reason: why,
            } => {
                let why = reason(&why).ok_or(Reason::Malformed)?;
                self.signing_in(signing, |state| {
                    matches!(state, State::Prepared | State::Open | State::Paused)
                })?;
                self.keep_signing(SigningFact::CalledOff {
                    signing,
                    by: Some(person),
                    reason: Private::text(why),
                });
                Ok(())
            }
            SigningCommand::Close { signing } => self.close_signing(signing, person),
        }
    }

    fn prepare_signing(
        &mut self,
        id: Option<SigningId>,
        draft: Draft,
        by: PersonId,
    ) -> Result<(), Reason> {
        let draft = Draft {
            title: draft.title.trimmed(),
            ..draft
        };
        if !draft.is_sound(&self.plan.languages) {
            return Err(Reason::Malformed);
        }
        if draft
            .item
            .is_some_and(|item| self.plan.item(item).is_none())
        {
            return Err(Reason::NoSuchItem);
        }
        self.expect_people(&draft.signatories, &draft.witnesses)?;
        let choices = draft.editions.iter();
        let editions = choices.map(|one| self.signings.edition(one));
        let editions = editions.collect::<Result<Vec<_>, _>>()?;
        let signing = match id {
            Some(id) => self.signing_in(id, |state| *state == State::Prepared)?.id,
            None if self.signings.book.signings().len() >= MOST => return Err(Reason::Full),
            None => self.signings.next_id(self.epoch),
        };
        self.keep_signing(SigningFact::Prepared {
            signing,
            by,
            item: draft.item,
            editions,
            signatories: draft.signatories,
            witnesses: draft.witnesses,
            title: Private(serde_json::to_string(&draft.title).ok()),
        });
        Ok(())
    }

    fn expect_people(
        &self,
        signatories: &[Signatory],
        witnesses: &[PersonId],
    ) -> Result<(), Reason> {
        let mut parties = signatories.iter();
        let sign = parties.all(|one| self.may_vote_for(one.delegation, one.person));
        let mut people = witnesses.iter();
        let attest = people.all(|one| self.takes_part_by_name(*one));
        if sign && attest {
            Ok(())
        } else {
            Err(Reason::NoSuchPerson)
        }
    }

    /// One of the people, not the hall, and more than an onlooker.
    fn takes_part_by_name(&self, person: PersonId) -> bool {
        let is_named = self.plan.people.iter().any(|one| one.id == person);
        is_named && self.roles.of(person).is_some_and(takes_part)
    }

    fn name_signing_deputy(
        &mut self,
        id: SigningId,
        delegation: DelegationId,
        deputy: Option<PersonId>,
        by: PersonId,
    ) -> Result<(), Reason> {
        let signing = self.signing_in(id, |state| *state == State::Prepared)?;
        let mut parties = signing.signatories.iter();
        let party = parties.find(|one| one.delegation == delegation);
        let party = *party.ok_or(Reason::NotAllowed)?;
        let head = self.plan.delegation(delegation).and_then(|one| one.head);
        let is_theirs = by == party.person || head == Some(by);
        if !is_theirs && self.roles.of(by) != Some(Role::Host) {
            return Err(Reason::NotAllowed);
        }
        let deputy = deputy.filter(|person| *person != party.person);
        let is_another = |person| signing.witnesses.contains(&person);
        if deputy.is_some_and(|one| is_another(one) || !self.may_vote_for(delegation, one)) {
            return Err(Reason::NoSuchPerson);
        }
        if signing.deputies.get(&delegation).copied() != deputy {
            self.keep_signing(SigningFact::Deputy {
                signing: id,
                delegation,
                person: deputy,
                by,
            });
        }
        Ok(())
    }

    /// The files are looked at again: one may have been deleted since it was chosen.
    fn open_signing(&mut self, id: SigningId, by: PersonId) -> Result<(), Reason> {
        if self.signings.book.current().is_some() {
            return Err(Reason::SigningIsOpen);
        }
        let signing = self.signing_in(id, |state| *state == State::Prepared)?;
        let signers = signing.signatories.iter().map(|party| Signatory {
            person: signing.signer(party),
            ..*party
        });
        let signers: Vec<Signatory> = signers.collect();
        self.expect_people(&signers, &signing.witnesses)?;
        let editions = signing.editions.clone();
        for edition in &editions {
            let choice = Choice {
                language: edition.language.clone(),
                paper: edition.paper,
            };
            if self.signings.edition(&choice)? != *edition {
                return Err(Reason::OtherDocument);
            }
        }
        self.keep_signing(SigningFact::Opened {
            signing: id,
            by,
            editions,
        });
        Ok(())
    }

    fn put_signature(
        &mut self,
        id: SigningId,
        person: PersonId,
        hashes: Vec<Sha256>,
    ) -> Result<(), Reason> {
        let signing = self.signing_in(id, |state| *state == State::Open)?;
        let mut parties = signing.signatories.iter();
        let party = parties.find(|party| signing.signer(party) == person);
        let party = *party.ok_or(Reason::NotAllowed)?;
        if !self.may_vote_for(party.delegation, person) {
            return Err(Reason::NotAllowed);
        }
        if signing.next() != Some(&party) {
            return Err(Reason::NotYourTurn);
        }
        if signing.hashes() != hashes {
            return Err(Reason::OtherDocument);
        }
        let own = std::iter::once(party.delegation);
        let others = signing.parties().into_iter();
        let others = others.filter(|one| *one != party.delegation);
        let originals = own.chain(others).collect();
        self.keep_signing(SigningFact::Signed {
            signing: id,
            delegation: party.delegation,
            person,
            originals,
            hashes,
        });
        Ok(())
    }

    fn attest(
        &mut self,
        id: SigningId,
        person: PersonId,
        hashes: Vec<Sha256>,
    ) -> Result<(), Reason> {
        let signing = self.signing_in(id, |state| *state == State::Open)?;
        if !signing.witnesses.contains(&person) || !self.takes_part_by_name(person) {
            return Err(Reason::NotAllowed);
        }
        if signing.next().is_some() || signing.attested.contains_key(&person) {
            return Err(Reason::NotYourTurn);
        }
        if signing.hashes() != hashes {
            return Err(Reason::OtherDocument);
        }
        self.keep_signing(SigningFact::Attested {
            signing: id,
            person,
            hashes,
        });
        Ok(())
    }

    fn pause_signing(&mut self, id: SigningId, why: &str, by: PersonId) -> Result<(), Reason> {
        let why = reason(why).ok_or(Reason::Malformed)?;
        self.signing_in(id, |state| *state == State::Open)?;
        self.keep_signing(SigningFact::Paused {
            signing: id,
            by,
            reason: Private::text(why),
        });
        Ok(())
    }

    /// Witnesses who do not come do not undo what was signed; the record says who did not attest.
    fn close_signing(&mut self, id: SigningId, by: PersonId) -> Result<(), Reason> {
        let signing = self.signing_in(id, |state| *state == State::Open)?;
        if signing.next().is_some() {
            return Err(Reason::NotAllSigned);
        }
        self.keep_signing(SigningFact::Closed { signing: id, by });
        Ok(())
    }

    /// The session ends over the one that goes on, if one does.
    pub(super) fn give_up_signing(&mut self) {
        if let Some(signing) = self.signings.book.current().map(|one| one.id) {
            self.keep_signing(SigningFact::CalledOff {
                signing,
                by: None,
                reason: Private(None),
            });
        }
    }

    fn signing_in(
        &self,
        id: SigningId,
        state: impl FnOnce(&State) -> bool,
    ) -> Result<&Signing, Reason> {
        let signing = self.signings.book.get(id);
        let signing = signing.filter(|one| state(&one.state));
        signing.ok_or(Reason::SigningNotOpen)
    }

    /// What happens to signings happens by what is kept of it.
    fn keep_signing(&mut self, fact: SigningFact) {
        let closed = self.closed.is_closed();
        self.signings.recall(self.now.timestamp, &fact, closed);
        self.keep(Event::Signing(fact));
    }
}
