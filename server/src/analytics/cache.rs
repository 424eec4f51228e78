//! Answers that were computed already. One holds as long as nothing is written and it is the same day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::asked::Asked;
use super::figures::{self, Found};
use crate::app::App;
use crate::ledger::{Past, State, View};
use crate::rest::ApiError;

/// Answers that are remembered, and their bytes: a heatmap of a large registry has a megabyte.
const MOST: usize = 256;
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Of one answer: it is not to drive out all others.
const LARGEST: usize = MOST_BYTES / 4;

#[derive(Debug, Default)]
pub struct Cache {
    answers: Mutex<Answers>,
    /// The ledger as it was believed, for the last question of that kind.
    believed: Mutex<Option<(String, Arc<Past>)>>,
    /// All numbers of the last question with the records behind them: whoever looks at a number opens
    /// its list next, and then the next page of it.
    numbers: Mutex<Option<(String, Arc<Vec<Found>>)>>,
}

#[derive(Debug, Default)]
struct Answers {
    /// Of the ledger.
    version: u64,
    bytes: usize,
    by_question: HashMap<String, Arc<[u8]>>,
}

impl Answers {
    fn forget(&mut self) {
        self.bytes = 0;
        self.by_question.clear();
    }

    fn remember(&mut self, question: String, answer: Arc<[u8]>) {
        if answer.len() > LARGEST {
            return;
        }
        if self.by_question.len() >= MOST || self.bytes + answer.len() > MOST_BYTES {
            self.forget();
        }
        self.bytes += answer.len();
        if let Some(other) = self.by_question.insert(question, answer) {
            self.bytes -= other.len();
        }
    }
}

impl Cache {
    fn answers(&self, version: u64) -> MutexGuard<'_, Answers> {
        // It is whole at any time.
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.version != version {
            answers.version = version;
            answers.forget();
        }
        answers
    }

    fn known(&self, version: u64, question: &str) -> Option<Arc<[u8]>> {
        self.answers(version).by_question.get(question).cloned()
    }

    fn remember(&self, version: u64, question: String, answer: Arc<[u8]>) {
        self.answers(version).remember(question, answer);
    }
}

/// Answers a question, from memory where it was asked before; else computed on a thread that may
/// take its time. `about` tells questions of different kinds apart.
pub(super) async fn answer<T: Serialize + Send + 'static>(
    app: &Arc<App>,
    about: String,
    asked: Asked,
    compute: impl FnOnce(&State, &Asked) -> T + Send + 'static,
) -> Result<Response, ApiError> {
    let place = match Place::find(app, &about, &asked) {
        Ok(known) => return Ok(known),
        Err(place) => place,
    };
    let answer = with_state(app, asked, move |state, asked| {
        serde_json::to_vec(&compute(state, asked))
    });
    Ok(place.keep(app, answer.await?.map_err(ApiError::internal)?))
}

fn question(about: &str, asked: &Asked) -> String {
    format!("{about} {asked:?}")
}

/// Where an answer is remembered that is not known yet. It is taken before anything is computed: of
/// what is written meanwhile the answer may know or not, and it must not stand for what is newer.
pub(super) struct Place {
    version: u64,
    question: String,
}

impl Place {
    /// The answer, if it is known.
    pub(super) fn find(app: &App, about: &str, asked: &Asked) -> Result<Response, Place> {
        let version = app.ledger.state().version();
        let question = question(about, asked);
        match app.figures.known(version, &question) {
            Some(known) => Ok(json(&known)),
            None => Err(Place { version, question }),
        }
    }

    pub(super) fn keep(self, app: &App, answer: Vec<u8>) -> Response {
        let answer: Arc<[u8]> = answer.into();
        let response = json(&answer);
        app.figures.remember(self.version, self.question, answer);
        response
    }
}

/// All numbers of a question, with the records behind them.
pub(super) async fn numbers(app: &Arc<App>, asked: Asked) -> Result<Arc<Vec<Found>>, ApiError> {
    let version = app.ledger.state().version();
    let question = question(&version.to_string(), &asked);
    let cell = &app.figures.numbers;
    let last = cell.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((known, numbers)) = last
        && known == question
    {
        return Ok(numbers);
    }
    let numbers = with_state(app, asked, |state, asked| {
        Arc::new(figures::all(state, &asked.query))
    });
    let numbers = numbers.await?;
    let mut place = cell.lock().unwrap_or_else(PoisonError::into_inner);
    *place = Some((question, numbers.clone()));
    Ok(numbers)
}

/// Computes something from what is known, or from what was believed on the day that is asked for.
pub(super) async fn with_state<T: Send + 'static>(
    app: &Arc<App>,
    asked: Asked,
    compute: impl FnOnce(&State, &Asked) -> T + Send + 'static,
) -> Result<T, ApiError> {
    let believed = match asked.believed {
        Some(_) => Some(believed(app, &asked).await?),
        None => None,
    };
    let ledger = app.ledger.clone();
    let work = tokio::task::spawn_blocking(move || match believed {
        Some(past) => compute(&past.state, &asked),
        None => compute(&ledger.state(), &asked),
    });
    work.await.map_err(ApiError::internal)
}

/// The records themselves, as they stand or as they were believed on the day that is asked for.
pub(super) async fn view(app: &Arc<App>, asked: &Asked) -> Result<View, ApiError> {
    let past = match asked.believed {
        Some(_) => Some(believed(app, asked).await?),
        None => None,
    };
    Ok(app.ledger.seen(past))
}

async fn believed(app: &Arc<App>, asked: &Asked) -> Result<Arc<Past>, ApiError> {
    let at = asked.believed.unwrap_or_default();
    let key = format!("{} {}", app.ledger.state().version(), at.micros());
    let cell = &app.figures.believed;
    let known = cell.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((known, past)) = known
        && known == key
    {
        return Ok(past);
    }
    let past = Arc::new(app.ledger.believed(at).await?);
    let mut place = cell.lock().unwrap_or_else(PoisonError::into_inner);
    *place = Some((key, past.clone()));
    Ok(past)
}

fn json(answer: &Arc<[u8]>) -> Response {
    let content_type = [(header::CONTENT_TYPE, "application/json")];
    (content_type, answer.to_vec()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_has_no_more_bytes_than_it_may() {
        let cache = Cache::default();
        let large: Arc<[u8]> = vec![0; LARGEST].into();
        for question in ["a", "a", "b", "c", "d", "e"] {
            cache.remember(1, question.to_owned(), large.clone());
        }
        cache.remember(1, "f".to_owned(), vec![0; LARGEST + 1].into());
        let answers = cache.answers(1);
        assert_eq!(answers.by_question.len(), 1);
        assert_eq!(answers.bytes, large.len());
        drop(answers);
        assert!(cache.known(1, "f").is_none());
        assert!(cache.known(2, "e").is_none());
        assert_eq!(cache.answers(2).bytes, 0);
    }
}
