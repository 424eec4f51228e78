use super::*;
use crate::testing::TempDir;

const START: Timestamp = Timestamp(1_700_000_000_000_000);

fn later(hours: u64) -> Timestamp {
    START.plus(Duration::from_secs(hours * 3600))
}

fn alice() -> Credentials {
    Credentials::new("Alice", "correct horse battery").unwrap()
}

async fn store(dir: &TempDir) -> Store {
    Store::open(dir.path(), [1; 32]).await.unwrap()
}

async fn setup_token(store: &Store, now: Timestamp) -> String {
    let mut tx = store.write().await.unwrap();
    let token = issue_setup(&mut tx, now).await.unwrap();
    tx.commit().await.unwrap();
    token
}

async fn use_setup(store: &Store, token: &str, now: Timestamp) -> Result<String, SetupError> {
    set_up(store, &Passwords::default(), token, alice(), now).await
}

#[tokio::test]
async fn the_first_link_makes_the_first_organizer_once() {
    let dir = TempDir::new();
    let store = store(&dir).await;
    assert!(setup_needed(&store).await.unwrap());
    let token = setup_token(&store, START).await;
    assert!(matches!(
        use_setup(&store, "guess", START).await,
        Err(SetupError::Used)
    ));
    let session = use_setup(&store, &token, later(100)).await.unwrap();
    assert!(!setup_needed(&store).await.unwrap());
    let who = by_session(&store, &session, later(100))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(who.name, "Alice");
    assert!(matches!(
        use_setup(&store, &token, later(100)).await,
        Err(SetupError::Used)
    ));
}

#[tokio::test]
async fn a_reset_gives_a_new_password_and_ends_the_old_sessions() {
    let dir = TempDir::new();
    let store = store(&dir).await;
    let passwords = Passwords::default();
    let token = setup_token(&store, START).await;
    let old = use_setup(&store, &token, START).await.unwrap();
    let token = setup_token(&store, START).await;
    let newest = setup_token(&store, START).await;
    assert!(matches!(
        use_setup(&store, &token, START).await,
        Err(SetupError::Used)
    ));
    assert!(matches!(
        use_setup(&store, &newest, later(25)).await,
        Err(SetupError::Used)
    ));
    let changed = Credentials::new(" Alice ", "another passphrase").unwrap();
    set_up(&store, &passwords, &newest, changed.clone(), START)
        .await
        .unwrap();
    assert_eq!(by_session(&store, &old, START).await.unwrap(), None);
    assert_eq!(
        sign_in(&store, &passwords, alice(), START).await.unwrap(),
        None
    );
    assert!(
        sign_in(&store, &passwords, changed, START)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_password_that_was_reset_meanwhile_is_none() {
    let dir = TempDir::new();
    let store = store(&dir).await;
    let token = setup_token(&store, START).await;
    use_setup(&store, &token, START).await.unwrap();
    let (id, kept): (String, String) = sqlx::query_as("SELECT id, password FROM organizer")
        .fetch_one(store.pool())
        .await
        .unwrap();
    assert!(is_password(store.pool(), &id, &kept).await.unwrap());
    let token = setup_token(&store, START).await;
    use_setup(&store, &token, START).await.unwrap();
    assert!(!is_password(store.pool(), &id, &kept).await.unwrap());
}

#[tokio::test]
async fn a_session_lasts_twelve_hours_from_its_last_use() {
    let dir = TempDir::new();
    let store = store(&dir).await;
    let token = setup_token(&store, START).await;
    let session = use_setup(&store, &token, START).await.unwrap();
    let alive = |now| by_session(&store, &session, now);
    assert!(alive(later(11)).await.unwrap().is_some());
    assert!(alive(later(22)).await.unwrap().is_some());
    assert!(alive(later(34)).await.unwrap().is_none());
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let dir = TempDir::new();
    let store = store(&dir).await;
    let token = setup_token(&store, START).await;
    let session = use_setup(&store, &token, START).await.unwrap();
    sign_out(&store, &session).await.unwrap();
    assert_eq!(by_session(&store, &session, START).await.unwrap(), None);
}

#[tokio::test]
async fn a_stranger_who_signs_out_does_not_wait_for_the_writer() {
    let dir = TempDir::new();
    let store = store(&dir).await;
    let taken = store.write().await.unwrap();
    // It would not come back before the connection is given up for lost.
    sign_out(&store, "guess").await.unwrap();
    drop(taken);
}

#[test]
fn names_and_passwords_have_limits() {
    let refused = |name: &str, password: &str| Credentials::new(name, password).err();
    assert_eq!(refused("  ", "long enough it is"), Some(Unacceptable::Name));
    assert_eq!(
        refused("a\u{7}", "long enough it is"),
        Some(Unacceptable::Name)
    );
    assert_eq!(refused("王", "too short"), Some(Unacceptable::Password));
    assert_eq!(refused("王", "a passphrase"), None);
    let flood = Credentials::presented(&"a".repeat(1_000_000), "");
    assert_eq!(flood.name().len(), NAME + 1);
}
