//! Sheets to be filled in: the columns that are read in, and one row that shows how. It is written as
//! any record that leaves the house, so it can be read as one.

use std::sync::Arc;

use history::date::PartialDate;
use history::exchange::{
    Direction, Exchange, ExchangeKind, Field, Figure, OrganiserClass, Substance,
};
use history::intent::{Intent, Stage, Step};
use history::partner::{Candidacy, Continent, Coordinates, Kind, Partner, Standing};
use history::relation::Relation;
use intake::columns::{Meaning, SheetKind};
use intake::draft::Record as _;
use intake::example::mark;
use jiff::civil::{Date, date};
use meeting::id::PartnerId;
use meeting::plan::{Localized, Rank};

use super::rows;
use super::scribe::Scribe;
use crate::app::App;
use crate::rest::ApiError;
use crate::tables::{Cell, Column, Line};

/// The columns of a kind of record, and a row that says of itself that it is an example. What is to be
/// filled in is new, and has no identity yet.
pub(crate) async fn example(
    app: &Arc<App>,
    kind: SheetKind,
    language: &str,
) -> Result<(Vec<Column>, Line), ApiError> {
    let scribe = Scribe::of(app, language).await?;
    let partner = scribe.first_partner();
    let (meanings, line): (&[Meaning], Line) = match kind {
        SheetKind::Exchange => (&rows::EXCHANGE, rows::exchange(&scribe, &exchange(partner))),
        SheetKind::Intent => {
            let intent = intent(partner);
            (&rows::INTENT, rows::intent(&scribe, &intent, Date::MAX))
        }
        SheetKind::Relation => (&rows::RELATION, rows::relation(&scribe, &relation(partner))),
        SheetKind::Partner => (
            &rows::PARTNER,
            rows::partner(&scribe, &city(scribe.language())),
        ),
    };
    let columns = scribe.columns(kind, &rows::meanings(meanings));
    let own = rows::meanings(meanings)
        .into_iter()
        .zip(columns.into_iter().zip(line));
    let own = own.filter(|(meaning, _)| *meaning != Meaning::Id);
    let (columns, mut line): (Vec<Column>, Line) = own.map(|(_, cell)| cell).unzip();
    if matches!(kind, SheetKind::Exchange | SheetKind::Intent) {
        one_title(&mut line, scribe.language());
    }
    if let Some(first) = line.first_mut() {
        // Chinese stands without blanks between its words.
        let blank = if scribe.language() == "zh-CN" {
            ""
        } else {
            " "
        };
        *first = Cell::text(format!("{}{blank}{}", mark(language), first.shown()));
    }
    Ok((columns, line))
}

/// In the first of the three columns of titles, as most sheets have it.
fn one_title(line: &mut Line, language: &str) {
    if let [title, chinese, english, ..] = line.as_mut_slice() {
        *title = if language == "zh-CN" {
            chinese.clone()
        } else {
            english.clone()
        };
        (*chinese, *english) = (Cell::Empty, Cell::Empty);
    }
}

fn on(day: Date) -> PartialDate {
    PartialDate::from(day)
}

fn exchange(partner: Option<PartnerId>) -> Exchange {
    let title = Localized::of("zh-CN", "副市长率团来访，商谈港口合作");
    Exchange {
        title: title.and("en", "A vice-mayor visits to talk about ports"),
        kind: ExchangeKind::VisitReceived,
        on: on(date(2019, 9, 5)),
        to: Some(on(date(2019, 9, 8))),
        partners: partner.into_iter().collect(),
        field: Some(Field::Trade),
        direction: Direction::Received,
        organisers: [OrganiserClass::Government].into_iter().collect(),
        rank: Some(Rank::ViceMayor),
        groups: Some(Figure::exactly(1)),
        headcount: Some(Figure::exactly(12)),
        seniors: Some(Figure::exactly(1)),
        substance: Some(Substance::Talks),
        ..Exchange::blank()
    }
}

fn intent(partner: Option<PartnerId>) -> Intent {
    let title = Localized::of("zh-CN", "共享洪水预报数据");
    Intent {
        title: title.and("en", "Sharing flood forecasts"),
        partners: partner.into_iter().collect(),
        field: Some(Field::Environment),
        said_on: on(date(2019, 9, 5)),
        due: Some(on(date(2020, 6, 30))),
        steps: vec![Step {
            on: on(date(2019, 11, 20)),
            stage: Some(Stage::Talks),
            text: String::new(),
        }],
        ..Intent::blank()
    }
}

fn relation(partner: Option<PartnerId>) -> Relation {
    let blank = Relation::blank();
    let mut relation = Relation {
        partner: partner.unwrap_or(blank.partner),
        kind: Kind::Exchange,
        valid_from: Some(on(date(2015, 9, 1))),
        ..blank
    };
    relation.milestones.intent = Some(on(date(2014, 5, 12)));
    relation.milestones.mou = Some(on(date(2015, 9, 1)));
    relation
}

/// No city of the registry has this short name: its row would change that one.
fn city(language: &str) -> Partner {
    let blank = Partner::blank();
    let reason = if language == "zh-CN" {
        "港口城市，产业互补"
    } else {
        "A port, as we are"
    };
    Partner {
        slug: "EXAMPLE-1".to_owned(),
        names: Localized::of("zh-CN", "科隆").and("en", "Cologne"),
        native: history::partner::NativeName {
            text: "Köln".to_owned(),
            language: "de".to_owned(),
        },
        country: "DE".parse().unwrap_or(blank.country),
        continent: Continent::Europe,
        standing: Standing::Candidate,
        candidacy: Some(Candidacy {
            reasons: vec![reason.to_owned()],
            steps: Vec::new(),
        }),
        languages: vec!["de".to_owned()],
        coordinates: Some(Coordinates {
            lat: 50.94,
            lon: 6.96,
        }),
        zone: Some("Europe/Berlin".to_owned()),
        population: Some(1_080_000),
        official_urls: vec!["https://www.stadt-koeln.de/".to_owned()],
        ..blank
    }
}
