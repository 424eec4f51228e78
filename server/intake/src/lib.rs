//! How exchanges, intents, relations and partners get in from a spreadsheet: the bytes of a file,
//! or what was pasted, become rows of cells ([`table`]); somebody says, or the headings do, what
//! each column means ([`columns`]); each cell becomes a value ([`value`]) and each row a draft
//! ([`draft`]), with everything that is wrong with it, by line and column.
//!
//! Nothing here writes anything. A file is read as often as it takes: once for the preview that
//! somebody looks at, and once more, with the decisions made there, for the import itself; the same
//! bytes give the same drafts. At no time does more than one row stand in memory as a draft.

#![warn(clippy::iter_over_hash_type)]

pub mod columns;
pub mod draft;
pub mod example;
pub mod fold;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod names;
pub mod place;
pub mod table;
pub mod value;
