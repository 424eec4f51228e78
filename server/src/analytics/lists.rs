//! The records behind a number, a page at a time.

use std::collections::HashMap;

use history::country::Country;
use history::district::District;
use history::intent::Intent;
use history::relation::Relation;
use jiff::civil::Date;
use meeting::id::EntryId;
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::Behind;
use crate::app::App;
use crate::ledger::{Key, View};
use crate::registry::{
    Named, Names, Paging, PartnerCard, Shown, ShownExchange, ShownIntent, exchange_page,
    partner_cards,
};
use crate::rest::ApiError;

/// A page of the records behind a number. One of the lists is filled: a number has records of one
/// kind.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(super) struct FigureList {
    /// Records on all pages together.
    total: usize,
    /// What they stand for, all together.
    sum: u64,
    /// What each record of this page stands for, in their order.
    numbers: Vec<u32>,
    relations: Vec<Shown<Relation>>,
    partners: Vec<PartnerCard>,
    exchanges: Vec<ShownExchange>,
    intents: Vec<ShownIntent>,
    districts: Vec<Shown<District>>,
    #[schema(value_type = Vec<String>)]
    countries: Vec<Country>,
    named: Named,
}

pub(super) async fn list(
    app: &App,
    view: &View,
    behind: Behind,
    (paging, day): (Paging, Date),
) -> Result<FigureList, ApiError> {
    let mut list = FigureList {
        total: behind.length(),
        sum: behind.sum(),
        ..FigureList::default()
    };
    match behind {
        Behind::Relations(ids) => {
            let kept = view.get_many::<Relation>(&cut(paging, ids)?).await?;
            for kept in kept {
                kept.record.name(app, &mut list.named);
                list.relations.push(kept.into());
            }
            list.numbers = vec![1; list.relations.len()];
        }
        Behind::Partners(entries) => {
            let entries = paging.cut(entries)?;
            let ids: Vec<_> = entries.iter().map(|(id, _)| *id).collect();
            let mut cities = view.cities(&ids).await?;
            let found = entries
                .into_iter()
                .filter_map(|(id, number)| Some((cities.remove(&id)?, number)));
            let (cities, numbers): (Vec<_>, Vec<_>) = found.unzip();
            list.partners = partner_cards(app, &cities).await?;
            list.numbers = numbers;
        }
        Behind::Exchanges(entries) => {
            let entries = paging.cut(entries)?;
            let ids: Vec<_> = entries.iter().map(|(id, _)| *id).collect();
            let page = exchange_page(app, view, list.total, &ids).await?;
            let numbers: HashMap<_, _> = entries.into_iter().collect();
            let shown = page.items.iter();
            let numbers = shown.map(|shown| numbers.get(&shown.id()).copied().unwrap_or_default());
            list.numbers = numbers.collect();
            list.exchanges = page.items;
            list.named = page.named;
        }
        Behind::Intents(ids) => {
            for kept in view.get_many::<Intent>(&cut(paging, ids)?).await? {
                kept.record.name(app, &mut list.named);
                list.intents.push(ShownIntent::on(kept, day));
            }
            list.numbers = vec![1; list.intents.len()];
        }
        Behind::Districts(ids) => {
            let kept = view.get_many::<District>(&cut(paging, ids)?).await?;
            list.districts = kept.into_iter().map(Shown::from).collect();
            list.numbers = vec![1; list.districts.len()];
        }
        Behind::Countries(codes) => {
            list.countries = paging.cut(codes)?;
            list.numbers = vec![1; list.countries.len()];
        }
    }
    Ok(list)
}

fn cut<Id>(paging: Paging, ids: Vec<Id>) -> Result<Vec<EntryId>, ApiError>
where
    Key: From<Id>,
{
    let ids = paging.cut(ids)?.into_iter();
    Ok(ids.map(|id| Key::from(id).id).collect())
}
