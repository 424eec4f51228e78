use anyhow::Context;
use meeting::id::PersonId;
use participant::{Options, Participant};

use crate::cast::{Draft, Meeting, Part};
use crate::desk::Desk;
use crate::server::Server;

/// A server, a signed-in organizer, and one planned meeting.
pub struct Stage {
    pub server: Server,
    pub desk: Desk,
    pub meeting: Meeting,
}

impl Stage {
    /// A meeting with the first two sister cities that lets everybody in.
    ///
    /// # Errors
    /// When the server does not start or the plan is refused.
    pub async fn set(people: &[Part]) -> anyhow::Result<Self> {
        Self::set_on(Server::start().await?, people, |_| {}).await
    }

    /// The same on a server of one's own, with changes to the plan.
    ///
    /// # Errors
    /// When the plan is refused.
    pub async fn set_on(
        server: Server,
        people: &[Part],
        change: impl FnOnce(&mut Draft),
    ) -> anyhow::Result<Self> {
        let desk = server.desk().await?;
        let partners = vec![desk.partner("S01").await?, desk.partner("S02").await?];
        let mut draft = Draft::new(partners, people);
        change(&mut draft);
        let meeting = desk.plan(&draft).await?;
        Ok(Self {
            server,
            desk,
            meeting,
        })
    }

    /// Somebody opens their link and stands at the door, or is in.
    ///
    /// # Errors
    /// When the link does not open.
    pub async fn knock(&self, name: &str, options: Options) -> anyhow::Result<Participant> {
        let token = self.meeting.token(name);
        let options = Options {
            trust: self.server.trust().clone(),
            ..options
        };
        let joined = Participant::join(&self.server.url, token, options).await;
        joined.with_context(|| format!("{name} joins"))
    }

    /// Somebody comes in, with media if the options say so.
    ///
    /// # Errors
    /// When they do not get in.
    pub async fn enter(&self, name: &str, options: Options) -> anyhow::Result<Participant> {
        let mut participant = self.knock(name, options).await?;
        let entered = participant.enter().await;
        entered.with_context(|| format!("{name} enters"))?;
        Ok(participant)
    }

    pub fn person(&self, name: &str) -> PersonId {
        self.meeting.person(name)
    }
}
