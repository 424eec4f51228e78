//! What every question about measures says: the day, whose relations, which stretch of time.

use history::date::Window;
use history::measure::{DEFAULT_MONTHS, Owners, Query as Measured};
use history::partner::Kind;
use jiff::civil::Date;
use meeting::time::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::registry::{Day, OwnerWish, home_zone, today};
use crate::rest::ApiError;

/// The longest window, in months.
const LONGEST: u16 = 1_200;

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Question {
    /// The day as of which things are looked at; today when absent. What is dated later is not seen.
    #[param(value_type = Option<String>)]
    as_of: Option<Day>,
    /// Whose relations: `city` (the default), `any`, or the identity of a district.
    owner: Option<String>,
    /// Of the relations; both kinds when absent.
    kind: Option<Kind>,
    /// Length of the window up to that day, which is also that of dormancy; 24 when absent.
    months: Option<u16>,
    /// Another beginning of the window.
    #[param(value_type = Option<String>)]
    from: Option<Day>,
    /// Another last day of the window.
    #[param(value_type = Option<String>)]
    to: Option<Day>,
    /// As the office believed at the end of this day; as it knows now when absent.
    #[param(value_type = Option<String>)]
    believed_on: Option<Day>,
}

/// The question, understood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Asked {
    pub(super) query: Measured,
    pub(super) believed: Option<Timestamp>,
}

impl Question {
    pub(super) fn understood(&self, app: &App) -> Result<Asked, ApiError> {
        let as_of = self.as_of.map_or_else(|| today(app), |day| day.0);
        self.on(app, as_of)
    }

    /// The same on another day.
    pub(super) fn on(&self, app: &App, as_of: Date) -> Result<Asked, ApiError> {
        let months = self.months.unwrap_or(DEFAULT_MONTHS);
        if !(1..=LONGEST).contains(&months) {
            return Err(ApiError::bad_input("months", "out_of_range"));
        }
        let city = OwnerWish::One(history::district::Owner::City);
        let owners = match OwnerWish::read(self.owner.as_deref(), city)? {
            OwnerWish::Any => Owners::All,
            OwnerWish::One(owner) => Owners::One(owner),
        };
        let mut query = Measured::of_months(as_of, months).owners(owners);
        query.kind = self.kind;
        let from = self.from.map_or(query.window.from, |day| day.0);
        let window = Window {
            from,
            ..query.window
        };
        let window = match self.to {
            Some(to) => Window::EVER.until(to.0),
            None => window,
        };
        // Of a day before a window that was given nothing is seen; a window itself has an order.
        let is_in_order = match (self.from, self.to) {
            (Some(from), Some(to)) => from.0 <= to.0,
            (None, Some(to)) => from <= to.0,
            (_, None) => true,
        };
        if !is_in_order {
            return Err(ApiError::bad_input("to", "out_of_range"));
        }
        Ok(Asked {
            query: query.within(Window { from, ..window }),
            believed: self.believed_on.map(|day| end_of(app, day.0)),
        })
    }
}

fn end_of(app: &App, day: Date) -> Timestamp {
    let next = history::date::next(day).at(0, 0, 0, 0);
    let end = home_zone(app).to_timestamp(next).unwrap_or_default();
    Timestamp(end.as_microsecond() - 1)
}
