//! Names and texts are sealed, and can be forgotten.

use meeting::plan::{Admission, Delegation, Display, Invitee, Plan};

use super::*;

fn contains(folder: &Folder, text: &str) -> bool {
    let needle = text.as_bytes();
    std::fs::read_dir(folder.path())
        .expect("lists")
        .map(|entry| std::fs::read(entry.expect("lists").path()).expect("reads"))
        .any(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
}

fn private_texts(facts: &[Fact]) -> Vec<Option<&str>> {
    facts
        .iter()
        .map(|fact| fact.event.private().map(|(_, text)| text))
        .collect()
}

async fn key_of(store: &Store, person: PersonId) -> Option<Vec<u8>> {
    sqlx::query_scalar("SELECT key FROM person_key WHERE person = $1")
        .bind(person.to_string())
        .fetch_one(store.pool())
        .await
        .expect("reads")
}

#[tokio::test]
async fn no_name_and_no_text_lies_in_the_files() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let facts = vec![
        joined(1, ALICE, "Wilhelmina"),
        chat(2, ALICE, "between us only"),
    ];
    store
        .journal()
        .keep(turn(&epoch, facts))
        .await
        .expect("keeps");
    assert!(contains(&folder, "joined"), "the search itself works");
    assert!(!contains(&folder, "Wilhelmina"));
    assert!(!contains(&folder, "between us only"));
}

#[tokio::test]
async fn erasing_a_person_forgets_them_alone_and_the_chain_stands() {
    let folder = Folder::new();
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let facts = vec![
        joined(1, ALICE, "Alice"),
        chat(2, ALICE, "from alice"),
        chat(3, BOB, "from bob"),
    ];
    let journal = store.journal();
    journal.keep(turn(&epoch, facts)).await.expect("keeps");
    let sealed = key_of(&store, ALICE).await.expect("has a key");
    assert_eq!(store.erase(ALICE).await.expect("erases"), [FORUM]);
    assert_eq!(key_of(&store, ALICE).await, None);
    // Still in the room, she speaks on: that is not kept either.
    let late = chat(5, ALICE, "and another thing");
    journal.keep(turn(&epoch, vec![late])).await.expect("keeps");

    let kept = store.facts(FORUM).await.expect("reads");
    assert_eq!(kept[3].event, Event::Erased { person: ALICE });
    assert_eq!(
        private_texts(&kept),
        [None, None, Some("from bob"), None, None]
    );
    assert!(store.erase(ALICE).await.expect("erases").is_empty());
    store.close().await;
    for file in std::fs::read_dir(folder.path()).expect("lists") {
        let bytes = std::fs::read(file.expect("lists").path()).expect("reads");
        let found = bytes.windows(sealed.len()).any(|window| window == sealed);
        assert!(!found, "the key is gone from the files too");
    }
}

#[tokio::test]
async fn erasing_a_person_takes_their_name_out_of_the_plans() {
    let folder = Folder::new();
    let store = folder.open().await;
    plan_with(&store, ALICE, "Alice").await;
    assert_eq!(store.erase(ALICE).await.expect("erases"), [FORUM]);
    let stored = store.plan(FORUM).await.expect("reads").expect("is planned");
    assert_eq!(stored.version, 2, "nobody saves it back unseen");
    let invitee = stored.plan.person(ALICE).expect("still invited");
    assert_eq!(invitee.name, Localized::default());
}

#[tokio::test]
async fn erasing_a_person_takes_their_name_out_of_the_rosters_of_events() {
    let folder = Folder::new();
    let store = folder.open().await;
    let person = |id: PersonId, name: &str| {
        serde_json::json!({
            "id": id, "delegation": DelegationId::from_bits(1), "role": "host", "rank": "mayor",
            "name": { "en": name }, "title": { "en": "Mayor" }, "language": "en", "email": format!("{name}@city.example"),
        })
    };
    let event = serde_json::json!({
        "id": "0000000000009", "kind": "forum", "series": null, "edition": null, "title": {},
        "theme": {}, "zone": "Asia/Shanghai", "languages": ["en"], "tracks": [],
        "delegations": [], "people": [person(ALICE, "Alice"), person(BOB, "Bob")], "expected": [],
    });
    let mut writer = store.write().await.expect("writes");
    sqlx::query("INSERT INTO event VALUES ('0000000000009', NULL, $1, 1, 0, 0, NULL)")
        .bind(event.to_string())
        .execute(&mut *writer)
        .await
        .expect("inserts");
    writer.commit().await.expect("commits");
    store.erase(ALICE).await.expect("erases");
    let (doc, version): (String, i64) = sqlx::query_as("SELECT doc, version FROM event")
        .fetch_one(store.pool())
        .await
        .expect("reads");
    assert_eq!(version, 2, "nobody saves it back unseen");
    assert!(!doc.contains("Alice") && doc.contains("Bob"), "{doc}");
}

async fn plan_with(store: &Store, person: PersonId, name: &str) {
    let delegation = DelegationId::from_bits(1);
    let plan = Plan {
        session: FORUM,
        title: Localized::of("en", "Forum"),
        starts_at: Timestamp(0),
        minutes: 60,
        zone: "Asia/Shanghai".to_owned(),
        languages: vec!["en".to_owned()],
        admission: Admission::ByHost,
        delegations: vec![Delegation {
            id: delegation,
            partner: None,
            city: Localized::of("en", "Hangzhou"),
            country: Some("CN".to_owned()),
            head: Some(person),
            display: Display::default(),
        }],
        people: vec![Invitee {
            id: person,
            delegation,
            role: Role::Host,
            rank: Rank::Mayor,
            name: Localized::of("en", name),
            title: Localized::of("en", "Mayor"),
            language: "en".to_owned(),
            email: None,
            venue: meeting::plan::Venue::Online,
        }],
        agenda: vec![],
        rehearsal: false,
        event: None,
        form: meeting::plan::Form::default(),
        track: None,
        cues: Vec::new(),
        hall: None,
        floor: meeting::plan::FloorRules::default(),
    };
    let mut writer = store.write().await.expect("writes");
    sqlx::query("INSERT INTO session VALUES ($1, $2, 1, 'planned', 0, 0, NULL, NULL)")
        .bind(FORUM.to_string())
        .bind(serde_json::to_string(&plan).expect("serialises"))
        .execute(&mut *writer)
        .await
        .expect("inserts");
    writer.commit().await.expect("commits");
}
