//! The organizer's board: who was told what, what would be sent now, who answered and tested.

use std::collections::BTreeMap;

use meeting::id::{DelegationId, PersonId};
use meeting::plan::Localized;
use meeting::time::Timestamp;
use serde::Serialize;
use sqlx::SqliteConnection;
use utoipa::ToSchema;

use super::content::{Change, Occasion};
use super::desk::Desk;
use super::next::{Idle, Next};
use super::replies::{self, Reply};
use super::table::{self, Kept, Problem, State};
use super::words::Words;
use crate::app::App;
use crate::rest::ApiError;
use crate::schedule::SessionState;
use crate::trial::{self, Checked};

/// Letters of a session, and what would be sent now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Board {
    /// Of what would be sent: whoever sends names it, so that nothing else goes out.
    digest: String,
    /// Of the plan.
    version: i64,
    state: SessionState,
    /// The address letters come from. Absent: the service sends none; they are downloaded.
    sender: Option<String>,
    /// No letter of any session goes out for now.
    paused: bool,
    /// What the office adds in its own words, by language of the letter.
    note: Localized,
    /// Those invited, in the order of the plan; then those who were and have had a letter.
    people: Vec<Line>,
}

/// One person.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = InvitationLine)]
struct Line {
    #[serde(flatten)]
    who: Who,
    #[serde(flatten)]
    told: ToldCard,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = InvitationWho)]
pub(super) struct Who {
    pub(super) person: PersonId,
    name: Localized,
    /// Absent: taken off the list.
    delegation: Option<DelegationId>,
    /// Of the delegation.
    city: Option<Localized>,
    /// BCP 47 tag of the language that letters are written in.
    language: String,
    email: Option<String>,
}

impl Who {
    pub(super) fn is_invited(&self) -> bool {
        self.delegation.is_some()
    }
}

/// What a person was told of a session, and what came back.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = InvitationTold)]
pub(super) struct ToldCard {
    /// The newest.
    letter: Option<LetterCard>,
    next: NextCard,
    opened_at: Option<Timestamp>,
    check: Option<Checked>,
    reply: Option<Reply>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct LetterCard {
    sequence: u32,
    takes_back: bool,
    state: State,
    /// The office handed it over itself.
    by_hand: bool,
    problem: Option<Problem>,
    /// The mail server's words.
    answer: Option<String>,
    attempts: u32,
    /// Since when it is in this state.
    since: Timestamp,
    /// When it is tried again.
    again_at: Option<Timestamp>,
}

/// What would be sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum NextCard {
    Nothing { why: Idle },
    First,
    Update { changes: Vec<Change> },
    Cancelled,
    Withdrawn,
}

pub(super) async fn board(
    app: &App,
    database: &mut SqliteConnection,
    desk: Desk,
) -> Result<Board, ApiError> {
    let cards = told(database, &desk).await?;
    let line = |(person, told)| Line {
        who: who(&desk, person),
        told,
    };
    Ok(Board {
        digest: desk.digest(),
        version: desk.invited.version,
        state: desk.invited.state,
        sender: sender(app),
        paused: table::is_paused(database).await?,
        people: cards.into_iter().map(line).collect(),
        note: desk.note,
    })
}

pub(super) fn sender(app: &App) -> Option<String> {
    app.config.mail.sender().map(str::to_owned)
}

/// Everybody's, in the order of the board.
pub(super) async fn told(
    database: &mut SqliteConnection,
    desk: &Desk,
) -> Result<Vec<(PersonId, ToldCard)>, ApiError> {
    let session = desk.session();
    let trials = trial::latest(database, session).await?;
    let mut replies: BTreeMap<PersonId, Reply> = replies::latest(database, session).await?;
    let idle = NextCard::Nothing {
        why: Idle::UpToDate,
    };
    let card = |person: PersonId| {
        let link = desk.invited.links.get(&person);
        let card = ToldCard {
            letter: desk.newest(person).map(letter_card),
            next: desk.next(person).map_or_else(|| idle.clone(), next_card),
            opened_at: link.and_then(|link| link.opened_at),
            check: trials.get(&person).copied(),
            reply: replies.remove(&person),
        };
        (person, card)
    };
    Ok(desk.everybody().into_iter().map(card).collect())
}

pub(super) fn who(desk: &Desk, person: PersonId) -> Who {
    let plan = &desk.invited.plan;
    let invitee = plan.person(person);
    let said = desk.newest(person).map(|letter| &letter.said.content);
    let language = invitee.map(|invitee| Words::of(&invitee.language).language());
    let language = language.or(said.map(|said| said.language.as_str()));
    let former = || said.map(|said| Localized::of(&said.language, &said.name));
    let name = invitee.map(|invitee| invitee.name.clone()).or_else(former);
    let delegation = invitee.and_then(|invitee| plan.delegation(invitee.delegation));
    Who {
        person,
        name: name.unwrap_or_default(),
        delegation: invitee.map(|invitee| invitee.delegation),
        city: delegation.map(|delegation| delegation.city.clone()),
        language: language.unwrap_or("en").to_owned(),
        email: match invitee {
            Some(invitee) => invitee.email.clone(),
            None => said.and_then(|said| said.email.clone()),
        },
    }
}

fn letter_card(letter: &Kept) -> LetterCard {
    let waits = letter.state == State::Queued && letter.attempts > 0;
    LetterCard {
        sequence: letter.sequence,
        takes_back: letter.said.occasion.takes_back(),
        state: letter.state,
        by_hand: letter.by_hand,
        problem: letter.problem,
        answer: letter.answer.clone(),
        attempts: letter.attempts,
        since: letter.changed_at,
        again_at: waits.then_some(letter.due_at),
    }
}

fn next_card(next: &Next) -> NextCard {
    match next {
        Next::Nothing(why) => NextCard::Nothing { why: *why },
        Next::Letter { said, .. } => match &said.occasion {
            Occasion::First => NextCard::First,
            Occasion::Update { changes } => NextCard::Update {
                changes: changes.clone(),
            },
            Occasion::Cancelled => NextCard::Cancelled,
            Occasion::Withdrawn => NextCard::Withdrawn,
        },
    }
}
