//! How many streams there may be: of one neighbourhood, and in all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::identity::Neighbourhood;

/// A whole delegation may sit behind one address, and a browser opens a few for each participant.
const NEIGHBOURS: usize = 256;

const ALL: usize = 4096;

#[derive(Clone, Default)]
pub(super) struct Places(Arc<Mutex<Taken>>);

#[derive(Default)]
struct Taken {
    by: HashMap<Neighbourhood, usize>,
    all: usize,
}

/// Given back when dropped.
pub(super) struct Place {
    places: Places,
    of: Neighbourhood,
}

impl Places {
    /// `None` when there is no place left.
    pub(super) fn take(&self, address: IpAddr) -> Option<Place> {
        let of = Neighbourhood::from(address);
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let neighbours = taken.by.get(&of).copied().unwrap_or_default();
        if taken.all >= ALL || neighbours >= NEIGHBOURS {
            return None;
        }
        taken.all += 1;
        taken.by.insert(of, neighbours + 1);
        let places = self.clone();
        Some(Place { places, of })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let places = self.places.0.lock();
        let mut taken = places.unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        if let Some(neighbours) = taken.by.get_mut(&self.of) {
            *neighbours -= 1;
            if *neighbours == 0 {
                taken.by.remove(&self.of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u32) -> IpAddr {
        IpAddr::from(number.to_be_bytes())
    }

    #[test]
    fn one_address_leaves_places_to_others_and_all_are_given_back() {
        let places = Places::default();
        let mut held: Vec<Place> = (0..).map_while(|_| places.take(address(1))).collect();
        assert_eq!(held.len(), NEIGHBOURS);
        held.pop();
        held.extend(places.take(address(1)));
        assert_eq!(held.len(), NEIGHBOURS);
        held.extend((2..).map_while(|number| places.take(address(number))));
        assert_eq!(held.len(), ALL);
        drop(held);
        let taken = places.0.lock().unwrap();
        assert_eq!((taken.all, taken.by.len()), (0, 0));
    }
}
