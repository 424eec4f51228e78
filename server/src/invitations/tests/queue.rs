use super::super::table;
use super::*;
use crate::store::StoreError;

#[tokio::test]
async fn a_letter_that_cannot_be_read_keeps_no_other_from_going_out() {
    let planned = Planned::new().await;
    planned.hand_over().await;
    let (damaged, sound) = (planned.person(0), planned.person(1));
    let mut transaction = planned.desk.app.store.write().await.unwrap();
    sqlx::query("UPDATE letter SET state = 'queued', due_at = 2")
        .execute(&mut *transaction)
        .await
        .unwrap();
    sqlx::query("UPDATE letter SET content = '{', due_at = 1 WHERE person = $1")
        .bind(&damaged)
        .execute(&mut *transaction)
        .await
        .unwrap();
    let now = Timestamp(3);
    let next = table::next(&mut transaction, now).await;
    assert!(matches!(next, Err(StoreError::Damaged { .. })));
    table::set_aside(&mut transaction, now).await.unwrap();
    let next = table::next(&mut transaction, now).await.unwrap().unwrap();
    assert_eq!(next.person.to_string(), sound);
}
