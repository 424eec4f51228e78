//! Scenarios over real sockets: the real server, real WebSockets, real media.

mod abuse;
mod calendars;
mod ceremony;
mod crash;
mod disk;
mod firewall;
mod forum;
mod hostile;
mod layers;
mod letters;
mod lifecycle;
mod links;
mod network;
mod on_stage;
mod photo;
mod presence;
mod printing;
mod rehearsal;
mod repeated;
mod sides;
mod tables;
