//! All that is known of the letters about one session, and what would be sent now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use meeting::id::{PersonId, SessionId};
use meeting::plan::Localized;
use meeting::time::Timestamp;
use serde_json::json;
use sqlx::SqliteConnection;

use super::content::{Content, Occasion};
use super::kin::{Kin, Shared};
use super::mailing::{Label, Mailing, Part, label, part};
use super::next::{Next, Standing, next};
use super::table::{self, ByPerson, Kept, Said};
use super::{notes, office};
use crate::app::App;
use crate::rest::ApiError;
use crate::schedule::{self, Invited, SessionState};

/// Read at one moment.
pub(super) struct Desk {
    pub(super) invited: Invited,
    /// The office's own words.
    pub(super) note: Localized,
    letters: Arc<ByPerson>,
    next: BTreeMap<PersonId, Next>,
    /// What there is to tell those who are invited.
    contents: BTreeMap<PersonId, Content>,
    kin: Kin,
}

pub(super) async fn desk(
    app: &App,
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Desk, ApiError> {
    beside(app, database, &mut Shared::default(), session).await
}

/// Shares its letters with the desks of other sessions.
pub(super) async fn beside(
    app: &App,
    database: &mut SqliteConnection,
    shared: &mut Shared,
    session: SessionId,
) -> Result<Desk, ApiError> {
    let invited = schedule::invited(app, database, session).await?;
    let invited = invited.ok_or_else(ApiError::not_found)?;
    let note = notes::of(database, session).await?;
    let letters = shared.of(database, session).await?;
    let kin = Kin::of(database, shared, session, invited.slot.as_ref()).await?;
    let now = crate::app::now().timestamp;
    let standing = standing(&invited, now);
    let people = invited.plan.people.iter().map(|person| person.id);
    let people: BTreeSet<PersonId> = people.chain(letters.keys().copied()).collect();
    let content =
        |person: &PersonId| Some((*person, office::to_tell(app, &invited, &note, *person)?));
    let contents: BTreeMap<PersonId, Content> = people.iter().filter_map(content).collect();
    let decide = |person: PersonId| {
        let letters = letters.get(&person).map_or(&[][..], Vec::as_slice);
        let free = kin.free(person);
        (person, next(standing, contents.get(&person), letters, free))
    };
    let next = people.iter().copied().map(decide).collect();
    Ok(Desk {
        invited,
        note,
        letters,
        next,
        contents,
        kin,
    })
}

pub(super) fn standing(invited: &Invited, now: Timestamp) -> Standing {
    match invited.state {
        SessionState::Planned | SessionState::Open | SessionState::Live => Standing::Open,
        // Nobody needs to be told that what is past does not take place.
        SessionState::Cancelled if now < invited.plan.ends_at() => Standing::Cancelled,
        SessionState::Cancelled | SessionState::Ended => Standing::Over,
    }
}

/// What would be said to a person, and the number it would have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Upcoming<'a> {
    pub(super) person: PersonId,
    pub(super) sequence: u32,
    pub(super) said: &'a Said,
}

impl Desk {
    pub(super) fn session(&self) -> SessionId {
        self.invited.plan.session
    }

    /// Of everything that would be sent.
    pub(super) fn digest(&self) -> String {
        let all = self.to_send();
        let all = all.map(|one| json!([one.person, one.sequence, one.said]));
        let all: Vec<serde_json::Value> = all.collect();
        table::hex(json!(all).to_string().as_bytes())
    }

    /// What would be sent, by person.
    pub(super) fn to_send(&self) -> impl Iterator<Item = Upcoming<'_>> {
        self.next.iter().filter_map(|(person, next)| match next {
            Next::Letter { sequence, said } => Some(Upcoming {
                person: *person,
                sequence: *sequence,
                said,
            }),
            Next::Nothing(_) => None,
        })
    }

    /// Those invited, in the order of the plan; then those who were and have had a letter.
    pub(super) fn everybody(&self) -> Vec<PersonId> {
        let plan = &self.invited.plan;
        let invited = plan.people.iter().map(|person| person.id);
        let former = self.letters.keys().copied();
        let former = former.filter(|person| plan.person(*person).is_none());
        invited.chain(former).collect()
    }

    pub(super) fn next(&self, person: PersonId) -> Option<&Next> {
        self.next.get(&person)
    }

    pub(super) fn newest(&self, person: PersonId) -> Option<&Kept> {
        self.letters.get(&person)?.last()
    }

    /// The message to a person to look at: the one that would be sent, else the newest; once all is
    /// over, the invitation they could have had.
    pub(super) fn current(&self, app: &App, person: PersonId) -> Option<Mailing> {
        if let Some(upcoming) = self.to_send().find(|one| one.person == person) {
            let label = unsent(app, self.session(), (person, upcoming.sequence));
            return self.mailing(label, vec![self.part(upcoming.said)]);
        }
        if let Some(letter) = self.newest(person) {
            let mut parts = vec![part(letter, self.invited.slot.as_ref())];
            parts.extend(self.kin.beside(letter));
            return self.mailing(label(letter), parts);
        }
        let said = Said {
            occasion: Occasion::First,
            content: self.contents.get(&person)?.clone(),
        };
        let label = unsent(app, self.session(), (person, 0));
        self.mailing(label, vec![self.part(&said)])
    }

    pub(super) fn part(&self, said: &Said) -> Part {
        Part {
            session: self.session(),
            said: said.clone(),
            slot: self.invited.slot.clone(),
        }
    }

    /// These parts in one message, with what the person knows of the sessions that repeat them.
    pub(super) fn mailing(&self, label: Label, parts: Vec<Part>) -> Option<Mailing> {
        let told: Vec<SessionId> = parts.iter().map(|part| part.session).collect();
        let known = self.kin.known(label.person, &told);
        Mailing::new(label, parts, known)
    }
}

/// Of a message that is not kept yet.
pub(super) fn unsent(app: &App, session: SessionId, (person, sequence): (PersonId, u32)) -> Label {
    Label {
        person,
        sequence,
        message_id: office::message_id(app, session, person, sequence),
        made_at: crate::app::now().timestamp,
    }
}
