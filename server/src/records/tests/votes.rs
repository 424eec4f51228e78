//! Votes in the record and in their sheet.

use std::collections::BTreeSet;

use meeting::id::VoteId;
use meeting::vote::{
    Choice, Electorate, Kind, Majority, Motion, Quorum, Rule, Verdict, VoteFact, Voter,
};

use super::super::rest::Sheet;
use super::sheets::lines;
use super::*;

fn opened(vote: VoteId, kind: Kind, options: Vec<Localized>) -> VoteFact {
    let motion = Motion {
        text: Localized::of("en", "=Adopt it").and("zh-CN", "通过"),
        options,
    };
    VoteFact::Opened {
        vote,
        by: ALICE,
        rule: Rule {
            kind,
            electorate: Electorate::Person {
                roles: BTreeSet::from([Role::Host, Role::Delegate]),
            },
            quorum: Quorum::Share { percent: 50 },
            majority: Majority::TwoThirds,
        },
        choices: motion.choices(),
        named: !motion.options.is_empty(),
        item: None,
        voters: [(HOME, ALICE), (GUESTS, BOB)]
            .map(|(delegation, person)| Voter {
                delegation,
                person: Some(person),
            })
            .to_vec(),
        motion: motion.sealed(),
    }
}

fn closed(vote: VoteId, totals: &[u32], named: bool) -> VoteFact {
    VoteFact::Closed {
        vote,
        by: ALICE,
        totals: totals.to_vec(),
        verdict: Verdict::of(totals, named, 1, Majority::TwoThirds),
    }
}

/// One open vote, then a secret one that ends with the session.
pub(super) fn with_votes() -> Vec<Fact> {
    let [first, second_vote] = [1, 2].map(VoteId::from_bits);
    let cast = |vote, person, choice: Option<u8>| VoteFact::Cast {
        vote,
        person,
        choice: choice.map(Choice),
    };
    let cities = ["Nara", "Aachen"].map(|city| Localized::of("en", city));
    let steps = [
        opened(first, Kind::Open, cities.to_vec()),
        cast(first, ALICE, Some(1)),
        cast(first, BOB, Some(1)),
        closed(first, &[0, 2, 0], true),
        opened(second_vote, Kind::Secret, Vec::new()),
        cast(second_vote, BOB, None),
        closed(second_vote, &[0, 0, 1], false),
    ];
    let steps = steps.map(|step| Fact {
        at: second(500),
        event: Event::Vote(step),
    });
    let mut all = facts();
    let end = all.iter().position(|fact| fact.at > second(500));
    let end = end.expect("the end");
    all.splice(end..end, steps);
    all
}

async fn session(folder: &TempDir, facts: Vec<Fact>) -> Store {
    let store = open(folder).await;
    keep(&store, facts).await;
    store.file_record(FORUM).await.expect("files");
    store
}

#[tokio::test]
async fn the_sheet_of_votes_says_who_voted_and_what_came_of_it() {
    let folder = TempDir::new();
    let store = session(&folder, with_votes()).await;
    let times = r#""2026-03-10 16:08:20","2026-03-10 16:08:20""#;
    let open = format!(
        r#""1","'=Adopt it","open",{times},"2","50 % (1)","two thirds","Nara: 0 / Aachen: 2 / Abstention: 0","carried: Aachen""#
    );
    let secret = format!(
        r#""2","'=Adopt it","secret",{times},"2","50 % (1)","two thirds","For: 0 / Against: 0 / Abstention: 1","not carried""#
    );
    let sheet = lines(&store, Sheet::Votes, "en").await;
    assert_eq!(
        sheet[1..],
        [
            format!(r#"{open},"Hangzhou","Alice","yes","Aachen""#),
            format!(r#"{open},"Dresden","'+Bob","yes","Aachen""#),
            format!(r#"{secret},"Hangzhou","Alice","no","""#),
            format!(r#"{secret},"Dresden","'+Bob","yes","""#),
        ]
    );
    let report = checked(&folder).await;
    assert_eq!(sentences(&report.differences), [""; 0]);
}

#[tokio::test]
async fn every_word_of_the_sheet_of_votes_is_in_the_table() {
    let folder = TempDir::new();
    let store = session(&folder, with_votes()).await;
    for language in ["zh-CN", "ja", "ko", "de", "fr", "es", "ru", "ar"] {
        for line in lines(&store, Sheet::Votes, language).await {
            for list in ["column.", "vote.", "majority.", "outcome.", "choice."] {
                assert!(!line.contains(list), "{language}: {line}");
            }
        }
    }
}

#[tokio::test]
async fn an_erased_author_takes_the_words_of_the_motion_along() {
    let folder = TempDir::new();
    let store = session(&folder, with_votes()).await;
    store.erase(ALICE).await.expect("erases");
    let record = folded(&store, FORUM).await.expect("folds").record;
    assert_eq!(record.votes[0].motion, None);
    assert_eq!(record.votes[0].totals, [0, 2, 0]);
    let sheet = lines(&store, Sheet::Votes, "en").await;
    assert!(
        sheet[1].contains(r#""1: 0 / 2: 2 / Abstention: 0","carried: 2""#),
        "{}",
        sheet[1]
    );
}
