//! The figures of a thread where others can read them.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::figures::{CELLS, Figures};

/// Each number is exact by itself; together they may be of two moments.
#[derive(Default)]
pub(super) struct Published {
    cells: [AtomicU64; CELLS],
}

impl Published {
    pub(super) fn store(&self, figures: Figures) {
        for (cell, value) in self.cells.iter().zip(figures.to_cells()) {
            cell.store(value, Ordering::Relaxed);
        }
    }

    pub(super) fn load(&self) -> Figures {
        Figures::from_cells(std::array::from_fn(|cell| {
            self.cells[cell].load(Ordering::Relaxed)
        }))
    }
}
