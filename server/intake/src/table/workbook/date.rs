//! Days as spreadsheet programs keep them: numbered from the end of 1899, or from 1904.

use jiff::Span;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// From which day a workbook numbers its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Epoch {
    #[default]
    From1900,
    /// Of programs that once ran on another kind of computer.
    From1904,
}

/// The day of a serial number, its fraction left out. `None` before the first day, after the year
/// 9999, and for the 29th of February 1900, which programs count and nobody lived.
pub fn serial_day(serial: f64, epoch: Epoch) -> Option<Date> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let serial = serial.floor() as i64;
    let zero = match (epoch, serial) {
        (Epoch::From1904, _) => date(1904, 1, 1),
        (Epoch::From1900, 0 | 60) => return None,
        (Epoch::From1900, ..60) => date(1899, 12, 31),
        (Epoch::From1900, _) => date(1899, 12, 30),
    };
    zero.checked_add(Span::new().days(serial)).ok()
}

/// Hours and minutes of a serial number, to the nearest minute of its day.
pub(super) fn serial_time(serial: f64) -> String {
    let minutes = (serial.rem_euclid(1.0) * 1440.0).round() as u32;
    let minutes = minutes.min(1439);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_days_in_both_epochs() {
        for (serial, epoch, day) in [
            (1.0, Epoch::From1900, Some(date(1900, 1, 1))),
            (59.0, Epoch::From1900, Some(date(1900, 2, 28))),
            (60.0, Epoch::From1900, None),
            (61.0, Epoch::From1900, Some(date(1900, 3, 1))),
            (43_713.0, Epoch::From1900, Some(date(2019, 9, 5))),
            (43_713.75, Epoch::From1900, Some(date(2019, 9, 5))),
            (42_251.0, Epoch::From1904, Some(date(2019, 9, 5))),
            (0.0, Epoch::From1904, Some(date(1904, 1, 1))),
            (2_958_465.0, Epoch::From1900, Some(date(9999, 12, 31))),
            (2_958_465.0, Epoch::From1904, None),
            (0.0, Epoch::From1900, None),
            (-1.0, Epoch::From1900, None),
            (f64::NAN, Epoch::From1900, None),
        ] {
            assert_eq!(serial_day(serial, epoch), day, "{serial} {epoch:?}");
        }
        assert_eq!(serial_time(0.75), "18:00");
        assert_eq!(serial_time(43_713.999_99), "23:59");
    }
}
