//! Intents, relations and partners, each with what is its own.

use super::*;

#[test]
fn intents_come_with_the_step_that_the_sheet_shows() {
    let text = "提出日期,意向,友城,阶段,阶段日期,进展情况,责任部门,期限,领域\n\
                2019-09-05,共建创新中心,德累斯顿,签约,2020-01-15,已签备忘录,市商务局,2021-06,科技\n\
                2019-09-05,足球交流,喀山,意向,,,,,体育\n\
                2019-09-05,教师互派,喀山,洽谈,,,,,教育\n";
    let rows: Vec<RowDraft<Intent>> = read(text);
    let intent = new(&rows[0]);
    assert_eq!(intent.said_on, day("2019-09-05"));
    assert_eq!(intent.due, Some(day("2021-06")));
    assert_eq!(intent.steps.len(), 1);
    assert_eq!(
        (intent.steps[0].on, intent.steps[0].stage),
        (day("2020-01-15"), Some(Stage::Signed))
    );
    assert_eq!(intent.steps[0].text, "已签备忘录");
    assert!(intent.owner.is_some());
    assert!(new(&rows[1]).steps.is_empty());
    // On which day it came so far nobody says, and none is made up.
    assert_eq!(errors(&rows), ["E4 missing"]);
    let mut base = intent;
    base.set_id(IntentId::from_bits(3));
    let again = |stage: &str, text: &str| {
        let sheet = format!(
            "id,stage,stage date,progress\n{},{stage},2020-01-15,{text}\n",
            base.id
        );
        let rows: Vec<RowDraft<Intent>> = read(&sheet);
        match &rows[0].draft {
            Ok(Draft::Change(amendment)) => amendment.onto(&base).steps.len(),
            _ => panic!("changes a record"),
        }
    };
    assert_eq!(again("签约", "已签备忘录"), 1);
    assert_eq!(again("落地", "已签备忘录"), 2);
    assert_eq!(again("签约", "中心开工"), 2);
}

#[test]
fn a_sheet_of_how_intents_stood_earlier_adds_no_step() {
    let text = "提出日期,意向,友城,阶段,阶段日期,进展情况\n\
                2019-09-05,共建创新中心,德累斯顿,洽谈,2019,来访时谈及\n";
    let rows: Vec<RowDraft<Intent>> = read(text);
    let mut base = new(&rows[0]);
    base.set_id(IntentId::from_bits(3));
    for (on, stage, text) in [
        ("2020-01-15", Some(Stage::Signed), ""),
        ("2020-01-15", None, "已签备忘录"),
        ("2021", Some(Stage::Landed), "开业"),
    ] {
        base.steps.push(Step {
            on: day(on),
            stage,
            text: text.to_owned(),
        });
    }
    let again = |stage: &str, on: &str, text: &str| {
        let sheet = format!(
            "id,stage,stage date,progress\n{},{stage},{on},{text}\n",
            base.id
        );
        let rows: Vec<RowDraft<Intent>> = read(&sheet);
        match &rows[0].draft {
            Ok(Draft::Change(amendment)) => amendment.onto(&base).steps.len(),
            _ => panic!("changes a record"),
        }
    };
    assert_eq!(again("意向", "", ""), 4);
    assert_eq!(again("洽谈", "2019", "来访时谈及"), 4);
    assert_eq!(again("签约", "2020-01-15", "已签备忘录"), 4);
    assert_eq!(again("落地", "2021", "开业"), 4);
    // What was otherwise on that day is new.
    assert_eq!(again("项目", "2020-01-15", "已签备忘录"), 5);
    assert_eq!(again("签约", "2020-01-15", "另签协议"), 5);
}

#[test]
fn a_step_of_which_only_the_year_is_known_comes_in_once_and_takes_nothing_back() {
    let text =
        "提出日期,意向,友城,阶段,阶段日期\n2019-03-01,共建创新中心,德累斯顿,洽谈,2019-05-20\n";
    let rows: Vec<RowDraft<Intent>> = read(text);
    let mut base = new(&rows[0]);
    base.set_id(IntentId::from_bits(3));
    let end = day("2020-12-31").latest();
    let again = |base: &Intent, stage: &str| {
        let sheet = format!("id,stage,stage date\n{},{stage},2019\n", base.id);
        let rows: Vec<RowDraft<Intent>> = read(&sheet);
        match &rows[0].draft {
            Ok(Draft::Change(amendment)) => amendment.onto(base),
            Ok(_) => base.clone(),
            Err(_) => panic!("changes a record"),
        }
    };
    let landed = again(&base, "落地");
    assert_eq!(landed.steps.len(), 2);
    assert_eq!(landed.course().stage_on(end), Some(Stage::Landed));
    // The same sheet once more, and one of earlier in that year.
    assert_eq!(again(&landed, "落地"), landed);
    assert_eq!(again(&landed, "洽谈"), landed);
    assert_eq!(again(&landed, "意向"), landed);
    // Nor does it come again after what an officer wrote since.
    let mut withdrawn = landed.clone();
    withdrawn.steps.push(Step {
        on: day("2019-08-01"),
        stage: Some(Stage::Withdrawn),
        text: String::new(),
    });
    assert_eq!(again(&withdrawn, "落地"), withdrawn);
    // What nobody had said yet is new, but no step back.
    let signed = again(&landed, "签约");
    let stages: Vec<_> = signed.steps.iter().filter_map(|step| step.stage).collect();
    assert_eq!(stages, [Stage::Talks, Stage::Signed, Stage::Landed]);
    assert_eq!(signed.course().stage_on(end), Some(Stage::Landed));
    assert_eq!(again(&signed, "签约"), signed);
}

#[test]
fn relations_have_owners_papers_and_ends() {
    let text = "友城,国家,结好方,关系类别,结好日期,备忘录日期,批复日期,终止日期,终止原因,对方称谓,称谓语言\n\
                德累斯顿,德国,杭州,国际友好城市,2009-10-16,2007,2009-08,,,,\n\
                丽水,韩国,西湖区,友好交流,2015年,,,2019-05,升级,우호도시,ko\n\
                德累斯顿,德国,,友好城市,2009,,,,,,\n\
                德累斯顿、喀山,,天上,友城,2009,,,2008,,,\n\
                ,,,友城,,,,,到期,,\n";
    let rows: Vec<RowDraft<Relation>> = read(text);
    let (first, second) = (new(&rows[0]), new(&rows[1]));
    assert_eq!((first.owner, first.kind), (Owner::City, Kind::Sister));
    assert_eq!(first.valid_from, Some(day("2009-10-16")));
    assert_eq!(first.milestones.mou, Some(day("2007")));
    assert_eq!(first.milestones.approval, Some(day("2009-08")));
    assert_eq!(second.owner, Owner::District(DistrictId::from_bits(1)));
    assert_eq!(
        (second.partner, second.kind),
        (PartnerId::from_bits(3), Kind::Exchange)
    );
    let ending = second.ending.clone().expect("has ended");
    assert_eq!(
        (ending.on, ending.reason),
        (day("2019-05"), EndingReason::Upgraded)
    );
    assert_eq!(
        second.theirs.map(|theirs| theirs.language).as_deref(),
        Some("ko")
    );
    assert_eq!(rows[2].duplicate, Some(Duplicate::Line { line: 2 }));
    assert_eq!(
        errors(&rows),
        [
            "A5 several_partners",
            "C5 unknown_district",
            "H5 ends_before_it_begins",
            "A6 missing",
            "H6 missing",
        ]
    );
    assert_eq!(first.id, RelationId::from_bits(0));
}

#[test]
fn the_registry_of_a_release_is_read_as_partners() {
    let csv = include_str!("../../../../../config/partners.csv");
    let rows = read_with::<Partner>(csv, Known::default(), |_| {}).expect("is readable");
    assert_eq!(rows.len(), 39);
    assert_eq!(errors(&rows), Vec::<String>::new());
    // Those of the directory are known by their slugs.
    let dresden = rows
        .iter()
        .find(|row| row.changes() == Some(PartnerId::from_bits(1)));
    let Some(Ok(Draft::Change(amendment))) = dresden.map(|row| &row.draft) else {
        panic!("changes a partner");
    };
    let dresden = amendment.onto(&Partner::blank());
    assert_eq!(dresden.slug, "S18");
    assert_eq!(dresden.country.code(), "DE");
    assert_eq!(dresden.continent, Continent::Europe);
    assert_eq!(dresden.zone.as_deref(), Some("Europe/Berlin"));
    assert_eq!(dresden.population, Some(564_904));
    assert_eq!(dresden.coordinates.map(|at| at.lat), Some(51.05089));
    let new: Vec<Partner> = rows
        .iter()
        .filter(|row| row.changes().is_none())
        .map(new)
        .collect();
    assert_eq!(new.len(), 32);
    let gifu = new
        .iter()
        .find(|partner| partner.slug == "S01")
        .expect("is there");
    assert_eq!(gifu.provenance.sources.len(), 3);
    assert_eq!(gifu.official_urls.len(), 2);
    assert_eq!(
        gifu.names,
        Localized::of("zh-CN", "岐阜市").and("en", "Gifu")
    );
}

#[test]
fn partners_say_where_they_are_as_a_whole_or_not_at_all() {
    let text = "slug,name,country,continent,lat,lon,tz,languages,website\n\
                N1,New,DE,Europe,51.5,13.7,Europe/Berlin,de,https://a.example/\n\
                N2,Newer,Germany,Europe,51.5,,Mars/City,Deutsch,ftp://x\n\
                N 3,Newest,Utopia,Nowhere,99,200,,,\n\
                N4,new,DE,Europe,,,,,\n";
    let rows: Vec<RowDraft<Partner>> = read(text);
    assert!(rows[0].draft.is_ok());
    assert_eq!(
        errors(&rows),
        [
            "H3 not_a_language",
            "G3 not_a_zone",
            "F3 missing",
            "I3 not_an_address",
            "A4 not_a_slug",
            "C4 unknown_country",
            "D4 unknown_word",
            "E4 not_degrees",
            "F4 not_degrees",
        ]
    );
    assert_eq!(rows[3].duplicate, Some(Duplicate::Line { line: 2 }));
}
