//! One binary: the types and their rules, every measure by hand, the laws, the founding figures.

#[cfg(test)]
mod any;
#[cfg(test)]
mod dates;
#[cfg(test)]
mod founding;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod measures;
#[cfg(test)]
mod records;
#[cfg(test)]
mod relations;
#[cfg(test)]
mod removals;
#[cfg(test)]
mod said;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod world;
