//! What is taken, and what is refused and leaves nothing.

use super::*;

#[tokio::test]
async fn what_is_refused_says_why_and_leaves_nothing() {
    let forum = Forum::configured(1, 2).await;
    let page = "<!DOCTYPE html><script>alert(1)</script>";
    let disguised = forum
        .upload("speech.pdf", "audience=invited", Body::from(page))
        .await;
    assert_eq!(refusal(&disguised), (415, "kind_refused".to_owned()));
    assert_eq!(disguised.json()["detail"]["why"], "web_page");
    let large = || Body::from(vec![b'x'; (1 << 20) + 1]);
    let announced = forum.upload("a.txt", "audience=invited", large()).await;
    assert_eq!(refusal(&announced), (413, "too_large".to_owned()));
    let pieces =
        stream::iter((0..40).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 1 << 15]))));
    let unannounced = forum
        .upload("a.txt", "audience=invited", Body::from_stream(pieces))
        .await;
    assert_eq!(refusal(&unannounced), (413, "too_large".to_owned()));
    let unplanned = forum.upload(
        "a.txt",
        "audience=invited&item=0000000000000",
        Body::from("x"),
    );
    assert_eq!(refusal(&unplanned.await), (400, "bad_input".to_owned()));
    let nameless = forum
        .upload("%ff", "audience=invited", Body::from("x"))
        .await;
    assert_eq!(refusal(&nameless), (400, "bad_input".to_owned()));
    assert_eq!(forum.files(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let forum = Forum::new().await;
    let broken = stream::iter([
        Ok(Bytes::from_static(PDF)),
        Err(std::io::Error::other("the line is gone")),
    ]);
    let answer = forum
        .upload("a.pdf", "audience=invited", Body::from_stream(broken))
        .await;
    assert_eq!(refusal(&answer), (400, "cut_off".to_owned()));
    assert_eq!(forum.files(), Vec::<PathBuf>::new());

    // Whoever closes the page ends the request itself.
    let endless = stream::unfold(0, |sent| async move {
        if sent == 1 {
            std::future::pending::<()>().await;
        }
        Some((Ok::<_, std::io::Error>(Bytes::from_static(PDF)), sent + 1))
    });
    let request = forum.upload("a.pdf", "audience=invited", Body::from_stream(endless));
    let arriving = async {
        while forum.files().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = request => panic!("it has no end"),
        () = arriving => {}
    }
    assert_eq!(forum.files(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_session_has_room_for_so_much() {
    let forum = Forum::configured(1, 1).await;
    let text = |letter: u8| Body::from(vec![letter; 600 << 10]);
    let first = forum.upload("a.txt", "audience=hosts", text(b'a')).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let second = forum.upload("b.txt", "audience=hosts", text(b'b')).await;
    assert_eq!(refusal(&second), (413, "session_full".to_owned()));
    assert_eq!(second.json()["detail"]["room"], (1 << 20) - (600 << 10));
    assert_eq!(forum.files().len(), 1);
    let id = first.json()["id"].as_str().unwrap().to_owned();
    let path = forum.path(&format!("/{id}"));
    assert_eq!(
        forum.desk.send("DELETE", &path, json!({})).await.status,
        204
    );
    let second = forum.upload("b.txt", "audience=hosts", text(b'b')).await;
    assert_eq!(second.status, 201, "{}", second.text);
    let back = forum.desk.post(&format!("{path}/restore"), json!({})).await;
    assert_eq!(refusal(&back), (413, "session_full".to_owned()));
}
