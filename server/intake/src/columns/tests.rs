use super::*;
use crate::names::tests::directory;
use crate::table::{Limits, Table};

fn proposed(text: &str, kind: SheetKind) -> Proposal {
    let table = Table::pasted(text, Limits::default()).expect("a table");
    propose(&table, 0, kind, &directory()).expect("has rows")
}

fn meanings(proposal: &Proposal) -> Vec<Option<Meaning>> {
    let columns = proposal.mapping.columns.iter();
    columns.map(|column| column.meaning).collect()
}

#[test]
fn headings_are_found_below_a_title_and_in_several_languages() {
    for text in [
        "2019年友城交流活动一览表,,,,\n序号,活动时间,活动内容,类别,友城\n1,2019-09-05,文化周,来访,德累斯顿",
        "No.;Datum;Titel;Art;Partnerstadt\n1;5.9.2019;Kulturwoche;Besuch empfangen;Dresden",
        "no\tdate\ttitle\tkind\tpartner\n1\t2019-09-05\tCulture week\tvisit received\tDresden",
        "№,Дата,Название,Вид,Город\n1,5.9.2019,Неделя культуры,приём делегации,Dresden",
        "番号,日付,件名,種別,都市\n1,2019年9月5日,文化週間,来訪,Dresden",
    ] {
        let proposal = proposed(text, SheetKind::Exchange);
        let expected = [
            None,
            Some(Meaning::Date),
            Some(Meaning::Title),
            Some(Meaning::Kind),
            Some(Meaning::Partners),
        ];
        assert_eq!(meanings(&proposal), expected, "{text}");
        assert_eq!(proposal.problems, [], "{text}");
        let sure = proposal.mapping.columns.iter().skip(1);
        assert!(
            sure.map(|column| column.confidence)
                .all(|sure| sure == Confidence::Certain)
        );
        assert_eq!(proposal.sample[0][0], "1");
    }
}

#[test]
fn two_rows_of_headings_are_one() {
    for text in [
        // As a workbook with merged cells gives it, and as CSV of the same.
        "名称,时间,,友城,类型\n名称,开始日期,结束日期,友城,类型\n文化周,2019-09-05,2019-09-08,S18,来访",
        "名称,时间,,友城,类型\n,开始日期,结束日期,,\n文化周,2019-09-05,2019-09-08,S18,来访",
    ] {
        let proposal = proposed(text, SheetKind::Exchange);
        assert_eq!(
            meanings(&proposal),
            [
                Some(Meaning::Title),
                Some(Meaning::Date),
                Some(Meaning::End),
                Some(Meaning::Partners),
                Some(Meaning::Kind)
            ]
        );
        assert_eq!(proposal.mapping.heading, Some(2));
    }
}

#[test]
fn what_is_missing_and_what_stands_twice_is_said() {
    let proposal = proposed("日期,日期,备注\n2019,2019,x", SheetKind::Exchange);
    let title = vec![Meaning::Title, Meaning::TitleZh, Meaning::TitleEn];
    assert_eq!(
        proposal.problems,
        [
            MappingProblem::Missing { meanings: title },
            MappingProblem::Missing {
                meanings: vec![Meaning::Kind]
            },
            MappingProblem::Absent {
                meaning: Meaning::Partners
            },
            MappingProblem::Twice {
                meaning: Meaning::Date,
                columns: vec![1, 2]
            },
        ]
    );
    // The surer of two headings wins, and nothing is said.
    let proposal = proposed(
        "活动举办日期,日期,名称,类型,友城\n1,2019,x,来访,S18",
        SheetKind::Exchange,
    );
    assert_eq!(meanings(&proposal)[0], None);
    assert_eq!(proposal.problems, []);
    let mut mapping = proposal.mapping;
    mapping.columns[0].meaning = Some(Meaning::Latitude);
    assert_eq!(
        mapping.problems(),
        [MappingProblem::Foreign {
            column: 1,
            meaning: Meaning::Latitude
        }]
    );
    mapping.columns[0].meaning = None;
    mapping.columns[3].meaning = None;
    mapping.fixed.insert(Meaning::Kind, "forum".to_owned());
    assert_eq!(mapping.problems(), []);
}

#[test]
fn rows_without_headings_tell_by_their_cells() {
    let proposal = proposed(
        "2019-09-05\t德累斯顿\t来访\t市长率团来访并出席文化周开幕式\n2019-10-01\t喀山\t出访\t参加喀山市建城纪念活动",
        SheetKind::Exchange,
    );
    assert_eq!(proposal.mapping.heading, None);
    assert_eq!(
        meanings(&proposal),
        [
            Some(Meaning::Date),
            Some(Meaning::Partners),
            Some(Meaning::Kind),
            Some(Meaning::Title)
        ]
    );
    let sure = proposal.mapping.columns.iter();
    assert!(
        sure.map(|column| column.confidence)
            .all(|sure| sure == Confidence::Guess)
    );
    assert_eq!(proposal.sample.len(), 2);
}

#[test]
fn a_mapping_is_kept_and_used_again_wherever_the_columns_stand() {
    let mut saved = proposed("日期,名称,形态,友城\n2019,x,来访,S18", SheetKind::Exchange).mapping;
    saved.columns[2].meaning = Some(Meaning::Kind);
    saved.columns[1].meaning = Some(Meaning::Note);
    saved.words.push(Word {
        meaning: Meaning::Kind,
        word: "走访".to_owned(),
        value: "visit_paid".to_owned(),
    });
    let json = serde_json::to_string(&saved).expect("is written");
    let saved: Mapping = serde_json::from_str(&json).expect("is read");
    let next = proposed(
        "说明文字\n友城,形态,日期,名称,地点\nS18,走访,2020,y,z",
        SheetKind::Exchange,
    );
    let again = saved.reapplied(next.mapping);
    let meanings: Vec<_> = again.columns.iter().map(|column| column.meaning).collect();
    assert_eq!(
        meanings,
        [
            Some(Meaning::Partners),
            Some(Meaning::Kind),
            Some(Meaning::Date),
            Some(Meaning::Note),
            Some(Meaning::Place)
        ]
    );
    assert_eq!(again.heading, Some(2));
    assert_eq!(again.words.len(), 1);
}

#[test]
fn the_kind_of_a_sheet_follows_from_its_headings() {
    for (text, kind) in [
        (
            "日期,名称,类型,友城\n2019,x,来访,S18",
            Some(SheetKind::Exchange),
        ),
        (
            "提出日期,意向,阶段,责任部门\n2019,x,意向,外办",
            Some(SheetKind::Intent),
        ),
        (
            "友城,国家,结好日期,关系类别\nS18,德国,2009,友好城市",
            Some(SheetKind::Relation),
        ),
        (
            "id,name_zh,name_en,iso2,continent,lat,lon\nS18,德,D,DE,Europe,1,2",
            Some(SheetKind::Partner),
        ),
        ("a,b\n1,2", None),
    ] {
        let table = Table::pasted(text, Limits::default()).expect("a table");
        assert_eq!(likely_kind(&table, 0).expect("has rows"), kind, "{text}");
    }
}
