//! The world around one room: sockets, clocks, a store of facts, and an own opinion of the truth.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use meeting::fact::{Event, Fact, Interruption};
use meeting::film::Film;
use meeting::id::{ChatId, ConnectionId, PersonId, SigningId, VoteId};
use meeting::plan::Plan;
use meeting::protocol::{Command, NOTICE, Reason, Resume};
use meeting::record::{Record, record};
use meeting::room::{Arrival, Effect, GRACE, Input, Limits, MediaReport, Room};
use meeting::time::{Instant, Now, Timestamp};
use meeting::wall::WallView;

use crate::client::Client;
use crate::engine::Engine;
use crate::films::films;
use crate::missing::Missing;
use crate::people::plan;
use crate::watch::Watch;

pub(crate) struct World {
    pub(crate) room: Room,
    pub(crate) plan: Plan,
    pub(crate) now: Now,
    pub(crate) facts: Vec<Fact>,
    pub(crate) clients: BTreeMap<ConnectionId, Client>,
    pub(crate) engine: Engine,
    pub(crate) finished: bool,
    limits: Limits,
    epoch: u32,
    wake: Option<Instant>,
    connections: u64,
    requests: u32,
    pub(crate) missing: Missing,
    /// How long each person was present since the opening.
    pub(crate) truth: Watch,
    /// How long each person was outside while a closed item ran.
    pub(crate) outside: Watch,
    /// Who was in which side room, by what was told.
    pub(crate) aside: crate::sides::Ledger,
    /// What was written while a closed item ran.
    pub(crate) secrets: BTreeSet<ChatId>,
    /// Votes of which something happened while a closed item ran.
    pub(crate) secret_votes: BTreeSet<VoteId>,
    sign: Timestamp,
    pub(crate) empty_since: Instant,
    pub(crate) end_was_checked: bool,
    pub(crate) was_opened: bool,
    /// What the wall of the hall was last told in this life of the room.
    pub(crate) wall: Option<WallView>,
    /// Signings of which something happened while a closed item ran.
    pub(crate) secret_signings: BTreeSet<SigningId>,
    /// The greeting videos that the service knows of.
    pub(crate) films: Vec<Film>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(plan())
    }

    /// Ten minutes before the planned start.
    pub(crate) fn with(plan: Plan) -> Self {
        let now = Now {
            instant: Instant(Duration::from_secs(1000)),
            timestamp: plan.starts_at.minus(Duration::from_secs(600)),
        };
        Self::at(plan, now)
    }

    pub(crate) fn at(plan: Plan, now: Now) -> Self {
        Self::limited(plan, now, Limits::default())
    }

    pub(crate) fn limited(plan: Plan, now: Now, limits: Limits) -> Self {
        let mut world = Self {
            room: Room::rebuild(plan.clone(), 1, [], now.timestamp, limits, now),
            plan,
            limits,
            now,
            facts: Vec::new(),
            clients: BTreeMap::new(),
            engine: Engine::default(),
            finished: false,
            epoch: 1,
            wake: None,
            connections: 0,
            requests: 0,
            missing: Missing::default(),
            truth: Watch::default(),
            outside: Watch::default(),
            aside: crate::sides::Ledger::default(),
            secrets: BTreeSet::new(),
            secret_votes: BTreeSet::new(),
            sign: now.timestamp,
            empty_since: now.instant,
            end_was_checked: false,
            was_opened: false,
            wall: None,
            secret_signings: BTreeSet::new(),
            films: films(),
        };
        world.perform_effects();
        world.tell_films();
        world
    }

    // --- What people do.

    pub(crate) fn arrive(&mut self, person: PersonId) -> ConnectionId {
        self.arrive_on(person, "laptop")
    }

    pub(crate) fn arrive_on(&mut self, person: PersonId, device: &str) -> ConnectionId {
        self.hello(Client::new(person, device), Some(NOTICE), None)
    }

    pub(crate) fn hello(
        &mut self,
        client: Client,
        acknowledged: Option<&str>,
        resume: Option<Resume>,
    ) -> ConnectionId {
        self.connections += 1;
        let connection = ConnectionId::from_bits(self.connections);
        let hello = Arrival {
            person: client.person,
            device: client.device.clone(),
            acknowledged: acknowledged.map(str::to_owned),
            language: "en".to_owned(),
            resume,
        };
        self.clients.insert(connection, client);
        self.act(Input::Connect { connection, hello });
        connection
    }

    /// The same page opens a new WebSocket, whatever became of the old one.
    pub(crate) fn resume(&mut self, connection: ConnectionId) -> ConnectionId {
        let old = self.clients[&connection].clone();
        let resume = Resume {
            epoch: old.epoch,
            seq: old.seq,
            sends: old.you.is_some_and(|you| you.sends),
        };
        let client = Client {
            connected: true,
            goodbye: None,
            // It asks the room anew.
            outside: None,
            answers: Vec::new(),
            ..old
        };
        self.hello(client, None, Some(resume))
    }

    pub(crate) fn drop_connection(&mut self, connection: ConnectionId) {
        let until = self.now.instant.plus(GRACE);
        let client = self.clients.get_mut(&connection).unwrap();
        if client.is_inside() {
            let device = Some(client.device.clone());
            self.missing.lose(client.person, device, until);
        }
        client.connected = false;
        self.act(Input::Disconnect { connection });
    }

    pub(crate) fn ask(&mut self, connection: ConnectionId, command: Command) -> Result<(), Reason> {
        self.try_ask(connection, command).expect("an answer")
    }

    /// `None` when the answer is the engine's to give.
    pub(crate) fn try_ask(
        &mut self,
        connection: ConnectionId,
        command: Command,
    ) -> Option<Result<(), Reason>> {
        self.requests += 1;
        let id = self.requests;
        self.act(Input::Request {
            connection,
            id,
            command,
        });
        let answers = &self.clients[&connection].answers;
        let mut mine = answers.iter().filter(|(one, _)| *one == id);
        let answer = mine.next().map(|(_, answer)| *answer);
        assert!(mine.next().is_none(), "answered twice");
        answer
    }

    pub(crate) fn revoke(&mut self, person: PersonId) {
        self.missing.forget(person);
        self.act(Input::Revoke { person });
    }

    pub(crate) fn report(&mut self, report: MediaReport) {
        self.act(Input::Media(report));
    }

    // --- What happens to the service.

    /// Time passes, and every wake-up that was asked for comes when it was asked for.
    pub(crate) fn wait(&mut self, seconds: u64) {
        let until = self.now.instant.plus(Duration::from_secs(seconds));
        let mut wakes = 0;
        while let Some(wake) = self.wake.filter(|wake| *wake <= until) {
            self.pass(wake.since(self.now.instant));
            self.tick();
            wakes += 1;
            assert!(wakes < 100, "a wake-up without end");
        }
        self.pass(until.since(self.now.instant));
        self.check();
    }

    /// The timer is spent by a tick, whoever sent it.
    pub(crate) fn tick(&mut self) {
        self.wake = None;
        self.act(Input::Tick);
    }

    fn pass(&mut self, time: Duration) {
        let anybody = !self.people_connected().is_empty();
        let counts = self.room.opened_at().is_some() && !self.room.has_ended();
        if counts {
            self.truth.pass(self.people_connected(), time);
            self.outside.pass(self.people_outside(), time);
        }
        self.now = Now {
            instant: self.now.instant.plus(time),
            timestamp: self.now.timestamp.plus(time),
        };
        if anybody {
            self.empty_since = self.now.instant;
        }
    }

    /// The service says that it lives.
    pub(crate) fn sign_of_life(&mut self) {
        self.sign = self.now.timestamp;
        self.truth.sign_of_life();
        self.outside.sign_of_life();
    }

    /// It dies, and is back after `seconds`.
    pub(crate) fn crash(&mut self, seconds: u64) {
        self.truth.crash();
        self.outside.crash();
        let missed = self.people_missed();
        self.restart(seconds, Interruption::Crash, missed);
    }

    pub(crate) fn stop(&mut self, seconds: u64) {
        let missed = self.people_missed();
        self.act(Input::Shutdown);
        self.sign_of_life();
        self.restart(seconds, Interruption::Stop, missed);
    }

    /// Whom a restarted service has to wait for.
    fn people_missed(&self) -> Vec<PersonId> {
        let lost = self.missing.after_a_restart(self.now.instant);
        self.people_connected().into_iter().chain(lost).collect()
    }

    fn restart(&mut self, seconds: u64, reason: Interruption, missed: Vec<PersonId>) {
        let away = Duration::from_secs(seconds);
        // A new process: the monotonic clock starts again.
        self.now = Now {
            instant: Instant(Duration::from_secs(5)),
            timestamp: self.now.timestamp.plus(away),
        };
        let until = self.now.instant.plus(GRACE);
        self.missing = Missing::default();
        for person in missed {
            self.missing.lose(person, None, until);
        }
        self.empty_since = self.now.instant;
        for client in self.clients.values_mut() {
            client.connected = false;
        }
        self.engine = Engine::default();
        self.wake = None;
        self.wall = None;
        self.epoch += 1;
        let facts = self.facts.clone();
        self.room = Room::rebuild(
            self.plan.clone(),
            self.epoch,
            facts,
            self.sign,
            self.limits,
            self.now,
        );
        let facts_before = self.facts.len();
        self.tell_films();
        for fact in &self.facts[facts_before..] {
            if let Event::Interrupted { reason: told, .. } = fact.event {
                assert_eq!(told, reason);
            }
        }
        self.sign_of_life();
        self.check();
    }

    /// As the service does whenever it begins a room.
    fn tell_films(&mut self) {
        let films = Input::Films(self.films.clone());
        self.room.handle(films, self.now);
        self.perform_effects();
    }

    // --- The turn.

    pub(crate) fn act(&mut self, input: Input) {
        let stops = input == Input::Shutdown;
        if let Input::Plan(plan) = &input {
            self.plan = (**plan).clone();
        }
        if let Input::Films(films) = &input {
            self.films.clone_from(films);
        }
        let facts_before = self.facts.len();
        self.room.handle(input, self.now);
        self.perform_effects();
        if self.facts.len() > facts_before {
            self.sign_of_life();
        }
        for fact in &self.facts[facts_before..] {
            if let Event::Joined { person, .. } = fact.event {
                self.missing.came_in(person);
            }
            if let Event::Removed { person, .. } = fact.event {
                self.missing.forget(person);
            }
        }
        self.plan = self.room.plan().clone();
        if !self.people_connected().is_empty() {
            self.empty_since = self.now.instant;
        }
        self.note_who_is_back();
        if !stops {
            self.check();
        }
    }

    fn perform_effects(&mut self) {
        while let Some(effect) = self.room.poll_effect() {
            match effect {
                Effect::Keep(fact) => {
                    let last = self.facts.last().map(|fact| fact.at);
                    assert!(last.is_none_or(|last| last <= fact.at), "facts in order");
                    if let Event::Chat { id, .. } = fact.event
                        && self.is_closed()
                    {
                        self.secrets.insert(id);
                    }
                    if let Event::Vote(step) = &fact.event
                        && self.is_closed()
                    {
                        self.secret_votes.extend(step.vote());
                    }
                    if let Event::Signing(step) = &fact.event
                        && self.is_closed()
                        && step.is_of_the_ceremony()
                    {
                        self.secret_signings.insert(step.signing());
                    }
                    self.facts.push(fact);
                }
                Effect::Send { to, message } => self.client(to).receive(&message),
                Effect::Broadcast { to, message } => {
                    for to in to {
                        self.client(to).receive(&message);
                    }
                }
                Effect::Close { connection, reason } => {
                    let client = self.client(connection);
                    assert!(client.connected, "closed twice");
                    client.goodbye = Some(reason);
                    client.connected = false;
                }
                Effect::Media(command) => self.engine.perform(command),
                Effect::WakeAt(at) => self.wake = Some(at),
                Effect::Finished => {
                    assert!(!self.finished, "finished twice");
                    self.finished = true;
                }
                Effect::Wall(view) => self.wall = Some(*view),
            }
        }
    }

    fn client(&mut self, connection: ConnectionId) -> &mut Client {
        self.clients.get_mut(&connection).expect("a known socket")
    }

    fn note_who_is_back(&mut self) {
        let now = self.now.instant;
        let inside: Vec<(PersonId, String)> = self
            .clients
            .values()
            .filter(|client| client.is_inside())
            .map(|client| (client.person, client.device.clone()))
            .collect();
        // Whom it gave up it does not wait for again after a crash, once that is a sign of life old.
        if self.missing.is_anybody_given_up(now) {
            self.sign_of_life();
        }
        let room = &self.room;
        let is_invited = |person| room.plan().person(person).is_some();
        self.missing.settle(now, &inside, is_invited);
    }

    pub(crate) fn people_connected(&self) -> Vec<PersonId> {
        let inside = self.clients.values().filter(|client| client.is_inside());
        let mut people: Vec<PersonId> = inside.map(|client| client.person).collect();
        people.sort();
        people.dedup();
        people
    }

    pub(crate) fn people_outside(&self) -> BTreeSet<PersonId> {
        let outside = self.clients.values();
        let outside = outside.filter(|client| client.connected && client.outside.is_some());
        outside.map(|client| client.person).collect()
    }

    /// Whether a closed item runs, by the agenda and the plan alone.
    pub(crate) fn is_closed(&self) -> bool {
        let mut running = None;
        for fact in &self.facts {
            if let Event::ItemStarted { item, .. } = fact.event {
                running = Some(item);
            } else if let Event::ItemEnded { .. } = fact.event {
                running = None;
            }
        }
        let item = running.and_then(|item| self.plan.item(item));
        item.is_some_and(|item| !item.open)
    }

    pub(crate) fn record(&self) -> Record {
        record(&self.plan, &self.facts, self.now.timestamp)
    }
}
