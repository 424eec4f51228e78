//! What a contact person would have written otherwise.

use super::*;

#[tokio::test]
async fn a_proposal_changes_nothing_before_it_is_taken() {
    let planned = Planned::new().await;
    let page = Page::of_session(&planned).await;
    let anna = planned.person(1);
    let title = json!({ "de": "Oberbürgermeisterin" });
    page.propose(&anna, json!({ "de": "A. Weber" }), json!({}))
        .await;
    let name = json!({ "de": " Anna Weber ", "zh-CN": "安娜·韦伯", "en": "" });
    let view = page.propose(&anna, name, title.clone()).await;
    assert_eq!(view.status, 200, "{}", view.text);
    let proposed = view.json()["people"][0]["proposal"].clone();
    assert_eq!(
        proposed["name"],
        json!({ "de": "Anna Weber", "zh-CN": "安娜·韦伯" })
    );
    let plan = planned.desk.get(&planned.path("")).await.json();
    assert_eq!(plan["version"], 1);

    let pages = page.pages().await;
    let cards = pages["proposals"].as_array().unwrap();
    assert_eq!(cards.len(), 1, "the newest of a person counts");
    assert_eq!(cards[0]["now"]["name"], json!({ "de": "Anna Weber" }));
    assert_eq!(cards[0]["proposed"], proposed);
    let stale = page.decide(&cards[0], &json!(7), true).await;
    assert_eq!(said(&stale), (409, "conflict".to_owned()));
    let taken = page.decide(&cards[0], &pages["version"], true).await;
    assert_eq!(taken.json()["proposals"], json!([]));
    let plan = planned.desk.get(&planned.path("")).await.json();
    assert_eq!(plan["version"], 2);
    assert_eq!(plan["plan"]["people"][1]["name"], proposed["name"]);
    assert_eq!(plan["plan"]["people"][1]["title"], title);
    let again = page.decide(&cards[0], &json!(2), true).await;
    assert_eq!(again.status, 404);
}

#[tokio::test]
async fn a_refused_proposal_leaves_the_plan_and_what_is_no_name_is_none() {
    let planned = Planned::new().await;
    let page = Page::of_session(&planned).await;
    let anna = planned.person(1);
    page.propose(&anna, json!({ "de": "A. Weber" }), json!({}))
        .await;
    let pages = page.pages().await;
    let refused = page
        .decide(&pages["proposals"][0], &pages["version"], false)
        .await;
    assert_eq!(refused.json()["proposals"], json!([]));
    let plan = planned.desk.get(&planned.path("")).await.json();
    assert_eq!(plan["plan"]["people"][1]["name"]["de"], "Anna Weber");

    for (name, title, field) in [
        (json!({}), json!({}), "name"),
        (json!({ "de": " " }), json!({}), "name"),
        (json!({ "no tag": "x" }), json!({}), "name"),
        (json!({ "de": "x".repeat(101) }), json!({}), "name"),
        (json!({ "de": "x" }), json!({ "de": "a\u{7}" }), "title"),
    ] {
        let wrong = page.propose(&anna, name, title).await;
        assert_eq!(wrong.status, 400);
        assert_eq!(wrong.json()["detail"]["field"], field);
    }
    let foreign = page
        .propose(&planned.person(0), json!({ "en": "Me" }), json!({}))
        .await;
    assert_eq!(foreign.status, 404);
}

#[tokio::test]
async fn nothing_is_left_of_what_was_proposed_about_somebody_erased() {
    let planned = Planned::new().await;
    let page = Page::of_session(&planned).await;
    let anna = planned.person(1);
    let name = json!({ "de": "Dr. Anna Weber" });
    page.propose(&anna, name.clone(), json!({})).await;
    let store = &planned.desk.app.store;
    store.erase(anna.parse().unwrap()).await.unwrap();
    assert_eq!(page.pages().await["proposals"], json!([]));
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM proposal")
        .fetch_one(store.pool())
        .await
        .unwrap();
    assert_eq!(left, 0);
    assert_eq!(page.propose(&anna, name, json!({})).await.status, 429);
}
