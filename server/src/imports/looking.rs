//! A file looked at: which sheets it has, what its rows are, and what its columns mean.

use std::sync::Arc;

use history::exchange::Exchange;
use history::intent::Intent;
use history::partner::Partner;
use history::relation::Relation;
use intake::columns::{Mapping, Proposal, SheetKind, likely_kind, propose};
use intake::table::{Format, Limits, Sheet, Table, TableError};

use super::checking::check;
use super::directory::directory;
use super::kept::{Arrived, Import};
use super::memory;
use super::reading::{Content, Reading};
use super::shapes::{Preview, PreviewWish, Proposed};
use super::stop::Stop;
use crate::app::App;
use crate::registry::today;

/// So many sheets are opened to see which one tells what its rows are: each may be large.
const MOST_SHEETS: usize = 20;

/// What a file is.
pub(super) struct Looked {
    pub(super) format: Format,
    pub(super) sheets: Vec<Sheet>,
    pub(super) sheet: String,
    /// `None` where nobody can tell what its rows are.
    pub(super) proposal: Option<Proposed>,
}

pub(super) fn limits(app: &App) -> Limits {
    let bytes = usize::try_from(app.config.imports.file_bytes());
    Limits {
        bytes: bytes.unwrap_or(usize::MAX),
        ..Limits::default()
    }
}

/// Looks at a file that has just come. Of what its rows are, what somebody said of the same headings
/// before tells more than they do.
pub(super) async fn look(app: &Arc<App>, arrived: &Arrived) -> Result<Looked, Stop> {
    let (file, is_pasted) = (arrived.file.0.clone(), arrived.is_pasted);
    let looked = blocking(app, move |app| {
        let content = Content::read(&file, is_pasted)?;
        let table = content.table(limits(app))?;
        let (sheet, likely) = telling(&table)?;
        let names = directory(app);
        let mut kinds = SheetKind::ALL;
        kinds.sort_by_key(|kind| likely != Some(*kind));
        let proposals = kinds.map(|kind| propose(&table, sheet, kind, &names));
        let proposals: Result<Vec<Proposal>, _> = proposals.into_iter().collect();
        let name = table.sheets().get(sheet).map(|sheet| sheet.name.clone());
        let looked = Looked {
            format: table.format(),
            sheets: table.sheets().to_vec(),
            sheet: name.unwrap_or_default(),
            proposal: None,
        };
        Ok((looked, likely, proposals?))
    });
    let (mut looked, likely, proposals) = looked.await?;
    for proposal in proposals {
        let is_likely = likely == Some(proposal.mapping.kind);
        let proposal = as_the_last_time(app, looked.sheet.clone(), proposal).await?;
        if is_likely || proposal.remembered {
            let is_remembered = proposal.remembered;
            looked.proposal = Some(proposal);
            if is_remembered {
                break;
            }
        }
    }
    Ok(looked)
}

/// The first sheet whose headings tell what its rows are: many a workbook begins with a page about
/// itself. Where none tells, the first with anything in it.
fn telling(table: &Table<'_>) -> Result<(usize, Option<SheetKind>), TableError> {
    let first = table.sheet(None)?;
    if let Some(kind) = likely_kind(table, first)? {
        return Ok((first, Some(kind)));
    }
    let others = table.sheets().iter().enumerate().skip(first + 1);
    let others = others.filter(|(_, sheet)| !sheet.hidden);
    for (place, _) in others.take(MOST_SHEETS) {
        // What is wrong with another sheet matters once it is chosen.
        if let Ok(Some(kind)) = likely_kind(table, place) {
            return Ok((place, Some(kind)));
        }
    }
    Ok((first, None))
}

/// Proposes how a sheet may be read as records of a kind; or, of a mapping that somebody made, what is
/// wrong with it.
pub(super) async fn proposed(
    app: &Arc<App>,
    import: &Arc<Import>,
    (sheet, kind): (String, SheetKind),
    mapping: Option<Mapping>,
) -> Result<Proposed, Stop> {
    let (import, name) = (import.clone(), sheet.clone());
    let proposal = blocking(app, move |app| {
        let content = import.content()?;
        let table = content.table(limits(app))?;
        let sheet = table.sheet(Some(&name))?;
        Ok(propose(&table, sheet, kind, &directory(app))?)
    });
    let proposal = proposal.await?;
    match mapping {
        Some(mapping) => {
            let proposal = Proposal {
                problems: mapping.problems(),
                mapping,
                ..proposal
            };
            Ok(Proposed::of(sheet, proposal, false))
        }
        None => as_the_last_time(app, sheet, proposal).await,
    }
}

/// A proposal, or where a sheet of the same headings was read before, what somebody decided then.
async fn as_the_last_time(app: &App, sheet: String, proposal: Proposal) -> Result<Proposed, Stop> {
    let Some(mut saved) = memory::remembered(&app.store, &proposal.mapping).await? else {
        return Ok(Proposed::of(sheet, proposal, false));
    };
    let is_there = |partner| app.partners.get(partner).is_some();
    saved
        .partners
        .retain(|choice| choice.partner.is_none_or(is_there));
    let mapping = saved.reapplied(proposal.mapping);
    let proposal = Proposal {
        problems: mapping.problems(),
        mapping,
        sample: proposal.sample,
    };
    Ok(Proposed::of(sheet, proposal, true))
}

/// What an import would do.
pub(super) async fn preview(
    app: &Arc<App>,
    import: &Arc<Import>,
    wish: PreviewWish,
) -> Result<Preview, Stop> {
    let kind = wish.kind;
    let reading = reading(app, import, wish).await?;
    let go_on = |_| true;
    Ok(match kind {
        SheetKind::Exchange => check::<Exchange>(app, &reading, go_on).await?.told(),
        SheetKind::Intent => check::<Intent>(app, &reading, go_on).await?.told(),
        SheetKind::Relation => check::<Relation>(app, &reading, go_on).await?.told(),
        SheetKind::Partner => check::<Partner>(app, &reading, go_on).await?.told(),
    })
}

/// How the rows of an import are read.
pub(super) async fn reading(
    app: &Arc<App>,
    import: &Arc<Import>,
    wish: PreviewWish,
) -> Result<Reading, Stop> {
    let import = import.clone();
    blocking(app, move |app| {
        Ok(Reading {
            content: Arc::new(import.content()?),
            limits: limits(app),
            sheet: wish.sheet,
            mapping: Arc::new(wish.mapping),
            names: Arc::new(directory(app)),
            today: today(app),
        })
    })
    .await
}

async fn blocking<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Stop> + Send + 'static,
) -> Result<T, Stop> {
    let app = app.clone();
    let done = tokio::task::spawn_blocking(move || work(&app)).await;
    done.map_err(|broken| Stop::Broken(broken.to_string()))?
}
