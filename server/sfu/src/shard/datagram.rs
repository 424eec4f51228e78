//! What comes in over the network: told apart by the first byte (RFC 7983), and by who it is from.

use std::time::Instant;

use tracing::{debug, trace};

use super::Shard;
use super::connection::Secured;
use crate::api::Event;
use crate::dtls::{ConnectionNumber, DtlsError, Established, Outcome};
use crate::ice::stun::{Refusal, Request, Response};
use crate::media::PeerIndex;
use crate::outbox::Path;
use crate::srtp;

impl Shard {
    /// Handles one datagram; it is decrypted in place.
    pub(crate) fn datagram(&mut self, datagram: &mut [u8], path: Path, now: Instant) {
        self.demultiplex(datagram, path, now);
        self.lose_faulty(now);
    }

    fn demultiplex(&mut self, datagram: &mut [u8], path: Path, now: Instant) {
        match datagram {
            [1, 1, ..] => {
                if let Err(refusal) = self.binding_response(datagram, path) {
                    trace!(%refusal, "binding response refused");
                    self.figures.unauthenticated += 1;
                }
            }
            [0..=3, ..] => {
                if let Err(refusal) = self.binding_request(datagram, path, now) {
                    trace!(%refusal, "binding request refused");
                    self.figures.unauthenticated += 1;
                }
            }
            [20..=63, ..] => self.with_owner(path, |shard, index| {
                shard.handshake(index, datagram, path, now);
            }),
            // RTCP packet types as they look where RTP has its payload type (RFC 5761).
            [128..=191, 192..=223, ..] => self.with_owner(path, |shard, index| {
                shard.receive_rtcp(index, datagram, path, now);
            }),
            [128..=191, ..] => self.with_owner(path, |shard, index| {
                shard.receive_rtp(index, datagram, path, now);
            }),
            _ => self.figures.unauthenticated += 1,
        }
    }

    /// Only paths that ICE has validated belong to somebody.
    fn with_owner(&mut self, path: Path, handle: impl FnOnce(&mut Shard, PeerIndex)) {
        match self.by_path.get(&path) {
            Some(&index) => handle(self, index),
            None => self.figures.unauthenticated += 1,
        }
    }

    fn binding_request(
        &mut self,
        datagram: &[u8],
        path: Path,
        now: Instant,
    ) -> Result<(), Refusal> {
        let mut request = Request::parse(datagram)?;
        let index = *self
            .by_user
            .get(request.user())
            .ok_or(Refusal::UnknownUser)?;
        let owner = self.by_path.get(&path);
        let is_stranger = owner.is_none();
        // A path belongs to the first who proved it, until it falls silent.
        if owner.is_some_and(|owner| *owner != index) {
            return Err(Refusal::UnknownUser);
        }
        if is_stranger && !self.strangers.take(now) {
            return Err(Refusal::Forged);
        }
        let provider = self.provider.clone();
        let connection = self
            .peers
            .connection_mut(index)
            .ok_or(Refusal::UnknownUser)?;
        let answer = connection
            .agent
            .answer(now, path, &mut request, provider.crypto())?;
        if is_stranger {
            self.strangers.give_back();
        }
        self.outbox.push(path, &answer.response);
        if let Some(forgotten) = answer.forgotten {
            self.by_path.remove(&forgotten);
        }
        if answer.validated {
            connection.reached(now);
            self.by_path.insert(path, index);
        }
        if answer.nominated {
            self.moved(index);
        }
        self.check_path(index, now);
        Ok(())
    }

    /// The answer to a check of ours.
    fn binding_response(&mut self, datagram: &[u8], path: Path) -> Result<(), Refusal> {
        let mut response = Response::parse(datagram).ok_or(Refusal::Malformed)?;
        let index = *self.by_path.get(&path).ok_or(Refusal::UnknownUser)?;
        let provider = self.provider.clone();
        let connection = self.peers.connection_mut(index);
        let connection = connection.ok_or(Refusal::UnknownUser)?;
        let agent = &mut connection.agent;
        if agent.confirm(path, &mut response, provider.crypto())? {
            self.moved(index);
        }
        Ok(())
    }

    /// Media goes by another path from now on.
    fn moved(&mut self, index: PeerIndex) {
        if let Some(connection) = self.peers.connection(index) {
            debug!(connection = connection.number.0, "path nominated");
        }
        self.forget_old_users(index);
        self.announce(index);
    }

    /// Asks a path that media is about to move to whether the client is really there.
    fn check_path(&mut self, index: PeerIndex, now: Instant) {
        let provider = self.provider.clone();
        let Some(connection) = self.peers.connection_mut(index) else {
            return;
        };
        let check = connection
            .agent
            .poll_check(now, &mut *self.dice, provider.crypto());
        if let Some((path, check)) = check {
            self.outbox.push(path, &check);
        }
    }

    pub(super) fn check_paths(&mut self, now: Instant) {
        self.for_each_peer(|shard, index| shard.check_path(index, now));
    }

    fn handshake(&mut self, index: PeerIndex, datagram: &[u8], path: Path, now: Instant) {
        let Some(connection) = self.peers.connection_mut(index) else {
            return;
        };
        if !connection.handshake_budget.takes(datagram) {
            self.figures.unauthenticated += 1;
            return;
        }
        let number = connection.number;
        match self.dtls.receive(now, number, datagram) {
            Ok(Outcome::Nothing) => {}
            Ok(Outcome::Established(established)) => self.secure(index, &established, now),
            Ok(Outcome::Closed) => {
                self.transmit_handshakes_by(Some((number, path)));
                self.lose(number, now);
            }
            Err(error @ (DtlsError::NoSrtp | DtlsError::NoCertificate)) => {
                debug!(connection = number.0, %error, "client refused");
                self.lose(number, now);
            }
            // A damaged or forged datagram ends nothing; silence will.
            Err(error @ DtlsError::Handshake(_)) => {
                debug!(connection = number.0, %error, "handshake");
            }
        }
        self.transmit_handshakes_by(Some((number, path)));
    }

    /// The certificate decides whether this is who made the offer.
    fn secure(&mut self, index: PeerIndex, established: &Established, now: Instant) {
        let provider = self.provider.clone();
        let Some(connection) = self.peers.connection_mut(index) else {
            return;
        };
        // Keys are set once: with the same ones anew, counters would begin again.
        if connection.secured.is_some() {
            return;
        }
        let number = connection.number;
        if !connection.fingerprints.contains(&established.certificate) {
            debug!(connection = number.0, "certificate is not the offered one");
            self.lose(number, now);
            return;
        }
        let keys = srtp::sessions(
            established.profile,
            &established.material,
            provider.crypto(),
        );
        match keys {
            Ok((inbound, outbound)) => {
                debug!(connection = number.0, profile = ?established.profile, "secured");
                connection.secured = Some(Secured::new(inbound, outbound, now));
                connection.agent.secured(connection.handshake.proven(), now);
                self.announce(index);
                self.check_path(index, now);
            }
            Err(_) => self.lose(number, now),
        }
    }

    /// Tells the caller once that the connection stands.
    fn announce(&mut self, index: PeerIndex) {
        let Some(peer) = self.peers.get_mut(index) else {
            return;
        };
        let key = peer.key;
        let Some(connection) = &mut peer.connection else {
            return;
        };
        if connection.media_path().is_some() && !connection.announced {
            connection.announced = true;
            self.events.push_back(Event::Connected { peer: key });
        }
    }

    pub(super) fn handshake_path(&self, number: ConnectionNumber) -> Option<Path> {
        let index = self.by_number.get(&number)?;
        let agent = &self.peers.connection(*index)?.agent;
        // A client may begin before it nominates.
        agent.nominated().or_else(|| agent.paths().next())
    }

    pub(super) fn transmit_handshakes(&mut self) {
        self.transmit_handshakes_by(None);
    }

    /// Whoever cannot go on is lost.
    pub(super) fn go_on_with_handshakes(&mut self, now: Instant) {
        for number in self.dtls.under_way() {
            let Some(&index) = self.by_number.get(&number) else {
                continue;
            };
            let went_on = self.for_peer(index, |shard| shard.dtls.tick(now, number));
            if let Some(Err(error)) = went_on {
                debug!(connection = number.0, %error, "handshake given up");
                self.lose(number, now);
            }
        }
        self.transmit_handshakes();
    }

    /// `answering`: whose datagram is being answered, and where it came from.
    fn transmit_handshakes_by(&mut self, answering: Option<(ConnectionNumber, Path)>) {
        while let Some((number, datagram)) = self.dtls.poll_transmit() {
            let came_by = answering.filter(|(answered, _)| *answered == number);
            let nominated = self
                .by_number
                .get(&number)
                .and_then(|index| self.peers.connection(*index)?.agent.nominated());
            let path = nominated
                .or(came_by.map(|(_, path)| path))
                .or_else(|| self.handshake_path(number));
            if let Some(path) = path {
                self.outbox.push(path, &datagram);
                self.note_handshake(number, path);
            }
        }
    }

    fn note_handshake(&mut self, number: ConnectionNumber, path: Path) {
        let index = self.by_number.get(&number);
        if let Some(connection) = index.and_then(|index| self.peers.connection_mut(*index)) {
            connection.handshake.went_by(path);
        }
    }

    /// Forgets silent paths, and the connections that are silent or do not get any further.
    pub(super) fn expire(&mut self, now: Instant) {
        let mut lost = Vec::new();
        self.for_each_peer(|shard, index| {
            let Some(connection) = shard.peers.connection_mut(index) else {
                return;
            };
            connection.agent.expire(now);
            if connection.is_lost(now) {
                lost.push(connection.number);
            }
        });
        for number in lost {
            self.lose(number, now);
        }
        let peers = &self.peers;
        self.by_path.retain(|path, index| {
            peers
                .connection(*index)
                .is_some_and(|connection| connection.agent.is_validated(*path))
        });
    }
}
