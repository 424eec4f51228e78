use std::sync::Arc;
use std::time::Duration;

use meeting::id::PersonId;
use meeting::protocol::{
    ClientMessage, Command, Goodbye, Hello, IceServer, MediaAnswer, MediaState, Picture,
    ServerMessage, VERSION, View, Wanted,
};
use tokio::time::{Instant, sleep, timeout_at};

use crate::error::Error;
use crate::line::Line;
use crate::media::{Peer, Setup};
use crate::model::Model;
use crate::options::{Media, Options};
use crate::signature::Signature;
use crate::ticket::Ticket;
use crate::wire::{Reader, Shared};

/// Between two attempts to come back.
const RETRY: Duration = Duration::from_millis(100);

/// One device of an invited person.
pub struct Participant {
    server: String,
    ticket: Ticket,
    options: Options,
    pub(crate) shared: Arc<Shared>,
    reader: Option<Reader>,
    pub(crate) peer: Option<Peer>,
}

impl Participant {
    /// Opens a personal link and stands at the door, or is in at once where nobody waits.
    ///
    /// # Errors
    /// [`Error::Http`] for a link that does not open, [`Error::Goodbye`] if turned away.
    pub async fn join(server: &str, token: &str, options: Options) -> Result<Self, Error> {
        let ticket = Ticket::exchange_trusting(server, token, &options.trust).await?;
        Self::with_ticket(server, ticket, options).await
    }

    /// The same with a link that was exchanged before.
    ///
    /// # Errors
    /// [`Error::Goodbye`] if turned away.
    pub async fn with_ticket(
        server: &str,
        ticket: Ticket,
        options: Options,
    ) -> Result<Self, Error> {
        let mut participant = Self {
            server: server.to_owned(),
            ticket,
            options,
            shared: Arc::new(Shared::new()),
            reader: None,
            peer: None,
        };
        participant.connect().await?;
        Ok(participant)
    }

    pub fn id(&self) -> PersonId {
        self.ticket.person.id
    }

    pub fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    pub fn signature(&self) -> Signature {
        self.options.signature
    }

    /// The room as it is known now.
    pub fn model(&self) -> Model {
        self.shared.model.borrow().clone()
    }

    /// Waits to be admitted, then makes the media connection that the options ask for.
    ///
    /// # Errors
    /// [`Error::TimedOut`] when nobody admits, [`Error::Goodbye`] when turned away.
    pub async fn enter(&mut self) -> Result<(), Error> {
        self.wait_until("being admitted", Model::inside).await?;
        self.open_media().await
    }

    /// Builds a new media connection in place of any before.
    ///
    /// # Errors
    /// [`Error::Refused`] when the offer is, [`Error::Media`] when the connection fails.
    pub async fn open_media(&mut self) -> Result<(), Error> {
        if self.options.media == Media::None {
            return Ok(());
        }
        if let Some(old) = self.peer.take() {
            old.close().await;
        }
        let mut peer = Peer::new(Setup {
            signature: self.options.signature,
            relays: self.relays(),
            ..self.options.setup.clone()
        })
        .await?
        .obeying(self.shared.needed.subscribe());
        let sdp = peer.offer().await?;
        self.shared.model.send_modify(|model| model.slots.clear());
        self.shared.needed.send_replace(None);
        let answer = self.offer(sdp, true).await?;
        peer.accept(answer).await?;
        peer.connected(self.options.patience).await?;
        let peer = self.peer.insert(peer);
        if self.options.media == Media::Sends {
            peer.send(true, true);
            self.set_media(true, true).await?;
        }
        Ok(())
    }

    fn relays(&self) -> Vec<IceServer> {
        let told = self.model().ice_servers;
        let Some(at) = self.options.relay_at else {
            return told;
        };
        let by_datagrams = |relay| IceServer {
            urls: vec![format!("turn:{at}?transport=udp")],
            ..relay
        };
        told.into_iter().map(by_datagrams).collect()
    }

    /// New ICE credentials for the media connection, in place.
    ///
    /// # Errors
    /// [`Error::Refused`] when the offer is.
    pub async fn restart_ice(&mut self) -> Result<(), Error> {
        let sdp = self.peer.as_ref().ok_or_else(no_media)?.restart().await?;
        let answer = self.offer(sdp, false).await?;
        let peer = self.peer.as_mut().ok_or_else(no_media)?;
        peer.accept(answer).await
    }

    async fn offer(&self, sdp: String, fresh: bool) -> Result<String, Error> {
        let answer = self.request(Command::Offer { sdp, fresh }).await?;
        let answer = answer.ok_or_else(|| Error::Media("done without an answer".to_owned()))?;
        Ok(answer.sdp)
    }

    /// Opens and closes microphone and camera, here and in the room.
    ///
    /// # Errors
    /// [`Error::Refused`] for who may not send.
    pub async fn set_media(&self, microphone: bool, camera: bool) -> Result<(), Error> {
        if let Some(peer) = &self.peer {
            peer.send(microphone, camera);
        }
        self.request(Command::SetMedia { microphone, camera })
            .await?;
        Ok(())
    }

    /// Sends sound and picture, or no longer, whatever the room allows and without asking it.
    pub fn send_unasked(&self, on: bool) {
        if let Some(peer) = &self.peer {
            peer.send(on, on);
        }
    }

    /// Makes the level of an open microphone that of speech (as it is at first), or of silence.
    pub fn speak(&self, aloud: bool) {
        if let Some(peer) = &self.peer {
            peer.speak(aloud);
        }
    }

    /// Bytes of sound and picture that were sent on this media connection.
    pub fn sent(&self) -> u64 {
        self.peer.as_ref().map_or(0, Peer::sent)
    }

    /// Asks for the pictures of these people, in tiles of this size.
    ///
    /// # Errors
    /// [`Error::Refused`] for somebody who is not in the room.
    pub async fn look_at(&self, people: &[PersonId], tile: (u16, u16)) -> Result<(), Error> {
        let sources = people.iter().map(|person| Wanted {
            person: *person,
            kind: Picture::Camera,
            width: tile.0,
            height: tile.1,
        });
        let view = View {
            sources: sources.collect(),
            audio_only: false,
        };
        self.request(Command::View(view)).await?;
        Ok(())
    }

    /// Waits until the service needs just these layers of the camera, the smallest first.
    ///
    /// # Errors
    /// [`Error::TimedOut`] when it does not say so.
    pub async fn wait_for_layers(&self, layers: &[&str]) -> Result<(), Error> {
        let mut needed = self.shared.needed.subscribe();
        let just = |needed: &Option<Vec<String>>| needed.as_deref().is_some_and(|it| it == layers);
        match timeout_at(self.deadline(), needed.wait_for(just)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(self.shared.why_lost()),
            Err(_) => Err(Error::TimedOut {
                awaited: format!("a need of {layers:?}"),
                seen: format!("{:?}", *self.shared.needed.borrow()),
            }),
        }
    }

    /// Asks the service for something and waits for its answer.
    ///
    /// # Errors
    /// [`Error::Refused`] with the service's reason; [`Error::Lost`] or [`Error::Goodbye`] when
    /// the connection ended first, in which case it is not known whether it happened.
    pub async fn request(&self, command: Command) -> Result<Option<MediaAnswer>, Error> {
        let awaited = format!("{command:?}");
        let reader = self.reader.as_ref().ok_or(Error::Lost)?;
        let answer = reader.ask(&self.shared, command)?;
        match timeout_at(self.deadline(), answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(self.shared.why_lost()),
            Err(_) => Err(self.timed_out(awaited.chars().take(80).collect())),
        }
    }

    /// Waits until the room is as described.
    ///
    /// # Errors
    /// [`Error::TimedOut`] when it does not become so; what ended the connection, if that did.
    pub async fn wait_until(
        &self,
        awaited: &str,
        mut is: impl FnMut(&Model) -> bool,
    ) -> Result<Model, Error> {
        let mut model = self.shared.model.subscribe();
        let settled = model.wait_for(|model| is(model) || !model.connected);
        match timeout_at(self.deadline(), settled).await {
            Ok(Ok(model)) if is(&model) => Ok(model.clone()),
            Ok(_) => Err(self.shared.why_lost()),
            Err(_) => Err(self.timed_out(awaited.to_owned())),
        }
    }

    /// The WebSocket breaks, as in a tunnel; sound and picture go on.
    pub fn cut(&mut self) {
        self.reader = None;
        self.shared.hang_up();
    }

    /// The media connection ends, as when a laptop is closed; the WebSocket goes on.
    pub async fn close_media(&mut self) {
        if let Some(peer) = self.peer.take() {
            peer.close().await;
        }
    }

    /// Comes back where it left off, trying until patience ends; builds the media connection anew
    /// where the service has lost it.
    ///
    /// # Errors
    /// [`Error::Goodbye`] when turned away; [`Error::Unreachable`] when the service stays away.
    pub async fn resume(&mut self) -> Result<(), Error> {
        self.cut();
        let deadline = self.deadline();
        loop {
            match self.connect().await {
                Ok(()) => break,
                Err(Error::Unreachable(_) | Error::Lost) if Instant::now() < deadline => {
                    sleep(RETRY).await;
                }
                Err(Error::Goodbye(Goodbye::Restart)) if Instant::now() < deadline => {
                    sleep(RETRY).await;
                }
                Err(error) => return Err(error),
            }
        }
        let lost = self.shared.model.borrow().media == Some(MediaState::Lost);
        if lost && self.peer.is_some() {
            self.wait_until("being back", Model::inside).await?;
            self.open_media().await?;
        }
        Ok(())
    }

    /// Comes back by a new WebSocket, and does nothing about the media connection.
    ///
    /// # Errors
    /// [`Error::Goodbye`] when turned away.
    pub async fn rejoin(&mut self) -> Result<(), Error> {
        self.cut();
        self.connect().await
    }

    /// Says goodbye with this device.
    ///
    /// # Errors
    /// [`Error::Refused`] if the service does not let go.
    pub async fn leave(mut self) -> Result<(), Error> {
        match self.request(Command::Leave).await {
            Ok(_) | Err(Error::Goodbye(Goodbye::Left)) => {}
            Err(error) => return Err(error),
        }
        self.close_media().await;
        Ok(())
    }

    async fn connect(&mut self) -> Result<(), Error> {
        let mut line = Line::open_trusting(&self.server, &self.server, &self.options.trust).await?;
        let hello = ClientMessage::Hello(Hello {
            protocol: VERSION,
            pass: self.ticket.pass.clone(),
            acknowledged: self.options.acknowledged.clone(),
            device: self.options.device.clone(),
            language: self.options.language.clone(),
            resume: self.shared.model.borrow().resume(),
        });
        line.say(&hello).await?;
        let welcomed = timeout_at(self.deadline(), line.hear()).await;
        match welcomed.map_err(|_| self.timed_out("a welcome".to_owned()))?? {
            Some(welcome @ ServerMessage::Welcome(_)) => self.shared.apply(welcome)?,
            Some(ServerMessage::Goodbye { reason }) => return Err(Error::Goodbye(reason)),
            Some(other) => return Err(Error::NotUnderstood(format!("first word: {other:?}"))),
            None => return Err(Error::Lost),
        }
        self.reader = Some(Reader::start(&self.shared, line));
        Ok(())
    }

    pub(crate) fn deadline(&self) -> Instant {
        Instant::now() + self.options.patience
    }

    pub(crate) fn timed_out(&self, awaited: String) -> Error {
        Error::TimedOut {
            awaited,
            seen: format!("{:?}", *self.shared.model.borrow()),
        }
    }
}

pub(crate) fn no_media() -> Error {
    Error::Media("there is no media connection".to_owned())
}
