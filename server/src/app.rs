//! What the parts share, and the only place that reads the clocks.

mod ahead;

use std::sync::{Arc, OnceLock};
use std::time::{Instant as Monotonic, SystemTime, UNIX_EPOCH};

use meeting::time::{Instant, Now, Timestamp};

use crate::analytics;
use crate::config::Config;
use crate::identity::Identity;
use crate::imports::Imports;
use crate::invitations::Letters;
use crate::ledger::Ledger;
use crate::partners::Cities;
use crate::rooms::Rooms;
use crate::signaling::Sockets;
use crate::store::Store;
use crate::trial::Trials;
use crate::wall::Walls;

/// What every handler and every room may reach. Shared as `Arc<App>`.
#[derive(Debug)]
pub struct App {
    pub config: Config,
    pub store: Store,
    pub identity: Identity,
    /// The cities of the registry, as the ledger has them.
    pub partners: Arc<Cities>,
    pub ledger: Ledger,
    /// What waits to be taken in.
    pub imports: Imports,
    /// Measures that were computed already.
    pub figures: analytics::Cache,
    pub rooms: Rooms,
    pub sockets: Sockets,
    pub trials: Trials,
    pub letters: Letters,
    pub walls: Walls,
}

/// One moment on both clocks, as a relay counts.
pub(crate) fn moment() -> sfu::turn::Moment {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    sfu::turn::Moment {
        instant: Monotonic::now(),
        unix: since_epoch.as_secs(),
    }
}

/// One moment on both clocks. A test may put both ahead of those of the machine, see [`ahead`].
pub fn now() -> Now {
    static START: OnceLock<Monotonic> = OnceLock::new();
    let start = START.get_or_init(Monotonic::now);
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let ahead = ahead::by();
    let timestamp = (since_epoch + ahead).as_micros();
    Now {
        instant: Instant(start.elapsed() + ahead),
        timestamp: Timestamp(i64::try_from(timestamp).unwrap_or(i64::MAX)),
    }
}

/// Waits until the monotonic clock says `at`.
pub(crate) async fn reached(at: Instant) {
    loop {
        let left = at.since(now().instant);
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left.min(ahead::STEP)).await;
    }
}
