//! Signings as everybody sees them who may.

use crate::id::PersonId;
use crate::plan::{Localized, Role};
use crate::protocol::{Change, SignatoryView, SigningState, SigningView, WitnessView};
use crate::signing::{Signatory, Signing, State};

use super::super::Room;
use super::super::log::Audience;
use super::super::roles::takes_part;

/// A signing as it was told, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ToldSigning {
    view: SigningView,
    audience: Audience,
}

impl Room {
    pub(in super::super) fn signings_view(&self, role: Option<Role>) -> Vec<SigningView> {
        let all = self.told_signings().into_iter();
        let sees_all = role.is_some_and(takes_part);
        all.filter(|told| sees_all || told.audience == Audience::Everyone)
            .map(|told| told.view)
            .collect()
    }

    /// The differences to what was told before. What became a matter of a closed item is gone for
    /// everybody, and back for those who may know.
    pub(in super::super) fn tell_signings(&mut self) {
        if std::mem::replace(&mut self.signings.is_told, true) {
            return;
        }
        let now = self.told_signings();
        let before = std::mem::replace(&mut self.signings.told, now.clone());
        for told in &before {
            let mut all = now.iter();
            let known = all.find(|one| one.view.id == told.view.id);
            let hides = told.audience == Audience::Everyone;
            if hides && known.is_none_or(|one| one.audience != told.audience) {
                let signing = told.view.id;
                self.delta(told.audience, Change::SigningGone { signing });
            }
        }
        for told in now {
            if !before.contains(&told) {
                let signing = Box::new(told.view);
                self.delta(told.audience, Change::Signing { signing });
            }
        }
    }

    fn told_signings(&self) -> Vec<ToldSigning> {
        let signings = self.signings.book.signings().iter();
        signings
            .map(|signing| ToldSigning {
                view: self.signing_view(signing),
                audience: self.audience_of_signing(signing),
            })
            .collect()
    }

    /// Before the ceremony, what is to be signed is no news for the press. What is no longer in the
    /// plan is not known to have been open.
    fn audience_of_signing(&self, signing: &Signing) -> Audience {
        let is_open = |id| self.plan.item(id).is_some_and(|item| item.open);
        let is_hidden = self.signings.closed.contains(&signing.id);
        if signing.opened_at.is_some() && !is_hidden && signing.item.is_none_or(is_open) {
            Audience::Everyone
        } else {
            Audience::TakingPart
        }
    }

    /// The one that goes on, if anybody may know of it.
    pub(in super::super) fn signing_for_all(&self) -> Option<&Signing> {
        let current = self.signings.book.current();
        current.filter(|one| self.audience_of_signing(one) == Audience::Everyone)
    }

    fn signing_view(&self, signing: &Signing) -> SigningView {
        let turn = signing.next().filter(|_| signing.goes_on());
        SigningView {
            id: signing.id,
            item: signing.item,
            title: signing.title.clone().unwrap_or_default(),
            editions: signing.editions.clone(),
            signatories: signing
                .signatories
                .iter()
                .map(|party| self.signatory_view(signing, party))
                .collect(),
            originals: signing.originals(),
            witnesses: signing
                .witnesses
                .iter()
                .map(|person| {
                    let (name, title) = self.as_invited(*person);
                    WitnessView {
                        person: *person,
                        name,
                        title,
                        attested_at: signing.attested.get(person).copied(),
                    }
                })
                .collect(),
            opened_at: signing.opened_at,
            turn: turn.map(|party| party.delegation),
            state: state_view(signing),
        }
    }

    fn signatory_view(&self, signing: &Signing, party: &Signatory) -> SignatoryView {
        let person = signing.signer(party);
        let (name, title) = self.as_invited(person);
        let is_deputy = person != party.person;
        SignatoryView {
            delegation: party.delegation,
            person,
            name,
            title,
            deputy_for: is_deputy.then(|| self.named(party.person)).flatten(),
            signed_at: signing.signed.get(&party.delegation).copied(),
        }
    }

    /// Name and title.
    fn as_invited(&self, person: PersonId) -> (Localized, Localized) {
        let invitee = self.plan.person(person);
        let words = invitee.map(|one| (one.name.clone(), one.title.clone()));
        words.unwrap_or_default()
    }
}

fn state_view(signing: &Signing) -> SigningState {
    match &signing.state {
        State::Prepared => SigningState::Prepared,
        State::Open => SigningState::Open,
        State::Paused => {
            let pause = signing.pauses.last();
            SigningState::Paused {
                since: pause.map(|pause| pause.from).unwrap_or_default(),
                reason: pause.and_then(|pause| pause.reason.clone()),
            }
        }
        State::Closed { at, .. } => SigningState::Closed { at: *at },
        State::CalledOff { at, reason, .. } => SigningState::CalledOff {
            at: *at,
            reason: reason.clone(),
        },
    }
}
