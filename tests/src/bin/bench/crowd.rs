//! A thousand people in one session, none of whom sends or receives media: how long it takes until
//! all are in, when everybody knows of a raised hand, and what the server holds for each.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use meeting::protocol::{ClientMessage, Command, Hello, VERSION};
use participant::{Line, Options, Ticket};
use support::{Part, Server, Stage, delegate, host};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, timeout};

use crate::figure::Figure;

const PEOPLE: usize = 1000;
const RUNS: usize = 3;
/// Hands raised and lowered again in one run.
const HANDS: usize = 20;
/// All come from one address, of which the service takes no more strangers at once.
const AT_ONCE: usize = 200;
const PING: Duration = Duration::from_secs(5);
/// After the storm, and after each hand, until the next is measured.
const SETTLE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(200);
/// A measurement that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is measured, with every commit as fast as the disk and with every commit 15 ms slower.
const CASES: [Case; 2] = [
    Case {
        commit_delay: "0",
        storm: "1,000 join at once, until all are in",
        hand: "hand of one of 1,000 to everybody, p99",
        memory: "server memory a participant without media",
    },
    Case {
        commit_delay: "15",
        storm: "the same, every commit 15 ms slower: join",
        hand: "the same, every commit 15 ms slower: hand, p99",
        memory: "the same, every commit 15 ms slower: memory",
    },
];

struct Case {
    commit_delay: &'static str,
    storm: &'static str,
    hand: &'static str,
    memory: &'static str,
}

struct Run {
    storm: Duration,
    hand: Duration,
    /// Bytes.
    memory: f64,
}

pub(crate) async fn measure() -> anyhow::Result<Vec<Figure>> {
    let cast = cast();
    let mut figures = Vec::new();
    for case in CASES {
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            runs.push(run(case.commit_delay, &cast).await?);
        }
        let of = |value: fn(&Run) -> f64| Vec::from_iter(runs.iter().map(value));
        let storm = of(|run| run.storm.as_secs_f64());
        let hand = of(|run| run.hand.as_secs_f64() * 1000.0);
        let memory = of(|run| run.memory / 1024.0);
        figures.extend([
            Figure::lower(case.storm, "s", Some(20.0), &storm),
            Figure::lower(case.hand, "ms", Some(50.0), &hand),
            Figure::lower(case.memory, "KiB", Some(60.0), &memory),
        ]);
    }
    Ok(figures)
}

/// One host, and the others in two delegations. The names live as long as the program.
fn cast() -> Vec<Part> {
    let guest = |number: usize| delegate(format!("P{number:04}").leak(), 1 + number % 2);
    let guests = (1..PEOPLE).map(guest);
    std::iter::once(host("Host")).chain(guests).collect()
}

async fn run(commit_delay: &str, cast: &[Part]) -> anyhow::Result<Run> {
    let most = (2 * PEOPLE).to_string();
    let settings = [
        ("LIMITS__PARTICIPANTS", most.as_str()),
        ("LIMITS__CONNECTIONS", &most),
        ("LIMITS__JOIN_ATTEMPTS", "100000"),
        ("STORE__COMMIT_DELAY_MS", commit_delay),
    ];
    let server = Server::start_with(&settings).await?;
    let stage = Stage::set_on(server, cast, |_| {}).await?;
    let empty = stage.server.memory()?;
    let start = Instant::now();
    let mut crowd = Crowd::storm(&stage, cast).await?;
    let storm = start.elapsed();
    sleep(SETTLE).await;
    let held = stage.server.memory()?.saturating_sub(empty);
    let mut delays = Vec::new();
    for number in 0..HANDS {
        // Spread over those who came early and late.
        let person = number * PEOPLE / HANDS;
        for raised in [true, false] {
            delays.extend(crowd.hand(person, raised).await?);
            sleep(PAUSE).await;
        }
    }
    delays.sort_unstable();
    Ok(Run {
        storm,
        hand: delays[delays.len() * 99 / 100],
        memory: held as f64 / PEOPLE as f64,
    })
}

/// Those who are in, each on a task of its own, which ends with this value.
struct Crowd {
    /// To what each of them says.
    say: Vec<mpsc::UnboundedSender<Command>>,
    /// When somebody heard that the hands have changed.
    heard: mpsc::UnboundedReceiver<Instant>,
    _seats: JoinSet<anyhow::Result<()>>,
}

impl Crowd {
    /// All press their link at the same moment.
    async fn storm(stage: &Stage, cast: &[Part]) -> anyhow::Result<Self> {
        let (told, heard) = mpsc::unbounded_channel();
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut entering = JoinSet::new();
        for part in cast {
            let url = stage.server.url.clone();
            let token = stage.meeting.token(part.name).to_owned();
            let places = Arc::clone(&places);
            entering.spawn(async move {
                let _place = places.acquire().await?;
                enter(&url, &token).await
            });
        }
        let (mut say, mut seats) = (Vec::new(), JoinSet::new());
        while let Some(entered) = timeout(PATIENCE, entering.join_next()).await? {
            let line = entered??;
            let (sender, commands) = mpsc::unbounded_channel();
            say.push(sender);
            seats.spawn(sit(line, commands, told.clone()));
        }
        Ok(Self {
            say,
            heard,
            _seats: seats,
        })
    }

    /// How long it took until each of them heard of it.
    async fn hand(&mut self, person: usize, raised: bool) -> anyhow::Result<Vec<Duration>> {
        let start = Instant::now();
        self.say[person].send(Command::Hand { raised })?;
        let mut delays = Vec::with_capacity(PEOPLE);
        while delays.len() < PEOPLE {
            let heard = timeout(PATIENCE, self.heard.recv()).await?;
            delays.push(heard.context("somebody is gone")?.duration_since(start));
        }
        Ok(delays)
    }
}

/// From the link to the welcome, with all that it says of the meeting.
async fn enter(url: &str, token: &str) -> anyhow::Result<Line> {
    let ticket = Ticket::exchange(url, token).await?;
    let mut line = Line::open(url, url).await?;
    let hello = Hello {
        protocol: VERSION,
        pass: ticket.pass,
        acknowledged: Options::default().acknowledged,
        device: ticket.person.id.to_string(),
        language: "en".to_owned(),
        resume: None,
    };
    line.say(&ClientMessage::Hello(hello)).await?;
    let welcome = line.hear_raw().await?.context("closed at the door")?;
    if !welcome.contains(r#""type":"welcome""#) {
        bail!("{welcome}");
    }
    Ok(line)
}

/// Listens as a browser would, but reads no more of a message than that it is about hands.
async fn sit(
    mut line: Line,
    mut commands: mpsc::UnboundedReceiver<Command>,
    told: mpsc::UnboundedSender<Instant>,
) -> anyhow::Result<()> {
    let mut ping = interval(PING);
    let mut id = 0;
    loop {
        tokio::select! {
            text = line.hear_raw() => {
                let text = text?.context("closed")?;
                if text.contains(r#""change":"hands""#) {
                    told.send(Instant::now())?;
                }
            }
            Some(command) = commands.recv() => {
                id += 1;
                line.say(&ClientMessage::Request { id, command }).await?;
            }
            _ = ping.tick() => line.say(&ClientMessage::Ping { sent: 0.0 }).await?,
        }
    }
}
