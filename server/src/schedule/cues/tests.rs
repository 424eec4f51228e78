use meeting::cue::{CueKind, Duty};
use meeting::id::{ItemId, PersonId, SessionId};
use meeting::plan::{Localized, Plan};
use serde_json::{Value, json};

use super::*;
use crate::schedule::identities::Known;
use crate::schedule::resolve::resolve;
use crate::schedule::tests::{a_draft, a_plan, counter, draft, registry};

/// The usual draft with a cue before its doors and one before its first item.
fn with_cues() -> Value {
    let mut draft = a_draft();
    draft["cues"] = json!([
        { "title": { "en": " Speaker check " }, "kind": "check", "offset": -1800,
          "owner": { "duty": "sound_and_picture" } },
        { "title": { "en": "Stand by" }, "kind": "opening", "item": "new-4", "offset": -120,
          "owner": { "person": "new-3" }, "language": "zh-CN", "fallback": { "en": "Later" } },
    ]);
    draft
}

fn resolved(value: Value, known: &Known) -> Result<Plan, Vec<(String, Problem)>> {
    let session = SessionId::from_bits(7);
    let plan = resolve(draft(value), session, known, &registry(), &mut counter());
    plan.map_err(|wrong| {
        let wrong = wrong.into_iter();
        wrong.map(|one| (one.path, one.problem)).collect()
    })
}

#[test]
fn cues_name_items_and_people_of_their_draft() {
    let plan = resolved(with_cues(), &Known::default()).unwrap();
    let [check, stand_by] = plan.cues.as_slice() else {
        panic!("{:?}", plan.cues);
    };
    assert_eq!(check.title, Localized::of("en", "Speaker check"));
    assert_eq!((check.kind, check.item), (CueKind::Check, None));
    assert_eq!(check.owner, Some(Owner::Duty(Duty::SoundAndPicture)));
    assert_eq!(stand_by.item, Some(plan.agenda[0].id));
    assert_eq!(stand_by.owner, Some(Owner::Person(plan.people[0].id)));
    assert_eq!((check.offset, stand_by.offset), (-1800, -120));
    // Sent back, they are the same cues.
    let sent = serde_json::to_value(&plan).unwrap();
    assert_eq!(resolved(sent, &Known::of(&plan)), Ok(plan));
}

#[test]
fn wrong_fields_of_a_cue_are_named() {
    use Problem::*;
    let cases = [
        ("title", json!({}), "cues[1].title", Empty),
        ("item", json!("new-9"), "cues[1].item", Unknown),
        ("offset", json!(86_401), "cues[1].offset", OutOfRange),
        ("offset", json!(-86_401), "cues[1].offset", OutOfRange),
        ("offset", json!(1_i64 << 40), "cues[1].offset", OutOfRange),
        (
            "owner",
            json!({ "person": "new-9" }),
            "cues[1].owner",
            Unknown,
        ),
        ("language", json!("not a tag"), "cues[1].language", Unknown),
        (
            "fallback",
            json!({ "en": "x".repeat(LONGEST_FALLBACK + 1) }),
            "cues[1].fallback.en",
            TooLong,
        ),
    ];
    for (field, value, path, problem) in cases {
        let mut draft = with_cues();
        draft["cues"][1][field] = value;
        let wrong = resolved(draft, &Known::default()).unwrap_err();
        assert_eq!(wrong, [(path.to_owned(), problem)]);
    }
}

#[test]
fn a_plan_of_an_earlier_release_has_no_cues() {
    let mut kept = serde_json::to_value(a_plan()).unwrap();
    assert!(kept.as_object_mut().unwrap().remove("cues").is_some());
    assert_eq!(serde_json::from_value::<Plan>(kept).unwrap(), a_plan());
}

#[test]
fn who_leaves_the_plan_owns_nothing_in_it() {
    let mut cue = Cue {
        id: CueId::from_bits(1),
        title: Localized::of("en", "Stand by"),
        kind: CueKind::Speech,
        item: Some(ItemId::from_bits(2)),
        offset: -120,
        owner: Some(Owner::Person(PersonId::from_bits(3))),
        language: None,
        fallback: Localized::default(),
    };
    cue.owned_among(|_| true);
    assert!(cue.owner.is_some());
    cue.owned_among(|_| false);
    assert_eq!(cue.owner, None);
    cue.owner = Some(Owner::Duty(Duty::Caller));
    cue.owned_among(|_| false);
    assert_eq!(cue.owner, Some(Owner::Duty(Duty::Caller)));
}
