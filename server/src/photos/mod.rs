//! Pictures of group photos: taken in from the page of a host, given out to organizers and to those who
//! took part, destroyed when somebody in them thinks better of it. Who may be in one is a rule of the room (`meeting::photo`).

mod guest;
mod picture;
mod rest;
#[cfg(test)]
mod tests;

pub(crate) use rest::routes;
