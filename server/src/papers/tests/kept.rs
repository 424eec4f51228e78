//! What becomes of a paper: changed, given out, deleted, tidied away, lost.

use super::*;

#[tokio::test]
async fn a_paper_is_kept_changed_and_given_out_as_a_download() {
    let forum = Forum::new().await;
    let name = "%E8%AE%B2%E8%AF%9D.pdf";
    let answer = forum.upload(name, "audience=hosts", Body::from(PDF)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let paper = answer.json();
    assert_eq!(paper["title"], json!({ "en": "讲话" }));
    assert_eq!(
        (&paper["kind"], &paper["bytes"]),
        (&json!("pdf"), &json!(PDF.len()))
    );
    let path = forum.path(&format!("/{}", paper["id"].as_str().unwrap()));

    let title = json!({ "en": " Speech ", "zh-CN": "讲话", "de": "" });
    let before = json!({ "title": paper["title"], "audience": "hosts", "item": null });
    let change = json!({
        "title": title, "audience": "invited", "item": forum.item(0), "before": before,
    });
    let changed = forum.desk.send("PUT", &path, change).await.json();
    assert_eq!(changed["title"], json!({ "en": "Speech", "zh-CN": "讲话" }));
    let list = forum.desk.get(&forum.path("")).await.json();
    assert_eq!(list["papers"], json!([changed]));
    assert_eq!(
        (&list["used_bytes"], &list["file_bytes"]),
        (&json!(PDF.len()), &json!(20 << 20))
    );

    let file = forum.desk.get(&format!("{path}/file")).await;
    assert_eq!(file.text.as_bytes(), PDF);
    for (header, value) in [
        ("content-type", "application/pdf"),
        (
            "content-disposition",
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E8%AE%B2%E8%AF%9D.pdf",
        ),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "private, no-cache"),
        ("content-length", &PDF.len().to_string()),
    ] {
        assert_eq!(file.header(header), value, "{header}");
    }
    let mut again = forum
        .desk
        .request("GET", &format!("{path}/file"), Body::empty());
    let tag = HeaderValue::from_str(file.header("etag")).unwrap();
    again.headers_mut().insert("if-none-match", tag);
    let again = forum.desk.ask(again).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
}

#[tokio::test]
async fn what_somebody_else_decided_meanwhile_is_not_written_over() {
    let forum = Forum::new().await;
    let open = forum.item(0);
    let id = forum
        .paper(&format!("audience=invited&item={open}"), PDF)
        .await;
    let path = forum.path(&format!("/{id}"));
    let title = json!({ "en": "speech" });
    let read = json!({ "title": title, "audience": "invited", "item": open });
    let change = |audience: &str, title: &Value| {
        let (item, before) = (open, &read);
        json!({ "title": title, "audience": audience, "item": item, "before": before })
    };
    let hidden = change("hosts", &title);
    let hidden = forum.desk.send("PUT", &path, hidden).await;
    assert_eq!(hidden.status, 200, "{}", hidden.text);
    // Whoever read it before that only wants another title.
    let late = change("invited", &json!({ "en": "Speech" }));
    let late = forum.desk.send("PUT", &path, late).await;
    assert_eq!(refusal(&late), (409, "conflict".to_owned()));
    assert_eq!(late.json()["detail"]["current"], hidden.json());
    let list = forum.desk.get(&forum.path("")).await.json();
    assert_eq!(list["papers"], json!([hidden.json()]));
}

#[tokio::test]
async fn a_paper_of_an_item_that_was_taken_out_is_renamed_and_stays_with_it() {
    let forum = Forum::new().await;
    let id = forum.paper("audience=invited", PDF).await;
    let gone = "0000000000000";
    forum
        .write(&format!("UPDATE paper SET item = '{gone}'"))
        .await;
    let path = forum.path(&format!("/{id}"));
    let change = |item: &str, before: &str| {
        let before = json!({ "title": { "en": "speech" }, "audience": "invited", "item": before });
        json!({ "title": { "en": "Speech" }, "audience": "invited", "item": item, "before": before })
    };
    let other = forum
        .desk
        .send("PUT", &path, change("0000000000001", gone))
        .await;
    assert_eq!(refusal(&other), (400, "bad_input".to_owned()));
    let renamed = forum.desk.send("PUT", &path, change(gone, gone)).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    assert_eq!(renamed.json()["item"], gone);
    let press = forum.guest(&forum.session, 2, "/api/papers").await;
    assert_eq!(press.json(), json!([]));
}

#[tokio::test]
async fn a_deleted_paper_comes_back_for_a_while_and_then_its_file_goes() {
    let forum = Forum::new().await;
    let (one, same) = (
        forum.paper("audience=hosts", PDF).await,
        forum.paper("audience=hosts", PDF).await,
    );
    assert_eq!(forum.files().len(), 1, "the same content is kept once");
    let one = forum.path(&format!("/{one}"));
    assert_eq!(forum.desk.send("DELETE", &one, json!({})).await.status, 204);
    assert_eq!(forum.desk.get(&format!("{one}/file")).await.status, 404);
    assert_eq!(forum.desk.send("DELETE", &one, json!({})).await.status, 404);
    assert_eq!(
        forum
            .desk
            .post(&format!("{one}/restore"), json!({}))
            .await
            .status,
        200
    );
    assert_eq!(
        forum.desk.get(&format!("{one}/file")).await.text.as_bytes(),
        PDF
    );

    assert_eq!(forum.desk.send("DELETE", &one, json!({})).await.status, 204);
    assert_eq!(forum.tidy().await, 0, "it can still be taken back");
    forum
        .write("UPDATE paper SET deleted_at = deleted_at - 601000000")
        .await;
    assert_eq!(
        forum.tidy().await,
        0,
        "the other paper has the same content"
    );
    assert_eq!(
        forum
            .desk
            .post(&format!("{one}/restore"), json!({}))
            .await
            .status,
        404
    );
    let same = forum.path(&format!("/{same}"));
    assert_eq!(
        forum
            .desk
            .get(&format!("{same}/file"))
            .await
            .text
            .as_bytes(),
        PDF
    );
    forum.write("DELETE FROM paper").await;
    assert_eq!(forum.tidy().await, 1);
    assert_eq!(forum.files(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn files_that_nobody_names_go_although_nothing_can_be_forgotten() {
    let forum = Forum::new().await;
    let paper = forum.paper("audience=hosts", PDF).await;
    let path = forum.path(&format!("/{paper}"));
    forum.desk.send("DELETE", &path, json!({})).await;
    forum
        .write("UPDATE paper SET deleted_at = deleted_at - 601000000")
        .await;
    // As a full disk does.
    forum
        .write(
            "CREATE TRIGGER full BEFORE DELETE ON paper
             BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
        )
        .await;
    let [kept] = &forum.files()[..] else {
        panic!("one file");
    };
    std::fs::write(kept.with_file_name("0".repeat(64)), "nobody's").unwrap();
    assert_eq!(forum.tidy().await, 1);
    assert_eq!(forum.files(), std::slice::from_ref(kept));
}

#[tokio::test]
async fn a_file_that_is_lost_is_said_and_named_by_the_check() {
    let forum = Forum::new().await;
    let paper = forum.paper("audience=invited", PDF).await;
    let data = &forum.desk.app.config.data.dir;
    let secrets = crate::identity::Secrets::of(data).unwrap();
    let check = || crate::records::check(data, secrets.master_key);
    assert_eq!(check().await.unwrap().differences, []);
    let [file] = &forum.files()[..] else {
        panic!("one file");
    };
    std::fs::write(file, "something else").unwrap();
    let altered = check().await.unwrap().differences;
    let hash = file.file_name().unwrap().to_str().unwrap();
    assert_eq!(
        altered[0].to_string(),
        format!("paper {paper}: its file papers/{hash} was altered")
    );
    let served = forum.desk.get(&forum.path(&format!("/{paper}/file"))).await;
    assert_eq!(refusal(&served), (410, "file_missing".to_owned()));
    std::fs::remove_file(file).unwrap();
    let missing = check().await.unwrap().differences;
    assert_eq!(
        missing[0].to_string(),
        format!("paper {paper}: its file papers/{hash} is missing")
    );
    // Of a deleted one nothing is lost: it may just have been tidied away.
    let path = forum.path(&format!("/{paper}"));
    assert_eq!(
        forum.desk.send("DELETE", &path, json!({})).await.status,
        204
    );
    assert_eq!(check().await.unwrap().differences, []);
}

/// A signing of this paper was opened.
async fn open_signing(forum: &Forum, paper: &str) {
    let [file] = &forum.files()[..] else {
        panic!("one file");
    };
    let hash = file.file_name().unwrap().to_str().unwrap();
    let edition = json!({ "language": "en", "paper": paper, "sha256": hash });
    let body = json!({ "event": "signing", "step": "opened", "signing": "0000004000001",
        "by": "0000000000001", "editions": [edition] });
    let session = forum.id();
    forum
        .write(&format!(
            "INSERT INTO fact (session, epoch, seq, at, version, event, body, hash)
             VALUES ('{session}', 1, 1, 0, 4, 'signing', '{body}', x'00')"
        ))
        .await;
}

#[tokio::test]
async fn a_paper_that_is_signed_is_called_another_way_and_nothing_else() {
    let forum = Forum::new().await;
    let paper = forum.paper("audience=invited", PDF).await;
    let path = forum.path(&format!("/{paper}"));
    open_signing(&forum, &paper).await;
    let deleted = forum.desk.send("DELETE", &path, json!({})).await;
    assert_eq!(refusal(&deleted), (409, "signed".to_owned()));
    let title = json!({ "en": "speech" });
    let before = json!({ "title": title, "audience": "invited", "item": null });
    let hidden = json!({ "title": title, "audience": "hosts", "item": null, "before": before });
    let hidden = forum.desk.send("PUT", &path, hidden).await;
    assert_eq!(refusal(&hidden), (409, "signed".to_owned()));
    let title = json!({ "en": "Memorandum" });
    let called = json!({ "title": title, "audience": "invited", "item": null, "before": before });
    let called = forum.desk.send("PUT", &path, called).await;
    assert_eq!(called.status, 200, "{}", called.text);
}

#[tokio::test]
async fn a_file_that_was_signed_outlives_its_paper() {
    let forum = Forum::new().await;
    let paper = forum.paper("audience=invited", PDF).await;
    open_signing(&forum, &paper).await;
    // It was deleted in the moment of the opening.
    forum.write("DELETE FROM paper").await;
    assert_eq!(forum.tidy().await, 0);
    assert_eq!(forum.files().len(), 1);
}

#[tokio::test]
async fn what_can_be_signed_is_a_pdf_for_everybody_invited() {
    let forum = Forum::new().await;
    let pdf = forum.paper("audience=invited", PDF).await;
    forum.paper("audience=hosts", PDF).await;
    forum.paper("audience=invited", b"plain text").await;
    let session = forum.id().parse().unwrap();
    let signable = super::super::signable(&forum.desk.app.store, session).await;
    let signable = signable.unwrap();
    let papers: Vec<String> = signable.iter().map(|one| one.paper.to_string()).collect();
    assert_eq!(papers, [pdf]);
}
