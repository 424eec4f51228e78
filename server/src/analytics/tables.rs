//! The numbers, the lists behind them and the boards as tables that leave the house.

mod boards;

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use history::district::District;
use history::intent::Intent;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::{Asked, Question};
use super::cache;
use super::figures::{self, Behind, Found};
use super::rest::{Which, behind};
use crate::app::App;
use crate::identity::Organizer;
use crate::ledger::{self, Key};
use crate::registry::{
    Naming, ShownIntent, of_districts, of_exchanges, of_intents, of_partners, of_relations,
};
use crate::rest::{ApiError, ErrorBody, Query};
use crate::tables::{Cell, Column, Line, Table, Wish, answer};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(figures_table))
        .routes(routes!(list_table))
        .merge(boards::routes())
}

/// What a table is made from.
struct Board<'a> {
    app: &'a Arc<App>,
    wish: &'a Wish,
    asked: Asked,
}

impl Board<'_> {
    /// A table whose lines follow from what is kept in memory.
    async fn table<T: Send + 'static>(
        &self,
        name: &'static str,
        columns: Vec<Column>,
        compute: impl FnOnce(&ledger::State, &Asked) -> Vec<T> + Send + 'static,
        line: impl Fn(&Naming, T) -> Line + Send + 'static,
    ) -> Result<Table, ApiError> {
        let found = cache::with_state(self.app, self.asked, compute).await?;
        let naming = Naming::of(self.app, self.wish);
        let title = self.wish.words().get(&format!("table.{name}"));
        let lines = found.into_iter().map(move |one| line(&naming, one));
        Ok(Table::of(name, title, columns, lines))
    }

    fn columns(&self, keys: &[&str]) -> Vec<Column> {
        self.wish.words().columns(keys)
    }
}

/// Every number of a day.
#[utoipa::path(get, path = "/api/tables/figures", operation_id = "export_figures", tag = "tables",
    params(Question, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
))]
async fn figures_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(question): Query<Question>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let board = Board {
        app: &app,
        wish: &wish,
        asked: question.understood(&app)?,
    };
    let columns = board.columns(&[
        "as_of", "key", "measure", "figure", "unit", "value", "bound", "part", "whole",
    ]);
    let day = board.asked.query.as_of;
    let all = |state: &ledger::State, asked: &Asked| figures::all(state, &asked.query);
    let names = super::names::Names::of(&app, &wish);
    let line = move |naming: &Naming, found: Found| {
        vec![
            Cell::day(day),
            Cell::text(found.key.as_str()),
            Cell::text(found.measure),
            Cell::text(names.of_key(naming, &found.key)),
            naming.word("unit", found.unit),
            Cell::maybe(found.value, Cell::Number),
            naming.word("bound", found.bound),
            Cell::count(found.part.length()),
            Cell::maybe(found.whole, |whole| Cell::count(whole.length())),
        ]
    };
    let table = board.table("figures", columns, all, line).await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

/// All records behind a number. Of partners, relations, exchanges and intents it can be read in
/// again.
#[utoipa::path(get, path = "/api/tables/list", operation_id = "export_list", tag = "tables",
    params(Which, Question, Wish), responses(
    (status = OK, body = String, content_type = "text/csv", description = "Or XLSX, or JSON"),
    (status = BAD_REQUEST, body = ErrorBody),
    (status = UNAUTHORIZED, body = ErrorBody),
    (status = NOT_FOUND, body = ErrorBody),
))]
async fn list_table(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Query(which): Query<Which>,
    Query(question): Query<Question>,
    Query(wish): Query<Wish>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let asked = question.understood(&app)?;
    let behind = behind(&app, which, asked).await?;
    let table = of_behind(&app, &wish, behind, asked).await?;
    answer(&app, &organizer, &wish, (table, query)).await
}

async fn of_behind(
    app: &Arc<App>,
    wish: &Wish,
    behind: Behind,
    asked: Asked,
) -> Result<Table, ApiError> {
    const NAME: &str = "list";
    let view = cache::view(app, &asked).await?;
    Ok(match behind {
        Behind::Relations(ids) => {
            let ids = ids.into_iter().map(|id| Key::from(id).id).collect();
            of_relations(app, &view, wish, (NAME, ids)).await?
        }
        Behind::Partners(entries) => {
            let ids: Vec<_> = entries.iter().map(|(id, _)| *id).collect();
            let cities = view.cities(&ids).await?;
            let found = entries
                .iter()
                .filter_map(|(id, number)| Some((cities.get(id)?.clone(), *number)));
            let (found, numbers) = found.unzip();
            of_partners(app, wish, (NAME, found), Some(numbers)).await?
        }
        Behind::Exchanges(entries) => {
            let (ids, numbers) = entries.into_iter().unzip();
            of_exchanges(app, &view, wish, (NAME, ids), Some(numbers)).await?
        }
        Behind::Intents(ids) => {
            let ids: Vec<_> = ids.into_iter().map(|id| Key::from(id).id).collect();
            let kept = view.get_many::<Intent>(&ids).await?.into_iter();
            let day = asked.query.as_of;
            let found = kept.map(|kept| ShownIntent::on(kept, day)).collect();
            of_intents(app, wish, (NAME, found), day).await?
        }
        Behind::Districts(ids) => {
            let ids: Vec<_> = ids.into_iter().map(|id| Key::from(id).id).collect();
            let kept = view.get_many::<District>(&ids).await?;
            of_districts(app, wish, NAME, kept)
        }
        Behind::Countries(codes) => {
            let naming = Naming::of(app, wish);
            let words = wish.words();
            let columns = words.columns(&["code", "country"]);
            let lines = codes
                .into_iter()
                .map(move |country| vec![Cell::text(country.to_string()), naming.country(country)]);
            Table::of(NAME, words.get("table.countries"), columns, lines)
        }
    })
}
