//! Killed in the middle of a meeting, again and again: nothing that was acknowledged is lost,
//! nobody is counted twice, everybody comes back.

use std::time::{Duration, Instant};

use meeting::id::ItemId;
use meeting::protocol::{Command, ItemState, Presence, Snapshot};
use meeting::record::{IntervalEnd, Record};
use participant::{Options, Participant};
use support::{Dice, Part, Server, Stage, delegate, host};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

const KILLS: usize = 20;
/// Within which everybody is back once the server is up.
const BACK: Duration = Duration::from_secs(10);
/// More than are started in all rounds.
const ITEMS: usize = 60;
/// Lines one person writes between two crashes: a snapshot shows the last 200 of all.
const LINES: usize = 20;

const CAST: [Part; 8] = [
    host("Alice"),
    delegate("Bob", 1),
    delegate("Carol", 1),
    delegate("Dora", 1),
    delegate("Emil", 2),
    delegate("Frida", 2),
    delegate("Gustav", 2),
    delegate("Restless", 2),
];

/// What somebody asked for, and whether it was acknowledged.
#[derive(Debug, Clone, PartialEq)]
struct Asked<T> {
    what: T,
    done: bool,
}

/// One participant with the memory of what was said to them since the last crash.
struct Actor {
    name: &'static str,
    participant: Participant,
    dice: Dice,
    lines: Vec<Asked<String>>,
    hand: Vec<Asked<bool>>,
    /// Hosts only: the items to start, in order.
    items: Vec<ItemId>,
    started: Vec<Asked<ItemId>>,
}

impl Actor {
    async fn enter(stage: &Stage, part: &Part, dice: Dice) -> anyhow::Result<Self> {
        let items = stage.meeting.plan.agenda.iter().map(|item| item.id);
        Ok(Self {
            name: part.name,
            participant: stage.enter(part.name, Options::default()).await?,
            dice,
            lines: Vec::new(),
            hand: Vec::new(),
            items: items.filter(|_| part.role == "host").collect(),
            started: Vec::new(),
        })
    }

    /// Goes on until the service is gone.
    async fn act(mut self, round: usize) -> Self {
        self.begin_anew();
        while if self.name == "Restless" {
            self.come_and_go().await
        } else {
            self.ask(round).await
        } {}
        self
    }

    /// What is so after a crash is where the next round begins.
    fn begin_anew(&mut self) {
        let room = self.participant.model().room;
        let hands = room.map(|room| room.hands).unwrap_or_default();
        self.lines.clear();
        self.hand = vec![Asked {
            what: hands.contains(&self.participant.id()),
            done: true,
        }];
    }

    async fn come_and_go(&mut self) -> bool {
        self.participant.cut();
        sleep(Duration::from_millis(self.dice.below(20))).await;
        let back = timeout(Duration::from_millis(300), self.participant.resume()).await;
        matches!(back, Ok(Ok(())))
    }

    async fn ask(&mut self, round: usize) -> bool {
        match self.dice.below(4) {
            0 => self.raise_or_lower().await,
            1 if !self.items.is_empty() && self.dice.below(8) == 0 => self.start_next().await,
            _ if self.lines.len() < LINES => self.write(round).await,
            _ => self.raise_or_lower().await,
        }
    }

    async fn raise_or_lower(&mut self) -> bool {
        let what = self.dice.below(2) == 0;
        let done = self.is_done(Command::Hand { raised: what }).await;
        self.hand.push(Asked { what, done });
        done
    }

    async fn start_next(&mut self) -> bool {
        let what = self.items.remove(0);
        let done = self.is_done(Command::StartItem { item: what }).await;
        self.started.push(Asked { what, done });
        done
    }

    async fn write(&mut self, round: usize) -> bool {
        let what = format!("{} {round} {}", self.name, self.lines.len());
        let text = what.clone();
        let done = self.is_done(Command::Chat { text }).await;
        self.lines.push(Asked { what, done });
        done
    }

    async fn is_done(&self, command: Command) -> bool {
        self.participant.request(command).await.is_ok()
    }

    /// Says whether something was kept of which nobody had been told.
    fn check(&self, room: &Snapshot, round: usize) -> bool {
        self.check_hand(room);
        self.check_items(room);
        self.check_lines(room, round)
    }

    /// Every acknowledged line stands once and in order; one that was not may stand once. Says whether
    /// one does: the crash came between its commit and what follows from it.
    fn check_lines(&self, room: &Snapshot, round: usize) -> bool {
        let mine = room
            .chat
            .iter()
            .filter(|line| line.from == self.participant.id());
        let texts = mine.filter_map(|line| line.text.clone());
        let prefix = format!("{} {round} ", self.name);
        let kept: Vec<String> = texts.filter(|text| text.starts_with(&prefix)).collect();
        let all: Vec<_> = self.lines.iter().map(|line| line.what.clone()).collect();
        let acknowledged = self.lines.iter().filter(|line| line.done).count();
        assert!(
            kept == all || kept == all[..acknowledged],
            "{} kept {kept:?} of {:?}",
            self.name,
            self.lines
        );
        kept.len() > acknowledged
    }

    fn check_hand(&self, room: &Snapshot) {
        let raised = room.hands.contains(&self.participant.id());
        let copies = room
            .hands
            .iter()
            .filter(|hand| **hand == self.participant.id());
        assert!(copies.count() <= 1);
        let possible = possible(&self.hand, &false);
        assert!(possible.contains(&raised), "{} of {:?}", raised, self.hand);
    }

    fn check_items(&self, room: &Snapshot) {
        let running = room
            .agenda
            .iter()
            .find(|item| matches!(item.state, ItemState::Running { .. }));
        let running = running.map(|item| item.id);
        let started: Vec<_> = self
            .started
            .iter()
            .map(|asked| Asked {
                what: Some(asked.what),
                done: asked.done,
            })
            .collect();
        if !started.is_empty() {
            assert!(
                possible(&started, &None).contains(&running),
                "{running:?} of {started:?}"
            );
        }
    }
}

/// The states that may hold after all that was asked for: the last acknowledged one, and those
/// after it of which nobody said whether they happened.
fn possible<T: Clone>(asked: &[Asked<T>], at_first: &T) -> Vec<T> {
    let last = asked.iter().rposition(|one| one.done);
    let sure = last.map_or(at_first, |at| &asked[at].what);
    let maybe = asked.iter().skip(last.map_or(0, |at| at + 1));
    std::iter::once(sure.clone())
        .chain(maybe.map(|one| one.what.clone()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_in_a_crash() -> anyhow::Result<()> {
    let mut dice = Dice::seeded(20_261_210);
    let server = Server::start_with(&[
        ("LIMITS__MESSAGES_PER_SECOND", "1000"),
        ("LIMITS__BURST", "10000"),
        // Many moments between what is asked for and what is kept.
        ("STORE__COMMIT_DELAY_MS", "16"),
    ])
    .await?;
    let mut stage = Stage::set_on(server, &CAST, |draft| {
        draft.agenda = vec![("Item", 1); ITEMS];
    })
    .await?;
    let mut actors = Vec::new();
    for part in &CAST {
        actors.push(Actor::enter(&stage, part, dice.split()).await?);
    }
    let (mut asked, mut amid) = (0, 0);
    for round in 0..KILLS {
        let moment = Duration::from_millis(20 + dice.below(250));
        actors = play_until_killed(&mut stage.server, actors, round, moment).await?;
        asked += actors
            .iter()
            .map(|actor| actor.lines.len() + actor.hand.len())
            .sum::<usize>();
        stage.server.restart().await?;
        let up = Instant::now();
        actors = come_back(actors).await?;
        assert!(up.elapsed() < BACK, "back after {:?}", up.elapsed());
        amid += usize::from(check(&actors, round));
    }
    println!("{asked} requests; {amid} of {KILLS} crashes came between commit and answer");
    assert!(amid > 0, "no crash came between commit and answer");
    actors[0].participant.request(Command::EndSession).await?;
    check_record(&stage.desk.record(stage.meeting.session).await?);
    Ok(())
}

async fn play_until_killed(
    server: &mut Server,
    actors: Vec<Actor>,
    round: usize,
    moment: Duration,
) -> anyhow::Result<Vec<Actor>> {
    let mut play = JoinSet::new();
    for actor in actors {
        play.spawn(actor.act(round));
    }
    sleep(moment).await;
    server.kill().await?;
    Ok(in_order(play.join_all().await))
}

async fn come_back(actors: Vec<Actor>) -> anyhow::Result<Vec<Actor>> {
    let mut coming = JoinSet::new();
    for mut actor in actors {
        coming.spawn(async move {
            let outcome = actor.participant.resume().await;
            outcome.map(|()| actor)
        });
    }
    let back: Result<Vec<_>, _> = coming.join_all().await.into_iter().collect();
    let back = in_order(back?);
    for actor in &back {
        let everybody = |model: &participant::Model| {
            let people = model.room.iter().flat_map(|room| &room.people);
            people
                .filter(|person| person.presence == Presence::Here)
                .count()
                == CAST.len()
        };
        actor.participant.wait_until("everybody", everybody).await?;
    }
    Ok(back)
}

/// As in the cast: tasks end in any order.
fn in_order(mut actors: Vec<Actor>) -> Vec<Actor> {
    let place = |actor: &Actor| CAST.iter().position(|part| part.name == actor.name);
    actors.sort_by_key(place);
    actors
}

/// Says whether somebody's request was kept and not answered any more.
fn check(actors: &[Actor], round: usize) -> bool {
    let mut everybody: Vec<_> = actors.iter().map(|actor| actor.participant.id()).collect();
    everybody.sort();
    let mut amid = false;
    for viewer in actors {
        let model = viewer.participant.model();
        assert_eq!(model.people(), everybody, "nobody is there twice");
        let room = model.room.expect("a room");
        for actor in actors {
            amid |= actor.check(&room, round);
        }
    }
    amid
}

/// One interval more than crashes for everybody who did not come and go in between.
fn check_record(record: &Record) {
    assert_eq!(record.totals.present as usize, CAST.len());
    assert_eq!(record.totals.peak as usize, CAST.len());
    assert_eq!(record.gaps.len(), KILLS);
    for one in &record.participants {
        let intervals = &one.intervals;
        assert!(intervals.windows(2).all(|pair| pair[0].to < pair[1].from));
        if one.name.pick("en") == "Restless" {
            continue;
        }
        assert_eq!(intervals.len(), KILLS + 1, "{}", one.name.pick("en"));
        let crashed = intervals
            .iter()
            .filter(|one| one.end == Some(IntervalEnd::Crash));
        assert_eq!(crashed.count(), KILLS);
        for (gap, pair) in record.gaps.iter().zip(intervals.windows(2)) {
            assert!(
                pair[0].to <= gap.from && gap.to <= pair[1].from,
                "{gap:?} {pair:?}"
            );
        }
    }
}
