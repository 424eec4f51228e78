//! A group photo is kept, and is for those who took part in the session once it is over.

use std::time::Duration;

use anyhow::Context;
use meeting::id::PhotoId;
use meeting::photo::PhotoScope;
use meeting::protocol::{Command, PhotoCommand, PhotoView, Reason};
use participant::{Error, Model, Options, Participant, Ticket};
use support::{Part, Stage, delegate, host, press};
use tokio::time::sleep;

const CAST: [Part; 4] = [
    host("Wang"),
    delegate("Sato", 1),
    press("Li"),
    delegate("Kim", 2),
];

/// A picture as far as anybody looks into it: 640 by 480.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0";

fn photo_in(model: &Model) -> Option<PhotoView> {
    model.room.as_ref()?.photo.as_deref().cloned()
}

/// Both agree, and the host keeps a picture with both in it.
async fn keep(stage: &Stage, wang: &Participant, sato: &Participant) -> anyhow::Result<PhotoId> {
    let call = PhotoCommand::Call {
        scope: PhotoScope::Heads,
    };
    wang.request(Command::Photo(call)).await?;
    let asked = sato.wait_until("the question", |model| photo_in(model).is_some());
    let photo = photo_in(&asked.await?).context("a photo")?.id;
    for one in [wang, sato] {
        let camera = true;
        let yes = PhotoCommand::Answer { photo, camera };
        one.request(Command::Photo(yes)).await?;
    }
    let start = PhotoCommand::Start { photo };
    wang.request(Command::Photo(start)).await?;

    let path = format!("/api/photos/{photo}");
    let pass = &wang.ticket().pass;
    let file = stage.desk.upload_with(pass, &path, PICTURE.to_vec());
    let file = file.await?.ok()?;
    let sha256 = file["sha256"].as_str().context("a hash")?.to_owned();
    let keep = PhotoCommand::Keep {
        photo,
        sha256,
        pictured: vec![wang.id(), sato.id()],
    };
    // Not before the countdown is over.
    loop {
        match wang.request(Command::Photo(keep.clone())).await {
            Err(Error::Refused(Reason::WrongState)) => sleep(Duration::from_millis(200)).await,
            kept => break kept.map(|_| photo).map_err(Into::into),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_took_part_may_have_the_picture_and_nobody_else() -> anyhow::Result<()> {
    let stage = Stage::set(&CAST).await?;
    let wang = stage.enter("Wang", Options::default()).await?;
    let sato = stage.enter("Sato", Options::default()).await?;
    let li = stage.enter("Li", Options::default()).await?;
    let photo = keep(&stage, &wang, &sato).await?;

    let list = "/api/join/photos";
    let desk = &stage.desk;
    let early = desk.get_with(&sato.ticket().pass, list).await?;
    assert_eq!((early.status, early.code()), (409, "not_ended"));
    wang.request(Command::EndSession).await?;
    desk.filed_record(stage.meeting.session).await?;

    // Kim was invited and did not come.
    let kim = Ticket::exchange(&stage.server.url, stage.meeting.token("Kim")).await?;
    let file = format!("{list}/{photo}/file");
    let tickets = [wang.ticket(), sato.ticket(), li.ticket(), &kim];
    for (Ticket { pass, .. }, may) in tickets.into_iter().zip([true, true, false, false]) {
        let listed = desk.get_with(pass, list).await?.ok()?;
        let listed = listed.as_array().context("a list")?;
        assert_eq!(listed.len(), usize::from(may));
        let status = desk.get_with(pass, &file).await?.status;
        assert_eq!(status, if may { 200 } else { 404 });
    }

    let session = format!("/api/sessions/{}", stage.meeting.session);
    desk.delete(&format!("{session}/photos/{photo}"))
        .await?
        .ok()?;
    let pass = &sato.ticket().pass;
    assert_eq!(
        desk.get_with(pass, list).await?.ok()?,
        serde_json::json!([])
    );
    assert_eq!(desk.get_with(pass, &file).await?.status, 404);
    Ok(())
}
