//! Whatever hosts, speakers, networks and the service do: one speaks at a time, nobody for longer
//! than a limit that closes the microphone, and the record holds what a watch beside it shows.

use std::collections::BTreeMap;

use meeting::fact::Event;
use meeting::floor::{FloorFact, SpeakerOrder};
use meeting::id::{ConnectionId, PersonId};
use meeting::plan::{AtLimit, FloorRules};
use meeting::protocol::{Command, FloorCommand, FloorView};
use meeting::room::Input;
use proptest::prelude::*;
use proptest::sample::select;

use super::{forum, microphone};
use crate::people::*;
use crate::world::World;

const SPEAKERS: [PersonId; 3] = [ALICE, BOB, CAROL];

#[derive(Debug, Clone)]
enum Step {
    Host(FloorCommand),
    Hand(PersonId, bool),
    Point(PersonId, bool),
    Open(PersonId),
    Drop(PersonId),
    Back(PersonId),
    Wait(u64),
    Crash(u64),
    Stop(u64),
    Precedence,
}

fn anybody() -> impl Strategy<Value = PersonId> {
    select(SPEAKERS.to_vec())
}

fn any_order() -> impl Strategy<Value = SpeakerOrder> {
    select(vec![
        SpeakerOrder::Hands,
        SpeakerOrder::List,
        SpeakerOrder::Precedence,
    ])
}

fn any_act() -> impl Strategy<Value = FloorCommand> {
    let seconds = prop::option::weighted(0.2, 1u32..90);
    prop_oneof![
        4 => (anybody(), seconds).prop_map(|(person, seconds)| FloorCommand::Give { person, seconds }),
        4 => Just(FloorCommand::Next),
        2 => Just(FloorCommand::End),
        2 => (1u32..60).prop_map(|seconds| FloorCommand::Extend { seconds }),
        1 => any_order().prop_map(|order| FloorCommand::Order { order }),
        2 => (anybody(), prop::option::of(0u16..4)).prop_map(|(person, place)| FloorCommand::Queue { person, place }),
        1 => anybody().prop_map(|person| FloorCommand::Unqueue { person }),
        1 => anybody().prop_map(|person| FloorCommand::AllowMicrophone { person }),
        2 => anybody().prop_map(|person| FloorCommand::HearPoint { person }),
        2 => anybody().prop_map(|person| FloorCommand::ClosePoint { person }),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        14 => any_act().prop_map(Step::Host),
        3 => (anybody(), any::<bool>()).prop_map(|(who, up)| Step::Hand(who, up)),
        2 => (anybody(), any::<bool>()).prop_map(|(who, up)| Step::Point(who, up)),
        3 => anybody().prop_map(Step::Open),
        2 => anybody().prop_map(Step::Drop),
        4 => anybody().prop_map(Step::Back),
        10 => (0u64..50).prop_map(Step::Wait),
        1 => (0u64..50).prop_map(Step::Crash),
        1 => (0u64..50).prop_map(Step::Stop),
        1 => Just(Step::Precedence),
    ]
}

fn any_rules() -> impl Strategy<Value = FloorRules> {
    let at_limit = select(vec![AtLimit::Soft, AtLimit::CloseMicrophone]);
    let seconds = |most| prop::option::of(1u32..most);
    (seconds(60), seconds(120), at_limit).prop_map(|(speaker, delegation, at_limit)| FloorRules {
        speaker_seconds: speaker,
        delegation_seconds: delegation,
        at_limit,
    })
}

/// A watch beside the room: it is told what was asked for and granted, and reads no clock of the
/// room's.
struct Watch {
    spoken: BTreeMap<PersonId, u64>,
    speaks: Option<(PersonId, u64, Option<u64>)>,
    heard: Option<PersonId>,
    closes: bool,
}

impl Watch {
    fn pass(&mut self, seconds: u64, connected: impl Fn(PersonId) -> bool) {
        let Some((person, spent, limit)) = &mut self.speaks else {
            return;
        };
        if self.heard.is_some() || !connected(*person) {
            return;
        }
        let most = limit.filter(|_| self.closes).unwrap_or(u64::MAX);
        let counts = seconds.min(most.saturating_sub(*spent));
        *spent += counts;
        *self.spoken.entry(*person).or_default() += counts;
    }
}

proptest! {
    #[test]
    fn the_record_holds_what_a_watch_shows(
        rules in any_rules(),
        story in prop::collection::vec(any_step(), 1..60),
    ) {
        let (world, people) = forum(rules);
        let mut teller = Teller {
            world,
            lines: SPEAKERS.into_iter().zip(people).collect(),
            rules,
            watch: Watch {
                spoken: BTreeMap::new(),
                speaks: None,
                heard: None,
                closes: rules.at_limit == AtLimit::CloseMicrophone,
            },
        };
        for step in story {
            teller.perform(step);
            teller.check();
        }
    }
}

struct Teller {
    world: World,
    lines: BTreeMap<PersonId, ConnectionId>,
    rules: FloorRules,
    watch: Watch,
}

impl Teller {
    fn is_connected(&self, person: PersonId) -> bool {
        self.world.clients[&self.lines[&person]].is_inside()
    }

    fn perform(&mut self, step: Step) {
        match step {
            Step::Host(act) => self.act(act),
            Step::Hand(who, raised) => {
                self.say(who, Command::Hand { raised });
            }
            Step::Point(who, raised) => {
                let done = self.say(who, Command::Floor(FloorCommand::Point { raised }));
                if done && !raised && self.watch.heard == Some(who) {
                    self.watch.heard = None;
                }
            }
            Step::Open(who) => {
                self.say(who, microphone(true));
            }
            // Without a host nobody could go on.
            Step::Drop(who) if who != ALICE && self.is_connected(who) => {
                self.world.drop_connection(self.lines[&who]);
            }
            Step::Drop(_) => {}
            Step::Back(who) => self.back(who),
            Step::Wait(seconds) => {
                for _ in 0..seconds {
                    self.world.wait(1);
                    let world = &self.world;
                    let lines = &self.lines;
                    self.watch
                        .pass(1, |person| world.clients[&lines[&person]].is_inside());
                    self.free();
                }
            }
            Step::Crash(seconds) => {
                self.world.sign_of_life();
                self.world.crash(seconds);
                self.back(ALICE);
            }
            Step::Stop(seconds) => {
                self.world.stop(seconds);
                self.back(ALICE);
            }
            Step::Precedence => self.world.act(Input::Precedence(vec![NARA, AACHEN])),
        }
        self.free();
    }

    /// Whoever is gone has neither the floor nor a point.
    fn free(&mut self) {
        let people = self.world.room.snapshot(ALICE).people;
        let here: Vec<PersonId> = people.into_iter().map(|one| one.id).collect();
        let is_gone = |person: PersonId| !here.contains(&person);
        if self
            .watch
            .speaks
            .is_some_and(|(person, ..)| is_gone(person))
        {
            self.watch.speaks = None;
        }
        self.watch.heard = self.watch.heard.filter(|person| !is_gone(*person));
    }

    /// Whether it was done.
    fn say(&mut self, who: PersonId, command: Command) -> bool {
        self.is_connected(who) && self.world.ask(self.lines[&who], command).is_ok()
    }

    fn back(&mut self, who: PersonId) {
        if !self.is_connected(who) {
            let line = self.world.resume(self.lines[&who]);
            self.lines.insert(who, line);
        }
    }

    /// As everybody sees it, with who is next in order.
    fn floor(&self) -> (FloorView, Vec<PersonId>) {
        let view = self.world.room.snapshot(ALICE);
        let queue = match view.floor.order {
            SpeakerOrder::Hands => view.hands,
            SpeakerOrder::List | SpeakerOrder::Precedence => {
                view.floor.queue.iter().map(|one| one.person).collect()
            }
        };
        (view.floor, queue)
    }

    fn act(&mut self, act: FloorCommand) {
        let (before, queue) = self.floor();
        let alice = self.lines[&ALICE];
        if self.world.ask(alice, Command::Floor(act.clone())).is_err() {
            return;
        }
        let (after, queue_after) = self.floor();
        let limit = after.turn.and_then(|turn| turn.limit_ms);
        let limit = limit.map(|limit| limit / 1000);
        match act {
            FloorCommand::Give { person, seconds } => {
                let given = seconds.map(u64::from).or_else(|| self.rules_give(person));
                assert_eq!(limit, given, "a host's word, else what the rules give");
                self.watch.speaks = Some((person, 0, limit));
            }
            FloorCommand::Next => {
                let speaks = before.turn.map(|turn| turn.person);
                let mut first = queue.iter().copied();
                let next = first.find(|one| Some(*one) != speaks && self.is_connected(*one));
                let next = next.expect("somebody was next");
                assert_eq!(limit, self.rules_give(next));
                self.watch.speaks = Some((next, 0, limit));
                let rest = queue.iter().copied();
                let rest: Vec<PersonId> = rest.filter(|one| *one != next).collect();
                assert_eq!(queue_after, rest, "the others keep their order");
            }
            FloorCommand::End => self.watch.speaks = None,
            FloorCommand::Extend { seconds } => {
                if let Some((_, spent, before)) = &mut self.watch.speaks {
                    let more = before.map(|before| before.max(*spent) + u64::from(seconds));
                    assert_eq!(limit, more, "so much more");
                    *before = more;
                }
            }
            FloorCommand::HearPoint { person } => self.watch.heard = Some(person),
            FloorCommand::ClosePoint { person } => {
                self.watch.heard = self.watch.heard.filter(|heard| *heard != person);
            }
            FloorCommand::Queue { person, place } => {
                let mut wanted = queue;
                wanted.retain(|one| *one != person);
                let place = place.map_or(wanted.len(), usize::from).min(wanted.len());
                wanted.insert(place, person);
                assert_eq!(
                    queue_after, wanted,
                    "one moves, the others keep their order"
                );
            }
            FloorCommand::Order { .. }
            | FloorCommand::Unqueue { .. }
            | FloorCommand::AllowMicrophone { .. }
            | FloorCommand::Point { .. } => {}
        }
    }

    /// The speaker's own time, or what is left of the delegation's if that is less; never below 0.
    fn rules_give(&self, person: PersonId) -> Option<u64> {
        let own = self.rules.speaker_seconds.map(u64::from);
        let delegation = self.world.plan.person(person).unwrap().delegation;
        let people = self.world.plan.people.iter();
        let people = people.filter(|one| one.delegation == delegation);
        let spent: u64 = people
            .filter_map(|one| self.watch.spoken.get(&one.id))
            .sum();
        let budget = self.rules.delegation_seconds.map(u64::from);
        let left = budget.map(|budget| budget.saturating_sub(spent));
        own.into_iter().chain(left).min()
    }

    fn check(&self) {
        let floor = self.world.room.snapshot(ALICE).floor;
        let speaks = self.watch.speaks.map(|(person, ..)| person);
        assert_eq!(floor.turn.map(|turn| turn.person), speaks);
        assert_eq!(floor.heard, self.watch.heard);
        self.check_facts();
        self.check_closed();
        let record = self.world.record();
        let spoken = |person| self.watch.spoken.get(&person).copied().unwrap_or_default();
        for one in &record.participants {
            assert_eq!(one.speaking_seconds, spoken(one.person), "{:?}", one.person);
        }
        for one in &record.delegations {
            let people = self.world.plan.people.iter();
            let people = people.filter(|person| person.delegation == one.id);
            let sum: u64 = people.map(|person| spoken(person.id)).sum();
            assert_eq!(one.speaking_seconds, sum, "{:?}", one.id);
        }
    }

    /// Nobody gets the floor while another has it.
    fn check_facts(&self) {
        let mut speaks: Option<PersonId> = None;
        for fact in &self.world.facts {
            if let Event::Floor(FloorFact::Given { person, .. }) = &fact.event {
                assert_eq!(speaks.replace(*person), None, "one at a time");
            } else if let Event::Floor(FloorFact::Ended { person, .. }) = &fact.event {
                assert_eq!(speaks.take(), Some(*person));
            }
        }
    }

    /// The engine takes no sound from whose time was over.
    fn check_closed(&self) {
        let floor = self.world.room.snapshot(ALICE).floor;
        for peer in self.world.engine.peers.values() {
            let closed = floor.silenced.contains(&peer.person) && floor.heard != Some(peer.person);
            assert!(
                !closed || !peer.microphone,
                "{:?} is not heard",
                peer.person
            );
        }
        let over = self.watch.speaks.filter(|(_, spent, limit)| {
            self.watch.closes && limit.is_some_and(|limit| *spent >= limit)
        });
        if let (Some(_), None) = (over, self.watch.heard) {
            assert!(
                floor
                    .turn
                    .is_some_and(|turn| turn.closed || turn.since.is_none())
            );
        }
    }
}
