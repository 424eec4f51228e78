use std::fmt;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

/// One measured figure: the median of its runs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    pub(crate) figure: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// `lower` or `higher`.
    pub(crate) better: &'static str,
    pub(crate) target: Option<f64>,
    pub(crate) peer: Option<&'static str>,
    pub(crate) peer_value: Option<f64>,
    pub(crate) runs: usize,
}

impl Figure {
    /// A figure of which less is better and no peer was measured in the same run.
    pub(crate) fn lower(
        figure: &'static str,
        unit: &'static str,
        target: Option<f64>,
        runs: &[f64],
    ) -> Self {
        Self {
            figure,
            value: median(runs),
            unit,
            better: "lower",
            target,
            peer: None,
            peer_value: None,
            runs: runs.len(),
        }
    }

    /// The same by a percentile instead of the median.
    pub(crate) fn percentile(
        figure: &'static str,
        unit: &'static str,
        target: Option<f64>,
        (runs, of): (&[f64], usize),
    ) -> Self {
        Self {
            value: percentile(runs, of),
            ..Self::lower(figure, unit, target, runs)
        }
    }

    /// The same of which more is better.
    pub(crate) fn higher(
        figure: &'static str,
        unit: &'static str,
        target: Option<f64>,
        runs: &[f64],
    ) -> Self {
        Self {
            better: "higher",
            ..Self::lower(figure, unit, target, runs)
        }
    }

    /// What a peer reached in the same run.
    pub(crate) fn against(self, peer: &'static str, value: f64) -> Self {
        Self {
            peer: Some(peer),
            peer_value: Some(value),
            ..self
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{:50} {:>10.2} {:11}",
            self.figure, self.value, self.unit
        )?;
        match self.target {
            Some(target) => write!(out, " target {target:.2}, {} runs", self.runs)?,
            None => write!(out, " no target, {} runs", self.runs)?,
        }
        if let (Some(peer), Some(value)) = (self.peer, self.peer_value) {
            write!(out, "; {peer}: {value:.2}")?;
        }
        Ok(())
    }
}

pub(crate) fn median(runs: &[f64]) -> f64 {
    let mut sorted = runs.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// The least value that so many of a hundred do not exceed.
pub(crate) fn percentile(runs: &[f64], of: usize) -> f64 {
    let mut sorted = runs.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() * of).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// Replaces figures of the same name, keeps the others.
pub(crate) fn write(file: &Path, figures: &[Figure]) -> anyhow::Result<()> {
    let before = std::fs::read(file).unwrap_or_default();
    let mut all: Vec<Value> = serde_json::from_slice(&before).unwrap_or_default();
    all.retain(|one| figures.iter().all(|figure| one["figure"] != figure.figure));
    for figure in figures {
        all.push(serde_json::to_value(figure)?);
    }
    std::fs::write(file, serde_json::to_string_pretty(&all)?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{median, percentile};

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 9.0]), 3.0);
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let runs: Vec<f64> = (1..=40).map(f64::from).collect();
        assert_eq!(percentile(&runs, 95), 38.0);
        assert_eq!(percentile(&[7.0], 95), 7.0);
    }
}
