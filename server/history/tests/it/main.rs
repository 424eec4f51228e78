//! One binary: the types and their rules, every measure by hand, the laws, the founding figures.

#[cfg(test)]
mod by_hand;
#[cfg(test)]
mod by_hand_too;
#[cfg(test)]
mod dates;
#[cfg(test)]
mod records;
#[cfg(test)]
mod relations;
#[cfg(test)]
mod world;
