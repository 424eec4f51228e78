//! Every measure over the small world, against what paper and pencil say.

mod bounds;
mod calendars;
mod partners;
mod silence;

pub(crate) fn near(value: Option<f64>, expected: f64) {
    let value = value.unwrap();
    assert!(
        (value - expected).abs() < 0.000_05,
        "{value} instead of {expected}"
    );
}
