//! An organizer of the office, over REST as the browser does it.

use std::time::Duration;

use anyhow::{Context, bail};
use meeting::id::{PersonId, SessionId};
use meeting::record::Record;
use participant::Trust;
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::cast::{Draft, Meeting};

/// A signed-in organizer.
pub struct Desk {
    base: Url,
    http: reqwest::Client,
}

/// What a request was answered with.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// `Null` when there was no JSON.
    pub body: Value,
}

impl Answer {
    /// The stable code of a refusal.
    pub fn code(&self) -> &str {
        self.body["error"].as_str().unwrap_or_default()
    }

    /// The body of a success.
    ///
    /// # Errors
    /// When it is none.
    pub fn ok(self) -> anyhow::Result<Value> {
        if self.status >= 300 {
            bail!("{} {}", self.status, self.body);
        }
        Ok(self.body)
    }
}

impl Desk {
    pub const NAME: &str = "office";
    pub const PASSWORD: &str = "a bridge of clouds";

    /// Somebody who has not signed in.
    ///
    /// # Errors
    /// When `server` is no URL.
    pub fn stranger(server: &str) -> anyhow::Result<Self> {
        Self::stranger_trusting(server, &Trust::default())
    }

    /// The same, believing others who the service is.
    ///
    /// # Errors
    /// When `server` is no URL.
    pub fn stranger_trusting(server: &str, trust: &Trust) -> anyhow::Result<Self> {
        Ok(Self {
            base: Url::parse(server)?,
            http: trust.http_builder().cookie_store(true).build()?,
        })
    }

    /// Becomes the first organizer by the one-time link.
    ///
    /// # Errors
    /// When the link does not hold.
    pub async fn set_up(server: &str, setup_token: &str) -> anyhow::Result<Self> {
        Self::set_up_trusting(server, setup_token, &Trust::default()).await
    }

    /// The same, believing others who the service is.
    ///
    /// # Errors
    /// When the link does not hold.
    pub async fn set_up_trusting(
        server: &str,
        setup_token: &str,
        trust: &Trust,
    ) -> anyhow::Result<Self> {
        let desk = Self::stranger_trusting(server, trust)?;
        let body = json!({ "token": setup_token, "name": Self::NAME, "password": Self::PASSWORD });
        desk.post("/api/setup", &body).await?.ok()?;
        Ok(desk)
    }

    /// # Errors
    /// When the service cannot be reached.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.ask(Method::GET, path, None).await
    }

    /// # Errors
    /// When the service cannot be reached.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// # Errors
    /// When the service cannot be reached.
    pub async fn put(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.ask(Method::PUT, path, Some(body)).await
    }

    /// # Errors
    /// When the service cannot be reached.
    pub async fn delete(&self, path: &str) -> anyhow::Result<Answer> {
        self.ask(Method::DELETE, path, None).await
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Answer> {
        let mut request = self
            .http
            .request(method, self.base.join(path)?)
            .header("X-Yunqiao", "1")
            .header("Origin", self.base.as_str().trim_end_matches('/'));
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.context(path.to_owned())?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status, body })
    }

    /// As a participant asks, with a pass.
    ///
    /// # Errors
    /// When the service cannot be reached.
    pub async fn get_with(&self, pass: &str, path: &str) -> anyhow::Result<Answer> {
        let request = self.http.get(self.base.join(path)?).bearer_auth(pass);
        let response = request.send().await.context(path.to_owned())?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status, body })
    }

    /// Sends a file, as the page does; `name` is written as it goes into the header.
    ///
    /// # Errors
    /// When the service cannot be reached.
    pub async fn upload(&self, path: &str, name: &str, file: Vec<u8>) -> anyhow::Result<Answer> {
        let request = self.http.post(self.base.join(path)?);
        let request = request.header("X-Yunqiao", "1").header("Slug", name);
        let response = request.body(file).send().await.context(path.to_owned())?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status, body })
    }

    /// The same as a participant, with a pass.
    ///
    /// # Errors
    /// When the service cannot be reached.
    pub async fn upload_with(
        &self,
        pass: &str,
        path: &str,
        file: Vec<u8>,
    ) -> anyhow::Result<Answer> {
        let request = self.http.post(self.base.join(path)?).bearer_auth(pass);
        let request = request.header("X-Yunqiao", "1").body(file);
        let response = request.send().await.context(path.to_owned())?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status, body })
    }

    /// A file, as it would be saved.
    ///
    /// # Errors
    /// When there is none.
    pub async fn download(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let asked = self.http.get(self.base.join(path)?).send().await?;
        Ok(asked.error_for_status()?.bytes().await?.to_vec())
    }

    /// A partner of the registry by its slug (`S18`).
    ///
    /// # Errors
    /// When there is none.
    pub async fn partner(&self, slug: &str) -> anyhow::Result<Value> {
        self.get(&format!("/api/partners/{slug}")).await?.ok()
    }

    /// Plans a meeting.
    ///
    /// # Errors
    /// When the plan is refused.
    pub async fn plan(&self, draft: &Draft) -> anyhow::Result<Meeting> {
        let body = json!({ "plan": draft.json() });
        let answer = self.post("/api/sessions", &body).await?.ok()?;
        Meeting::read(&answer["session"])
    }

    /// The session as it stands now.
    ///
    /// # Errors
    /// When there is none.
    pub async fn session(&self, session: SessionId) -> anyhow::Result<Meeting> {
        let answer = self.get(&format!("/api/sessions/{session}")).await?.ok()?;
        Meeting::read(&answer)
    }

    /// Revokes a personal link.
    ///
    /// # Errors
    /// When the service refuses.
    pub async fn revoke(&self, session: SessionId, person: PersonId) -> anyhow::Result<()> {
        let path = format!("/api/sessions/{session}/people/{person}/link");
        self.delete(&path).await?.ok()?;
        Ok(())
    }

    /// # Errors
    /// When there is none, or it is not understood.
    pub async fn record(&self, session: SessionId) -> anyhow::Result<Record> {
        let path = format!("/api/sessions/{session}/record");
        let record = self.get(&path).await?.ok()?;
        serde_json::from_value(record.clone()).with_context(|| record.to_string())
    }

    /// The record once it stands in the history of a partner: filing comes after the end.
    ///
    /// # Errors
    /// When it is not filed.
    pub async fn filed_record(&self, session: SessionId) -> anyhow::Result<Record> {
        for _ in 0..200 {
            let record = self.record(session).await?;
            if !record.filed.is_empty() {
                return Ok(record);
            }
            sleep(Duration::from_millis(50)).await;
        }
        bail!("{session} is filed with nobody")
    }

    /// A table of the record as the office downloads it: `attendance` or `agenda`.
    ///
    /// # Errors
    /// When there is none.
    pub async fn table(
        &self,
        session: SessionId,
        name: &str,
        language: &str,
    ) -> anyhow::Result<String> {
        let path = format!("/api/sessions/{session}/record/{name}.csv?lang={language}");
        let response = self.http.get(self.base.join(&path)?).send().await?;
        if !response.status().is_success() {
            bail!("{path}: {}", response.status());
        }
        Ok(String::from_utf8(response.bytes().await?.to_vec())?)
    }
}
