//! Minutes on paper.

use std::sync::Arc;

use axum::response::Response;
use meeting::id::SessionId;
use meeting::plan::is_same_language;

use super::document::{Document, Section};
use super::table::Edition;
use super::words::Words;
use crate::app::{App, now};
use crate::invitations::moment_in_words;
use crate::protocol::{pdf, printed_at, refusal};
use crate::rest::ApiError;

/// Which minutes are printed, and in which language.
pub(super) struct Wish {
    pub(super) session: SessionId,
    pub(super) zone: String,
    /// Of the session, the main one first.
    pub(super) languages: Vec<String>,
    /// One of them; the main one when there is no such.
    pub(super) language: Option<String>,
}

impl Wish {
    fn language(&self) -> &str {
        let wish = self.language.as_deref().unwrap_or_default();
        let exact = self.languages.iter().find(|one| *one == wish);
        let related = || {
            self.languages
                .iter()
                .find(|one| is_same_language(one, wish))
        };
        let found = exact.or_else(related).or_else(|| self.languages.first());
        found.map_or("en", String::as_str)
    }
}

pub(super) async fn printed(
    app: Arc<App>,
    wish: Wish,
    edition: Edition,
    mut text: Document,
) -> Result<Response, ApiError> {
    let language = wish.language().to_owned();
    let sections = text.0.remove(&language).ok_or_else(ApiError::not_found)?;
    let name = format!("minutes-{}-{language}", wish.session);
    let pages = pages(&wish.zone, &language, &edition, sections);
    pdf(app, &name, move |_, fonts| {
        print::minutes(&pages, fonts).map_err(refusal)
    })
    .await
}

fn pages(zone: &str, language: &str, edition: &Edition, sections: Vec<Section>) -> print::Minutes {
    let words = Words::of(language);
    let standing = match edition.approved_at {
        Some(at) => {
            let number = edition.number.to_string();
            let when = moment_in_words(language, zone, at);
            words.fill("edition", &[("number", &number), ("when", &when)])
        }
        None => words.get("draft"),
    };
    let sections = sections.into_iter().map(|section| print::Section {
        heading: section.heading,
        paragraphs: section.text.lines().map(str::to_owned).collect(),
    });
    print::Minutes {
        language: language.to_owned(),
        label: words.get("title"),
        standing,
        sections: sections.collect(),
        printed: printed_at(now().timestamp),
    }
}
