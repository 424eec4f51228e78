//! The one task that hands letters to the mail server, one after the other.
//!
//! What is about to happen is kept before it happens, and what came of it before the next: a
//! letter that was under way when the service broke off is found as such at the next start.

use std::sync::Arc;
use std::time::Duration;

use meeting::id::SessionId;
use meeting::time::Timestamp;
use sqlx::SqliteConnection;
use tokio::sync::{Notify, watch};
use tokio::time::sleep;

use super::kin::Kin;
use super::mailing::{Mailing, label, part};
use super::mime::{Post, Unsendable};
use super::next::still_holds;
use super::smtp::{Outcome, Server};
use super::table::{self, Kept, Problem, State, Turn};
use super::{desk, notes, office};
use crate::app::{App, now};
use crate::schedule::{self, Invited};
use crate::store::StoreError;

/// A letter that is put off is tried so often: with the waits of the default configuration, for a
/// day.
const ATTEMPTS: u32 = 30;
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// Until a write that failed is tried again.
const STORE_WAIT: Duration = Duration::from_secs(1);

/// How others tell the sender that there is something to send.
#[derive(Debug, Default)]
pub struct Letters {
    queued: Notify,
}

impl Letters {
    pub(super) fn wake(&self) {
        self.queued.notify_one();
    }
}

/// Sends what is queued until the service stops.
pub async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    if app.config.mail.sender().is_none() {
        return;
    }
    let (host, _) = app.identity.public_url().host_and_port();
    let mut sender = Sender {
        server: Server::new(app.config.mail.clone(), host),
        app: app.clone(),
    };
    sender.look_back().await;
    while !*stopping.borrow() {
        let wait = match sender.one().await {
            Ok(Some(wait)) => wait,
            Ok(None) => sender.idle().await,
            Err(error) => {
                tracing::error!(%error, "the queue of letters cannot be read or written");
                STORE_WAIT
            }
        };
        tokio::select! {
            () = sleep(wait) => {}
            () = app.letters.queued.notified(), if wait > sender.pace() => {}
            _ = stopping.changed() => {}
        }
    }
    sender.server.rest().await;
}

/// What is to be handed over next.
struct Turned {
    /// All of one message.
    letters: Vec<Kept>,
    /// The plan has not overtaken it.
    holds: bool,
    post: Result<Post, Unsendable>,
}

struct Sender {
    app: Arc<App>,
    server: Server,
}

impl Sender {
    /// Between two letters.
    fn pace(&self) -> Duration {
        Duration::from_secs(60) / self.app.config.mail.per_minute
    }

    async fn look_back(&self) {
        loop {
            let doubted = async {
                let mut transaction = self.app.store.write().await?;
                let now = now().timestamp;
                let count = table::doubt_what_was_under_way(&mut transaction, now).await?;
                transaction.commit().await?;
                Ok::<u64, StoreError>(count)
            };
            match doubted.await {
                Ok(0) => return,
                Ok(count) => return tracing::warn!(count, "letters may have been sent or not"),
                Err(error) => tracing::error!(%error, "letters cannot be looked through"),
            }
            sleep(STORE_WAIT).await;
        }
    }

    /// Nothing is due: until when.
    async fn idle(&mut self) -> Duration {
        self.server.rest().await;
        let due = async {
            let mut database = self.app.store.pool().acquire().await?;
            if table::is_paused(&mut database).await? {
                return Ok(None);
            }
            table::next_due(&mut database).await
        };
        let due = due.await.ok().flatten();
        due.map_or(LONGEST_WAIT, |due| due.since(now().timestamp))
            .clamp(Duration::from_millis(50), LONGEST_WAIT)
    }

    /// The letter whose turn it is, with those that go out in the same message.
    async fn next(
        &self,
        database: &mut SqliteConnection,
        now: Timestamp,
    ) -> Result<Option<Turned>, StoreError> {
        let Some(letter) = table::next(database, now).await? else {
            return Ok(None);
        };
        let letters = table::together(database, &letter).await?;
        let (mut parts, mut holds, mut lead) = (Vec::new(), true, None);
        for letter in &letters {
            let invited = schedule::invited(&self.app, database, letter.session).await?;
            let gone = || StoreError::damaged("letter", letter.session, "it is about no session");
            let invited = invited.ok_or_else(gone)?;
            let note = notes::of(database, letter.session).await?;
            let content = office::to_tell(&self.app, &invited, &note, letter.person);
            let standing = desk::standing(&invited, now);
            holds &= still_holds(&letter.said, standing, content.as_ref());
            parts.push(part(letter, invited.slot.as_ref()));
            lead = lead.or(Some(invited));
        }
        let Some(Invited { plan, slot, .. }) = lead else {
            return Ok(None);
        };
        let kin = Kin::to(database, letter.person, plan.session, slot.as_ref()).await?;
        holds &= !kin.has_overtaken(&letter);
        let about: Vec<SessionId> = letters.iter().map(|letter| letter.session).collect();
        let known = kin.known(letter.person, &about);
        let mailing = Mailing::new(label(&letter), parts, known);
        let post = mailing.map(|mailing| office::write(&self.app, &plan, mailing).post(&self.app));
        Ok(post.map(|post| Turned {
            letters,
            holds,
            post,
        }))
    }

    /// Handles the letter whose turn it is; gives how long to wait after it.
    async fn one(&mut self) -> Result<Option<Duration>, StoreError> {
        let mut transaction = self.app.store.write().await?;
        if table::is_paused(&mut transaction).await? {
            return Ok(None);
        }
        let now = now().timestamp;
        let next = match self.next(&mut transaction, now).await {
            Err(error @ StoreError::Damaged { .. }) => {
                tracing::error!(%error, "a letter is set aside");
                table::set_aside(&mut transaction, now).await?;
                transaction.commit().await?;
                return Ok(Some(Duration::ZERO));
            }
            next => next?,
        };
        let Some(Turned {
            mut letters,
            holds,
            post,
        }) = next
        else {
            return Ok(None);
        };
        for letter in &letters {
            let begun = begun(letter, &post, holds, now);
            table::turn(&mut transaction, letter, &begun, now).await?;
        }
        transaction.commit().await?;
        let (Ok(post), true) = (post, holds) else {
            return Ok(Some(Duration::ZERO));
        };
        for letter in &mut letters {
            letter.state = State::Sending;
            letter.attempts += 1;
        }
        let outcome = self.server.send(&post).await;
        self.keep(&letters, &outcome).await;
        Ok(Some(self.pace()))
    }

    /// Does not give up: until it is kept, nothing else is sent.
    async fn keep(&self, letters: &[Kept], outcome: &Outcome) {
        while let Err(error) = self.keep_once(letters, outcome).await {
            tracing::error!(%error, "what became of a letter cannot be kept");
            sleep(STORE_WAIT).await;
        }
    }

    async fn keep_once(&self, letters: &[Kept], outcome: &Outcome) -> Result<(), StoreError> {
        let now = now().timestamp;
        let attempts = letters.iter().map(|letter| letter.attempts).max();
        let wait = self.wait_after(attempts.unwrap_or(1));
        let mut transaction = self.app.store.write().await?;
        for letter in letters {
            let turn = turn(letter, outcome, now, wait);
            table::turn(&mut transaction, letter, &turn, now).await?;
        }
        if let Outcome::Unreached(_) = outcome {
            // What holds for one holds for all.
            table::put_off_all(&mut transaction, now.plus(wait)).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Twice as long each time.
    fn wait_after(&self, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(16);
        let wait = self.app.config.mail.retry * 2_u32.pow(doublings);
        wait.min(LONGEST_WAIT)
    }
}

fn begun<'a>(
    letter: &Kept,
    post: &Result<Post, Unsendable>,
    holds: bool,
    now: Timestamp,
) -> Turn<'a> {
    match (post, holds) {
        (Ok(_), true) => Turn {
            state: State::Sending,
            problem: None,
            answer: None,
            attempts: letter.attempts + 1,
            due_at: now,
        },
        (Ok(_), false) => failed(letter, Problem::Overtaken, None, now),
        (Err(error), _) => {
            tracing::error!(%error, session = %letter.session, "a letter cannot be written");
            failed(letter, Problem::Unwritable, None, now)
        }
    }
}

fn turn<'a>(letter: &Kept, outcome: &'a Outcome, now: Timestamp, wait: Duration) -> Turn<'a> {
    let again = |problem, answer: &'a str| {
        if letter.attempts >= ATTEMPTS {
            return failed(letter, problem, Some(answer), now);
        }
        Turn {
            state: State::Queued,
            problem: Some(problem),
            answer: Some(answer),
            attempts: letter.attempts,
            due_at: now.plus(wait),
        }
    };
    match outcome {
        Outcome::Sent => Turn {
            state: State::Sent,
            problem: None,
            answer: None,
            attempts: letter.attempts,
            due_at: now,
        },
        Outcome::Refused(answer) => failed(letter, Problem::Refused, Some(answer), now),
        Outcome::Deferred(answer) => again(Problem::Deferred, answer),
        Outcome::Unreached(answer) => again(Problem::Unreachable, answer),
        Outcome::InDoubt(answer) => Turn {
            state: State::InDoubt,
            ..failed(letter, Problem::Unanswered, Some(answer), now)
        },
    }
}

fn failed<'a>(
    letter: &Kept,
    problem: Problem,
    answer: Option<&'a str>,
    now: Timestamp,
) -> Turn<'a> {
    Turn {
        state: State::Failed,
        problem: Some(problem),
        answer,
        attempts: letter.attempts,
        due_at: now,
    }
}
