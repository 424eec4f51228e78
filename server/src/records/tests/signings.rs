//! Signings in the record, in their sheet, and in what is kept of papers.

use meeting::id::{PaperId, SigningId};
use meeting::signing::{Edition, Sha256, Signatory, SigningFact};

use super::super::rest::Sheet;
use super::sheets::lines;
use super::*;

const SIGNING: SigningId = SigningId::from_bits(1);

fn editions() -> Vec<Edition> {
    let sha256 = Sha256::try_from("ab".repeat(32)).expect("a hash");
    vec![Edition {
        language: "en".to_owned(),
        paper: PaperId::from_bits(1),
        sha256,
    }]
}

/// Alice and Bob sign; Carol was to witness it, and did not.
pub(super) fn with_a_signing() -> Vec<Fact> {
    let hashes = vec![editions()[0].sha256.clone()];
    let signed = |delegation, person, other| SigningFact::Signed {
        signing: SIGNING,
        delegation,
        person,
        originals: vec![delegation, other],
        hashes: hashes.clone(),
    };
    let parties = [(HOME, ALICE), (GUESTS, BOB)];
    let parties = parties.map(|(delegation, person)| Signatory { delegation, person });
    let title = Localized::of("en", "=Memorandum").and("zh-CN", "备忘录");
    let steps = [
        SigningFact::Prepared {
            signing: SIGNING,
            by: ALICE,
            item: Some(TALKS),
            editions: editions(),
            signatories: parties.to_vec(),
            witnesses: vec![CAROL],
            title: Private::text(serde_json::to_string(&title).expect("serialises")),
        },
        SigningFact::Opened {
            signing: SIGNING,
            by: ALICE,
            editions: editions(),
        },
        signed(HOME, ALICE, GUESTS),
        signed(GUESTS, BOB, HOME),
        SigningFact::Closed {
            signing: SIGNING,
            by: ALICE,
        },
    ];
    let steps = steps.map(|step| Fact {
        at: second(500),
        event: Event::Signing(step),
    });
    let mut all = facts();
    let end = all.iter().position(|fact| fact.at > second(500));
    let end = end.expect("the end");
    all.splice(end..end, steps);
    all
}

async fn session(folder: &TempDir) -> Store {
    let store = open(folder).await;
    keep(&store, with_a_signing()).await;
    store.file_record(FORUM).await.expect("files");
    store
}

#[tokio::test]
async fn the_sheet_of_signings_has_a_line_for_each_party_and_each_witness() {
    let folder = TempDir::new();
    let store = session(&folder).await;
    let hash = "ab".repeat(32);
    let head = format!(
        r#""1","'=Memorandum","'=HYPERLINK(""x"")","signed","2026-03-10 16:08:20","2026-03-10 16:08:20","en: {hash}""#
    );
    assert_eq!(
        lines(&store, Sheet::Signings, "en").await,
        [
            r#""Number","Document","Agenda item","Standing","Ceremony opened (Asia/Shanghai)","Ceremony ended (Asia/Shanghai)","SHA-256 by language","Part","City","Name","Signs for","Signed or attested (Asia/Shanghai)""#.to_owned(),
            format!(r#"{head},"signatory","Hangzhou","Alice","","2026-03-10 16:08:20""#),
            format!(r#"{head},"signatory","Dresden","'+Bob","","2026-03-10 16:08:20""#),
            format!(r#"{head},"witness","Dresden","Carol","","""#),
        ]
    );
    for language in ["zh-CN", "ja", "ko", "de", "fr", "es", "ru", "ar"] {
        for line in lines(&store, Sheet::Signings, language).await {
            for list in ["column.", "signing.", "part."] {
                assert!(!line.contains(list), "{language}: {line}");
            }
        }
    }
}

#[tokio::test]
async fn a_signed_file_that_is_missing_is_named_and_none_is_tidied_away() {
    let folder = TempDir::new();
    let store = session(&folder).await;
    let found = sentences(&checked(&folder).await.differences);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("is missing"), "{found:?}");
    let mut database = store.pool().acquire().await.expect("connects");
    let named = crate::store::named_papers(&mut database)
        .await
        .expect("reads");
    assert!(named.all.contains(&"ab".repeat(32)));
}

#[tokio::test]
async fn an_erased_host_takes_the_title_along_and_no_hash() {
    let folder = TempDir::new();
    let store = session(&folder).await;
    store.erase(ALICE).await.expect("erases");
    let record = folded(&store, FORUM).await.expect("folds").record;
    assert_eq!(record.signings[0].title, None);
    assert_eq!(record.signings[0].editions, editions());
}
