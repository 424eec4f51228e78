//! The group photo: one behaviour a test; and what holds whatever happens, which [`World`] checks after
//! every turn of every test.

mod acts;
mod laws;
mod record;

use meeting::id::{ConnectionId, DelegationId, PersonId, PhotoId};
use meeting::photo::{COUNTDOWN, PhotoEnd, PhotoFile, PhotoKind, PhotoScope, Sitter};
use meeting::protocol::{Command, PhotoCommand, PhotoState, PhotoView, Reason};
use meeting::room::Input;
use proptest::prelude::*;
use proptest::sample::select;

use crate::people::*;
use crate::world::World;

pub(crate) use laws::check;

/// The first picture of a session.
const FIRST: PhotoId = PhotoId::from_bits(1 << 32 | 1);

/// Alice and Heidi host, Bob (Aachen) and Carol (Nara) are in, and so are Olga, who observes, and
/// Paul of the press.
fn forum() -> (World, [ConnectionId; 6]) {
    let mut world = World::new();
    let people = [ALICE, HEIDI, BOB, CAROL, OLGA, PAUL].map(|person| world.arrive(person));
    world.ask(people[0], Command::AdmitAll).unwrap();
    (world, people)
}

fn call(scope: PhotoScope) -> Command {
    Command::Photo(PhotoCommand::Call { scope })
}

fn answer(camera: bool) -> Command {
    let photo = FIRST;
    Command::Photo(PhotoCommand::Answer { photo, camera })
}

const START_IT: Command = Command::Photo(PhotoCommand::Start { photo: FIRST });
const CALL_OFF: Command = Command::Photo(PhotoCommand::CallOff { photo: FIRST });

fn keep(pictured: &[PersonId]) -> Command {
    Command::Photo(PhotoCommand::Keep {
        photo: FIRST,
        sha256: file().sha256,
        pictured: pictured.to_vec(),
    })
}

fn file() -> PhotoFile {
    PhotoFile {
        sha256: "5a".repeat(32),
        kind: PhotoKind::Jpeg,
        bytes: 1_234_567,
        width: 3840,
        height: 2160,
    }
}

pub(crate) fn upload(world: &mut World) {
    let (photo, file) = (FIRST, file());
    world.act(Input::PhotoFile { photo, file });
}

fn count_down(world: &mut World) {
    world.wait(COUNTDOWN.as_secs());
}

fn told(world: &World, reader: ConnectionId) -> Option<&PhotoView> {
    world.clients[&reader].view().photo.as_deref()
}

fn asked(world: &World, reader: ConnectionId) -> Vec<(PersonId, Option<bool>)> {
    let photo = told(world, reader).expect("a photo");
    let people = photo.people.iter();
    people.map(|one| (one.person, one.camera)).collect()
}

pub(crate) fn any_photo() -> impl Strategy<Value = PhotoCommand> {
    let ids = [1u64 << 32 | 1, 1 << 32 | 2, 2 << 32 | 1].map(PhotoId::from_bits);
    let id = move || select(ids.to_vec());
    let scope = select(vec![
        PhotoScope::Stage,
        PhotoScope::Heads,
        PhotoScope::Cameras,
    ]);
    let people = prop::collection::vec(select(EVERYBODY.to_vec()), 0..3);
    prop_oneof![
        6 => scope.prop_map(|scope| PhotoCommand::Call { scope }),
        8 => (id(), any::<bool>()).prop_map(|(photo, camera)| PhotoCommand::Answer { photo, camera }),
        4 => id().prop_map(|photo| PhotoCommand::Start { photo }),
        1 => id().prop_map(|photo| PhotoCommand::CallOff { photo }),
        4 => (id(), people).prop_map(|(photo, pictured)| PhotoCommand::Keep {
            photo,
            sha256: file().sha256,
            pictured,
        }),
    ]
}

/// What becomes of a picture that is being made when its room is rebuilt.
pub(crate) fn call_off(photo: &mut Option<Box<PhotoView>>) {
    let Some(photo) = photo else { return };
    if matches!(
        photo.state,
        PhotoState::Asking | PhotoState::Counting { .. }
    ) {
        photo.people.clear();
        photo.state = PhotoState::CalledOff {
            why: PhotoEnd::Restart,
        };
    }
}
