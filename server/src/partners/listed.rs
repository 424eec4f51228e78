//! A city of the registry with the relations to it: what lists and searches show.

use std::sync::{Arc, RwLock, RwLockReadGuard};

use history::book::RelationRow;
use history::date::PartialDate;
use history::district::Owner;
use history::partner::{Kind, Partner, Standing};
use jiff::civil::Date;
use meeting::id::PartnerId;

use super::Index;

#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub record: Partner,
    /// The city's own and those of its districts, whether they hold or not.
    pub relations: Vec<RelationRow>,
    /// Which of them stands for all.
    main: Option<usize>,
}

impl Listed {
    pub fn of(record: Partner, relations: Vec<RelationRow>) -> Listed {
        Listed {
            main: main(&relations),
            record,
            relations,
        }
    }

    pub fn id(&self) -> PartnerId {
        self.record.id
    }

    pub fn is_candidate(&self) -> bool {
        self.record.standing == Standing::Candidate
    }

    /// The relation that stands for all of them: the city's own before those of its districts, one
    /// that has not ended before one that has, a sister-city relation before another.
    pub fn relation(&self) -> Option<&RelationRow> {
        self.relations.get(self.main?)
    }

    pub fn kind(&self) -> Option<Kind> {
        self.relation().map(|relation| relation.kind)
    }

    pub fn since(&self) -> Option<PartialDate> {
        self.relation().and_then(|relation| relation.valid_from)
    }

    pub(super) fn order(&self) -> (bool, bool, &str) {
        (
            self.is_candidate(),
            self.kind() != Some(Kind::Sister),
            &self.record.slug,
        )
    }
}

fn main(relations: &[RelationRow]) -> Option<usize> {
    let rank = |row: &RelationRow| {
        let ended = row.term.is_some_and(|term| term.to != Date::MAX);
        (
            row.term.is_none(),
            row.owner != Owner::City,
            ended,
            row.kind,
            row.id,
        )
    };
    let ranked = relations.iter().enumerate();
    let first = ranked.min_by_key(|(_, row)| rank(row));
    first.map(|(place, _)| place)
}

/// The registry as it stands, shared by all who look something up in it.
#[derive(Debug, Default)]
pub struct Cities(RwLock<Arc<Index>>);

impl Cities {
    pub fn of(index: Index) -> Cities {
        Cities(RwLock::new(Arc::new(index)))
    }

    /// As it stands now; it does not change under whoever holds it.
    pub fn now(&self) -> Arc<Index> {
        self.read().clone()
    }

    pub(crate) fn put(&self, index: Index) {
        let index = Arc::new(index);
        match self.0.write() {
            Ok(mut place) => *place = index,
            // Nothing panics while it holds this lock, and an index is whole at any time.
            Err(poisoned) => *poisoned.into_inner() = index,
        }
    }

    pub fn get(&self, id: PartnerId) -> Option<Arc<Listed>> {
        self.read().get(id).cloned()
    }

    /// By identity or by slug, as it may stand in an address.
    pub fn find(&self, id_or_slug: &str) -> Option<Arc<Listed>> {
        self.read().find(id_or_slug).cloned()
    }

    fn read(&self) -> RwLockReadGuard<'_, Arc<Index>> {
        self.0
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
