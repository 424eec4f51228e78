//! What can happen to a meeting, in any order.

use meeting::floor::SpeakerOrder;
use meeting::id::{ItemId, PersonId};
use meeting::plan::Role;
use meeting::protocol::{Command, FloorCommand, Picture, View, Wanted};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::people::*;

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Arrive(PersonId, &'static str),
    Drop(Index),
    Resume(Index),
    Ask(Index, Command),
    Arriving(Index, bool, bool),
    Lost(Index),
    Speaker(Option<PersonId>),
    Wait(u64),
    /// A tick that was not asked for.
    Tick,
    SignOfLife,
    Crash(u64),
    Stop(u64),
    Revoke(PersonId),
    RecordBehind(bool),
    Plan(Edit),
    /// A host uploaded a picture for the first group photo.
    Photo,
}

/// What may change at the desk in the middle of a meeting.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Rename,
    ToggleCarol,
    ToggleSpeech,
    ToggleOpen(ItemId),
    ToggleAdmission,
    MoveStart,
    Role(PersonId, Role),
}

fn anybody() -> impl Strategy<Value = PersonId> {
    select(EVERYBODY.to_vec())
}

fn any_item() -> impl Strategy<Value = ItemId> {
    select(ITEMS.to_vec())
}

fn any_role() -> impl Strategy<Value = Role> {
    select(vec![
        Role::Host,
        Role::Delegate,
        Role::Interpreter,
        Role::Observer,
        Role::Press,
        Role::Technician,
    ])
}

fn any_view() -> impl Strategy<Value = View> {
    let kind = select(vec![Picture::Camera, Picture::Screen]);
    let wanted = (anybody(), kind).prop_map(|(person, kind)| Wanted {
        person,
        kind,
        width: 320,
        height: 180,
    });
    (prop::collection::vec(wanted, 0..4), any::<bool>()).prop_map(|(sources, audio_only)| View {
        sources,
        audio_only,
    })
}

fn any_command() -> impl Strategy<Value = Command> {
    let offer = Command::Offer {
        sdp: "v=0".to_owned(),
        fresh: false,
    };
    prop_oneof![
        1 => Just(offer),
        6 => any::<(bool, bool)>().prop_map(|(microphone, camera)| Command::SetMedia { microphone, camera }),
        4 => any::<bool>().prop_map(|on| Command::Share { on }),
        3 => any_view().prop_map(Command::View),
        4 => any::<bool>().prop_map(|raised| Command::Hand { raised }),
        2 => "[a-z ]{0,3}".prop_map(|text| Command::Chat { text }),
        3 => Just(Command::Leave),
        3 => anybody().prop_map(|person| Command::Admit { person }),
        8 => Just(Command::AdmitAll),
        2 => select(vec![OURS, AACHEN, NARA])
            .prop_map(|delegation| Command::AdmitDelegation { delegation }),
        1 => anybody().prop_map(|person| Command::Remove { person }),
        2 => anybody().prop_map(|person| Command::Mute { person }),
        1 => anybody().prop_map(|person| Command::StopShare { person }),
        3 => (anybody(), any_role()).prop_map(|(person, role)| Command::SetRole { person, role }),
        1 => anybody().prop_map(|person| Command::LowerHand { person }),
        3 => any_item().prop_map(|item| Command::StartItem { item }),
        1 => any_item().prop_map(|item| Command::EndItem { item }),
        1 => any_item().prop_map(|item| Command::SkipItem { item }),
        8 => any_of_the_show(),
        6 => any_floor_command().prop_map(Command::Floor),
        // Votes.
        20 => crate::votes::any_vote().prop_map(Command::Vote),
        8 => crate::notes::any_note().prop_map(Command::Note),
        12 => crate::stage::any_act().prop_map(Command::Stage),
        12 => crate::sides::any_side().prop_map(Command::Side),
        16 => crate::signing::any_step().prop_map(Command::Signing),
        14 => crate::photos::any_photo().prop_map(Command::Photo),
        8 => crate::films::any_act().prop_map(Command::Film),
    ]
}

fn any_of_the_show() -> impl Strategy<Value = Command> {
    let any_cue = || select(CUES.to_vec());
    prop_oneof![
        3 => (any_item(), prop::option::of(any_item()))
            .prop_map(|(item, before)| Command::MoveItem { item, before }),
        2 => (any_item(), 0u16..700)
            .prop_map(|(item, minutes)| Command::ResizeItem { item, minutes }),
        2 => any_item().prop_map(|item| Command::RestoreItem { item }),
        2 => (any_cue(), any::<bool>())
            .prop_map(|(cue, fallback)| Command::CallCue { cue, fallback }),
        1 => any_cue().prop_map(|cue| Command::DropCue { cue }),
        1 => any_cue().prop_map(|cue| Command::ResetCue { cue }),
        2 => (anybody(), prop::option::of(0u16..4000))
            .prop_map(|(person, seconds)| Command::CallToStage { person, seconds }),
        1 => Just(Command::Ready),
    ]
}

fn any_floor_command() -> impl Strategy<Value = FloorCommand> {
    let order = select(vec![
        SpeakerOrder::Hands,
        SpeakerOrder::List,
        SpeakerOrder::Precedence,
    ]);
    prop_oneof![
        4 => anybody().prop_map(|person| FloorCommand::Give { person, seconds: Some(20) }),
        3 => Just(FloorCommand::Next),
        1 => Just(FloorCommand::End),
        1 => Just(FloorCommand::Extend { seconds: 10 }),
        1 => order.prop_map(|order| FloorCommand::Order { order }),
        1 => anybody().prop_map(|person| FloorCommand::Queue { person, place: Some(0) }),
        1 => anybody().prop_map(|person| FloorCommand::Unqueue { person }),
        1 => anybody().prop_map(|person| FloorCommand::AllowMicrophone { person }),
        2 => any::<bool>().prop_map(|raised| FloorCommand::Point { raised }),
        2 => anybody().prop_map(|person| FloorCommand::HearPoint { person }),
        1 => anybody().prop_map(|person| FloorCommand::ClosePoint { person }),
    ]
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        Just(Edit::Rename),
        Just(Edit::ToggleCarol),
        Just(Edit::ToggleSpeech),
        any_item().prop_map(Edit::ToggleOpen),
        Just(Edit::ToggleAdmission),
        Just(Edit::MoveStart),
        (select(vec![HEIDI, BOB, OLGA]), any_role())
            .prop_map(|(person, role)| Edit::Role(person, role)),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let device = select(vec!["laptop", "phone"]);
    prop_oneof![
        12 => (anybody(), device).prop_map(|(person, device)| Step::Arrive(person, device)),
        6 => any::<Index>().prop_map(Step::Drop),
        6 => any::<Index>().prop_map(Step::Resume),
        24 => (any::<Index>(), any_command()).prop_map(|(who, command)| Step::Ask(who, command)),
        2 => any::<(Index, bool, bool)>().prop_map(|(who, a, b)| Step::Arriving(who, a, b)),
        1 => any::<Index>().prop_map(Step::Lost),
        1 => prop::option::of(anybody()).prop_map(Step::Speaker),
        8 => (0u64..40).prop_map(Step::Wait),
        2 => (500u64..700).prop_map(Step::Wait),
        1 => Just(Step::Tick),
        3 => Just(Step::SignOfLife),
        2 => (0u64..60).prop_map(Step::Crash),
        1 => (0u64..60).prop_map(Step::Stop),
        1 => anybody().prop_map(Step::Revoke),
        1 => any::<bool>().prop_map(Step::RecordBehind),
        2 => any_edit().prop_map(Step::Plan),
        2 => Just(Step::Photo),
    ]
}

/// Seconds before the start at which a story begins: half of them before the doors open.
pub(crate) const MOST_EARLY: u64 = 2 * 3600;

pub(crate) fn any_story() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(any_step(), 1..80)
}
