use super::*;
use crate::place::Place;

fn read(text: &str) -> Result<Figure, Reason> {
    figure(&Cell::fixed(text, Place::cell(1, 1)))
}

#[test]
fn numbers_are_read_as_people_write_them() {
    for (text, number) in [
        ("870", 870),
        ("1,234", 1_234),
        ("1 234 567", 1_234_567),
        ("1'234", 1_234),
        ("1.234.567", 1_234_567),
        ("12,345.00", 12_345),
        ("12.345,0", 12_345),
        ("８７０人", 870),
        ("٨٧٠", 870),
        ("23 people", 23),
        ("3批", 3),
        ("5个国家", 5),
        ("三", 3),
        ("十二人", 12),
        ("一百零三", 103),
        ("两千", 2_000),
        ("1.2万", 12_000),
        ("2万人次", 20_000),
        ("0", 0),
    ] {
        assert_eq!(read(text), Ok(Figure::exactly(number)), "{text}");
    }
}

#[test]
fn lower_bounds_are_kept_as_such() {
    for (text, number) in [
        ("over 870", 870),
        ("Over 870 people", 870),
        ("more than 1,000", 1_000),
        (">40", 40),
        ("≥ 40", 40),
        ("870+", 870),
        ("870余人次", 870),
        ("870多人", 870),
        ("40人以上", 40),
        ("超过260人", 260),
        ("逾三十批", 30),
        ("十余人", 10),
        ("三十多人", 30),
        ("1万余人", 10_000),
        ("800人余", 800),
    ] {
        assert_eq!(read(text), Ok(Figure::at_least(number)), "{text}");
    }
}

#[test]
fn what_is_no_number_says_why() {
    for (text, reason) in [
        ("many", Reason::NotANumber),
        ("1,23,4", Reason::NotANumber),
        ("1,2345.6.7", Reason::NotANumber),
        ("12 3", Reason::NotANumber),
        ("1.234", Reason::AmbiguousNumber),
        ("1.5", Reason::NotWhole),
        ("-3", Reason::Negative),
        ("约50人", Reason::Approximate),
        ("about 50", Reason::Approximate),
        ("50人左右", Reason::Approximate),
        (
            "99999999999",
            Reason::TooMuch {
                most: 4_294_967_295,
            },
        ),
        ("万", Reason::NotANumber),
        ("人", Reason::NotANumber),
    ] {
        assert_eq!(read(text), Err(reason), "{text}");
    }
    let exact = |text| count(&Cell::fixed(text, Place::cell(1, 1)));
    assert_eq!(exact("over 5"), Err(Reason::NotANumber));
    assert_eq!(exact("5"), Ok(5));
}

#[test]
fn degrees_are_read_with_either_sign() {
    let read = |text| decimal(&Cell::fixed(text, Place::cell(1, 1)));
    assert_eq!(read("51.05089"), Ok(51.05089));
    assert_eq!(read("51,05089"), Ok(51.05089));
    assert_eq!(read("−0.12"), Ok(-0.12));
    assert_eq!(read("NaN"), Err(Reason::NotANumber));
}
