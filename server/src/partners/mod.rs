//! The cities of the registry: the file they may come from, how they are listed, the search over
//! their names.

pub mod codes;
mod file;
mod fold;
mod index;
mod key;
mod listed;
mod partner;
mod row;
mod trace;

pub use file::{Column, RowError, read};
pub use index::Index;
pub use listed::{Cities, Listed};
pub(crate) use partner::bits_of;
pub use partner::{FilePartner, Since, id_of, relation_of};
