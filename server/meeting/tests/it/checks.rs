//! What must be so after every turn, whatever it was.

use std::collections::BTreeMap;

use meeting::fact::Event;
use meeting::id::{ConnectionId, PersonId};
use meeting::plan::Role;
use meeting::protocol::{Presence, Snapshot};
use meeting::room::EMPTY;

use crate::world::World;

impl World {
    pub(crate) fn check(&mut self) {
        self.check_opening();
        self.check_end();
        crate::sides::note(self);
        if self.room.has_ended() {
            return;
        }
        self.check_presence();
        self.check_closed();
        crate::sides::check(self);
        let views = self.clients.values();
        let views = views.filter(|client| client.connected && client.view.is_some());
        for client in views {
            let fresh = self.room.snapshot(client.person);
            assert_eq!(sorted(client.view()), sorted(&fresh), "views converge");
        }
        let arrived = self.arrivals_minus_departures();
        let inside = self.clients.values().filter(|client| client.is_inside());
        assert_eq!(arrived, inside.count(), "arrivals - departures = present");
        self.check_engine();
        crate::stage::check(self);
        crate::signing::check(self);
        crate::photos::check(self);
        crate::films::check(self);
    }

    fn check_presence(&self) {
        let mut expected: BTreeMap<PersonId, Presence> = BTreeMap::new();
        for lost in self.missing.iter() {
            if lost.until > self.now.instant {
                expected.insert(lost.person, Presence::Reconnecting);
            }
        }
        for person in self.people_connected() {
            expected.insert(person, Presence::Here);
        }
        for person in self.people_outside() {
            expected.insert(person, Presence::Outside);
        }
        let people = self.room.snapshot(crate::people::ALICE).people;
        let told = people.iter().map(|one| (one.id, one.presence)).collect();
        assert_eq!(expected, told, "presence, neither early nor never");
    }

    /// It opens when a host is in and the doors are open: neither early nor never.
    fn check_opening(&mut self) {
        let mut inside = self.clients.values().filter(|client| client.is_inside());
        let host_is_in = inside.any(|client| client.role() == Some(Role::Host));
        let is_due = host_is_in && self.now.timestamp >= self.plan.doors_at();
        let is_open = self.room.opened_at().is_some();
        assert!(is_open || !is_due, "it opens in time");
        assert!(
            !is_open || is_due || self.was_opened,
            "it does not open early"
        );
        self.was_opened = is_open;
    }

    fn check_end(&mut self) {
        if self.end_was_checked {
            return assert!(self.room.has_ended());
        }
        let floor = match self.room.opened_at() {
            Some(_) if !self.plan.rehearsal => self.plan.starts_at.plus(EMPTY),
            Some(_) | None => self.plan.missed_at(),
        };
        let is_empty = self.people_connected().is_empty();
        let is_over = is_empty
            && self.now.instant >= self.empty_since.plus(EMPTY)
            && self.now.timestamp >= floor;
        let ended = self.facts.last().and_then(|fact| {
            let Event::Ended { by, .. } = fact.event else {
                return None;
            };
            Some(by)
        });
        assert_eq!(self.room.has_ended(), ended.is_some());
        self.end_was_checked = ended.is_some();
        match ended {
            None => assert!(!is_over, "it ends in time"),
            Some(None) => assert!(is_over, "it does not end early"),
            Some(Some(_)) => {}
        }
    }

    /// Nobody sends whom their role does not let, nor from two devices; one screen is shared.
    fn check_engine(&self) {
        self.check_screen();
        let mut sending = Vec::new();
        for peer in self.engine.peers.values() {
            if peer.microphone || peer.camera || peer.screen {
                sending.push(peer.person);
            }
        }
        for person in &sending {
            let role = self.room.snapshot(*person).people;
            let role = role.iter().find(|one| one.id == *person).unwrap().role;
            assert!(!matches!(role, Role::Observer | Role::Press));
        }
        let all = sending.len();
        sending.sort();
        sending.dedup();
        assert_eq!(all, sending.len(), "one device of a person sends");
    }

    /// While a closed item runs, press and observers are outside, with no way for sound or picture;
    /// and what was written and voted on then is theirs to see at no time.
    fn check_closed(&self) {
        let closed = self.is_closed();
        for client in self.clients.values().filter(|client| client.is_inside()) {
            let shut_out = client.role().is_some_and(Role::is_shut_out);
            let is_outside = client.outside.is_some();
            assert_eq!(is_outside, closed && shut_out, "{:?}", client.you);
            let mut lines = client.view.iter().flat_map(|view| &view.chat);
            let secret = lines.any(|line| self.secrets.contains(&line.id));
            assert!(!(shut_out && secret), "a line of a closed item");
            let votes = client.view.iter().flat_map(|view| &view.votes.votes);
            let mut hidden = votes.filter(|vote| self.secret_votes.contains(&vote.id));
            assert!(!(shut_out && hidden.next().is_some()), "a closed vote");
        }
        let people = self.room.snapshot(crate::people::ALICE).people;
        for peer in self.engine.peers.values() {
            let person = people.iter().find(|one| one.id == peer.person).unwrap();
            assert!(
                !(closed && person.role.is_shut_out()),
                "media of {person:?}"
            );
        }
    }

    fn check_screen(&self) {
        let peers = self.engine.peers.values();
        let sharing: Vec<PersonId> = peers
            .filter(|peer| peer.screen)
            .map(|peer| peer.person)
            .collect();
        let told = self.room.snapshot(crate::people::ALICE).screen;
        assert_eq!(sharing, Vec::from_iter(told), "one screen, and it is told");
        for person in sharing {
            let people = self.room.snapshot(person).people;
            let role = people.iter().find(|one| one.id == person).unwrap().role;
            assert!(matches!(
                role,
                Role::Host | Role::Delegate | Role::Technician
            ));
        }
    }

    fn arrivals_minus_departures(&self) -> usize {
        let mut open: Vec<ConnectionId> = Vec::new();
        for fact in &self.facts {
            if let Event::Joined { connection, .. } = fact.event {
                open.push(connection);
            } else if let Event::Left { connection, .. } = fact.event {
                open.retain(|one| *one != connection);
            } else if let Event::Interrupted { .. } = fact.event {
                open.clear();
            }
        }
        open.len()
    }
}

/// The order of people is the plan's, which a delta of one person does not tell.
pub(crate) fn sorted(view: &Snapshot) -> Snapshot {
    let mut view = view.clone();
    view.people.sort_by_key(|person| person.id);
    view
}
