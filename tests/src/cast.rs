//! Plans of meetings, and who plays in them.

use std::collections::BTreeMap;

use anyhow::Context;
use meeting::id::{ItemId, PersonId, SessionId};
use meeting::plan::Plan;
use meeting::time::Timestamp;
use serde_json::{Value, json};

use crate::wall_clock;

/// One person of a plan, by their English name.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub name: &'static str,
    pub role: &'static str,
    pub rank: &'static str,
    /// Number of the delegation: 0 is the host city, then the partners in order.
    pub delegation: usize,
}

pub const fn host(name: &'static str) -> Part {
    Part {
        name,
        role: "host",
        rank: "director",
        delegation: 0,
    }
}

/// Of the host city's press.
pub const fn press(name: &'static str) -> Part {
    Part {
        name,
        role: "press",
        rank: "other",
        delegation: 0,
    }
}

pub const fn delegate(name: &'static str, delegation: usize) -> Part {
    Part {
        name,
        role: "delegate",
        rank: "mayor",
        delegation,
    }
}

/// A meeting that is about to be planned.
#[derive(Debug, Clone)]
pub struct Draft {
    pub title: &'static str,
    pub starts_at: Timestamp,
    pub minutes: u16,
    pub admission: &'static str,
    /// Partners as the registry shows them.
    pub partners: Vec<Value>,
    pub people: Vec<Part>,
    /// Title and planned minutes.
    pub agenda: Vec<(&'static str, u16)>,
    pub rehearsal: bool,
    /// Titles of the items that are not for press and observers.
    pub closed: Vec<&'static str>,
}

impl Draft {
    /// A forum that begins now, lets everybody in, and has three items.
    pub fn new(partners: Vec<Value>, people: &[Part]) -> Self {
        Self {
            title: "Forum",
            starts_at: wall_clock(),
            minutes: 60,
            admission: "automatic",
            partners,
            people: people.to_vec(),
            agenda: vec![("Opening", 5), ("Dialogue", 30), ("Closing", 10)],
            rehearsal: false,
            closed: Vec::new(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "title": { "en": self.title, "zh-CN": "论坛" },
            "starts_at": self.starts_at,
            "minutes": self.minutes,
            "zone": "Asia/Shanghai",
            "languages": ["zh-CN", "en"],
            "admission": self.admission,
            "delegations": self.delegations(),
            "people": self.people.iter().map(person).collect::<Vec<_>>(),
            "agenda": self.items(),
            "rehearsal": self.rehearsal,
        })
    }

    fn delegations(&self) -> Vec<Value> {
        let home = json!({
            "id": "new-delegation-0", "partner": null, "country": "CN", "head": null,
            "city": { "zh-CN": "杭州", "en": "Hangzhou" },
        });
        let guests = self.partners.iter().enumerate().map(|(number, partner)| {
            json!({
                "id": format!("new-delegation-{}", number + 1), "partner": partner["id"],
                "city": partner["names"], "country": partner["country"], "head": null,
            })
        });
        std::iter::once(home).chain(guests).collect()
    }

    fn items(&self) -> Vec<Value> {
        let items = self
            .agenda
            .iter()
            .enumerate()
            .map(|(number, (title, minutes))| {
                json!({
                    "id": format!("new-item-{number}"), "title": { "en": title, "zh-CN": title },
                    "kind": "dialogue", "speaker": null, "minutes": minutes,
                    "open": !self.closed.contains(title),
                })
            });
        items.collect()
    }
}

fn person(part: &Part) -> Value {
    json!({
        "id": format!("new-{}", part.name), "role": part.role, "rank": part.rank,
        "delegation": format!("new-delegation-{}", part.delegation),
        "name": { "en": part.name, "zh-CN": part.name },
        "title": { "en": format!("Title of {}", part.name) }, "language": "en",
    })
}

/// A meeting as the desk sees it.
#[derive(Debug, Clone)]
pub struct Meeting {
    pub session: SessionId,
    pub plan: Plan,
    pub version: i64,
    pub state: String,
    tokens: BTreeMap<PersonId, String>,
}

impl Meeting {
    pub(crate) fn read(detail: &Value) -> anyhow::Result<Self> {
        let plan: Plan = serde_json::from_value(detail["plan"].clone())
            .with_context(|| format!("the plan in {detail}"))?;
        let links = detail["links"].as_array().context("links")?;
        let tokens = links.iter().filter_map(|link| {
            let person = link["person"].as_str()?.parse().ok()?;
            let (_, token) = link["url"].as_str()?.split_once("/j#")?;
            Some((person, token.to_owned()))
        });
        Ok(Self {
            session: plan.session,
            version: detail["version"].as_i64().context("version")?,
            state: detail["state"].as_str().context("state")?.to_owned(),
            tokens: tokens.collect(),
            plan,
        })
    }

    /// # Panics
    /// If nobody has this name.
    pub fn person(&self, name: &str) -> PersonId {
        let mut people = self.plan.people.iter();
        let person = people.find(|person| person.name.pick("en") == name);
        person.expect("somebody of this name").id
    }

    /// The token of the link of a person.
    ///
    /// # Panics
    /// If nobody has this name, or their link is revoked.
    pub fn token(&self, name: &str) -> &str {
        &self.tokens[&self.person(name)]
    }

    /// # Panics
    /// If there is no such item.
    pub fn item(&self, title: &str) -> ItemId {
        let mut items = self.plan.agenda.iter();
        let item = items.find(|item| item.title.pick("en") == title);
        item.expect("an item of this title").id
    }
}
