//! Files in every form they come in, whole and broken.

use super::*;

/// [`ONE`] as a Chinese office program saves it.
const ONE_IN_GB18030: &[u8] =
    b"\xc3\xfb\xb3\xc6,\xc0\xe0\xd0\xcd,\xc8\xd5\xc6\xda,\xd3\xd1\xb3\xc7,\
\xb1\xb8\xd7\xa2\r\n\xbe\xad\xc3\xb3\xc7\xa2\xcc\xb8,\xc0\xb4\xb7\xc3,2019-05-06,\
\xb5\xc2\xc0\xdb\xcb\xb9\xb6\xd9,\xcb\xc4\xc8\xcb\r\n";

fn utf_16(text: &str, of: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(of).collect()
}

/// The one row was taken in, and can be taken back.
async fn is_taken_in(desk: &Desk, import: &Value) {
    let before = standing(desk).await;
    let progress = taken(desk, import, json!({})).await;
    assert_eq!(progress["stage"], "done", "{progress}");
    assert_eq!(progress["counts"]["added"], 1);
    let all = exchanges(desk).await;
    let one = all.last().unwrap();
    assert_eq!(one["title"], json!({ "zh-CN": "经贸洽谈" }));
    assert_eq!(
        (&one["on"], &one["kind"], &one["note"]),
        (
            &"2019-05-06".into(),
            &"visit_received".into(),
            &"四人".into()
        )
    );
    assert_eq!(one["partners"], json!([dresden()]));
    let undo = format!("/api/batches/{}/undo", progress["batch"]);
    assert_eq!(desk.post(&undo, json!({})).await.status, 200);
    assert_eq!(standing(desk).await, before);
}

#[tokio::test]
async fn a_file_in_any_encoding_is_the_same_record() {
    let desk = Desk::signed_in().await;
    let (little, big) = (u16::to_le_bytes, u16::to_be_bytes);
    for (bytes, encoding) in [
        (ONE.as_bytes().to_vec(), "utf_8"),
        (format!("\u{feff}{ONE}").into_bytes(), "utf_8"),
        (utf_16(ONE, little), "utf_16_le"),
        (utf_16(ONE, big), "utf_16_be"),
        (ONE_IN_GB18030.to_vec(), "gb_18030"),
    ] {
        let import = uploaded(&desk, bytes).await;
        let format = json!({ "format": "separated", "encoding": encoding, "separator": "," });
        assert_eq!(import["format"], format);
        assert_eq!(
            (&import["kind"], &import["sheet"]),
            (&"exchange".into(), &"".into())
        );
        is_taken_in(&desk, &import).await;
    }
}

#[tokio::test]
async fn a_workbook_and_pasted_cells_are_the_same_record() {
    let desk = Desk::signed_in().await;
    let rows: Vec<Vec<&str>> = ONE.lines().map(|line| line.split(',').collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let answer = upload(&desk, "%E6%9D%A5%E8%AE%BF.xlsx", workbook(&rows)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let import = answer.json();
    assert_eq!(
        (&import["name"], &import["sheet"]),
        (&"来访.xlsx".into(), &"来访".into())
    );
    assert_eq!(import["format"]["format"], "workbook");
    is_taken_in(&desk, &import).await;
    let newest = desk.get("/api/batches?limit=2").await.json();
    assert_eq!(
        (&newest[1]["what"], &newest[1]["title"], &newest[1]["by"]),
        (&"import".into(), &"来访.xlsx".into(), &"Alice".into())
    );

    let pasted = paste(&desk, &ONE.replace(',', "\t")).await;
    assert_eq!(pasted.status, 201, "{}", pasted.text);
    let pasted = pasted.json();
    assert_eq!(pasted["name"], Value::Null);
    is_taken_in(&desk, &pasted).await;
}

/// `rows` rows that are good, and what follows them.
fn long(rows: u32, then: &[u8]) -> Vec<u8> {
    let mut text = "Title,Kind,Date,Partners\n".to_owned();
    for row in 0..rows {
        text += &format!("Visit {row},visit_received,2019-05-06,S18\n");
    }
    [text.as_bytes(), then].concat()
}

#[tokio::test]
async fn a_broken_file_says_where_and_changes_nothing() {
    let desk = Desk::signed_in().await;
    let before = ledger(&desk).await;
    let at = |line: u32, column: u32| json!({ "line": line, "column": column });
    for (tail, code, place) in [
        (&b"x,\"open\n1,2\n"[..], "open_quote", at(1_202, 2)),
        (b"\"x\"y,2\n", "text_after_quote", at(1_202, 1)),
        (b"x,y\0\n", "not_text", at(1_202, 2)),
        (b"x,\xff\xff\n", "unknown_encoding", at(1_202, 2)),
    ] {
        let answer = upload(&desk, "broken.csv", long(1_200, tail)).await;
        let refused = if answer.status == 201 {
            // Only whoever reads all of it comes to the place.
            let import = answer.json();
            let failed = taken(&desk, &import, json!({})).await;
            assert_eq!(failed["stage"], "failed");
            assert_eq!(failed["failure"]["detail"]["code"], code);
            preview(&desk, &import).await
        } else {
            answer
        };
        assert_eq!(
            (refused.status.as_u16(), refused.code()),
            (400, "unreadable_table".to_owned())
        );
        let detail = &refused.json()["detail"];
        assert_eq!((&detail["code"], &detail["place"]), (&code.into(), &place));
    }
    let whole = workbook(&[&["名称", "类型"], &["x", "来访"]]);
    for (bytes, code) in [
        (whole[..whole.len() / 2].to_vec(), "damaged"),
        (b"%PDF-1.7 ...".to_vec(), "other_document"),
        (Vec::new(), "empty"),
    ] {
        let answer = upload(&desk, "broken.xlsx", bytes).await;
        assert_eq!(answer.code(), "unreadable_table");
        assert_eq!(answer.json()["detail"]["code"], code);
    }
    assert_eq!(ledger(&desk).await, before);
    let files = std::fs::read_dir(desk.app.imports.folder())
        .unwrap()
        .count();
    assert_eq!(files, 2, "those that could be looked at");
}

#[tokio::test]
async fn cells_that_say_nothing_are_errors_with_line_and_column_and_change_nothing() {
    let desk = Desk::signed_in().await;
    let before = ledger(&desk).await;
    let headings = ["Title", "Kind", "Date", "Partners"];
    let long = "x".repeat(250);
    let rows: [&[&str]; 4] = [
        &headings,
        &["Good", "visit_received", "2019-05-06", "S18"],
        &["Bad", "visit_received", "2019-02-30", "Atlantis"],
        &[&long, "visit_received", "2019-05-06", "S18"],
    ];
    let lines = rows.map(|row| row.join(","));
    for bytes in [workbook(&rows), lines.join("\n").into_bytes()] {
        let import = uploaded(&desk, bytes).await;
        let answer = preview(&desk, &import).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let found = answer.json();
        let errors = found["errors"].as_array().unwrap().iter();
        let errors: Vec<(&str, &str)> = errors
            .map(|error| {
                let cell = error["cell"].as_str().unwrap();
                (cell, error["reason"]["code"].as_str().unwrap())
            })
            .collect();
        let mut sorted = errors.clone();
        sorted.sort_unstable();
        let expected = [
            ("A4", "refused"),
            ("C3", "no_such_day"),
            ("D3", "unknown_partner"),
        ];
        assert_eq!(sorted, expected);
        let counts = json!({ "rows": 3, "new": 1, "changed": 0, "unchanged": 0, "duplicate": 0,
                             "error": 2, "examples": 0 });
        assert_eq!(found["counts"], counts);
        let verdicts = found["rows"].as_array().unwrap().iter();
        let verdicts: Vec<&str> = verdicts
            .map(|row| row["verdict"].as_str().unwrap())
            .collect();
        assert_eq!(verdicts, ["new", "error", "error"]);
        let failed = taken(&desk, &import, json!({})).await;
        assert_eq!(failed["failure"]["error"], "has_errors");
        assert_eq!(failed["failure"]["detail"]["counts"], counts);
        assert_eq!(ledger(&desk).await, before);
    }
    let import = uploaded(&desk, lines.join("\n").into_bytes()).await;
    let done = taken(&desk, &import, json!({ "despite_errors": true })).await;
    assert_eq!(done["counts"]["added"], 1, "{done}");
    assert_eq!(done["counts"]["in_error"], 2);
}
