//! Cells that were merged over several rows: what stands in the first of them is meant in all.

use quick_xml::events::Event;

use super::part::{Part, attribute};
use crate::place::from_a1;
use crate::table::Limits;
use crate::table::error::TableError;

/// More than this and the sheet was not merged by hand.
const MOST: usize = 50_000;

/// One column of several rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merge {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) column: u32,
}

#[derive(Debug, Default)]
pub(super) struct Merges {
    /// In the order of their first rows.
    merges: Vec<Merge>,
    next: usize,
}

impl Merges {
    /// They stand behind the cells, so this goes through the whole part.
    pub(super) fn read(mut part: Part<'_>, limits: Limits) -> Result<Merges, TableError> {
        let mut merges = Vec::new();
        loop {
            match part.next()? {
                Event::Start(element) if element.local_name().as_ref() == "mergeCell" => {
                    let reference = attribute(&element, "ref");
                    let merge = reference.as_deref().and_then(merged);
                    merges.extend(merge.filter(|merge| merge.column <= limits.columns));
                    if merges.len() > MOST {
                        return Err(TableError::Damaged {
                            part: "mergeCells".to_owned(),
                        });
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        merges.sort_unstable();
        Ok(Merges { merges, next: 0 })
    }

    /// Those that begin in this row or in one that was passed over.
    pub(super) fn beginning_by(&mut self, line: u32) -> &[Merge] {
        let rest = self.merges.get(self.next..).unwrap_or_default();
        let count = rest.iter().take_while(|merge| merge.first <= line).count();
        self.next += count;
        rest.get(..count).unwrap_or_default()
    }
}

/// `B2:B5`; what is merged within one row only stands where it stands.
fn merged(reference: &str) -> Option<Merge> {
    let (from, to) = reference.split_once(':')?;
    let ((column, first), (_, last)) = (from_a1(from)?, from_a1(to)?);
    (last > first).then_some(Merge {
        first,
        last,
        column,
    })
}
