//! Why a batch is not written, or not taken back, over HTTP.

use super::*;

#[tokio::test]
async fn a_request_says_once_what_becomes_of_a_record() {
    let desk = Desk::signed_in().await;
    let record = visit("2024", &dresden());
    let change =
        json!({ "kind": "exchange", "id": "000000000000y", "version": 0, "record": record });
    let same_id = json!({ "kind": "department", "id": "000000000000y", "version": 0,
                          "record": { "names": { "en": "Trade" } } });
    let request = |changes: Value| json!({ "what": "form", "changes": changes });
    let twice = request(json!([change, same_id, change]));
    let refused = desk.post("/api/batches", twice).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (400, "bad_input".to_owned())
    );
    let detail = &refused.json()["detail"];
    assert_eq!(
        (&detail["field"], &detail["problem"]),
        (&"changes".into(), &"repeated".into())
    );
    let key = json!({ "kind": "exchange", "id": "000000000000y" });
    assert_eq!(detail["entry"], key);
    assert_eq!(desk.get("/api/exchanges").await.json()["total"], 0);
    let once = request(json!([change, same_id]));
    assert_eq!(desk.post("/api/batches", once).await.status, 201);
}

#[tokio::test]
async fn what_names_a_removed_record_comes_back_after_that() {
    let desk = Desk::signed_in().await;
    let names = json!({ "names": { "en": "Trade" } });
    let trade = desk.post("/api/departments", names).await;
    let mut draft = visit("2024", &dresden());
    draft["departments"] = json!([id(&trade)]);
    let created = desk.post("/api/exchanges", draft).await;
    let path = format!("/api/exchanges/{}", id(&created));
    let without = visit("2024", &dresden());
    let taken_off = desk.send_from(("PUT", &path), 1, without).await;
    assert_eq!(taken_off.status, 200, "{}", taken_off.text);
    let department = format!("/api/departments/{}", id(&trade));
    let gone = desk
        .send_from(("DELETE", &department), 1, Value::Null)
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text);

    let refused = undo(&desk, batch(&taken_off)).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (409, "missing".to_owned())
    );
    let expected = json!({ "entry": { "kind": "exchange", "id": id(&created) },
                           "missing": [{ "kind": "department", "id": id(&trade) }] });
    assert_eq!(refused.json()["detail"], expected);
    assert_eq!(undo(&desk, batch(&gone)).await.status, 200);
    assert_eq!(undo(&desk, batch(&taken_off)).await.status, 200);
    let shown = desk.get(&path).await.json();
    assert_eq!(shown["record"]["departments"], json!([id(&trade)]));
}

#[tokio::test]
async fn a_partner_does_not_come_back_to_a_short_name_that_another_has() {
    let desk = Desk::signed_in().await;
    let city = |id: &str| {
        let record = json!({ "slug": "X01", "names": { "en": "A city" }, "country": "XA",
                             "continent": "africa" });
        json!({ "what": "form", "changes": [
            { "kind": "partner", "id": id, "version": 0, "record": record },
        ] })
    };
    let first = desk.post("/api/batches", city("000000000000y")).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let path = "/api/partners/000000000000y";
    let gone = desk.send_from(("DELETE", path), 1, Value::Null).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let second = desk.post("/api/batches", city("000000000000z")).await;
    assert_eq!(second.status, 201, "{}", second.text);
    let refused = undo(&desk, batch(&gone)).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (409, "unfit".to_owned())
    );
    let flaw = json!([{ "path": "slug", "problem": "taken" }]);
    assert_eq!(refused.json()["detail"]["fields"], flaw);
}
