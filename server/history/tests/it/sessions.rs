//! What holds of the measure of attendance, whatever sessions there were.

use std::collections::BTreeSet;
use std::time::Duration;

use history::measure::Query;
use history::measure::attendance::{DelegationFacts, ItemFacts, SessionFacts, attendance};
use jiff::civil::date;
use meeting::id::{DelegationId, ItemId, SessionId};
use proptest::prelude::*;
use proptest::sample::Index;

type Numbers = (bool, Option<u16>);

/// In one of three years, of which the question sees two.
fn any_sessions() -> impl Strategy<Value = Vec<SessionFacts>> {
    let delegations = prop::collection::vec(any::<Numbers>(), 0..6);
    let items = prop::collection::vec((0u16..900, 0u16..900), 0..5);
    let session = (2018i16..=2020, delegations, items);
    prop::collection::vec(session, 1..12).prop_map(|sessions| {
        let numbered = (1..).zip(sessions);
        let facts = numbered.map(|(number, (year, delegations, items))| SessionFacts {
            session: SessionId::from_bits(number),
            day: date(year, 5, 1),
            delegations: (1..)
                .zip(delegations)
                .map(|(delegation, (accepted, late))| DelegationFacts {
                    delegation: DelegationId::from_bits(delegation),
                    accepted,
                    late: late.map(|late| Duration::from_secs(late.into())),
                })
                .collect(),
            items: (1..)
                .zip(items)
                .map(|(item, (planned, actual))| ItemFacts {
                    item: ItemId::from_bits(item),
                    planned: Duration::from_secs(planned.into()),
                    actual: Duration::from_secs(actual.into()),
                })
                .collect(),
        });
        facts.collect()
    })
}

proptest! {
    #[test]
    fn every_number_of_attendance_is_its_list(
        sessions in any_sessions(),
        removed in any::<Index>(),
    ) {
        let query = Query::at(date(2020, 10, 26));
        let all = attendance(&sessions, &query);
        let whole: BTreeSet<_> = all.present.whole.iter().collect();
        prop_assert!(all.present.part.iter().all(|one| whole.contains(one)));
        let sum: u64 = all.overrun.entries.iter().map(|(_, over)| u64::from(*over)).sum();
        prop_assert_eq!(all.overrun.total(), sum);
        prop_assert!(all.overrun.entries.iter().all(|(_, over)| *over > 0));
        prop_assert_eq!(all.median_minutes_late().is_none(), all.late.is_empty());

        // Without one session all that is missing is what it was made of.
        let mut rest = sessions.clone();
        let session = rest.remove(removed.index(sessions.len())).session;
        let less = attendance(&rest, &query);
        let of_others = |one: SessionId| one != session;
        let mut expected = all;
        expected.present.part.retain(|(one, _)| of_others(*one));
        expected.present.whole.retain(|(one, _)| of_others(*one));
        expected.late.retain(|((one, _), _)| of_others(*one));
        expected.overrun.entries.retain(|((one, _), _)| of_others(*one));
        prop_assert_eq!(less, expected);
    }
}
