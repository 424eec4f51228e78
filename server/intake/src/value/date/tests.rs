use super::*;
use crate::place::Place;
use proptest::prelude::*;

fn read(text: &str) -> Result<String, Reason> {
    read_in(text, None)
}

/// As `from` or `from..to`.
fn read_in(text: &str, order: Option<DayOrder>) -> Result<String, Reason> {
    let (from, to) = period(&Cell::fixed(text, Place::cell(1, 1)), order)?;
    Ok(to.map_or_else(|| from.to_string(), |to| format!("{from}..{to}")))
}

#[test]
fn dates_are_read_in_the_precision_in_which_they_are_said() {
    for (text, date) in [
        ("2019", "2019"),
        ("2019年", "2019"),
        ("2019年初", "2019"),
        ("2019-09", "2019-09"),
        ("2019/9", "2019-09"),
        ("2019.9", "2019-09"),
        ("201909", "2019-09"),
        ("09/2019", "2019-09"),
        ("9.2019", "2019-09"),
        ("2019年9月", "2019-09"),
        ("2019年9月上旬", "2019-09"),
        ("September 2019", "2019-09"),
        ("2019-09-05", "2019-09-05"),
        ("2019/9/5", "2019-09-05"),
        ("2019.9.5", "2019-09-05"),
        ("20190905", "2019-09-05"),
        ("２０１９－９－５", "2019-09-05"),
        ("2019年9月5日", "2019-09-05"),
        ("2019 年 9 月 5 号", "2019-09-05"),
        ("2019年9月5日（星期四）", "2019-09-05"),
        ("2019年9月5日 周四 上午9:00", "2019-09-05"),
        ("2019년 9월 5일", "2019-09-05"),
        ("2019-09-05T14:30:00", "2019-09-05"),
        ("2019-09-05 14:30", "2019-09-05"),
        ("5.9.2019", "2019-09-05"),
        ("05.09.2019", "2019-09-05"),
        ("25/9/2019", "2019-09-25"),
        ("9/25/2019", "2019-09-25"),
        ("9/9/2019", "2019-09-09"),
        ("5 September 2019", "2019-09-05"),
        ("5. September 2019", "2019-09-05"),
        ("September 5th, 2019", "2019-09-05"),
        ("Sept. 5, 2019", "2019-09-05"),
        ("5 de septiembre de 2019", "2019-09-05"),
        ("5 août 2019", "2019-08-05"),
        ("5. März 2019", "2019-03-05"),
        ("5 сентября 2019 г.", "2019-09-05"),
        ("٥ سبتمبر ٢٠١٩", "2019-09-05"),
        ("43713", "2019-09-05"),
        ("43713.6", "2019-09-05"),
        ("2020-02-29", "2020-02-29"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(date), "{text}");
    }
}

#[test]
fn periods_name_what_changes_alone() {
    for (text, period) in [
        ("2019-09-05 – 08", "2019-09-05..2019-09-08"),
        ("2019-09-05 - 2019-09-08", "2019-09-05..2019-09-08"),
        ("2019-09-05/08", "2019-09-05..2019-09-08"),
        ("2019-09-05/2019-09-08", "2019-09-05..2019-09-08"),
        ("2019-9-5-8", "2019-09-05..2019-09-08"),
        ("2019.9.5-9.8", "2019-09-05..2019-09-08"),
        ("2019.9.5—10.8", "2019-09-05..2019-10-08"),
        ("2019年9月5日-8日", "2019-09-05..2019-09-08"),
        ("2019年9月5-8日", "2019-09-05..2019-09-08"),
        ("2019年9月5日至10月2日", "2019-09-05..2019-10-02"),
        ("2019年9月5日——2020年1月8日", "2019-09-05..2020-01-08"),
        ("2019年9月～10月", "2019-09..2019-10"),
        ("2019年9-10月", "2019-09..2019-10"),
        ("2019-09/10", "2019-09..2019-10"),
        ("2019-2020", "2019..2020"),
        ("2019年至2020年", "2019..2020"),
        ("5–8 September 2019", "2019-09-05..2019-09-08"),
        ("28 August – 3 September 2019", "2019-08-28..2019-09-03"),
        ("5.–8.9.2019", "2019-09-05..2019-09-08"),
        ("5.9.–8.9.2019", "2019-09-05..2019-09-08"),
        ("5.9.2019 bis 8.9.2019", "2019-09-05..2019-09-08"),
        ("2019-09-05 to 2019-09-05", "2019-09-05"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(period), "{text}");
    }
}

#[test]
fn what_is_no_date_says_what_is_missing() {
    for (text, reason) in [
        ("soon", Reason::NotADate),
        ("第七届", Reason::NotADate),
        ("2019-13", Reason::NoSuchDay),
        ("2019-02-29", Reason::NoSuchDay),
        ("2019年9月31日", Reason::NoSuchDay),
        ("31.4.2019", Reason::NoSuchDay),
        ("9月5日", Reason::NoYear),
        ("9.5", Reason::NoYear),
        ("5 September", Reason::NoYear),
        ("19-9-5", Reason::ShortYear),
        ("19年9月5日", Reason::ShortYear),
        ("5/9/2019", Reason::AmbiguousDate),
        ("5-9-2019", Reason::AmbiguousDate),
        ("5/9/2019-8/9/2019", Reason::AmbiguousDate),
        ("2019-09-08 – 05", Reason::EndsBeforeItBegins),
        ("2019年9月8日-5日", Reason::EndsBeforeItBegins),
        ("1234", Reason::NotADate),
        ("99999", Reason::NotADate),
        ("12", Reason::NotADate),
        ("2019--09", Reason::NotADate),
        ("2019-09/05-1-2-3", Reason::NotADate),
    ] {
        assert_eq!(read(text), Err(reason), "{text}");
    }
    let one = date(&Cell::fixed("2019-2020", Place::cell(1, 1)), None);
    assert_eq!(one, Err(Reason::APeriod));
}

#[test]
fn somebody_may_say_which_number_is_the_day() {
    let (day_first, month_first) = (Some(DayOrder::DayFirst), Some(DayOrder::MonthFirst));
    assert_eq!(read_in("5/9/2019", day_first).as_deref(), Ok("2019-09-05"));
    assert_eq!(
        read_in("5/9/2019", month_first).as_deref(),
        Ok("2019-05-09")
    );
    assert_eq!(
        read_in("25/9/2019", month_first).as_deref(),
        Ok("2019-09-25")
    );
    let period = read_in("5/9/2019-8/9/2019", day_first);
    assert_eq!(period.as_deref(), Ok("2019-09-05..2019-09-08"));
}

proptest! {
    #[test]
    fn a_day_is_read_back_however_it_is_written(year in 1900i16..2100, month in 1i8..=12, day in 1i8..=28) {
        let iso = format!("{year:04}-{month:02}-{day:02}");
        for text in [
            iso.clone(),
            format!("{year}/{month}/{day}"),
            format!("{year}.{month}.{day}"),
            format!("{year}年{month}月{day}日"),
            format!("{day}.{month}.{year}"),
        ] {
            let date = read(&text);
            prop_assert_eq!(date.as_deref(), Ok(iso.as_str()), "{}", text);
        }
    }

    #[test]
    fn any_text_is_a_date_or_none(text in "\\PC{0,30}") {
        if let Ok((from, Some(to))) = period(&Cell::fixed(&text, Place::cell(1, 1)), None) {
            prop_assert!(from.earliest() <= to.latest());
        }
    }

    #[test]
    fn so_is_what_looks_like_one(text in "[0-9年月日./~ –-]{0,24}") {
        let _ = period(&Cell::fixed(&text, Place::cell(1, 1)), Some(DayOrder::DayFirst));
    }
}
