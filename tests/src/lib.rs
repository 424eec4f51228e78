//! What scenarios over real sockets stand on: the real server as a child process, an organizer at
//! the desk, and a cast of headless participants.

mod cast;
mod desk;
mod dice;
mod folder;
pub mod host;
mod leave_out;
mod mail;
mod pages;
mod python;
mod relay;
mod server;
mod stage;
mod truth;
mod turn;
pub mod udp;

pub use cast::{Draft, Meeting, Part, delegate, host, press};
pub use desk::{Answer, Desk};
pub use dice::Dice;
pub use folder::Folder;
pub use leave_out::leave_out;
pub use mail::{MailServer, read_letters};
pub use pages::Pages;
pub use python::{read_days, read_tables};
pub use relay::{Direction, Passage, Relay, Weather};
pub use server::{Server, program};
pub use stage::Stage;
pub use truth::{Moment, Truth};
pub use turn::TurnBridge;

use meeting::time::Timestamp;

/// This machine's wall clock: server and tests share it.
pub fn wall_clock() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let micros = since.map_or(0, |since| since.as_micros());
    Timestamp(i64::try_from(micros).unwrap_or(i64::MAX))
}
