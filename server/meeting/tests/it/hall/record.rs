//! What the record makes of the marks, in whatever order they came.

use super::*;

#[test]
fn the_hall_counts_from_the_opening_to_the_end_and_says_when_it_was_amended() {
    let facts = [
        kept(arrived(BOB, 1, 1, -600), -590),
        fact(0, Event::Opened { by: ALICE }),
        joined(ALICE, 1, 0),
        ended(100, EndReason::ByHost),
        kept(arrived(CAROL, 2, 1, 40), 300),
        kept(left(CAROL, 2, 2, 70), 300),
        kept(arrived(IVAN, 2, 3, 120), 300),
    ];
    let record = record(&hybrid(), &facts, second(400));
    let of = |person| record.participants.iter().find(|one| one.person == person);
    let bob = of(BOB).unwrap();
    assert_eq!((bob.seconds, bob.hall_seconds), (100, Some(100)));
    assert_eq!((bob.online_seconds, bob.late_seconds), (None, Some(0)));
    assert_eq!(bob.intervals[0].end, Some(IntervalEnd::Ended));
    let carol = of(CAROL).unwrap();
    assert_eq!((carol.seconds, carol.hall.len()), (30, 1));
    assert_eq!(carol.intervals[0].end, Some(IntervalEnd::Left));
    assert!(!of(IVAN).unwrap().present);
    let totals = record.totals;
    assert_eq!((totals.present, totals.online, totals.in_hall), (3, 1, 2));
    assert_eq!(record.amended_at, Some(second(300)));
}

#[test]
fn nobody_sits_in_a_hall_whose_meeting_everybody_left() {
    let facts = [
        fact(0, Event::Opened { by: ALICE }),
        joined(ALICE, 1, 0),
        kept(arrived(BOB, 1, 1, 10), 11),
        gone(ALICE, 1, 500),
        ended(1100, EndReason::Empty),
    ];
    let record = record(&hybrid(), &facts, second(1200));
    let bob = record.participants.iter().find(|one| one.person == BOB);
    assert_eq!(bob.unwrap().seconds, 490);
}

#[test]
fn who_came_to_the_hall_and_was_taken_off_the_plan_stays_in_the_record() {
    let facts = [
        fact(0, Event::Opened { by: ALICE }),
        kept(arrived(BOB, 1, 1, 10), 10),
        ended(100, EndReason::ByHost),
    ];
    let mut plan = hybrid();
    plan.people.retain(|one| one.id != BOB);
    let record = record(&plan, &facts, second(200));
    let bob = record.participants.iter().find(|one| one.person == BOB);
    assert_eq!(bob.unwrap().name, text("Bob"));
}

/// What one person did at the door: seconds of passages, in and out by turns, and who saw each.
#[derive(Debug, Clone)]
struct Course {
    /// Seconds since the passage before, the device that marked it, another that marked it a
    /// little later, and one that marked something that did not happen and took it back.
    passages: Vec<(i64, u64, Option<u64>, Option<u64>)>,
}

fn any_course() -> impl Strategy<Value = Course> {
    let device = || 1u64..4;
    let passage = (
        3i64..900,
        device(),
        prop::option::of(device()),
        prop::option::of(device()),
    );
    prop::collection::vec(passage, 0..6).prop_map(|passages| Course { passages })
}

/// The marks of everybody's courses, and where each truly was.
fn told(courses: &[(PersonId, Course)]) -> (Vec<Mark>, Vec<(PersonId, Vec<Span>)>) {
    let mut marks = Vec::new();
    let mut truth = Vec::new();
    let mut sequences = [0u32; 4];
    let mut next = |device: u64| {
        let sequence = &mut sequences[usize::try_from(device).unwrap()];
        *sequence += 1;
        *sequence
    };
    for (person, course) in courses {
        let mut at = -300;
        let mut spans: Vec<Span> = Vec::new();
        for (number, (gap, device, echo, mistake)) in course.passages.iter().enumerate() {
            at += gap;
            let comes = number % 2 == 0;
            let kind = |comes| {
                if comes {
                    MarkKind::Arrived
                } else {
                    MarkKind::Left
                }
            };
            marks.push(mark(*person, *device, next(*device), kind(comes), at));
            if let Some(echo) = echo {
                marks.push(mark(*person, *echo, next(*echo), kind(comes), at + 1));
            }
            if let Some(device) = mistake {
                let wrong = mark(*person, *device, next(*device), kind(!comes), at + 1);
                marks.extend([wrong, undone(wrong, *device, next(*device))]);
            }
            match spans.last_mut() {
                Some(span) if !comes => span.to = second(at),
                Some(_) | None => spans.push(Span::new(second(at), second(1_000_000))),
            }
        }
        truth.push((*person, spans));
    }
    (marks, truth)
}

fn courses() -> impl Strategy<Value = Vec<(PersonId, Course)>> {
    prop::collection::vec(any_course(), GUESTS.len())
        .prop_map(|courses| GUESTS.into_iter().zip(courses).collect())
}

/// Connections of Bob: seconds from the start and length.
fn sittings() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0i64..3000, 1i64..600), 0..4)
}

const END: i64 = 3600;

fn story(sittings: &[(i64, i64)], marks: &[Mark], late: usize) -> Vec<Fact> {
    let mut facts = vec![fact(0, Event::Opened { by: ALICE })];
    for (number, (from, length)) in (1..).zip(sittings) {
        facts.push(joined(BOB, number, *from));
        facts.push(gone(BOB, number, from + length));
    }
    let (early, after) = marks.split_at(marks.len() - late.min(marks.len()));
    facts.extend(early.iter().map(|mark| kept(*mark, END - 1)));
    facts.push(ended(END, EndReason::ByHost));
    facts.extend(after.iter().map(|mark| kept(*mark, END + 60)));
    facts
}

proptest! {
    #[test]
    fn in_whatever_order_and_however_often_marks_arrive_the_record_says_who_was_there(
        courses in courses(),
        sittings in sittings(),
        order in prop::collection::vec(any::<Index>(), 0..80),
        late in 0usize..40,
    ) {
        let (marks, truth) = told(&courses);
        let straight = record(&hybrid(), &story(&sittings, &marks, 0), second(END + 120));
        // Some twice or more, all at least once.
        let mut shuffled = marks.clone();
        for (place, index) in order.iter().enumerate().filter(|_| !marks.is_empty()) {
            let other = index.index(shuffled.len());
            let here = place % shuffled.len();
            shuffled.swap(here, other);
            shuffled.push(*index.get(&marks));
        }
        let mixed = record(&hybrid(), &story(&sittings, &shuffled, late), second(END + 120));
        prop_assert_eq!(&straight.participants, &mixed.participants);
        prop_assert_eq!(&straight.delegations, &mixed.delegations);
        prop_assert_eq!(straight.totals, mixed.totals);

        let window = Span::new(second(0), second(END));
        for (person, spans) in truth {
            let one = mixed.participants.iter().find(|one| one.person == person).unwrap();
            let clipped: Vec<Span> = spans.iter().filter_map(|span| span.clipped(window)).collect();
            let hall: Vec<Span> = one.hall.iter().map(|one| Span::new(one.from, one.to)).collect();
            prop_assert_eq!(&hall, &clipped);
            for moment in (0..END).step_by(7).map(second) {
                let holds = |from: Timestamp, to: Timestamp| from <= moment && moment < to;
                let in_hall = clipped.iter().any(|span| holds(span.from, span.to));
                let online = person == BOB && sittings.iter().any(|(from, length)| {
                    holds(second(*from), second(from + length))
                });
                let counted = one.intervals.iter().filter(|one| holds(one.from, one.to)).count();
                prop_assert_eq!(counted, usize::from(in_hall || online));
            }
            let length = total(one.intervals.iter().map(|one| Span::new(one.from, one.to)));
            prop_assert_eq!(Duration::from_secs(one.seconds), length);
        }
    }
}
