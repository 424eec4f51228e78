//! Papers in an archive, from a whole service and back.

mod faults;

use std::io::{Cursor, Read as _, Write as _};

use axum::body::Body;
use axum::http::HeaderValue;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;
use crate::store::{Shelf, Store, paper_flaws};
use crate::testing::{Desk, TempDir};

const PDF: &[u8] = b"%PDF-1.7\nagreement\n%%EOF\n";
const NOTES: &str = "What the mayors said.\n";
const DELETED: &str = "Deleted.\n";

/// With the agreement at a relation and at an exchange, which has notes too, one of them deleted.
async fn office() -> (Desk, Vec<u8>) {
    let desk = Desk::signed_in().await;
    let city = desk.get("/api/partners/S18").await.json();
    let relation = city["relations"][0]["record"]["id"].as_str().unwrap();
    let relation = format!("/api/relations/{relation}");
    let exchange = exchange(&desk).await;
    upload(&desk, &relation, "agreement.pdf", PDF).await;
    upload(&desk, &exchange, "copy.pdf", PDF).await;
    upload(&desk, &exchange, "%E7%BA%AA%E8%A6%81.txt", NOTES).await;
    let deleted = upload(&desk, &exchange, "deleted.txt", DELETED).await;
    let path = format!("{exchange}/papers/{}", deleted["id"].as_str().unwrap());
    assert_eq!(desk.send("DELETE", &path, Value::Null).await.status, 204);
    let archive = exported(&desk).await.unwrap();
    (desk, archive)
}

async fn exchange(desk: &Desk) -> String {
    let partner = crate::partners::id_of("S18").to_string();
    let visit = json!({ "title": { "en": "A visit" }, "kind": "visit_received", "on": "2024",
                        "partners": [partner] });
    let created = desk.post("/api/exchanges", visit).await.json();
    let id = created["record"]["id"].as_str().unwrap();
    format!("/api/exchanges/{id}")
}

async fn upload(desk: &Desk, entry: &str, name: &str, content: impl Into<Body>) -> Value {
    let mut request = desk.request("POST", &format!("{entry}/papers"), content.into());
    let headers = request.headers_mut();
    headers.insert("slug", HeaderValue::try_from(name).unwrap());
    let answer = desk.ask(request).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

async fn exported(desk: &Desk) -> Result<Vec<u8>, ArchiveError> {
    let mut file = Cursor::new(Vec::new());
    export(&desk.app.ledger, &desk.app.config.data.dir, &mut file).await?;
    Ok(file.into_inner())
}

/// A data folder in which nothing was ever entered.
struct Empty {
    store: Store,
    ledger: Ledger,
    folder: TempDir,
}

impl Empty {
    async fn new() -> Empty {
        let folder = TempDir::new();
        let store = Store::open(folder.path(), [7; 32]).await.unwrap();
        let ledger = Ledger::open(&store).await.unwrap();
        Empty {
            store,
            ledger,
            folder,
        }
    }

    async fn import(&self, archive: &[u8]) -> Result<Amount, ArchiveError> {
        let file = Cursor::new(archive);
        import(&self.ledger, self.folder.path(), file, "a.zip").await
    }

    async fn assert_untouched(&self, why: &str) {
        assert!(self.ledger.is_new().await.unwrap(), "{why}");
        assert_eq!(papers(&self.store).await, Vec::<String>::new(), "{why}");
        assert_eq!(files(self.folder.path()), Vec::<String>::new(), "{why}");
    }
}

async fn papers(store: &Store) -> Vec<String> {
    let query = "SELECT json_array(id, entry_kind, entry, name, kind, bytes, sha256, organizer,
         uploaded_at, deleted_at) FROM entry_paper WHERE deleted_at IS NULL ORDER BY id";
    let rows = sqlx::query_scalar(query).fetch_all(store.pool()).await;
    rows.unwrap()
}

fn files(data: &Path) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(data.join("papers")) else {
        return Vec::new();
    };
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// An archive with some of its files put otherwise; without those that are `None` then.
fn rewritten(archive: &[u8], change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut zip = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if let Some(bytes) = change(&name, bytes) {
            out.start_file(name, SimpleFileOptions::default()).unwrap();
            out.write_all(&bytes).unwrap();
        }
    }
    out.finish().unwrap().into_inner()
}

fn with_lines(archive: &[u8], from: &str, to: &str) -> Vec<u8> {
    rewritten(archive, |name, bytes| {
        if name != PAPERS {
            return Some(bytes);
        }
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains(from), "{text}");
        Some(text.replacen(from, to, 1).into_bytes())
    })
}

/// The name in an archive of the file that holds this.
fn file_with(archive: &[u8], content: &[u8]) -> String {
    let mut zip = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut names = (0..zip.len()).filter_map(|place| {
        let mut entry = zip.by_index(place).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (bytes == content).then(|| entry.name().unwrap().into_owned())
    });
    names.next().expect("is in it")
}

#[tokio::test]
async fn papers_come_along_but_for_deleted_ones() {
    let (desk, archive) = office().await;
    let empty = Empty::new().await;
    let amount = empty.import(&archive).await.unwrap();
    assert_eq!(amount.papers, 3);
    assert_eq!(papers(&empty.store).await, papers(&desk.app.store).await);
    let kept = files(empty.folder.path());
    assert_eq!(kept.len(), 2, "one content stands there once: {kept:?}");
    let mut database = empty.store.pool().acquire().await.unwrap();
    let flaws = paper_flaws(&mut database, empty.folder.path()).await;
    assert_eq!(flaws.unwrap().len(), 0);
    drop(database);

    let mut again = Cursor::new(Vec::new());
    export(&empty.ledger, empty.folder.path(), &mut again)
        .await
        .unwrap();
    assert_eq!(again.into_inner(), archive, "and leave as they came");
}

#[tokio::test]
async fn papers_of_what_was_removed_come_back_with_it() {
    let desk = Desk::signed_in().await;
    let path = exchange(&desk).await;
    upload(&desk, &path, "agreement.pdf", PDF).await;
    let gone = desk.send_from(("DELETE", &path), 1, Value::Null).await;
    assert_eq!(gone.status, 200, "{}", gone.text);
    let archive = exported(&desk).await.unwrap();

    let empty = Empty::new().await;
    empty.import(&archive).await.unwrap();
    assert_eq!(papers(&empty.store).await, papers(&desk.app.store).await);

    // Only what stands comes into data that holds something.
    let other = Desk::signed_in().await;
    let data = &other.app.config.data.dir;
    let amount = import(&other.app.ledger, data, Cursor::new(&archive), "a.zip").await;
    assert_eq!(amount.unwrap().papers, 0);
    assert_eq!(files(data), Vec::<String>::new());
}

#[tokio::test]
async fn where_papers_are_already_nothing_changes_and_what_was_deleted_is_there_again() {
    let (desk, archive) = office().await;
    let (store, data) = (&desk.app.store, &desk.app.config.data.dir);
    let before = (papers(store).await, files(data));
    let mut transaction = store.write().await.unwrap();
    sqlx::query("UPDATE entry_paper SET deleted_at = 1 WHERE name = 'copy.pdf'")
        .execute(&mut *transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert_ne!(papers(store).await, before.0);
    let amount = import(&desk.app.ledger, data, Cursor::new(&archive), "a.zip").await;
    let amount = amount.unwrap();
    assert_eq!((amount.batches, amount.versions, amount.papers), (0, 0, 3));
    assert_eq!((papers(store).await, files(data)), before);
}

#[tokio::test]
async fn into_data_that_holds_something_papers_come_with_their_batch() {
    let (desk, archive) = office().await;
    let other = Desk::signed_in().await;
    let (store, data) = (&other.app.store, &other.app.config.data.dir);
    let theirs = exchange(&other).await;
    upload(&other, &theirs, "own.txt", "Their own.\n").await;
    let amount = import(&other.app.ledger, data, Cursor::new(&archive), "a.zip").await;
    assert_eq!(amount.unwrap().papers, 3);
    let all = papers(store).await;
    assert_eq!(all.len(), 4);
    let ours = papers(&desk.app.store).await;
    assert!(ours.iter().all(|paper| all.contains(paper)));
    assert_eq!(files(data).len(), 3);
}

#[tokio::test]
async fn what_is_wrong_with_papers_is_said_and_then_nothing_is_imported() {
    let (_desk, archive) = office().await;
    let file = file_with(&archive, PDF);
    let sha256 = file.strip_prefix("papers/").unwrap();
    let instead = |content: Option<&[u8]>| {
        rewritten(&archive, |name, bytes| {
            if name == file {
                content.map(<[u8]>::to_vec)
            } else {
                Some(bytes)
            }
        })
    };
    let mut altered = PDF.to_vec();
    altered[12] ^= 1;
    let longer = [PDF, b"more"].concat();
    let place = archive
        .windows(PDF.len())
        .position(|bytes| bytes == PDF)
        .unwrap();
    let mut spoilt = archive.clone();
    spoilt[place + 12] ^= 1;
    let kind = with_lines(&archive, "\"pdf\"", "\"text\"");
    let long = with_lines(&archive, "\"bytes\":25", "\"bytes\":26");
    let elsewhere = with_lines(&archive, "\"relation\"", "\"partner\"");
    let unknown = with_lines(
        &archive,
        "\"entry_kind\":\"exchange\"",
        "\"entry_kind\":\"relation\"",
    );
    let outside = with_lines(&archive, sha256, "../../secrets.toml");
    for (what, archive, expected) in [
        ("altered", instead(Some(&altered)), "was altered"),
        ("shorter", instead(Some(&PDF[..9])), "was altered"),
        ("longer", instead(Some(&longer)), "is longer"),
        ("missing", instead(None), "is missing"),
        ("a bit turned on the disk", spoilt, "cannot be read"),
    ] {
        let empty = Empty::new().await;
        let refused = empty.import(&archive).await.unwrap_err().to_string();
        assert!(refused.starts_with(&file), "{what}: {refused}");
        assert!(refused.contains(expected), "{what}: {refused}");
        empty.assert_untouched(what).await;
    }
    for (what, archive, expected) in [
        ("another kind", kind, "of another kind"),
        ("another length", long, "another length"),
        ("of a partner", elsewhere, "there is no partner/"),
        ("of no relation", unknown, "there is no relation/"),
        ("no hash", outside, "64 hexadecimal digits"),
    ] {
        let empty = Empty::new().await;
        let refused = empty.import(&archive).await.unwrap_err().to_string();
        assert!(refused.contains(PAPERS), "{what}: {refused}");
        assert!(refused.contains(", line "), "{what}: {refused}");
        assert!(refused.contains(expected), "{what}: {refused}");
        empty.assert_untouched(what).await;
    }
}

#[tokio::test]
async fn an_identity_that_another_paper_has_is_refused() {
    let (desk, archive) = office().await;
    let (store, data) = (&desk.app.store, &desk.app.config.data.dir);
    let before = (papers(store).await, files(data));
    let text = file_with(&archive, NOTES.as_bytes());
    let pdf = file_with(&archive, PDF);
    let hash = |file: &str| file.strip_prefix("papers/").unwrap().to_owned();
    let swapped = with_lines(&archive, &hash(&text), &hash(&pdf));
    let refused = import(&desk.app.ledger, data, Cursor::new(swapped), "a.zip").await;
    let refused = refused.unwrap_err().to_string();
    assert!(
        refused.contains("another paper of this identity"),
        "{refused}"
    );
    assert_eq!((papers(store).await, files(data)), before);
}

#[tokio::test]
async fn papers_of_a_meeting_that_was_held_elsewhere_stay_out() {
    let (_desk, archive) = office().await;
    let elsewhere = EntryId::from_bits(7).to_string();
    let archive = rewritten(&archive, |name, bytes| {
        if name != PAPERS {
            return Some(bytes);
        }
        let text = String::from_utf8(bytes).unwrap();
        let lines = text.lines().map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            if line["entry_kind"] == "exchange" {
                line["entry"] = json!(elsewhere);
            }
            format!("{line}\n")
        });
        Some(lines.collect::<String>().into_bytes())
    });
    let other = Desk::signed_in().await;
    exchange(&other).await;
    let (store, data) = (&other.app.store, &other.app.config.data.dir);
    let amount = import(&other.app.ledger, data, Cursor::new(archive), "a.zip").await;
    let amount = amount.unwrap();
    // The agreement of the relation comes in.
    assert_eq!((amount.papers, amount.papers_left_out), (1, 2));
    assert_eq!(papers(store).await.len(), 1);
}

#[tokio::test]
async fn an_archive_of_before_there_were_papers_is_read() {
    let (_desk, archive) = office().await;
    let earlier = rewritten(&archive, |name, bytes| match name {
        HEAD => Some(b"{\"format\":1}\n".to_vec()),
        PAPERS => None,
        name if name.starts_with("papers/") => None,
        _ => Some(bytes),
    });
    let empty = Empty::new().await;
    let amount = empty.import(&earlier).await.unwrap();
    assert_eq!(amount.papers, 0);
    assert!(amount.entries > 1);
}
