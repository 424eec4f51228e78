//! The whole way of a meeting: planned, joined by link, held, ended, filed.

use std::collections::BTreeMap;

use meeting::protocol::{Command, Goodbye, ItemState, Presence};
use meeting::record::{IntervalEnd, Record};
use participant::media::Kind;
use participant::{Error, Media, Options, Participant};
use support::{Moment, Part, Server, Stage, Truth, delegate, host, wall_clock};

/// A name that a spreadsheet would take for a formula.
const FORMULA: &str = "=SUM(A1:A9)";

const CAST: [Part; 5] = [
    host("Wang"),
    delegate("Li", 0),
    delegate("Sato", 1),
    delegate(FORMULA, 1),
    delegate("Smith", 2),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_from_its_plan_to_its_record() -> anyhow::Result<()> {
    let by_host = |draft: &mut support::Draft| draft.admission = "by_host";
    let stage = Stage::set_on(Server::start().await?, &CAST, by_host).await?;
    let mut truth = Truth::default();

    let (wang, wang_in) = Moment::of(stage.enter("Wang", Options::sends(1))).await?;
    let mut sato = stage.knock("Sato", Options::sends(2)).await?;
    let mut li = stage.knock("Li", Options::sends(3)).await?;
    let (sato_in, li_in) = admit(&wang, &mut sato, &mut li).await?;
    let listens = Options {
        media: Media::Listens,
        ..Options::default()
    };
    let mut formula = stage.knock(FORMULA, listens).await?;
    let (_, formula_in) = Moment::of(wang.request(Command::AdmitAll)).await?;
    formula.enter().await?;

    everybody_sees_and_hears(&[&wang, &sato, &li], &formula).await?;
    mute(&wang, &li, &formula).await?;
    run_the_agenda(&stage, &wang, &sato).await?;
    raise_hands(&wang, &sato, &li).await?;
    chat(&wang, &sato).await?;

    let (_, sato_out) = Moment::of(sato.leave()).await?;
    let (sato, sato_again) = Moment::of(stage.enter("Sato", Options::default())).await?;

    let (_, end) = Moment::of(wang.request(Command::EndSession)).await?;
    for participant in [&sato, &li, &formula] {
        let over = participant.wait_until("the end", |model| model.ended).await;
        assert!(over.is_ok() || matches!(over, Err(Error::Goodbye(Goodbye::Ended))));
    }

    truth.present(wang.id(), wang_in, end, IntervalEnd::Ended);
    truth.present(li.id(), li_in, end, IntervalEnd::Ended);
    truth.present(formula.id(), formula_in, end, IntervalEnd::Ended);
    truth.present(sato.id(), sato_in, sato_out, IntervalEnd::Left);
    truth.present(sato.id(), sato_again, end, IntervalEnd::Ended);
    let record = stage.desk.filed_record(stage.meeting.session).await?;
    truth.check(&record);
    check_the_agenda(&stage, &record);
    assert_eq!(record.totals.peak, 4);
    check_attendance_table(&stage, &record).await?;
    check_history(&stage, &record).await
}

/// One by one and by name: Sato, then Li.
async fn admit(
    wang: &Participant,
    sato: &mut Participant,
    li: &mut Participant,
) -> anyhow::Result<(Moment, Moment)> {
    let door = |model: &participant::Model| {
        let room = model.room.as_ref();
        room.is_some_and(|room| room.lobby.len() == 2)
    };
    let seen = wang.wait_until("two at the door", door).await?;
    let lobby = seen.room.map(|room| room.lobby).unwrap_or_default();
    assert_eq!(lobby[0].id, sato.id());
    assert_eq!(lobby[0].presence, Presence::Waiting);
    assert!(!sato.model().inside());
    let early = sato.request(Command::Hand { raised: true }).await;
    assert!(
        matches!(early, Err(Error::Refused(reason)) if reason == meeting::protocol::Reason::NotAdmitted)
    );
    let person = sato.id();
    let (_, sato_in) = Moment::of(wang.request(Command::Admit { person })).await?;
    sato.enter().await?;
    assert!(!li.model().inside());
    let person = li.id();
    let (_, li_in) = Moment::of(wang.request(Command::Admit { person })).await?;
    li.enter().await?;
    Ok((sato_in, li_in))
}

/// Every tile shows the colour of its person, and each one's tone is heard.
async fn everybody_sees_and_hears(
    senders: &[&Participant],
    listener: &Participant,
) -> anyhow::Result<()> {
    let everybody: Vec<_> = senders.iter().map(|sender| sender.id()).collect();
    for one in senders.iter().chain([&listener]) {
        one.look_at(&everybody, (320, 180)).await?;
    }
    for one in senders.iter().chain([&listener]) {
        for other in senders.iter().filter(|other| other.id() != one.id()) {
            one.perceive(other).await?;
        }
        for (mid, slot) in one.reports().iter() {
            assert_eq!(slot.undecodable, 0, "slot {mid} of {}: {slot:?}", one.id());
            assert_eq!(slot.of.get(&one.signature()), None, "nobody gets oneself");
        }
    }
    Ok(())
}

/// A microphone closed by the host is silent for everybody at once; its owner may open it again.
async fn mute(wang: &Participant, li: &Participant, ear: &Participant) -> anyhow::Result<()> {
    wang.request(Command::Mute { person: li.id() }).await?;
    li.wait_until("being told", |model| model.muted_by == [wang.id()])
        .await?;
    // What was on its way when the host asked has arrived once later packets of others have.
    ear.more_frames(wang.signature(), Kind::Sound, 10).await?;
    let heard = ear.reports().frames_of(li.signature(), Kind::Sound);
    ear.more_frames(wang.signature(), Kind::Sound, 25).await?;
    let still = ear.reports().frames_of(li.signature(), Kind::Sound);
    assert_eq!(heard, still, "Li goes on sending, but nobody hears it");
    li.set_media(true, true).await?;
    ear.more_frames(li.signature(), Kind::Sound, 1).await?;
    Ok(())
}

async fn run_the_agenda(
    stage: &Stage,
    wang: &Participant,
    sato: &Participant,
) -> anyhow::Result<()> {
    let [opening, dialogue, closing] =
        ["Opening", "Dialogue", "Closing"].map(|title| stage.meeting.item(title));
    let refused = sato.request(Command::StartItem { item: opening }).await;
    assert!(
        matches!(refused, Err(Error::Refused(reason)) if reason == meeting::protocol::Reason::NotAllowed)
    );
    wang.request(Command::StartItem { item: opening }).await?;
    wang.request(Command::StartItem { item: dialogue }).await?;
    wang.request(Command::SkipItem { item: closing }).await?;
    let as_run = |model: &participant::Model| {
        let states = model.room.iter().flat_map(|room| &room.agenda);
        let states: Vec<_> = states.map(|item| item.state).collect();
        matches!(
            states[..],
            [
                ItemState::Held { .. },
                ItemState::Running { .. },
                ItemState::Skipped { .. }
            ]
        )
    };
    sato.wait_until("the agenda as it runs", as_run).await?;
    Ok(())
}

async fn raise_hands(
    wang: &Participant,
    sato: &Participant,
    li: &Participant,
) -> anyhow::Result<()> {
    sato.request(Command::Hand { raised: true }).await?;
    li.request(Command::Hand { raised: true }).await?;
    let order = [sato.id(), li.id()];
    let hands = |model: &participant::Model| model.room.iter().any(|room| room.hands == order);
    wang.wait_until("two hands in order", hands).await?;
    wang.request(Command::LowerHand { person: sato.id() })
        .await?;
    let one = |model: &participant::Model| model.room.iter().any(|room| room.hands == [li.id()]);
    sato.wait_until("one hand", one).await?;
    Ok(())
}

async fn chat(wang: &Participant, sato: &Participant) -> anyhow::Result<()> {
    let text = "友谊地久天长 — 🌉".to_owned();
    let said = Command::Chat { text: text.clone() };
    sato.request(said).await?;
    let line = |model: &participant::Model| {
        let last = model.room.as_ref().and_then(|room| room.chat.last());
        last.is_some_and(|line| line.text.as_ref() == Some(&text) && line.from == sato.id())
    };
    wang.wait_until("the line", line).await?;
    Ok(())
}

fn check_the_agenda(stage: &Stage, record: &Record) {
    let items: BTreeMap<_, _> = record.agenda.iter().map(|item| (item.item, item)).collect();
    let [opening, dialogue, closing] =
        ["Opening", "Dialogue", "Closing"].map(|title| items[&stage.meeting.item(title)]);
    assert_eq!(opening.ended_at, dialogue.started_at);
    assert_eq!(dialogue.ended_at, record.ended_at);
    assert!(closing.skipped && closing.started_at.is_none());
    assert_eq!(opening.planned_seconds, 300);
    assert_eq!(opening.planned_at, stage.meeting.plan.starts_at);
    let chairs: Vec<_> = record.chaired_by.iter().map(|chair| chair.person).collect();
    assert_eq!(chairs, [stage.person("Wang")]);
    assert!(!record.partial);
}

/// The table has a row a person, in the record's own figures, and no cell is a formula.
async fn check_attendance_table(stage: &Stage, record: &Record) -> anyhow::Result<()> {
    let table = stage.desk.table(record.session, "attendance", "en").await?;
    let table = table.strip_prefix('\u{feff}').expect("a byte order mark");
    let rows: Vec<&str> = table.split("\r\n").filter(|row| !row.is_empty()).collect();
    assert!(!table.replace("\r\n", "").contains('\n'));
    assert!(rows.len() > record.participants.len(), "{table}");
    for participant in &record.participants {
        let name = participant.name.pick("en");
        let row = rows.iter().find(|row| row.contains(name));
        let row = row.unwrap_or_else(|| panic!("no row of {name} in {table}"));
        for cell in row.split([',', ';']) {
            let cell = cell.trim_matches('"');
            assert!(!cell.starts_with(['=', '+', '-', '@']), "a formula: {row}");
        }
    }
    Ok(())
}

/// Filed with Gifu, which came, and not with Boston, which did not.
async fn check_history(stage: &Stage, record: &Record) -> anyhow::Result<()> {
    let filed: Vec<_> = record.filed.iter().map(|filed| filed.partner).collect();
    let gifu = stage.desk.partner("S01").await?;
    let boston = stage.desk.partner("S02").await?;
    assert_eq!(serde_json::json!(filed), serde_json::json!([gifu["id"]]));
    let session = serde_json::json!(record.session);
    let of_session = |partner: &serde_json::Value| {
        let exchanges = partner["exchanges"].as_array().cloned();
        let exchanges = exchanges.unwrap_or_default();
        exchanges
            .into_iter()
            .filter(|one| one["session"] == session)
            .collect::<Vec<_>>()
    };
    assert!(of_session(&boston).is_empty());
    let exchanges = of_session(&gifu);
    assert_eq!(exchanges.len(), 1);
    assert_eq!(exchanges[0]["headcount"], 4);
    assert_eq!(exchanges[0]["delegations"], 2);
    assert_eq!(exchanges[0]["mode"], "online");
    assert_eq!(exchanges[0]["title"]["en"], "Forum");
    assert!(record.ended_at.is_some_and(|at| at <= wall_clock()));
    Ok(())
}
