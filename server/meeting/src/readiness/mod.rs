//! Whether somebody can take part from where they are: what a connection test measured, and what
//! that means.
//!
//! The verdict is a fold over findings: each says one thing that stands in the way, and the worst of
//! them decides. A measurement that is worse never gives a better verdict.

mod finding;
mod report;

pub use finding::{Code, Finding, Severity};
pub use report::{Browser, Device, Flow, Line, Media, Report, Way, Ways};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a test comes to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Ready,
    /// They can take part, and something will be less than it should be.
    Limited,
    NotReady,
}

/// The verdict with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Readiness {
    pub verdict: Verdict,
    /// The worst first; what is equally bad in the order of the test.
    pub findings: Vec<Finding>,
}

/// Judges what a test measured.
pub fn judge(report: &Report) -> Readiness {
    let mut findings: Vec<Finding> = finding::of(report).into_iter().map(Finding::from).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let worst = findings.first().map(|finding| finding.severity);
    Readiness {
        verdict: match worst {
            Some(Severity::Obstacle) => Verdict::NotReady,
            Some(Severity::Limit) => Verdict::Limited,
            Some(Severity::Note) | None => Verdict::Ready,
        },
        findings,
    }
}
