//! The stage in the record and in its sheet.

use meeting::stage::{Placing, StageFact, StagePlace};

use super::super::rest::Sheet;
use super::sheets::lines;
use super::*;

fn placed(people: Vec<PersonId>, place: StagePlace, why: Placing) -> StageFact {
    StageFact::Placed {
        people,
        place,
        why,
        by: Some(ALICE),
    }
}

/// Alice is put on stage, Bob gets there with the floor; the session ends while Bob stands there.
fn with_a_stage() -> Vec<Fact> {
    let steps = [
        (500, StageFact::Opened { by: ALICE }),
        (
            500,
            placed(vec![ALICE], StagePlace::OnStage, Placing::Placed),
        ),
        (
            510,
            placed(vec![BOB], StagePlace::Backstage, Placing::Placed),
        ),
        (530, placed(vec![BOB], StagePlace::OnStage, Placing::Floor)),
        (
            560,
            placed(vec![ALICE], StagePlace::Audience, Placing::Placed),
        ),
    ];
    let steps = steps.map(|(at, step)| Fact {
        at: second(at),
        event: Event::Stage(step),
    });
    let mut all = facts();
    let later = all.iter().position(|fact| fact.at > second(560));
    let later = later.expect("the end");
    all.splice(later..later, steps);
    all
}

async fn session(folder: &TempDir) -> Store {
    let store = open(folder).await;
    keep(&store, with_a_stage()).await;
    store.file_record(FORUM).await.expect("files");
    store
}

#[tokio::test]
async fn the_sheet_of_the_stage_says_who_was_on_it_from_when_to_when() {
    let folder = TempDir::new();
    let store = session(&folder).await;
    let record = folded(&store, FORUM).await.expect("folds").record;
    let ended = record.ended_at.expect("ended");
    let bob = record.stage.last().expect("Bob");
    assert_eq!((bob.person.person, bob.to, bob.lasts), (BOB, ended, false));
    let sheet = lines(&store, Sheet::Stage, "en").await;
    assert_eq!(sheet.len(), 3);
    assert_eq!(
        sheet[1],
        r#""1","Hangzhou","Alice","2026-03-10 16:08:20","2026-03-10 16:09:20","0:01:00","placed by a host""#
    );
    let start = r#""2","Dresden","'+Bob","2026-03-10 16:08:50","#;
    assert!(sheet[2].starts_with(start), "{}", sheet[2]);
    assert!(sheet[2].ends_with(r#","got the floor""#), "{}", sheet[2]);
    let report = checked(&folder).await;
    assert_eq!(sentences(&report.differences), [""; 0]);
}

#[tokio::test]
async fn every_word_of_the_sheet_of_the_stage_is_in_the_table() {
    let folder = TempDir::new();
    let store = session(&folder).await;
    for language in ["zh-CN", "ja", "ko", "de", "fr", "es", "ru", "ar"] {
        for line in lines(&store, Sheet::Stage, language).await {
            for list in ["column.", "placing."] {
                assert!(!line.contains(list), "{language}: {line}");
            }
        }
    }
}
