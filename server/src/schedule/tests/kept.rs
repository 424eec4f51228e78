//! Sessions and links in their tables.

use std::collections::BTreeMap;

use meeting::id::{OrganizerId, PersonId};
use meeting::time::Timestamp;

use super::super::table::{self, Kept};
use super::*;
use crate::store::{LinkRow, PlanState};
use crate::testing::TempDir;

async fn a_store(folder: &TempDir) -> Store {
    Store::open(folder.path(), [7; 32]).await.unwrap()
}

async fn kept(store: &Store, session: SessionId) -> Option<Kept> {
    let mut database = store.pool().acquire().await.unwrap();
    table::get(&mut database, session).await.unwrap()
}

async fn links(store: &Store, session: SessionId) -> BTreeMap<PersonId, LinkRow> {
    let mut database = store.pool().acquire().await.unwrap();
    table::links(&mut database, session).await.unwrap()
}

async fn insert(store: &Store, plan: &Plan) {
    let organizer = OrganizerId::from_bits(1);
    let mut transaction = store.write().await.unwrap();
    table::insert(&mut transaction, plan, organizer, Timestamp(5))
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn a_plan_is_read_back_as_it_was_kept() {
    let folder = TempDir::new();
    let store = a_store(&folder).await;
    let plan = a_plan();
    assert!(kept(&store, plan.session).await.is_none());
    insert(&store, &plan).await;
    let kept = kept(&store, plan.session).await.unwrap();
    assert_eq!(
        (&kept.plan, kept.version, kept.state),
        (&plan, 1, PlanState::Planned)
    );
    assert_eq!((kept.created_at, kept.attended), (Timestamp(5), None));
    assert!(!kept.held.opened && !kept.held.ended);
    let mut database = store.pool().acquire().await.unwrap();
    assert_eq!(table::all(&mut database).await.unwrap().len(), 1);
    drop(database);
    let links = links(&store, plan.session).await;
    assert_eq!(links.len(), 2);
    assert!(links.values().all(|link| link.serial == 1 && !link.revoked));
}

#[tokio::test]
async fn links_follow_the_people_of_the_plan() {
    let folder = TempDir::new();
    let store = a_store(&folder).await;
    let plan = a_plan();
    insert(&store, &plan).await;
    let (host, mayor) = (plan.people[0].id, plan.people[1].id);
    let link = async |person: PersonId| {
        let links = links(&store, plan.session).await;
        links.get(&person).map(|link| (link.serial, link.revoked))
    };
    let change = async |people: Vec<_>| {
        let before = kept(&store, plan.session).await.unwrap().plan;
        let after = Plan {
            people,
            ..plan.clone()
        };
        let mut transaction = store.write().await.unwrap();
        table::replace(&mut transaction, &before, &after, Timestamp(6))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    };
    // Taken out: the link is dead. Back again: a new one.
    change(plan.people[..1].to_vec()).await;
    assert_eq!(
        (link(host).await, link(mayor).await),
        (Some((1, false)), Some((1, true)))
    );
    change(plan.people.clone()).await;
    assert_eq!(
        (link(host).await, link(mayor).await),
        (Some((1, false)), Some((2, false)))
    );
    // What was revoked by hand stays revoked when the plan changes.
    let mut transaction = store.write().await.unwrap();
    table::kill_link(&mut transaction, plan.session, host)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    change(plan.people.clone()).await;
    assert_eq!(link(host).await, Some((1, true)));
    let mut transaction = store.write().await.unwrap();
    let serial = table::new_link(&mut transaction, plan.session, host).await;
    assert_eq!(serial.unwrap(), 2);
    transaction.commit().await.unwrap();
    assert_eq!(link(host).await, Some((2, false)));
}

#[tokio::test]
async fn the_journal_says_whether_a_session_was_held() {
    let folder = TempDir::new();
    let store = a_store(&folder).await;
    let plan = a_plan();
    insert(&store, &plan).await;
    for (sequence, event) in [(1, "opened"), (2, "ended")] {
        happened(
            &store,
            &json!({ "plan": { "session": plan.session } }),
            sequence,
            event,
        )
        .await;
        let held = kept(&store, plan.session).await.unwrap().held;
        assert_eq!((held.opened, held.ended), (true, event == "ended"));
    }
}
