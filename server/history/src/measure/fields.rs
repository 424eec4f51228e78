//! A11 and A12: in which fields there is exchange.

use meeting::id::ExchangeId;

use crate::book::Book;
use crate::exchange::Field;

use super::{Groups, Query, Share};

/// A11, and the bars by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breadth {
    /// As many groups as there are distinct fields; their evenness is that of the measure.
    pub fields: Groups<Field, ExchangeId>,
    /// Entries of which nobody has said the field.
    pub unsaid: Vec<ExchangeId>,
}

pub fn breadth(book: &Book, query: &Query) -> Breadth {
    let exchanges: Vec<_> = fields(book, query).collect();
    let said = exchanges
        .iter()
        .filter_map(|(id, field)| Some(((*field)?, *id)));
    let unsaid = exchanges.iter().filter(|(_, field)| field.is_none());
    Breadth {
        fields: Groups::of(said),
        unsaid: unsaid.map(|(id, _)| *id).collect(),
    }
}

/// A12: trade, science & technology and health, of all.
pub fn practical(book: &Book, query: &Query) -> Share<ExchangeId> {
    let mut share = Share {
        part: Vec::new(),
        whole: Vec::new(),
    };
    for (id, field) in fields(book, query) {
        share.whole.push(id);
        if field.is_some_and(Field::is_practical) {
            share.part.push(id);
        }
    }
    share
}

fn fields(book: &Book, query: &Query) -> impl Iterator<Item = (ExchangeId, Option<Field>)> {
    let counted = book.counted(query.seen());
    counted.map(|(_, id, row)| (id, row.field))
}
