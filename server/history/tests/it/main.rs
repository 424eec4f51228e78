//! One binary: the types and their rules, every measure by hand, the laws, the founding figures.

#[cfg(test)]
mod dates;
#[cfg(test)]
mod records;
#[cfg(test)]
mod relations;
