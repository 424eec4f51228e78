//! The registry of partner cities: the file it comes from, the table it is kept in, the search
//! over its names.

pub mod codes;
mod exchange;
mod file;
mod fold;
mod import;
mod index;
mod partner;
mod rest;
mod row;
mod table;
#[cfg(test)]
mod tests;

pub use exchange::{ExchangeCard, ExchangeKind, LastExchange};
pub use file::{Column, RowError};
pub use import::{ImportError, Report, import, import_first};
pub use index::Index;
pub use partner::{Partner, Since, id_of};
pub use rest::routes;
