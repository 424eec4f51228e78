//! The organizer's board: who was told what, what would be sent now, who answered and tested.

use std::collections::{BTreeMap, BTreeSet};

use meeting::id::{DelegationId, PersonId, SessionId};
use meeting::plan::{Localized, Plan};
use meeting::time::Timestamp;
use serde::Serialize;
use serde_json::json;
use sqlx::SqliteConnection;
use utoipa::ToSchema;

use super::content::{Change, Content, Occasion};
use super::next::{Idle, Next, Standing, next};
use super::office::{self, Label};
use super::replies::{self, Reply};
use super::table::{self, Kept, Problem, Said, State};
use crate::app::App;
use crate::rest::ApiError;
use crate::schedule::{self, Invited, SessionState};
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
    /// Those invited, in the order of the plan; then those who were and have had a letter.
    people: Vec<Line>,
}

/// One person.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = InvitationLine)]
struct Line {
    person: PersonId,
    name: Localized,
    /// Absent: taken off the list.
    delegation: Option<DelegationId>,
    /// BCP 47 tag of the language that letters are written in.
    language: String,
    email: Option<String>,
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

/// All that is known of the letters of a session, read at one moment.
pub(super) struct Desk {
    pub(super) invited: Invited,
    letters: BTreeMap<PersonId, Vec<Kept>>,
    next: BTreeMap<PersonId, Next>,
    /// What there is to tell those who are invited.
    contents: BTreeMap<PersonId, Content>,
}

pub(super) async fn desk(
    app: &App,
    database: &mut SqliteConnection,
    session: SessionId,
) -> Result<Desk, ApiError> {
    let invited = schedule::invited(app, database, session).await?;
    let invited = invited.ok_or_else(ApiError::not_found)?;
    let letters = table::of_session(database, session).await?;
    let now = crate::app::now().timestamp;
    let standing = standing(&invited, now);
    let people = invited.plan.people.iter().map(|person| person.id);
    let people: BTreeSet<PersonId> = people.chain(letters.keys().copied()).collect();
    let content = |person: &PersonId| {
        let content = office::to_tell(app, &invited.plan, *person, invited.links.get(person));
        Some((*person, content?))
    };
    let contents: BTreeMap<PersonId, Content> = people.iter().filter_map(content).collect();
    let decide = |person: PersonId| {
        let letters = letters.get(&person).map_or(&[][..], Vec::as_slice);
        (person, next(standing, contents.get(&person), letters))
    };
    let next = people.iter().copied().map(decide).collect();
    Ok(Desk {
        invited,
        letters,
        next,
        contents,
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

impl Desk {
    /// Of everything that would be sent.
    pub(super) fn digest(&self) -> String {
        let next = self.next.iter().filter_map(|(person, next)| match next {
            Next::Letter { sequence, said } => Some(json!([person, sequence, said])),
            Next::Nothing(_) => None,
        });
        let all: Vec<serde_json::Value> = next.collect();
        table::hex(json!(all).to_string().as_bytes())
    }

    /// What would be sent, by person.
    pub(super) fn to_send(&self) -> impl Iterator<Item = (PersonId, u32, &Said)> {
        self.next.iter().filter_map(|(person, next)| match next {
            Next::Letter { sequence, said } => Some((*person, *sequence, said.as_ref())),
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

    pub(super) fn newest(&self, person: PersonId) -> Option<&Kept> {
        self.letters.get(&person)?.last()
    }

    /// The letter to a person to look at: the one that would be sent, else the newest; once all is
    /// over, the invitation they could have had.
    pub(super) fn current(&self, app: &App, person: PersonId) -> Option<(Label, Said)> {
        let upcoming = self.to_send().find(|(one, ..)| *one == person);
        if let Some((_, sequence, said)) = upcoming {
            return Some((self.unsent(app, person, sequence), said.clone()));
        }
        if let Some(letter) = self.newest(person) {
            return Some((label(letter), letter.said.clone()));
        }
        let content = self.contents.get(&person)?.clone();
        let occasion = Occasion::First;
        Some((self.unsent(app, person, 0), Said { occasion, content }))
    }

    fn unsent(&self, app: &App, person: PersonId, sequence: u32) -> Label {
        let session = self.invited.plan.session;
        Label {
            session,
            person,
            sequence,
            message_id: office::message_id(app, session, person, sequence),
            made_at: crate::app::now().timestamp,
        }
    }

    pub(super) async fn board(
        self,
        app: &App,
        database: &mut SqliteConnection,
    ) -> Result<Board, ApiError> {
        let session = self.invited.plan.session;
        let trials = trial::latest(database, session).await?;
        let replies = replies::latest(database, session).await?;
        let line = |person: PersonId| Line {
            check: trials.get(&person).copied(),
            reply: replies.get(&person).cloned(),
            ..self.line(person)
        };
        Ok(Board {
            digest: self.digest(),
            version: self.invited.version,
            state: self.invited.state,
            sender: app.config.mail.sender().map(str::to_owned),
            people: self.everybody().into_iter().map(line).collect(),
        })
    }

    fn line(&self, person: PersonId) -> Line {
        let plan: &Plan = &self.invited.plan;
        let invitee = plan.person(person);
        let letter = self.newest(person);
        let said = letter.map(|letter| &letter.said.content);
        let link = self.invited.links.get(&person);
        let language = invitee.map(|invitee| super::words::Words::of(&invitee.language).language());
        let language = language.or(said.map(|said| said.language.as_str()));
        let former = || said.map(|said| Localized::of(&said.language, &said.name));
        let name = invitee.map(|invitee| invitee.name.clone()).or_else(former);
        Line {
            person,
            name: name.unwrap_or_default(),
            delegation: invitee.map(|invitee| invitee.delegation),
            language: language.unwrap_or("en").to_owned(),
            email: match invitee {
                Some(invitee) => invitee.email.clone(),
                None => said.and_then(|said| said.email.clone()),
            },
            letter: letter.map(letter_card),
            next: self.next.get(&person).map_or(
                NextCard::Nothing {
                    why: Idle::UpToDate,
                },
                next_card,
            ),
            opened_at: link.and_then(|link| link.opened_at),
            check: None,
            reply: None,
        }
    }
}

pub(super) fn label(letter: &Kept) -> Label {
    Label {
        session: letter.session,
        person: letter.person,
        sequence: letter.sequence,
        message_id: letter.message_id.clone(),
        made_at: letter.made_at,
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
