//! Records from facts in a real database: filed once and again, checked, and shown.

mod checking;
mod filing;
mod films;
mod fixtures;
mod floor;
mod minutes;
mod notes;
mod outside;
mod reading;
mod sheets;
mod sides;
mod signings;
mod stage;
mod votes;

use meeting::fact::{EndReason, Event, Fact, Interruption, LeaveReason, NamesOfTheDay, Private};
use meeting::id::{ConnectionId, DelegationId, ItemId, PartnerId, PersonId, SessionId};
use meeting::plan::{
    Admission, AgendaItem, Delegation, Invitee, ItemKind, Localized, Plan, Rank, Role,
};
use meeting::time::Timestamp;
use sqlx::AssertSqlSafe;

use super::rest::folded;
use super::{Difference, Report, check};
use crate::store::{Store, Turn};
use crate::testing::TempDir;

const MASTER_KEY: [u8; 32] = [9; 32];
const FORUM: SessionId = SessionId::from_bits(1);
const ALICE: PersonId = PersonId::from_bits(0xa);
const BOB: PersonId = PersonId::from_bits(0xb);
const CAROL: PersonId = PersonId::from_bits(0xc);
const HOME: DelegationId = DelegationId::from_bits(1);
const GUESTS: DelegationId = DelegationId::from_bits(2);
const OPENING: ItemId = ItemId::from_bits(1);
const TALKS: ItemId = ItemId::from_bits(2);
const PARTNER: PartnerId = PartnerId::from_bits(0x18);
/// 2026-03-10 16:00:00 in Hangzhou.
const START: i64 = 1_773_129_600;

fn second(seconds: i64) -> Timestamp {
    Timestamp((START + seconds) * 1_000_000)
}

/// Where letters go; it stands in no record and in no sheet.
const MAIL: &str = "only-for-letters@example.org";

fn invitee(id: PersonId, delegation: DelegationId, role: Role, name: Localized) -> Invitee {
    Invitee {
        id,
        delegation,
        role,
        rank: Rank::ViceMayor,
        name,
        title: Localized::of("en", "Vice-Mayor").and("zh-CN", "副市长"),
        language: "en".to_owned(),
        email: Some(MAIL.to_owned()),
        venue: meeting::plan::Venue::Online,
    }
}

fn delegation(
    id: DelegationId,
    partner: Option<PartnerId>,
    city: &str,
    country: &str,
) -> Delegation {
    Delegation {
        id,
        partner,
        city: Localized::of("en", city),
        country: Some(country.to_owned()),
        head: None,
        display: meeting::plan::Display::default(),
    }
}

fn item(id: ItemId, kind: ItemKind, speaker: PersonId, open: bool) -> AgendaItem {
    AgendaItem {
        id,
        title: Localized::of("en", "=HYPERLINK(\"x\")"),
        kind,
        speaker: Some(speaker),
        minutes: 5,
        open,
        paper: meeting::plan::PaperWish::default(),
        speaker_seconds: None,
    }
}

fn plan() -> Plan {
    Plan {
        session: FORUM,
        title: Localized::of("en", "Mayors' forum").and("zh-CN", "市长论坛"),
        starts_at: second(0),
        minutes: 60,
        zone: "Asia/Shanghai".to_owned(),
        languages: vec!["zh-CN".to_owned(), "en".to_owned()],
        admission: Admission::Automatic,
        delegations: vec![
            delegation(HOME, None, "Hangzhou", "CN"),
            delegation(GUESTS, Some(PARTNER), "Dresden", "DE"),
        ],
        people: vec![
            invitee(ALICE, HOME, Role::Host, Localized::of("en", "Alice")),
            invitee(BOB, GUESTS, Role::Delegate, Localized::of("en", "+Bob")),
            invitee(CAROL, GUESTS, Role::Press, Localized::of("en", "Carol")),
        ],
        agenda: vec![
            item(OPENING, ItemKind::Opening, ALICE, true),
            item(TALKS, ItemKind::Dialogue, BOB, false),
        ],
        rehearsal: false,
        event: None,
        form: meeting::plan::Form::default(),
        track: None,
        cues: Vec::new(),
        hall: None,
        floor: meeting::plan::FloorRules::default(),
    }
}

fn joined(person: PersonId, role: Role, delegation: DelegationId) -> Event {
    let plan = plan();
    let invitee = plan.person(person).expect("is invited");
    let names = NamesOfTheDay {
        name: invitee.name.clone(),
        title: invitee.title.clone(),
    };
    Event::Joined {
        person,
        connection: ConnectionId::from_bits(person.bits()),
        role,
        rank: Rank::ViceMayor,
        delegation,
        names: Private::text(serde_json::to_string(&names).expect("serialises")),
    }
}

/// Alice opens in time, Bob comes 90 s late and drops out, the service falls over for a minute,
/// both come back, Alice ends it. Carol never comes.
fn facts() -> Vec<Fact> {
    let events = vec![
        (0, joined(ALICE, Role::Host, HOME)),
        (0, Event::Opened { by: ALICE }),
        (
            10,
            Event::ItemStarted {
                item: OPENING,
                by: ALICE,
            },
        ),
        (90, joined(BOB, Role::Delegate, GUESTS)),
        (
            200,
            Event::ItemEnded {
                item: OPENING,
                by: ALICE,
            },
        ),
        (
            300,
            Event::Left {
                person: BOB,
                connection: ConnectionId::from_bits(BOB.bits()),
                reason: LeaveReason::Dropped,
            },
        ),
        (
            460,
            Event::Interrupted {
                from: second(400),
                reason: Interruption::Crash,
            },
        ),
        (470, joined(ALICE, Role::Host, HOME)),
        (480, joined(BOB, Role::Delegate, GUESTS)),
        (
            490,
            Event::ItemStarted {
                item: TALKS,
                by: ALICE,
            },
        ),
        (
            900,
            Event::Ended {
                by: Some(ALICE),
                reason: EndReason::ByHost,
            },
        ),
    ];
    events
        .into_iter()
        .map(|(at, event)| Fact {
            at: second(at),
            event,
        })
        .collect()
}

async fn open(folder: &TempDir) -> Store {
    Store::open(folder.path(), MASTER_KEY).await.expect("opens")
}

/// Plans the forum and keeps the first `count` of its facts.
async fn held(store: &Store, count: usize) {
    keep(store, facts().into_iter().take(count).collect()).await;
}

/// Plans the forum and keeps these facts of it.
async fn keep(store: &Store, facts: Vec<Fact>) {
    let mut writer = store.write().await.expect("writes");
    sqlx::query("INSERT INTO session VALUES ($1, $2, 1, 'planned', 0, 0, NULL, NULL)")
        .bind(FORUM.to_string())
        .bind(serde_json::to_string(&plan()).expect("serialises"))
        .execute(&mut *writer)
        .await
        .expect("inserts");
    writer.commit().await.expect("commits");
    let epoch = store.begin_epoch(FORUM).await.expect("begins").epoch;
    let turn = Turn {
        session: FORUM,
        epoch,
        facts,
    };
    store.journal().keep(turn).await.expect("keeps");
}

async fn forum(folder: &TempDir) -> Store {
    let store = open(folder).await;
    held(&store, facts().len()).await;
    store.file_record(FORUM).await.expect("files");
    store
}

async fn run(store: &Store, sql: &str) {
    let mut writer = store.write().await.expect("writes");
    let changed = sqlx::query(AssertSqlSafe(sql.to_owned()))
        .execute(&mut *writer)
        .await
        .expect("runs");
    assert!(changed.rows_affected() > 0, "{sql} changed nothing");
    writer.commit().await.expect("commits");
}

async fn scalar(store: &Store, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(store.pool())
        .await
        .expect("reads")
}

async fn checked(folder: &TempDir) -> Report {
    check(folder.path(), MASTER_KEY).await.expect("checks")
}

fn sentences(differences: &[Difference]) -> Vec<String> {
    differences.iter().map(ToString::to_string).collect()
}
