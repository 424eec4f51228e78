use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, bail};

/// What one direction of a link does to packets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weather {
    /// Share of the packets that is lost, 0 to 1.
    pub loss: f64,
    /// Time on the way.
    pub delay: Duration,
    /// On top of the delay, evenly from nothing to this; it does not reorder.
    pub jitter: Duration,
    /// Share of the packets that wait for [`Weather::LATE`] longer, so that others overtake them.
    pub reorder: f64,
    /// In bits a second; `None`: as fast as it comes.
    pub rate: Option<u64>,
    /// Time that packets may wait for their turn; who would wait longer is dropped.
    pub queue: Duration,
}

impl Weather {
    /// Nothing happens to packets.
    pub const FAIR: Weather = Weather {
        loss: 0.0,
        delay: Duration::ZERO,
        jitter: Duration::ZERO,
        reorder: 0.0,
        rate: None,
        queue: Duration::from_millis(300),
    };

    pub const LATE: Duration = Duration::from_millis(30);

    /// How long `bytes` take at this rate.
    pub(super) fn takes(&self, bytes: usize) -> Duration {
        self.rate.map_or(Duration::ZERO, |rate| {
            let nanos = bytes as u64 * 8 * 1_000_000_000 / rate.max(1);
            Duration::from_nanos(nanos)
        })
    }
}

/// `loss=0.05 delay=30 jitter=5 reorder=0.01 rate=300000 queue=300`: times in milliseconds, rate in
/// bits a second. What is left out is fair.
impl FromStr for Weather {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let mut weather = Weather::FAIR;
        for word in text.split_whitespace() {
            let (key, value) = word.split_once('=').context("KEY=VALUE")?;
            let time = || anyhow::Ok(Duration::from_millis(value.parse()?));
            match key {
                "loss" => weather.loss = value.parse()?,
                "delay" => weather.delay = time()?,
                "jitter" => weather.jitter = time()?,
                "reorder" => weather.reorder = value.parse()?,
                "rate" => weather.rate = Some(value.parse()?),
                "queue" => weather.queue = time()?,
                _ => bail!("no weather is called {key}"),
            }
        }
        Ok(weather)
    }
}
