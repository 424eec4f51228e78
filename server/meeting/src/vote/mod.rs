//! A vote: what is decided, who decides, how it is taken, and when it counts.

mod book;
mod fact;
mod verdict;

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

pub use book::{Book, State, Vote};
pub use fact::{VoteFact, Voter};
pub use verdict::{Outcome, Verdict};

use crate::fact::Private;
use crate::plan::{Localized, Role};

/// In an electorate smaller than this, totals of a secret vote say much about each ballot.
pub const FEW: usize = 5;

/// Most named options of one motion.
const OPTIONS: usize = 10;
/// Longest motion in one language, in characters.
const TEXT: usize = 500;
/// Longest name of an option in one language, in characters.
const NAME: usize = 100;

/// How ballots are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "VoteKind")]
#[schema(as = VoteKind)]
pub enum Kind {
    /// All at the same time, for everybody to see. A ballot can be changed until the close.
    Open,
    /// One after another, as they are called. Whoever is called can change theirs until the next
    /// one is.
    RollCall,
    /// Nobody learns who chose what, now or later. A ballot cannot be changed: for that, somebody
    /// would have to know what it was.
    Secret,
}

/// Who has a vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Electorate {
    /// Each delegation has one. Its head gives it, or the deputy who was named before the opening.
    Delegation,
    /// Each invited person who has one of these roles.
    Person { roles: BTreeSet<Role> },
}

/// How many have to vote, abstentions included, for the result to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum Quorum {
    /// Of a hundred of the electorate, 0 to 100.
    Share { percent: u8 },
    /// So many, whatever the electorate.
    Number { count: u16 },
}

impl Quorum {
    /// The ballots it takes in an electorate of this size.
    pub fn needed(self, electorate: usize) -> u32 {
        match self {
            Quorum::Share { percent } => {
                let needed = (electorate * usize::from(percent)).div_ceil(100);
                u32::try_from(needed).unwrap_or(u32::MAX)
            }
            Quorum::Number { count } => u32::from(count),
        }
    }
}

/// What the option that wins needs. Abstentions count for the quorum alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Majority {
    /// More ballots than any other.
    Simple,
    /// At least two thirds of the ballots that are no abstentions.
    TwoThirds,
}

/// How a vote is taken, fixed when it is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(rename = "VoteRule")]
#[schema(as = VoteRule)]
pub struct Rule {
    pub kind: Kind,
    pub electorate: Electorate,
    pub quorum: Quorum,
    pub majority: Majority,
}

impl Rule {
    /// Whether its numbers make sense.
    pub fn is_sound(&self) -> bool {
        let quorum = match self.quorum {
            Quorum::Share { percent } => percent <= 100,
            Quorum::Number { .. } => true,
        };
        let electorate = match &self.electorate {
            Electorate::Delegation => true,
            Electorate::Person { roles } => !roles.is_empty(),
        };
        quorum && electorate
    }
}

/// What is put to the vote, in languages of the session.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Motion {
    pub text: Localized,
    /// Names of what can be chosen, two to ten. None: for or against.
    pub options: Vec<Localized>,
}

impl Motion {
    /// How many things can be chosen, an abstention aside.
    pub fn choices(&self) -> u8 {
        match u8::try_from(self.options.len()) {
            Ok(0) => 2,
            Ok(named) => named,
            Err(_) => u8::MAX,
        }
    }

    /// Without blanks around its texts, and without empty ones.
    #[must_use]
    pub fn trimmed(self) -> Self {
        Self {
            text: self.text.trimmed(),
            options: self.options.into_iter().map(Localized::trimmed).collect(),
        }
    }

    /// Whether it is complete and within bounds, for a session in these languages.
    pub fn is_sound(&self, languages: &[String]) -> bool {
        let options = self.options.len();
        (options == 0 || (2..=OPTIONS).contains(&options))
            && self.text.is_within(TEXT, languages)
            && self
                .options
                .iter()
                .all(|one| one.is_within(NAME, languages))
    }

    /// As [`VoteFact::Opened`] carries it.
    pub fn sealed(&self) -> Private {
        Private(serde_json::to_string(self).ok())
    }

    /// `None` after erasure.
    pub fn unsealed(private: &Private) -> Option<Self> {
        serde_json::from_str(private.0.as_deref()?).ok()
    }
}

/// What a ballot says: the number of an option, from 0 (0 is for, 1 against where options have no
/// names); the number after the last is an abstention. Nothing that is printed for people who look
/// after the service shows it.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(transparent)]
#[schema(as = VoteChoice)]
#[ts(rename = "VoteChoice")]
pub struct Choice(pub u8);

impl fmt::Debug for Choice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Choice(..)")
    }
}

/// The ballots of a secret vote, while it is open: one counter a choice. It can be filled and
/// emptied, and neither printed, copied nor written.
pub struct Urn(Vec<u32>);

impl fmt::Debug for Urn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Urn(..)")
    }
}

impl Urn {
    /// For so many choices, an abstention aside.
    pub fn new(choices: u8) -> Self {
        Self(vec![0; usize::from(choices) + 1])
    }

    /// Counts a ballot; false, and nothing is counted, when there is no such choice.
    pub fn put(&mut self, choice: Choice) -> bool {
        match self.0.get_mut(usize::from(choice.0)) {
            Some(counter) => {
                *counter += 1;
                true
            }
            None => false,
        }
    }

    /// The ballots for each option, in their order; the abstentions last.
    pub fn empty(self) -> Vec<u32> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quorum_is_rounded_up() {
        for (percent, electorate, needed) in
            [(50, 12, 6), (50, 13, 7), (67, 3, 3), (0, 9, 0), (100, 9, 9)]
        {
            assert_eq!(Quorum::Share { percent }.needed(electorate), needed);
        }
        assert_eq!(Quorum::Number { count: 4 }.needed(2), 4);
    }

    #[test]
    fn what_is_in_an_urn_is_not_printed() {
        let mut urn = Urn::new(2);
        assert!(urn.put(Choice(2)));
        assert!(!urn.put(Choice(3)));
        assert_eq!(format!("{urn:?} {:?}", Choice(2)), "Urn(..) Choice(..)");
        assert_eq!(urn.empty(), [0, 0, 1]);
    }

    #[test]
    fn a_motion_is_in_languages_of_the_session_and_within_bounds() {
        let languages = ["zh-CN".to_owned(), "en".to_owned()];
        let motion = |text: Localized, options: &[&str]| Motion {
            text,
            options: options.iter().map(|one| Localized::of("en", one)).collect(),
        };
        let sound = |motion: Motion| motion.trimmed().is_sound(&languages);
        assert!(sound(motion(Localized::of("en", "Adopt it"), &[])));
        assert!(sound(motion(
            Localized::of("en", "Where"),
            &["Nara", "Aachen"]
        )));
        assert!(!sound(motion(Localized::of("en", "Where"), &["Nara"])));
        assert!(!sound(motion(Localized::of("en", "Where"), &["Nara", " "])));
        assert!(!sound(motion(Localized::of("en", "Where"), &["x"; 11])));
        assert!(!sound(motion(Localized::of("en", "  "), &[])));
        assert!(!sound(motion(Localized::of("fr", "Adopter"), &[])));
        assert!(sound(motion(Localized::of("en", &"友".repeat(500)), &[])));
        assert!(!sound(motion(Localized::of("en", &"友".repeat(501)), &[])));
    }
}
