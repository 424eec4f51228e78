//! Signings: one behaviour a test; and what holds whatever happens, which [`World`] checks after
//! every turn of every test.

mod ceremony;
mod laws;
mod record;

use meeting::id::{ConnectionId, DelegationId, ItemId, PaperId, PersonId, SigningId};
use meeting::protocol::{Command, Reason, SigningCommand, SigningState, SigningView};
use meeting::room::Input;
use meeting::signing::{Choice, Draft, Sha256, Signable, Signatory};
use proptest::prelude::*;
use proptest::sample::select;

use crate::people::*;
use crate::world::World;

pub(crate) use laws::check;

/// The first signing of the first life of a room.
const FIRST: SigningId = SigningId::from_bits(1 << 32 | 1);
const CHINESE: PaperId = PaperId::from_bits(1);
const ENGLISH: PaperId = PaperId::from_bits(2);
/// For hosts only, or no PDF.
const OTHER: PaperId = PaperId::from_bits(3);

fn hash(digit: char) -> Sha256 {
    Sha256::try_from(digit.to_string().repeat(64)).unwrap()
}

fn hashes() -> Vec<Sha256> {
    vec![hash('a'), hash('b')]
}

fn papers() -> Vec<Signable> {
    let all = [(CHINESE, hash('a')), (ENGLISH, hash('b'))];
    Vec::from(all.map(|(paper, sha256)| Signable { paper, sha256 }))
}

/// As the service does before it passes such a command on.
pub(crate) fn tell_papers(world: &mut World, command: &Command) {
    let needs = matches!(
        command,
        Command::Signing(SigningCommand::Prepare { .. } | SigningCommand::Open { .. })
    );
    if needs {
        world.act(Input::Papers(papers()));
    }
}

fn party(delegation: DelegationId, person: PersonId) -> Signatory {
    Signatory { delegation, person }
}

/// Alice of Ningbo, then Bob of Aachen; Carol of Nara is the witness.
fn memorandum(item: Option<ItemId>) -> Draft {
    let choice = |language: &str, paper| Choice {
        language: language.to_owned(),
        paper,
    };
    Draft {
        item,
        title: text("Memorandum on water"),
        editions: vec![choice("zh-CN", CHINESE), choice("en", ENGLISH)],
        signatories: vec![party(OURS, ALICE), party(AACHEN, BOB)],
        witnesses: vec![CAROL],
    }
}

fn prepare(draft: Draft) -> SigningCommand {
    SigningCommand::Prepare {
        signing: None,
        draft,
    }
}

const OPEN: SigningCommand = SigningCommand::Open { signing: FIRST };
const RESUME: SigningCommand = SigningCommand::Resume { signing: FIRST };
const CLOSE: SigningCommand = SigningCommand::Close { signing: FIRST };

fn sign() -> SigningCommand {
    SigningCommand::Sign {
        signing: FIRST,
        hashes: hashes(),
    }
}

fn attest() -> SigningCommand {
    SigningCommand::Attest {
        signing: FIRST,
        hashes: hashes(),
    }
}

fn pause(reason: &str) -> SigningCommand {
    SigningCommand::Pause {
        signing: FIRST,
        reason: reason.to_owned(),
    }
}

fn call_off(reason: &str) -> SigningCommand {
    SigningCommand::CallOff {
        signing: FIRST,
        reason: reason.to_owned(),
    }
}

fn deputy(delegation: DelegationId, person: Option<PersonId>) -> SigningCommand {
    SigningCommand::NameDeputy {
        signing: FIRST,
        delegation,
        person,
    }
}

fn ask(world: &mut World, who: ConnectionId, command: SigningCommand) -> Result<(), Reason> {
    let command = Command::Signing(command);
    tell_papers(world, &command);
    world.ask(who, command)
}

/// The first signing, as one of them was told.
fn told(world: &World, reader: ConnectionId) -> Option<&SigningView> {
    world.clients[&reader].view().signings.first()
}

fn state(world: &World, reader: ConnectionId) -> &SigningState {
    &told(world, reader).expect("a signing").state
}

pub(crate) fn put(signings: &mut Vec<SigningView>, signing: &SigningView) {
    signings.retain(|one| one.id != signing.id);
    signings.push(signing.clone());
    signings.sort_by_key(|one| one.id);
}

/// What somebody might ask for about signings, wherever they are.
pub(crate) fn any_step() -> impl Strategy<Value = SigningCommand> {
    let ids = [1u64 << 32 | 1, 1 << 32 | 2, 2 << 32 | 1].map(SigningId::from_bits);
    let id = move || select(ids.to_vec());
    let item = select(vec![None, Some(OPENING), Some(SPEECH), Some(NO_ITEM)]);
    let paper = select(vec![CHINESE, ENGLISH, OTHER]);
    let signer = select(vec![BOB, CAROL, STRANGER]);
    let draft = (item, paper, signer).prop_map(|(item, paper, signer)| {
        let mut draft = memorandum(item);
        draft.editions[1].paper = paper;
        draft.signatories[1] = party(if signer == CAROL { NARA } else { AACHEN }, signer);
        draft.witnesses = vec![TOM];
        draft
    });
    let seen = || select(vec![hashes(), hashes(), hashes(), vec![hash('a')]]);
    let why = || "[a ]{0,2}";
    let person = prop::option::of(select(EVERYBODY.to_vec()));
    prop_oneof![
        5 => (prop::option::weighted(0.3, id()), draft)
            .prop_map(|(signing, draft)| SigningCommand::Prepare { signing, draft }),
        6 => id().prop_map(|signing| SigningCommand::Open { signing }),
        8 => (id(), seen()).prop_map(|(signing, hashes)| SigningCommand::Sign { signing, hashes }),
        4 => (id(), seen())
            .prop_map(|(signing, hashes)| SigningCommand::Attest { signing, hashes }),
        2 => (id(), select(vec![OURS, AACHEN, NARA]), person).prop_map(
            |(signing, delegation, person)| SigningCommand::NameDeputy {
                signing,
                delegation,
                person,
            }
        ),
        1 => (id(), why()).prop_map(|(signing, reason)| SigningCommand::Pause { signing, reason }),
        2 => id().prop_map(|signing| SigningCommand::Resume { signing }),
        1 => (id(), why())
            .prop_map(|(signing, reason)| SigningCommand::CallOff { signing, reason }),
        2 => id().prop_map(|signing| SigningCommand::Close { signing }),
    ]
}
