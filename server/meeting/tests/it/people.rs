//! Who is invited in the tests, and to what.

use meeting::cue::{Cue, CueKind, Duty, Owner};
use meeting::id::{CueId, DelegationId, ItemId, PartnerId, PersonId, SessionId};
use meeting::plan::{
    Admission, AgendaItem, Delegation, Invitee, ItemKind, Localized, Plan, Rank, Role, Venue,
};
use meeting::time::Timestamp;

pub(crate) const ALICE: PersonId = PersonId::from_bits(1);
pub(crate) const HEIDI: PersonId = PersonId::from_bits(2);
pub(crate) const BOB: PersonId = PersonId::from_bits(3);
pub(crate) const CAROL: PersonId = PersonId::from_bits(4);
pub(crate) const IVAN: PersonId = PersonId::from_bits(5);
pub(crate) const OLGA: PersonId = PersonId::from_bits(6);
pub(crate) const PAUL: PersonId = PersonId::from_bits(7);
pub(crate) const TOM: PersonId = PersonId::from_bits(8);
pub(crate) const STRANGER: PersonId = PersonId::from_bits(99);

pub(crate) const EVERYBODY: [PersonId; 8] = [ALICE, HEIDI, BOB, CAROL, IVAN, OLGA, PAUL, TOM];

pub(crate) const OURS: DelegationId = DelegationId::from_bits(1);
pub(crate) const AACHEN: DelegationId = DelegationId::from_bits(2);
pub(crate) const NARA: DelegationId = DelegationId::from_bits(3);

pub(crate) const AACHEN_PARTNER: PartnerId = PartnerId::from_bits(20);
pub(crate) const NARA_PARTNER: PartnerId = PartnerId::from_bits(30);

pub(crate) const OPENING: ItemId = ItemId::from_bits(1);
pub(crate) const SPEECH: ItemId = ItemId::from_bits(2);
pub(crate) const BREAK: ItemId = ItemId::from_bits(3);
pub(crate) const DOORS: CueId = CueId::from_bits(1);
pub(crate) const MIKE: CueId = CueId::from_bits(2);
pub(crate) const NO_CUE: CueId = CueId::from_bits(99);
pub(crate) const CUES: [CueId; 2] = [DOORS, MIKE];

pub(crate) const NO_ITEM: ItemId = ItemId::from_bits(99);
pub(crate) const ITEMS: [ItemId; 3] = [OPENING, SPEECH, BREAK];

/// 2026-12-10T08:00:00Z
pub(crate) const START: Timestamp = Timestamp(1_796_889_600_000_000);

pub(crate) fn text(english: &str) -> Localized {
    Localized::of("en", english)
}

/// An hour at `START`: two partner cities, two hosts, one of every other role.
pub(crate) fn plan() -> Plan {
    Plan {
        session: SessionId::from_bits(1),
        title: text("Clean water"),
        starts_at: START,
        minutes: 60,
        zone: "Asia/Shanghai".to_owned(),
        languages: vec!["zh-CN".to_owned(), "en".to_owned()],
        admission: Admission::ByHost,
        delegations: vec![
            delegation(OURS, None, "Ningbo", Some(ALICE)),
            delegation(AACHEN, Some(AACHEN_PARTNER), "Aachen", Some(BOB)),
            delegation(NARA, Some(NARA_PARTNER), "Nara", None),
        ],
        people: vec![
            invitee(ALICE, OURS, Role::Host, Rank::ViceMayor, "Alice"),
            invitee(HEIDI, OURS, Role::Host, Rank::Director, "Heidi"),
            invitee(BOB, AACHEN, Role::Delegate, Rank::Mayor, "Bob"),
            invitee(CAROL, NARA, Role::Delegate, Rank::Director, "Carol"),
            invitee(IVAN, OURS, Role::Interpreter, Rank::Staff, "Ivan"),
            invitee(OLGA, AACHEN, Role::Observer, Rank::Staff, "Olga"),
            invitee(PAUL, NARA, Role::Press, Rank::Other, "Paul"),
            invitee(TOM, OURS, Role::Technician, Rank::Staff, "Tom"),
        ],
        agenda: vec![
            item(OPENING, ItemKind::Opening, Some(ALICE), 10),
            item(SPEECH, ItemKind::Speech, Some(BOB), 20),
            item(BREAK, ItemKind::Break, None, 5),
        ],
        rehearsal: false,
        event: None,
        form: meeting::plan::Form::default(),
        track: None,
        cues: vec![cue(DOORS, None, -3600), cue(MIKE, Some(SPEECH), -120)],
        hall: None,
        floor: meeting::plan::FloorRules::default(),
    }
}

/// The speech is not for press and observers.
pub(crate) fn plan_with_a_closed_speech() -> Plan {
    let mut plan = plan();
    for item in &mut plan.agenda {
        item.open = item.id != SPEECH;
    }
    plan
}

fn delegation(
    id: DelegationId,
    partner: Option<PartnerId>,
    city: &str,
    head: Option<PersonId>,
) -> Delegation {
    Delegation {
        id,
        partner,
        city: text(city),
        country: None,
        head,
        display: meeting::plan::Display::default(),
    }
}

/// Where letters go; nobody in the meeting is told.
pub(crate) const MAIL: &str = "only-for-letters@example.org";

fn invitee(id: PersonId, delegation: DelegationId, role: Role, rank: Rank, name: &str) -> Invitee {
    Invitee {
        id,
        delegation,
        role,
        rank,
        name: text(name),
        title: text("Ms or Mr"),
        language: "en".to_owned(),
        email: Some(MAIL.to_owned()),
        venue: Venue::Online,
    }
}

fn cue(id: CueId, item: Option<ItemId>, offset: i32) -> Cue {
    Cue {
        id,
        title: text("Cue"),
        kind: CueKind::Technical,
        item,
        offset,
        owner: Some(match item {
            Some(_) => Owner::Person(TOM),
            None => Owner::Duty(Duty::Caller),
        }),
        language: Some("en".to_owned()),
        fallback: text("By telephone"),
    }
}

fn item(id: ItemId, kind: ItemKind, speaker: Option<PersonId>, minutes: u16) -> AgendaItem {
    AgendaItem {
        id,
        title: text("Item"),
        kind,
        speaker,
        minutes,
        open: true,
        paper: meeting::plan::PaperWish::default(),
        speaker_seconds: None,
    }
}
