//! One WebSocket to the service.

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use meeting::protocol::{ClientMessage, ServerMessage};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error as WsError, Message, Utf8Bytes};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream};

use crate::error::Error;
use crate::trust::Trust;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A WebSocket that has not said hello: for those who want to say something else than a
/// [`crate::Participant`] would.
pub struct Line {
    outgoing: Outgoing,
    incoming: Incoming,
}

pub(crate) struct Outgoing(SplitSink<Socket, Message>);
pub(crate) struct Incoming(SplitStream<Socket>);

impl Line {
    /// Opens `/ws` of a service at `server` (scheme, host and port), coming from a page of `origin`.
    ///
    /// # Errors
    /// [`Error::Http`] when the upgrade is refused, [`Error::Unreachable`] when nobody answers.
    pub async fn open(server: &str, origin: &str) -> Result<Self, Error> {
        Self::open_trusting(server, origin, &Trust::default()).await
    }

    /// The same, believing others who a service is.
    ///
    /// # Errors
    /// As [`Line::open`].
    pub async fn open_trusting(server: &str, origin: &str, trust: &Trust) -> Result<Self, Error> {
        let unreachable = |error: &dyn std::fmt::Display| Error::Unreachable(error.to_string());
        let mut request = format!("{}/ws", server.replacen("http", "ws", 1))
            .into_client_request()
            .map_err(|error| unreachable(&error))?;
        let origin = HeaderValue::from_str(origin).map_err(|error| unreachable(&error))?;
        request.headers_mut().insert("Origin", origin);
        let tls = Some(Connector::Rustls(trust.tls()));
        // A small message must not wait for the acknowledgement of the one before.
        let opened =
            tokio_tungstenite::connect_async_tls_with_config(request, None, true, tls).await;
        match opened {
            Ok((socket, _)) => {
                let (outgoing, incoming) = socket.split();
                Ok(Self {
                    outgoing: Outgoing(outgoing),
                    incoming: Incoming(incoming),
                })
            }
            Err(WsError::Http(response)) => Err(Error::Http {
                status: response.status().as_u16(),
                code: "no_upgrade".to_owned(),
            }),
            Err(error) => Err(unreachable(&error)),
        }
    }

    /// # Errors
    /// [`Error::Lost`] when the WebSocket is closed.
    pub async fn say(&mut self, message: &ClientMessage) -> Result<(), Error> {
        self.outgoing.say(message).await
    }

    /// Sends a text frame, whatever it says.
    ///
    /// # Errors
    /// [`Error::Lost`] when the WebSocket is closed.
    pub async fn say_raw(&mut self, text: String) -> Result<(), Error> {
        self.outgoing.send(Message::text(text)).await
    }

    /// The next message; `None` when the WebSocket is closed or broken.
    ///
    /// # Errors
    /// [`Error::NotUnderstood`] when it is not of the protocol.
    pub async fn hear(&mut self) -> Result<Option<ServerMessage>, Error> {
        self.incoming.hear().await
    }

    /// The next text frame as it came; `None` when the WebSocket is closed or broken. Nothing is
    /// lost when this is no longer waited for.
    ///
    /// # Errors
    /// [`Error::NotUnderstood`] when it is binary.
    pub async fn hear_raw(&mut self) -> Result<Option<String>, Error> {
        let text = self.incoming.text().await?;
        Ok(text.map(|text| text.as_str().to_owned()))
    }

    pub(crate) fn split(self) -> (Outgoing, Incoming) {
        (self.outgoing, self.incoming)
    }
}

impl Outgoing {
    pub(crate) async fn say(&mut self, message: &ClientMessage) -> Result<(), Error> {
        let text = serde_json::to_string(message)
            .map_err(|error| Error::NotUnderstood(error.to_string()))?;
        self.send(Message::text(text)).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Error> {
        self.0.send(message).await.map_err(|_| Error::Lost)
    }
}

impl Incoming {
    pub(crate) async fn hear(&mut self) -> Result<Option<ServerMessage>, Error> {
        let Some(text) = self.text().await? else {
            return Ok(None);
        };
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|error| Error::NotUnderstood(format!("{error}: {text}")))
    }

    async fn text(&mut self) -> Result<Option<Utf8Bytes>, Error> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(Some(text)),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Binary(_) | Message::Frame(_))) => {
                    return Err(Error::NotUnderstood("a binary frame".to_owned()));
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(None),
            }
        }
    }
}
