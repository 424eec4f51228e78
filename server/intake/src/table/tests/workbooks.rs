//! Workbooks: kinds of cells, dates, merged cells, hidden sheets.

use super::made::Made;
use super::*;

fn rows(made: &Made<'_>) -> Result<Vec<String>, TableError> {
    opened(&made.bytes())
}

#[test]
fn cells_of_every_kind_are_read() {
    let rows_of = r#"
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>in line</t></is></c></row>
        <row r="3"><c r="A3"><v>1234.5</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="str"><f>A1&amp;B1</f><v>joined</v></c><c r="D3" t="e"><v>#REF!</v></c><c r="E3"><f>1+1</f></c><c r="F3" s="0"/></row>
        <row><c><v>1E+3</v></c><c><v>0.1</v></c></row>"#;
    let strings = [
        "<t>友城</t>",
        "<r><t xml:space=\"preserve\">Culture </t></r><r><t>&amp; &#x4e2d;_x000D_</t></r><rPh sb=\"0\"><t>kana</t></rPh>",
    ];
    let made = Made {
        strings: &strings,
        ..Made::of(rows_of)
    };
    assert_eq!(
        rows(&made),
        Ok(vec![
            "A1=友城 B1=Culture & 中 C1=in line".to_owned(),
            "A3=1234.5 B3=TRUE C3=joined D3=#REF! E3=".to_owned(),
            "A4=1000 B4=0.1".to_owned()
        ])
    );
    let bytes = made.bytes();
    let table = Table::open(&bytes, Limits::default()).expect("is read");
    let mut read = table.rows(0).expect("has rows");
    let mut row = Row::default();
    assert_eq!(read.read(&mut row), Ok(true));
    assert_eq!(row.cell(2).raw(), "Culture & 中\r");
    assert_eq!(read.read(&mut row), Ok(true));
    let kinds: Vec<CellKind> = row.cells().map(|cell| cell.kind).collect();
    assert_eq!(
        kinds,
        [
            CellKind::Number,
            CellKind::Boolean,
            CellKind::Text,
            CellKind::Fault,
            CellKind::Uncalculated
        ]
    );
}

#[test]
fn dates_say_as_much_as_is_shown() {
    let cells = |serials: [&str; 6]| {
        let cells = serials.iter().zip(["A", "B", "C", "D", "E", "F"]).zip(1..);
        let cells = cells.map(|((serial, column), format)| {
            format!(r#"<c r="{column}1" s="{format}"><v>{serial}</v></c>"#)
        });
        format!("<row r=\"1\">{}</row>", cells.collect::<String>())
    };
    let formats = [
        "yyyy-mm-dd",
        "yyyy&quot;年&quot;m&quot;月&quot;",
        "yyyy",
        "yyyy-mm",
        "h:mm",
        "0",
    ];
    for (serials, from_1904) in [
        (
            ["43713.75", "43709", "43466", "43713", "0.75", "43713"],
            false,
        ),
        (
            ["42251.75", "42247", "42004", "42251", "0.75", "43713"],
            true,
        ),
    ] {
        let made = Made {
            formats: &formats,
            from_1904,
            ..Made::of(&cells(serials))
        };
        assert_eq!(
            rows(&made),
            Ok(vec![
                "A1=2019-09-05 B1=2019-09 C1=2019 D1=2019-09-05 E1=18:00 F1=43713".to_owned()
            ])
        );
    }
}

#[test]
fn what_is_merged_over_rows_is_meant_in_each_and_numbers_once() {
    let cell = |place: &str, text: &str| format!(r#"<c r="{place}" t="str"><v>{text}</v></c>"#);
    let sheet = format!(
        r#"<sheetData><row r="1">{}{}</row><row r="2"><c r="A2" s="3"/>{}<c r="C2"><v>8</v></c></row><row r="3">{}</row><row r="4"/></sheetData>
        <mergeCells count="4"><mergeCell ref="A1:C1"/><mergeCell ref="A2:A4"/><mergeCell ref="C2:C3"/><mergeCell ref="B9:B4"/></mergeCells>"#,
        cell("A1", "title"),
        cell("D1", "x"),
        cell("B2", "one"),
        cell("B3", "two"),
    );
    let sheet = sheet.replace(r#"<c r="A2" s="3"/>"#, &cell("A2", "Dresden"));
    let made = Made {
        sheets: vec![("S", "", sheet)],
        ..Made::of("")
    };
    assert_eq!(
        rows(&made),
        Ok(vec![
            "A1=title D1=x".to_owned(),
            "A2=Dresden B2=one C2=8".to_owned(),
            "A3=Dresden B3=two".to_owned(),
        ])
    );
}

#[test]
fn hidden_sheets_are_listed_and_not_chosen() {
    let sheet = |text: &str| {
        format!(r#"<sheetData><row r="1"><c r="A1" t="str"><v>{text}</v></c></row></sheetData>"#)
    };
    let made = Made {
        sheets: vec![
            ("lists", "state=\"hidden\"", sheet("hidden")),
            ("empty", "", "<sheetData/>".to_owned()),
            ("2019 &amp; 2020", "", sheet("seen")),
            ("deep", "state=\"veryHidden\"", sheet("deep")),
        ],
        ..Made::of("")
    };
    let bytes = made.bytes();
    let table = Table::open(&bytes, Limits::default()).expect("is read");
    let sheets: Vec<(&str, bool)> = table
        .sheets()
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.hidden))
        .collect();
    assert_eq!(
        sheets,
        [
            ("lists", true),
            ("empty", false),
            ("2019 & 2020", false),
            ("deep", true)
        ]
    );
    assert_eq!(table.sheet(None), Ok(2));
    assert_eq!(table.sheet(Some("lists")), Ok(0));
    assert_eq!(cells(&table, 0), Ok(vec!["A1=hidden".to_owned()]));
    let name = "2021".to_owned();
    assert_eq!(
        table.sheet(Some("2021")),
        Err(TableError::NoSuchSheet { name })
    );
    assert_eq!(table.format(), Format::Workbook);
}
