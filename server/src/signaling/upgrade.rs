//! From an HTTP request to a WebSocket (RFC 6455, section 4.2).
//!
//! Not axum's: its WebSockets keep two buffers as long as the longest message of each direction for
//! as long as they are open, and the welcome to a meeting of a thousand people is long.

use std::future::Future;

use axum::extract::FromRequestParts;
use axum::http::header::{
    CONNECTION, HeaderName, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

pub(super) type WebSocket = WebSocketStream<TokioIo<Upgraded>>;

/// Longest frame that is sent. A socket keeps a buffer of it.
const FRAME: usize = 8 * 1024;

/// Most that is read at once. A socket keeps a buffer of it too, which waits most of the time for
/// something shorter than this: a request, or a sign of life every few seconds.
const READ: usize = 2 * 1024;

/// A request that asks for a WebSocket.
#[derive(Debug)]
pub(super) struct Upgrade {
    key: HeaderValue,
    on_upgrade: OnUpgrade,
}

impl<S: Sync> FromRequestParts<S> for Upgrade {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        if parts.method != Method::GET
            || !lists(&parts.headers, &CONNECTION, "upgrade")
            || !lists(&parts.headers, &UPGRADE, "websocket")
        {
            return Err((
                StatusCode::BAD_REQUEST,
                "this address takes WebSockets only",
            ));
        }
        if parts.headers.get(SEC_WEBSOCKET_VERSION) != Some(&HeaderValue::from_static("13")) {
            return Err((StatusCode::UPGRADE_REQUIRED, "version 13 of WebSocket only"));
        }
        let key = parts.headers.get(SEC_WEBSOCKET_KEY).cloned();
        let key = key.ok_or((StatusCode::BAD_REQUEST, "a WebSocket needs a key"))?;
        let on_upgrade = parts.extensions.remove::<OnUpgrade>();
        let on_upgrade = on_upgrade.ok_or((
            StatusCode::UPGRADE_REQUIRED,
            "this connection cannot change",
        ))?;
        Ok(Self { key, on_upgrade })
    }
}

/// Whether a header lists a word, in whatever case.
fn lists(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| one.trim().eq_ignore_ascii_case(word))
}

impl Upgrade {
    /// Answers the request, and serves the socket once the client has heard that. `longest`: bytes
    /// of a message that is read.
    pub(super) fn accept<F>(
        self,
        longest: usize,
        serve: impl FnOnce(WebSocket) -> F + Send + 'static,
    ) -> Response
    where
        F: Future<Output = ()> + Send,
    {
        let config = WebSocketConfig::default()
            .max_message_size(Some(longest))
            .max_frame_size(Some(longest))
            .read_buffer_size(READ)
            .write_buffer_size(FRAME);
        let accepted = derive_accept_key(self.key.as_bytes());
        let on_upgrade = self.on_upgrade;
        tokio::spawn(async move {
            match on_upgrade.await {
                Ok(upgraded) => {
                    let io = TokioIo::new(upgraded);
                    let config = Some(config);
                    serve(WebSocketStream::from_raw_socket(io, Role::Server, config).await).await;
                }
                Err(error) => tracing::debug!(%error, "no WebSocket"),
            }
        });
        let headers = [
            (CONNECTION, "upgrade"),
            (UPGRADE, "websocket"),
            (SEC_WEBSOCKET_ACCEPT, accepted.as_str()),
        ];
        (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
    }
}

/// A text as the messages that carry it: one, or frames of one that is longer than a frame.
pub(super) fn pieces(text: Utf8Bytes) -> impl Iterator<Item = Message> {
    let whole = (text.len() <= FRAME).then(|| Message::Text(text.clone()));
    let mut rest = match whole {
        Some(_) => Bytes::new(),
        None => Bytes::from(text),
    };
    let mut kind = Data::Text;
    let frames = std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let piece = rest.split_to(rest.len().min(FRAME));
        let code = OpCode::Data(std::mem::replace(&mut kind, Data::Continue));
        Some(Message::Frame(Frame::message(piece, code, rest.is_empty())))
    });
    whole.into_iter().chain(frames)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_whole_or_comes_in_frames_that_are_none_too_long() {
        for length in [0, 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 1] {
            let text = "ü".repeat(length.div_ceil(2));
            let (mut carried, mut ends) = (Vec::new(), Vec::new());
            for piece in pieces(Utf8Bytes::from(text.clone())) {
                if let Message::Frame(frame) = &piece {
                    assert!(frame.payload().len() <= FRAME);
                    let first = ends.is_empty();
                    let kind = if first { Data::Text } else { Data::Continue };
                    assert_eq!(frame.header().opcode, OpCode::Data(kind));
                    ends.push(frame.header().is_final);
                } else {
                    assert!(piece.is_text());
                    ends.push(true);
                }
                carried.extend(piece.into_data());
            }
            assert_eq!(carried, text.as_bytes());
            assert_eq!(ends.pop(), Some(true));
            assert!(ends.iter().all(|end| !end));
        }
    }

    #[test]
    fn a_header_lists_words_in_any_case() {
        let mut headers = HeaderMap::new();
        headers.append(CONNECTION, HeaderValue::from_static("keep-alive, Upgrade"));
        assert!(lists(&headers, &CONNECTION, "upgrade"));
        assert!(lists(&headers, &CONNECTION, "keep-alive"));
        assert!(!lists(&headers, &CONNECTION, "alive"));
        assert!(!lists(&headers, &UPGRADE, "upgrade"));
    }
}
