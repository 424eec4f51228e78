//! Papers of relations and exchanges.

use super::*;

async fn signed_in() -> Desk {
    let mut desk = Desk::configured(|config| config.papers = config::Papers::of(1, 1)).await;
    desk.set_up("Alice", "correct horse battery").await;
    desk
}

async fn relation(desk: &Desk) -> String {
    let city = desk.get("/api/partners/S18").await.json();
    let id = &city["relations"][0]["record"]["id"];
    format!("/api/relations/{}", id.as_str().unwrap())
}

async fn exchange(desk: &Desk) -> String {
    let partner = crate::partners::id_of("S18").to_string();
    let visit = json!({ "title": { "en": "A visit" }, "kind": "visit_received", "on": "2024",
                        "partners": [partner] });
    let created = desk.post("/api/exchanges", visit).await.json();
    format!(
        "/api/exchanges/{}",
        created["record"]["id"].as_str().unwrap()
    )
}

async fn upload(desk: &Desk, entry: &str, name: &str, content: impl Into<Body>) -> Answer {
    let mut request = desk.request("POST", &format!("{entry}/papers"), content.into());
    let headers = request.headers_mut();
    headers.insert("slug", HeaderValue::try_from(name).unwrap());
    desk.ask(request).await
}

fn files(desk: &Desk) -> usize {
    let folder = desk.app.config.data.dir.join("papers");
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_relation_and_an_exchange_keep_papers_and_give_them_out_as_downloads() {
    let desk = signed_in().await;
    for entry in [relation(&desk).await, exchange(&desk).await] {
        let name = "%E5%8D%8F%E8%AE%AE.pdf";
        let answer = upload(&desk, &entry, name, PDF).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let paper = answer.json();
        assert_eq!(
            (&paper["name"], &paper["kind"], &paper["uploaded_by"]),
            (&json!("协议.pdf"), &json!("pdf"), &json!("Alice"))
        );
        let list = desk.get(&format!("{entry}/papers")).await.json();
        assert_eq!(list["papers"], json!([paper]));
        assert_eq!(list["used_bytes"], json!(PDF.len()));

        let path = format!("{entry}/papers/{}", paper["id"].as_str().unwrap());
        let file = desk.get(&format!("{path}/file")).await;
        assert_eq!(file.text.as_bytes(), PDF);
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert!(file.header("content-disposition").starts_with("attachment"));

        assert_eq!(desk.send("DELETE", &path, Value::Null).await.status, 204);
        assert_eq!(desk.get(&format!("{path}/file")).await.status, 404);
        assert_eq!(desk.send("DELETE", &path, Value::Null).await.status, 404);
        let restored = desk.post(&format!("{path}/restore"), json!({})).await;
        assert_eq!(restored.json(), paper);
        assert_eq!(desk.get(&format!("{path}/file")).await.status, 200);
    }
    assert_eq!(files(&desk), 1, "one content stands there once");
}

#[tokio::test]
async fn a_paper_belongs_to_its_entry_and_comes_back_with_it() {
    let desk = signed_in().await;
    let (relation, exchange) = (relation(&desk).await, exchange(&desk).await);
    let paper = upload(&desk, &exchange, "a.pdf", PDF).await.json();
    let id = paper["id"].as_str().unwrap();
    let elsewhere = format!("{relation}/papers/{id}");
    assert_eq!(desk.get(&format!("{elsewhere}/file")).await.status, 404);
    assert_eq!(
        desk.send("DELETE", &elsewhere, Value::Null).await.status,
        404
    );
    for nobody in [
        "/api/exchanges/0000000000001",
        "/api/relations/0000000000001",
    ] {
        assert_eq!(desk.get(&format!("{nobody}/papers")).await.status, 404);
        assert_eq!(upload(&desk, nobody, "a.pdf", PDF).await.status, 404);
    }
    let gone = desk.send_from(("DELETE", &exchange), 1, Value::Null).await;
    let file = format!("{exchange}/papers/{id}/file");
    assert_eq!(desk.get(&file).await.status, 404);
    let undo = format!("/api/batches/{}/undo", gone.json()["batch"]);
    assert_eq!(desk.post(&undo, json!({})).await.status, 200);
    assert_eq!(desk.get(&file).await.status, 200);

    let stranger = Desk::new().await;
    assert_eq!(stranger.get(&file).await.status, 401);
    assert_eq!(upload(&stranger, &exchange, "a.pdf", PDF).await.status, 401);
}

#[tokio::test]
async fn what_is_no_paper_or_too_much_is_refused_and_leaves_nothing() {
    let desk = signed_in().await;
    let entry = relation(&desk).await;
    let page = upload(&desk, &entry, "a.pdf", "<!doctype html><script>").await;
    assert_eq!(refusal(&page), (415, "kind_refused".to_owned()));
    let large = upload(&desk, &entry, "a.txt", vec![b'x'; (1 << 20) + 1]).await;
    assert_eq!(refusal(&large), (413, "too_large".to_owned()));
    assert_eq!(files(&desk), 0);
    let half = upload(&desk, &entry, "a.txt", vec![b'x'; 1 << 19]).await;
    assert_eq!(half.status, 201, "{}", half.text);
    let more = upload(&desk, &entry, "b.txt", vec![b'y'; (1 << 19) + 1]).await;
    assert_eq!(refusal(&more), (413, "no_room".to_owned()));
    assert_eq!(more.json()["detail"]["room"], 1 << 19);
    assert_eq!(files(&desk), 1);
}

#[tokio::test]
async fn its_file_is_neither_tidied_away_nor_missed_in_silence() {
    let desk = signed_in().await;
    let entry = relation(&desk).await;
    let paper = upload(&desk, &entry, "a.pdf", PDF).await.json();
    let shelf = Shelf::of(&desk.app.config.data.dir);
    assert_eq!(once(&desk.app, &shelf).await.unwrap(), 0);
    let mut database = desk.app.store.pool().acquire().await.unwrap();
    let named = crate::store::named_papers(&mut database).await.unwrap();
    let data = &desk.app.config.data.dir;
    let flaws = crate::store::paper_flaws(&mut database, data)
        .await
        .unwrap();
    assert_eq!((named.all.len(), flaws.len()), (1, 0));

    let path = format!("{entry}/papers/{}", paper["id"].as_str().unwrap());
    for name in &named.all {
        std::fs::write(shelf.place(name), "other").unwrap();
    }
    let flaws = crate::store::paper_flaws(&mut database, data)
        .await
        .unwrap();
    let flaws: Vec<_> = flaws
        .iter()
        .map(|flaw| (&*flaw.table, &*flaw.key))
        .collect();
    assert_eq!(flaws, [("entry_paper", paper["id"].as_str().unwrap())]);
    let lost = desk.get(&format!("{path}/file")).await;
    assert_eq!(refusal(&lost), (410, "file_missing".to_owned()));
    drop(database);

    desk.send("DELETE", &path, Value::Null).await;
    let mut transaction = desk.app.store.write().await.unwrap();
    sqlx::query("UPDATE entry_paper SET deleted_at = 0")
        .execute(&mut *transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(once(&desk.app, &shelf).await.unwrap(), 1);
    assert_eq!(files(&desk), 0);
}
