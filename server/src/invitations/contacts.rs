//! How far it has come with each of those invited: what the checks before a session rest on.

use std::collections::BTreeMap;

use meeting::id::PersonId;
use meeting::preparation::{Coming, Contact};
use sqlx::SqliteConnection;

use super::replies::{self, Answer, Reply};
use super::table::{self, Kept, State};
use crate::schedule::Invited;
use crate::store::{LinkRow, StoreError};
use crate::trial;

/// By person, everybody of the plan.
pub(crate) async fn contacts(
    database: &mut SqliteConnection,
    invited: &Invited,
) -> Result<BTreeMap<PersonId, Contact>, StoreError> {
    let session = invited.plan.session;
    let letters = table::of_session(database, session).await?;
    let replies = replies::latest(database, session).await?;
    let trials = trial::latest(database, session).await?;
    let contact = |person: PersonId| {
        let link = invited.links.get(&person).filter(|link| !link.revoked);
        let letters = letters.get(&person).map_or(&[][..], Vec::as_slice);
        let contact = Contact {
            has_link: link.is_some(),
            has_received: link.is_some_and(|link| has_received(link, letters)),
            reply: replies.get(&person).map(coming),
            tested: trials.get(&person).map(trial::Checked::verdict),
        };
        (person, contact)
    };
    let people = invited.plan.people.iter();
    Ok(people.map(|person| contact(person.id)).collect())
}

/// Whether a letter went out with this very link, or somebody opened it however they came by it.
fn has_received(link: &LinkRow, letters: &[Kept]) -> bool {
    let names_it = |letter: &Kept| {
        letter.state == State::Sent
            && !letter.said.occasion.takes_back()
            && letter.said.content.link == link.serial
    };
    link.opened_at.is_some() || letters.iter().any(names_it)
}

fn coming(reply: &Reply) -> Coming {
    match reply.answer() {
        Answer::Accepted => Coming::Yes,
        Answer::Declined => Coming::No,
        Answer::Proposed { .. } | Answer::Deputy { .. } => Coming::Undecided,
    }
}
