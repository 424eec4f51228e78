//! Records from facts in a real database: filed once and again, checked, and shown.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::StatusCode;
use meeting::fact::{EndReason, Event, Fact, Interruption, LeaveReason, NamesOfTheDay, Private};
use meeting::id::{
    ConnectionId, DelegationId, ItemId, OrganizerId, PartnerId, PersonId, SessionId,
};
use meeting::plan::{
    Admission, AgendaItem, Delegation, Invitee, ItemKind, Localized, Plan, Rank, Role,
};
use meeting::time::Timestamp;
use sqlx::AssertSqlSafe;

use super::rest::{Language, Sheet, export, folded};
use super::tables::DERIVED;
use super::{Difference, Report, check, own};
use crate::identity::PassClaims;
use crate::store::{FILE, Store, StoreError, Turn};
use crate::testing::{Desk, TempDir};

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

fn invitee(id: PersonId, delegation: DelegationId, role: Role, name: Localized) -> Invitee {
    Invitee {
        id,
        delegation,
        role,
        rank: Rank::ViceMayor,
        name,
        title: Localized::of("en", "Vice-Mayor").and("zh-CN", "副市长"),
        language: "en".to_owned(),
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
    let mut writer = store.write().await.expect("writes");
    sqlx::query("INSERT INTO session VALUES ($1, $2, 1, 'planned', 0, 0, NULL)")
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
        facts: facts().into_iter().take(count).collect(),
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

#[tokio::test]
async fn a_session_stands_in_the_history_of_the_partner_that_was_there() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    let row: (String, String, i64, i64, i64, String) = sqlx::query_as(
        "SELECT session, partner, at, headcount, delegations, rank
         FROM exchange JOIN exchange_partner ON exchange = id",
    )
    .fetch_one(store.pool())
    .await
    .expect("reads");
    let expected = (
        FORUM.to_string(),
        PARTNER.to_string(),
        second(0).micros(),
        2,
        2,
        "vice_mayor".to_owned(),
    );
    assert_eq!(row, expected);
}

#[tokio::test]
async fn filing_again_changes_nothing() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    let exchange = scalar(&store, "SELECT count(*) FROM exchange").await;
    store.retain_records(1);
    let until = scalar(&store, "SELECT retain_until FROM retention").await;
    store.file_record(FORUM).await.expect("files");
    assert_eq!(
        scalar(&store, "SELECT count(*) FROM exchange").await,
        exchange
    );
    assert_eq!(
        scalar(&store, "SELECT retain_until FROM retention").await,
        until
    );
    assert_eq!(sentences(&checked(&folder).await.differences), [""; 0]);
}

#[tokio::test]
async fn a_session_that_runs_is_not_filed_but_can_be_read() {
    let folder = TempDir::new();
    let store = open(&folder).await;
    held(&store, 4).await;
    let filed = store.file_record(FORUM).await;
    assert!(matches!(filed, Err(StoreError::NotEnded(_))));
    let record = folded(&store, FORUM).await.expect("folds").record;
    assert!(record.partial);
    assert_eq!(record.totals.present, 2);
    assert_eq!(record.participants[1].intervals[0].end, None);
}

/// As when the service was killed between the end and the filing.
#[tokio::test]
async fn what_ended_without_being_filed_is_filed_at_the_next_start() {
    let folder = TempDir::new();
    let store = open(&folder).await;
    held(&store, facts().len()).await;
    assert!(
        sentences(&checked(&folder).await.differences)
            .iter()
            .any(|line| line.starts_with("record ") && line.ends_with("is missing"))
    );
    store.file_missing().await.expect("files");
    assert_eq!(scalar(&store, "SELECT count(*) FROM record").await, 1);
    assert!(checked(&folder).await.differences.is_empty());
}

#[tokio::test]
async fn the_check_names_every_corrupted_row() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    let report = checked(&folder).await;
    assert_eq!((report.sessions, report.facts), (1, facts().len()));
    assert!(report.rows > DERIVED.len());
    let corruptions = [
        ("record", "peak", "UPDATE record SET peak = 99"),
        (
            "record_gap",
            "reason",
            "UPDATE record_gap SET reason = 'stop'",
        ),
        (
            "record_participant",
            "seconds",
            "UPDATE record_participant SET seconds = seconds + 1 WHERE present",
        ),
        (
            "record_interval",
            "to_at",
            "UPDATE record_interval SET to_at = to_at + 1 WHERE number = 0",
        ),
        (
            "record_delegation",
            "partner",
            "UPDATE record_delegation SET partner = NULL WHERE partner IS NOT NULL",
        ),
        (
            "record_agenda",
            "skipped",
            "UPDATE record_agenda SET skipped = 1",
        ),
        ("exchange", "headcount", "UPDATE exchange SET headcount = 3"),
    ];
    for (table, column, sql) in corruptions {
        run(&store, sql).await;
        let found = checked(&folder).await.differences;
        assert!(!found.is_empty(), "{table}");
        for difference in &found {
            assert_eq!(difference.table, table);
            assert_eq!(difference.column.as_deref(), Some(column));
            assert!(
                difference.problem.contains("the facts give"),
                "{difference}"
            );
        }
        store.file_record(FORUM).await.expect("files");
    }
    run(&store, "DELETE FROM exchange_partner").await;
    let found = sentences(&checked(&folder).await.differences);
    assert!(
        found[0].starts_with("exchange_partner ") && found[0].contains("is missing"),
        "{found:?}"
    );
    run(
        &store,
        "INSERT INTO exchange_partner SELECT id, '000000000000z' FROM exchange",
    )
    .await;
    let found = sentences(&checked(&folder).await.differences);
    assert!(
        found[1].ends_with("does not follow from the facts"),
        "{found:?}"
    );
}

#[tokio::test]
async fn the_check_names_the_fact_that_was_touched() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    run(&store, "UPDATE fact SET at = at + 1000000 WHERE seq = 4").await;
    let found = checked(&folder).await.differences;
    let key = format!("{FORUM}/1/4");
    assert_eq!((found[0].table.as_str(), &found[0].key), ("fact", &key));
    assert_eq!(found[0].column.as_deref(), Some("hash"));
    assert_eq!(found.iter().filter(|one| one.table == "fact").count(), 1);
    run(&store, "UPDATE fact SET at = at - 1000000 WHERE seq = 4").await;
    run(
        &store,
        "UPDATE fact SET private = zeroblob(40) WHERE seq = 4",
    )
    .await;
    let found = sentences(&checked(&folder).await.differences);
    assert!(
        found
            .iter()
            .any(|line| line.contains("does not open under its key")),
        "{found:?}"
    );
    run(&store, "DELETE FROM fact WHERE seq = 4").await;
    let found = sentences(&checked(&folder).await.differences);
    assert!(found[0].contains(&format!("{FORUM}/1/5")), "{found:?}");
}

#[tokio::test]
async fn erasing_a_person_leaves_the_counts_and_the_check_clean() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    store.erase(BOB).await.expect("erases");
    assert!(checked(&folder).await.differences.is_empty());
    let record = folded(&store, FORUM).await.expect("folds").record;
    assert_eq!(record.participants[1].name, Localized::default());
    assert_eq!(record.totals.present, 2);
}

async fn lines(store: &Store, sheet: Sheet, language: &str) -> Vec<String> {
    let language = Language {
        lang: Some(language.to_owned()),
    };
    let response = export(store, OrganizerId::from_bits(7), FORUM, language, sheet)
        .await
        .expect("exports");
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .expect("reads");
    let text = String::from_utf8(bytes.to_vec()).expect("is UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("has a mark");
    text.split_terminator("\r\n").map(str::to_owned).collect()
}

#[tokio::test]
async fn the_attendance_sheet_says_who_was_there_when() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    assert_eq!(
        lines(&store, Sheet::Attendance, "en").await,
        [
            "City,Country/region,Name,Title,Role,Rank,Present,Arrived (Asia/Shanghai),Left (Asia/Shanghai),Time present,Late by,Intervals (Asia/Shanghai)",
            "Hangzhou,China,Alice,Vice-Mayor,host,vice-mayor,yes,2026-03-10 16:00:00,2026-03-10 16:15:00,0:13:50,0:00:00,16:00:00–16:06:40 (service failure); 16:07:50–16:15:00 (meeting ended)",
            "Dresden,Germany,'+Bob,Vice-Mayor,delegate,vice-mayor,yes,2026-03-10 16:01:30,2026-03-10 16:15:00,0:10:30,0:01:30,16:01:30–16:05:00 (connection lost); 16:08:00–16:15:00 (meeting ended)",
            "Dresden,Germany,Carol,Vice-Mayor,press,vice-mayor,no,,,0:00:00,,",
        ]
    );
    let log: (String, String, String) =
        sqlx::query_as("SELECT organizer, sheet, language FROM export_log")
            .fetch_one(store.pool())
            .await
            .expect("reads");
    let organizer = OrganizerId::from_bits(7).to_string();
    assert_eq!(log, (organizer, "attendance".to_owned(), "en".to_owned()));
}

#[tokio::test]
async fn the_agenda_sheet_sets_the_plan_beside_what_was_held() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    assert_eq!(
        lines(&store, Sheet::Agenda, "zh-CN").await,
        [
            "序号,议程,类型,发言人,公开性,计划开始 (Asia/Shanghai),计划时长,实际开始 (Asia/Shanghai),实际结束 (Asia/Shanghai),实际时长,与计划之差,跳过",
            "1,\"'=HYPERLINK(\"\"x\"\")\",开幕,Alice,公开,2026-03-10 16:00:00,0:05:00,2026-03-10 16:00:10,2026-03-10 16:03:20,0:03:10,\u{2212}0:01:50,否",
            "2,\"'=HYPERLINK(\"\"x\"\")\",对话,'+Bob,闭门,2026-03-10 16:05:00,0:05:00,2026-03-10 16:08:10,2026-03-10 16:15:00,0:06:50,0:01:50,否",
        ]
    );
}

#[tokio::test]
async fn press_sees_its_own_attendance_and_no_closed_item() {
    let folder = TempDir::new();
    let store = forum(&folder).await;
    let seen_by = async |person| {
        let record = folded(&store, FORUM).await.expect("folds").record;
        let pass = PassClaims {
            session: FORUM,
            person,
            serial: 1,
            expires: second(0),
        };
        serde_json::to_value(own::view(record, &pass)).expect("serialises")
    };
    let carol = seen_by(CAROL).await;
    assert_eq!(carol["you"]["name"]["en"], "Carol");
    assert_eq!(carol["agenda"].as_array().map(Vec::len), Some(1));
    assert!(!carol.to_string().contains("Bob"), "nobody else is named");
    let bob = seen_by(BOB).await;
    assert_eq!(bob["agenda"].as_array().map(Vec::len), Some(2));
    assert_eq!(bob["delegations"].as_array().map(Vec::len), Some(2));
    let stranger = seen_by(PersonId::from_bits(0xdead)).await;
    assert!(stranger.is_null());
}

#[test]
fn every_word_of_the_lists_is_in_the_table() {
    use super::words::Words;
    let words = Words::of("en");
    let roles = [
        "host",
        "delegate",
        "interpreter",
        "observer",
        "press",
        "technician",
    ];
    let ranks = [
        "mayor",
        "vice_mayor",
        "director",
        "deputy_director",
        "staff",
        "other",
    ];
    let kinds = [
        "opening", "speech", "dialogue", "signing", "photo", "vote", "break",
    ];
    let ends = [
        "left", "dropped", "removed", "revoked", "replaced", "ended", "crash", "stop",
    ];
    let lists = [
        ("role", &roles[..]),
        ("rank", &ranks),
        ("kind", &kinds),
        ("end", &ends),
    ];
    for (list, values) in lists {
        for value in values {
            let key = format!("{list}.{value}");
            assert_ne!(words.get(&key), key);
        }
    }
}

fn fixture(release: &str) -> PathBuf {
    let name = format!("tests/fixtures/{release}.sqlite");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[tokio::test]
async fn the_database_of_the_first_release_opens_and_holds() {
    let folder = TempDir::new();
    std::fs::copy(fixture("0.1.0"), folder.path().join(FILE)).expect("copies");
    let store = open(&folder).await;
    let record = folded(&store, FORUM).await.expect("folds").record;
    assert_eq!(record.participants[0].name.pick("en"), "Alice");
    assert_eq!(record.totals.present, 2);
    let report = checked(&folder).await;
    assert_eq!(sentences(&report.differences), [""; 0]);
    assert_eq!(report.facts, facts().len());
}

/// Run by hand when a release is made.
#[tokio::test]
#[ignore = "writes a file of the repository"]
async fn make_the_fixture_of_this_release() {
    let folder = TempDir::new();
    forum(&folder).await.close().await;
    let release = fixture(env!("CARGO_PKG_VERSION"));
    std::fs::copy(folder.path().join(FILE), release).expect("copies");
}

/// The forum behind the whole service, held in its store.
async fn desk() -> Desk {
    let desk = Desk::signed_in().await;
    held(&desk.app.store, facts().len()).await;
    desk.app.store.file_record(FORUM).await.expect("files");
    desk
}

#[tokio::test]
async fn an_organizer_reads_the_record_and_takes_the_sheets() {
    let desk = desk().await;
    let address = format!("/api/sessions/{FORUM}/record");
    let record = desk.get(&address).await.json();
    assert_eq!(record["totals"]["present"], 2);
    assert_eq!(record["filed"][0]["partner"], PARTNER.to_string());
    let until = scalar(&desk.app.store, "SELECT retain_until FROM retention").await;
    assert_eq!(record["retain_until"], until);
    let sheet = desk.get(&format!("{address}/attendance.csv?lang=ja")).await;
    assert_eq!(sheet.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        sheet.header("content-disposition"),
        format!("attachment; filename=\"attendance-{FORUM}.csv\"")
    );
    assert!(sheet.text.starts_with("\u{feff}都市,"));
    // Without a wish: the main language of the session.
    let sheet = desk.get(&format!("{address}/agenda.csv")).await;
    assert!(sheet.text.starts_with("\u{feff}序号,"));
    let unknown = desk.get("/api/sessions/0000000000000/record").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_else_reads_the_record() {
    let desk = Desk::new().await;
    for path in ["record", "record/attendance.csv", "record/agenda.csv"] {
        let answer = desk.get(&format!("/api/sessions/{FORUM}/{path}")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let answer = desk.get("/api/join/record").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_participant_reads_their_part_while_their_link_holds() {
    let desk = desk().await;
    let link = format!("INSERT INTO link VALUES ('{FORUM}', '{BOB}', 1, 0, NULL)");
    run(&desk.app.store, &link).await;
    let pass = desk.app.identity.pass(&PassClaims {
        session: FORUM,
        person: BOB,
        serial: 1,
        expires: Timestamp(i64::MAX),
    });
    let ask = async || {
        let mut request = desk.request("GET", "/api/join/record", Body::empty());
        let bearer = format!("Bearer {pass}").parse().expect("is a header");
        request.headers_mut().insert("authorization", bearer);
        desk.ask(request).await
    };
    assert_eq!(ask().await.json()["you"]["seconds"], 630);
    run(&desk.app.store, "UPDATE link SET serial = 2").await;
    let answer = ask().await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(answer.code(), "revoked_link");
}
