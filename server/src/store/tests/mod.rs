//! The contract of the store: what is promised as kept, in which order, and what is forgotten.

mod backups;
mod damage;
mod erasure;
mod journal;
mod opening;

use std::path::Path;

use meeting::fact::{EndReason, Event, Fact, NamesOfTheDay, Private};
use meeting::id::{ChatId, ConnectionId, DelegationId, PersonId, SessionId};
use meeting::plan::{Localized, Rank, Role};
use meeting::time::Timestamp;

use super::{Epoch, Store, Turn};
use crate::testing::TempDir;

const MASTER_KEY: [u8; 32] = [7; 32];
const FORUM: SessionId = SessionId::from_bits(1);
const ALICE: PersonId = PersonId::from_bits(0xa);
const BOB: PersonId = PersonId::from_bits(0xb);

/// A data folder that goes when the test ends.
struct Folder(TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(TempDir::new())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    async fn open(&self) -> Store {
        Store::open(self.path(), MASTER_KEY).await.expect("opens")
    }
}

fn at(seconds: i64, event: Event) -> Fact {
    Fact {
        at: Timestamp(seconds * 1_000_000),
        event,
    }
}

fn joined(seconds: i64, person: PersonId, name: &str) -> Fact {
    let names = NamesOfTheDay {
        name: Localized::of("en", name),
        title: Localized::default(),
    };
    at(
        seconds,
        Event::Joined {
            person,
            connection: ConnectionId::from_bits(1),
            role: Role::Host,
            rank: Rank::Mayor,
            delegation: DelegationId::from_bits(1),
            names: Private::text(serde_json::to_string(&names).expect("serialises")),
        },
    )
}

fn chat(seconds: i64, person: PersonId, text: &str) -> Fact {
    at(
        seconds,
        Event::Chat {
            id: ChatId::from_bits(u64::try_from(seconds).expect("after 1970")),
            person,
            text: Private::text(text),
        },
    )
}

fn opened(seconds: i64) -> Fact {
    at(seconds, Event::Opened { by: ALICE })
}

fn ended(seconds: i64) -> Fact {
    at(
        seconds,
        Event::Ended {
            by: Some(ALICE),
            reason: EndReason::ByHost,
        },
    )
}

fn turn(epoch: &Epoch, facts: Vec<Fact>) -> Turn {
    Turn {
        session: FORUM,
        epoch: epoch.epoch,
        facts,
    }
}
