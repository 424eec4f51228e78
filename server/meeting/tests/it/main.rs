//! One binary: the scenarios and laws of a room and its record, and what keeps the written
//! protocol true.

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod client;
#[cfg(test)]
mod engine;
#[cfg(test)]
mod event;
#[cfg(test)]
mod films;
#[cfg(test)]
mod floor;
#[cfg(test)]
mod generated;
#[cfg(test)]
mod hall;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod missing;
#[cfg(test)]
mod notes;
mod opening;
#[cfg(test)]
mod people;
#[cfg(test)]
mod photos;
#[cfg(test)]
mod precedence;
#[cfg(test)]
mod preparation;
#[cfg(test)]
mod readiness;
#[cfg(test)]
mod records;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod sides;
#[cfg(test)]
mod signing;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod story;
#[cfg(test)]
mod votes;
#[cfg(test)]
mod wall;
#[cfg(test)]
mod watch;
#[cfg(test)]
mod world;
#[cfg(test)]
mod written;
