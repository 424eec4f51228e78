//! Who sees a paper, and what is missing before a session.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use meeting::id::{ItemId, PersonId, SessionId, TrackId};
use meeting::paper::Audience;
use meeting::plan::{PaperWish, Plan, Role};
use meeting::preparation::{Coming, Contact, Gap, Preparation, gaps};
use meeting::readiness::Verdict;

use crate::people::*;

const ELSEWHERE: SessionId = SessionId::from_bits(0xe15e);

const READY: Contact = Contact {
    has_link: true,
    has_received: true,
    reply: Some(Coming::Yes),
    tested: Some(Verdict::Ready),
};

/// Everybody ready but those named.
fn contacts(plan: &Plan, others: &[(PersonId, Contact)]) -> BTreeMap<PersonId, Contact> {
    let all = plan.people.iter().map(|person| (person.id, READY));
    all.chain(others.iter().copied()).collect()
}

fn found(plan: &Plan, others: &[(PersonId, Contact)], ahead: &[&Plan]) -> Vec<Gap> {
    gaps(&Preparation {
        plan,
        papers: &BTreeSet::new(),
        people: &contacts(plan, others),
        ahead,
    })
}

#[test]
fn a_session_that_lacks_nothing_has_no_gap() {
    assert_eq!(found(&plan(), &[], &[&plan()]), []);
}

#[test]
fn papers_are_missed_where_they_are_wanted_and_not_there() {
    let mut plan = plan();
    plan.agenda[1].paper = PaperWish::Wanted;
    let missing = Gap::PaperMissing {
        item: SPEECH,
        speaker: Some(BOB),
    };
    assert_eq!(found(&plan, &[], &[]), [missing]);
    let there = gaps(&Preparation {
        plan: &plan,
        papers: &BTreeSet::from([SPEECH]),
        people: &contacts(&plan, &[]),
        ahead: &[],
    });
    assert_eq!(there, []);
}

#[test]
fn each_person_lacks_what_they_lack_in_the_order_of_the_plan() {
    let person = |change: fn(&mut Contact)| {
        let mut contact = READY;
        change(&mut contact);
        contact
    };
    let others = [
        (ALICE, person(|one| one.tested = None)),
        (BOB, Contact::default()),
        (CAROL, person(|one| one.reply = Some(Coming::No))),
        (IVAN, person(|one| one.reply = Some(Coming::Undecided))),
        (OLGA, person(|one| one.has_received = false)),
        (PAUL, person(|one| one.tested = Some(Verdict::NotReady))),
    ];
    let expected = [
        Gap::NotTested { person: ALICE },
        Gap::NoLink { person: BOB },
        Gap::NoReply { person: BOB },
        Gap::NotTested { person: BOB },
        Gap::Declined { person: CAROL },
        Gap::Undecided { person: IVAN },
        Gap::LinkNotSent { person: OLGA },
        Gap::TestedPoorly {
            person: PAUL,
            verdict: Verdict::NotReady,
        },
    ];
    assert_eq!(found(&plan(), &others, &[]), expected);
}

/// Another session at the same time with one person of ours.
fn beside(change: impl FnOnce(&mut Plan)) -> Plan {
    let mut other = plan();
    other.session = ELSEWHERE;
    other.people.retain(|person| person.id == BOB);
    change(&mut other);
    other
}

fn bob_twice(other: &Plan) -> bool {
    let twice = Gap::PersonTwice {
        person: BOB,
        other: ELSEWHERE,
    };
    let found = found(&plan(), &[], &[other]);
    assert!(found.is_empty() || found == [twice], "{found:?}");
    !found.is_empty()
}

#[test]
fn somebody_is_twice_by_identity_address_or_name_in_the_same_delegation() {
    let stranger = PersonId::from_bits(0x57);
    assert!(bob_twice(&beside(|_| {})));
    assert!(bob_twice(&beside(|other| other.people[0].id = stranger)));
    // One mailbox of a whole office.
    assert!(!bob_twice(&beside(|other| {
        other.people[0].id = stranger;
        other.people[0].name = text("Brigitte");
    })));
    // A namesake of another city.
    assert!(!bob_twice(&beside(|other| {
        other.people[0].id = stranger;
        other.people[0].email = None;
        other.people[0].delegation = NARA;
    })));
    assert!(bob_twice(&beside(|other| {
        other.people[0].id = stranger;
        other.people[0].email = None;
    })));
}

#[test]
fn sessions_that_follow_one_another_do_not_overlap() {
    assert!(!bob_twice(&beside(
        |other| other.starts_at = plan().ends_at()
    )));
    assert!(!bob_twice(&beside(|other| {
        other.starts_at = other.starts_at.minus(other.length());
    })));
    assert!(bob_twice(&beside(|other| {
        let minute = Duration::from_secs(60);
        other.starts_at = plan().ends_at().minus(minute);
    })));
}

#[test]
fn a_room_is_twice_and_a_host_is_missed() {
    let room = TrackId::from_bits(1);
    let mut ours = plan();
    ours.track = Some(room);
    for person in &mut ours.people {
        person.role = Role::Observer;
    }
    let other = beside(|other| {
        other.people.clear();
        other.track = Some(room);
    });
    let expected = [
        Gap::NoHost,
        Gap::RoomTwice {
            track: room,
            other: ELSEWHERE,
        },
    ];
    assert_eq!(found(&ours, &[], &[&other]), expected);
}

#[test]
fn papers_of_a_closed_item_are_not_for_press_and_observers() {
    let mut plan = plan();
    plan.agenda[1].open = false;
    let gone = ItemId::from_bits(0x909e);
    for (role, whole, open, closed, dropped) in [
        (Role::Host, true, true, true, true),
        (Role::Delegate, true, true, true, true),
        (Role::Interpreter, true, true, true, true),
        (Role::Technician, true, true, true, true),
        (Role::Observer, true, true, false, false),
        (Role::Press, true, true, false, false),
    ] {
        let seen = [None, Some(OPENING), Some(SPEECH), Some(gone)]
            .map(|item| Audience::Invited.includes(role, &plan, item));
        assert_eq!(seen, [whole, open, closed, dropped], "{role:?}");
        let hosts_only = Audience::Hosts.includes(role, &plan, None);
        assert_eq!(hosts_only, role == Role::Host, "{role:?}");
    }
}
