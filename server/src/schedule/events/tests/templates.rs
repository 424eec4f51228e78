//! What an event begins with.

use super::*;

#[tokio::test]
async fn a_forum_begins_with_the_sessions_of_its_template() {
    let desk = Desk::signed_in().await;
    let (path, event) = begun(&desk, "forum", a_forum()).await;
    assert_eq!(
        titles(&event),
        ["Technical test", "Plenary session", "Panel 1", "Panel 2"]
    );
    let starts: Vec<i64> = event["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|session| (session["starts_at"].as_i64().unwrap() - START) / MINUTE)
        .collect();
    assert_eq!(starts, [-1440, 0, 135, 135]);
    assert_eq!(event["sessions"][0]["rehearsal"], true);
    assert_eq!(
        event["sessions"][1]["attending"].as_array().unwrap().len(),
        3
    );
    assert_eq!(event["sessions"][2]["attending"], json!([]));
    assert_eq!(event["event"]["tracks"][0]["name"]["de"], "Hauptsaal");
    assert_eq!(event["conflicts"], json!([]));
    let missing: Vec<_> = event["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|missing| missing["role"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        missing,
        ["delegate", "interpreter", "technician"],
        "of the host city"
    );
    assert_eq!(desk.get(&path).await.json(), event);

    let (_, plenary) = session(&desk, &event, 1).await;
    let plan = &plenary["plan"];
    let address = &plan["agenda"][2];
    assert_eq!(address["title"]["de"], "Ansprache · Dresden");
    assert_eq!(address["speaker"], plan["people"][1]["id"]);
    assert_eq!(plan["delegations"][1]["head"], plan["people"][1]["id"]);
    assert_eq!(plenary["links"].as_array().unwrap().len(), 3);

    // The run sheet goes with the items that were made for this roster.
    let cues = plan["cues"].as_array().unwrap();
    let stand_by: Vec<&Value> = cues
        .iter()
        .filter(|cue| cue["kind"] == "speech" && cue["item"] == address["id"])
        .collect();
    assert_eq!(stand_by.len(), 1);
    assert_eq!(stand_by[0]["title"]["de"], "Bereithalten");
    assert_eq!(stand_by[0]["offset"], -120);
    assert_eq!(cues[0]["offset"], -1800);
    assert!(cues.iter().all(|cue| cue["owner"]["duty"].is_string()));
    assert!(cues.iter().all(|cue| cue["fallback"]["zh-CN"].is_string()));

    let list = desk.get("/api/events").await.json();
    let card = &list[0];
    assert_eq!((&card["sessions"], &card["people"]), (&json!(4), &json!(3)));
    assert_eq!(card["starts_at"], json!(START - 1440 * MINUTE));
    assert_eq!(card["partners"][0]["names"]["en"], "Dresden");
}

#[tokio::test]
async fn every_template_begins_an_event() {
    let desk = Desk::signed_in().await;
    let offered = desk.get("/api/event-templates").await.json();
    for template in offered.as_array().unwrap() {
        let key = template["key"].as_str().unwrap();
        let (_, event) = begun(&desk, key, a_forum()).await;
        let sessions = template["sessions"].as_array().unwrap();
        assert_eq!(event["sessions"].as_array().unwrap().len(), sessions.len());
    }
}

#[test]
fn the_phrases_of_the_templates_stand_in_nine_languages() {
    let languages = ["ar", "de", "en", "es", "fr", "ja", "ko", "ru", "zh-CN"];
    for outline in TEMPLATES.offered().iter().flat_map(|one| &one.sessions) {
        let session = serde_json::to_value(outline).unwrap();
        let name = session["name"].as_object().unwrap();
        assert_eq!(name.keys().collect::<Vec<_>>(), languages);
    }
    for (name, phrase) in TEMPLATES.phrases() {
        assert_eq!(phrase.0.keys().collect::<Vec<_>>(), languages, "{name}");
    }
    assert_eq!(TEMPLATES.unknown_phrases(), Vec::<&str>::new());
    assert_eq!(TEMPLATES.stray_cues(), Vec::<&str>::new());
}
