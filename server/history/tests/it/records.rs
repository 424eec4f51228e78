//! How records are written, and that a later release may say more.

use history::country::Country;
use history::exchange::{
    Classes, Currency, Exchange, ExchangeState, Figure, OrganiserClass, Substance,
};
use history::intent::{Intent, Stage};
use history::partner::{Partner, Standing};
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::json;

use crate::any::any_intent;

#[test]
fn the_least_that_an_exchange_says() {
    let least =
        json!({ "id": "0000000000001", "title": {}, "kind": "visit_received", "on": "2019" });
    let exchange: Exchange = serde_json::from_value(least).unwrap();
    assert_eq!(exchange.day(), date(2019, 1, 1));
    assert!(exchange.counts() && !exchange.is_substantive());
    let whole = serde_json::to_value(&exchange).unwrap();
    assert_eq!(whole["state"], "completed");
    assert_eq!(serde_json::from_value::<Exchange>(whole).unwrap(), exchange);
}

#[test]
fn what_a_later_release_adds_is_passed_over() {
    let later = json!({ "id": "0000000000001", "slug": "S99", "names": {}, "country": "DE",
        "continent": "europe", "twinned_rivers": ["Elbe"] });
    let partner: Partner = serde_json::from_value(later).unwrap();
    assert_eq!(partner.standing, Standing::Partner);
    assert_eq!(partner.counting_country().code(), "DE");
}

#[test]
fn greetings_and_invitations_never_count_and_courtesies_are_not_substantive() {
    let least = json!({ "id": "0000000000001", "title": {}, "kind": "other", "on": "2019" });
    let mut exchange: Exchange = serde_json::from_value(least).unwrap();
    let cases = [
        (Substance::Greeting, false, false),
        (Substance::Invitation, false, false),
        (Substance::Courtesy, true, false),
        (Substance::Talks, true, true),
        (Substance::Signed, true, true),
        (Substance::Project, true, true),
    ];
    for (substance, counts, substantive) in cases {
        exchange.substance = Some(substance);
        exchange.state = ExchangeState::Completed;
        assert_eq!(
            (exchange.counts(), exchange.is_substantive()),
            (counts, substantive)
        );
        for state in [ExchangeState::Planned, ExchangeState::Cancelled] {
            exchange.state = state;
            assert!(!exchange.counts() && !exchange.is_substantive());
        }
    }
}

#[test]
fn countries_are_those_of_the_standard_and_ours() {
    for good in ["DE", "JP", "XA", "XZ"] {
        assert_eq!(good.parse::<Country>().unwrap().code(), good);
    }
    for bad in ["", "de", "DEU", "ZZ", "AA", "QM", "X1", "Xa", "D ", "德"] {
        assert!(bad.parse::<Country>().is_err(), "{bad}");
    }
    assert!("XM".parse::<Country>().unwrap().is_user_assigned());
    assert!(!"MX".parse::<Country>().unwrap().is_user_assigned());
}

#[test]
fn figures_classes_and_money_as_they_are_written() {
    let over: Figure = serde_json::from_value(json!({ "number": 870, "at_least": true })).unwrap();
    assert_eq!(over, Figure::at_least(870));
    let exact: Figure = serde_json::from_value(json!({ "number": 89 })).unwrap();
    assert_eq!(exact, Figure::exactly(89));
    let classes: Classes =
        serde_json::from_value(json!(["school", "government", "school"])).unwrap();
    assert_eq!(
        serde_json::to_value(classes).unwrap(),
        json!(["government", "school"])
    );
    assert!(classes.beyond_government() && classes.contains(OrganiserClass::School));
    assert!(!Classes::from_iter([OrganiserClass::Government]).beyond_government());
    assert!("CNY".parse::<Currency>().is_ok());
    for bad in ["", "cny", "CNYY", "€"] {
        assert!(bad.parse::<Currency>().is_err(), "{bad}");
    }
}

fn intent(steps: serde_json::Value) -> Intent {
    let json = json!({ "id": "0000000000001", "title": {}, "said_on": "2019-03-01",
        "due": "2020-06", "steps": steps });
    serde_json::from_value(json).unwrap()
}

#[test]
fn an_intent_stands_where_its_log_says_it_stood_on_that_day() {
    let steps = json!([
        { "on": "2020-02-01", "stage": "landed" },
        { "on": "2019-05-01", "stage": "talks" },
        { "on": "2019-05-20", "text": "they were written to" },
        { "on": "2019-09-01", "stage": "signed" },
        { "on": "2019-09-01", "stage": "project" },
    ]);
    let course = intent(steps).course();
    let cases = [
        (date(2019, 2, 28), None),
        (date(2019, 3, 1), Some(Stage::Intent)),
        (date(2019, 6, 1), Some(Stage::Talks)),
        (date(2019, 9, 1), Some(Stage::Project)),
        (date(2020, 2, 1), Some(Stage::Landed)),
    ];
    for (day, stage) in cases {
        assert_eq!(course.stage_on(day), stage, "{day}");
        assert_eq!(course.furthest_by(day), stage, "{day}");
    }
    assert_eq!(course.landed_by(date(2020, 1, 31)), None);
    assert_eq!(course.landed_by(date(2021, 1, 1)), Some(date(2020, 2, 1)));
    assert_eq!(
        course.last_step_by(date(2019, 6, 1)),
        Some(date(2019, 5, 20))
    );
}

#[test]
fn an_open_intent_stalls_after_ninety_days_until_something_happens() {
    let course = intent(json!([{ "on": "2019-07-01", "text": "a letter" }])).course();
    assert!(!course.is_stalled_on(date(2019, 5, 29)));
    assert!(course.is_stalled_on(date(2019, 5, 30)));
    assert!(!course.is_stalled_on(date(2019, 7, 1)));
    assert!(!course.is_stalled_on(date(2019, 9, 28)));
    assert!(course.is_stalled_on(date(2019, 9, 29)));
    assert!(!course.is_overdue_on(date(2020, 6, 30)));
    assert!(course.is_overdue_on(date(2020, 7, 1)));
}

#[test]
fn what_was_withdrawn_is_neither_stalled_nor_overdue_and_keeps_how_far_it_came() {
    let steps = json!([{ "on": "2019-04-01", "stage": "signed" }, { "on": "2019-05-01", "stage": "withdrawn" }]);
    let course = intent(steps).course();
    let late = date(2021, 1, 1);
    assert!(!course.is_stalled_on(late) && !course.is_overdue_on(late));
    assert_eq!(course.stage_on(late), Some(Stage::Withdrawn));
    assert_eq!(course.furthest_by(late), Some(Stage::Signed));
    assert_eq!(course.landed_by(late), None);
}

#[test]
fn a_vague_step_is_no_earlier_than_what_stands_above_it() {
    let steps = json!([
        { "on": "2019-05-20", "stage": "talks" },
        { "on": "2019", "stage": "landed" },
    ]);
    let course = intent(steps).course();
    assert_eq!(course.stage_on(date(2019, 5, 19)), Some(Stage::Intent));
    assert_eq!(course.stage_on(date(2019, 5, 20)), Some(Stage::Landed));
    let landed = course.landed_by(date(2021, 1, 1));
    assert_eq!(landed, Some(date(2019, 5, 20)));
    assert!(!course.is_stalled_on(date(2021, 1, 1)));
    // Logged the other way round it came before, and 2019-04 is before May wherever it stands.
    let steps = json!([
        { "on": "2019", "stage": "landed" },
        { "on": "2019-05-20", "stage": "talks" },
        { "on": "2019-04", "stage": "signed" },
    ]);
    let other = intent(steps);
    let days = [date(2019, 3, 1), date(2019, 5, 20), date(2019, 4, 1)];
    assert_eq!(other.days(), days);
    let end = other.course().stage_on(date(2019, 6, 1));
    assert_eq!(end, Some(Stage::Talks));
}

#[test]
fn nothing_lands_before_it_was_said() {
    let steps = json!([{ "on": "2019", "stage": "landed" }]);
    let course = intent(steps).course();
    let said_on = date(2019, 3, 1);
    assert_eq!(course.landed_by(date(2021, 1, 1)), Some(said_on));
    let before = history::date::Window {
        from: date(2019, 1, 1),
        to: said_on,
    };
    assert!(!course.moved_within(before));
    // What is dated before is not moved: nobody knows which of the two is wrong.
    let steps = json!([{ "on": "2018", "stage": "talks" }]);
    assert_eq!(intent(steps).days(), [date(2018, 1, 1)]);
}

proptest! {
    #[test]
    fn the_order_of_steps_is_that_of_their_dates_and_then_of_their_lines(intent in any_intent()) {
        let days = intent.days();
        prop_assert_eq!(days.len(), intent.steps.len());
        let said_on = intent.said_on.earliest();
        for (line, (step, day)) in intent.steps.iter().zip(&days).enumerate() {
            // Each on a day that its date allows, and an exact one on that.
            prop_assert!(step.on.may_be(*day));
            prop_assert!(!step.on.may_be(said_on) || *day >= said_on);
            for (above, before) in intent.steps.iter().zip(&days).take(line) {
                if above.on.latest() < step.on.earliest() {
                    prop_assert!(before < day);
                }
                if step.on.latest() < above.on.earliest() {
                    prop_assert!(day < before);
                }
                // Where its date leaves room for the line above, it comes after it.
                prop_assert!(!step.on.may_be(*before) || day >= before);
            }
        }
        // Whoever looks on a day sees the last line that names a stage, of those of the last day.
        let stages = intent.steps.iter().map(|step| step.stage);
        for today in days.iter().copied().chain([said_on]).filter(|day| *day >= said_on) {
            let seen = days.iter().copied().zip(stages.clone()).zip(0..);
            let seen = seen.filter_map(|((day, stage), line)| Some((day, line, stage?)));
            let last = seen.filter(|(day, _, _)| *day <= today).max_by_key(|(day, line, _)| (*day, *line));
            let stage = last.map_or(Stage::Intent, |(_, _, stage)| stage);
            prop_assert_eq!(intent.course().stage_on(today), Some(stage));
        }
    }
}
