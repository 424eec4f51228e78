//! What would be sent to a person now: from what stands now, and from the letters there were.

use serde::Serialize;
use utoipa::ToSchema;

use super::content::{Content, Occasion, changes};
use super::table::{Kept, Said, State};

/// Where the session stands, as far as letters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is to come, or on.
    Open,
    Cancelled,
    Over,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    Nothing(Idle),
    Letter { sequence: u32, said: Box<Said> },
}

/// Why nothing is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Idle {
    /// The person knows what there is to know.
    UpToDate,
    /// It is in the queue.
    UnderWay,
    /// What there is to know may have arrived: an organizer decides.
    InDoubt,
    /// The session is over.
    Over,
}

/// `now` is what there is to tell a person who is invited and whose link holds; `letters` are all
/// those to the person about the session, in order. No number below `free` is given: others that
/// share the UID of its entry may have it.
pub(super) fn next(standing: Standing, now: Option<&Content>, letters: &[Kept], free: u32) -> Next {
    let told = told(letters);
    let occasion = match (standing, now) {
        (Standing::Over, _) => return Next::Nothing(Idle::Over),
        (Standing::Open, Some(now)) => match told {
            Some(told) if !told.said.occasion.takes_back() => {
                let changes = changes(&told.said.content, now);
                if changes.is_empty() {
                    return Next::Nothing(at_rest(told));
                }
                Occasion::Update { changes }
            }
            Some(_) | None => Occasion::First,
        },
        (Standing::Cancelled, Some(_)) => Occasion::Cancelled,
        (Standing::Cancelled | Standing::Open, None) => Occasion::Withdrawn,
    };
    let content = match (occasion.takes_back(), told) {
        // What is taken back is what was told.
        (true, Some(told)) if !told.said.occasion.takes_back() => Some(&told.said.content),
        (true, _) => None,
        (false, _) => now,
    };
    let Some(content) = content.cloned() else {
        return Next::Nothing(told.map_or(Idle::UpToDate, at_rest));
    };
    let said = Box::new(Said { occasion, content });
    let newest = letters.last();
    let queued = newest.filter(|newest| newest.state == State::Queued);
    if queued.is_some_and(|queued| queued.said == *said) {
        return Next::Nothing(Idle::UnderWay);
    }
    let own = newest.map_or(0, |newest| match newest.state {
        // It never left the house: its number is free.
        State::Queued | State::Failed => newest.sequence,
        State::Sending | State::Sent | State::InDoubt => newest.sequence + 1,
    });
    Next::Letter {
        sequence: own.max(free),
        said,
    }
}

/// The least number that none of these letters has, or will have once it leaves the house.
pub(super) fn free<'a>(letters: impl IntoIterator<Item = &'a Kept>) -> u32 {
    let taken = letters.into_iter().filter(|letter| match letter.state {
        State::Queued | State::Sending | State::Sent | State::InDoubt => true,
        State::Failed => false,
    });
    taken.map(|letter| letter.sequence + 1).max().unwrap_or(0)
}

/// The newest letter that left the house, or may have.
pub(super) fn told(letters: &[Kept]) -> Option<&Kept> {
    letters.iter().rev().find(|letter| match letter.state {
        State::Sending | State::Sent | State::InDoubt => true,
        State::Queued | State::Failed => false,
    })
}

fn at_rest(told: &Kept) -> Idle {
    match told.state {
        State::InDoubt => Idle::InDoubt,
        State::Sending => Idle::UnderWay,
        State::Queued | State::Sent | State::Failed => Idle::UpToDate,
    }
}

/// Whether a letter that waited for its turn may still go as it is. `now` as in [`next`].
pub(super) fn still_holds(said: &Said, standing: Standing, now: Option<&Content>) -> bool {
    let invited = now.filter(|_| standing == Standing::Open);
    match (said.occasion.takes_back(), invited) {
        (true, None) => standing != Standing::Over,
        (false, Some(now)) => {
            // A note that was taken out is no news to whoever has it, but goes to nobody else.
            said.content.email == now.email
                && said.content.note == now.note
                && changes(&said.content, now).is_empty()
        }
        (true, Some(_)) | (false, None) => false,
    }
}

#[cfg(test)]
mod tests;
