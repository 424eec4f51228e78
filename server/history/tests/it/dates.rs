//! Dates that say less than a day, against days.

use history::date::{NotADate, PartialDate, Precision, Window, days_between, months_before};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn partial(text: &str) -> PartialDate {
    text.parse().unwrap()
}

#[test]
fn dates_are_as_precise_as_they_are_written() {
    let cases = [
        ("2014", Precision::Year),
        ("2019-09", Precision::Month),
        ("2009-10-16", Precision::Day),
        ("2024-02-29", Precision::Day),
    ];
    for (text, precision) in cases {
        let date = partial(text);
        assert_eq!(
            (date.to_string().as_str(), date.precision()),
            (text, precision)
        );
    }
    for bad in [
        "",
        "14",
        "2014-",
        "2014-13",
        "2023-02-29",
        "2014-1-1",
        "+214",
        "2014-09-1a",
        "２０１４",
    ] {
        assert_eq!(bad.parse::<PartialDate>(), Err(NotADate), "{bad}");
    }
}

#[test]
fn a_date_lies_between_its_first_and_its_last_day() {
    let cases = [
        ("2014", date(2014, 1, 1), date(2014, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2009-10-16", date(2009, 10, 16), date(2009, 10, 16)),
    ];
    for (text, earliest, latest) in cases {
        assert_eq!(
            (partial(text).earliest(), partial(text).latest()),
            (earliest, latest)
        );
    }
}

#[test]
fn a_date_is_cut_to_what_holds_of_it() {
    let day = partial("2009-10-16");
    let cut = |precision| day.cut(precision).map(|date| date.to_string());
    assert_eq!(cut(Precision::Unknown), None);
    assert_eq!(cut(Precision::Year).as_deref(), Some("2009"));
    assert_eq!(cut(Precision::Month).as_deref(), Some("2009-10"));
    assert_eq!(cut(Precision::Day).as_deref(), Some("2009-10-16"));
}

#[test]
fn a_window_holds_its_first_day_and_not_the_one_after_its_last() {
    let window = Window::back(date(2020, 10, 26), 24);
    assert!(window.contains(date(2018, 10, 26)) && window.contains(date(2020, 10, 26)));
    assert!(!window.contains(date(2018, 10, 25)) && !window.contains(date(2020, 10, 27)));
    let years = Window::years(2018, 2019);
    assert!(years.contains(date(2018, 1, 1)) && years.contains(date(2019, 12, 31)));
    assert!(!years.contains(date(2017, 12, 31)) && !years.contains(date(2020, 1, 1)));
    let cut = years.until(date(2018, 6, 30));
    assert!(cut.contains(date(2018, 6, 30)) && !cut.contains(date(2018, 7, 1)));
}

#[test]
fn a_month_before_the_end_of_a_month_ends_a_month() {
    assert_eq!(months_before(date(2020, 3, 31), 1), date(2020, 2, 29));
    assert_eq!(days_between(date(2020, 2, 28), date(2020, 3, 1)), 2);
    assert_eq!(days_between(date(2020, 3, 1), date(2020, 2, 28)), -2);
}

fn any_day() -> impl Strategy<Value = Date> {
    (1900i16..2100, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    #[test]
    fn what_is_cut_still_holds_the_day(day in any_day()) {
        for precision in [Precision::Year, Precision::Month, Precision::Day] {
            let cut = PartialDate::from(day).cut(precision).unwrap();
            prop_assert!(cut.earliest() <= day && day <= cut.latest());
            prop_assert_eq!(cut.to_string().parse(), Ok(cut));
        }
    }

    #[test]
    fn dates_are_ordered_by_their_first_days(a in any_day(), b in any_day(), cut in 1usize..4) {
        let precision = [Precision::Year, Precision::Month, Precision::Day][cut - 1];
        let (a, b) = (PartialDate::from(a), PartialDate::from(b).cut(precision).unwrap());
        if a.earliest() != b.earliest() {
            prop_assert_eq!(a.cmp(&b), a.earliest().cmp(&b.earliest()));
        }
    }
}
