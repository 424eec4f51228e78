//! What an import writes, and what it leaves.

use super::*;
use crate::testing::TempDir;

fn sheet(rows: u32) -> String {
    let mut text = "Title,Kind,Date,Partners\n".to_owned();
    for row in 0..rows {
        // No two on one day: those would be alike.
        let (year, month, day) = (1990 + row / 336, row / 28 % 12 + 1, row % 28 + 1);
        text += &format!("Talks,visit_received,{year}-{month:02}-{day:02},S18\n");
    }
    text
}

fn fields(outcome: &Value) -> [u64; 6] {
    [
        "rows",
        "added",
        "changed",
        "unchanged",
        "left_out",
        "in_error",
    ]
    .map(|field| outcome[field].as_u64().unwrap())
}

#[tokio::test]
async fn what_repeats_something_is_left_unless_somebody_takes_it() {
    let desk = Desk::signed_in().await;
    let first = taken(&desk, &uploaded(&desk, ONE).await, json!({})).await;
    assert_eq!(fields(&first["counts"]), [1, 1, 0, 0, 0, 0]);
    let record = exchanges(&desk).await.pop().unwrap();

    let again = format!("{ONE}新的,来访,2020,德累斯顿,\r\n新的,来访,2020,德累斯顿,\r\n");
    let import = uploaded(&desk, again).await;
    let found = preview(&desk, &import).await.json();
    assert_eq!(
        (&found["counts"]["new"], &found["counts"]["duplicate"]),
        (&1.into(), &2.into())
    );
    let expected = json!([
        { "line": 2, "title": { "zh-CN": "经贸洽谈" }, "of_line": null, "of_record": record["id"] },
        { "line": 4, "title": { "zh-CN": "新的" }, "of_line": 3, "of_record": null },
    ]);
    assert_eq!(found["duplicates"], expected);
    let done = taken(&desk, &import, json!({})).await;
    assert_eq!(fields(&done["counts"]), [3, 1, 0, 0, 2, 0]);
    let undo = format!("/api/batches/{}/undo", done["batch"]);
    assert_eq!(desk.post(&undo, json!({})).await.status, 200);

    let import = uploaded(&desk, format!("{ONE}新的,来访,2020,德累斯顿,\r\n")).await;
    let choices = json!({ "duplicates": true, "except": [3] });
    let done = taken(&desk, &import, choices).await;
    assert_eq!(fields(&done["counts"]), [2, 1, 0, 0, 1, 0]);
    assert_eq!(exchanges(&desk).await.len(), 2);
}

#[tokio::test]
async fn rows_that_name_a_record_change_it_and_undo_brings_back_what_stood() {
    let desk = Desk::signed_in().await;
    taken(&desk, &uploaded(&desk, sheet(3)).await, json!({})).await;
    let before = standing(&desk).await;
    let all = exchanges(&desk).await;
    let id = |place: usize| all[place]["id"].as_str().unwrap();
    let text = format!(
        "Record ID,Note\n{},Said more\n{},\n{},\n",
        id(0),
        id(1),
        "0000000000001"
    );
    let import = uploaded(&desk, text).await;
    let found = preview(&desk, &import).await.json();
    let error = &found["errors"][0];
    assert_eq!(
        (&error["reason"]["code"], &error["place"]["line"]),
        (&"unknown_id".into(), &4.into())
    );
    let done = taken(&desk, &import, json!({ "despite_errors": true })).await;
    assert_eq!(fields(&done["counts"]), [3, 0, 1, 1, 0, 1], "{done}");
    let changed = exchanges(&desk).await;
    assert_eq!(changed[0]["note"], "Said more");
    assert_eq!(changed[0]["title"], all[0]["title"]);
    assert_eq!(changed[1], all[1]);
    let undo = format!("/api/batches/{}/undo", done["batch"]);
    assert_eq!(desk.post(&undo, json!({})).await.status, 200);
    assert_eq!(standing(&desk).await, before);
}

#[tokio::test]
async fn partners_relations_and_intents_come_in_too() {
    let desk = Desk::signed_in().await;
    let before = standing(&desk).await;
    let mut batches = Vec::new();
    for (text, kind) in [
        (
            "Slug,Name (English),Country,Continent\nX01,Newtown,GB,europe\nX02,Oldtown,GB,europe\n",
            "partner",
        ),
        (
            "Partner,Kind of relation,Since\nX01,exchange,2020-01-05\n",
            "relation",
        ),
        ("Intent,Said on,Partner\nA school,2021-03,X02\n", "intent"),
    ] {
        let import = uploaded(&desk, text).await;
        let propose = json!({ "sheet": "", "kind": kind });
        let proposal = desk
            .post(&format!("{}/proposal", path(&import)), propose)
            .await;
        assert_eq!(proposal.status, 200, "{}", proposal.text);
        let import = desk.get(&path(&import)).await.json();
        let done = taken(&desk, &import, json!({})).await;
        assert_eq!(done["stage"], "done", "{kind}: {done}");
        batches.push(done["batch"].clone());
    }
    let city = desk.get("/api/partners/X01").await.json();
    assert_eq!(city["record"]["names"]["en"], "Newtown");
    assert_eq!(city["relations"][0]["record"]["valid_from"], "2020-01-05");
    let intents = desk.get("/api/intents?partner=X02").await.json();
    assert_eq!(intents["total"], 1);
    for batch in batches.into_iter().rev() {
        let undone = desk
            .post(&format!("/api/batches/{batch}/undo"), json!({}))
            .await;
        assert_eq!(undone.status, 200, "{}", undone.text);
    }
    assert_eq!(standing(&desk).await, before);

    let twice =
        "Slug,Name (English),Country,Continent\nX01,Newtown,GB,europe\nX01,Oldtown,GB,europe\n";
    let found = preview(&desk, &uploaded(&desk, twice).await).await.json();
    let error = &found["errors"][0];
    assert_eq!(
        (&error["cell"], &error["reason"]),
        (
            &"A3".into(),
            &json!({ "code": "same_slug_as_line", "line": 2 })
        )
    );
}

#[tokio::test]
async fn whoever_presses_twice_gets_one_import_and_two_files_one_after_the_other() {
    let desk = Desk::signed_in().await;
    let (one, same) = (
        uploaded(&desk, sheet(700)).await,
        uploaded(&desk, sheet(700)).await,
    );
    let pressed = tokio::join!(
        begin(&desk, &one, json!({})),
        begin(&desk, &one, json!({})),
        begin(&desk, &same, json!({})),
    );
    for answer in [pressed.0, pressed.1, pressed.2] {
        assert_eq!(answer.status, 202, "{}", answer.text);
    }
    let delete = desk.send("DELETE", &path(&one), Value::Null).await;
    assert_eq!(
        (delete.status.as_u16(), delete.code()),
        (409, "running".to_owned())
    );
    let one = progress(&desk, &one, is_over).await;
    let other = progress(&desk, &same, is_over).await;
    let mut outcomes = [fields(&one["counts"]), fields(&other["counts"])];
    outcomes.sort_unstable();
    assert_eq!(outcomes, [[700, 0, 0, 0, 700, 0], [700, 700, 0, 0, 0, 0]]);
    assert_eq!(exchanges(&desk).await.len(), 500, "one page");
    // Begun again once it is done, it stays done.
    let again = taken(&desk, &same, json!({})).await;
    assert_eq!(again, other);
    let imports = "SELECT count(*) FROM ledger_batch WHERE what = 'import'";
    let imports: i64 = sqlx::query_scalar(imports)
        .fetch_one(desk.app.store.pool())
        .await
        .unwrap();
    assert_eq!(imports, 1);
}

#[tokio::test]
async fn an_import_that_is_cancelled_leaves_nothing_and_may_begin_again() {
    let desk = Desk::signed_in().await;
    let before = standing(&desk).await;
    let import = uploaded(&desk, sheet(4_000)).await;
    let cancel = format!("{}/cancel", path(&import));
    let idle = desk.post(&cancel, json!({})).await;
    assert_eq!(
        (idle.status.as_u16(), idle.code()),
        (409, "not_running".to_owned())
    );
    begin(&desk, &import, json!({})).await;
    progress(&desk, &import, |stage| stage == "writing").await;
    let newest = desk.get("/api/batches?limit=1").await.json();
    let undo = format!("/api/batches/{}/undo", newest[0]["number"]);
    assert_eq!(desk.post(&undo, json!({})).await.code(), "being_written");
    assert_eq!(desk.post(&cancel, json!({})).await.status, 202);
    let over = progress(&desk, &import, is_over).await;
    assert_eq!(over["stage"], "cancelled");
    assert_eq!(standing(&desk).await, before);
    assert_eq!(exchanges(&desk).await, [Value::Null; 0]);
    let done = taken(&desk, &import, json!({})).await;
    assert_eq!(fields(&done["counts"]), [4_000, 4_000, 0, 0, 0, 0]);
}

#[test]
fn a_service_that_dies_while_it_imports_has_nothing_of_it_at_its_next_start() {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    let (folder, after) = (TempDir::new(), TempDir::new());
    let data = folder.path().to_owned();
    let dies = runtime();
    let before = dies.block_on(async move {
        let mut desk = Desk::configured(|config| config.data.dir = data).await;
        desk.set_up("Alice", "correct horse battery").await;
        let before = standing(&desk).await;
        let import = uploaded(&desk, sheet(4_000)).await;
        begin(&desk, &import, json!({})).await;
        progress(&desk, &import, |stage| stage == "writing").await;
        before
    });
    dies.shutdown_timeout(Duration::from_secs(60));
    copy(folder.path(), after.path());
    let data = after.path().to_owned();
    runtime().block_on(async move {
        let open = "SELECT count(*) FROM ledger_version JOIN ledger_batch ON number = batch
             WHERE what = 'import'";
        let desk = Desk::configured(|config| config.data.dir = data).await;
        let written: i64 = sqlx::query_scalar(open)
            .fetch_one(desk.app.store.pool())
            .await
            .unwrap();
        assert!(
            (1..4_000).contains(&written),
            "{written} of it were written"
        );
        assert_eq!(standing(&desk).await, before);
        assert_eq!(desk.app.ledger.state().book.exchange_count(), 0);
        assert!(!desk.app.imports.folder().exists());
    });
}

/// As a disk has it after the machine was switched off.
fn copy(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
