//! The records behind a number, a page at a time.

use history::country::Country;
use history::district::District;
use history::intent::Intent;
use history::relation::Relation;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::Behind;
use crate::app::App;
use crate::ledger::Key;
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
    behind: Behind,
    paging: Paging,
    day: Date,
) -> Result<FigureList, ApiError> {
    let mut list = FigureList {
        total: behind.length(),
        sum: behind.sum(),
        ..FigureList::default()
    };
    match behind {
        Behind::Relations(ids) => {
            let ids: Vec<_> = paging.cut(ids)?;
            let ids: Vec<_> = ids.into_iter().map(|id| Key::from(id).id).collect();
            for kept in app.ledger.get_many::<Relation>(&ids).await? {
                kept.record.name(app, &mut list.named);
                list.relations.push(kept.into());
            }
            list.numbers = vec![1; list.relations.len()];
        }
        Behind::Partners(entries) => {
            let (ids, numbers): (Vec<_>, Vec<_>) = paging.cut(entries)?.into_iter().unzip();
            let cities = app.partners.now();
            let cities: Vec<_> = ids
                .iter()
                .filter_map(|id| cities.get(*id).cloned())
                .collect();
            list.partners = partner_cards(app, &cities).await?;
            list.numbers = numbers;
        }
        Behind::Exchanges(entries) => {
            let (ids, numbers): (Vec<_>, Vec<_>) = paging.cut(entries)?.into_iter().unzip();
            let page = exchange_page(app, list.total, &ids).await?;
            list.exchanges = page.items;
            list.named = page.named;
            list.numbers = numbers;
        }
        Behind::Intents(ids) => {
            let ids: Vec<_> = paging.cut(ids)?;
            let ids: Vec<_> = ids.into_iter().map(|id| Key::from(id).id).collect();
            for kept in app.ledger.get_many::<Intent>(&ids).await? {
                kept.record.name(app, &mut list.named);
                list.intents.push(ShownIntent::on(kept, day));
            }
            list.numbers = vec![1; list.intents.len()];
        }
        Behind::Districts(ids) => {
            let ids: Vec<_> = paging.cut(ids)?;
            let ids: Vec<_> = ids.into_iter().map(|id| Key::from(id).id).collect();
            let kept = app.ledger.get_many::<District>(&ids).await?;
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
