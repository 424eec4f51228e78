//! Scenarios over real sockets: the real server, real WebSockets, real media.

mod abuse;
mod crash;
mod disk;
mod firewall;
mod forum;
mod layers;
mod lifecycle;
mod links;
mod network;
mod presence;
mod rehearsal;
