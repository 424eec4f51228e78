//! A document is signed from two cities, and the certificate is read by programs that are not ours.

use anyhow::{Context, ensure};
use meeting::id::{PaperId, SigningId};
use meeting::plan::Localized;
use meeting::protocol::{Command, SigningCommand, SigningView};
use meeting::signing::{Choice, Draft as Document, Sha256, Signatory};
use participant::{Options, Participant};
use support::{Pages, Part, Stage, delegate, host, leave_out};

const CAST: [Part; 2] = [host("Wang"), delegate("Sato", 1)];

/// Uploads a PDF that everybody invited may read.
async fn paper(stage: &Stage) -> anyhow::Result<PaperId> {
    let session = format!("/api/sessions/{}", stage.meeting.session);
    let file = stage
        .desk
        .download(&format!("{session}/print/list.pdf"))
        .await?;
    let path = format!("{session}/papers?audience=invited");
    let paper = stage
        .desk
        .upload(&path, "memorandum.pdf", file)
        .await?
        .ok()?;
    let id = paper["id"].as_str().context("a paper")?;
    Ok(id.parse()?)
}

fn document(stage: &Stage, paper: PaperId) -> Document {
    let signs = |name| {
        let person = stage.person(name);
        let delegation = stage.meeting.plan.person(person).map(|one| one.delegation);
        delegation.map(|delegation| Signatory { delegation, person })
    };
    Document {
        item: None,
        title: Localized::of("en", "Memorandum on clean water").and("zh-CN", "清洁用水备忘录"),
        editions: vec![Choice {
            language: "en".to_owned(),
            paper,
        }],
        signatories: ["Wang", "Sato"].into_iter().filter_map(signs).collect(),
        witnesses: Vec::new(),
    }
}

async fn signing_of(one: &Participant) -> anyhow::Result<SigningView> {
    let is_there = |model: &participant::Model| {
        let room = model.room.as_ref();
        room.is_some_and(|room| !room.signings.is_empty())
    };
    let model = one.wait_until("a signing", is_there).await?;
    let signings = model.room.map(|room| room.signings).unwrap_or_default();
    signings.into_iter().next().context("a signing")
}

async fn signs(one: &Participant, signing: SigningId, hashes: Vec<Sha256>) -> anyhow::Result<()> {
    let sign = SigningCommand::Sign { signing, hashes };
    one.request(Command::Signing(sign)).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificate_says_who_signed_what_in_both_languages() -> anyhow::Result<()> {
    if !Pages::can_be_read() {
        return leave_out("fonts", "poppler-utils or Noto fonts are not installed");
    }
    let stage = Stage::set(&CAST).await?;
    let paper = paper(&stage).await?;
    let wang = stage.enter("Wang", Options::default()).await?;
    let sato = stage.enter("Sato", Options::default()).await?;
    let prepare = SigningCommand::Prepare {
        signing: None,
        draft: document(&stage, paper),
    };
    wang.request(Command::Signing(prepare)).await?;
    let signing = signing_of(&wang).await?.id;
    wang.request(Command::Signing(SigningCommand::Open { signing }))
        .await?;
    let edition = signing_of(&wang).await?.editions.into_iter().next();
    let sha256 = edition.context("an edition")?.sha256;
    signs(&wang, signing, vec![sha256.clone()]).await?;
    signs(&sato, signing, vec![sha256.clone()]).await?;
    let close = SigningCommand::Close { signing };
    wang.request(Command::Signing(close)).await?;
    wang.request(Command::EndSession).await?;
    let record = stage.desk.filed_record(stage.meeting.session).await?;
    assert_eq!(record.signings.len(), 1);

    let session = format!("/api/sessions/{}", stage.meeting.session);
    for (language, title) in [
        ("en", "Memorandum on clean water"),
        ("zh-CN", "清洁用水备忘录"),
    ] {
        let path = format!("{session}/signings/{signing}/certificate.pdf?lang={language}");
        let pages = Pages::of(&stage.desk, &path).await?;
        pages.check_fonts()?;
        let text = pages.text()?;
        for said in [title, "Wang", "Sato"] {
            ensure!(text.contains(said), "{language}: {said} in\n{text}");
        }
        // It is printed in groups.
        let digits: String = text.split_whitespace().collect();
        ensure!(digits.contains(sha256.as_str()), "{language}: {text}");
    }
    Ok(())
}
