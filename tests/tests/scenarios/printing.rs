//! What is printed of a session, read by programs that are not ours.

use anyhow::{Context, ensure};
use meeting::note::Note;
use meeting::plan::Localized;
use meeting::protocol::{Command, NoteCommand};
use meeting::time::Timestamp;
use participant::{Options, Participant};
use serde_json::{Value, json};
use support::{Desk, Folder, Pages, Server, leave_out, wall_clock};

/// 10 December 2026, 09:20 in Hangzhou.
const SOME_DAY: Timestamp = Timestamp(1_796_889_600_000_000);

/// A text in several languages, as JSON.
fn texts<const N: usize>(texts: [(&str, &str); N]) -> Value {
    texts
        .into_iter()
        .collect::<std::collections::BTreeMap<_, _>>()
        .into_iter()
        .map(|(tag, text)| (tag.to_owned(), json!(text)))
        .collect()
}

/// Of each partner: who it is, the language of its head, and their name.
fn guests() -> [(&'static str, &'static str, Value); 5] {
    [
        (
            "S01",
            "ja",
            texts([
                ("zh-CN", "山田花子"),
                ("ja", "山田花子"),
                ("en", "YAMADA Hanako"),
            ]),
        ),
        (
            "S11",
            "ar",
            texts([
                ("zh-CN", "穆罕默德·阿拉维"),
                ("ar", "محمد العلوي"),
                ("en", "Mohammed Alaoui"),
            ]),
        ),
        (
            "S13",
            "ru",
            texts([
                ("zh-CN", "伊万·彼得罗夫"),
                ("ru", "Иван Петров"),
                ("en", "Ivan Petrov"),
            ]),
        ),
        (
            "S19",
            "ko",
            texts([("zh-CN", "金民秀"), ("ko", "김민수"), ("en", "Kim Minsu")]),
        ),
        (
            "E06",
            "ne",
            texts([
                ("zh-CN", "苏尼塔·什雷斯塔"),
                ("ne", "सुनिता श्रेष्ठ"),
                ("en", "Sunita Shrestha"),
            ]),
        ),
    ]
}

/// Names in Chinese, and in the scripts of the partners.
async fn planned(desk: &Desk, languages: [&str; 2]) -> anyhow::Result<String> {
    planned_at(desk, languages, SOME_DAY).await
}

async fn planned_at(
    desk: &Desk,
    languages: [&str; 2],
    starts_at: Timestamp,
) -> anyhow::Result<String> {
    let mut delegations = vec![json!({
        "id": "new-home", "partner": null, "country": "CN", "head": "new-host",
        "city": { "zh-CN": "杭州市", "en": "Hangzhou", "ar": "هانغتشو" },
    })];
    let mut people = vec![json!({
        "id": "new-host", "delegation": "new-home", "role": "host", "rank": "mayor", "language": "zh-CN",
        "name": { "zh-CN": "王明", "en": "Wang Ming", "ar": "وانغ مينغ" },
        "title": { "zh-CN": "市长", "en": "Mayor", "ar": "رئيس البلدية" },
    })];
    for (slug, language, name) in guests() {
        let partner = desk.partner(slug).await?;
        delegations.push(json!({
            "id": format!("new-{slug}"), "partner": partner["id"], "city": partner["names"],
            "country": partner["country"], "head": format!("new-head-{slug}"),
        }));
        people.push(json!({
            "id": format!("new-head-{slug}"), "delegation": format!("new-{slug}"), "role": "delegate",
            "rank": "mayor", "language": language, "name": name,
            "title": { "zh-CN": "市长", "en": "Mayor", "ar": "رئيس البلدية" },
        }));
    }
    let agenda = [json!({
        "id": "new-item", "kind": "dialogue", "speaker": null, "minutes": 30, "open": true,
        "title": { "zh-CN": "水与城市", "en": "Water and the city", "ar": "الماء والمدينة" },
    })];
    let plan = json!({
        "title": { "zh-CN": "友城市长论坛", "en": "Mayors’ Forum", "ar": "منتدى رؤساء البلديات" },
        "starts_at": starts_at, "minutes": 150, "zone": "Asia/Shanghai",
        "languages": languages, "admission": "by_host",
        "delegations": delegations, "people": people, "agenda": agenda,
        "hall": { "place": { "zh-CN": "国际会议中心", "en": "Congress Centre", "ar": "مركز المؤتمرات" } },
    });
    let answer = desk
        .post("/api/sessions", &json!({ "plan": plan }))
        .await?
        .ok()?;
    let session = answer["session"]["plan"]["session"].as_str();
    Ok(format!("/api/sessions/{}", session.context("a session")?))
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_stands_on_the_list_in_their_own_script() -> anyhow::Result<()> {
    if !Pages::can_be_read() {
        return leave_out("fonts", "poppler-utils or Noto fonts are not installed");
    }
    let server = Server::start().await?;
    let desk = server.desk().await?;
    for languages in [["zh-CN", "en"], ["ar", "zh-CN"]] {
        let session = planned(&desk, languages).await?;
        for sheet in ["list", "plates", "badges", "seating"] {
            let pages = Pages::of(&desk, &format!("{session}/print/{sheet}.pdf")).await?;
            pages.check_fonts().with_context(|| sheet.to_owned())?;
            let text = pages.text()?;
            let names = [
                "王明",
                "山田花子",
                "محمد العلوي",
                "Иван Петров",
                "김민수",
                "सुनिता",
            ];
            for name in names {
                ensure!(
                    text.contains(name),
                    "{sheet} {languages:?}: {name} in\n{text}"
                );
            }
            let expected = match sheet {
                "plates" => 6,
                "seating" => 5,
                _ => 1,
            };
            assert_eq!(pages.count()?, expected, "{sheet}");
        }
        let list = Pages::of(&desk, &format!("{session}/print/list.pdf")).await?;
        let told = list.read("pdfinfo", &[])?;
        for line in ["Tagged:          yes", "PDF version:     1.7"] {
            ensure!(told.contains(line), "{told}");
        }
        let text = list.text()?;
        ensure!(
            text.replace(' ', "").contains("1/1"),
            "the number of the page"
        );
        let hall = [
            ("zh-CN", "国际会议中心"),
            ("en", "Congress Centre"),
            ("ar", "مركز المؤتمرات"),
        ];
        for (language, place) in hall {
            let is_ours = languages.contains(&language);
            ensure!(
                text.contains(place) == is_ours,
                "{place} for {languages:?} in\n{text}"
            );
        }
    }
    Ok(())
}

/// What was decided, in the languages of the session. Without the one letter that stands for two,
/// which poppler gives back the wrong way round.
const DECIDED: [(&str, &str); 2] = [("zh-CN", "通过水宣言"), ("ar", "اعتماد وثيقة المدن")];

/// Holds the planned session for a moment, with one decision.
async fn hold(server: &Server, desk: &Desk, session: &str) -> anyhow::Result<()> {
    let id = session.rsplit('/').next().context("a session")?.parse()?;
    let meeting = desk.session(id).await?;
    let options = Options::default();
    let mut host = Participant::join(&server.url, meeting.token("Wang Ming"), options).await?;
    host.enter().await?;
    let item = meeting.item("Water and the city");
    host.request(Command::StartItem { item }).await?;
    let text: Localized = serde_json::from_value(texts(DECIDED))?;
    let note = Note {
        item,
        text,
        action: None,
    };
    host.request(Command::Note(NoteCommand::Write { note }))
        .await?;
    host.request(Command::EndSession).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn minutes_are_printed_in_every_language_of_the_session() -> anyhow::Result<()> {
    if !Pages::can_be_read() {
        return leave_out("fonts", "poppler-utils or Noto fonts are not installed");
    }
    let server = Server::start().await?;
    let desk = server.desk().await?;
    let session = planned_at(&desk, ["zh-CN", "ar"], wall_clock()).await?;
    hold(&server, &desk, &session).await?;
    let draft = json!({ "edition": 0, "revision": 0, "act": { "do": "draft" } });
    desk.post(&format!("{session}/minutes"), &draft)
        .await?
        .ok()?;
    let expected = [
        ("zh-CN", ["友城市长论坛", "王明", "水与城市"]),
        (
            "ar",
            ["منتدى رؤساء البلديات", "وانغ مينغ", "الماء والمدينة"],
        ),
    ];
    for ((language, said), (_, decided)) in expected.into_iter().zip(DECIDED) {
        let path = format!("{session}/minutes.pdf?lang={language}");
        let pages = Pages::of(&desk, &path).await?;
        pages.check_fonts()?;
        let text = pages.text()?;
        for words in said.into_iter().chain([decided]) {
            ensure!(text.contains(words), "{language}: {words} in\n{text}");
        }
        let others = expected.iter().filter(|(other, _)| *other != language);
        for (other, [title, ..]) in others {
            ensure!(!text.contains(title), "{other} in {language}: {text}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_against_the_rule_stands_on_the_list_with_who_and_why() -> anyhow::Result<()> {
    if !Pages::can_be_read() {
        return leave_out("fonts", "poppler-utils or Noto fonts are not installed");
    }
    let server = Server::start().await?;
    let desk = server.desk().await?;
    let session = planned(&desk, ["zh-CN", "en"]).await?;
    let protocol = format!("{session}/protocol");
    let by_rule = json!({ "version": 0, "rule": "country", "language": "en", "moves": [] });
    let by_rule = desk.put(&protocol, &by_rule).await?.ok()?;
    let rows = by_rule["rows"].as_array().context("rows")?;
    let last = rows.last().context("a row")?;
    let moved = json!({
        "version": by_rule["version"], "rule": "country", "language": "en",
        "moves": [{ "delegation": last["delegation"], "place": 1, "reason": "共同主办" }],
    });
    desk.put(&protocol, &moved).await?.ok()?;
    let list = Pages::of(&desk, &format!("{session}/print/list.pdf"))
        .await?
        .text()?;
    for said in [
        "国家/地区的英文名称",
        "name of the country/region in English",
        Desk::NAME,
        "共同主办",
    ] {
        ensure!(list.contains(said), "{said} in\n{list}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_fonts_is_told_which_package_it_lacks() -> anyhow::Result<()> {
    let empty = Folder::new();
    let folder = empty.path().to_string_lossy();
    let server = Server::start_with(&[("PRINT__FONTS", &folder)]).await?;
    let desk = server.desk().await?;
    let session = planned(&desk, ["zh-CN", "en"]).await?;
    let refused = desk.get(&format!("{session}/print/list.pdf")).await?;
    assert_eq!((refused.status, refused.code()), (503, "missing_font"));
    let detail = json!({ "script": "Han", "package": "fonts-noto-cjk" });
    assert_eq!(refused.body["detail"], detail);

    let stranger = Desk::stranger(&server.url)?;
    for sheet in ["list", "plates", "badges", "seating"] {
        let refused = stranger
            .get(&format!("{session}/print/{sheet}.pdf"))
            .await?;
        assert_eq!(refused.status, 401, "{sheet}");
    }
    assert_eq!(
        desk.get(&format!("{session}/print/menu.pdf")).await?.status,
        404
    );
    Ok(())
}
