//! The sheet of votes: a line for each place in each electorate, so that it can be sorted and counted
//! anew. Of a secret vote it says who voted, and the result.

use meeting::record::{Record, VoteRecord, VoterRecord};
use meeting::vote::{Choice, Quorum};

use super::sheets::{Writing, written};
use super::tables::word;
use super::words::Words;
use crate::store::StoreError;

pub(super) fn sheet(record: &Record, words: Words) -> Result<Vec<u8>, StoreError> {
    let sheet = Writing::of(record, words);
    let zone = record.zone.as_str();
    let mut rows = vec![vec![
        words.get("column.number"),
        words.get("column.motion"),
        words.get("column.kind"),
        format!("{} ({zone})", words.get("column.opened")),
        format!("{} ({zone})", words.get("column.ended")),
        words.get("column.electorate"),
        words.get("column.quorum"),
        words.get("column.majority"),
        words.get("column.totals"),
        words.get("column.result"),
        words.get("column.city"),
        words.get("column.name"),
        words.get("column.voted"),
        words.get("column.choice"),
    ]];
    for (number, vote) in (1..).zip(&record.votes) {
        let head = sheet.vote(number, vote)?;
        for voter in &vote.voters {
            let mut row = head.clone();
            row.extend(sheet.voter(vote, voter, words));
            rows.push(row);
        }
    }
    written(&rows)
}

impl Writing<'_> {
    fn vote(&self, number: usize, vote: &VoteRecord) -> Result<Vec<String>, StoreError> {
        Ok(vec![
            number.to_string(),
            self.text(vote.motion.as_ref().map(|motion| &motion.text)),
            self.term("vote", word(vote.rule.kind)?),
            self.moment(Some(vote.opened_at)),
            self.moment(vote.ended_at),
            vote.electorate.to_string(),
            quorum(vote),
            self.term("majority", word(vote.rule.majority)?),
            self.totals(vote),
            self.result(vote)?,
        ])
    }

    /// As `For: 3 / Against: 1 / Abstention: 0`.
    pub(crate) fn totals(&self, vote: &VoteRecord) -> String {
        let totals = (0..).zip(&vote.totals);
        let parts: Vec<String> = totals
            .map(|(choice, total)| format!("{}: {total}", self.choice(vote, Choice(choice))))
            .collect();
        parts.join(" / ")
    }

    pub(crate) fn result(&self, vote: &VoteRecord) -> Result<String, StoreError> {
        let Some(verdict) = vote.verdict else {
            return Ok(self.term("vote_end", word(vote.end)?));
        };
        let outcome = self.term("outcome", word(verdict.outcome)?);
        let named = vote
            .motion
            .as_ref()
            .is_none_or(|motion| !motion.options.is_empty());
        Ok(match verdict.chosen.filter(|_| named) {
            Some(chosen) => format!("{outcome}: {}", self.choice(vote, Choice(chosen))),
            None => outcome,
        })
    }

    fn voter(&self, vote: &VoteRecord, voter: &VoterRecord, words: Words) -> Vec<String> {
        vec![
            self.city(voter.delegation),
            self.text(voter.person.as_ref().map(|person| &person.name)),
            words.yes_or_no(voter.voted),
            match voter.choice {
                Some(choice) => self.choice(vote, choice),
                None => String::new(),
            },
        ]
    }

    /// The name of what was chosen; where it is no longer readable, its number.
    fn choice(&self, vote: &VoteRecord, choice: Choice) -> String {
        if choice.0 >= vote.choices {
            return self.term("choice", "abstain".to_owned());
        }
        let options = vote.motion.as_ref().map(|motion| motion.options.as_slice());
        match (options, choice.0) {
            (Some([]), 0) => self.term("choice", "for".to_owned()),
            (Some([]), _) => self.term("choice", "against".to_owned()),
            (Some(named), number) => self.text(named.get(usize::from(number))),
            (None, number) => (usize::from(number) + 1).to_string(),
        }
    }
}

/// As `50 % (6)`, or the number alone.
fn quorum(vote: &VoteRecord) -> String {
    match vote.rule.quorum {
        Quorum::Share { percent } => format!("{percent} % ({})", vote.needed),
        Quorum::Number { count } => count.to_string(),
    }
}
