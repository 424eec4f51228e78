//! What is kept of a signing.

use meeting::fact::{Event, Fact};
use meeting::record::{SigningEnd, record};
use meeting::signing::SigningFact;

use super::ceremony::opened;
use super::*;

#[test]
fn the_record_says_who_signed_which_document_when() {
    let (mut world, [alice, bob, carol, _]) = opened(Some(OPENING));
    let mut times = Vec::new();
    for (who, act) in [(alice, sign()), (bob, sign()), (carol, attest())] {
        world.wait(7);
        ask(&mut world, who, act).unwrap();
        times.push(Some(world.now.timestamp));
    }
    ask(&mut world, alice, pause("A toast")).unwrap();
    world.wait(30);
    ask(&mut world, alice, RESUME).unwrap();
    ask(&mut world, alice, CLOSE).unwrap();
    let record = world.record();
    let [signing] = record.signings.as_slice() else {
        panic!("one signing: {:?}", record.signings);
    };
    assert_eq!(signing.title, Some(text("Memorandum on water")));
    assert_eq!(signing.end, SigningEnd::Closed);
    assert_eq!(signing.ended_at, Some(world.now.timestamp));
    let signed = signing.signatures.iter();
    let signed = signed.map(|one| (one.person.person, one.signed_at));
    let attested = signing.witnesses.iter();
    let attested = attested.map(|one| (one.person.person, one.attested_at));
    let said: Vec<_> = signed.chain(attested).collect();
    assert_eq!(
        said,
        [(ALICE, times[0]), (BOB, times[1]), (CAROL, times[2])]
    );
    let filed: Vec<_> = signing.editions.iter().map(|one| &one.sha256).collect();
    assert_eq!(filed, [&hash('a'), &hash('b')]);
    assert_eq!(signing.pauses[0].reason.as_deref(), Some("A toast"));
    assert!(signing.pauses[0].to.is_some());
}

#[test]
fn a_session_that_ends_over_a_signing_calls_it_off() {
    let (mut world, [alice, ..]) = opened(None);
    ask(&mut world, alice, sign()).unwrap();
    world.ask(alice, Command::EndSession).unwrap();
    let record = world.record();
    let signing = &record.signings[0];
    assert_eq!(signing.end, SigningEnd::CalledOff);
    assert_eq!((&signing.ended_by, &signing.reason), (&None, &None));
    assert!(signing.signatures[0].signed_at.is_some());
    assert!(signing.signatures[1].signed_at.is_none());
}

#[test]
fn no_word_of_a_signing_stands_in_a_fact_in_the_clear() {
    let (mut world, [alice, ..]) = opened(None);
    ask(&mut world, alice, pause("The ink is dry")).unwrap();
    ask(&mut world, alice, call_off("Nobody has a quill")).unwrap();
    let steps = world.facts.iter().filter_map(|fact| {
        let Event::Signing(step) = &fact.event else {
            return None;
        };
        Some((fact, step))
    });
    let mut sealed = Vec::new();
    for (fact, step) in steps {
        let stored = serde_json::to_string(&fact.event).unwrap();
        for word in ["water", "ink", "quill"] {
            assert!(!stored.contains(word), "{stored}");
        }
        let private = fact.event.private().map(|(_, text)| text.to_owned());
        let mut read: Event = serde_json::from_str(&stored).unwrap();
        read.restore(private.clone());
        assert_eq!(read, fact.event);
        if let Some(text) = private {
            assert_eq!(step.author(), Some(ALICE));
            sealed.push(text);
        }
    }
    assert_eq!(sealed.len(), 3, "{sealed:?}");

    let mut facts = world.facts.clone();
    facts.push(Fact {
        at: world.now.timestamp,
        event: Event::Erased { person: ALICE },
    });
    let record = record(&world.plan, &facts, world.now.timestamp);
    let signing = &record.signings[0];
    assert_eq!((&signing.title, &signing.reason), (&None, &None));
    assert_eq!(signing.pauses[0].reason, None);
    assert_eq!(signing.editions.len(), 2, "what was signed stays known");
}

#[test]
fn a_signature_names_the_originals_and_the_files() {
    let (mut world, [alice, bob, ..]) = opened(None);
    ask(&mut world, alice, sign()).unwrap();
    ask(&mut world, bob, sign()).unwrap();
    let kept = world.facts.iter().filter_map(|fact| {
        let Event::Signing(SigningFact::Signed {
            originals, hashes, ..
        }) = &fact.event
        else {
            return None;
        };
        Some((originals.clone(), hashes.clone()))
    });
    let kept: Vec<_> = kept.collect();
    assert_eq!(
        kept,
        [
            (vec![OURS, AACHEN], hashes()),
            (vec![AACHEN, OURS], hashes())
        ]
    );
}
