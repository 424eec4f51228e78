use history::date::PartialDate;
use history::district::Owner;
use history::exchange::{Direction, Exchange, ExchangeKind, ExchangeState, Field, Figure, Mode};
use history::exchange::{OrganiserClass, Substance};
use history::intent::{Intent, Stage, Step};
use history::partner::{Continent, Kind, Partner};
use history::relation::{EndingReason, Relation};
use jiff::civil::date;
use meeting::id::{DistrictId, ExchangeId, IntentId, PartnerId, RelationId};
use meeting::plan::{Localized, Rank};

use super::*;
use crate::columns::{Mapping, PartnerChoice, Word, propose};
use crate::names::tests::directory;
use crate::table::{Limits, Table, TableError};

mod kinds;

const TODAY: jiff::civil::Date = date(2020, 10, 26);

/// The mapping that is proposed for a sheet, changed as `change` says, and its rows.
fn read_with<R: Record>(
    text: &str,
    known: Known<R::Id>,
    change: impl FnOnce(&mut Mapping),
) -> Result<Vec<RowDraft<R>>, NotReadable> {
    let names = directory();
    let table = Table::pasted(text, Limits::default())?;
    let mut mapping = propose(&table, 0, R::KIND, &names)?.mapping;
    change(&mut mapping);
    let mut reader = Reader::new(&table, 0, &mapping, &names, known, TODAY, "en")?;
    let mut rows = Vec::new();
    while let Some(row) = reader.next_row()? {
        rows.push(row);
    }
    Ok(rows)
}

fn read<R: Record>(text: &str) -> Vec<RowDraft<R>> {
    read_with(text, Known::default(), |_| {}).expect("is readable")
}

fn new<R: Record>(row: &RowDraft<R>) -> R {
    match &row.draft {
        Ok(Draft::New(new)) => new.record().clone(),
        Ok(Draft::Change(_)) => panic!("line {} changes a record", row.line),
        Err(errors) => panic!("{}", errors[0]),
    }
}

/// The errors of all rows, as `cell code`.
fn errors<R: Record>(rows: &[RowDraft<R>]) -> Vec<String> {
    let errors = rows
        .iter()
        .filter_map(|row| row.draft.as_ref().err())
        .flatten();
    let code = |error: &CellError| {
        let json = serde_json::to_value(&error.reason).expect("is written");
        json["code"].as_str().unwrap_or_default().to_owned()
    };
    errors
        .map(|error| format!("{} {}", error.cell, code(error)))
        .collect()
}

fn day(text: &str) -> PartialDate {
    text.parse().expect("a date")
}

#[test]
fn a_row_of_an_officers_list_is_an_exchange() {
    let rows: Vec<RowDraft<Exchange>> = read(
        "序号,活动时间,活动内容,名称（英文）,类别,友城,领域,主办方,带队级别,批次,人数,副市级以上人数,成果,承办部门,援助金额（万元）,备注,来源,地点\n\
         1,2019年9月5日-8日,德累斯顿市长率团来访,Mayor of Dresden visits,来访,德累斯顿、喀山,文化,政府、高校,市长,2,870余人,3人,签约,市商务局；市文广旅游局,12.5,\"第一行\n第二行\",年鉴|官网,西湖国宾馆\n",
    );
    let exchange = new(&rows[0]);
    assert_eq!(rows[0].line, 2);
    assert_eq!(exchange.title.pick("zh-CN"), "德累斯顿市长率团来访");
    assert_eq!(exchange.title.pick("en"), "Mayor of Dresden visits");
    assert_eq!(
        (exchange.on, exchange.to),
        (day("2019-09-05"), Some(day("2019-09-08")))
    );
    assert_eq!(exchange.kind, ExchangeKind::VisitReceived);
    assert_eq!(exchange.direction, Direction::Received);
    assert_eq!(
        exchange.partners,
        [PartnerId::from_bits(1), PartnerId::from_bits(2)]
    );
    assert_eq!(exchange.field, Some(Field::Culture));
    assert!(exchange.organisers.contains(OrganiserClass::University));
    assert_eq!(exchange.rank, Some(Rank::Mayor));
    assert_eq!(exchange.groups, Some(Figure::exactly(2)));
    assert_eq!(exchange.headcount, Some(Figure::at_least(870)));
    assert_eq!(exchange.seniors, Some(Figure::exactly(3)));
    assert_eq!(exchange.substance, Some(Substance::Signed));
    assert_eq!(exchange.departments.len(), 2);
    assert_eq!(exchange.aid.map(|aid| aid.hundredths), Some(12_500_000));
    assert_eq!(exchange.note.as_deref(), Some("第一行\n第二行"));
    assert_eq!(exchange.provenance.sources, ["年鉴", "官网"]);
    assert_eq!(exchange.place.as_deref(), Some("西湖国宾馆"));
    assert_eq!(exchange.state, ExchangeState::Completed);
}

#[test]
fn what_is_not_said_follows_from_the_rest() {
    let rows: Vec<RowDraft<Exchange>> = read(
        "date,title,kind,partner,invited,accepted\n\
         2020-10-27,Talks,cloud meeting,Dresden,,\n\
         2020-10-26,Visit,visit paid,,,\n\
         2020,Fair,fair,Kazan,30,12\n",
    );
    let (meeting, visit, fair) = (new(&rows[0]), new(&rows[1]), new(&rows[2]));
    assert_eq!(
        (meeting.mode, meeting.state),
        (Mode::Online, ExchangeState::Planned)
    );
    assert_eq!(
        (visit.direction, visit.state),
        (Direction::Paid, ExchangeState::Completed)
    );
    assert!(visit.partners.is_empty());
    let invitations = fair.invitations.expect("has some");
    assert_eq!(
        (invitations.sent, invitations.accepted, invitations.declined),
        (30, 12, 0)
    );
    assert_eq!(meeting.invitations, None);
}

#[test]
fn every_error_stands_at_its_cell() {
    let rows: Vec<RowDraft<Exchange>> = read(
        "date,title,kind,partners,headcount,end,rank,department,aid\n\
         2019-13,Visit,received,Dresden,5,,,,\n\
         2019,,received,Atlantis；Kazan,many,,,,\n\
         2019-09,Visit,,丽水,about 50,2019-08,emperor,No such office,5000\n\
         5/9/2019,Visit,received,Dresden,5,,,,,slipped\n\
         2019,Visit,received,Dresden,5,,,,\n",
    );
    assert_eq!(
        errors(&rows),
        [
            "A2 no_such_day",
            "D3 unknown_partner",
            "E3 not_a_number",
            "B3 missing",
            "C4 missing",
            "F4 ends_before_it_begins",
            "D4 homonymous_partner",
            "G4 unknown_word",
            "E4 approximate",
            "I4 no_currency",
            "H4 unknown_department",
            "J5 beyond_heading",
            "A5 ambiguous_date",
        ]
    );
    assert!(rows[4].draft.is_ok());
    let Err(wrong) = &rows[2].draft else {
        panic!("is wrong");
    };
    let homonym = wrong.iter().find_map(|error| {
        if let Reason::HomonymousPartner { candidates, .. } = &error.reason {
            Some(candidates)
        } else {
            None
        }
    });
    let countries = homonym.map(|all| all.iter().map(|one| one.country.to_string()).collect());
    assert_eq!(countries, Some(vec!["KR".to_owned(), "CN".to_owned()]));
    let Err(wrong) = &rows[0].draft else {
        panic!("is wrong");
    };
    assert_eq!(
        wrong[0].to_string(),
        "line 2, column 1 (A): \"2019-13\", expected a day that exists"
    );
}

#[test]
fn countries_and_choices_tell_homonyms_apart() {
    let text = "date,title,kind,partners,country\n2019,A,forum,丽水,韩国\n2019,B,forum,丽水,\n2019,C,forum,Atlantis,\n";
    let rows = read_with::<Exchange>(text, Known::default(), |mapping| {
        for (name, partner) in [("丽水", Some(PartnerId::from_bits(4))), ("atlantis", None)] {
            mapping.partners.push(PartnerChoice {
                name: name.to_owned(),
                partner,
            });
        }
    });
    let rows = rows.expect("is readable");
    let partners: Vec<Vec<u64>> = rows
        .iter()
        .map(|row| {
            new(row)
                .partners
                .iter()
                .map(|partner| partner.bits())
                .collect()
        })
        .collect();
    assert_eq!(partners, [vec![4], vec![4], vec![]]);
    let by_country = read::<Exchange>(text);
    assert_eq!(new(&by_country[0]).partners, [PartnerId::from_bits(3)]);
    assert_eq!(
        errors(&by_country),
        ["D3 homonymous_partner", "D4 unknown_partner"]
    );
}

#[test]
fn fixed_values_and_words_of_ones_own_stand_in() {
    let text = "date,title,partners,形式\n2019-09-05,A,Dresden,钉钉\n2019-09-06,B,Dresden,\n";
    let missing = read_with::<Exchange>(text, Known::default(), |_| {});
    assert!(matches!(missing, Err(NotReadable::Mapping(problems)) if problems.len() == 1));
    let rows = read_with::<Exchange>(text, Known::default(), |mapping| {
        mapping.fixed.insert(Meaning::Kind, "来访".to_owned());
        mapping.fixed.insert(Meaning::Mode, "hybrid".to_owned());
        mapping.words.push(Word {
            meaning: Meaning::Mode,
            word: "钉钉".to_owned(),
            value: "online".to_owned(),
        });
    });
    let rows = rows.expect("is readable");
    assert_eq!(new(&rows[0]).kind, ExchangeKind::VisitReceived);
    assert_eq!(new(&rows[0]).mode, Mode::Online);
    assert_eq!(new(&rows[1]).mode, Mode::Hybrid);
    let bad = read_with::<Exchange>(text, Known::default(), |mapping| {
        mapping.fixed.insert(Meaning::Kind, "no kind".to_owned());
        mapping.columns[3].meaning = None;
    });
    assert_eq!(
        errors(&bad.expect("is readable")),
        ["2 unknown_word", "3 unknown_word"]
    );
}

#[test]
fn duplicates_are_marked_in_the_file_and_against_what_is_there() {
    let text = "date,title,kind,partners\n\
                2019-09-05,Dresden culture week,forum,S18\n\
                2019-09-05,Dresden Culture Weeks,forum,德累斯顿\n\
                2019-09-05,Trade fair,forum,S18\n\
                2019-09-05,Dresden culture week,forum,Kazan\n\
                2019-10-01,市长率团来访,来访,喀山、德累斯顿\n";
    let mut there = new(&read::<Exchange>(text)[4]);
    there.set_id(ExchangeId::from_bits(7));
    there.partners.reverse();
    let mut known = Known::default();
    known.add(&there);
    let rows = read_with::<Exchange>(text, known, |_| {}).expect("is readable");
    let duplicates: Vec<_> = rows.iter().map(|row| row.duplicate).collect();
    let id = ExchangeId::from_bits(7);
    assert_eq!(
        duplicates,
        [
            None,
            Some(Duplicate::Line { line: 2 }),
            None,
            None,
            Some(Duplicate::Record { id })
        ]
    );
    let taken = |choices: &Choices| {
        rows.iter()
            .map(|row| choices.takes(row))
            .collect::<Vec<_>>()
    };
    let mut choices = Choices::default();
    assert_eq!(taken(&choices), [true, false, true, true, false]);
    choices.except.extend([2, 3]);
    assert_eq!(taken(&choices), [false, true, true, true, false]);
    choices.duplicates = true;
    assert_eq!(taken(&choices), [false, false, true, true, true]);
}

#[test]
fn a_row_that_names_a_record_changes_what_it_has_columns_for() {
    let mut base = new(&read::<Exchange>(
        "date,title,kind,partners,rank,note\n2019,A,forum,S18,mayor,old\n",
    )[0]);
    base.set_id(ExchangeId::from_bits(9));
    let id = base.id.to_string();
    let text = format!(
        "id,note,rank,headcount\n{id},,vice mayor,12\n{id},x,,\nnone,x,,\n0000000000001,y,,\n"
    );
    let rows: Vec<RowDraft<Exchange>> = read(&text);
    let Ok(Draft::Change(amendment)) = &rows[0].draft else {
        panic!("changes a record");
    };
    let expected = Exchange {
        note: None,
        rank: Some(Rank::ViceMayor),
        headcount: Some(Figure::exactly(12)),
        ..base.clone()
    };
    assert_eq!(amendment.onto(&base), expected);
    assert_eq!(rows[0].changes(), Some(base.id));
    assert_eq!(
        errors(&rows[..3]),
        [
            "A3 same_id_as_line",
            "A4 not_an_id",
            "4 missing",
            "4 missing",
            "4 missing"
        ]
    );
    let mut preview = Preview::default();
    assert_eq!(
        preview.take(&rows[0], Some(&base)),
        Verdict::Changed { id: base.id }
    );
    assert_eq!(
        preview.take(&rows[0], Some(&expected)),
        Verdict::Unchanged { id: base.id }
    );
    assert_eq!(preview.take(&rows[1], Some(&base)), Verdict::Error);
    assert_eq!(preview.take(&rows[3], None), Verdict::Error);
    let counts = preview.counts;
    assert_eq!(
        (counts.rows, counts.changed, counts.unchanged, counts.error),
        (4, 1, 1, 2)
    );
    assert_eq!(
        preview.errors.last().map(|error| &error.reason),
        Some(&Reason::UnknownId)
    );
    assert!(!preview.allows(&Choices::default()));
}

#[test]
fn what_is_broken_below_is_found_and_nothing_more_is_read() {
    let text = "date,title,kind,partners\n2019,A,forum,S18\n2019,\"B,forum,S18\n2019,C,forum,S18\n";
    let broken = read_with::<Exchange>(text, Known::default(), |_| {});
    let place = Place::cell(3, 2);
    let error = NotReadable::Table(TableError::OpenQuote { place });
    assert_eq!(broken.err(), Some(error));
}

#[test]
fn a_row_that_begins_by_saying_that_it_is_an_example_is_passed_over() {
    let rows: Vec<RowDraft<Exchange>> = read(
        "日期,类型,名称\n\
         2019-09-05,来访,一\n\
         【示例】2019-09-06,来访,二\n\
         ,[Example] visit,three\n\
         2019-09-07,来访,【示例】在后\n",
    );
    let lines: Vec<u32> = rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 5]);
    assert_eq!(new(&rows[1]).title.pick("zh-CN"), "【示例】在后");
}
