//! The registry and the history as tables that leave the house. Partners, relations, exchanges and
//! intents can be corrected in a spreadsheet and read in again.

mod example;
mod few;
mod rest;
mod rows;
mod scribe;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use history::date::{PartialDate, Window};
use history::district::District;
use history::relation::Relation;
use intake::columns::SheetKind;
use jiff::civil::Date;
use meeting::id::{EntryId, ExchangeId, PartnerId};
use utoipa_axum::router::OpenApiRouter;

pub(crate) use example::example;
pub(crate) use few::Naming;
pub(crate) use scribe::Scribe;

use super::intents::ShownIntent;
use super::today;
use crate::app::App;
use crate::ledger::{Kept, View};
use crate::partners::Listed;
use crate::rest::ApiError;
use crate::tables::{Cell, Column, Line, Lines, Table, Wish};

/// Exchanges that are read at once.
const AT_ONCE: usize = 500;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    rest::routes()
}

/// The table of some cities; with what each stands for, if it is the list behind a number.
pub(crate) async fn of_partners(
    app: &Arc<App>,
    wish: &Wish,
    (name, cities): (&'static str, Vec<Arc<Listed>>),
    numbers: Option<Vec<u32>>,
) -> Result<Table, ApiError> {
    let scribe = Scribe::of(app, wish.language()).await?;
    let words = wish.words();
    let mut columns = scribe.columns(SheetKind::Partner, &rows::meanings(&rows::PARTNER));
    columns.extend(words.columns(&["relation", "since", "last_exchange"]));
    columns.extend(numbers.iter().flat_map(|_| words.columns(&["number"])));
    let last = last_exchanges(app, &cities).await?;
    let mut numbers = numbers.unwrap_or_default().into_iter();
    let lines = cities.into_iter().map(move |city| {
        let mut line = rows::partner(&scribe, &city.record);
        line.push(scribe.optional_word(city.kind()));
        line.push(Cell::maybe(city.since(), Cell::Date));
        line.push(scribe::date(last.get(&city.id()).copied()));
        line.extend(numbers.next().map(|number| Cell::Count(number.into())));
        line
    });
    let title = words.get("table.partners");
    Ok(Table::of(name, title, columns, lines))
}

fn newest_contacts(app: &App, cities: &[Arc<Listed>]) -> Vec<(PartnerId, ExchangeId)> {
    let seen = Window::EVER.until(today(app));
    let state = app.ledger.state();
    let newest = cities.iter().filter_map(|city| {
        let contact = state.contacts_with(city.id(), seen).last()?;
        Some((city.id(), contact.exchange))
    });
    newest.collect()
}

/// When the newest exchange with each of these cities was, as precisely as that is known.
async fn last_exchanges(
    app: &Arc<App>,
    cities: &[Arc<Listed>],
) -> Result<HashMap<PartnerId, PartialDate>, ApiError> {
    let newest = newest_contacts(app, cities);
    let mut ids: Vec<ExchangeId> = newest.iter().map(|(_, id)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut days: HashMap<ExchangeId, PartialDate> = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let kept = app.ledger.exchanges(some).await?;
        days.extend(
            kept.into_iter()
                .map(|kept| (kept.record.id, kept.record.on)),
        );
    }
    let day = |(city, id): (PartnerId, ExchangeId)| Some((city, *days.get(&id)?));
    Ok(newest.into_iter().filter_map(day).collect())
}

pub(crate) async fn of_relations(
    app: &Arc<App>,
    view: &View,
    wish: &Wish,
    (name, ids): (&'static str, Vec<EntryId>),
) -> Result<Table, ApiError> {
    let scribe = Scribe::of(app, wish.language()).await?;
    let columns = scribe.columns(SheetKind::Relation, &rows::meanings(&rows::RELATION));
    let kept = view.get_many::<Relation>(&ids).await?;
    let lines = kept.into_iter();
    let lines = lines.map(move |kept| rows::relation(&scribe, &kept.record));
    let title = wish.words().get("table.relations");
    Ok(Table::of(name, title, columns, lines))
}

/// The table of some intents as they stood on a day.
pub(crate) async fn of_intents(
    app: &Arc<App>,
    wish: &Wish,
    (name, intents): (&'static str, Vec<ShownIntent>),
    day: Date,
) -> Result<Table, ApiError> {
    let scribe = Scribe::of(app, wish.language()).await?;
    let words = wish.words();
    let mut columns = scribe.columns(SheetKind::Intent, &rows::meanings(&rows::INTENT));
    columns.extend(words.columns(&["stalled", "overdue"]));
    let lines = intents.into_iter().map(move |shown| {
        let mut line = rows::intent(&scribe, &shown.record, day);
        line.push(scribe.truth(shown.stalled));
        line.push(scribe.truth(shown.overdue));
        line
    });
    let title = words.get("table.intents");
    Ok(Table::of(name, title, columns, lines))
}

/// The table of some exchanges; with what each stands for, if it is the list behind a number.
pub(crate) async fn of_exchanges(
    app: &Arc<App>,
    view: &View,
    wish: &Wish,
    (name, ids): (&'static str, Vec<ExchangeId>),
    numbers: Option<Vec<u32>>,
) -> Result<Table, ApiError> {
    let scribe = Scribe::of(app, wish.language()).await?;
    let words = wish.words();
    let mut columns = scribe.columns(SheetKind::Exchange, &rows::meanings(&rows::EXCHANGE));
    columns.extend(numbers.iter().flat_map(|_| words.columns(&["number"])));
    Ok(Table {
        name,
        title: words.get("table.exchanges"),
        columns,
        length: ids.len(),
        lines: exchange_lines(view.clone(), scribe, ids, numbers),
    })
}

/// Read from the store as they are written.
fn exchange_lines(
    view: View,
    scribe: Scribe,
    ids: Vec<ExchangeId>,
    numbers: Option<Vec<u32>>,
) -> Lines {
    let scribe = Arc::new(scribe);
    let numbers = numbers.map(|numbers| ids.iter().copied().zip(numbers));
    let numbers: Option<HashMap<ExchangeId, u32>> = numbers.map(Iterator::collect);
    let numbers = Arc::new(numbers);
    let mut ids = ids.into_iter();
    Lines::Read(Box::new(move || {
        let some: Vec<ExchangeId> = ids.by_ref().take(AT_ONCE).collect();
        let (view, scribe, numbers) = (view.clone(), scribe.clone(), numbers.clone());
        Box::pin(async move {
            if some.is_empty() {
                return Ok(None);
            }
            let kept = view.exchanges(&some).await?.into_iter();
            let lines = kept.map(|kept| {
                let mut line = rows::exchange(&scribe, &kept.record);
                if let Some(numbers) = numbers.as_ref() {
                    let number = numbers.get(&kept.record.id).copied();
                    line.push(Cell::maybe(number, |number| Cell::Count(number.into())));
                }
                line
            });
            Ok(Some(lines.collect()))
        })
    }))
}

pub(crate) fn of_districts(
    app: &Arc<App>,
    wish: &Wish,
    name: &'static str,
    districts: Vec<Kept<District>>,
) -> Table {
    let table = of_few(
        app,
        wish,
        ("districts", &few::DISTRICT),
        districts,
        few::district,
    );
    Table { name, ..table }
}

/// A table of records of which there are few.
fn of_few<T: Send + 'static>(
    app: &Arc<App>,
    wish: &Wish,
    (name, keys): (&'static str, &[&str]),
    found: Vec<Kept<T>>,
    line: fn(&Naming, &T) -> Line,
) -> Table {
    let naming = Naming::of(app, wish);
    let columns: Vec<Column> = wish.words().columns(keys);
    let title = wish.words().get(&format!("table.{name}"));
    let lines = found.into_iter();
    let lines = lines.map(move |kept| line(&naming, &kept.record));
    Table::of(name, title, columns, lines)
}
