//! A mail server that is not ours, and parsers that are not ours for what it received.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::Context;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::folder::Folder;
use crate::python::{program, python, read};

/// A mail server (aiosmtpd) on loopback. It ends when it is dropped.
pub struct MailServer {
    pub port: String,
    folder: Folder,
    _child: Child,
}

impl MailServer {
    /// None: the machine has no Python packages.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start() -> anyhow::Result<Option<Self>> {
        let Some(python) = python() else {
            return Ok(None);
        };
        let folder = Folder::new();
        let mut child = Command::new(python)
            .arg(program("mail/server.py"))
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().context("its output")?;
        let port = BufReader::new(stdout).lines().next_line().await?;
        Ok(Some(Self {
            port: port.context("the mail server said no port")?,
            folder,
            _child: child,
        }))
    }

    /// Configuration of a service that sends by it, as fast as it can.
    pub fn configuration(&self) -> [(&str, &str); 6] {
        [
            ("MAIL__HOST", "127.0.0.1"),
            ("MAIL__PORT", &self.port),
            ("MAIL__SECURITY", "none"),
            ("MAIL__FROM", "office@hangzhou.example"),
            ("MAIL__PER_MINUTE", "6000"),
            ("MAIL__RETRY_SECONDS", "1"),
        ]
    }

    /// What it does with which address from now on: `refuse`, `defer`, `once`, `cut`, `hold`.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn behave(&self, addresses: &[(&str, &str)]) -> anyhow::Result<()> {
        let how: BTreeMap<&str, &str> = addresses.iter().copied().collect();
        let file = self.folder.path().join("behaviour");
        std::fs::write(&file, json!(how).to_string())?;
        Ok(std::fs::rename(&file, file.with_extension("json"))?)
    }

    /// Everything received so far, in order, as other parsers read it.
    ///
    /// # Errors
    /// When something of it is no letter with a calendar.
    pub async fn letters(&self) -> anyhow::Result<Vec<Value>> {
        let letters = read_letters(&self.files()?).await?;
        letters.context("the Python of the mail server")
    }

    /// What stands in the calendar of everybody who took in all that was received so far, by
    /// address.
    ///
    /// # Errors
    /// When something of it breaks a rule of the protocol.
    pub async fn calendars(&self) -> anyhow::Result<BTreeMap<String, Vec<Value>>> {
        let calendars = read("mail/calendars.py", &self.files()?).await?;
        let calendars = calendars.context("the Python of the mail server")?;
        let calendar = |calendar: Value| {
            let recipient = calendar["recipient"].as_str().context("a recipient")?;
            let entries = calendar["entries"].as_array().context("entries")?;
            Ok((recipient.to_owned(), entries.clone()))
        };
        calendars.into_iter().map(calendar).collect()
    }

    /// In the order in which they came.
    fn files(&self) -> anyhow::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(self.folder.path())? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "eml") {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Letters (`.eml`) and calendars (`.ics`) as the e-mail package of Python and PyPI's `icalendar`
/// read them. None: the machine has no Python packages.
///
/// # Errors
/// When they cannot be read.
pub async fn read_letters(files: &[PathBuf]) -> anyhow::Result<Option<Vec<Value>>> {
    read("mail/read.py", files).await
}
