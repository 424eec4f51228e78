//! A headless participant: joins a meeting by its link, keeps the room in view, sends a colour and
//! a tone of its own, and reports whose colour and tone arrive. It drives tests, benches and
//! rehearsals; it sees of the service only what a browser sees.
//!
//! ```no_run
//! # async fn example() -> Result<(), participant::Error> {
//! use participant::{Media, Options, Participant, Signature};
//!
//! let mayor = Options { signature: Signature::new(3), media: Media::Sends, ..Options::default() };
//! let mut mayor = Participant::join("http://127.0.0.1:8080", "token", mayor).await?;
//! mayor.enter().await?;
//! mayor.request(meeting::protocol::Command::Hand { raised: true }).await?;
//! mayor.leave().await
//! # }
//! ```

mod error;
mod films;
mod line;
pub mod media;
mod model;
mod options;
mod participant;
mod senses;
mod signature;
mod ticket;
mod trust;
mod votes;
mod wire;

pub use error::Error;
pub use line::Line;
pub use model::{Disorder, Model};
pub use options::{Media, Options};
pub use participant::Participant;
pub use senses::Received;
pub use signature::{LAYERS, Signature};
pub use ticket::{Session, Ticket, Traveller};
pub use trust::Trust;
