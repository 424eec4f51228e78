//! What all kinds of pages are made from.

use std::sync::Arc;

use crate::Pair;

/// The languages of a page, as BCP 47 tags. What it says itself it says in these, in English where
/// it does not speak one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Languages {
    /// The session's main one; it decides which way the page runs.
    pub first: String,
    pub second: Option<String>,
}

/// The moment of printing, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Printed {
    pub year: u16,
    pub month: u8,
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
}

/// What stands at the top and the bottom of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    pub languages: Languages,
    /// Of the session.
    pub title: Pair,
    /// Day, times and whose clock it is, as people read it.
    pub when: Pair,
    /// Of the office's city, or the hall.
    pub place: Option<Pair>,
    /// The moment of printing, as people read it.
    pub as_of: Pair,
    pub printed: Printed,
}

/// Where a delegation comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// SVG, four by three; None where the office shows none.
    pub flag: Option<Arc<str>>,
    pub city: Pair,
    /// Country or region, as the office calls it.
    pub country: Option<Pair>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    pub name: Pair,
    pub title: Option<Pair>,
}
