//! Decisions and actions in the record, in their table and in their sheet.

use meeting::id::NoteId;
use meeting::note::{Action, Day, Note, NoteFact, Owner};

use super::super::rest::Sheet;
use super::sheets::lines;
use super::*;

fn note(item: ItemId, text: Localized, action: Option<(Option<Owner>, &str)>) -> Note {
    Note {
        item,
        text,
        action: action.map(|(owner, department)| Action {
            owner,
            department: department.to_owned(),
            due: Day::new(2026, 12, 31),
        }),
    }
}

/// A decision, an action of a city that was put right to one of a person, and one taken back.
pub(super) fn with_notes() -> Vec<Fact> {
    let [adopted, draft, mistake] = [1, 2, 3].map(NoteId::from_bits);
    let text = |text| Localized::of("en", text);
    let bilingual = text("=Adopted").and("zh-CN", "通过");
    let guests = Some((Some(Owner::Delegation(GUESTS)), "Port office"));
    let bob = Some((Some(Owner::Person(BOB)), "Port office"));
    let steps = [
        NoteFact::written(adopted, note(OPENING, bilingual, None), ALICE),
        NoteFact::written(draft, note(TALKS, text("Send it"), guests), ALICE),
        NoteFact::written(mistake, note(TALKS, text("Mistake"), None), ALICE),
        NoteFact::written(draft, note(TALKS, text("Send the draft"), bob), BOB),
        NoteFact::Withdrawn {
            note: mistake,
            by: ALICE,
        },
    ];
    let steps = steps.map(|step| Fact {
        at: second(500),
        event: Event::Note(step),
    });
    let mut all = facts();
    let end = all.iter().position(|fact| fact.at > second(500));
    let end = end.expect("the end");
    all.splice(end..end, steps);
    all
}

async fn session(folder: &TempDir) -> Store {
    let store = open(folder).await;
    keep(&store, with_notes()).await;
    store.file_record(FORUM).await.expect("files");
    store
}

#[tokio::test]
async fn what_was_noted_is_filed_without_its_words_and_follows_from_the_facts() {
    let folder = TempDir::new();
    let store = session(&folder).await;
    type Row = (String, Option<String>, Option<String>, i64, bool);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT kind, owner_person, due, versions, withdrawn_at IS NULL
         FROM record_note ORDER BY number",
    )
    .fetch_all(store.pool())
    .await
    .expect("reads");
    let bob = Some(BOB.to_string());
    let due = Some("2026-12-31".to_owned());
    assert_eq!(
        rows,
        [
            ("decision".to_owned(), None, None, 1, true),
            ("action".to_owned(), bob, due, 2, true),
            ("decision".to_owned(), None, None, 1, false),
        ]
    );
    assert_eq!(sentences(&checked(&folder).await.differences), [""; 0]);
    let change = "UPDATE record_note SET due = '2027-12-31' WHERE number = 1";
    run(&store, change).await;
    let found = sentences(&checked(&folder).await.differences);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[tokio::test]
async fn the_sheet_of_decisions_has_a_line_for_each_that_counts() {
    let folder = TempDir::new();
    let store = session(&folder).await;
    let item = r#""'=HYPERLINK(""x"")""#;
    let at = r#""2026-03-10 16:08:20""#;
    assert_eq!(
        lines(&store, Sheet::Notes, "en").await,
        [
            r#""Number","Kind","Agenda item","Text","City in charge","Owner","Department","Due","Noted (Asia/Shanghai)","Noted by""#.to_owned(),
            format!(r#""1","decision",{item},"'=Adopted","","","","",{at},"Alice""#),
            format!(
                r#""2","action",{item},"Send the draft","Dresden","'+Bob","Port office","2026-12-31",{at},"'+Bob""#
            ),
        ]
    );
    for language in ["zh-CN", "ja", "ko", "de", "fr", "es", "ru", "ar"] {
        for line in lines(&store, Sheet::Notes, language).await {
            assert!(
                !line.contains("column.") && !line.contains("note."),
                "{language}: {line}"
            );
        }
    }
}

#[tokio::test]
async fn an_erased_author_takes_the_words_of_a_note_along() {
    let folder = TempDir::new();
    let store = session(&folder).await;
    store.erase(BOB).await.expect("erases");
    let record = folded(&store, FORUM).await.expect("folds").record;
    let draft = &record.notes[1];
    assert_eq!(draft.now.text, None);
    assert_eq!(draft.before[0].text, Some(Localized::of("en", "Send it")));
    assert_eq!(sentences(&checked(&folder).await.differences), [""; 0]);
}
