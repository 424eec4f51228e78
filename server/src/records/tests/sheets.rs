//! Sheets: who was there, what was dealt with, and every word they are written with.

use meeting::id::OrganizerId;

use super::super::rest::{Language, Sheet, export};
use super::super::words::Words;
use super::*;

pub(super) async fn lines(store: &Store, sheet: Sheet, language: &str) -> Vec<String> {
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
            r#""City","Country/region","Name","Title","Role","Rank","Present","Arrived (Asia/Shanghai)","Left (Asia/Shanghai)","Time present","Late by","Where","Intervals (Asia/Shanghai)","Speaking time","Outside (Asia/Shanghai)""#,
            r#""Hangzhou","China","Alice","Vice-Mayor","host","vice-mayor","yes","2026-03-10 16:00:00","2026-03-10 16:15:00","0:13:50","0:00:00","online","16:00:00–16:06:40 (service failure) / 16:07:50–16:15:00 (meeting ended)","0:00:00","""#,
            r#""Dresden","Germany","'+Bob","Vice-Mayor","delegate","vice-mayor","yes","2026-03-10 16:01:30","2026-03-10 16:15:00","0:10:30","0:01:30","online","16:01:30–16:05:00 (connection lost) / 16:08:00–16:15:00 (meeting ended)","0:00:00","""#,
            r#""Dresden","Germany","Carol","Vice-Mayor","press","vice-mayor","no","","","0:00:00","","","","0:00:00","""#,
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
            r#""序号","议程","类型","发言人","公开性","计划开始 (Asia/Shanghai)","计划时长","实际开始 (Asia/Shanghai)","实际结束 (Asia/Shanghai)","实际时长","与计划之差","跳过","发言时长","致辞视频播放 (Asia/Shanghai)""#,
            r#""1","'=HYPERLINK(""x"")","开幕","Alice","公开","2026-03-10 16:00:00","0:05:00","2026-03-10 16:00:10","2026-03-10 16:03:20","0:03:10","−0:01:50","否","0:00:00","""#,
            r#""2","'=HYPERLINK(""x"")","对话","'+Bob","闭门","2026-03-10 16:05:00","0:05:00","2026-03-10 16:08:10","2026-03-10 16:15:00","0:06:50","0:01:50","否","0:00:00","""#,
        ]
    );
}

#[test]
fn every_word_of_the_lists_is_in_the_table() {
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
        ("venue", &["online", "hall"]),
        ("floor", &["returned", "taken", "passed", "gone", "session"]),
    ];
    for (list, values) in lists {
        for value in values {
            let key = format!("{list}.{value}");
            assert_ne!(words.get(&key), key);
        }
    }
}
