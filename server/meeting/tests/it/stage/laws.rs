//! Whatever hosts, speakers, networks and the service do: nobody outside the stage is let through by
//! the engine, nobody sees behind it who should not, and the floor and the stage agree.

use std::collections::BTreeSet;

use meeting::fact::Event;
use meeting::id::PersonId;
use meeting::plan::Role;
use meeting::stage::{StageFact, StagePlace};

use crate::people::ALICE;
use crate::world::World;

/// The stage by the facts, read without help of the room.
#[derive(Debug, Default)]
struct Places {
    is_open: bool,
    on_stage: BTreeSet<PersonId>,
    backstage: BTreeSet<PersonId>,
    spotlight: Option<PersonId>,
    pinned: Option<PersonId>,
}

impl Places {
    fn of(world: &World) -> Self {
        let mut places = Self::default();
        for fact in &world.facts {
            if let Event::Stage(fact) = &fact.event {
                places.read(fact);
            }
        }
        places
    }

    fn read(&mut self, fact: &StageFact) {
        match fact {
            StageFact::Opened { .. } => {
                assert!(!self.is_open, "opened once");
                self.is_open = true;
            }
            StageFact::Closed { .. } => {
                assert!(self.is_open, "only what is open is closed");
                (self.is_open, self.on_stage, self.backstage) = Default::default();
            }
            StageFact::Placed { people, place, .. } => {
                assert!(self.is_open, "nobody is placed where there is no stage");
                for person in people {
                    self.on_stage.remove(person);
                    self.backstage.remove(person);
                    match place {
                        StagePlace::OnStage => self.on_stage.insert(*person),
                        StagePlace::Backstage => self.backstage.insert(*person),
                        StagePlace::Audience => false,
                    };
                }
            }
            StageFact::Spotlit { person, .. } => self.spotlight = *person,
            StageFact::Pinned { screen, .. } => self.pinned = *screen,
        }
    }
}

pub(crate) fn check(world: &World) {
    let places = Places::of(world);
    let view = world.room.snapshot(ALICE);
    assert_eq!(view.stage.opened_at.is_some(), places.is_open);
    let on_stage: BTreeSet<PersonId> = view.stage.on_stage.iter().copied().collect();
    let backstage: BTreeSet<PersonId> = view.stage.backstage.iter().copied().collect();
    assert_eq!(on_stage.len(), view.stage.on_stage.len(), "each once");
    assert_eq!(
        (&on_stage, &backstage),
        (&places.on_stage, &places.backstage)
    );
    assert_eq!(view.stage.spotlight, places.spotlight);
    assert_eq!(view.stage.pinned, places.pinned);

    let role = |person| {
        let mut people = view.people.iter();
        people.find(|one| one.id == person).map(|one| one.role)
    };
    for person in on_stage.iter().chain(&backstage).chain(&places.spotlight) {
        let takes_part =
            role(*person).is_some_and(|role| !matches!(role, Role::Observer | Role::Press));
        assert!(takes_part, "{person:?} is here, and may speak");
    }
    if let (Some(pinned), Some(shares)) = (places.pinned, view.screen) {
        assert_eq!(pinned, shares, "what is pinned is what is shared");
    }
    if !places.is_open {
        return;
    }
    assert!(
        places
            .spotlight
            .is_none_or(|person| on_stage.contains(&person))
    );
    let speaks = view.floor.turn.map(|turn| turn.person);
    for speaker in speaks.into_iter().chain(view.floor.heard) {
        assert!(on_stage.contains(&speaker), "{speaker:?} speaks on stage");
    }
    check_engine(world, &places, role);
}

fn check_engine(world: &World, places: &Places, role: impl Fn(PersonId) -> Option<Role>) {
    for peer in world.engine.peers.values() {
        let is_on_stage = places.on_stage.contains(&peer.person);
        let is_backstage = places.backstage.contains(&peer.person);
        if peer.side.is_some() {
            assert!(!is_on_stage && !is_backstage, "a side room has no stage");
            continue;
        }
        assert!(
            is_on_stage || !(peer.microphone || peer.screen),
            "heard from the stage only"
        );
        assert!(
            is_on_stage || is_backstage || !peer.camera,
            "the audience sends nothing"
        );
        let crew = matches!(role(peer.person), Some(Role::Host | Role::Technician));
        for source in &peer.sources {
            let seen = world.engine.peers[&source.connection].person;
            let may = places.on_stage.contains(&seen)
                || (places.backstage.contains(&seen) && (crew || is_backstage));
            assert!(may, "{:?} sees behind the stage", peer.person);
        }
    }
}
