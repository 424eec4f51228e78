//! Finding a time that many cities can bear: what each hour is in each city, which slots serve
//! most of them at what cost, and which two slots serve together those whom no single one does.
//!
//! All but `rest` and `days` is pure: dates, zones and the moment of asking come in, answers go out.

mod calendar;
mod clock;
mod cost;
mod course;
mod days;
mod finder;
mod grid;
mod judge;
mod pairs;
mod rest;
#[cfg(test)]
mod tests;

pub use rest::routes;
