//! Votes as a client sees them.

use meeting::id::{PersonId, VoteId};
use meeting::protocol::{VoteView, VotesView};
use meeting::vote::Choice;

pub(crate) fn put(votes: &mut VotesView, vote: VoteView) {
    match votes.votes.iter_mut().find(|known| known.id == vote.id) {
        Some(known) => *known = vote,
        None => votes.votes.push(vote),
    }
}

/// `None` when there is no such vote, or it is not theirs.
pub(crate) fn note(
    votes: &mut VotesView,
    vote: VoteId,
    person: PersonId,
    choice: Option<Choice>,
) -> Option<()> {
    let vote = votes.votes.iter_mut().find(|one| one.id == vote)?;
    let mut voters = vote.voters.iter_mut();
    let voter = voters.find(|one| one.person == Some(person))?;
    (voter.voted, voter.choice, voter.passed) = (true, choice, false);
    Some(())
}
