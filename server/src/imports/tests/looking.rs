//! Files that are looked at, kept for a while, and forgotten.

use super::*;
use crate::app::now;

#[tokio::test]
async fn nobody_brings_or_sees_a_file_without_signing_in() {
    let desk = Desk::signed_in().await;
    let import = uploaded(&desk, ONE).await;
    let stranger = Desk::new().await;
    assert_eq!(upload(&stranger, "some.csv", ONE).await.status, 401);
    assert_eq!(stranger.get(&path(&import)).await.status, 401);
    for what in ["proposal", "preview", "run", "cancel"] {
        let path = format!("{}/{what}", path(&import));
        assert_eq!(
            stranger.post(&path, wish(&import)).await.status,
            401,
            "{what}"
        );
    }
    let template = "/api/imports/template?kind=exchange";
    assert_eq!(stranger.get(template).await.status, 401);
}

#[tokio::test]
async fn a_file_is_kept_for_a_day_and_no_longer_than_anybody_wants_it() {
    let desk = Desk::signed_in().await;
    let folder = desk.app.imports.folder().to_owned();
    let files = || std::fs::read_dir(&folder).unwrap().count();
    let first = uploaded(&desk, ONE).await;
    let second = uploaded(&desk, ONE).await;
    assert_eq!(files(), 2);
    let gone = desk.send("DELETE", &path(&first), Value::Null).await;
    assert_eq!(gone.status, 204);
    assert_eq!(desk.get(&path(&first)).await.status, 404);
    assert_eq!(files(), 1);

    let day = Duration::from_secs(24 * 3600);
    desk.app.imports.forget_old(now().timestamp);
    assert_eq!(desk.get(&path(&second)).await.status, 200);
    desk.app.imports.forget_old(now().timestamp.plus(day));
    assert_eq!(desk.get(&path(&second)).await.status, 404);
    assert_eq!(files(), 0);

    uploaded(&desk, ONE).await;
    crate::imports::Imports::open(&desk.app.config.data.dir);
    assert!(!folder.exists(), "a start begins without");
}

#[tokio::test]
async fn a_file_that_is_too_large_leaves_nothing_behind() {
    let mut desk = Desk::configured(|config| {
        config.imports = crate::config::Imports::of(1);
    })
    .await;
    desk.set_up("Alice", "correct horse battery").await;
    let refused = upload(&desk, "large.csv", vec![b'x'; (1 << 20) + 1]).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (413, "too_large".to_owned())
    );
    assert_eq!(refused.json()["detail"]["most"], 1 << 20);
    let left = std::fs::read_dir(desk.app.imports.folder())
        .unwrap()
        .count();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn another_kind_is_proposed_when_it_is_asked_for_and_one_that_cannot_be_read_says_why() {
    let desk = Desk::signed_in().await;
    let import = uploaded(&desk, ONE).await;
    let propose = format!("{}/proposal", path(&import));
    let intent = json!({ "sheet": "", "kind": "intent" });
    let proposal = desk.post(&propose, intent).await.json();
    assert_eq!(
        (&proposal["kind"], &proposal["remembered"]),
        (&"intent".into(), &false.into())
    );
    let meanings = proposal["mapping"]["columns"].as_array().unwrap().iter();
    let meanings: Vec<&Value> = meanings.map(|column| &column["meaning"]).collect();
    let expected = [
        json!("title"),
        Value::Null,
        json!("date"),
        json!("partners"),
        json!("progress"),
    ];
    assert_eq!(meanings, expected.iter().collect::<Vec<_>>());
    let shown = desk.get(&path(&import)).await.json();
    assert_eq!(shown["proposal"], proposal);

    let mut wish = wish(&import);
    wish["mapping"]["columns"][1]["meaning"] = Value::Null;
    let told = desk.post(&propose, wish.clone()).await.json();
    let missing = json!([{ "code": "missing", "meanings": ["kind"] }]);
    assert_eq!(told["problems"], missing);
    let refused = desk
        .post(&format!("{}/preview", path(&import)), wish.clone())
        .await;
    assert_eq!(refused.code(), "mapping_unclear");
    assert_eq!(refused.json()["detail"]["problems"], missing);

    for (field, value) in [("sheet", json!("Sheet 9")), ("kind", json!("partner"))] {
        let mut wish = wish.clone();
        wish[field] = value;
        let refused = desk.post(&format!("{}/preview", path(&import)), wish).await;
        assert_eq!(refused.code(), "bad_input", "{field}");
    }
    wish["mapping"]["partners"] = json!([{ "name": "x", "partner": "0000000000001" }]);
    assert_eq!(desk.post(&propose, wish).await.code(), "bad_input");
}

#[tokio::test]
async fn the_next_sheet_with_the_same_headings_is_read_as_the_last_one() {
    let desk = Desk::signed_in().await;
    let sheet = "Thema,Type,Date,Ville,Nr.\nHandel,visit,2019-05-06,Dresde,7\n";
    let first = uploaded(&desk, sheet).await;
    let exchange = json!({ "sheet": "", "kind": "exchange" });
    desk.post(&format!("{}/proposal", path(&first)), exchange)
        .await;
    let mut import = desk.get(&path(&first)).await.json();
    let mapping = &mut import["proposal"]["mapping"];
    let columns = ["title", "kind", "date", "partners", "headcount"];
    for (place, meaning) in columns.into_iter().enumerate() {
        mapping["columns"][place]["meaning"] = meaning.into();
    }
    mapping["words"] = json!([{ "meaning": "kind", "word": "visit", "value": "visit_received" }]);
    mapping["partners"] = json!([{ "name": "Dresde", "partner": dresden() }]);
    let done = taken(&desk, &import, json!({})).await;
    assert_eq!(done["counts"]["added"], 1, "{done}");

    let next = "Thema,Type,Date,Ville,Nr.\nSport,visit,2020-05-06,Dresde,9\n";
    let next = uploaded(&desk, next).await;
    assert_eq!(
        (&next["kind"], &next["proposal"]["remembered"]),
        (&"exchange".into(), &true.into()),
        "{first}"
    );
    let done = taken(&desk, &next, json!({})).await;
    assert_eq!(done["counts"]["added"], 1, "{done}");
    let newest = exchanges(&desk).await.pop().unwrap();
    assert_eq!(newest["headcount"]["number"], 9);
    assert_eq!(newest["partners"], json!([dresden()]));
    // Other headings are another make.
    assert_eq!(uploaded(&desk, ONE).await["proposal"]["remembered"], false);
}

/// Every template there is, with its kind and its address.
fn templates() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    let kinds = ["exchange", "intent", "relation", "partner"];
    let languages = kinds
        .into_iter()
        .flat_map(|kind| ["zh-CN", "en"].map(|one| (kind, one)));
    languages.map(|(kind, language)| {
        let path = format!("/api/imports/template?kind={kind}&language={language}");
        (kind, language, path)
    })
}

#[tokio::test]
async fn a_sheet_from_the_template_needs_no_mapping_and_its_example_is_passed_over() {
    let desk = Desk::signed_in().await;
    for (kind, language, path) in templates() {
        for format in ["csv", "xlsx"] {
            let request = desk.request("GET", &format!("{path}&format={format}"), Body::empty());
            let answer = desk.begin(request).await;
            let name = answer.headers()["content-disposition"].to_str().unwrap();
            assert!(name.starts_with("attachment") && name.contains(&format!(".{format}")));
            let template = axum::body::to_bytes(answer.into_body(), 1 << 20)
                .await
                .unwrap();
            let import = uploaded(&desk, template).await;
            assert_eq!(import["kind"], kind, "{language}");
            assert_eq!(import["proposal"]["problems"], json!([]));
            assert_eq!(import["proposal"]["sample"], json!([]));
            let columns = import["proposal"]["mapping"]["columns"].as_array().unwrap();
            assert!(columns.len() > 5);
            for column in columns {
                assert_eq!(column["confidence"], "certain", "{column}");
            }
            let told = preview(&desk, &import).await.json();
            let counts = &told["counts"];
            assert_eq!(
                (&counts["rows"], &counts["examples"]),
                (&0.into(), &1.into())
            );
            assert_eq!((&told["errors"], &told["rows"]), (&json!([]), &json!([])));
        }
    }
    for wrong in ["kind=party", "kind=exchange&format=json"] {
        let path = format!("/api/imports/template?{wrong}");
        assert_eq!(desk.get(&path).await.status, 400, "{wrong}");
    }
}

/// What it shows is how it is done: without the mark its row is read without a question.
#[tokio::test]
async fn the_example_of_a_template_is_a_row_that_could_be_taken() {
    let desk = Desk::signed_in().await;
    for (kind, language, path) in templates() {
        let template = desk.get(&path).await.text;
        let row = template.replace("【示例】", "").replace("[Example] ", "");
        assert_ne!(row, template);
        let import = uploaded(&desk, row).await;
        let told = preview(&desk, &import).await.json();
        assert_eq!(told["errors"], json!([]), "{kind} {language}");
        assert_eq!(
            (&told["counts"]["rows"], &told["counts"]["examples"]),
            (&1.into(), &0.into())
        );
    }
}
