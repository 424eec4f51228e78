use meeting::id::{PersonId, SessionId};
use meeting::time::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::invitations::content::{Change, Place};

fn content() -> Content {
    Content {
        email: Some("lea@aachen.example".to_owned()),
        language: "de".to_owned(),
        name: "Lea Hoffmann".to_owned(),
        title: "Forum".to_owned(),
        starts_at: Timestamp(0),
        minutes: 60,
        zone: "Asia/Shanghai".to_owned(),
        here: Place {
            city: "Aachen".to_owned(),
            zone: "Europe/Berlin".to_owned(),
        },
        agenda: Vec::new(),
        hall: None,
        link: 1,
        rehearsal: false,
        note: String::new(),
    }
}

/// One person, one session: what stands, and the letters there were.
struct World {
    standing: Standing,
    invited: bool,
    content: Content,
    letters: Vec<Kept>,
    /// Everything that may have left the house: sequence, and whether it took the entry back.
    left: Vec<(u32, bool)>,
}

#[derive(Debug, Clone)]
enum Step {
    Move(i64),
    Rename(u8),
    /// The office writes a note, or empties it.
    Note(u8),
    NewLink,
    CallOff(bool),
    Invite(bool),
    Queue,
    /// The letter whose turn it is, and what becomes of it.
    Handle(State),
}

fn step() -> impl Strategy<Value = Step> {
    let end = prop_oneof![
        3 => Just(State::Sent), 1 => Just(State::Failed), 1 => Just(State::InDoubt)
    ];
    prop_oneof![
        1 => (0..3_i64).prop_map(Step::Move),
        1 => (0..2_u8).prop_map(Step::Rename),
        1 => (0..3_u8).prop_map(Step::Note),
        1 => Just(Step::NewLink),
        1 => any::<bool>().prop_map(Step::CallOff),
        1 => any::<bool>().prop_map(Step::Invite),
        4 => Just(Step::Queue),
        4 => end.prop_map(Step::Handle),
    ]
}

impl World {
    fn new() -> Self {
        Self {
            standing: Standing::Open,
            invited: true,
            content: content(),
            letters: Vec::new(),
            left: Vec::new(),
        }
    }

    fn now(&self) -> Option<&Content> {
        Some(&self.content).filter(|_| self.invited)
    }

    fn next(&self) -> Next {
        next(self.standing, self.now(), &self.letters, 0)
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Move(at) => self.content.starts_at = Timestamp(*at),
            Step::Rename(letter) => self.content.title = letter.to_string(),
            Step::Note(note) => self.content.note = "!".repeat((*note).into()),
            Step::NewLink => self.content.link += 1,
            Step::CallOff(off) if *off => self.standing = Standing::Cancelled,
            Step::CallOff(_) => self.standing = Standing::Open,
            Step::Invite(invited) => {
                // Who comes back has a new link.
                self.content.link += u32::from(*invited && !self.invited);
                self.invited = *invited;
            }
            Step::Queue => self.queue(),
            Step::Handle(end) => self.handle(*end),
        }
    }

    fn queue(&mut self) {
        if let Next::Letter { sequence, said } = self.next() {
            self.letters
                .retain(|letter| !matches!(letter.state, State::Queued | State::Failed));
            self.letters.push(Kept {
                session: SessionId::from_bits(1),
                person: PersonId::from_bits(2),
                sequence,
                state: State::Queued,
                by_hand: false,
                problem: None,
                answer: None,
                attempts: 0,
                message_id: String::new(),
                said: *said,
                made_at: Timestamp(0),
                due_at: Timestamp(0),
                changed_at: Timestamp(0),
            });
        }
    }

    fn handle(&mut self, end: State) {
        let (standing, now) = (self.standing, self.now().cloned());
        let Some(letter) = self.letters.last_mut() else {
            return;
        };
        if letter.state != State::Queued {
            return;
        }
        letter.state = end;
        if !still_holds(&letter.said, standing, now.as_ref()) {
            letter.state = State::Failed;
        }
        if letter.state != State::Failed {
            self.left
                .push((letter.sequence, letter.said.occasion.takes_back()));
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_nothing_is_told_twice(steps in prop::collection::vec(step(), 0..60)) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
        }
        // Numbers grow with every letter that left the house.
        prop_assert!(world.left.windows(2).all(|two| two[0].0 < two[1].0), "{:?}", world.left);
        // Only what was told is taken back, and once.
        let takes_back: Vec<bool> = world.left.iter().map(|(_, back)| *back).collect();
        prop_assert!(takes_back.first() != Some(&true));
        prop_assert!(!takes_back.windows(2).any(|two| two == [true, true]));
        // Once all was said there is nothing to say, and saying it again changes nothing.
        world.queue();
        world.handle(State::Sent);
        prop_assert!(matches!(world.next(), Next::Nothing(_)), "{:?}", world.next());
        let letters = world.letters.len();
        world.queue();
        prop_assert_eq!(world.letters.len(), letters);
        // Who was told what stands knows exactly that.
        if world.standing == Standing::Open && world.invited {
            let told = told(&world.letters).unwrap();
            prop_assert!(!told.said.occasion.takes_back());
            prop_assert!(changes(&told.said.content, &world.content).is_empty());
        }
    }
}

#[test]
fn what_changed_is_named() {
    let before = content();
    let point = crate::invitations::content::Point {
        title: "Opening".to_owned(),
        minutes: 5,
        speaker: None,
    };
    let now = Content {
        starts_at: Timestamp(1),
        minutes: 90,
        title: "Summit".to_owned(),
        agenda: vec![point],
        hall: Some("Civic Hall".to_owned()),
        link: 2,
        email: Some("hoffmann@aachen.example".to_owned()),
        ..content()
    };
    assert_eq!(
        changes(&before, &now),
        [
            Change::Time,
            Change::Length,
            Change::Title,
            Change::Agenda,
            Change::Place,
            Change::Link,
            Change::Address,
        ]
    );
    let renamed = Content {
        name: "Dr. Lea Hoffmann".to_owned(),
        ..content()
    };
    assert_eq!(changes(&before, &renamed), []);
    // In another language everything reads otherwise; that alone is no news.
    let translated = Content {
        language: "en".to_owned(),
        title: "Forum of mayors".to_owned(),
        ..content()
    };
    assert_eq!(changes(&before, &translated), []);
}

#[test]
fn a_note_that_the_office_emptied_goes_to_nobody_any_more() {
    let noted = Content {
        note: "Two flags.".to_owned(),
        ..content()
    };
    let waiting = Said {
        occasion: Occasion::First,
        content: noted.clone(),
    };
    let holds = |now: &Content| still_holds(&waiting, Standing::Open, Some(now));
    assert!(holds(&noted));
    assert!(!holds(&content()));
    // To whoever has it that is no news.
    assert_eq!(changes(&noted, &content()), []);
}

#[test]
fn what_is_in_doubt_is_not_sent_again_by_itself() {
    let mut world = World::new();
    world.queue();
    assert_eq!(world.next(), Next::Nothing(Idle::UnderWay));
    world.handle(State::InDoubt);
    assert_eq!(world.next(), Next::Nothing(Idle::InDoubt));
    world.take(&Step::Move(7));
    let Next::Letter { sequence, said } = world.next() else {
        panic!("{:?}", world.next());
    };
    assert_eq!(sequence, 1);
    let changes = vec![Change::Time];
    assert_eq!(said.occasion, Occasion::Update { changes });
}
