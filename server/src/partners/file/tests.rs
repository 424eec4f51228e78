use super::*;
use proptest::prelude::*;

const REGISTRY: &str = include_str!("../../../../config/partners.csv");

/// The header and the rows of Gifu and Dresden, with one field of Dresden's put in its place.
fn with(column: &str, value: &str) -> String {
    let line = |start: &str| {
        let line = REGISTRY.lines().find(|line| line.starts_with(start));
        line.unwrap_or_default().to_owned()
    };
    let mut fields: Vec<String> = line("S18,")
        .split(',')
        .take(20)
        .map(str::to_owned)
        .collect();
    fields.extend(["A list".to_owned(), String::new()]);
    let index = COLUMNS.iter().position(|name| *name == column).unwrap();
    fields[index] = format!("\"{}\"", value.replace('"', "\"\""));
    format!("{}\n{}\n{}\n", line("id,"), line("S01,"), fields.join(","))
}

fn problems(bytes: &[u8]) -> Vec<String> {
    let errors = read(bytes).err().unwrap_or_default();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn the_registry_of_the_release_is_whole() {
    let partners = read(REGISTRY.as_bytes()).unwrap();
    assert_eq!(partners.len(), 39);
    let since = |slug| {
        let partner = partners
            .iter()
            .find(|partner| partner.slug == slug)
            .unwrap();
        let from = partner.relation().valid_from;
        from.map(|date| date.to_string())
    };
    assert_eq!(since("S18").as_deref(), Some("2009-10-16"));
    assert_eq!(since("E01").as_deref(), Some("2019-09"));
    assert_eq!(since("S27").as_deref(), Some("2014"));
    assert_eq!(since("S30"), None);
    // Where sources disagree: a year they agree on, or nothing.
    assert_eq!(since("S19").as_deref(), Some("2009"));
    assert_eq!(since("S23").as_deref(), Some("2012"));
    assert_eq!(since("S24"), None);
    for partner in &partners {
        assert!(!partner.confidence.is_empty(), "{}", partner.slug);
        // Kota Kinabalu's neighbour in the list is the one row that came without a source.
        assert!(
            !partner.sources.is_empty() || partner.slug == "S30",
            "{}",
            partner.slug
        );
    }
    assert_eq!(partners[0].sources.len(), 3);
    assert_eq!(partners[0].official_urls.len(), 2);
    assert_eq!(partners[9].native().language, "he");
    assert_eq!(partners[13].names().pick("en"), "Cape Town");
}

#[test]
fn a_conflict_of_dates_hides_day_and_month_whatever_the_row_says() {
    let file = with("confidence", "date conflict");
    let relation = read(file.as_bytes()).unwrap()[1].relation();
    assert_eq!(relation.valid_from, Some("2009".parse().unwrap()));
}

#[test]
fn byte_order_mark_and_line_ends_make_no_difference() {
    let plain = read(REGISTRY.as_bytes()).unwrap();
    let dos = format!("\u{feff}{}", REGISTRY.replace('\n', "\r\n"));
    assert_eq!(read(dos.as_bytes()).unwrap(), plain);
    let spaced = REGISTRY.replace('\n', "\n\n");
    assert_eq!(read(spaced.as_bytes()).unwrap(), plain);
}

#[test]
fn columns_may_stand_in_any_order() {
    let mut reader = csv::Reader::from_reader(REGISTRY.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let headers = reader.headers().unwrap().clone();
    writer.write_record(headers.iter().rev()).unwrap();
    for record in reader.records() {
        writer.write_record(record.unwrap().iter().rev()).unwrap();
    }
    let turned = writer.into_inner().unwrap();
    assert_eq!(read(&turned), read(REGISTRY.as_bytes()));
}

#[test]
fn every_bad_field_is_named_by_line_and_column() {
    let cases = [
        ("id", "", 1),
        ("id", "S 18", 1),
        ("id", "S01", 1),
        ("name_zh", "", 2),
        ("name_en", "a\tb", 3),
        ("name_local", &"x".repeat(501), 4),
        ("iso2", "de", 5),
        ("iso2", "XX", 5),
        ("continent", "Europa", 6),
        ("kind", "twin", 7),
        ("kind_zh", "国际友好交流城市", 8),
        ("relation_date", "16.10.2009", 9),
        ("relation_date", "2009-02-30", 9),
        ("date_precision", "decade", 10),
        ("relation_date", "2009", 10),
        ("relation_date", "", 10),
        ("bri65", "yes", 11),
        ("dormant_2020", "", 12),
        ("languages_bcp47_assigned", "", 13),
        ("languages_bcp47_assigned", "de|", 13),
        ("languages_bcp47_assigned", "de|de", 13),
        ("languages_bcp47_assigned", "german", 13),
        ("lat", "90.1", 14),
        ("lat", "NaN", 14),
        ("lon", "", 15),
        ("lon", "-181", 15),
        ("tz", "Europe/Dresden", 16),
        ("tz", "europe/berlin", 16),
        ("population_geonames", "-1", 17),
        ("population_geonames", "1e6", 17),
        ("geonameid", "99999999999999999999", 18),
        ("confidence", "", 19),
        ("note", "a\u{7}b", 20),
        ("source_names", "a | \u{7}", 21),
        ("official_url", "javascript:alert(1)", 22),
        ("official_url", "https://good.example/ //evil.example/", 22),
        ("official_url", "https://bank.example@evil.example/", 22),
    ];
    for (column, value, number) in cases {
        let errors = read(with(column, value).as_bytes()).unwrap_err();
        let [error] = &errors[..] else {
            panic!("{column} {value:?}: {errors:?}")
        };
        let name = COLUMNS[number - 1].to_owned();
        let place = Some(Column { number, name });
        assert_eq!(
            (error.line, &error.column),
            (3, &place),
            "{column} {value:?}"
        );
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let file = with("iso2", "XX") + "\r\n\r\nS20,too,short\n";
    assert_eq!(
        problems(file.replace(",51.05089,", ",north,").as_bytes()),
        [
            "line 3, column 5 (iso2): \"XX\" is not a country code of two capitals (ISO 3166-1)",
            "line 3, column 14 (lat): \"north\" is not a number from -90 to 90",
            "line 6: 3 columns instead of 22",
        ]
    );
}

#[test]
fn rows_over_several_lines_are_counted() {
    let file = with("note", "one\ntwo\nthree").replace("S01,", "S 01,") + "short\n";
    let lines: Vec<u64> = read(file.as_bytes())
        .unwrap_err()
        .iter()
        .map(|error| error.line)
        .collect();
    assert_eq!(lines, [2, 3, 6]);
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let mut file = with("name_zh", "XX").into_bytes();
    let place = file.windows(2).position(|pair| pair == b"XX").unwrap();
    file[place] = 0xff;
    assert_eq!(
        problems(&file),
        ["line 3, column 2 (name_zh): this is not UTF-8"]
    );
}

#[test]
fn the_header_is_checked_first() {
    assert_eq!(
        problems(b""),
        ["line 1: the file is empty; its first line names the columns"]
    );
    let file = with("note", "")
        .replacen("iso2", "country", 1)
        .replacen(",lon,", ",lat,", 1);
    assert_eq!(
        problems(file.as_bytes()),
        [
            "line 1, column 5 (country): no column of a registry file has this name",
            "line 1, column 15 (lat): this column stands here a second time",
            "line 1: the column iso2 is missing",
            "line 1: the column lon is missing",
        ]
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_field_is_read_or_named_in_its_line(which in 0usize..22, value in "\\PC{0,12}") {
        if let Err(errors) = read(with(COLUMNS[which], &value).as_bytes()) {
            prop_assert!(errors.iter().all(|error| error.line == 3 && error.column.is_some()));
        }
    }
}
