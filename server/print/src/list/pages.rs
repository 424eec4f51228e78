//! Which rows stand on which page.

use std::ops::Range;

/// Height that rows have on the first page, and on the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) first: f32,
    pub(super) others: f32,
}

/// The rows of each page, from their heights. A row is never broken; there is one page at least,
/// and none without a row where there are rows.
pub(super) fn pages(heights: &[f32], room: Room) -> Vec<Range<usize>> {
    let mut pages: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut left = room.first;
    for (place, height) in heights.iter().enumerate() {
        if *height > left && start < place {
            pages.push(start..place);
            (start, left) = (place, room.others);
        }
        left -= height;
    }
    pages.push(start..heights.len());
    pages
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_stands_on_one_page_and_no_page_overflows(
            heights in vec(10.0_f32..300.0, 0..60),
        ) {
            let room = Room { first: 300.0, others: 600.0 };
            let pages = pages(&heights, room);
            let rows: Vec<usize> = pages.iter().cloned().flatten().collect();
            prop_assert_eq!(rows, (0..heights.len()).collect::<Vec<_>>());
            for (place, page) in pages.iter().enumerate() {
                let most = if place == 0 { room.first } else { room.others };
                prop_assert!(heights[page.clone()].iter().sum::<f32>() <= most + 0.01);
                prop_assert!(heights.is_empty() || !page.is_empty());
            }
        }
    }
}
