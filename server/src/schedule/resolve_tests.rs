use std::collections::BTreeSet;

use meeting::plan::Admission;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::schedule::tests::{a_draft, a_plan, counter, draft, registry};

fn resolve_with(value: Value, known: &Known) -> Result<Plan, Vec<FieldError>> {
    let session = SessionId::from_bits(7);
    resolve(draft(value), session, known, &registry(), &mut counter())
}

/// A good draft with one value in it put at a path such as `/people/0/name`.
fn with(pointer: &str, value: Value) -> Value {
    let mut draft = a_draft();
    *draft.pointer_mut(pointer).unwrap() = value;
    draft
}

fn problems(value: Value) -> Vec<(String, Problem)> {
    let errors = resolve_with(value, &Known::default())
        .err()
        .unwrap_or_default();
    errors
        .into_iter()
        .map(|error| (error.path, error.problem))
        .collect()
}

#[test]
fn temporary_names_become_identities() {
    let plan = a_plan();
    assert_eq!(plan.people[0].delegation, plan.delegations[0].id);
    assert_eq!(plan.people[1].delegation, plan.delegations[1].id);
    assert_eq!(plan.delegations[0].head, Some(plan.people[0].id));
    assert_eq!(plan.agenda[0].speaker, Some(plan.people[0].id));
    assert_eq!(plan.agenda[1].speaker, None);
    assert_ne!(plan.people[0].id, plan.people[1].id);
    assert_eq!(plan.admission, Admission::ByHost);
}

#[test]
fn a_partner_brings_its_names_and_its_country() {
    let plan = a_plan();
    let dresden = &plan.delegations[1];
    assert_eq!(dresden.partner, Some(crate::partners::id_of("S18")));
    assert_eq!(
        (dresden.city.pick("en"), dresden.city.pick("zh-CN")),
        ("Dresden", "德累斯顿市")
    );
    assert_eq!(dresden.country.as_deref(), Some("DE"));
    // What the office writes stands.
    let own = with(
        "/delegations/1",
        json!({ "id": "new-2", "partner": "S18",
        "city": { "en": "City of Dresden" }, "country": "FR" }),
    );
    let plan = resolve_with(own, &Known::default()).unwrap();
    assert_eq!(plan.delegations[1].city.pick("en"), "City of Dresden");
    assert_eq!(plan.delegations[1].country.as_deref(), Some("FR"));
}

#[test]
fn a_plan_sent_back_keeps_its_identities() {
    let plan = a_plan();
    let sent = serde_json::to_value(&plan).unwrap();
    assert_eq!(
        resolve_with(sent.clone(), &Known::of(&plan)),
        Ok(plan.clone())
    );
    // Identities that this session never gave out are names like any other.
    let strange = resolve_with(sent, &Known::default()).unwrap();
    assert_eq!(strange.people[1].delegation, strange.delegations[1].id);
    let mut counted = counter();
    assert_eq!(strange.delegations[0].id.bits(), counted());
}

#[test]
fn blanks_and_empty_languages_are_left_out() {
    let draft = with(
        "/title",
        json!({ "zh-CN": " 云会议 ", "en": "Cloud", "de": "  " }),
    );
    let plan = resolve_with(draft, &Known::default()).unwrap();
    assert_eq!(
        plan.title,
        Localized::of("zh-CN", "云会议").and("en", "Cloud")
    );
}

/// Each value put at a pointer is answered with a problem at a path.
fn named<const N: usize>(cases: [(&str, Value, &str, Problem); N]) {
    for (pointer, value, path, problem) in cases {
        let found = problems(with(pointer, value.clone()));
        let expected = (path.to_owned(), problem);
        assert!(found.contains(&expected), "{pointer} {value}: {found:?}");
    }
}

fn long(count: usize) -> Value {
    json!("长".repeat(count))
}

#[test]
fn wrong_fields_of_the_session_are_named() {
    use Problem::*;
    named([
        ("/title", json!({}), "title", Empty),
        (
            "/title",
            json!({ "en": "T", "de": " " }),
            "title",
            SecondLanguage,
        ),
        ("/title/en", long(201), "title.en", TooLong),
        ("/title/en", json!("a\nb"), "title.en", Invalid),
        ("/title", json!({ "jp": "T" }), "title.jp", Unknown),
        ("/starts_at", json!(0), "starts_at", OutOfRange),
        ("/starts_at", json!(i64::MAX), "starts_at", OutOfRange),
        ("/minutes", json!(4), "minutes", OutOfRange),
        ("/minutes", json!(1441), "minutes", OutOfRange),
        ("/minutes", json!(-1), "minutes", OutOfRange),
        ("/zone", json!("Asia/Hangzhou"), "zone", Unknown),
        ("/languages", json!([]), "languages", Empty),
        ("/languages/1", json!("english"), "languages[1]", Unknown),
        ("/languages/1", json!("zh-CN"), "languages[1]", Duplicate),
    ]);
}

#[test]
fn wrong_fields_of_delegations_are_named() {
    use Problem::*;
    let city = |text: Value| json!({ "en": text });
    let path = |field| format!("delegations[0].{field}");
    named([
        (
            "/delegations/1/partner",
            json!("S99"),
            "delegations[1].partner",
            Unknown,
        ),
        (
            "/delegations/1/partner",
            json!(null),
            "delegations[1].city",
            Empty,
        ),
        (
            "/delegations/1/head",
            json!("new-3"),
            "delegations[1].head",
            OtherDelegation,
        ),
        (
            "/delegations/1/id",
            json!("new-1"),
            "delegations[1].id",
            Duplicate,
        ),
        ("/delegations/0/city", json!({}), &path("city"), Empty),
        (
            "/delegations/0/city",
            city(long(101)),
            &path("city.en"),
            TooLong,
        ),
        (
            "/delegations/0/country",
            json!("XX"),
            &path("country"),
            Unknown,
        ),
        (
            "/delegations/0/head",
            json!("new-9"),
            &path("head"),
            Unknown,
        ),
    ]);
}

#[test]
fn wrong_fields_of_people_and_items_are_named() {
    use Problem::*;
    let text = |text: Value| json!({ "de": text });
    let path = |field| format!("people[1].{field}");
    named([
        ("/people/1/id", json!("new-3"), &path("id"), Duplicate),
        (
            "/people/1/delegation",
            json!("new-9"),
            &path("delegation"),
            Unknown,
        ),
        ("/people/1/name", json!({}), &path("name"), Empty),
        ("/people/1/name", text(long(101)), &path("name.de"), TooLong),
        (
            "/people/1/title",
            text(long(201)),
            &path("title.de"),
            TooLong,
        ),
        ("/people/1/language", json!(""), &path("language"), Unknown),
        ("/people/0/role", json!("press"), "people", NoHost),
        ("/agenda/0/title", json!({}), "agenda[0].title", Empty),
        (
            "/agenda/0/speaker",
            json!("x"),
            "agenda[0].speaker",
            Unknown,
        ),
        (
            "/agenda/0/minutes",
            json!(0),
            "agenda[0].minutes",
            OutOfRange,
        ),
        (
            "/agenda/1/minutes",
            json!(601),
            "agenda[1].minutes",
            OutOfRange,
        ),
    ]);
}

#[test]
fn a_session_needs_a_partner() {
    let draft = with(
        "/delegations/1",
        json!({ "id": "new-2", "city": { "en": "Kassel" } }),
    );
    assert_eq!(
        problems(draft),
        [("delegations".to_owned(), Problem::NoPartner)]
    );
}

#[test]
fn lists_have_an_end() {
    let person = a_draft().pointer("/people/0").unwrap().clone();
    let many = |count: usize| {
        let people = (0..count).map(|number| {
            let mut person = person.clone();
            person["id"] = json!(format!("person-{number}"));
            person
        });
        with("/people", people.collect())
    };
    let mut most = many(PEOPLE);
    most["delegations"][0]["head"] = json!(null);
    most["agenda"][0]["speaker"] = json!(null);
    assert_eq!(problems(most), []);
    assert!(problems(many(PEOPLE + 1)).contains(&("people".to_owned(), Problem::TooMany)));
    let item = a_draft().pointer("/agenda/1").unwrap().clone();
    let items = |count| with("/agenda", vec![item.clone(); count].into());
    assert_eq!(problems(items(ITEMS)), []);
    assert_eq!(
        problems(items(ITEMS + 1)),
        [("agenda".to_owned(), Problem::TooMany)]
    );
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let mut draft = with("/minutes", json!(0));
    draft["zone"] = json!("nowhere");
    draft["people"][1]["name"] = json!({});
    assert_eq!(problems(draft).len(), 3);
}

/// Few names, so that drafts refer to what is there, to what is not, and twice to the same.
fn any_name() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => (0..6u8).prop_map(|number| json!(format!("new-{number}"))),
        4 => (1..6u64).prop_map(|bits| json!(PersonId::from_bits(bits))),
        12 => Just(json!(null)),
        1 => "\\PC{0,14}".prop_map(Value::from),
    ]
}

fn any_text() -> impl Strategy<Value = Value> {
    prop_oneof![
        9 => "\\w{1,8}".prop_map(|text| json!({ "en": text })),
        1 => prop::collection::btree_map("\\PC{0,5}", "\\PC{0,8}", 0..3).prop_map(|text| json!(text)),
    ]
}

fn any_draft() -> impl Strategy<Value = Value> {
    let delegation = (any_name(), any_name(), any_text(), any::<bool>()).prop_map(
        |(id, head, city, partner)| {
            json!({ "id": id, "head": head, "city": city, "partner": partner.then_some("S18") })
        },
    );
    let person = (any_name(), "new-[0-5]", any_text(), any::<bool>()).prop_map(
        |(id, delegation, name, host)| {
            json!({ "id": id, "delegation": delegation, "name": name, "rank": "other",
                "role": if host { "host" } else { "press" }, "language": "en" })
        },
    );
    let item = (any_name(), any_name(), any_text(), 0..601i64).prop_map(
        |(id, speaker, title, minutes)| {
            json!({ "id": id, "speaker": speaker, "title": title, "minutes": minutes,
                "kind": "speech", "open": true })
        },
    );
    (
        any::<bool>(),
        prop::collection::vec(delegation, 1..4),
        prop::collection::vec(person, 1..4),
        prop::collection::vec(item, 1..4),
        any::<i64>(),
    )
        .prop_map(|(titled, delegations, people, agenda, number)| {
            let mut draft = a_draft();
            if !titled {
                draft["title"] = json!({ "en": "One" });
                draft["starts_at"] = json!(number);
                draft["minutes"] = json!(number);
            }
            draft["delegations"] = json!(delegations);
            draft["people"] = json!(people);
            draft["agenda"] = json!(agenda);
            draft
        })
}

fn distinct<T: Ord>(parts: impl Iterator<Item = T>) -> bool {
    let parts: Vec<T> = parts.collect();
    parts.iter().collect::<BTreeSet<_>>().len() == parts.len()
}

proptest! {
    #[test]
    fn any_draft_becomes_a_consistent_plan_or_is_refused_with_a_reason(value in any_draft()) {
        let known = Known {
            seat: None,
            people: (1..4).map(PersonId::from_bits).collect(),
            delegations: (1..4).map(DelegationId::from_bits).collect(),
            cues: BTreeSet::new(),
        items: (1..4).map(ItemId::from_bits).collect(),
        };
        let mut fresh = counter();
        let mut fresh = || fresh() + 100;
        let session = SessionId::from_bits(7);
        match resolve(draft(value), session, &known, &registry(), &mut fresh) {
            Err(errors) => prop_assert!(!errors.is_empty()),
            Ok(plan) => {
                prop_assert!(distinct(plan.people.iter().map(|person| person.id)));
                prop_assert!(distinct(plan.delegations.iter().map(|delegation| delegation.id)));
                prop_assert!(distinct(plan.agenda.iter().map(|item| item.id)));
                for person in &plan.people {
                    prop_assert!(plan.delegation(person.delegation).is_some());
                }
                for delegation in &plan.delegations {
                    let head = delegation.head.map(|head| plan.person(head).map(|head| head.delegation));
                    prop_assert!(head.is_none() || head == Some(Some(delegation.id)));
                }
                for speaker in plan.agenda.iter().filter_map(|item| item.speaker) {
                    prop_assert!(plan.person(speaker).is_some());
                }
                prop_assert!(plan.title.0.len() >= 2);
                prop_assert!(plan.people.iter().any(|person| person.role == Role::Host));
                prop_assert!(plan.delegations.iter().any(|delegation| delegation.partner.is_some()));
                let again = resolve(
                    draft(serde_json::to_value(&plan).unwrap()), session, &Known::of(&plan),
                    &registry(), &mut fresh,
                );
                prop_assert_eq!(again, Ok(plan));
            }
        }
    }
}
