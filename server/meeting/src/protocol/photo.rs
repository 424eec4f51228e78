use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{PersonId, PhotoId};
use crate::photo::{PhotoEnd, PhotoScope};
use crate::time::Timestamp;

/// What can be asked for about a group photo. Hosts only, but for the answer of whoever is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum PhotoCommand {
    /// Asks those who are to stand in it.
    Call { scope: PhotoScope },
    /// Everybody who is asked: my camera may be taken, or a name plate stands for me. Can be said
    /// anew until the picture is kept.
    Answer { photo: PhotoId, camera: bool },
    /// The countdown begins; after it, it may begin again.
    Start { photo: PhotoId },
    /// There is no picture.
    CallOff { photo: PhotoId },
    /// The picture that was uploaded for it is the one. `pictured`: whose camera is in it.
    Keep {
        photo: PhotoId,
        sha256: String,
        pictured: Vec<PersonId>,
    },
}

/// The group photo that was called last, for everybody who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhotoView {
    pub id: PhotoId,
    pub scope: PhotoScope,
    /// The host whose page takes it.
    pub by: PersonId,
    #[serde(flatten)]
    pub state: PhotoState,
    /// Who is asked and still here, in the order in which they stand; empty once it is over.
    pub people: Vec<PhotoPlace>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PhotoState {
    Asking,
    /// It is taken at `due`; after that the host looks at it.
    Counting {
        due: Timestamp,
    },
    Kept {
        at: Timestamp,
    },
    CalledOff {
        why: PhotoEnd,
    },
}

/// One place in a group photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhotoPlace {
    pub person: PersonId,
    /// Whether their camera may be taken; `None`: they did not say yet, and a name plate stands for
    /// them.
    pub camera: Option<bool>,
}
