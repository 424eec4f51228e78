//! The group photo: a host calls it, everybody in it is asked, the host counts down and keeps what the
//! host's own page composed. The room says who may be pictured; a picture with anybody else in it
//! is not kept.

use std::collections::BTreeSet;

use crate::fact::Event;
use crate::id::{DelegationId, PersonId, PhotoId};
use crate::photo::{
    COUNTDOWN, MOST_PEOPLE, PhotoEnd, PhotoFact, PhotoFile, PhotoScope, Photos as Book, Progress,
    Sitter, Sitting, chosen,
};
use crate::plan::Role;
use crate::precedence::{Member, within};
use crate::protocol::{Change, PhotoCommand, PhotoPlace, PhotoState, PhotoView, Reason, Track};
use crate::stage::StagePlace;
use crate::time::Timestamp;

use super::Room;
use super::device::Place;
use super::log::Audience;
use super::roles::takes_part;

/// Most pictures of one session.
const MOST: usize = 24;

#[derive(Debug, Default)]
pub(super) struct Photos {
    book: Book,
    /// Pictures of this epoch.
    called: u32,
    /// What was uploaded last, and for which picture. Of no use before a host keeps it.
    upload: Option<(PhotoId, PhotoFile)>,
}

impl Photos {
    pub(super) fn recall(&mut self, fact: &PhotoFact, at: Timestamp) {
        self.book.follow(fact, at);
    }

    pub(super) fn arrived(&mut self, photo: PhotoId, file: PhotoFile) {
        self.upload = Some((photo, file));
    }

    /// Unique in the session: the epoch, then the number of the picture in it.
    fn next_id(&mut self, epoch: u32) -> PhotoId {
        self.called += 1;
        PhotoId::from_bits(u64::from(epoch) << 32 | u64::from(self.called))
    }
}

impl PhotoCommand {
    pub(super) fn is_for_hosts(&self) -> bool {
        match self {
            PhotoCommand::Answer { .. } => false,
            PhotoCommand::Call { .. }
            | PhotoCommand::Start { .. }
            | PhotoCommand::CallOff { .. }
            | PhotoCommand::Keep { .. } => true,
        }
    }
}

impl Room {
    pub(super) fn photograph(
        &mut self,
        command: PhotoCommand,
        person: PersonId,
    ) -> Result<(), Reason> {
        match command {
            PhotoCommand::Call { scope } => self.call_photo(scope, person),
            PhotoCommand::Answer { photo, camera } => self.answer_photo(photo, camera, person),
            PhotoCommand::Start { photo } => self.start_photo(photo, person),
            PhotoCommand::CallOff { photo } => {
                self.the_photo(photo)?;
                self.give_up_photo(PhotoEnd::Host, Some(person));
                Ok(())
            }
            PhotoCommand::Keep {
                photo,
                sha256,
                pictured,
            } => self.keep_photo(photo, &sha256, &pictured, person),
        }
    }

    fn call_photo(&mut self, scope: PhotoScope, by: PersonId) -> Result<(), Reason> {
        if self.photos.book.open().is_some() {
            return Err(Reason::WrongState);
        }
        if self.photos.book.kept >= MOST {
            return Err(Reason::Full);
        }
        let people = self.sitters(scope);
        if people.is_empty() {
            return Err(Reason::NoSuchPerson);
        }
        let photo = self.photos.next_id(self.epoch);
        self.note_photo(PhotoFact::Called {
            photo,
            scope,
            people,
            by,
        });
        Ok(())
    }

    fn answer_photo(
        &mut self,
        photo: PhotoId,
        camera: bool,
        person: PersonId,
    ) -> Result<(), Reason> {
        let answer = self.the_photo(photo)?.answer(person);
        if !self.is_here_to_sit(person) || answer.is_none() {
            return Err(Reason::NotAllowed);
        }
        if answer != Some(Some(camera)) {
            self.note_photo(PhotoFact::Answered {
                photo,
                person,
                camera,
            });
        }
        Ok(())
    }

    /// Nobody counts down for name plates alone, nor while a countdown runs.
    fn start_photo(&mut self, photo: PhotoId, by: PersonId) -> Result<(), Reason> {
        let sitting = self.the_photo(photo)?;
        let runs = match sitting.progress {
            Progress::Counting { due } => due > self.now.timestamp,
            Progress::Asking | Progress::Kept { .. } | Progress::CalledOff { .. } => false,
        };
        let mut people = sitting.people.iter();
        let anybody =
            people.any(|(one, answer)| *answer == Some(true) && self.is_here_to_sit(one.person));
        if runs || !anybody {
            return Err(Reason::WrongState);
        }
        self.note_photo(PhotoFact::Started {
            photo,
            due: self.now.timestamp.plus(COUNTDOWN),
            by,
        });
        Ok(())
    }

    /// `pictured`: whose camera the picture shows. Everybody else who was asked and is here is there
    /// by a plate.
    fn keep_photo(
        &mut self,
        photo: PhotoId,
        sha256: &str,
        pictured: &[PersonId],
        by: PersonId,
    ) -> Result<(), Reason> {
        let sitting = self.the_photo(photo)?;
        let taken_at = match sitting.progress {
            Progress::Counting { due } if due <= self.now.timestamp => due,
            Progress::Asking
            | Progress::Counting { .. }
            | Progress::Kept { .. }
            | Progress::CalledOff { .. } => return Err(Reason::WrongState),
        };
        let shown: BTreeSet<PersonId> = pictured.iter().copied().collect();
        if shown.is_empty() || !shown.iter().all(|person| sitting.agreed(*person)) {
            return Err(Reason::NoConsent);
        }
        let people = sitting.people.iter().map(|(sitter, _)| *sitter);
        let (pictured, others): (Vec<Sitter>, Vec<Sitter>) =
            people.partition(|one| shown.contains(&one.person));
        let others = others.into_iter();
        let plates = others
            .filter(|one| self.is_here_to_sit(one.person))
            .collect();
        let upload = self.photos.upload.take();
        let fits = |(of, file): &(PhotoId, PhotoFile)| *of == photo && file.sha256 == sha256;
        let (_, file) = upload.filter(fits).ok_or(Reason::WrongState)?;
        self.note_photo(PhotoFact::Kept {
            photo,
            file,
            taken_at,
            pictured,
            plates,
            by,
        });
        Ok(())
    }

    /// The picture that is being made, if one is, is not made.
    pub(super) fn give_up_photo(&mut self, why: PhotoEnd, by: Option<PersonId>) {
        if let Some(photo) = self.photos.book.open().map(|sitting| sitting.photo) {
            self.note_photo(PhotoFact::CalledOff { photo, why, by });
        }
    }

    fn the_photo(&self, photo: PhotoId) -> Result<&Sitting, Reason> {
        let open = self.photos.book.open();
        open.filter(|sitting| sitting.photo == photo)
            .ok_or(Reason::NoSuchPhoto)
    }

    /// In the meeting, and of those who take part in it: nobody else is asked or shown.
    fn is_here_to_sit(&self, person: PersonId) -> bool {
        let is_main = self.sides.of(person).is_none();
        is_main
            && self.roles.of(person).is_some_and(takes_part)
            && self.devices.is_in_meeting(person)
    }

    /// Who stands in a picture, in the order of the protocol.
    fn sitters(&self, scope: PhotoScope) -> Vec<Sitter> {
        let cameras = self.facets(Place::Meeting);
        let sits = |person: PersonId| {
            self.is_here_to_sit(person)
                && match scope {
                    PhotoScope::Stage => self.stage.place_of(person) == Some(StagePlace::OnStage),
                    PhotoScope::Heads => true,
                    PhotoScope::Cameras => cameras
                        .get(&person)
                        .is_some_and(|facet| facet.camera != Track::Off),
                }
        };
        let delegations = self.in_precedence().into_iter().map(|delegation| {
            let people = self.members_in_order(delegation).into_iter();
            let mut people: Vec<Sitter> = people
                .filter(|person| sits(*person))
                .map(|person| Sitter { person, delegation })
                .collect();
            if scope == PhotoScope::Heads {
                people.truncate(1);
            }
            people
        });
        chosen(delegations.collect(), MOST_PEOPLE)
    }

    /// Its head, then by rank. Those who interpret or look after the technology come last, and
    /// speak for no city.
    fn members_in_order(&self, delegation: DelegationId) -> Vec<PersonId> {
        let head = self.plan.delegation(delegation).and_then(|one| one.head);
        let people = self.plan.participants();
        let members = people
            .filter(|one| one.delegation == delegation)
            .map(|one| Member {
                follows: head != Some(one.id),
                rank: one.rank,
                name: Vec::new(),
                person: one.id,
            });
        let mut order = within(members.collect());
        let speaks =
            |person: PersonId| matches!(self.roles.of(person), Some(Role::Host | Role::Delegate));
        order.sort_by_key(|person| !speaks(*person));
        order
    }

    /// What happens to pictures happens by what is kept of it.
    fn note_photo(&mut self, fact: PhotoFact) {
        self.photos.recall(&fact, self.now.timestamp);
        self.keep(Event::Photo(fact));
    }

    pub(super) fn photo_view(&self) -> Option<PhotoView> {
        let sitting = self.photos.book.last.as_ref()?;
        let people = sitting.people.iter();
        let people = people.filter(|(one, _)| sitting.is_open() && self.is_here_to_sit(one.person));
        Some(PhotoView {
            id: sitting.photo,
            scope: sitting.scope,
            by: sitting.by,
            state: match sitting.progress {
                Progress::Asking => PhotoState::Asking,
                Progress::Counting { due } => PhotoState::Counting { due },
                Progress::Kept { at } => PhotoState::Kept { at },
                Progress::CalledOff { why } => PhotoState::CalledOff { why },
            },
            people: people
                .map(|(one, answer)| PhotoPlace {
                    person: one.person,
                    camera: *answer,
                })
                .collect(),
        })
    }

    pub(super) fn tell_photo(&mut self) {
        let photo = self.photo_view();
        if self.told.replace_photo(photo.clone()) != photo
            && let Some(photo) = photo.map(Box::new)
        {
            self.delta(Audience::TakingPart, Change::Photo { photo });
        }
    }
}
