//! A rehearsal of a session: the same people, agenda and run sheet, before the day. Nobody is invited
//! to it who is not invited to the session.

use jiff::ToSpan;
use meeting::cue::Cue;
use meeting::id::{CueId, ItemId, SessionId};
use meeting::plan::{AgendaItem, Localized, PaperWish, Plan};
use meeting::time::Timestamp;

use crate::app::{App, now};
use crate::identity::{Organizer, random};
use crate::partners::codes;
use crate::rest::ApiError;

use super::desk::{self, SessionDetail};
use super::events::TEMPLATES;
use super::resolve::LONGEST_TITLE;
use super::table;

/// How soon a rehearsal begins whose session is tomorrow or sooner.
const SOON: std::time::Duration = std::time::Duration::from_secs(3600);

pub(super) async fn as_rehearsal(
    app: &App,
    organizer: &Organizer,
    session: SessionId,
) -> Result<SessionDetail, ApiError> {
    let mut transaction = app.store.write().await?;
    let kept = desk::find(&mut transaction, session).await?;
    let now = now().timestamp;
    let id = SessionId::from_bits(random::bits());
    let plan = rehearsal_of(&kept.plan, id, now, &mut random::bits);
    table::insert(&mut transaction, &plan, organizer.id, now).await?;
    transaction.commit().await?;
    desk::show(app, id).await
}

/// The plan of a rehearsal of this one.
fn rehearsal_of(
    plan: &Plan,
    session: SessionId,
    now: Timestamp,
    fresh: &mut dyn FnMut() -> u64,
) -> Plan {
    let mut copy = anew(plan, session, fresh);
    copy.title = title_of(plan);
    copy.starts_at = day_before(plan).max(now.plus(SOON));
    copy.rehearsal = true;
    // The papers are those of the session; nobody hands them in twice.
    for item in &mut copy.agenda {
        item.paper = PaperWish::None;
    }
    copy
}

/// The same as another session, with an agenda and a run sheet of its own.
pub(super) fn anew(plan: &Plan, session: SessionId, fresh: &mut dyn FnMut() -> u64) -> Plan {
    let agenda = plan.agenda.iter();
    let agenda: Vec<AgendaItem> = agenda
        .map(|item| AgendaItem {
            id: ItemId::from_bits(fresh()),
            ..item.clone()
        })
        .collect();
    let copy_of = |item: ItemId| {
        let place = plan.agenda.iter().position(|one| one.id == item)?;
        Some(agenda.get(place)?.id)
    };
    let cues = plan.cues.iter().map(|cue| Cue {
        id: CueId::from_bits(fresh()),
        item: cue.item.and_then(copy_of),
        ..cue.clone()
    });
    let cues = cues.collect();
    Plan {
        session,
        agenda,
        cues,
        ..plan.clone()
    }
}

fn title_of(plan: &Plan) -> Localized {
    let word = TEMPLATES.phrase("rehearsal");
    let title = |(tag, title): (&String, &String)| {
        let suffix = format!(" · {}", word.pick(tag));
        let room = LONGEST_TITLE.saturating_sub(suffix.chars().count());
        let title: String = title.chars().take(room).collect();
        (tag.clone(), title + &suffix)
    };
    Localized(plan.title.0.iter().map(title).collect())
}

/// The same hour by the clock of the session's zone, a date earlier.
fn day_before(plan: &Plan) -> Timestamp {
    let day = std::time::Duration::from_secs(24 * 3600);
    let by_clock = || {
        let zone = codes::zone(&plan.zone)?;
        let at = jiff::Timestamp::from_microsecond(plan.starts_at.micros()).ok()?;
        let wall = zone.to_datetime(at).checked_sub(1.day()).ok()?;
        let at = zone.to_timestamp(wall).ok()?;
        Some(Timestamp(at.as_microsecond()))
    };
    by_clock().unwrap_or_else(|| plan.starts_at.minus(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::tests::{a_plan, counter};

    const HOUR: i64 = 3_600_000_000;

    #[test]
    fn a_rehearsal_has_the_same_people_the_day_before() {
        let plan = a_plan();
        let long_before = Timestamp(plan.starts_at.micros() - 72 * HOUR);
        let id = SessionId::from_bits(70);
        let copy = rehearsal_of(&plan, id, long_before, &mut counter());
        assert!(copy.rehearsal);
        assert_eq!(copy.people, plan.people);
        assert_eq!(copy.starts_at.micros(), plan.starts_at.micros() - 24 * HOUR);
        assert_eq!(
            copy.title.0["en"],
            "Hangzhou–Dresden cloud meeting · Rehearsal"
        );
        assert_eq!(copy.title.0["zh-CN"], "杭州—德累斯顿云会议 · 彩排");
        let minutes = |plan: &Plan| {
            plan.agenda
                .iter()
                .map(|item| item.minutes)
                .collect::<Vec<_>>()
        };
        assert_eq!(minutes(&copy), minutes(&plan));
        assert!(copy.agenda.iter().all(|item| plan.item(item.id).is_none()));
    }

    #[test]
    fn its_run_sheet_goes_with_its_own_items() {
        let mut plan = a_plan();
        let cue = |item: Option<ItemId>| Cue {
            id: CueId::from_bits(90),
            title: Localized::of("en", "Stand by"),
            kind: meeting::cue::CueKind::Speech,
            item,
            offset: -120,
            owner: None,
            language: None,
            fallback: Localized::default(),
        };
        plan.cues = vec![cue(Some(plan.agenda[1].id)), cue(None)];
        let id = SessionId::from_bits(70);
        let copy = rehearsal_of(&plan, id, plan.starts_at, &mut counter());
        let items: Vec<Option<ItemId>> = copy.cues.iter().map(|cue| cue.item).collect();
        assert_eq!(items, [Some(copy.agenda[1].id), None]);
        assert_eq!(copy.cues[0].offset, -120);
        assert!(copy.cues.iter().all(|cue| cue.id != CueId::from_bits(90)));
    }

    #[test]
    fn it_keeps_the_hour_over_a_change_of_the_clock_and_never_lies_in_the_past() {
        // 09:00 on the day after New York put its clock forward.
        let plan = Plan {
            starts_at: Timestamp(1_773_061_200_000_000),
            zone: "America/New_York".to_owned(),
            ..a_plan()
        };
        let id = SessionId::from_bits(70);
        let before = Timestamp(plan.starts_at.micros() - 96 * HOUR);
        let copy = rehearsal_of(&plan, id, before, &mut counter());
        assert_eq!(copy.starts_at.micros(), plan.starts_at.micros() - 24 * HOUR);
        let sooner = Plan {
            starts_at: Timestamp(plan.starts_at.micros() - 24 * HOUR),
            ..plan.clone()
        };
        // On the day of the change itself 09:00 is 23 hours after 09:00.
        let copy = rehearsal_of(&sooner, id, before, &mut counter());
        assert_eq!(
            copy.starts_at.micros(),
            sooner.starts_at.micros() - 23 * HOUR
        );
        let copy = rehearsal_of(&plan, id, plan.starts_at, &mut counter());
        assert_eq!(copy.starts_at.micros(), plan.starts_at.micros() + HOUR);
    }

    #[test]
    fn a_long_title_makes_room_for_the_word() {
        let mut plan = a_plan();
        plan.title = Localized::of("en", &"x".repeat(LONGEST_TITLE));
        let title = title_of(&plan);
        assert_eq!(title.0["en"].chars().count(), LONGEST_TITLE);
        assert!(title.0["en"].ends_with(" · Rehearsal"));
    }
}
