//! What a participant sees and hears of the others.

use meeting::id::PersonId;
use tokio::time::timeout_at;

use crate::error::Error;
use crate::media::{Kind, Reports, SlotReport};
use crate::participant::{Participant, no_media};
use crate::signature::Signature;

/// What arrives of one person, on the slots that the service says carry them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Received {
    pub sound: Option<SlotReport>,
    pub picture: Option<SlotReport>,
}

impl Received {
    pub fn tone(&self) -> Option<Signature> {
        self.sound.as_ref().and_then(|slot| slot.now)
    }

    pub fn colour(&self) -> Option<Signature> {
        self.picture.as_ref().and_then(|slot| slot.now)
    }
}

impl Participant {
    /// What arrives of this person now.
    pub fn received(&self, person: PersonId) -> Received {
        let model = self.shared.model.borrow();
        let Some(peer) = &self.peer else {
            return Received::default();
        };
        let reports = peer.reports();
        let reports = reports.borrow();
        let slots = model.slots.iter();
        let theirs = slots.filter(|(_, shown)| **shown == Some(person));
        let mut received = Received::default();
        for slot in theirs.filter_map(|(mid, _)| reports.slot(mid)) {
            match slot.kind {
                Kind::Sound => received.sound = Some(slot.clone()),
                Kind::Picture => received.picture = Some(slot.clone()),
            }
        }
        received
    }

    /// Everything that arrived, by slot.
    pub fn reports(&self) -> Reports {
        let peer = self.peer.as_ref();
        peer.map_or_else(Reports::default, |peer| peer.reports().borrow().clone())
    }

    /// Waits until what arrives of a person is as described.
    ///
    /// # Errors
    /// [`Error::TimedOut`] when it does not become so.
    pub async fn wait_for_media(
        &self,
        person: PersonId,
        mut is: impl FnMut(&Received) -> bool,
    ) -> Result<Received, Error> {
        let peer = self.peer.as_ref().ok_or_else(no_media)?;
        let mut reports = peer.reports();
        let mut model = self.shared.model.subscribe();
        let deadline = self.deadline();
        loop {
            let received = self.received(person);
            if is(&received) {
                return Ok(received);
            }
            let change = async {
                tokio::select! {
                    change = reports.changed() => change,
                    change = model.changed() => change,
                }
            };
            match timeout_at(deadline, change).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(self.shared.why_lost()),
                Err(_) => {
                    return Err(Error::TimedOut {
                        awaited: format!("media of {person}"),
                        seen: format!("{received:?}, slots {:?}", self.model().slots),
                    });
                }
            }
        }
    }

    /// Waits until so many more frames of this colour or tone have arrived, on whichever slots.
    ///
    /// # Errors
    /// [`Error::TimedOut`] when they do not come.
    pub async fn more_frames(&self, of: Signature, kind: Kind, more: u64) -> Result<(), Error> {
        let mut reports = self.peer.as_ref().ok_or_else(no_media)?.reports();
        let enough = reports.borrow_and_update().frames_of(of, kind) + more;
        let arrived = reports.wait_for(|reports| reports.frames_of(of, kind) >= enough);
        match timeout_at(self.deadline(), arrived).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(no_media()),
            Err(_) => Err(self.timed_out(format!("{more} more frames of {of:?}"))),
        }
    }

    /// Waits until another participant's colour and tone arrive where the service says they do.
    ///
    /// # Errors
    /// [`Error::TimedOut`] when they do not.
    pub async fn perceive(&self, other: &Participant) -> Result<(), Error> {
        let expected = Some(other.signature());
        let whole =
            |received: &Received| received.tone() == expected && received.colour() == expected;
        self.wait_for_media(other.id(), whole).await?;
        Ok(())
    }
}
