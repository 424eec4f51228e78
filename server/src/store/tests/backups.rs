//! Backups of a store in use, and putting them back.

use std::os::unix::fs::PermissionsExt;

use super::super::{BackupError, RestoreError, backup, restore, sqlite};
use super::*;

/// A store with one fact kept and secrets beside it, as a server leaves it.
async fn in_use(folder: &Folder) -> Store {
    std::fs::write(folder.path().join("secrets.toml"), "the keys").expect("writes");
    let store = folder.open().await;
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let kept = store.journal().keep(turn(&epoch, vec![opened(1)]));
    kept.await.expect("keeps");
    store
}

fn mode(file: &Path) -> u32 {
    let metadata = std::fs::metadata(file).expect("is there");
    metadata.permissions().mode() & 0o777
}

#[tokio::test]
async fn a_backup_of_a_running_server_is_restored_whole() {
    let (folder, elsewhere, fresh) = (Folder::new(), Folder::new(), Folder::new());
    let store = in_use(&folder).await;
    let file = elsewhere.path().join("night.yunqiao");
    let secrets = backup(folder.path(), &file).await.expect("backs up");
    assert_eq!((mode(&file), mode(&secrets)), (0o600, 0o600));
    // What happens afterwards is not in it; a second backup replaces the first.
    let epoch = store.begin_epoch(FORUM).await.expect("begins");
    let kept = store.journal().keep(turn(&epoch, vec![ended(2)]));
    kept.await.expect("keeps");
    restore(fresh.path(), &file, false).await.expect("restores");
    let restored = fresh.open().await;
    assert_eq!(restored.facts(FORUM).await.expect("reads"), [opened(1)]);
    let keys = std::fs::read(fresh.path().join("secrets.toml")).expect("reads");
    assert_eq!(keys, b"the keys");
    backup(folder.path(), &file).await.expect("backs up again");
    let left: Vec<_> = std::fs::read_dir(elsewhere.path())
        .expect("lists")
        .collect();
    assert_eq!(left.len(), 2, "nothing half done is left beside them");
}

#[tokio::test]
async fn a_folder_in_use_or_with_data_is_not_overwritten() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    let store = in_use(&folder).await;
    let file = elsewhere.path().join("night.yunqiao");
    backup(folder.path(), &file).await.expect("backs up");
    let refused = restore(folder.path(), &file, true).await;
    assert!(matches!(refused, Err(RestoreError::Folder(_))), "it runs");
    store.close().await;
    let refused = restore(folder.path(), &file, false).await;
    assert!(matches!(refused, Err(RestoreError::HoldsData(_))));
    let restored = restore(folder.path(), &file, true).await.expect("restores");
    let aside = restored.moved_aside.expect("the old data are kept");
    assert!(aside.join(sqlite::FILE).exists());
    let store = folder.open().await;
    assert_eq!(store.facts(FORUM).await.expect("reads"), [opened(1)]);
}

#[tokio::test]
async fn what_is_no_backup_is_refused_before_anything_is_touched() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    in_use(&folder).await.close().await;
    let file = elsewhere.path().join("notes.txt");
    std::fs::write(&file, "a list of what to buy, longer than a header").expect("writes");
    let refused = restore(folder.path(), &file, true).await;
    assert!(matches!(refused, Err(RestoreError::NoSecrets(_))));
    std::fs::write(elsewhere.path().join("notes.txt.secrets"), "").expect("writes");
    let refused = restore(folder.path(), &file, true).await;
    assert!(
        matches!(refused, Err(RestoreError::NotABackup { .. })),
        "{refused:?}"
    );
    assert!(folder.path().join(sqlite::FILE).exists());
}

#[tokio::test]
async fn a_backup_replaces_nothing_that_the_server_works_with() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    let store = in_use(&folder).await;
    let alias = elsewhere.path().join("alias");
    std::os::unix::fs::symlink(folder.path(), &alias).expect("links");
    let roundabout = folder
        .path()
        .join("..")
        .join(folder.path().file_name().expect("has a name"));
    for way in [folder.path(), &alias, &roundabout] {
        for name in [
            "yunqiao.sqlite",
            "yunqiao.sqlite-wal",
            "yunqiao.sqlite-shm",
            "secrets.toml",
            "lock",
        ] {
            let refused = backup(folder.path(), &way.join(name)).await;
            assert!(matches!(refused, Err(BackupError::InUse(_))), "{name}");
        }
    }
    assert_eq!(store.facts(FORUM).await.expect("reads"), [opened(1)]);
    store.close().await;
    // The logs are not there now, and are not to be there for the next start either.
    let log = folder.path().join("yunqiao.sqlite-wal");
    let refused = backup(folder.path(), &log).await;
    assert!(matches!(refused, Err(BackupError::InUse(_))));
    let beside = folder.path().join("night.yunqiao");
    backup(folder.path(), &beside).await.expect("backs up");
}
