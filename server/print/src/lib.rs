//! What a protocol office prints for a session: the list of delegations in order of precedence,
//! name plates for the table, badges, and the seating of two delegations. Data in, bytes of a PDF
//! out: no clock, no network, and one module (`fonts/disk.rs`) that reads the fonts of the system.
//!
//! A page never shows an empty box in the place of a letter: a font that is not installed is
//! [`Error::MissingFont`], a character that no font has is [`Error::MissingGlyph`], and both name
//! the Debian package. What a page needs of its fonts is embedded, and what it says can be read
//! aloud and copied: the files keep to PDF/A-2a and PDF/UA-1.
//!
//! ```text
//! list, plates, badges, seating  <- what stands where
//!   text      <- words, scripts, directions, line breaks, sizes
//!     fonts   <- which file serves which script
//!   paper     <- pages, colours, tags
//!     flag    <- SVG as vectors
//! ```
//!
//! **Why krilla.** It writes PDF and nothing else: subsets and embeds fonts out of collections,
//! maps glyphs back to text, tags, checks PDF/A and PDF/UA while it writes; it is what Typst writes
//! its PDF with, under MIT or Apache-2.0. Typst as a library would bring 292 crates and a language
//! of its own for four layouts; `printpdf` 110 with its text layout, of which Arabic, fallbacks and
//! tags would still be ours. This crate's tree has 70, half of which were there already. Shaping is
//! HarfBuzz's algorithm (`harfrust`, the release that shares krilla's reader of fonts), order of
//! direction and line breaks are Unicode's (`unicode-bidi`, `unicode-linebreak`).

mod badges;
mod error;
mod flag;
mod fonts;
mod list;
mod minutes;
mod paper;
mod phrase;
mod plates;
mod seating;
mod sheet;
#[cfg(test)]
mod testing;
mod text;
mod words;

pub use badges::{Badge, Badges, Role, badges};
pub use error::Error;
pub use fonts::Fonts;
pub use list::{Criterion, Listing, Moved, Row, list};
pub use minutes::{Minutes, Section, minutes};
pub use phrase::{Pair, Phrase};
pub use plates::{Plate, Plates, plates};
pub use seating::{Seat, Seatings, Side, Table, seating};
pub use sheet::{Heading, Languages, Person, Place, Printed};
