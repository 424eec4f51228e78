//! Group photos: what was kept, who is in it, and whether the picture still is there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PersonName;
use crate::fact::{Event, Fact};
use crate::id::{DelegationId, PersonId, PhotoId};
use crate::photo::{PhotoFact, PhotoFile, Sitter};
use crate::plan::Localized;
use crate::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhotoRecord {
    pub photo: PhotoId,
    #[serde(flatten)]
    pub file: PhotoFile,
    pub taken_at: Timestamp,
    pub kept_by: PersonName,
    /// Whose camera was taken, in their order.
    pub pictured: Vec<PhotoSitter>,
    /// For whom a name plate stands, in their order.
    pub plates: Vec<PhotoSitter>,
    /// The picture was destroyed then; absent: it is there.
    pub removed_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhotoSitter {
    pub person: PersonName,
    pub delegation: DelegationId,
}

pub(super) fn photos(facts: &[Fact], names: &BTreeMap<PersonId, PersonName>) -> Vec<PhotoRecord> {
    let named = |person: PersonId| {
        let nameless = || PersonName {
            person,
            name: Localized::default(),
        };
        names.get(&person).cloned().unwrap_or_else(nameless)
    };
    let sitters = |sitters: &[Sitter]| {
        let sitters = sitters.iter().map(|one| PhotoSitter {
            person: named(one.person),
            delegation: one.delegation,
        });
        sitters.collect()
    };
    let mut photos: Vec<PhotoRecord> = Vec::new();
    for fact in facts {
        if let Event::Photo(PhotoFact::Kept {
            photo,
            file,
            taken_at,
            pictured,
            plates,
            by,
        }) = &fact.event
        {
            photos.push(PhotoRecord {
                photo: *photo,
                file: file.clone(),
                taken_at: *taken_at,
                kept_by: named(*by),
                pictured: sitters(pictured),
                plates: sitters(plates),
                removed_at: None,
            });
        } else if let Event::PhotoRemoved { photo, .. } = fact.event {
            let mut kept = photos.iter_mut();
            if let Some(kept) = kept.find(|one| one.photo == photo) {
                kept.removed_at.get_or_insert(fact.at);
            }
        }
    }
    photos
}
