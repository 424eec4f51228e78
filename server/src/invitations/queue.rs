//! Puts into the queue what an organizer looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::http::StatusCode;
use meeting::id::{PersonId, RepetitionId, SessionId};
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::content::Occasion;
use super::desk::{Desk, Upcoming};
use super::office;
use super::table::{self, New};
use crate::app::{App, now};
use crate::rest::ApiError;
use crate::store::StoreError;

/// What goes out in one message: of several sessions, when somebody is invited to them and they
/// repeat one another. Such messages come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Message {
    Whole(RepetitionId, PersonId),
    One(SessionId, PersonId),
}

type Together<'a> = Vec<(&'a Desk, Upcoming<'a>)>;

/// The letters to be sent of these sessions, by message; each in the order of the sessions.
pub(super) fn messages<'a>(
    desks: &'a [Desk],
    chosen: impl Fn(SessionId, &Upcoming<'a>) -> bool,
) -> BTreeMap<Message, Together<'a>> {
    let all = desks.iter().flat_map(|desk| {
        let letters = desk.to_send();
        letters.map(move |upcoming| (desk, upcoming))
    });
    let all: Together<'a> = all
        .filter(|(desk, upcoming)| chosen(desk.session(), upcoming))
        .collect();
    let invites = all.iter().filter_map(|(desk, upcoming)| {
        let is_first = upcoming.said.occasion == Occasion::First;
        repetition(desk, upcoming.person).filter(|_| is_first)
    });
    let invited: BTreeSet<Message> = invites.collect();
    let mut messages: BTreeMap<Message, Together<'a>> = BTreeMap::new();
    for (desk, upcoming) in all {
        let whole = repetition(desk, upcoming.person);
        let whole = whole.filter(|whole| invited.contains(whole));
        let whole = whole.filter(|_| !upcoming.said.occasion.takes_back());
        let message = whole.unwrap_or(Message::One(desk.session(), upcoming.person));
        messages.entry(message).or_default().push((desk, upcoming));
    }
    messages
}

/// The message in which a person would be told of all sessions that repeat one another.
fn repetition(desk: &Desk, person: PersonId) -> Option<Message> {
    let slot = desk.invited.slot.as_ref()?;
    Some(Message::Whole(slot.repetition, person))
}

/// Refuses what nobody would hand over; `by_hand`: the office does it itself.
pub(super) fn unless_no_server(app: &App, by_hand: bool) -> Result<(), ApiError> {
    if by_hand || app.config.mail.sender().is_some() {
        return Ok(());
    }
    let message = "No mail server is configured; letters can be downloaded.";
    Err(ApiError::new(
        StatusCode::CONFLICT,
        "no_mail_server",
        message,
    ))
}

/// Keeps those of the chosen letters that can go, and wakes the one who hands them over. `desks` were
/// read in the same transaction.
pub(super) async fn put(
    app: &App,
    mut transaction: Transaction<'static, Sqlite>,
    desks: &[Desk],
    by_hand: bool,
    chosen: impl Fn(SessionId, PersonId) -> bool,
) -> Result<(), ApiError> {
    write(app, &mut transaction, desks, by_hand, chosen).await?;
    transaction.commit().await?;
    app.letters.wake();
    Ok(())
}

async fn write(
    app: &App,
    database: &mut SqliteConnection,
    desks: &[Desk],
    by_hand: bool,
    chosen: impl Fn(SessionId, PersonId) -> bool,
) -> Result<(), StoreError> {
    let goes = |session: SessionId, one: &Upcoming<'_>| {
        (by_hand || one.said.content.email.is_some()) && chosen(session, one.person)
    };
    let now = now().timestamp;
    // Of those messages that tell a calendar all anew: what is told of one session counts after it.
    let mut wholes: BTreeMap<Message, u32> = BTreeMap::new();
    for (message, together) in messages(desks, goes) {
        let Some((lead, first)) = together.first() else {
            continue;
        };
        let person = first.person;
        let own = together.iter().map(|(_, one)| one.sequence).max();
        let whole = repetition(lead, person);
        let after = whole.and_then(|whole| wholes.get(&whole)).map(|it| it + 1);
        let sequence = own.max(after).unwrap_or(0);
        if let Message::Whole(..) = message {
            wholes.insert(message, sequence);
        }
        let at = match after {
            Some(_) => now.plus(Duration::from_micros(1)),
            None => now,
        };
        for (desk, Upcoming { said, .. }) in &together {
            let new = New {
                session: desk.session(),
                person,
                sequence,
                said,
                message_id: office::message_id(app, lead.session(), person, sequence),
                by_hand,
            };
            table::put(database, &new, at).await?;
        }
    }
    Ok(())
}
