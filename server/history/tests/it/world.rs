//! A small world that can be held in the head: seven cities, a dozen relations, some exchanges and
//! intents, looked at as of 26 October 2020. What each test expects of it is computed by hand.
//!
//! The window is 24 months: 26 October 2018 to 26 October 2020, both included.

use history::book::{Book, Records};
use history::date::PartialDate;
use history::district::{District, Owner};
use history::exchange::{
    Classes, Direction, Exchange, ExchangeKind, ExchangeState, Field, Figure, Mode, OrganiserClass,
    Substance,
};
use history::intent::{Intent, Stage, Step};
use history::partner::{Continent, Kind, Partner, Standing};
use history::relation::{Ending, EndingReason, Relation};
use jiff::civil::{Date, date};
use meeting::id::{DepartmentId, DistrictId, ExchangeId, IntentId, PartnerId, RelationId};
use meeting::plan::Rank;
use serde_json::json;

pub(crate) const AS_OF: Date = date(2020, 10, 26);

pub(crate) const GIFU: PartnerId = PartnerId::from_bits(1);
pub(crate) const SAYAMA: PartnerId = PartnerId::from_bits(2);
pub(crate) const SUWON: PartnerId = PartnerId::from_bits(3);
pub(crate) const BAGUIO: PartnerId = PartnerId::from_bits(4);
pub(crate) const DRESDEN: PartnerId = PartnerId::from_bits(5);
pub(crate) const BUDAPEST: PartnerId = PartnerId::from_bits(6);
/// A candidate.
pub(crate) const LYON: PartnerId = PartnerId::from_bits(7);

pub(crate) const TRADE: DepartmentId = DepartmentId::from_bits(1);
pub(crate) const CULTURE: DepartmentId = DepartmentId::from_bits(2);

pub(crate) fn e(number: u64) -> ExchangeId {
    ExchangeId::from_bits(number)
}

pub(crate) fn r(number: u64) -> RelationId {
    RelationId::from_bits(number)
}

pub(crate) fn i(number: u64) -> IntentId {
    IntentId::from_bits(number)
}

pub(crate) fn d(number: u64) -> DistrictId {
    DistrictId::from_bits(number)
}

pub(crate) fn on(text: &str) -> PartialDate {
    text.parse().unwrap()
}

pub(crate) fn partner(id: PartnerId, country: &str, continent: Continent, bri: bool) -> Partner {
    let json = json!({ "id": id, "slug": "S", "names": {}, "country": country,
        "continent": continent, "bri": bri });
    serde_json::from_value(json).unwrap()
}

pub(crate) fn relation(number: u64, partner: PartnerId, kind: Kind, from: &str) -> Relation {
    let from = (!from.is_empty()).then_some(from);
    let json = json!({ "id": r(number), "partner": partner, "kind": kind, "valid_from": from });
    serde_json::from_value(json).unwrap()
}

fn of_district(district: u64, relation: Relation) -> Relation {
    let owner = Owner::District(d(district));
    Relation { owner, ..relation }
}

fn ended(on: &str, reason: EndingReason, successor: Option<u64>) -> Option<Ending> {
    Some(Ending {
        on: on.parse().unwrap(),
        reason,
        successor: successor.map(r),
        note: None,
    })
}

pub(crate) fn district(number: u64) -> District {
    serde_json::from_value(json!({ "id": d(number), "names": {} })).unwrap()
}

pub(crate) fn exchange(
    number: u64,
    kind: ExchangeKind,
    day: &str,
    partners: &[PartnerId],
) -> Exchange {
    let json =
        json!({ "id": e(number), "title": {}, "kind": kind, "on": day, "partners": partners });
    serde_json::from_value(json).unwrap()
}

pub(crate) fn intent(
    number: u64,
    partner: PartnerId,
    said_on: &str,
    steps: &[(&str, Stage)],
) -> Intent {
    let json = json!({ "id": i(number), "title": {}, "partners": [partner], "said_on": said_on });
    let steps = steps.iter().map(|(day, stage)| Step {
        on: on(day),
        stage: Some(*stage),
        text: String::new(),
    });
    Intent {
        steps: steps.collect(),
        ..serde_json::from_value(json).unwrap()
    }
}

fn relations() -> Vec<Relation> {
    use Kind::{Exchange, Sister};
    vec![
        relation(1, GIFU, Sister, "1979-02-21"),
        relation(2, SAYAMA, Exchange, "2014"),
        relation(3, SUWON, Sister, ""),
        Relation {
            ending: ended("2016", EndingReason::Upgraded, Some(5)),
            ..relation(4, BAGUIO, Exchange, "1999-05-02")
        },
        relation(5, BAGUIO, Sister, "2016"),
        relation(6, DRESDEN, Exchange, "2019-09"),
        Relation {
            ending: ended("2020-06-30", EndingReason::Terminated, None),
            ..relation(7, BUDAPEST, Exchange, "2000-01-01")
        },
        relation(8, LYON, Exchange, "2018-01-01"),
        of_district(1, relation(9, DRESDEN, Sister, "2010")),
        of_district(1, relation(10, BUDAPEST, Exchange, "2011")),
        of_district(3, relation(11, GIFU, Sister, "2001")),
        of_district(2, relation(12, GIFU, Exchange, "2018")),
    ]
}

fn visits() -> Vec<Exchange> {
    use ExchangeKind::{VisitPaid, VisitReceived};
    vec![
        Exchange {
            substance: Some(Substance::Talks),
            direction: Direction::Received,
            field: Some(Field::Culture),
            rank: Some(Rank::ViceMayor),
            headcount: Some(Figure::exactly(10)),
            seniors: Some(Figure::exactly(2)),
            organisers: Classes::from_iter([OrganiserClass::Government]),
            departments: vec![TRADE],
            ..exchange(1, VisitReceived, "2018-10-26", &[GIFU])
        },
        // One day before the window.
        Exchange {
            substance: Some(Substance::Talks),
            direction: Direction::Received,
            ..exchange(2, VisitReceived, "2018-10-25", &[SAYAMA])
        },
        Exchange {
            substance: Some(Substance::Courtesy),
            direction: Direction::Received,
            field: Some(Field::Culture),
            groups: Some(Figure::exactly(3)),
            headcount: Some(Figure::exactly(4)),
            ..exchange(12, VisitReceived, "2019-07-01", &[GIFU])
        },
        Exchange {
            substance: Some(Substance::Courtesy),
            direction: Direction::Paid,
            field: Some(Field::Health),
            rank: Some(Rank::Director),
            groups: Some(Figure::exactly(4)),
            headcount: Some(Figure::exactly(5)),
            organisers: Classes::from_iter([OrganiserClass::Association]),
            ..exchange(4, VisitPaid, "2019-12-01", &[SUWON])
        },
        // To a city that is no partner.
        Exchange {
            substance: Some(Substance::Talks),
            direction: Direction::Paid,
            rank: Some(Rank::Mayor),
            headcount: Some(Figure::at_least(20)),
            organisers: Classes::from_iter([OrganiserClass::Government]),
            ..exchange(8, VisitPaid, "2019-05-01", &[])
        },
        Exchange {
            substance: Some(Substance::Talks),
            direction: Direction::Paid,
            state: ExchangeState::Planned,
            ..exchange(11, VisitPaid, "2020-08-01", &[DRESDEN])
        },
    ]
}

fn meetings() -> Vec<Exchange> {
    use ExchangeKind::{CloudMeeting, Forum, Other};
    vec![
        Exchange {
            substance: Some(Substance::Signed),
            direction: Direction::Received,
            mode: Mode::Hybrid,
            field: Some(Field::Trade),
            organisers: Classes::from_iter([OrganiserClass::Government]),
            participants: Classes::from_iter([OrganiserClass::Enterprise]),
            departments: vec![TRADE],
            ..exchange(3, Forum, "2019-03", &[GIFU, SUWON])
        },
        Exchange {
            substance: Some(Substance::Project),
            mode: Mode::Online,
            field: Some(Field::ScienceTechnology),
            organisers: Classes::from_iter([OrganiserClass::Citizens]),
            ..exchange(5, CloudMeeting, "2020-05-01", &[SUWON])
        },
        Exchange {
            substance: Some(Substance::Greeting),
            ..exchange(6, Other, "2020-06-01", &[BAGUIO])
        },
        Exchange {
            substance: Some(Substance::Talks),
            mode: Mode::Online,
            state: ExchangeState::Cancelled,
            ..exchange(7, CloudMeeting, "2020-09-01", &[BAGUIO])
        },
        // After the day on which the tests look.
        Exchange {
            substance: Some(Substance::Talks),
            mode: Mode::Online,
            ..exchange(9, CloudMeeting, "2020-12-01", &[SAYAMA])
        },
        Exchange {
            substance: Some(Substance::Courtesy),
            ..exchange(10, Other, "2017-01-01", &[BAGUIO])
        },
    ]
}

fn intents() -> Vec<Intent> {
    use Stage::{Landed, Signed, Talks, Withdrawn};
    vec![
        Intent {
            owner: Some(TRADE),
            ..intent(
                1,
                GIFU,
                "2019-01-10",
                &[("2019-02-01", Talks), ("2019-07-09", Landed)],
            )
        },
        Intent {
            owner: Some(CULTURE),
            ..intent(
                2,
                GIFU,
                "2019-02-01",
                &[("2019-02-15", Signed), ("2019-03-01", Withdrawn)],
            )
        },
        Intent {
            owner: Some(TRADE),
            due: Some(on("2020-01")),
            ..intent(3, SUWON, "2019-06-01", &[])
        },
        Intent {
            owner: Some(CULTURE),
            due: Some(on("2020-12")),
            ..intent(4, SUWON, "2020-09-01", &[("2020-09-20", Talks)])
        },
        intent(5, SUWON, "2019-03-01", &[("2019-04-30", Landed)]),
        intent(6, SUWON, "2021-03-01", &[]),
    ]
}

pub(crate) fn records() -> Records {
    use Continent::{Asia, Europe};
    let lyon = Partner {
        standing: Standing::Candidate,
        ..partner(LYON, "FR", Europe, false)
    };
    let merged = District {
        until: Some(on("2019-01-01")),
        ..district(3)
    };
    Records {
        districts: vec![district(1), district(2), merged],
        partners: vec![
            partner(GIFU, "JP", Asia, false),
            partner(SAYAMA, "JP", Asia, false),
            partner(SUWON, "KR", Asia, false),
            partner(BAGUIO, "PH", Asia, true),
            partner(DRESDEN, "DE", Europe, false),
            partner(BUDAPEST, "HU", Europe, true),
            lyon,
        ],
        relations: relations(),
        exchanges: visits().into_iter().chain(meetings()).collect(),
        intents: intents(),
    }
}

pub(crate) fn book() -> Book {
    Book::of(&records())
}
