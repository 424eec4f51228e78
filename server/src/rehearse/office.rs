//! The desk of the service, as its web pages use it.

use meeting::id::SessionId;
use participant::Trust;
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::RehearseError;
use super::credentials::Credentials;

/// A signed-in organizer.
pub(super) struct Office {
    server: String,
    http: reqwest::Client,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
    message: String,
}

#[derive(Deserialize)]
struct StandIns {
    links: Vec<String>,
}

impl Office {
    pub(super) async fn sign_in(
        server: &str,
        trust: &Trust,
        credentials: &Credentials,
    ) -> Result<Self, RehearseError> {
        let http = trust.http_builder().cookie_store(true).build();
        let office = Self {
            server: server.to_owned(),
            http: http.map_err(|error| unreachable(server, &error))?,
        };
        let body = json!({ "name": credentials.name, "password": credentials.password });
        office.ask(Method::POST, "/api/login", Some(&body)).await?;
        Ok(office)
    }

    /// Invites so many stand-ins to a rehearsal; gives the token of each one's link.
    pub(super) async fn invite(
        &self,
        session: SessionId,
        participants: u16,
    ) -> Result<Vec<String>, RehearseError> {
        let path = format!("/api/sessions/{session}/stand-ins");
        let body = json!({ "participants": participants });
        let answer = self.ask(Method::POST, &path, Some(&body)).await?;
        let stand_ins: StandIns = answer
            .json()
            .await
            .map_err(|error| unreachable(&self.server, &error))?;
        let tokens = stand_ins.links.iter();
        let tokens = tokens.filter_map(|link| link.split_once('#'));
        Ok(tokens.map(|(_, token)| token.to_owned()).collect())
    }

    pub(super) async fn dismiss(&self, session: SessionId) -> Result<(), RehearseError> {
        let path = format!("/api/sessions/{session}/stand-ins");
        self.ask(Method::DELETE, &path, None).await?;
        Ok(())
    }

    /// What the service tells Prometheus, or why it does not.
    pub(super) async fn metrics(&self) -> Result<String, String> {
        let asked = self.http.get(format!("{}/metrics", self.server)).send();
        let answer = asked.await.map_err(|_| "/metrics was not reached")?;
        if !answer.status().is_success() {
            return Err(format!("/metrics answered {}", answer.status()));
        }
        let text = answer.text().await;
        text.map_err(|_| "/metrics broke off".to_owned())
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<reqwest::Response, RehearseError> {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.server))
            .header("X-Yunqiao", "1")
            .header("Origin", &self.server);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await;
        let answer = answer.map_err(|error| unreachable(&self.server, &error))?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        Err(refused(answer).await)
    }
}

async fn refused(answer: reqwest::Response) -> RehearseError {
    let status = answer.status();
    let Ok(refusal) = answer.json::<Refusal>().await else {
        return RehearseError::NotTheService(status);
    };
    match (status, refusal.error.as_str()) {
        (StatusCode::UNAUTHORIZED, "wrong_credentials") => RehearseError::WrongCredentials,
        (StatusCode::NOT_FOUND, _) => RehearseError::UnknownSession,
        (_, "not_a_rehearsal") => RehearseError::NotARehearsal,
        (_, code) => RehearseError::Refused {
            code: code.to_owned(),
            message: refusal.message,
        },
    }
}

fn unreachable(server: &str, error: &dyn std::error::Error) -> RehearseError {
    // The innermost cause is the one that says something.
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    RehearseError::Unreachable {
        server: server.to_owned(),
        cause: cause.to_string(),
    }
}
